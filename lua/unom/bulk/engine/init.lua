--- The engine: carries the rows of one job from `pending` to the carrier's final word.
--
-- One loop: take what was answered, run the timers, choose what may be sent, write it all to the ledger, and
-- only then send. Every row's step of a turn is one transaction, so a turn costs one write to the disk however
-- many rows it moves.
--
-- Invariant: a request leaves only after `submitting` is on the disk for its row, and is sent again only when
-- the carrier cannot have acted on it (see verdict). Where it may have, the row stays `submitting` and its lane
-- waits until reconciliation has found its order, or has found that a person must decide. Clock, random source
-- and sleep are the caller's.

local brakes <const> = require "unom.bulk.engine.limits"
local consequences <const> = require "unom.bulk.engine.submission"
local inquiries <const> = require "unom.bulk.engine.queries"
local lane <const> = require "unom.bulk.engine.lane"
local ledger <const> = require "unom.bulk.ledger"
local looks <const> = require "unom.bulk.engine.polling"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local reconciliation <const> = require "unom.bulk.engine.reconciliation"
local schedule <const> = require "unom.bulk.engine.timers"
local tracking <const> = require "unom.bulk.carrier.tracking"
local verdict <const> = require "unom.bulk.carrier.outcome"

local engine_methods <const> = {}
local engine_mt <const> = { __name = "unom.engine", __index = engine_methods }

-- The carrier takes no more orders of a contract than this between acceptance and status 03.
local MAX_OUTSTANDING <const> = 254
local function no_action() end

local function wake_at(self, time)
	self.schedule:at(time, no_action)
end

--- Sees to it that the loop turns in `seconds`; returns the time that will be.
function engine_methods:wake_in(seconds)
	local time <const> = self.clock() + seconds
	wake_at(self, time)
	return time
end

--- Writes a step of a row and keeps count.
function engine_methods:step(row, changes, what, detail)
	local before <const> = row.state
	self.ledger:step(row, changes, what, detail)
	if row.state ~= before then
		self.states[before] = self.states[before] - 1
		self.states[row.state] = self.states[row.state] + 1
		if ledger.STATES[row.state].final then
			self.brakes:ended(row.row, row.state)
			self.on_ended(row)
		end
	end
	self.changed = true
end

--- Sends nothing more, and ends once the answers in flight are written.
-- @param reason "interrupted", "deadline" or "unauthorised"
function engine_methods:stop(reason, detail)
	self.stopping = self.stopping or reason
	self.unauthorised = self.unauthorised or (reason == "unauthorised" and detail or nil)
end

--- Follows a row that was accepted.
function engine_methods:follow(row)
	self.lanes[row.contract]:begin_order(row)
	self.looks:follow(row)
end

--- Has reconciliation find out what became of a row; its lane waits.
function engine_methods:look_into(row)
	local row_lane <const> = self.lanes[row.contract]
	row_lane.unclear = row_lane.unclear + 1
	self.waiting = messages.say("looking_into", { contract = row.contract, row = row.row })
	self.reconciliation:settle(row)
end

--- Learns what the carrier lists now, so that the lane's sends can be told apart from it.
local function prepare(self, row_lane)
	self.reconciliation:prepare(self.job, row_lane.contract, function()
		row_lane.prepared = true
		self:wake_in(0)
	end)
end

--- Takes what reconciliation found of a row.
local function settled(self, row, finding)
	local row_lane <const> = self.lanes[row.contract]
	row_lane.unclear = row_lane.unclear - 1
	self.waiting = nil
	if finding.state then
		self:step(row, { state = finding.state, error = "" }, "proved", finding.seen)
	elseif finding.order_id or finding.accepted then
		self:step(row, { state = "tracking", order_id = finding.order_id, reserve_id = finding.reserve_id, error = "" },
			"adopted", finding.order_id or finding.reserve_id)
		self:follow(row)
	else
		self:step(row, { state = "unknown", stray = 1,
			error = messages.say("undecided", { error = row.error or "", seen = finding.seen }) }, "undecided", finding.seen)
	end
	if row_lane.unclear == 0 and not row_lane.prepared then
		prepare(self, row_lane)
	end
end

local function submission_finished(self, row, reply, err)
	local row_lane <const> = self.lanes[row.contract]
	row_lane.submitting = nil
	local action <const> = verdict.of(operations[row.operation], reply, err)
	self.waiting = nil
	consequences[action](self, row, row_lane, reply, err)
end

--- Takes what a look said of a row.
-- @return has the row ended, or passed on to another way of following it?
local function reading_taken(self, row, reading)
	if reading.state then
		self.lanes[row.contract]:end_order(row)
	elseif row.order_id and tracking.PROCESSED_STATUSES[reading.order_status] then
		self.lanes[row.contract]:make_room(row)
	end
	local to_complete <const> = self.wait_until == "complete" and row.order_id and row.operation ~= "cancel_order"
		and reading.state == "succeeded" and reading.order_status == "03"
	if reading.state and not to_complete then
		if reading.state ~= "succeeded" and reading.order_status then
			reading.error = messages.say(reading.message and "order_ended_with" or "order_ended",
				{ status = reading.order_status, message = reading.message })
		end
		reading.error = reading.error or "" -- what failed looks said of it is over
		self:step(row, reading, reading.state, reading.order_status or reading.error)
		return true
	end
	if reading.order_status and reading.order_status ~= row.order_status then
		self:step(row, { order_status = reading.order_status, message_id = reading.message_id }, "status",
			reading.order_status)
	end
	if to_complete then
		self.looks:follow_completion(row)
	end
	return to_complete
end

local function look_failed(self, followed, err)
	if err.kind == "auth" then
		self:stop("unauthorised", err)
	end
	for _, entry in ipairs(followed) do
		self:step(entry.row, { error = tostring(err) }, "look_failed", tostring(err))
	end
end

--- Was the order seen at 03 by an earlier run, which then followed it in the lists? Those show later statuses.
local function was_followed_on(self, row)
	for _, event in ipairs(self.ledger:events(row.job, row.row)) do
		if event.what == "status" and event.detail == "03" then
			return true
		end
	end
	return false
end

--- Takes up what an earlier run left behind, and prepares the lanes.
local function take_up(self)
	for _, row in ipairs(self.ledger:rows_in(self.job, "submitting")) do
		self:step(row, { error = messages.say("cut_off") }, "cut_off")
		self:look_into(row)
	end
	for _, contract in ipairs(self.contracts) do
		if self.lanes[contract].unclear == 0 then
			prepare(self, self.lanes[contract])
		end
	end
	for _, row in ipairs(self.ledger:rows_in(self.job, "tracking")) do
		if self.wait_until == "complete" and was_followed_on(self, row) then
			self.looks:follow_completion(row)
		else
			self:follow(row)
			if row.order_id and tracking.PROCESSED_STATUSES[row.order_status] then
				self.lanes[row.contract]:make_room(row)
			end
		end
	end
end

--- @param options {
--   job=, ledger=, client=, contracts={contract ids of the job's open rows},
--   wait_until="final"|"complete", deadline=seconds, max_outstanding=, rate=, canary=, max_failures=,
--   clock()=seconds that only grow, random()=[0,1), sleep(seconds)=, watch={count()}|nil, on_progress(progress)|nil,
--   on_ended(row)|nil=called in the transaction in which a row ends, settle_only=bool: end once no row is unclear,
--   at(point)|nil=called between the steps of a turn, for tests that end the process there: "chosen", "synced",
--   "sent", "answered", "taken" }
local function new(options)
	local self <const> = setmetatable({
		job = options.job,
		ledger = options.ledger,
		client = options.client,
		clock = options.clock,
		random = options.random,
		sleep = options.sleep,
		watch = options.watch,
		on_progress = options.on_progress,
		on_ended = options.on_ended or no_action,
		at = options.at or no_action,
		settle_only = options.settle_only,
		wait_until = options.wait_until or "final",
		deadline = options.deadline and options.clock() + options.deadline,
		schedule = schedule.new(),
		lanes = {},
		contracts = options.contracts,
		first_contract = -1,
		submissions = {}, -- the client's id -> row
		states = options.ledger:count_states(options.job),
		stopping = nil, -- "interrupted", "deadline" or "unauthorised"
	}, engine_mt)
	self.total = 0
	for _, number in pairs(self.states) do
		self.total = self.total + number
	end
	for _, contract in ipairs(options.contracts) do
		self.lanes[contract] = lane.new(self.ledger, self.job, contract, options.max_outstanding or MAX_OUTSTANDING)
	end
	self.brakes = brakes.new(options, self.ledger:count_states(self.job, options.canary or 0))
	self.inquiries = inquiries.new {
		client = self.client,
		schedule = self.schedule,
		clock = self.clock,
		random = self.random,
		on_unauthorised = function(err) self:stop("unauthorised", err) end,
	}
	self.reconciliation = reconciliation.new {
		ledger = self.ledger,
		inquiries = self.inquiries,
		schedule = self.schedule,
		clock = self.clock,
		on_settled = function(row, finding) settled(self, row, finding) end,
	}
	self.looks = looks.new {
		client = self.client,
		schedule = self.schedule,
		clock = self.clock,
		random = self.random,
		on_reading = function(row, reading) return reading_taken(self, row, reading) end,
		on_failure = function(followed, err) look_failed(self, followed, err) end,
	}
	if self.deadline then
		wake_at(self, self.deadline)
	end
	return self
end

local function heed_stops(self)
	local signals <const> = self.watch and self.watch:count() or 0
	if signals > 0 then
		self:stop("interrupted")
	end
	if self.deadline and self.clock() >= self.deadline then
		self:stop("deadline")
	end
	self.abandon = signals > 1
end

--- Marks what may be sent now as `submitting`, and returns it.
local function choose(self)
	local chosen <const> = {}
	if self.stopping then
		return chosen
	end
	local now <const> = self.clock()
	for turn = 1, #self.contracts do
		-- Under a rate each contract comes first in turn, or the first would take every slot.
		local row_lane <const> = self.lanes[self.contracts[(self.first_contract + turn) % #self.contracts + 1]]
		local row <const> = row_lane:ready(now)
		local allowed, ask_again
		if row then
			allowed, ask_again = self.brakes:allow(row.row, now)
		end
		if allowed then
			row_lane.submitting = row
			self.brakes:sent(now)
			self:step(row, { state = "submitting", submitted_at = self.ledger:now() }, "submitting")
			chosen[#chosen + 1] = row
			self.first_contract = self.first_contract + turn
		elseif ask_again then
			wake_at(self, ask_again)
		end
	end
	return chosen
end

local function send(self, rows)
	for _, row in ipairs(rows) do
		local ok <const>, id = pcall(self.client.start, self.client, row.operation, row.arguments)
		if ok then
			self.submissions[id] = row
		else -- refused by the client's own checks, before anything was sent
			self.lanes[row.contract].submitting = nil
			consequences.rejected(self, row, self.lanes[row.contract], nil, id)
			self:wake_in(0)
		end
	end
end

local function submissions_done(self)
	if next(self.submissions) then
		return false
	end
	for _, contract in ipairs(self.contracts) do
		if not self.lanes[contract]:exhausted() and not (self.brakes.halted or self.stopping) then
			return false
		end
	end
	return true
end

local function done(self)
	return self.abandon
		or (submissions_done(self) and (self.stopping ~= nil
			or self.reconciliation.rows == 0 and (self.settle_only or self.looks.rows == 0)))
end

local function wait(self)
	local next_time <const> = self.schedule:next_time()
	local seconds <const> = math.max(0, (next_time or math.huge) - self.clock())
	if self.client:in_flight() > 0 then
		return self.client:wait(math.min(seconds, 3600))
	end
	self.sleep(math.min(seconds, 3600))
	return {}
end

local function take_answer(self, finished)
	local row <const> = self.submissions[finished.id]
	if row then
		self.submissions[finished.id] = nil
		submission_finished(self, row, finished.reply, finished.err)
	elseif not self.inquiries:finished(finished.id, finished.reply, finished.err) then
		self.looks:finished(finished.id, finished.reply, finished.err)
	end
end

local function report_progress(self)
	if self.changed and self.on_progress then
		self.on_progress { job = self.job, total = self.total, states = self.states, waiting = self.waiting }
	end
	self.changed = false
end

--- Runs the job until every row has ended, or until something stops it.
-- Raises an error object of kind "ledger" when the ledger cannot be written; nothing is sent after that.
-- @return {states=, total=, interrupted=bool, deadline=bool, halted=bool, halted_by="failures"|"canary"|nil,
--   unauthorised=err|nil}
function engine_methods:run()
	take_up(self)
	while true do
		heed_stops(self)
		self.schedule:run(self.clock())
		local chosen <const> = choose(self)
		self.at("chosen")
		self.ledger:sync()
		self.at("synced")
		send(self, chosen)
		self.at("sent")
		if not (self.stopping or self.settle_only) then
			self.looks:start()
		end
		self.ledger:sync()
		report_progress(self)
		if done(self) then
			break
		end
		local answers <const> = wait(self)
		self.at("answered")
		for _, finished in ipairs(answers) do
			take_answer(self, finished)
		end
		self.at("taken")
	end
	local states <const> = self.states
	local open <const> = states.pending + states.submitting + states.tracking > 0
	return {
		states = self.states,
		total = self.total,
		halted = self.brakes.halted and self.states.pending > 0, -- a limit reached too late has held nothing back
		halted_by = self.brakes.halted_by,
		interrupted = open and self.stopping == "interrupted",
		deadline = open and self.stopping == "deadline",
		unauthorised = self.unauthorised,
	}
end

return { new = new }
