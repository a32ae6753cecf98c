--- Finds out what became of a row that the carrier may have acted on: the carrier's lists are asked.
--
-- Before a contract's first send of a run the lists are read once, so that what was there before is known: the
-- baseline. Afterwards, while orders are under way, the lists of orders are read beside the lane. What lists of orders
-- prove of a row is judged in doubts.lua; what is judged here names its line.
--
-- Invariants: while a row of a contract is in doubt, nothing of that contract is sent, so that one id at most is
-- unexplained. What was seen is written as an event, in the transaction in which it is judged.

local baseline <const> = require "unom.bulk.ledger.baseline"
local doubts <const> = require "unom.bulk.engine.reconciling.doubts"
local evidence <const> = require "unom.bulk.carrier.evidence"
local known <const> = require "unom.bulk.engine.reconciling.known"
local listings <const> = require "unom.bulk.engine.reconciling.listings"
local reason <const> = require "unom.reason"

local reconciliation_methods <const> = {}
local reconciliation_mt <const> = { __name = "unom.reconciliation", __index = reconciliation_methods }

-- Seconds before each reading of a list that names lines: the carrier may list a little late.
local DELAYS <const> = { 2, 8 }
-- Where no baseline can be had, the contract is not kept waiting for ever: without one, rows in doubt end unknown.
local MOST_BASELINE_TRIES <const> = 4
-- Seconds between readings beside the lane: the first wait, and the longest.
local FIRST_BESIDE <const>, LONGEST_BESIDE <const> = 20, 60

--- @param options {job=, ledger=, queries=, timers=, clock=, adopts=bool: may an order be a row's by being the only
--   the only one?, listed_within=seconds|nil,
--   is_under_way(contract)=bool: are orders?,
--   on_concluded(row, conclusion)=with a conclusion of carrier/evidence.lua, `order_id`, or `not_listed`: it is proved
--   that the row was not ordered, `is_last`: too often; `late`: the row was left unknown before,
--   on_doubted(row, ids)=with a row that has an order, whose order these could be as well,
--   on_held_back(row, reason)=called with a pending row that must not be sent again after all,
--   on_answers(contract, questions, answers)=with what was asked before the first send,
--   on_prepared(contract, listing)=with what the lists of orders showed before the first send,
--   on_orders(contract, listing, event, is_start)=called with each listing of orders, in the transaction that
--   writes it with that event}
local function new(options)
	local self <const> = setmetatable({
		job = options.job,
		ledger = options.ledger,
		queries = options.queries,
		timers = options.timers,
		clock = options.clock,
		listed_within = options.listed_within,
		is_under_way = options.is_under_way,
		on_concluded = options.on_concluded,
		on_held_back = options.on_held_back,
		on_answers = options.on_answers,
		on_prepared = options.on_prepared,
		on_orders = options.on_orders,
		rows = 0, -- rows being reconciled by what names their lines
		beside = {}, -- contract -> seconds from this reading beside the lane to the next
	}, reconciliation_mt)
	self.listings = listings.new {
		queries = options.queries, timers = options.timers, clock = options.clock,
		on_listing = function(contract, listing) self:take_listing(contract, listing) end,
	}
	self.doubts = doubts.new {
		ledger = options.ledger, queries = options.queries, listings = self.listings, clock = options.clock,
		adopts = options.adopts, listed_within = options.listed_within,
		on_concluded = options.on_concluded, on_doubted = options.on_doubted,
	}
	return self
end

--- Are rows being reconciled, or is there a last reading to wait for?
-- @param is_end does nothing else keep the run?
function reconciliation_methods:any(is_end)
	return self.rows > 0 or self.doubts:any() or is_end and self.doubts:look_last()
end

--- About when it is decided what becomes of a row that comes in doubt now.
function reconciliation_methods:decides_at()
	return self.clock() + math.max(DELAYS[1] + DELAYS[2], self.listed_within or 0)
end

--- Writes what a listing showed.
-- @param is_start is it the one before the first send?
local function record(self, job, contract, listing, is_start)
	self.on_orders(contract, listing, self.ledger:record_listing(job, contract, listing), is_start)
end

--- Reads the lists of orders beside the lane, while there are orders under way.
local function plan_beside(self, contract)
	local seconds <const> = self.beside[contract] or FIRST_BESIDE
	if self.is_under_way(contract) then
		self.beside[contract] = math.min(LONGEST_BESIDE, seconds * 1.5)
		self.listings:plan(contract, "beside", self.clock() + seconds)
	else
		self.beside[contract] = nil
		self.listings:plan(contract, "beside", nil)
	end
end

--- An order of the contract is under way.
function reconciliation_methods:accompany(contract)
	if not self.beside[contract] then
		plan_beside(self, contract)
	end
end

--- Takes what the lists of orders showed.
function reconciliation_methods:take_listing(contract, listing)
	record(self, self.job, contract, listing)
	self.doubts:take_listing(contract, listing)
	plan_beside(self, contract)
end

--- Holds back the pending rows that a person wants sent again and whose order the listing may show: once it is the
-- baseline, it tells nothing of them any more.
local function hold_back_marked(self, job, contract, kind, listing)
	for _, row in ipairs(self.ledger:marked_rows(contract)) do
		if row.job == job and row.state == "pending" and evidence.kind(row.operation) == kind then
			local held_back <const> = known.why_not_resend(self.ledger, row, kind, listing)
			if held_back then
				self.on_held_back(row, held_back)
			end
		end
	end
end

--- Learns what the carrier lists for a contract before the job's pending rows are sent.
-- @param on_ready called once it is written, to be synced before the first send
function reconciliation_methods:prepare(contract, on_ready)
	local kinds <const> = evidence.kinds_with_baseline(self.ledger:pending_operations(self.job, contract))
	local missing = #kinds
	if missing == 0 then
		return on_ready()
	end
	for _, kind in ipairs(kinds) do
		local questions <const> = kind.questions { contract = contract }
		self.queries:ask(questions, function(answers)
			self.on_answers(contract, questions, answers)
			local listing <const> = kind.listing(answers, contract)
			if kind.lists_orders then
				record(self, self.job, contract, listing, true)
			end
			hold_back_marked(self, self.job, contract, kind, listing)
			baseline.set(self.ledger, self.job, contract, kind, listing)
			if kind.lists_orders then
				self.on_prepared(contract, listing)
			end
			missing = missing - 1
			if missing == 0 then
				on_ready()
			end
		end, MOST_BASELINE_TRIES)
	end
end

local function conclude(self, row, conclusion)
	self.rows = self.rows - 1
	self.ledger:note(row.job, row.row, "listed", conclusion.seen)
	self.on_concluded(row, conclusion)
end

local read_after

local function weigh(self, row, kind, answers, number)
	local listing <const> = kind.listing(answers, row.contract)
	local conclusion <const> = kind.weigh(row, listing, known.of(self.ledger, row, kind, listing))
	local proved <const> = conclusion.accepted or conclusion.state
	if not proved and DELAYS[number + 1] then
		self.ledger:note(row.job, row.row, "listed", conclusion.seen)
		return read_after(self, row, kind, number + 1)
	end
	conclude(self, row, conclusion)
end

--- Has what names the row's line read, for the `number`th time, after that reading's delay.
function read_after(self, row, kind, number)
	self.timers:at(self.clock() + DELAYS[number], function()
		self.queries:ask(kind.questions(row, self.ledger:now()), function(answers)
			weigh(self, row, kind, answers, number)
		end)
	end)
end

--- Can the lists prove something of the row: is it known what they showed before it was sent?
local function has_baseline(self, row, kind)
	if kind.lists_orders then
		return row.known_before ~= nil or self.listed_within ~= nil
	end
	return baseline.is_whole(self.ledger, row.job, row.contract, kind.name)
end

--- Begins to find out what became of a row, and calls `on_concluded` with the conclusion, never before this returns.
function reconciliation_methods:start(row)
	local kind <const> = evidence.kind(row.operation)
	if kind.needs_baseline and not has_baseline(self, row, kind) then
		self.rows = self.rows + 1
		self.timers:at(self.clock(), function()
			conclude(self, row, { seen = reason.new "seen_without_baseline" })
		end)
	elseif kind.lists_orders then
		self.doubts:start(row)
	else
		self.rows = self.rows + 1
		read_after(self, row, kind, 1)
	end
end

--- Has the lists read for a row that bears the mark and that a person wants sent again, right before it is sent.
-- @param on_looked function(held_back): nil when the lists are whole and show nothing that could be the row's own
--   order; else the reason
function reconciliation_methods:look_before_resend(row, on_looked)
	local kind <const> = evidence.kind(row.operation)
	self.queries:ask(kind.questions(row, self.ledger:now()), function(answers)
		local listing <const> = kind.listing(answers, row.contract)
		if kind.lists_orders then
			record(self, row.job, row.contract, listing)
		end
		on_looked(known.why_not_resend(self.ledger, row, kind, listing))
	end)
end

return { new = new }
