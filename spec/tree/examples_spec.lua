local command = require "support.command"
local csv = require "support.csv"
local loopback = require "support.loopback"
local scratch = require "support.scratch"

describe("the examples #wire", function()
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

	--- Runs an example; returns its exit code, what it wrote and what it said.
	local function example(name, ...)
		local words <const> = { "env -u UNOM_REGION -u UNOM_ACCESS_TOKEN" }
		for variable, value in pairs {
			LUA_PATH = "lua/?.lua;lua/?/init.lua;;", LUA_CPATH = (os.getenv("UNOM_BUILD") or "build") .. "/?.so;;",
			UNOM_BASE_URL = simulator.base_url, UNOM_CONTRACT_ID = "N123456789",
			UNOM_CLIENT_ID = "id", UNOM_CLIENT_SECRET = "secret", UNOM_LEDGER = home .. "/ledger.db",
		} do
			words[#words + 1] = ("'%s=%s'"):format(variable, value)
		end
		words[#words + 1] = "lua5.4 examples/" .. name
		for _, argument in ipairs { ... } do
			words[#words + 1] = ("'%s'"):format(argument)
		end
		local _, _, code <const> = os.execute(("%s >%s/out 2>%s/err"):format(table.concat(words, " "), home, home))
		return code, scratch.read(home .. "/out"), scratch.read(home .. "/err")
	end

	it("lists the lines", function()
		simulator = loopback.simulator { lines = 3 }
		local code <const>, out <const>, err <const> = example("list-lines.lua")
		assert.equal(0, code, err)
		assert.matches("^line +plan +type +SIM +IMEI\n09010000001  T%d+  LTE ", out)
		assert.equal(4, select(2, out:gsub("\n", "")))
	end)

	it("exports the traffic of every line, shared or not", function()
		simulator = loopback.simulator { lines = 50 }
		local code <const>, out <const>, err <const> = example("export-traffic.lua")
		assert.equal(0, code, err)
		local rows <const>, seen <const> = csv.parse(out), {}
		for _, row in ipairs(rows) do
			assert.matches("^%d+$", row.trafficThisMonth)
			seen[row.lineNo] = true
		end
		assert.equal(50, #rows)
		assert.is_true(seen["09010000048"])
	end)

	it("changes a plan and waits for it", function()
		simulator = loopback.simulator { lines = 3, processing = 0.1 }
		local code <const>, out <const>, err <const> =
			example("change-plan.lua", "09010000001", "T3001328", "20261201", "yes")
		assert.equal(0, code, err)
		assert.matches("^accepted\tAGU%d+\n", out)
		assert.matches("done\t%d%d\n$", out)
		assert.equal(1, #simulator:orders())
	end)

	it("runs a bulk job", function()
		simulator = loopback.simulator { lines = 3, processing = 0.1 }
		scratch.file(home .. "/list.csv", "operation,lineNo,roamingCode,agreement\n"
			.. "set_roaming,09010000001,T6000037,yes\nset_roaming,09010000002,T6000037,yes\n")
		local code <const>, out <const>, err <const> = example("bulk-job.lua", home .. "/list.csv")
		assert.equal(0, code, err)
		assert.matches("job 1: 2 of 2 rows succeeded, see [^\n]*list.result.csv\n", out)
		assert.equal(2, #simulator:orders())
	end)

	it("has change lists that pass the check", function()
		local found = 0
		for name in require("lfs").dir("examples") do
			if name:match("%.csv$") then
				found = found + 1
				local tree <const> = require("lfs").currentdir()
				local result <const> = command.run(
					{ "bulk", "check", tree .. "/examples/" .. name, "--agree", "--contract", "N123456789" }, { home = home })
				assert.equal(0, result.code, result.err)
			end
		end
		assert.is_true(found > 0)
	end)
end)
