local cjson <const> = require "cjson"
local homes <const> = require "support.homes"

describe("a call of the bulk library #unit", function()
	local home <const> = homes.each_test()

	it("says when the ledger has no such job", function()
		local result <const> = home:unom { "bulk", "list", "--ledger", "empty.db" }
		assert.equal(0, result.code)
		assert.matches("no jobs in empty.db", result.err, 1, true)
		assert.equal("[]\n", home:unom({ "bulk", "list", "--ledger", "empty.db", "--json" }).out)
		assert.matches("empty.db", home:refused { "bulk", "status", "--ledger", "empty.db" }, 1, true)
		assert.matches("no job 7", home:refused { "bulk", "report", "7", "--ledger", "empty.db" })
		assert.matches("a job is a whole number", home:refused { "bulk", "status", "seven" })
	end)

	it("says why the ledger cannot be opened", function()
		local result <const> = home:unom { "bulk", "list", "--ledger", "/proc/none/ledger.db", "--json" }
		assert.equal(2, result.code)
		assert.equal("ledger", cjson.decode(result.out).kind)
	end)
end)
