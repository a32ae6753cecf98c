--- The engine: carries the rows of one job from `pending` to the carrier's final word.
--
-- One loop: take what was answered, run the timers, choose what may be sent, write it all to the ledger, and only then
-- send. All transitions of one turn are one transaction, so a turn costs one write to the disk however many rows it
-- moves.
--
-- Invariants: a request leaves only after `submitting` is on the disk for its row, in the ledger its path leads to,
-- while the contract is still ours; it is sent again only when the carrier cannot have acted on it (see
-- carrier/outcome.lua). Where it may have, the row stays `submitting` and its lane waits until reconciliation has found
-- its order, or has found that a person must decide. Clock, random source and sleep are the caller's.

local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local parts <const> = require "unom.bulk.engine.parts"
local readings <const> = require "unom.bulk.engine.following.readings"
local reason <const> = require "unom.reason"
local reports <const> = require "unom.bulk.engine.progress.reports"
local reserving <const> = require "unom.bulk.engine.following.reserving"
local states <const> = require "unom.bulk.ledger.states"
local submission <const> = require "unom.bulk.engine.submission"
local timers <const> = require "unom.bulk.engine.timers"
local tracking <const> = require "unom.bulk.carrier.tracking"
local waiting <const> = require "unom.bulk.engine.progress.waiting"

local engine_methods <const> = {}
local engine_mt <const> = { __name = "unom.engine", __index = engine_methods }

local function no_action() end

-- Seconds: the longest wait of one turn.
local LONGEST_WAIT <const> = 3600

-- ---- what submission and the parts below ask of the engine ----

--- Wakes the loop at `time`.
function engine_methods:wake_at(time) self.timers:at(time, no_action) end

--- Wakes the loop after `seconds`; returns the wake-up time.
function engine_methods:wake_in(seconds)
	local time <const> = self.clock() + seconds
	self:wake_at(time)
	return time
end

--- Ends the run with an error: nothing more is sent, and what is in flight is waited for.
function engine_methods:fail(err)
	self.failure = self.failure or err
	self:stop("failed")
end

--- The caller's function, which may raise: then nothing more is sent, what is in flight is waited for, and the run
-- ends with what was raised. It is not called again, nor is any other.
-- @return the function; nil where there is none
function engine_methods:guarded(callback)
	return callback and function(...)
		if self.raised then
			return nil
		end
		local results <const> = table.pack(pcall(callback, ...))
		if not results[1] then
			self.raised = { value = results[2] }
			return self:stop("failed")
		end
		return table.unpack(results, 2, results.n)
	end
end

--- Tells lane and limits that a row has moved.
local function tell_moved(self, row, before)
	local row_lane <const> = self.lanes[row.contract]
	if row.state ~= before and row.job == self.job then
		self.limits:moved(row.row, before, row.state)
	end
	if row.state == "unknown" then
		row_lane:hold_line(row)
	elseif before == "unknown" then
		row_lane:release_line(row)
	end
end

--- Writes a transition of a row, see engine/record.lua.
function engine_methods:transition(row, ...)
	local before <const> = row.state
	self.record:transition(row, ...)
	tell_moved(self, row, before)
end

--- Writes the id that the carrier gave a row, see engine/record.lua.
function engine_methods:take_id(row, ...)
	local before <const> = row.state
	local ours <const> = self.record:take_id(row, ...)
	tell_moved(self, row, before)
	return ours
end

--- Says why a contract waits, in words; nil: for no reason of its own.
function engine_methods:set_waiting(contract, words)
	self.waits_changed = self.waits_changed or self.waits[contract] ~= words
	self.waits[contract] = words
end

--- The time of the day at a time of the engine's clock, for words.
function engine_methods:time_of_day(time)
	return waiting.time_of_day(self, time)
end

--- Sends nothing more, and ends once the answers in flight are written.
-- @param why "interrupted", "deadline", "unauthorised", "permanent" or "failed"
function engine_methods:stop(why, detail)
	self.stopping = self.stopping or why
	self.unauthorised = self.unauthorised or (why == "unauthorised" and detail or nil)
	self.permanent = self.permanent or (why == "permanent" and detail or nil)
end

--- Follows a row that was accepted.
function engine_methods:follow(row)
	self.lanes[row.contract]:begin_order(row, row.order_id ~= nil)
	reserving.begin(self.ledger, row)
	self.polling:follow(row)
	if row.order_id then
		self.reconciliation:accompany(row.contract)
	end
end

--- Has reconciliation find out what became of a row; its lane waits.
function engine_methods:reconcile(row)
	self.lanes[row.contract]:begin_doubt()
	self:set_waiting(row.contract, messages.say("waiting_doubt", { row = row.row, job = row.job,
		time = self:time_of_day(self.reconciliation:decides_at()) }))
	self.reconciliation:start(row)
end

--- Learns what the carrier lists now, so that later orders of the lane can be distinguished from it, and what the
-- contract looks like before them.
function engine_methods:prepare(row_lane)
	local contract <const> = row_lane.contract
	row_lane:begin_prepare()
	self.strangers:await(contract)
	self.first_look:begin(contract)
	self.reconciliation:prepare(contract, function()
		self.strangers:prepared(contract)
		self.first_look:await(contract, function()
			row_lane:set_prepared()
			self:wake_in(0)
		end)
	end)
end

-- ---- the loop ----

--- Takes up what an earlier run left: rows found `submitting` are in doubt, those `tracking` are followed on.
local function take_up(self)
	for _, row in ipairs(self.ledger:rows_in(self.job, "submitting")) do
		self:transition(row, { may_have_acted = true, reason = reason.new "cut_off" }, "cut_off")
		self:reconcile(row)
	end
	for _, contract in ipairs(self.contracts) do
		local row_lane <const> = self.lanes[contract]
		row_lane:set_others(self.ledger:tracking_rows_of_others(contract, self.job))
		for _, row in ipairs(self.ledger:unknown_rows(contract)) do
			row_lane:hold_line(row)
		end
		if row_lane:needs_baseline() and self.sends then
			self:prepare(row_lane)
		end
	end
	for _, row in ipairs(self.ledger:rows_in(self.job, "tracking")) do
		-- An order that an earlier run saw processed was then followed in the lists, which show the later statuses.
		if self.wait_until == "complete" and readings.can_complete(row, row.order_status) then
			self.polling:follow_on(row, tracking.COMPLETION)
		else
			self:follow(row)
			if readings.is_processed(row, row.order_status) then
				self.lanes[row.contract]:make_room(row)
			end
		end
	end
end

--- @param options {
--   job=, ledger=, client=, contracts={contract ids of the job's open rows},
--   wait_until="final"|"complete", deadline=seconds, max_outstanding=, rate=, canary=, max_failures=,
--   clock()=seconds that only grow, random()=[0,1), sleep(seconds)=, watch={count()}|nil, on_progress(progress)|nil,
--   on_synced()|nil=called in every turn, when all is on the disk,
--   events|nil=where what happens is written, see progress/events.lua,
--   on_ended(row)|nil=called in the transaction in which a row ends, reconcile_only=bool: send nothing, and end once no
--   row is in doubt, follow_only=bool: send nothing, and end once no order is under way,
--   listed_within=seconds|nil=a person vouches that every order stands in the lists so long after its request ended,
--   allow_others=bool|nil, shared_contract=bool|nil, on_others(orders)|nil=see engine/reconciling/strangers.lua,
--   at(point)|nil=called between the steps of a turn, for tests that end the process there: "chosen", "synced",
--   "sent", "answered", "taken" }
local function new(options)
	local self <const> = setmetatable({
		job = options.job,
		ledger = options.ledger,
		clock = options.clock,
		random = options.random,
		sleep = options.sleep,
		watch = options.watch,
		at = options.at or no_action,
		reconcile_only = options.reconcile_only,
		sends = not (options.reconcile_only or options.follow_only),
		wait_until = options.wait_until or "final",
		deadline = options.deadline and options.clock() + options.deadline,
		timers = timers.new(),
		lanes = {},
		contracts = options.contracts,
		left_open = {}, -- row -> when a list of its reservations first left it open
		stopping = nil, -- "interrupted", "deadline", "unauthorised", "permanent" or "failed"
		last_to_send = 0, -- which of the contracts sent last
		failure = nil, -- the error that the run ends with
		waits = {}, -- contract -> why it waits, in words, where it has a reason of its own
		unchecked = {}, -- contracts whose lists of orders were not whole before the first send
		older_orders = {}, -- by contract: how many orders of earlier days this ledger did not know
		raised = nil, -- {value=} that a function of the caller raised, with which the run ends
	}, engine_mt)
	local guarded <const> = setmetatable({ on_progress = self:guarded(options.on_progress),
		on_synced = self:guarded(options.on_synced), on_others = self:guarded(options.on_others) }, { __index = options })
	parts.make(self, guarded)
	self.reports = reports.new(self, guarded)
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
	local follows <const> = not self.reconcile_only and self.polling:any()
	return self.stopping ~= nil or not follows and not self.reconciliation:any(not self.reconcile_only)
end

--- Starts the reads that are due. While the carrier cannot be reached they take turns.
local function start_reads(self)
	if self.stopping then
		return
	end
	local turn <const> = self.reachability:turn()
	if turn == "own" then
		self.reachability:ask()
	elseif turn ~= "polling" then
		self.queries:start()
	end
	if not self.reconcile_only then
		self.polling:start()
	end
	self.reachability:ask()
	local is_down <const> = self.reachability:is_down()
	self.waits_changed = self.waits_changed or is_down ~= self.was_down
	self.was_down = is_down
end

--- Waits for results until the next timer, or the next report.
local function wait(self)
	local time <const> = math.min(self.timers:next_time() or math.huge, self.reports:next_time() or math.huge)
	local seconds <const> = math.min(LONGEST_WAIT, math.max(0, time - self.clock()))
	if self.calls:any() then
		return self.calls:wait(seconds)
	end
	self.sleep(seconds)
	return {}
end

--- Sends the rows that are on the disk as `submitting`, unless that disk is no longer where the ledger's path leads.
local function send(self, chosen, since)
	if #chosen > 0 and not self.ledger:is_in_place() then
		self:fail(errors.new { kind = "ledger", message = messages.say("ledger_moved", { ledger = self.ledger.path }) })
		return submission.take_back(self, chosen, self.failure)
	end
	submission.send(self, chosen, since)
	if #chosen > 0 then
		self.strangers:sent()
	end
end

--- Runs the job until every row has ended, or until something stops it.
-- Raises an error object: of kind "ledger" when the ledger cannot be written, or is no longer where its path leads;
-- "locked" when another process has taken a contract; "others_ordered" when the lists show, before anything was sent,
-- orders that nobody here made. Nothing is sent after that.
-- @return {states=, total=, interrupted=bool, deadline=bool, halted=bool,
--   halted_by="failures"|"canary"|"others_ordered"|nil, held={rows=how many wait for a person, by={{job=, row=} that
--   are unknown and hold them}}|nil, others=the orders that nobody here made|nil,
--   older_orders={contract=how many of earlier days this ledger did not know}, unchecked={contract=true: its lists of
--   orders were not whole before the first send},
--   raised={value=what a function of the caller raised}|nil,
--   unauthorised=err|nil, permanent=err that no waiting makes better|nil, waiting=why nothing was sent when it
--   stopped|nil}
function engine_methods:run()
	local _ <close> = self.calls
	self.reports:prepare()
	self.ledger:sync()
	self.reports:tell() -- what was found, before the first request
	take_up(self)
	while true do
		heed_stops(self)
		self.timers:run(self.clock())
		local chosen <const> = (self.stopping or self.strangers:awaited()) and {} or submission.choose(self)
		self.at("chosen")
		local before_sync <const> = self.clock()
		self.ledger:sync()
		self.at("synced")
		send(self, chosen, before_sync)
		self.at("sent")
		start_reads(self)
		self.reports:prepare()
		self.ledger:sync()
		self.reports:tell()
		if is_done(self) then
			break
		end
		local results <const> = wait(self)
		self.at("answered")
		self.calls:deliver(results)
		self.at("taken")
	end
	self.reports:finish()
	if self.failure and not self.raised then
		error(self.failure, 0)
	end
	local open <const> = states.count_open(self.record.states) > 0
	local halted <const> = self.limits.halted and self.record.states.pending > 0 -- else it came too late to stop anything
	return {
		states = self.record.states,
		total = self.total,
		halted = halted,
		held = not (self.stopping or halted) and submission.held(self) or nil,
		halted_by = self.limits.halted_by,
		others = self.others,
		older_orders = self.older_orders,
		unchecked = self.unchecked,
		interrupted = open and self.stopping == "interrupted",
		deadline = open and self.stopping == "deadline",
		raised = self.raised,
		unauthorised = self.unauthorised,
		permanent = open and self.permanent or nil,
		waiting = open and self.stopping and waiting.reason(self) or nil,
	}
end

return { new = new }
