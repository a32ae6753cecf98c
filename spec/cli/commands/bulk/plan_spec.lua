--- `unom bulk plan` and `run --plan`, on the simulator.

local cjson <const> = require "cjson"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local operations <const> = require "unom.operations"

local FIRST <const> = operations.example("change_course").requestDate

describe("unom bulk plan #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	before_each(function()
		home:simulate { lines = 30, latency = 0, processing = 0 }
	end)

	--- Line N of the simulator starts with the plans T3001326, T3001328, T3001330 in turn.
	local function list_of(...)
		local rows <const> = { "operation,lineNo,planCode,requestDate,agreement" }
		for _, row in ipairs { ... } do
			rows[#rows + 1] = ("change_course,%s,%s,%s,yes"):format(row[1], row[2], FIRST)
		end
		home:write("plans.csv", table.concat(rows, "\n") .. "\n")
	end

	it("groups the rows by their word, and says how to go on", function()
		list_of({ "09010000001", "T3001328" }, { "09010000002", "T3001328" }, { "09010000999", "T3001328" },
			{ "09010000003", "T3009999" })
		local result <const> = home:unom { "bulk", "plan", "plans.csv" }
		assert.equal(1, result.code, result.err)
		assert.equal([[
cannot be carried out: 2
  plans.csv:4: change_course 09010000999: the contract has no line 09010000999
  plans.csv:5: change_course 09010000003: the carrier has no T3009999 for this contract (list_products)
change: 1
  plans.csv:2: change_course 09010000001: planCode T3001326 -> T3001328
already so (sent all the same, since an order under way may be about to change it): 1
  plans.csv:3: change_course 09010000002
]], result.out)
		assert.matches("plans.csv: 4 rows: cannot 2, change 1, already_so 1; nothing was sent", result.err, 1, true)
		assert.matches("unom: put plans.csv right, then: unom bulk plan plans.csv\n", result.err, 1, true)
		assert.is_nil(lfs.attributes(home:path ".local/state/unom/ledger.db"))
	end)

	it("shows 20 rows of a word, and tells a program of all", function()
		local rows <const> = {}
		for number = 1, 23 do
			rows[number] = { ("090100%05d"):format(number), "T3001332" }
		end
		list_of(table.unpack(rows))
		local result <const> = home:unom { "bulk", "plan", "plans.csv" }
		assert.equal(0, result.code, result.err)
		assert.equal(20, select(2, result.out:gsub("T3001332", "")))
		assert.matches("\n  ... and 3 more rows\n", result.out, 1, true)
		assert.matches("unom: to send it: unom bulk run plans.csv\n", result.err, 1, true)
		local told <const> = cjson.decode(home:unom({ "bulk", "plan", "plans.csv", "--json" }).out)
		assert.same({ true, 0, 23 }, { told.ok, told.exit_code, told.total })
		assert.equal(23, #told.rows)
		assert.same({ row = 23, line = 24, operation = "change_course", contractId = "N123456789",
			target = "09010000023", word = "change",
			changes = { { field = "planCode", from = "T3001328", to = "T3001332" } } }, told.rows[23])
		assert.same({ cannot = 0, change = 23, already_so = 0, not_shown = 0, not_comparable = 0 }, told.words)
	end)

	it("shows no secret", function()
		home:write("plans.csv", "operation,lineNo,authenticationId,authenticationPassword,agreement\n"
			.. "change_radius_auth,09010000001,device-0001,hush-hush-9,yes\n")
		for _, flags in ipairs { {}, { "--json" } } do
			local result <const> = home:unom { "bulk", "plan", "plans.csv", table.unpack(flags) }
			assert.equal(0, result.code, result.err)
			assert.matches("device-0001", result.out, 1, true)
			assert.is_nil((result.out .. result.err):find("hush-hush-9", 1, true))
		end
	end)

	it("refuses a list with problems, and one that the carrier does not answer for", function()
		list_of { "9010000001", "T3001328" }
		local result = home:unom { "bulk", "plan", "plans.csv", "--json" }
		assert.equal(2, result.code)
		assert.equal("change_list", cjson.decode(result.out).kind)
		list_of { "09010000001", "T3001328" }
		result = home:unom({ "bulk", "plan", "plans.csv", "--json" },
			{ environment = { UNOM_BASE_URL = "http://127.0.0.1:1" } })
		assert.equal(4, result.code)
		assert.equal("network", cjson.decode(result.out).kind)
		result = home:unom({ "bulk", "plan", "plans.csv" }, { environment = homes.STALE_TOKEN })
		assert.equal(6, result.code)
	end)

	it("names the contract that the carrier does not know", function()
		list_of { "09010000001", "T3001328" }
		local result <const> = home:unom { "bulk", "plan", "plans.csv", "--json", "--contract", "N000000000" }
		assert.equal(4, result.code, result.err)
		local told <const> = cjson.decode(result.out)
		assert.equal("api", told.kind)
		assert.matches("contract N000000000: list_lines: ", told.message, 1, true)
		assert.matches("contractId is not found", result.err, 1, true)
	end)

	it("leads to no run where every row was ordered before", function()
		list_of { "09010000001", "T3001328" }
		assert.equal(0, home:unom({ "bulk", "run", "plans.csv" }).code)
		local result <const> = home:unom { "bulk", "plan", "plans.csv", "--skip-ordered" }
		assert.equal(0, result.code, result.err)
		assert.matches("\nunom: 1 row is left out, because it was ordered before\n", result.err, 1, true)
		assert.matches("\nunom: plans.csv: no row is left to send\n$", result.err)
	end)

	it("reads standard input", function()
		list_of({ "09010000001", "T3001328" }, { "09010000002", "T3001328" })
		local result <const> = home:unom({ "bulk", "plan", "-" }, { input = home:read "plans.csv" })
		assert.equal(0, result.code, result.err)
		assert.matches("change: 1\n  standard input:2: change_course 09010000001", result.out, 1, true)
	end)

	it("ends with 1 where the carrier does not offer its list of lines, and sends nothing", function()
		home:simulate { lines = 30, latency = 0, without = { "list_lines" } }
		list_of { "09010000001", "T3001328" }
		for _, command in ipairs { { "plan", "plans.csv" }, { "run", "plans.csv", "--plan" } } do
			local result <const> = home:unom { "bulk", command[1], command[2], "--json", command[3] }
			assert.equal(1, result.code, result.err)
			assert.equal("not_offered", cjson.decode(result.out).kind)
		end
		assert.same({}, home.simulator:orders())
		assert.equal(0, home:unom({ "bulk", "run", "plans.csv" }).code)
	end)

	it("knows the lines beyond the 1000 of the list by asking for them", function()
		home:simulate { lines = 1010, latency = 0, processing = 0 }
		list_of({ "09010000001", "T3001328" }, { "09010001005", "T3001328" }, { "09010001011", "T3001328" })
		local result <const> = home:unom { "bulk", "plan", "plans.csv", "--json" }
		local told <const> = cjson.decode(result.out)
		assert.equal(1, told.exit_code)
		assert.same({ "change", "not_shown", "no_such_line" },
			{ told.rows[1].word, told.rows[2].word, told.rows[3].code })
		assert.equal("cut", told.shown.N123456789.lines)
		assert.matches("contract N123456789: the carrier lists 1000 lines at most", result.err, 1, true)
	end)

	it("holds back a run whose list cannot be carried out, and sends one that can", function()
		list_of({ "09010000001", "T3001328" }, { "09010000999", "T3001328" })
		local result = home:unom { "bulk", "run", "plans.csv", "--plan", "--json" }
		assert.equal(2, result.code, result.err)
		local told <const> = cjson.decode(result.out)
		assert.same({ false, "cannot", 2 }, { told.ok, told.kind, told.exit_code })
		assert.same({ 3, "no_such_line" }, { told.problems[1].line, told.problems[1].code })
		assert.matches("plans.csv:3: lineNo: the contract has no line 09010000999\n", result.err, 1, true)
		assert.matches("\nunom: once plans.csv is as it should be: unom bulk plan plans.csv\n", result.err, 1, true)
		assert.same({}, home.simulator:orders())
		list_of({ "09010000001", "T3001328" }, { "09010000002", "T3001328" })
		result = home:unom { "bulk", "run", "plans.csv", "--plan" }
		assert.equal(0, result.code, result.err)
		assert.matches("\n  beside the contracts as they are: change 1, already_so 1\n", result.err, 1, true)
	end)
end)
