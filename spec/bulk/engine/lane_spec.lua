--- A contract's lane, over a ledger that counts how often it is asked.

local lane <const> = require "unom.bulk.engine.lane"

describe("lane #unit", function()
	it("asks the ledger no more once it has read all its rows", function()
		local asked = 0
		local ledger <const> = { pending_rows = function(_, _, _, after)
			asked = asked + 1
			return after == 0 and { { row = 3, arguments = {} } } or {}
		end }
		local rows <const> = lane.new(ledger, 1, "N123456789", 254)
		assert.equal(3, rows:head().row)
		rows:advance()
		for _ = 1, 10 do
			assert.is_nil(rows:head())
		end
		assert.equal(2, asked)
	end)
end)
