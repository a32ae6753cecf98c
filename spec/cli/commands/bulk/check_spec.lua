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
		assert.matches("unom: bad.csv: 2 problems\nunom: to have the 1 likely value filled in, in a copy to look through: "
			.. "unom bulk check bad.csv --fix bad.fixed.csv\n", said, 1, true)
	end)

	it("tells what a good list holds, and the command that runs it", function()
		home:write("-my list.csv", change_lists.GOOD)
		local result <const> = home:unom { "bulk", "check", "--agree", "--", "-my list.csv" }
		assert.equal(0, result.code, result.err)
		assert.matches("\n  contracts: N100000001 (2)\n", result.err, 1, true)
		assert.matches("\nunom: to run it: unom bulk run --agree -- '-my list.csv'\n", result.err, 1, true)
	end)

	it("tells a program the same", function()
		local good <const> = cjson.decode(home:unom({ "bulk", "check", "good.csv", "--json" }).out)
		assert.same({ true, 0 }, { good.ok, good.exit_code })
		assert.equal(2, good.rows)
		assert.same({ N100000001 = 2 }, good.contracts)
		local result <const> = home:unom { "bulk", "check", "bad.csv", "--json" }
		assert.equal(2, result.code)
		local bad <const> = cjson.decode(result.out)
		assert.same({ false, 2, "change_list", "bad.csv: 2 problems" },
			{ bad.ok, bad.exit_code, bad.kind, bad.message })
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

describe("unom bulk check --ledger #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	it("looks in the ledger named, or in that of the settings, and only when it is asked to", function()
		home:simulate { lines = 3, processing = 0.1 }
		home:write("list.csv", change_lists.roaming(2))
		home:write("more.csv", change_lists.roaming(3))
		local settings <const> = { environment = { UNOM_LEDGER = home.ledger } }
		assert.equal(0, home:unom({ "bulk", "run", "list.csv", "--agree" }, settings).code)

		for _, arguments in ipairs { { "more.csv", "--ledger", home.ledger }, { "--ledger=" .. home.ledger, "more.csv" } } do
			local said <const> = home:refused { "bulk", "check", "--agree", table.unpack(arguments) }
			assert.matches("more.csv:2: lineNo: row 1 of job 1 ordered the same", said, 1, true)
			assert.matches("more.csv:3: lineNo: row 2 of job 1", said, 1, true)
			assert.matches("unom: more.csv: 2 problems\nunom: to leave out what was ordered before: unom bulk run more.csv "
				.. "--agree --ledger " .. home.ledger .. " --skip-ordered\n", said, 1, true)
		end
		local result = home:unom({ "bulk", "check", "more.csv", "--agree", "--ledger", "--json" }, settings)
		assert.equal(2, result.code)
		assert.equal("already_ordered", cjson.decode(result.out).problems[2].code)
		assert.equal(0, home:unom({ "bulk", "check", "more.csv", "--agree" }, settings).code)
		assert.equal(2, #home.simulator:orders())
	end)
end)

describe("unom bulk check --ledger #unit", function()
	local home <const> = homes.each_test()

	it("makes no ledger, and says of a file that is none that it is none", function()
		home:write("good.csv", change_lists.GOOD)
		assert.equal(0, home:unom({ "bulk", "check", "good.csv", "--ledger", "none.db" }).code)
		assert.is_nil(io.open(home:path "none.db"))
		home:write("notes.txt", ("no ledger at all\n"):rep(100))
		local result <const> = home:unom { "bulk", "check", "good.csv", "--ledger", "notes.txt", "--json" }
		assert.equal(2, result.code)
		assert.matches("notes.txt: file is not a database", result.err, 1, true)
		assert.equal("ledger", cjson.decode(result.out).kind)
	end)
end)
