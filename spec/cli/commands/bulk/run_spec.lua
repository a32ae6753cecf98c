local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"

describe("unom bulk run --dry-run #unit", function()
	local home <const> = homes.each_test()

	it("shows what a run would send, without a credential, and sends nothing", function()
		home:write("good.csv", change_lists.GOOD)
		home:write("bad.csv", change_lists.BAD)
		local result <const> = home:unom { "bulk", "run", "good.csv", "--dry-run" }
		assert.equal(0, result.code, result.err)
		assert.matches("^1 set_roaming PUT /v2/unom/contracts/N100000001/lines/08010002000/roaming [^\n]*\n2 remove_",
			result.out)
		assert.matches("2 rows would be sent; nothing was sent", result.err)
		local planned <const> = cjson.decode(home:unom({ "bulk", "run", "good.csv", "--dry-run", "--json" }).out)
		assert.equal("DELETE", planned.rows[2].method)
		assert.is_false(cjson.decode(home:unom({ "bulk", "run", "bad.csv", "--dry-run", "--json" }).out).ok)
	end)

	it("reads a list from standard input, once", function()
		local result = home:unom({ "bulk", "run", "-", "--dry-run" }, { input = change_lists.GOOD })
		assert.equal(0, result.code, result.err)
		assert.matches("^1 set_roaming [^\n]*\n2 remove_roaming ", result.out)
		assert.matches("  contracts: N100000001 (2)\n", result.err, 1, true)
		result = home:unom({ "bulk", "check", "-" }, { input = change_lists.GOOD })
		assert.matches("^unom: standard input: 2 rows, no problems ", result.err)
		local bad <const> = home:unom({ "bulk", "run", "-", "--dry-run", "--json" }, { input = change_lists.GOOD
			.. "set_roaming,N100000001,8010002000,T6000042,yes\n" })
		assert.equal(2, bad.code)
		assert.is_false(cjson.decode(bad.out).ok)
	end)

	it("shows no secret of the list", function()
		home:write("secret.csv", home:unom({ "template", "change_radius_auth" }).out)
		local result <const> = home:unom { "bulk", "run", "secret.csv", "--dry-run" }
		assert.matches("authenticationPassword=***", result.out, 1, true)
		assert.not_matches("change-me", result.out, 1, true)
	end)
end)

describe("unom bulk run #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	it("runs a list to the end, and tells people and programs", function()
		home:simulate { lines = 5, processing = 0.1 }
		home:write("five.csv", change_lists.roaming(5))
		local result <const> = home:unom { "bulk", "run", "five.csv", "--agree", "--json" }
		assert.equal(0, result.code, result.err)
		local outcome <const> = cjson.decode(result.out)
		assert.equal(5, outcome.states.succeeded)
		assert.equal(0, outcome.exit_code)
		assert.is_nil(outcome.resume)
		assert.matches("unom: job 1: 5 rows: 5 succeeded\n", result.err, 1, true)
		assert.matches("unom: result: five.result.csv\n", result.err, 1, true)
		assert.equal(5, #csv.parse(home:read("five.result.csv")))
		assert.equal(5, #home.simulator:orders())

		-- What was run is in the ledger, and does not run again by itself.
		local again <const> = home:unom { "bulk", "run", "five.csv", "--agree" }
		assert.equal(2, again.code)
		assert.matches("was run before, as job 1", again.err)
		assert.matches("1 +%S+ +ended +5 +5 succeeded +five.csv\n", home:unom({ "bulk", "list" }).out)
		assert.matches("^job 1 of %S+: five.csv, 5 rows: 5 succeeded\nended\n", home:unom({ "bulk", "status" }).out)
		assert.equal("again.csv\n", home:unom({ "bulk", "report", "1", "--result", "again.csv" }).out)
		assert.equal(home:read("five.result.csv"), home:read("again.csv"))
		assert.equal(5, #home.simulator:orders())
	end)

	it("leaves out what was ordered before, or orders it again, as it is told", function()
		home:simulate { lines = 5, processing = 0.1 }
		home:write("two.csv", change_lists.roaming(2))
		home:write("three.csv", change_lists.roaming(3))
		assert.equal(0, home:unom({ "bulk", "run", "two.csv", "--agree" }).code)
		local refused <const> = home:refused { "bulk", "run", "three.csv", "--agree" }
		assert.matches("three.csv:2: lineNo: row 1 of job 1 ordered the same", refused, 1, true)
		assert.matches("can not be used together",
			home:refused { "bulk", "run", "three.csv", "--agree", "--again", "--skip-ordered" })
		assert.equal(2, #home.simulator:orders())

		local result = home:unom { "bulk", "run", "three.csv", "--agree", "--skip-ordered" }
		assert.equal(0, result.code, result.err)
		assert.matches("job 2: 3 rows: 1 succeeded, 2 skipped", result.err, 1, true)
		assert.equal(3, #home.simulator:orders())
		result = home:unom { "bulk", "run", "three.csv", "--agree", "--skip-ordered", "--json" }
		assert.equal(0, result.code, result.err)
		assert.equal(3, cjson.decode(result.out).states.skipped)
		assert.equal("skipped", csv.parse(home:read("three.job-3.result.csv"))[3]["unom.state"])
		assert.equal(3, #home.simulator:orders())
		result = home:unom { "bulk", "run", "three.csv", "--agree", "--again" }
		assert.equal(0, result.code, result.err)
		assert.equal(6, #home.simulator:orders())
	end)

	it("runs nothing of a list that has a problem", function()
		home:simulate { lines = 5 }
		home:write("bad.csv", "operation,lineNo,roamingCode\nset_roaming,9010000001,T6000037\n")
		local result <const> = home:unom { "bulk", "run", "bad.csv", "--json" }
		assert.equal(2, result.code)
		assert.matches("bad.csv:2: lineNo: the leading zero is lost", result.err, 1, true)
		assert.equal("change_list", cjson.decode(result.out).kind)
		assert.equal(0, #home.simulator:orders())
	end)

	it("says what did not succeed", function()
		home:simulate { lines = 3, processing = 0.1 }
		home:write("four.csv", change_lists.roaming(4)) -- the contract has no fourth line
		local result <const> = home:unom { "bulk", "run", "four.csv", "--agree" }
		assert.equal(1, result.code, result.err)
		assert.matches("job 1: 4 rows: 3 succeeded, 1 rejected", result.err, 1, true)
		local status <const> = cjson.decode(home:unom({ "bulk", "status", "1", "--json" }).out)
		assert.equal(1, #status.rows)
		assert.equal("rejected", status.rows[1].state)
		assert.equal("09010000004", status.rows[1].target)
	end)

	it("halts when the canary does not succeed", function()
		home:simulate { lines = 10, processing = 0.1, faults = { ng = 1 } }
		home:write("ten.csv", change_lists.roaming(10))
		local result <const> = home:unom { "bulk", "run", "ten.csv", "--agree", "--canary", "1" }
		assert.equal(5, result.code, result.err)
		assert.matches("halted by the canary; 9 rows were not sent", result.err, 1, true)
		assert.matches("to go on: unom bulk resume 1\n", result.err, 1, true)
	end)

	it("says when it is not authorised", function()
		home:simulate { lines = 3 }
		home:write("three.csv", change_lists.roaming(3))
		local result <const> = home:unom({ "bulk", "run", "three.csv", "--agree" },
			{ environment = homes.STALE_TOKEN })
		assert.equal(6, result.code, result.err)
		assert.matches("not authorised", result.err)
		assert.equal(0, #home.simulator:orders())
	end)
end)
