--- What becomes of a row that the carrier may have acted on: the carrier's lists are asked, twice at most.
--
-- Before a contract's first send of a run the lists are read once, so that what was there before is known: the
-- baseline. Afterwards an id that is in no baseline and in no row of the ledger is unexplained, and a row may
-- adopt it when it is the only one, fits, and can be no other row's.
--
-- Invariants: while a row of a contract is unclear, nothing of that contract is sent, so that one id at most is
-- unexplained. A row is never sent again by what is found here. What was seen is written as an event.

local baseline <const> = require "unom.bulk.ledger.baseline"
local evidence <const> = require "unom.bulk.carrier.evidence"

local reconciliation_methods <const> = {}
local reconciliation_mt <const> = { __name = "unom.reconciliation", __index = reconciliation_methods }

-- Seconds before each look: the carrier may list an order a little late.
local SETTLING <const> = { 2, 8 }
-- After this long the order of a row that was sent in vain would be listed, and so in the next baseline, or was never
-- made. Until then it may come to light at any time, and no other row of the contract adopts anything.
local LATEST_LISTING <const> = 24 * 3600
-- A baseline that cannot be had must not keep a contract waiting for ever: without one, unclear rows end unknown.
local MOST_BASELINE_TRIES <const> = 4

--- @param options {ledger=, inquiries=, schedule=, clock=, on_settled(row, finding)=}
local function new(options)
	return setmetatable({
		ledger = options.ledger,
		inquiries = options.inquiries,
		schedule = options.schedule,
		clock = options.clock,
		on_settled = options.on_settled,
		rows = 0, -- rows being looked into
	}, reconciliation_mt)
end

local function kinds_of(operations_found)
	local kinds <const>, named <const> = {}, {}
	for _, found in ipairs(operations_found) do
		local kind <const> = evidence.kind(found.operation)
		if kind.needs_baseline and not named[kind] then
			named[kind] = true
			kinds[#kinds + 1] = kind
		end
	end
	return kinds
end

--- Learns what the carrier lists for a contract before the job's pending rows are sent.
-- @param on_ready called once it is written, to be synced before the first send
function reconciliation_methods:prepare(job, contract, on_ready)
	local kinds <const> = kinds_of(self.ledger:pending_operations(job, contract))
	local missing = #kinds
	if missing == 0 then
		return on_ready()
	end
	for _, kind in ipairs(kinds) do
		self.inquiries:ask(evidence.questions(kind, { contract = contract }), function(answers)
			local whole <const> = evidence.is_whole(kind, answers)
			baseline.set(self.ledger, job, contract, kind, kind.ids(answers), whole)
			if whole and kind.own_id == "order_id" then -- the lists in which a stray's order would stand
				self.ledger:forget_strays(contract, LATEST_LISTING)
			end
			missing = missing - 1
			if missing == 0 then
				on_ready()
			end
		end, MOST_BASELINE_TRIES)
	end
end

local function weigh(self, row, kind, answers)
	local function is_known(id)
		return baseline.is_known(self.ledger, row.contract, kind, id)
	end
	return kind.weigh(row, answers, is_known, self.ledger:has_rival(row))
end

local function conclude(self, row, finding)
	self.rows = self.rows - 1
	self.ledger:note(row.job, row.row, "listed", finding.seen)
	self.on_settled(row, finding)
end

local look_after

local function look(self, row, kind, number)
	self.inquiries:ask(evidence.questions(kind, row), function(answers)
		local finding <const> = weigh(self, row, kind, answers)
		local proved <const> = finding.order_id or finding.accepted or finding.state
		if not proved and not finding.hopeless and SETTLING[number + 1] then
			self.ledger:note(row.job, row.row, "listed", finding.seen)
			return look_after(self, row, kind, number + 1)
		end
		if not proved and not kind.current then
			-- Whoever they belong to, no later row may take these for its own.
			baseline.know(self.ledger, row.contract, kind, kind.ids(answers))
		end
		conclude(self, row, finding)
	end)
end

function look_after(self, row, kind, number)
	self.schedule:at(self.clock() + SETTLING[number], function()
		look(self, row, kind, number)
	end)
end

--- Looks into a row's fate and calls `on_settled` with the finding (see evidence.kind), never before it returns.
function reconciliation_methods:settle(row)
	local kind <const> = evidence.kind(row.operation)
	self.rows = self.rows + 1
	if kind.needs_baseline and not baseline.is_whole(self.ledger, row.job, row.contract, kind) then
		self.schedule:at(self.clock(), function()
			conclude(self, row, { seen = "what was there before is not known" })
		end)
	else
		look_after(self, row, kind, 1)
	end
end

return { new = new }
