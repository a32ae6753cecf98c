local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local homes <const> = require "support.homes"

describe("unom bulk check #unit", function()
	local home <const> = homes.each_test()

	before_each(function()
		home:write("good.csv", change_lists.GOOD)
		home:write("bad.csv", change_lists.BAD)
	end)

	it("says that a list is good", function()
		local result <const> = home:unom { "bulk", "check", "good.csv" }
		assert.equal(0, result.code)
		assert.equal("", result.out)
		assert.matches("good.csv: 2 rows, no problems (remove_roaming 1, set_roaming 1)", result.err, 1, true)
	end)

	it("shows every problem at its place", function()
		local said <const> = home:refused { "bulk", "check", "bad.csv" }
		assert.matches("bad.csv:2: lineNo: the leading zero is lost", said, 1, true)
		assert.matches("bad.csv:3: operation: [^\n]*set_roaming", said)
		assert.matches("unom: bad.csv: 2 problems\n$", said)
	end)

	it("tells a program the same", function()
		local good <const> = cjson.decode(home:unom({ "bulk", "check", "good.csv", "--json" }).out)
		assert.is_true(good.ok)
		assert.equal(2, good.rows)
		assert.same({ N100000001 = 2 }, good.contracts)
		local result <const> = home:unom { "bulk", "check", "bad.csv", "--json" }
		assert.equal(2, result.code)
		local bad <const> = cjson.decode(result.out)
		assert.is_false(bad.ok)
		assert.equal(2, #bad.problems)
		assert.same({ "bad.csv", 2, "lineNo", "lost_leading_zero" },
			{ bad.problems[1].file, bad.problems[1].line, bad.problems[1].column, bad.problems[1].code })
		assert.matches('"advice": []', result.out, 1, true)
	end)

	it("takes the contract and the consent from wherever they are set", function()
		home:write("bare.csv", "lineNo,roamingCode\n08010002000,T6000042\n")
		assert.matches("contract", home:refused { "bulk", "check", "bare.csv", "--operation", "set_roaming", "--agree" })
		assert.matches("consent", home:refused { "bulk", "check", "bare.csv", "--operation", "set_roaming",
			"--contract", "N100000001" })
		local result <const> = home:unom({ "bulk", "check", "bare.csv", "--operation", "set_roaming", "--agree" },
			{ environment = { UNOM_CONTRACT_ID = "N100000001" } })
		assert.equal(0, result.code, result.err)
	end)
end)
