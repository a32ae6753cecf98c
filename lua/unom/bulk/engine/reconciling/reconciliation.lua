--- Finds out what became of a row that the carrier may have acted on: the carrier's lists are asked, twice at most.
--
-- Before a contract's first send of a run the lists are read once, so that what was there before is known: the
-- baseline. Afterwards an order that was not listed before the row was sent, and is no other's, is unexplained, and a
-- row may adopt it when it is the only one that it could own, and no other row could.
--
-- Invariants: while a row of a contract is in doubt, nothing of that contract is sent, so that one id at most is
-- unexplained. A row is never sent again by what is found here. What was seen is written as an event, in the
-- transaction in which it is judged.

local baseline <const> = require "unom.bulk.ledger.baseline"
local evidence <const> = require "unom.bulk.carrier.evidence"
local known <const> = require "unom.bulk.engine.reconciling.known"
local reason <const> = require "unom.reason"

local reconciliation_methods <const> = {}
local reconciliation_mt <const> = { __name = "unom.reconciliation", __index = reconciliation_methods }

-- Seconds before each listing: the carrier may list an order a little late.
local LISTING_DELAYS <const> = { 2, 8 }
-- Where no baseline can be had, the contract is not kept waiting for ever: without one, rows in doubt end unknown.
local MOST_BASELINE_TRIES <const> = 4

--- @param options {ledger=, queries=, timers=, clock=, adopts=bool, on_concluded(row, conclusion)=,
--   on_held_back(row, reason)=called with a pending row that must not be sent again after all,
--   on_orders(contract, listing, event, is_start)=called with each listing of orders, in the transaction that
--   writes it with that event}
local function new(options)
	return setmetatable({
		ledger = options.ledger,
		queries = options.queries,
		timers = options.timers,
		clock = options.clock,
		adopts = options.adopts,
		on_concluded = options.on_concluded,
		on_held_back = options.on_held_back,
		on_orders = options.on_orders,
		rows = 0, -- rows being reconciled
	}, reconciliation_mt)
end

--- Are rows being reconciled?
function reconciliation_methods:any()
	return self.rows > 0
end

--- Writes what a listing showed.
-- @param is_start is it the one before the first send?
local function take_listing(self, job, contract, kind, listing, is_start)
	if kind.lists_orders then
		self.on_orders(contract, listing, self.ledger:record_listing(job, contract, listing), is_start)
	end
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
function reconciliation_methods:prepare(job, contract, on_ready)
	local kinds <const> = evidence.kinds_with_baseline(self.ledger:pending_operations(job, contract))
	local missing = #kinds
	if missing == 0 then
		return on_ready()
	end
	for _, kind in ipairs(kinds) do
		self.queries:ask(kind.questions { contract = contract }, function(answers)
			local listing <const> = kind.listing(answers, contract)
			take_listing(self, job, contract, kind, listing, true)
			hold_back_marked(self, job, contract, kind, listing)
			baseline.set(self.ledger, job, contract, kind, listing)
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

local list_after

local function weigh(self, row, kind, answers, number)
	local listing <const> = kind.listing(answers, row.contract)
	take_listing(self, row.job, row.contract, kind, listing)
	local conclusion <const> = kind.weigh(row, listing, known.of(self.ledger, row, kind, listing, self.adopts))
	local proved <const> = conclusion.order_id or conclusion.accepted or conclusion.state
	if not proved and not conclusion.hopeless and LISTING_DELAYS[number + 1] then
		self.ledger:note(row.job, row.row, "listed", conclusion.seen)
		return list_after(self, row, kind, number + 1)
	end
	conclude(self, row, conclusion)
end

--- Has the lists read for the row, for the `number`th time, after that listing's delay.
function list_after(self, row, kind, number)
	self.timers:at(self.clock() + LISTING_DELAYS[number], function()
		self.queries:ask(kind.questions(row), function(answers)
			weigh(self, row, kind, answers, number)
		end)
	end)
end

--- Begins to find out what became of a row, and calls `on_concluded` with the conclusion (see carrier/evidence.lua),
-- never before this returns.
function reconciliation_methods:start(row)
	local kind <const> = evidence.kind(row.operation)
	self.rows = self.rows + 1
	if kind.needs_baseline and not baseline.is_whole(self.ledger, row.job, row.contract, kind) then
		self.timers:at(self.clock(), function()
			conclude(self, row, { seen = reason.new "seen_without_baseline" })
		end)
	else
		list_after(self, row, kind, 1)
	end
end

--- Has the lists read for a row that bears the mark and that a person wants sent again, right before it is sent.
-- @param on_looked function(held_back): nil when the lists are whole and show nothing that could be the row's own
--   order; else the reason
function reconciliation_methods:look_before_resend(row, on_looked)
	local kind <const> = evidence.kind(row.operation)
	self.queries:ask(kind.questions(row), function(answers)
		local listing <const> = kind.listing(answers, row.contract)
		take_listing(self, row.job, row.contract, kind, listing)
		on_looked(known.why_not_resend(self.ledger, row, kind, listing))
	end)
end

return { new = new }
