--- Finds out what became of a row that the carrier may have acted on: the carrier's lists are asked, twice at most.
--
-- Before a contract's first send of a run the lists are read once, so that what was there before is known: the
-- baseline. Afterwards an id that is in no baseline and in no row of the ledger is unexplained, and a row may adopt it
-- when it is the only one, fits, and can be no other row's.
--
-- Invariants: while a row of a contract is in doubt, nothing of that contract is sent, so that one id at most is
-- unexplained. A row is never sent again by what is found here. What was seen is written as an event.

local baseline <const> = require "unom.bulk.ledger.baseline"
local evidence <const> = require "unom.bulk.carrier.evidence"
local messages <const> = require "unom.messages"

local reconciliation_methods <const> = {}
local reconciliation_mt <const> = { __name = "unom.reconciliation", __index = reconciliation_methods }

-- Seconds before each listing: the carrier may list an order a little late.
local LISTING_DELAYS <const> = { 2, 8 }
-- After this long an order is in the lists, and so in the next baseline, or was never made. Until then it may be
-- listed at any time, and no other row of the contract adopts anything.
local LATEST_LISTING <const> = 24 * 3600
-- Where no baseline can be had, the contract is not kept waiting for ever: without one, rows in doubt end unknown.
local MOST_BASELINE_TRIES <const> = 4

--- @param options {ledger=, queries=, timers=, clock=, on_concluded(row, conclusion)=}
local function new(options)
	return setmetatable({
		ledger = options.ledger,
		queries = options.queries,
		timers = options.timers,
		clock = options.clock,
		on_concluded = options.on_concluded,
		rows = 0, -- rows being reconciled
	}, reconciliation_mt)
end

--- Are rows being reconciled?
function reconciliation_methods:any()
	return self.rows > 0
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
			baseline.set(self.ledger, job, contract, kind, listing)
			if listing.whole and kind.name == "orders" then -- the lists in which such an order would be
				self.ledger:forget_doubts(contract, LATEST_LISTING)
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

local list_after

local function weigh(self, row, kind, answers, number)
	local listing <const> = kind.listing(answers, row.contract)
	local conclusion <const> = kind.weigh(row, listing, function(id)
		return baseline.is_known(self.ledger, row.contract, kind, id)
	end, self.ledger:has_other_in_doubt(row))
	local proved <const> = conclusion.order_id or conclusion.accepted or conclusion.state
	if not proved and not conclusion.hopeless and LISTING_DELAYS[number + 1] then
		self.ledger:note(row.job, row.row, "listed", conclusion.seen)
		return list_after(self, row, kind, number + 1)
	end
	if not proved and not kind.current then
		-- Whoever they belong to, no later row may adopt these.
		baseline.add(self.ledger, row.contract, kind, listing.ids)
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
			conclude(self, row, { seen = messages.say("seen_without_baseline") })
		end)
	else
		list_after(self, row, kind, 1)
	end
end

return { new = new }
