--- The engine: carries the rows of one job from `pending` to the carrier's final word.
--
-- One loop: take what was answered, run the timers, choose what may be sent, write it all to the ledger, and only then
-- send. All transitions of one turn are one transaction, so a turn costs one write to the disk however many rows it
-- moves.
--
-- Invariant: a request leaves only after `submitting` is on the disk for its row, and is sent again only when the
-- carrier cannot have acted on it (see carrier/outcome.lua). Where it may have, the row stays `submitting` and its lane
-- waits until reconciliation has found its order, or has found that a person must decide. Clock, random source and
-- sleep are the caller's.

local calls <const> = require "unom.bulk.engine.calls"
local identity <const> = require "unom.bulk.carrier.identity"
local lane <const> = require "unom.bulk.engine.lane"
local limits <const> = require "unom.bulk.engine.limits"
local messages <const> = require "unom.messages"
local polling <const> = require "unom.bulk.engine.polling"
local queries <const> = require "unom.bulk.engine.queries"
local reconciliation <const> = require "unom.bulk.engine.reconciliation"
local states <const> = require "unom.bulk.ledger.states"
local status <const> = require "unom.bulk.carrier.status"
local submission <const> = require "unom.bulk.engine.submission"
local timers <const> = require "unom.bulk.engine.timers"
local tracking <const> = require "unom.bulk.carrier.tracking"

local engine_methods <const> = {}
local engine_mt <const> = { __name = "unom.engine", __index = engine_methods }

local function no_action() end

-- Seconds: the longest wait of one turn.
local LONGEST_WAIT <const> = 3600

-- One for the order, one for a poll; a client usually has some for a few contracts anyway.
local CONNECTIONS_PER_CONTRACT <const> = 2

-- ---- what submission and the parts below ask of the engine ----

--- Wakes the loop at `time`.
function engine_methods:wake_at(time)
	self.timers:at(time, no_action)
end

--- Wakes the loop after `seconds`; returns the wake-up time.
function engine_methods:wake_in(seconds)
	local time <const> = self.clock() + seconds
	self:wake_at(time)
	return time
end

--- Writes a transition of a row (see ledger/rows.lua) and keeps count.
function engine_methods:transition(row, changes, what, detail)
	local before <const> = row.state
	self.ledger:transition(row, changes, what, detail)
	if row.state ~= before then
		self.states[before] = self.states[before] - 1
		self.states[row.state] = self.states[row.state] + 1
		if states.is_final(row.state) then
			self.limits:ended(row.row, row.state)
			self.on_ended(row)
		end
	end
	self.changed = true
end

--- Says what the run waits for, in words; nil: for nothing in particular.
function engine_methods:set_waiting(words)
	self.waiting = words
end

--- Sends nothing more, and ends once the answers in flight are written.
-- @param reason "interrupted", "deadline" or "unauthorised"
function engine_methods:stop(reason, detail)
	self.stopping = self.stopping or reason
	self.unauthorised = self.unauthorised or (reason == "unauthorised" and detail or nil)
end

--- Follows a row that was accepted.
function engine_methods:follow(row)
	self.lanes[row.contract]:begin_order(row, row.order_id ~= nil)
	self.polling:follow(row)
end

--- Has reconciliation find out what became of a row; its lane waits.
function engine_methods:reconcile(row)
	self.lanes[row.contract]:begin_doubt()
	self:set_waiting(messages.say("reconciling", { contract = row.contract, row = row.row }))
	self.reconciliation:start(row)
end

-- ---- reconciliation ----

--- Learns what the carrier lists now, so that later orders of the lane can be distinguished from it.
local function prepare(self, row_lane)
	self.reconciliation:prepare(self.job, row_lane.contract, function()
		row_lane:set_prepared()
		self:wake_in(0)
	end)
end

--- Takes what reconciliation found of a row.
local function take_conclusion(self, row, conclusion)
	local row_lane <const> = self.lanes[row.contract]
	row_lane:end_doubt()
	self:set_waiting(nil)
	if conclusion.state then
		self:transition(row, { state = conclusion.state, error = "" }, "proved", conclusion.seen)
	elseif conclusion.order_id or conclusion.accepted then
		self:transition(row,
			{ state = "tracking", order_id = conclusion.order_id, reserve_id = conclusion.reserve_id, error = "" },
			"adopted", identity.of(conclusion))
		self:follow(row)
	else
		local words <const> = messages.say("undecided", { error = row.error or "", seen = conclusion.seen })
		self:transition(row, { state = "unknown", may_have_acted = true, error = words }, "undecided", conclusion.seen)
	end
	if row_lane:needs_baseline() then
		prepare(self, row_lane)
	end
end

-- ---- polling ----

--- Does the order take no more room among those outstanding?
local function is_processed(row, order_status)
	return row.order_id ~= nil and status.is_processed(order_status)
end

--- The row has ended as the reading says.
local function end_row(self, row, reading)
	local words = reading.error or "" -- an error of earlier polls is over
	if reading.state ~= "succeeded" and reading.order_status then
		words = messages.say(reading.message and "order_ended_with" or "order_ended",
			{ status = reading.order_status, message = reading.message })
	end
	self:transition(row, {
		state = reading.state, order_status = reading.order_status, message_id = reading.message_id, error = words,
	}, reading.state, reading.order_status or words)
end

--- Takes what a poll said of a row.
-- @param recovered had polls about the row failed, and does none fail now?
-- @return has the row ended, or passed on to another way of following it?
local function take_reading(self, row, reading, recovered)
	local row_lane <const> = self.lanes[row.contract]
	if reading.state then
		row_lane:end_order(row)
	elseif is_processed(row, reading.order_status) then
		row_lane:make_room(row)
	end
	local to_complete <const> = self.wait_until == "complete" and row.order_id and tracking.can_complete(row.operation)
		and reading.state == "succeeded" and reading.order_status == "03"
	if reading.state and not to_complete then
		end_row(self, row, reading)
		return true
	end
	local error_over <const> = recovered and row.error and "" or nil
	if reading.order_status and reading.order_status ~= row.order_status then
		self:transition(row,
			{ order_status = reading.order_status, message_id = reading.message_id, error = error_over },
			"status", reading.order_status)
	elseif error_over then
		self:transition(row, { error = error_over }, "poll_recovered")
	end
	if to_complete then
		self.polling:follow_completion(row)
	end
	return to_complete
end

local function poll_failed(self, rows, err)
	if err.kind == "auth" then
		self:stop("unauthorised", err)
	end
	for _, row in ipairs(rows) do
		self:transition(row, { error = tostring(err) }, "poll_failed", tostring(err))
	end
end

-- ---- the loop ----

--- Takes up what an earlier run left: rows found `submitting` are in doubt, those `tracking` are followed on.
local function take_up(self)
	for _, row in ipairs(self.ledger:rows_in(self.job, "submitting")) do
		self:transition(row, { error = messages.say("cut_off") }, "cut_off")
		self:reconcile(row)
	end
	for _, contract in ipairs(self.contracts) do
		if self.lanes[contract]:needs_baseline() then
			prepare(self, self.lanes[contract])
		end
	end
	for _, row in ipairs(self.ledger:rows_in(self.job, "tracking")) do
		-- An order seen at 03 by an earlier run was then followed in the lists, which show the later statuses.
		if self.wait_until == "complete" and self.ledger:has_event(row, "status", "03") then
			self.polling:follow_completion(row)
		else
			self:follow(row)
			if is_processed(row, row.order_status) then
				self.lanes[row.contract]:make_room(row)
			end
		end
	end
end

--- @param options {
--   job=, ledger=, client=, contracts={contract ids of the job's open rows},
--   wait_until="final"|"complete", deadline=seconds, max_outstanding=, rate=, canary=, max_failures=,
--   clock()=seconds that only grow, random()=[0,1), sleep(seconds)=, watch={count()}|nil, on_progress(progress)|nil,
--   on_ended(row)|nil=called in the transaction in which a row ends, reconcile_only=bool: end once no row is in doubt,
--   at(point)|nil=called between the steps of a turn, for tests that end the process there: "chosen", "synced",
--   "sent", "answered", "taken" }
local function new(options)
	local self <const> = setmetatable({
		job = options.job,
		ledger = options.ledger,
		calls = calls.new(options.client),
		clock = options.clock,
		random = options.random,
		sleep = options.sleep,
		watch = options.watch,
		on_progress = options.on_progress,
		on_ended = options.on_ended or no_action,
		at = options.at or no_action,
		reconcile_only = options.reconcile_only,
		wait_until = options.wait_until or "final",
		deadline = options.deadline and options.clock() + options.deadline,
		timers = timers.new(),
		lanes = {},
		contracts = options.contracts,
		first_contract = -1,
		states = options.ledger:count_states(options.job),
		stopping = nil, -- "interrupted", "deadline" or "unauthorised"
	}, engine_mt)
	self.total = states.count_all(self.states)
	for _, contract in ipairs(options.contracts) do
		self.lanes[contract] = lane.new(self.ledger, self.job, contract, options.max_outstanding or limits.MOST_OUTSTANDING)
	end
	self.calls:allow_connections(CONNECTIONS_PER_CONTRACT * #options.contracts)
	self.limits = limits.new(options, self.ledger:count_states(self.job, options.canary or 0))
	self.queries = queries.new {
		calls = self.calls,
		timers = self.timers,
		clock = self.clock,
		random = self.random,
		on_unauthorised = function(err) self:stop("unauthorised", err) end,
	}
	self.reconciliation = reconciliation.new {
		ledger = self.ledger,
		queries = self.queries,
		timers = self.timers,
		clock = self.clock,
		on_concluded = function(row, conclusion) take_conclusion(self, row, conclusion) end,
	}
	self.polling = polling.new {
		calls = self.calls,
		timers = self.timers,
		clock = self.clock,
		random = self.random,
		on_reading = function(...) return take_reading(self, ...) end,
		on_failure = function(rows, err) poll_failed(self, rows, err) end,
	}
	if self.deadline then
		self:wake_at(self.deadline)
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
	self.stop_at_once = signals > 1
end

local function is_done(self)
	if self.stop_at_once then
		return true
	elseif not submission.is_done(self) then
		return false
	end
	return self.stopping ~= nil
		or not self.reconciliation:any() and (self.reconcile_only or not self.polling:any())
end

--- Waits for results until the next timer.
local function wait(self)
	local seconds <const> = math.max(0, (self.timers:next_time() or math.huge) - self.clock())
	if self.calls:any() then
		return self.calls:wait(math.min(seconds, LONGEST_WAIT))
	end
	self.sleep(math.min(seconds, LONGEST_WAIT))
	return {}
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
--   unauthorised=err|nil, waiting=why nothing was sent when it stopped|nil}
function engine_methods:run()
	take_up(self)
	while true do
		heed_stops(self)
		self.timers:run(self.clock())
		local chosen <const> = self.stopping and {} or submission.choose(self)
		self.at("chosen")
		self.ledger:sync()
		self.at("synced")
		submission.send(self, chosen)
		self.at("sent")
		if not (self.stopping or self.reconcile_only) then
			self.polling:start()
		end
		self.ledger:sync()
		report_progress(self)
		if is_done(self) then
			break
		end
		local results <const> = wait(self)
		self.at("answered")
		self.calls:deliver(results)
		self.at("taken")
	end
	local open <const> = states.count_open(self.states) > 0
	return {
		states = self.states,
		total = self.total,
		halted = self.limits.halted and self.states.pending > 0, -- else the limit was reached too late to stop anything
		halted_by = self.limits.halted_by,
		interrupted = open and self.stopping == "interrupted",
		deadline = open and self.stopping == "deadline",
		unauthorised = self.unauthorised,
		waiting = open and self.stopping and self.waiting or nil,
	}
end

return { new = new }
