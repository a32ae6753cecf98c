--- The simulator as a process of its own, as the tests of a script start it.

local homes <const> = require "support.homes"
local httpd <const> = require "unom.httpd"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"
local simulator <const> = require "unom.simulator"
local unom <const> = require "unom"

describe("simulator.start #wire", function()
	local function client_of(sim)
		return unom.client { base_url = sim.url, contract_id = "N123456789", client_id = "id", client_secret = "hush" }
	end

	--- What ps knows of the process. What is preloaded into this one (a sanitizer) is not for ps.
	local function ps(what, pid)
		return shell.lines("LD_PRELOAD=$FOREIGN_PRELOAD ps -o %s= -p %d", what, pid)[1]
	end

	--- Is the process there? One that has ended may wait for a parent that asks how.
	local function is_running(pid)
		local state <const> = ps("stat", pid)
		return state ~= nil and state:sub(1, 1) ~= "Z"
	end

	it("gives a carrier of its own, with what it saw", function()
		local sim <close> = assert(simulator.start { lines = 3, latency = 0, today = "20990115" })
		local client <close> = client_of(sim)
		assert.same({}, sim:orders())
		local order <const> = { lineNo = "09010000002", planCode = "T3001328", requestDate = "20990201", agreement = "yes" }
		local id <const> = assert(client:change_course(order)).orderId
		local seen <const> = assert(sim:orders())
		assert.same({ 1, id, "change_course", "T3001328" },
			{ #seen, seen[1].orderId, seen[1].operation, seen[1].arguments.planCode })
		assert.equal("PUT", sim:requests()[2].method)
		assert.same({ 9, 3 }, { #sim:lines(), #sim:lines("N987654321") })
		assert.equal("integer", math.type(sim:lines()[1].volumes))
		assert.equal("N987654321", sim:lines("N987654321")[1].contractId)
		assert.same({}, sim:lines("N000000000"))
	end)

	it("moves its day on, and never back", function()
		local sim <close> = assert(simulator.start { today = "20990115" })
		assert.equal("20990115", sim:today())
		assert.is_true(sim:set_today("20990116"))
		assert.equal("20990116", sim:today())
		for _, day in ipairs { "20990115", "20990230", "tomorrow", 20990117, false } do
			assert.error_matches(function() sim:set_today(day) end,
				"bad argument #1 to 'set_today' %(a day")
		end
	end)

	it("takes every option of the command, by name", function()
		local sim <close> = assert(simulator.start {
			address = "127.0.0.1", port = 0, lines = 2, latency = 0, processing = 0, faults = { ["no-list"] = 1 }, seed = 3,
			today = "20990115", dated = true, opens_late = 1, opening_day = "lists", without = { "get_session" },
			by_id = "15", option_codes = "string", times = "new", session_stays = true, session_returns = 1,
			listed_after = { 1, 2 }, foreign = 60000, idle_close = 5,
		})
		local client <close> = client_of(sim)
		assert.equal("protocol", select(2, client:list_lines {}).kind)
		assert.equal(404, select(2, client:get_session { lineNo = "09010000001" }).status)
		local orders <const> = sim:orders()
		assert.is_true(orders[#orders].foreign)
	end)

	it("is told from others of the same process, and closes twice", function()
		local one <close> = assert(simulator.start { lines = 1 })
		local other <close> = assert(simulator.start { lines = 2 })
		assert.not_equal(one.url, other.url)
		assert.same({ 3, 6 }, { #one:lines(), #other:lines() })
		one:close()
		assert.is_false(is_running(one.pid))
		assert.equal(6, #other:lines())
		one:close()
		for _, method in ipairs { "orders", "requests", "lines", "today", "set_today" } do
			local _, problem <const> = pcall(function() one[method](one) return 1 end)
			assert.matches("process_spec%.lua:%d+: the simulator is closed$", tostring(problem))
		end
	end)

	it("raises on options that make no sense, at the caller", function()
		for message, wrong in pairs {
			["'latancy' to 'simulator.start' (unknown; did you mean 'latency'?)"] = { latancy = 1 },
			["'quite_another_thing' to 'simulator.start' (unknown)"] = { quite_another_thing = 1 },
			["'1' to 'simulator.start' (unknown)"] = { "lines" },
			["'latency' to 'simulator.start' (seconds from 0 to 3600 expected)"] = { latency = "0.1" },
			["'lines' to 'simulator.start' (a whole number from 1 to 1000000 expected)"] = { lines = 1.5 },
			["'port' to 'simulator.start' (a whole number from 0 to 65535 expected)"] = { port = -1 },
			["'address' to 'simulator.start' (a string expected)"] = { address = 1 },
			["'today' to 'simulator.start' (a day, YYYYMMDD expected)"] = { today = 20990115 },
			["'dated' to 'simulator.start' (a boolean expected)"] = { dated = 1 },
			['\'times\' to \'simulator.start\' ("none", "old" or "new" expected)'] = { times = "iso" },
			["'listed_after' to 'simulator.start' (seconds or { from, to } expected)"] = { listed_after = { 2, 1 } },
			["'foreign' to 'simulator.start' (0 to 60000 orders a minute expected)"] = { foreign = "3/min" },
			["'without' to 'simulator.start' (no operation is called 'list_line')"] = { without = { "list_line" } },
			["'without' to 'simulator.start' (an array of operations expected)"] = { without = "list_lines" },
			["'faults' to 'simulator.start' (a table of rates by fault expected)"] = { faults = 0.5 },
			["'faults' to 'simulator.start' (no fault is called \"fast\"; there are "] = { faults = { fast = 1 } },
			["'faults' to 'simulator.start' (the rate of ng is a number from 0 to 1, not \"2\")"] = { faults = { ng = 2 } },
			["'faults' to 'simulator.start' (the rates of these add up to more than 1: stuck, ng, "] = {
				faults = { ng = 0.6, stuck = 0.6 },
			},
		} do
			local good <const>, problem <const> = pcall(function() simulator.start(wrong) end)
			assert.is_false(good, message)
			assert.is_truthy(tostring(problem):find("bad option " .. message, 1, true), tostring(problem))
			assert.matches("process_spec%.lua:%d+: ", tostring(problem))
			assert.same({ "usage", "simulator.start", message:match("^'([%w_]+)'") },
				{ problem.kind, problem.func, problem.option })
		end
		local _, problem <const> = pcall(function() simulator.start(8080) end)
		assert.matches("process_spec%.lua:%d+: bad argument #1 to 'simulator.start' %(a table", tostring(problem))
	end)

	it("says in words that its port is taken, or its address none", function()
		local server <close> = assert(httpd.listen {})
		local sim, err <const> = simulator.start { port = server:port() }
		assert.is_nil(sim)
		assert.equal("simulator", err.kind)
		assert.equal(("the simulator did not start: cannot listen on 127.0.0.1 port %d: Address already in use")
			:format(server:port()), tostring(err))
		sim = simulator.start { address = "localhost" }
		assert.is_nil(sim)
	end)

	it("says in words that the simulator was killed", function()
		local sim <close> = assert(simulator.start {})
		os.execute("kill -9 " .. sim.pid)
		for _ = 1, 2 do
			local orders <const>, err <const> = sim:orders()
			assert.is_nil(orders)
			assert.equal(("the simulator at %s has ended by itself, or was killed"):format(sim.url), tostring(err))
		end
		sim:close()
	end)

	describe("in a process that", function()
		--- The simulator whose number a process wrote is gone soon.
		local function assert_ends(told)
			local pid <const> = assert(math.tointeger(tonumber(told:match("pid (%d+)"))), told)
			homes.wait_until(function() return not is_running(pid) end)
		end

		it("is killed, ends", function()
			assert_ends(scratch.lua [[
				local sim = assert(require("unom.simulator").start())
				print("pid " .. sim.pid)
				io.flush()
				os.execute("kill -9 $PPID")
			]])
		end)

		it("is killed while a program that it started runs on, ends", function()
			local process <const> = scratch.start_lua [[
				local simulator = require "unom.simulator"
				local sim, other = assert(simulator.start()), assert(simulator.start())
				local program = io.popen("echo $$; exec sleep 300 >/dev/null 2>&1")
				print("pid " .. sim.pid .. " program " .. program:read("l"))
				io.flush()
				os.execute("kill -9 $PPID")
			]]
			local told <const> = process:read("l")
			local ended <const>, problem <const> = pcall(assert_ends, told)
			os.execute("kill " .. told:match("program (%d+)"))
			process:close()
			assert.is_true(ended, problem)
		end)

		it("fails, ends", function()
			assert_ends(scratch.lua [[
				local sim <const> = assert(require("unom.simulator").start())
				print("pid " .. sim.pid)
				error("the test has failed")
			]])
		end)
	end)

	it("ends when it is collected", function()
		local pid <const> = (function() return assert(simulator.start {}).pid end)()
		collectgarbage()
		assert.is_false(is_running(pid))
	end)

	it("has a session of its own, so that a Ctrl-C is for its parent alone", function()
		local sim <close> = assert(simulator.start {})
		assert.same({ tostring(sim.pid) }, { (ps("sid", sim.pid):gsub(" ", "")) })
	end)

	it("keeps no file of its parent's open but standard error", function()
		local file <close> = assert(io.open("README.md"))
		local sim <close> = assert(simulator.start {})
		local count = 0
		for name in lfs.dir("/proc/" .. sim.pid .. "/fd") do
			local target <const> = lfs.symlinkattributes(("/proc/%d/fd/%s"):format(sim.pid, name), "target") or ""
			assert.is_nil(target:find("README", 1, true))
			count = count + 1
		end
		assert.is_true(count > 3)
		file:read(1)
	end)

	it("says in words that there is no interpreter for it", function()
		local directory <const> = scratch.directory()
		local host <const> = directory .. "/host"
		os.execute(("cp \"$(command -v lua5.4)\" %s"):format(host))
		local code <const> = ("package.path, package.cpath = %q, %q print(require('unom.simulator').start())")
			:format(package.path, package.cpath)
		local function told(path)
			return shell.lines("PATH=%s %s -e %s 2>&1", shell.quoted(path), host, shell.quoted(code))[1]
		end
		assert.equal("nil\tno Lua 5.4 was found to run the simulator with (looked for lua5.4, lua54, lua): "
			.. "No such file or directory", told("/nowhere"))
		scratch.file(directory .. "/lua", "#!/bin/sh\nexit 1\n")
		os.execute(("chmod +x %s/lua"):format(directory))
		assert.equal("nil\tthe simulator did not start: lua ended before it listened; is that Lua 5.4?", told(directory))
		assert.matches("^unom.simulator.process: ", told(os.getenv("PATH")))
		scratch.remove(directory)
	end)

	it("takes the paths of its parent, and says what it lacks there", function()
		local code <const> = ("package.path, package.cpath = %q, %q local start = require('unom.simulator').start "
			.. "package.path = '/nowhere/?.lua' print(start())"):format(package.path, package.cpath)
		local told <const> = shell.lines("lua5.4 -e %s 2>&1", shell.quoted(code))
		assert.equal(1, #told)
		assert.matches("^nil\tthe simulator did not start: module 'unom%.simulator%.wire%.child' not found", told[1])
	end)
end)
