local cjson = require "cjson"
local command = require "support.command"
local csv = require "support.csv"
local loopback = require "support.loopback"
local scratch = require "support.scratch"

describe("the command at work #wire", function()
	local home, simulator

	before_each(function()
		home = scratch.directory()
	end)

	after_each(function()
		if simulator then
			simulator:close()
			simulator = nil
		end
		scratch.remove(home)
	end)

	--- The options of a process that talks to the simulator.
	local function options(more)
		local environment <const> = {
			UNOM_BASE_URL = simulator and simulator.base_url, UNOM_CONTRACT_ID = "N123456789",
			UNOM_CLIENT_ID = "id", UNOM_CLIENT_SECRET = "hush-hush",
		}
		for name, value in pairs(more or {}) do
			environment[name] = value or nil
		end
		return { home = home, environment = environment }
	end

	local function checked(result)
		assert.not_matches("stack traceback", result.err, 1, true)
		assert.not_matches("hush", result.err .. result.out, 1, true)
		return result
	end

	local function unom(arguments, more)
		return checked(command.run(arguments, options(more)))
	end

	local function list(name, count)
		local lines <const> = { "operation,lineNo,roamingCode" }
		for number = 1, count do
			lines[number + 1] = ("set_roaming,0901%07d,T6000037"):format(number)
		end
		scratch.file(home .. "/" .. name, table.concat(lines, "\n") .. "\n")
	end

	describe("calls", function()
		it("and shows the reply as JSON, CSV or a table", function()
			simulator = loopback.simulator { lines = 3 }
			local result <const> = unom { "call", "list_lines" }
			assert.equal(0, result.code, result.err)
			assert.equal(3, #cjson.decode(result.out).linesList)
			assert.matches('^{\n  "contractId": "N123456789",\n  "linesList": %[\n    {\n      "lineNo": "09010000001"',
				result.out)
			local rows <const> = csv.parse(unom({ "call", "list_lines", "--format", "csv" }).out)
			assert.equal("09010000003", rows[3].lineNo)
			local table_text <const> = unom({ "call", "list_lines", "--format", "table" }).out
			assert.matches("contractId  N123456789\n\nlineNo ", table_text, 1, true)
			assert.matches("\n09010000002 ", table_text, 1, true)
		end)

		it("and orders once, with consent", function()
			simulator = loopback.simulator { lines = 3 }
			local result <const> = unom { "call", "set_roaming", "lineNo=09010000001", "roamingCode=T6000037",
				"agreement=yes" }
			assert.equal(0, result.code, result.err)
			assert.equal("0001", cjson.decode(result.out).resultCode)
			assert.equal(1, #simulator:orders())
		end)

		it("and tells a refusal, a missing authorisation and a lost reply apart", function()
			simulator = loopback.simulator { lines = 3 }
			local result = unom { "call", "get_session", "lineNo=09019999999" }
			assert.equal(1, result.code)
			assert.matches("^unom: [^\n]+\n$", result.err)
			assert.matches("lineNo", result.err)
			result = unom({ "call", "list_lines" }, { UNOM_ACCESS_TOKEN = "stale", UNOM_CLIENT_ID = false,
				UNOM_CLIENT_SECRET = false })
			assert.equal(6, result.code)
			simulator:close()
			simulator = loopback.simulator { lines = 3, faults = { ["lost-reply"] = 1 } }
			result = unom { "call", "add_data_volume", "lineNo=09010000001", "agreement=yes" }
			assert.equal(1, result.code)
			assert.matches("the carrier may have acted", result.err)
			assert.equal(1, #simulator:orders())
		end)

		it("and stops at Ctrl-C", function()
			local server <close> = loopback.serve(function() end) -- takes requests and answers none
			local process <const> = command.start({ "call", "get_contract" }, options {
				UNOM_BASE_URL = server.base_url, UNOM_ACCESS_TOKEN = "t", UNOM_CLIENT_ID = false, UNOM_CLIENT_SECRET = false,
			})
			while #server.requests == 0 do
				server:step(0.05)
			end
			process:signal("INT")
			local result <const> = checked(process:finish())
			assert.equal(130, result.code, result.err)
			assert.matches("^unom: [^\n]*interrupted[^\n]*\n$", result.err)
		end)
	end)

	it("stops at Ctrl-C while it waits for a person, in one line", function()
		os.execute(("mkfifo %s/person"):format(home))
		-- Holds the other end open and writes nothing.
		local holder <const> = io.popen(("exec 3<>%s/person; cat >/dev/null"):format(home), "w")
		local asking <const> = options()
		asking.stdin = home .. "/person"
		local process <const> = command.start({ "call", "change_radius_auth", "authenticationPassword=-" }, asking)
		repeat
			os.execute("sleep 0.02")
		until scratch.read(("/proc/%s/wchan"):format(process.pid)):find("pipe_read", 1, true)
		process:signal("INT")
		local result <const> = checked(process:finish())
		holder:close()
		assert.equal("unom: interrupted\n", result.err)
		assert.equal(130, result.code)
	end)

	describe("runs a change list", function()
		it("to the end, and tells people and programs", function()
			simulator = loopback.simulator { lines = 5, processing = 0.1 }
			list("five.csv", 5)
			local result <const> = unom { "bulk", "run", "five.csv", "--agree", "--json" }
			assert.equal(0, result.code, result.err)
			local outcome <const> = cjson.decode(result.out)
			assert.equal(5, outcome.states.succeeded)
			assert.equal(0, outcome.exit_code)
			assert.is_nil(outcome.resume)
			assert.matches("unom: job 1: 5 rows: 5 succeeded\n", result.err, 1, true)
			assert.matches("unom: result: five.result.csv\n", result.err, 1, true)
			assert.equal(5, #csv.parse(scratch.read(home .. "/five.result.csv")))
			assert.equal(5, #simulator:orders())

			-- What was run is in the ledger, and does not run again by itself.
			local again <const> = unom { "bulk", "run", "five.csv", "--agree" }
			assert.equal(2, again.code)
			assert.matches("was run before, as job 1", again.err)
			assert.matches("1 +%S+ +ended +5 +5 succeeded +five.csv\n", unom({ "bulk", "list" }).out)
			assert.matches("^job 1 of %S+: five.csv, 5 rows: 5 succeeded\n$", unom({ "bulk", "status" }).out)
			assert.equal("again.csv\n", unom({ "bulk", "report", "1", "--result", "again.csv" }).out)
			assert.equal(scratch.read(home .. "/five.result.csv"), scratch.read(home .. "/again.csv"))
			assert.equal(5, #simulator:orders())
		end)

		it("not at all when it has a problem", function()
			simulator = loopback.simulator { lines = 5 }
			scratch.file(home .. "/bad.csv", "operation,lineNo,roamingCode\nset_roaming,9010000001,T6000037\n")
			local result <const> = unom { "bulk", "run", "bad.csv", "--json" }
			assert.equal(2, result.code)
			assert.matches("bad.csv:2: lineNo: the leading zero is lost", result.err, 1, true)
			assert.equal("change_list", cjson.decode(result.out).kind)
			assert.equal(0, #simulator:orders())
		end)

		it("and says what did not succeed", function()
			simulator = loopback.simulator { lines = 3, processing = 0.1 }
			list("four.csv", 4) -- the contract has no fourth line
			local result <const> = unom { "bulk", "run", "four.csv", "--agree" }
			assert.equal(1, result.code, result.err)
			assert.matches("job 1: 4 rows: 3 succeeded, 1 rejected", result.err, 1, true)
			local status <const> = cjson.decode(unom({ "bulk", "status", "1", "--json" }).out)
			assert.equal(1, #status.rows)
			assert.equal("rejected", status.rows[1].state)
			assert.equal("09010000004", status.rows[1].lineNo)
		end)

		it("and halts when the canary does not succeed", function()
			simulator = loopback.simulator { lines = 10, processing = 0.1, faults = { ng = 1 } }
			list("ten.csv", 10)
			local result <const> = unom { "bulk", "run", "ten.csv", "--agree", "--canary", "1" }
			assert.equal(5, result.code, result.err)
			assert.matches("halted by the canary; 9 rows were not sent", result.err, 1, true)
			assert.matches("to go on: unom bulk resume 1\n", result.err, 1, true)
		end)

		it("and says when it is not authorised", function()
			simulator = loopback.simulator { lines = 3 }
			list("three.csv", 3)
			local result <const> = unom({ "bulk", "run", "three.csv", "--agree" },
				{ UNOM_ACCESS_TOKEN = "stale", UNOM_CLIENT_ID = false, UNOM_CLIENT_SECRET = false })
			assert.equal(6, result.code, result.err)
			assert.matches("not authorised", result.err)
			assert.equal(0, #simulator:orders())
		end)

		it("until it is interrupted, and goes on with the command that it prints", function()
			simulator = loopback.simulator { lines = 20, latency = 0.2, processing = 0.1 }
			list("twenty.csv", 20)
			local process <const> = command.start({ "bulk", "run", "twenty.csv", "--agree", "--ledger", "my jobs.db", "--json" },
				options())
			while #simulator:orders() < 3 do
				os.execute("sleep 0.05")
			end
			process:signal("TERM")
			local result <const> = checked(process:finish())
			assert.equal(4, result.code, result.err)
			assert.matches("interrupted; %d+ rows are open", result.err)
			assert.matches("to go on: unom bulk resume 1 --ledger 'my jobs.db'\n", result.err, 1, true)
			assert.equal("unom bulk resume 1 --ledger 'my jobs.db'", cjson.decode(result.out).resume)
			assert.is_true(#simulator:orders() < 20)

			local resumed <const> = unom { "bulk", "resume", "1", "--ledger", "my jobs.db" }
			assert.equal(0, resumed.code, resumed.err)
			local seen <const> = {}
			for _, order in ipairs(simulator:orders()) do
				assert.is_nil(seen[order.lineNo])
				seen[order.lineNo] = true
			end
			assert.equal(20, #simulator:orders())
		end)
	end)
end)
