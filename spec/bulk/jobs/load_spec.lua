--- A long list on its way into the ledger.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local fake_carrier <const> = require "support.fake_carrier"
local scratch <const> = require "support.scratch"

describe("loading a list #unit", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	it("tells how many rows have been read", function()
		local list <const> = scratch.file(directory .. "/list.csv", change_lists.roaming(12000))
		local carrier <const>, told <const> = fake_carrier.new(fake_carrier.agreeable()), {}
		local outcome <const> = assert(bulk.run { client = carrier, path = list, contract_id = "N123456789", agree = true,
			ledger = directory .. "/ledger.db", clock = carrier:clock(), sleep = carrier:sleeper(),
			watch = { count = function() return 2 end },
			on_reading = function(rows, is_over) told[#told + 1] = is_over and -rows or rows end })
		assert.equal(12000, outcome.states.pending)
		assert.same({ 5000, 10000, -12000 }, told)
	end)
end)
