--- The watch on SIGHUP, SIGINT and SIGTERM, and what it wakes.

local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local loopback <const> = require "support.loopback"
local luv <const> = require "luv"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"
local wire <const> = require "support.wire"

--- Sends this process a signal, which has arrived when this returns.
local function raise(name)
	assert(io.popen(("kill -%s %d"):format(name, core.process_id())):close())
end

--- The same in a moment, by a process whose handle this returns.
local function raise_later(name)
	return assert(io.popen(("sleep 0.1; kill -%s %d"):format(name, core.process_id())))
end

describe("an interrupt watch #unit", function()
	it("counts the signals since it was opened", function()
		local watch <close> = core.interrupt_watch()
		assert.equal(0, watch:count())
		raise "INT"
		assert.equal(1, watch:count())
		raise "TERM"
		assert.equal(2, watch:count())
	end)

	it("has a signal pending as long as it is open", function()
		assert.is_false(core.interrupt_pending())
		do
			local watch <close> = core.interrupt_watch()
			assert.is_false(core.interrupt_pending())
			raise "TERM"
			assert.is_true(core.interrupt_pending())
			assert.is_true(core.interrupt_pending())
			assert.equal(1, watch:count())
		end
		assert.is_false(core.interrupt_pending())
	end)

	it("may be nested, and each counts from its own opening", function()
		local outer <close> = core.interrupt_watch()
		raise "INT"
		do
			local inner <close> = core.interrupt_watch()
			assert.equal(0, inner:count())
			raise "INT"
			assert.equal(1, inner:count())
		end
		raise "INT"
		assert.equal(3, outer:count())
	end)

	it("knows nothing of the signals of another that is closed", function()
		local first <const> = core.interrupt_watch()
		raise "INT"
		local second <close> = core.interrupt_watch()
		first:close()
		assert.equal(0, second:count())
		local server <const> = loopback.serve(function() end)
		server:close()
		local client <close> = wire.client(server)
		assert.equal("network", select(2, client:list_lines()).kind)
		raise "INT"
		assert.equal(1, second:count())
		assert.equal("interrupted", select(2, client:list_lines()).kind)
	end)

	it("can be closed twice, and then counts no more", function()
		local watch <const> = core.interrupt_watch()
		watch:close()
		watch:close()
		assert.has_error(function() watch:count() end)
	end)

	it("waits for a signal, or until the time is up", function()
		local outer <close> = core.interrupt_watch()
		raise "INT" -- what another watch counted ends no wait of this one
		local watch <close> = core.interrupt_watch()
		local began = core.monotonic()
		assert.equal(0, watch:wait(0.05))
		assert.is_true(core.monotonic() - began >= 0.05)
		began = core.monotonic()
		local _ <close> = raise_later "TERM"
		assert.equal(1, watch:wait(60))
		assert.equal(1, watch:wait(60)) -- one that came before ends it as well
		assert.is_true(core.monotonic() - began < 30)
		assert.equal(2, outer:wait(60))
		assert.has_error(function() watch:wait(-1) end)
	end)

	it("waits at rest, also after a signal from before it was opened", function()
		local outer <close> = core.interrupt_watch()
		raise "INT"
		local watch <close> = core.interrupt_watch()
		local began <const> = os.clock()
		watch:wait(0.3)
		assert.is_true(os.clock() - began < 0.1)
		assert.equal(1, outer:count())
	end)

	it("has a descriptor for event loops, which is read in a sleep", function()
		local watch <close> = core.interrupt_watch()
		local function is_readable()
			local polled <const>, seen = luv.new_poll(watch:fd()), false
			polled:start("r", function() seen = true end)
			luv.run "nowait"
			polled:close()
			luv.run "nowait"
			return seen
		end
		assert.is_false(is_readable())
		raise "INT"
		assert.is_true(is_readable())
		core.sleep(0)
		assert.is_false(is_readable())
	end)

	it("gives the signals back when it is closed or collected", function()
		for _, last in ipairs { "watch:close()", "watch = nil collectgarbage()", "do local w <close> = watch end" } do
			local output <const> = scratch.lua(([[
				local core = require "unom.core"
				io.stdout:setvbuf "no"
				local function raise() io.popen("kill -TERM " .. core.process_id()):close() end
				local watch = core.interrupt_watch()
				raise()
				io.write("alive")
				%s
				raise()
				io.write(" immortal")
			]]):format(last))
			assert.is_truthy(output:find "^alive")
			assert.is_nil(output:find("immortal", 1, true))
		end
	end)

	-- In a process of its own: whoever runs the specs may ignore SIGHUP.
	it("counts a terminal that hangs up, and gives it back when it is closed", function()
		local lines <const> = shell.lines("env --default-signal=HUP lua5.4 -e %s 2>&1", shell.quoted(([[
			package.path, package.cpath = %q, %q
			local core = require "unom.core"
			local function raise() io.popen("kill -HUP " .. core.process_id()):close() end
			io.stdout:setvbuf "no"
			do
				local watch <close> = core.interrupt_watch()
				raise()
				print(watch:count())
			end
			raise()
			print "immortal"]]):format(package.path, package.cpath)))
		assert.equal("1", lines[1])
		assert.is_falsy(table.concat(lines, " "):find "immortal")
	end)

	-- lua5.4 handles SIGINT from its start, so all are ignored from inside: by os.clock.
	it("leaves alone what is ignored when it is opened", function()
		local directory <const> = scratch.directory()
		local object <const> = scratch.preloaded(directory, [[
			#include <signal.h>
			#include <time.h>
			clock_t clock(void) {
				signal(SIGHUP, SIG_IGN), signal(SIGINT, SIG_IGN), signal(SIGTERM, SIG_IGN);
				return 0;
			}]])
		for _, name in ipairs { "HUP", "INT", "TERM" } do
			local output <const> = scratch.lua_with(directory, object, ([[
				local core = require "unom.core"
				local function raise() io.popen("kill -%s " .. core.process_id()):close() end
				os.clock()
				do
					local watch <close> = core.interrupt_watch()
					raise()
					print(watch:count(), core.sleep(0.001))
				end
				raise()
				print "immortal"]]):format(name))
			assert.equal("0\ttrue\nimmortal\n", output)
		end
		scratch.remove(directory)
	end)

	it("ends a sleep, also one that starts just after the signal", function()
		local watch <close> = core.interrupt_watch()
		raise "INT"
		assert.is_false(core.sleep(60))
		assert.is_true(core.sleep(0.001))
		local killer <close> = raise_later "INT"
		assert.is_false(core.sleep(60))
		assert(killer)
		assert.equal(2, watch:count())
	end)

	it("says nothing of what came before it, to no sleep either", function()
		do
			local watch <close> = core.interrupt_watch()
			raise "INT"
			assert.equal(1, watch:count())
		end
		local watch <close> = core.interrupt_watch()
		assert.equal(0, watch:count())
		assert.is_true(core.sleep(0.001))
	end)

	it("is not there: a sleep takes its full time", function()
		assert.is_true(core.sleep(0))
		assert.is_true(core.sleep(0.002))
		assert.has_error(function() core.sleep(-1) end)
		assert.has_error(function() core.sleep(0 / 0) end)
		assert.has_error(function() core.sleep() end)
	end)
end)

--- What a call ends with, in a process of its own, that gets a signal once the server has its request, and its reply
-- after that: an orderId, or a kind of error.
local function interrupted_call(operation, server)
	local process <const> = scratch.start_lua(([[
		local core = require "unom.core"
		io.stdout:setvbuf "no"
		local watch <close> = core.interrupt_watch()
		print(core.process_id())
		local client <close> = core.client { base_url = %q, contract_id = "N123456789", access_token = "t" }
		local reply, err = client:%s({ %s })
		print(reply and reply.orderId or err and err.kind)]]):format(server.base_url, operation,
		operation == "terminate_line" and 'lineNo = "09012345678", agreement = "yes", requestDate = "20991201"' or ""))
	local pid <const> = process:read("l")
	local before <const> = #server.requests
	while #server.requests == before do
		server:step(0.1)
	end
	assert(os.execute("kill -INT " .. pid))
	for _ = 1, 20 do
		server:step(0.005)
	end
	wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "AGU1", linesList = {} })(
		server.requests[before + 1])
	for _ = 1, 5 do
		server:step(0.001)
	end
	local ended <const> = process:read("l")
	process:close()
	return ended
end

describe("an interrupted client #wire", function()
	local server, client
	before_each(function()
		server = loopback.serve(function() end)
		client = wire.client(server)
	end)
	after_each(function()
		client:close()
		server:close()
	end)

	local ORDER <const> = { lineNo = wire.LINE, agreement = "yes", requestDate = "20261201" }

	it("returns from wait early, once a signal", function()
		local watch <close> = core.interrupt_watch()
		client:start("list_lines")
		raise "INT"
		assert.same({}, client:wait(60))
		assert.same({}, client:wait(0.01)) -- a second wait takes its full time
		local killer <close> = raise_later "TERM"
		assert.same({}, client:wait(60))
		assert(killer)
		assert.equal(2, watch:count())
		assert.equal(1, client:in_flight())
	end)

	-- An order's id was lost with the reply that was a moment away.
	it("waits on for the reply to an order that is on its way, and ends a read at once", function()
		for operation, expected in pairs { terminate_line = "AGU1", list_lines = "interrupted" } do
			local output <const> = interrupted_call(operation, server)
			assert.equal(expected, output)
		end
	end)

	it("ends such an order at the second signal, and says that it may have been sent", function()
		local watch <close> = core.interrupt_watch()
		local killer <close> = assert(io.popen(("for i in 1 2; do sleep 0.1; kill -INT %d; done"):format(core.process_id())))
		local start <const> = core.monotonic()
		local _ <const>, err <const> = client:terminate_line(ORDER)
		assert(killer)
		assert.same({ "interrupted", "maybe", "terminate_line" }, { err.kind, err.sent, err.operation })
		assert.is_true(core.monotonic() - start < 4)
		assert.equal(2, watch:count())
		assert.equal(0, client:in_flight())
	end)

	it("starts no plain call while a signal is pending, but still reports a caller's mistake", function()
		local watch <close> = core.interrupt_watch()
		raise "INT"
		local _ <const>, err <const> = client:terminate_line(ORDER)
		assert.same({ "interrupted", "no" }, { err.kind, err.sent })
		assert.has_error(function() client:terminate_line {} end)
		server:step(0.01)
		assert.equal(0, #server.requests)
		assert.equal(1, watch:count())
	end)

	-- What the signal wrote into the pipe stayed there, and every poll ended at once.
	it("rests while it waits, also after a signal that only a closed watch counted", function()
		local hasty <close> = wire.client(server, { timeout = 0.3 })
		local earlier <close> = core.interrupt_watch()
		raise "INT"
		local later <close> = core.interrupt_watch()
		earlier:close()
		local start <const> = os.clock()
		local _, err <const> = hasty:get_contract {}
		assert.equal("timeout", err.kind)
		assert.is_true(os.clock() - start < 0.15)
		assert.equal(0, later:count())
	end)

	it("works again once the watch is closed", function()
		do
			local watch <close> = core.interrupt_watch()
			raise "INT"
			assert.equal(1, watch:count())
		end
		local watch <close> = core.interrupt_watch()
		server.handler = wire.reply(200, { contractId = "N1" })
		assert.equal("N1", assert(loopback.call(client, server, "get_contract")).contractId)
		assert.equal(0, watch:count())
	end)
end)

describe("interrupt watches in several threads #unit", function()
	-- Without a lock two threads both installed the handlers: one pipe was never closed, no handler ever restored.
	it("leave no descriptor and no handler behind", function()
		local directory <const> = scratch.directory()
		local build <const> = os.getenv("UNOM_BUILD") or "build"
		-- What is preloaded into this process (a sanitizer) is for the host, not for the compiler.
		local built <const> = shell.lines("LD_PRELOAD= gcc -std=c11 -O1 -g -pthread -o %s/host "
			.. "spec/support/watch_threads.c $(pkg-config --cflags --libs lua5.4) 2>&1", directory)
		assert.same({}, built)
		local lines <const>, code <const> = shell.lines("timeout 60 %s/host %s/?.so 2>&1", directory,
			build:sub(1, 1) == "/" and build or lfs.currentdir() .. "/" .. build)
		scratch.remove(directory)
		local words <const> = table.concat(lines, "\n")
		assert.equal(0, code, words)
		local before <const>, after <const>, rest <const> = words:match("^(%d+) (%d+) (.*)$")
		assert.equal("0 default", rest, words)
		assert.equal(before, after)
	end)
end)
