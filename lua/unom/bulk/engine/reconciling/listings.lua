--- Reads a contract's two lists of orders: one reading serves all who want one.
--
-- Invariant: one reading of a contract at a time.

local evidence <const> = require "unom.bulk.carrier.evidence"

local listings_methods <const> = {}
local listings_mt <const> = { __name = "unom.listings", __index = listings_methods }

--- @param options {queries=, timers=, clock=, on_listing(contract, listing)=}: a listing is what
--   `evidence.ORDERS.listing` makes of the answers, with `began`, the time at which the reading began
local function new(options)
	return setmetatable({
		queries = options.queries,
		timers = options.timers,
		clock = options.clock,
		on_listing = options.on_listing,
		contracts = {}, -- contract -> {wishes={who=time}, next_time=|nil, reading=bool}
	}, listings_mt)
end

local function of_contract(self, contract)
	local found <const> = self.contracts[contract] or { wishes = {}, reading = false }
	self.contracts[contract] = found
	return found
end

local begin

--- Has the next reading begin at the earliest time that anybody wants.
local function arm(self, contract, of)
	local earliest
	for _, time in pairs(of.wishes) do
		earliest = math.min(earliest or time, time)
	end
	if of.reading or not earliest or of.next_time and of.next_time <= earliest then
		return
	end
	of.next_time = earliest
	self.timers:at(earliest, function()
		if of.next_time == earliest and not of.reading then
			of.next_time = nil
			begin(self, contract, of)
		end
	end)
end

function begin(self, contract, of)
	local now <const> = self.clock()
	local anybody = false
	for who, time in pairs(of.wishes) do
		if time <= now then
			of.wishes[who], anybody = nil, true
		end
	end
	if not anybody then -- the wish was taken back
		return arm(self, contract, of)
	end
	of.reading = true
	self.queries:ask(evidence.ORDERS.questions { contract = contract }, function(answers)
		local listing <const> = evidence.ORDERS.listing(answers, contract)
		listing.began = now
		of.reading = false
		self.on_listing(contract, listing)
		arm(self, contract, of)
	end)
end

--- Has the lists read at `time`, or as soon after it as can be.
-- @param who wants it; this takes the place of what they wanted before
-- @param time nil: they want nothing
function listings_methods:plan(contract, who, time)
	local of <const> = of_contract(self, contract)
	of.wishes[who] = time
	arm(self, contract, of)
end

return { new = new }
