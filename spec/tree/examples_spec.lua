local cjson <const> = require "cjson"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local scripted <const> = require "support.servers.scripted"
local shell <const> = require "support.shell"

local TOKEN <const> = { accessToken = "t", expiresIn = "3600", tokenType = "BearerToken" }

describe("the examples #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)
	local base_url -- of a server that is no simulator

	before_each(function()
		base_url = nil
	end)

	--- Starts an example; returns a process.
	local function start(name, ...)
		return home:start({ ... }, { script = "examples/" .. name, environment = {
			UNOM_LEDGER = home.ledger, UNOM_BASE_URL = base_url,
		} })
	end

	--- Runs an example; returns its exit code, what it wrote and what it said.
	local function example(name, ...)
		local result <const> = start(name, ...):finish()
		return result.code, result.out, result.err
	end

	it("lists the lines", function()
		home:simulate { lines = 3 }
		local code <const>, out <const>, err <const> = example("list-lines.lua")
		assert.equal(0, code, err)
		assert.matches("^line +plan +type +SIM +IMEI\n09010000001  T%d+  LTE ", out)
		assert.equal(4, select(2, out:gsub("\n", "")))
	end)

	it("exports the traffic of every line, shared or not", function()
		home:simulate { lines = 50 }
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

	--- Runs the example on a carrier that gives these replies, after a token.
	local function example_with(name, ...)
		local server <close> = scripted.start { { scripted.reply(200, TOKEN) }, ... }
		base_url = server.base_url
		return example(name)
	end

	local NO_GROUP <const> = scripted.reply(404, { responseHeader = { errorCode = "404",
		errorMessage = "The Requested lineGroup is not found." } })

	local function lines(...)
		return { scripted.reply(200, { contractId = "N123456789", linesList = { ... } }) }
	end

	-- It once ended with the carrier's error, and wrote no line.
	it("exports the traffic of a contract of which no lines share theirs", function()
		local traffic <const> = { contractId = "N123456789", lineNo = "09010000001", trafficThisMonth = "7" }
		local code <const>, out <const>, err <const> = example_with("export-traffic.lua", { NO_GROUP },
			lines { lineNo = "09010000001" }, { scripted.reply(200, traffic) })
		assert.equal(0, code, err)
		assert.matches("\n09010000001,7,", out, 1, true)
	end)

	it("exports the traffic of lines of which nobody says whether they share theirs", function()
		local traffic <const> = { contractId = "N123456789", lineNo = "09010000001", trafficThisMonth = "7" }
		local code <const>, out <const>, err <const> = example_with("export-traffic.lua",
			{ scripted.reply(200, { contractId = "N123456789" }) }, lines { lineNo = "09010000001" },
			{ scripted.reply(200, traffic) })
		assert.equal(0, code, err)
		assert.matches("\n09010000001,7,", out, 1, true)
		assert.matches("^which lines share their volume is not known: [^\n]*the reply has no linesList", err)
	end)

	it("says in words that there is no list of lines", function()
		for _, name in ipairs { "list-lines.lua", "export-traffic.lua" } do
			local first <const> = name == "export-traffic.lua" and { NO_GROUP } or nil
			local replies <const> = { first or { scripted.reply(200, { contractId = "N123456789" }) },
				first and { scripted.reply(200, { contractId = "N123456789" }) } }
			local code <const>, out <const>, err <const> = example_with(name, table.unpack(replies))
			assert.equal(1, code)
			assert.equal("", out)
			assert.matches("list_lines: [^\n]*the reply has no linesList", err)
		end
	end)

	it("says that a list is as long as the carrier lets it be", function()
		home:simulate { lines = 1000 }
		local code <const>, out <const>, err <const> = example("list-lines.lua")
		assert.equal(0, code, err)
		assert.equal(1001, select(2, out:gsub("\n", "")))
		assert.equal("the carrier lists no more lines than these: there may be others\n", err)
		local ended <const>, traffic <const>, why <const> = example("export-traffic.lua")
		assert.equal(1, ended)
		assert.equal(1001, select(2, traffic:gsub("\n", "")))
		assert.matches("these are not all lines", why, 1, true)
	end)

	it("says that a list has more lines than could be read", function()
		local code <const>, out <const>, err <const> = example_with("list-lines.lua",
			lines({ lineNo = "09010000001" }, { planCode = "T3001326" }))
		assert.equal(0, code, err)
		assert.matches("\n09010000001 ", out, 1, true)
		assert.equal("1 more could not be read\n", err)
		local ended <const>, _ <const>, why <const> = example_with("export-traffic.lua", { NO_GROUP },
			lines({ lineNo = "09010000001" }, {}))
		assert.equal(1, ended)
		assert.matches("these are not all lines", why, 1, true)
	end)

	it("exports every line from a carrier that fails now and then", function()
		home:simulate { lines = 20, faults = { ["http-503"] = 0.2, ["lost-reply"] = 0.1 } }
		local code <const>, out <const>, err <const> = example("export-traffic.lua")
		assert.equal(0, code, err)
		assert.equal(21, select(2, out:gsub("\n", "")))
	end)

	it("adds a volume to the lines over their quota, once a day", function()
		home:simulate { lines = 12, processing = 0.1, faults = { ["http-503"] = 0.1 } }
		for _, state in ipairs { "succeeded", "skipped" } do
			local code <const>, out <const>, err <const> = example("top-up.lua", "yes")
			assert.equal(0, code, err)
			assert.matches("09010000003\t" .. state .. "\t", out, 1, true)
			assert.equal(7, #home.simulator:orders())
		end
		local code <const>, out <const>, err <const> = example("top-up.lua", "no")
		assert.equal(1, code)
		assert.matches("^7 lines are restricted for the month; of 0 others it is not known\n$", out)
		assert.matches("agreement", err, 1, true)
	end)

	-- It carried on what it had not sent, be it a month later, when the line was restricted no more.
	it("adds a volume once to each line, and asks anew about what it had not ordered when it was killed", function()
		home:simulate { lines = 12, processing = 0.5, latency = 0.2 }
		local process <const> = start("top-up.lua", "yes")
		homes.wait_until(function() return #home.simulator:orders() >= 2 end)
		process:signal "KILL"
		process:close()
		local code <const>, out <const>, err <const> = example("top-up.lua", "yes")
		assert.equal(0, code, err)
		local skipped <const> = select(2, out:gsub("\tskipped\t", ""))
		assert.is_true(skipped >= 2 and skipped < 7, out)
		assert.equal(7 - skipped, select(2, out:gsub("\tsucceeded\t", "")))
		assert.equal(7, #home.simulator:orders())
	end)

	it("names the lines that share their volume, and adds none to them", function()
		home:simulate { lines = 8, processing = 0.1 }
		assert.equal(0, (example("share-volume.lua", "T3001330", "yes"))) -- 03 and 06
		local before <const> = #home.simulator:orders()
		local code <const>, out <const>, err <const> = example("top-up.lua", "yes")
		assert.equal(0, code, err)
		assert.matches("^3 lines are restricted for the month; of 2 others it is not known\n", out)
		assert.matches("09010000003: get_traffic: [^\n]*not_found", err)
		assert.equal(before + 3, #home.simulator:orders())
	end)

	it("cuts the sessions of lines that are connected and not in the log", function()
		home:simulate { lines = 4 }
		local code, out, err = example("cut-stuck-sessions.lua", "24", "yes")
		assert.equal(0, code, err)
		assert.equal("0 lines are stuck\n", out)
		code, out, err = example("cut-stuck-sessions.lua", "0", "yes")
		assert.equal(0, code, err)
		assert.matches("^3 lines are stuck\n", out)
		assert.matches("09010000002\tsucceeded", out, 1, true)
		code = example("cut-stuck-sessions.lua", "721", "yes")
		assert.equal(2, code)
	end)

	-- A session that began after the log was read, and before its line was asked about, was cut.
	it("reads the log after the lines were asked about", function()
		home:simulate { lines = 4 }
		assert.equal(0, (example("cut-stuck-sessions.lua", "24", "yes")))
		local asked <const> = {}
		for _, request in ipairs(home.simulator:requests()) do
			asked[#asked + 1] = request.path:match "[^/]+$"
		end
		assert.equal("accesstokens lines session session session session sessions", table.concat(asked, " "))
	end)

	it("gives a line another device, once", function()
		home:simulate { lines = 3, processing = 0.1 }
		local code, out, err = example("swap-device.lua", "09010000002", "863401013000018", "yes")
		assert.equal(2, code)
		assert.equal("", out)
		assert.matches("check digit", err, 1, true)
		assert.equal(0, #home.simulator:orders())
		for _, shown in ipairs { "^09010000002\tsucceeded\tAGU%d+\t\n$", "^09010000002\tskipped\t" } do
			code, out, err = example("swap-device.lua", "09010000002", "863401013000019", "yes")
			assert.equal(0, code, err)
			assert.matches(shown, out)
			assert.equal(1, #home.simulator:orders())
		end
		local imei
		for _, line in ipairs(home.simulator:lines()) do
			imei = line.lineNo == "09010000002" and line.imei or imei
		end
		assert.equal("863401013000019", imei)
	end)

	it("tells why a device was not swapped", function()
		home:simulate { lines = 3, faults = { ["expired-token"] = 1 } }
		local code <const>, out <const>, err <const> = example("swap-device.lua", "09010000002", "863401013000019", "yes")
		assert.equal(6, code)
		assert.matches("^to go on: [^\n]*unom bulk resume 1\n$", out)
		assert.matches("not authorised", err, 1, true)
	end)

	it("changes a plan and waits for it", function()
		home:simulate { lines = 3, processing = 0.1 }
		local code <const>, out <const>, err <const> = example("change-plan.lua", "09010000001", "T3001328", "yes")
		assert.equal(0, code, err)
		assert.matches("^accepted\tAGU%d+\n", out)
		assert.matches("\nsucceeded\t[^\n]+\n$", out)
		assert.equal(1, #home.simulator:orders())
		assert.equal(0, (example("swap-device.lua", "09010000002", "863401013000019", "yes"))) -- no stranger's order
	end)

	it("changes a plan, and shows what is listed where the answer is lost", function()
		home:simulate { lines = 3, processing = 60, faults = { ["lost-reply"] = 1 }, seed = 3 }
		local code <const>, out <const>, err <const> = example("change-plan.lua", "09010000001", "T3001328", "yes")
		assert.equal(1, code)
		assert.equal("", out)
		assert.matches("may have taken the order", err, 1, true)
	end)

	it("moves the lines of a plan, and none twice", function()
		home:simulate { lines = 10, processing = 0.1, faults = { ["http-503"] = 0.2 } }
		for _, shown in ipairs { "09010000008\tsucceeded\t", "no line has the plan T3001328" } do
			local code <const>, out <const>, err <const> = example("move-plans.lua", "T3001328", "T3001330", "yes")
			assert.equal(0, code, err)
			assert.matches(shown, out, 1, true)
			assert.equal(3, #home.simulator:orders())
		end
	end)

	it("ends in good order at Ctrl-C, and tells the command that goes on", function()
		home:simulate { lines = 10, processing = 1 }
		local process <const> = start("move-plans.lua", "T3001326", "T3001330", "yes")
		homes.wait_until(function() return process:output():find "succeeded" end)
		process:signal "INT"
		local result <const> = process:finish()
		assert.equal(4, result.code, result.err)
		local command <const> = result.out:match "to go on: ([^\n]+)\n"
		assert.matches("unom bulk resume 1$", command)
		local resumed <const> = home:bulk({ "resume", "1" }, { environment = { UNOM_LEDGER = home.ledger } })
		assert.equal(0, resumed.code, resumed.err)
		assert.equal(4, #home.simulator:orders())
	end)

	it("tells what was accepted, and goes on asking for nothing after Ctrl-C", function()
		home:simulate { lines = 3, processing = 60 }
		local process <const> = start("change-plan.lua", "09010000001", "T3001328", "yes")
		homes.wait_until(function() return process:output():find "\nstatus" end)
		process:signal "INT"
		local result <const> = process:finish()
		assert.equal(1, result.code)
		assert.matches("^accepted\tAGU%d+\n", result.out)
		assert.matches("interrupted", result.err, 1, true)
	end)

	it("orders lines and devices, and keeps the password to itself", function()
		home:simulate { lines = 3, processing = 0.1 }
		local result <const> = home:start({ "yes", "10.20.30.1", "10.20.30.2" }, { script = "examples/onboard.lua",
			environment = { UNOM_LEDGER = home.ledger, NOTIFICATION_PASSWORD = "hush-hush-2" } }):finish()
		assert.equal(0, result.code, result.err)
		assert.matches("purchase_device\t\tsucceeded\tAGU", result.out, 1, true)
		assert.matches("add_line\t10.20.30.2\tsucceeded\tAGU", result.out, 1, true)
		assert.equal(3, #home.simulator:orders())
	end)

	it("has the lines of a plan share their volume, and no others", function()
		home:simulate { lines = 6, processing = 0.1, faults = { ["http-503"] = 0.1 } }
		local code, out, err = example("share-volume.lua", "T3001328", "yes")
		assert.equal(0, code, err)
		assert.matches("add_data_share_lines\t09010000002\tsucceeded", out, 1, true)
		code, out, err = example("share-volume.lua", "T3001328", "yes")
		assert.equal(0, code, err)
		assert.equal("0 lines to be added or removed\n", out)
		code, out, err = example("share-volume.lua", "T3001329", "yes") -- which would remove every line
		assert.equal(0, code, err)
		assert.equal("no line has this plan: nothing is done\n", out)
	end)

	local LIST <const> = "operation,lineNo,roamingCode,agreement\n"
		.. "set_roaming,09010000001,T6000037,yes\nset_roaming,09010000002,T6000037,yes\n"

	it("runs a bulk job", function()
		home:simulate { lines = 3, processing = 0.1 }
		home:write("list.csv", LIST)
		local code <const>, out <const>, err <const> = example("bulk-job.lua", home:path("list.csv"))
		assert.equal(0, code, err)
		assert.matches("job 1: 2 of 2 rows succeeded, see [^\n]*list.result.csv\n", out)
		assert.equal(2, #home.simulator:orders())
	end)

	it("says what a list would do, and sends nothing", function()
		home:simulate { lines = 3 }
		home:write("list.csv", LIST)
		local code, out, err = example("dry-run.lua", home:path("list.csv"))
		assert.equal(0, code, err)
		assert.matches("\t09010000001\tset_roaming\tchange\troamingCode:  -> T6000037", out, 1, true)
		assert.equal(0, #home.simulator:orders())
		home:write("bad.csv", "operation,lineNo\nset_roaming,9010000001\n")
		code, out, err = example("dry-run.lua", home:path("bad.csv"))
		assert.equal(1, code)
		assert.equal("", out)
		assert.matches("bad.csv:2: lineNo: the leading zero is lost", err, 1, true)
	end)

	it("asks about several contracts at once", function()
		home:simulate { lines = 5 }
		local profiles <const> = {}
		for name, contract in pairs { tokyo = "N123456789", osaka = "N987654321" } do
			table.insert(profiles, ('%s = { contract_id = "%s", base_url = "%s", client_id = "id", client_secret = "hush" },')
				:format(name, contract, home.simulator.url))
		end
		local folder <const> = home:path ".config/unom"
		assert(os.execute(("mkdir -p '%s'"):format(folder)))
		home:write(".config/unom/config.lua", "return {" .. table.concat(profiles, "\n") .. "}\n")
		assert(os.execute(("chmod 600 '%s/config.lua'"):format(folder)))
		local result <const> = home:start({ "tokyo", "osaka" }, { script = "examples/many-contracts.lua",
			environment = { UNOM_CONTRACT_ID = false, UNOM_CLIENT_ID = false, UNOM_CLIENT_SECRET = false,
				UNOM_BASE_URL = false } }):finish()
		assert.equal(0, result.code, result.err)
		assert.matches("tokyo\t5\n", result.out, 1, true)
		assert.matches("osaka\t5\n", result.out, 1, true)
	end)

	it("watches sessions until a signal ends it", function()
		home:simulate { lines = 3, faults = { ["http-503"] = 0.2, ["lost-reply"] = 0.1 } }
		local process <const> = start("watch-sessions.lua", "3600")
		homes.wait_until(function()
			return select(2, process:output():gsub("connected", "")) == 3
		end)
		process:signal "TERM"
		local result <const> = process:finish()
		assert.equal(0, result.code, result.err)
		assert.matches("\tended\n$", result.out)
	end)

	it("logs every request, and no secret", function()
		home:simulate { lines = 3 }
		local code <const>, out <const>, err <const> = example("log-calls.lua", home:path("calls.jsonl"))
		assert.equal(0, code, err)
		assert.equal(3, select(2, out:gsub("\n", "")))
		local events <const> = {}
		for line in home:read("calls.jsonl"):gmatch "[^\n]+" do
			events[#events + 1] = cjson.decode(line)
		end
		assert.equal(5, #events) -- a token, the list, each line
		assert.equal("get_session", events[5].operation)
		assert.not_matches("hush", home:read("calls.jsonl"), 1, true)
	end)

	it("are all run here or in a spec of their own, and short", function()
		local guide <const>, scripts = scratch.read "docs/lua.md", 0
		for name in lfs.dir "examples" do
			if name:find "%.lua$" then
				scripts = scripts + 1
				local quoted <const> = ('["/]%s(.lua)?"'):format(name:gsub("%.lua$", ""))
				assert.is_true(#shell.lines("grep -rlE %s spec --include=*_spec.lua", shell.quoted(quoted)) > 0, name)
				assert.is_true(select(2, scratch.read("examples/" .. name):gsub("\n", "")) < 40, name)
				assert.is_truthy(guide:find("](../examples/" .. name .. ")", 1, true), name .. " is not in the guide")
			end
		end
		assert.is_true(scripts >= 15)
	end)

	it("has change lists that pass the check", function()
		local found = 0
		for name in lfs.dir("examples") do
			if name:match("%.csv$") then
				found = found + 1
				local list <const> = home:path(name)
				-- Bash leaks memory of its own, which is nothing to the sanitizer that may be loaded.
				assert(os.execute(("LD_PRELOAD=$FOREIGN_PRELOAD examples/dated.sh %s >%s"):format(name, shell.quoted(list))))
				local result <const> = home:unom { "bulk", "check", list, "--agree", "--contract", "N123456789" }
				assert.equal(0, result.code, result.err)
			end
		end
		assert.is_true(found > 0)
	end)
end)
