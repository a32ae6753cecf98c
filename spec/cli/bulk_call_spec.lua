local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"

describe("a call of the bulk library #unit", function()
	local home <const> = homes.each_test()

	it("says when the ledger has no such job", function()
		local result <const> = home:unom { "bulk", "list", "--ledger", "empty.db" }
		assert.equal(0, result.code)
		assert.matches("no jobs in empty.db", result.err, 1, true)
		assert.equal('{\n  "ok": true,\n  "exit_code": 0,\n  "jobs": []\n}\n',
			home:unom({ "bulk", "list", "--ledger", "empty.db", "--json" }).out)
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

describe("a run beside other people's orders #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	local foreign

	--- Somebody else orders on the contract; two rows of a list are to be sent.
	before_each(function()
		home:simulate { lines = 9, processing = 0.01 }
		local client <close> = home:client()
		foreign = assert(client:set_roaming { contractId = "N123456789", lineNo = "09010000009", roamingCode = "T6000037",
			agreement = "yes" }).orderId
		home:write("two.csv", change_lists.roaming(2))
	end)

	-- That the rows are meant says nothing of other people's orders.
	local ASKED <const> = { "bulk", "run", "two.csv", "--agree", "--yes" }

	--- Asserts that nothing was sent, and that the list can be given again.
	local function assert_nothing_sent()
		assert.equal(1, #home.simulator:orders())
		assert.same({}, cjson.decode(home:bulk({ "list", "--json" }).out).jobs)
	end

	it("sends nothing where there is nobody to ask", function()
		local result <const> = home:bulk { "run", "two.csv", "--agree", "--json" }
		assert.equal(2, result.code, result.err)
		assert.matches("unom:   N123456789: " .. foreign .. ", applied for on %d%d%d%d%-%d%d%-%d%d\n", result.err)
		assert.not_matches("yes or no", result.err)
		local shown <const> = cjson.decode(result.out)
		assert.same({ false, 2, "others_ordered", foreign },
			{ shown.ok, shown.exit_code, shown.kind, shown.orders[1].orderId })
		assert_nothing_sent()
	end)

	it("goes on with --allow-others, and asks about these orders no more", function()
		local result = home:bulk { "run", "two.csv", "--agree", "--allow-others" }
		assert.equal(0, result.code, result.err)
		assert.equal(3, #home.simulator:orders())
		home:write("other.csv", "operation,lineNo,roamingCode\nset_roaming,09010000003,T6000037\n")
		result = home:bulk { "run", "other.csv", "--agree" }
		assert.equal(0, result.code, result.err)
		assert.equal(4, #home.simulator:orders())
	end)

	it("goes on with --shared-contract, and in a profile that says so", function()
		assert.equal(0, home:bulk({ "run", "two.csv", "--agree", "--shared-contract" }).code)
		local ledger <const> = { environment = { UNOM_LEDGER = home:path("other.db") } }
		home:write("more.csv", "operation,lineNo,roamingCode\nset_roaming,09010000003,T6000037\n")
		assert.equal(2, home:bulk({ "run", "more.csv", "--agree" }, ledger).code)
		assert(lfs.mkdir(home:path(".config")) and lfs.mkdir(home:path(".config/unom")))
		home:write(".config/unom/config.lua", "return { default = { shared_contract = true } }")
		local result <const> = home:bulk({ "run", "more.csv", "--agree" }, ledger)
		assert.equal(0, result.code, result.err)
		home:write(".config/unom/config.lua", 'return { default = { shared_contract = "yes" } }')
		assert.matches("shared_contract must be true or false", home:refused { "bulk", "run", "two.csv", "--agree" })
	end)

	-- The run's own watch for signals kept the question waiting.
	it("ends with 130 at Ctrl-C while it asks, and nothing is sent", function()
		local shown <const>, code <const> = home:interrupted(ASKED, "job go on? (yes or no)")
		assert.equal(130, code)
		assert.matches("unom: interrupted; nothing was sent", shown)
		assert_nothing_sent()
	end)

	it("asks on a terminal: a yes goes on, anything else sends nothing", function()
		local shown, code = home:on_terminal(ASKED, "no\n")
		assert.equal(2, code, shown)
		assert.equal(1, select(2, shown:gsub(foreign .. ", applied for on", "")))
		assert.matches("shall the job go on%? %(yes or no%)", shown)
		assert_nothing_sent()
		shown, code = home:on_terminal(ASKED, "yes\n")
		assert.equal(0, code, shown)
		assert.equal(3, #home.simulator:orders())
	end)
end)

describe("a run that is watched #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	it("tells at once the job and how to stop, and programs what happens", function()
		home:simulate { lines = 9, processing = 0.01 }
		home:write("two.csv", change_lists.roaming(2))
		local result <const> = home:bulk { "run", "two.csv", "--agree", "--events", home:path "events" }
		assert.equal(0, result.code, result.err)
		assert.matches("unom: job 1: 2 rows to send\nunom: to stop: Ctrl%-C, or kill %d+; nothing is lost by it, and this "
			.. "goes on: unom bulk resume 1\n", result.err)
		local told <const> = {}
		for line in io.lines(home:path "events") do
			told[#told + 1] = cjson.decode(line)
		end
		assert.same({ "started", "ended", 0 }, { told[1].what, told[#told].what, told[#told].exit_code })
	end)
end)
