--- The option `leave_within` of client:start: a request that is late does not leave.

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local scripted <const> = require "support.servers.scripted"
local wire <const> = require "support.wire"

local ORDER <const> = arguments.of "terminate_line"

describe("leave_within #wire", function()
	it("of no time, or of less, is late at once: no connection is made", function()
		for _, seconds in ipairs { 0, -1, -math.huge } do
			local server <close> = scripted.start { { scripted.accepted "AGU1" } }
			local client <close> = server:client()
			local started <const> = {
				[client:start("terminate_line", ORDER, { leave_within = seconds })] = "terminate_line",
				[client:start("list_lines", nil, { leave_within = seconds })] = "list_lines",
			}
			assert.equal(2, client:in_flight())
			local results <const> = client:wait(10)
			assert.equal(2, #results)
			for _, result in ipairs(results) do
				local err <const> = result.err
				assert.same({ "timeout", "no", started[result.id], "not begun to leave within 0 s" },
					{ err.kind, err.sent, err.operation, err.message })
			end
			client:close()
			assert.same({ connections = 0, requests = {} }, server:stop())
		end
	end)

	--- Ends an order that is late after 0.05 s, long before the client's timeout of 10 s.
	local function assert_ends_soon(client)
		local started <const> = core.monotonic()
		client:start("terminate_line", ORDER, { leave_within = 0.05 })
		local err <const> = client:wait(10)[1].err
		assert.same({ "timeout", "no", "not begun to leave within 0.05 s" }, { err.kind, err.sent, err.message })
		assert.is_true(core.monotonic() - started < 5)
	end

	it("ends a call as soon as it is late", function()
		local server <close> = loopback.serve(function() end) -- never stepped: the handshake does not go on
		local client <close> = wire.client(server, { base_url = "https://127.0.0.1:" .. server.port, timeout = 10 })
		assert_ends_soon(client)
	end)

	it("ends one that waits for its turn as soon as it is late", function()
		local lines <const> = wire.reply(200, { contractId = wire.CONTRACT, linesList = {} })
		local server <close> = loopback.serve(lines)
		local client <close> = wire.client(server, { timeout = 10, max_connections = 1 })
		assert(loopback.call(client, server, "list_lines"))
		client:start "list_lines" -- on the same connection: libcurl has nothing that would wake it
		assert_ends_soon(client)
	end)

	it("says nothing where the call's own time is shorter", function()
		local server <close> = loopback.serve(function() end)
		local client <close> = wire.client(server, { base_url = "https://127.0.0.1:" .. server.port, timeout = 0.05 })
		client:start("terminate_line", ORDER, { leave_within = 20 })
		local err <const> = client:wait(10)[1].err
		assert.same({ "timeout", "no" }, { err.kind, err.sent })
		assert.matches("no whole reply within 0.05 s", err.message, 1, true)
	end)

	it("is a number of seconds up to a day", function()
		local server <close> = loopback.serve(function() end)
		local client <close> = wire.client(server)
		for message, options in pairs {
			["bad option 'leave_withn' to 'start' (no such option; did you mean 'leave_within'?)"] = { leave_withn = 1 },
			["bad options to 'start' (a name expected, got a key of type number)"] = { 10 },
			["bad argument #3 to 'start' (table expected, got number)"] = 10,
		} do
			local _ <const>, said <const> = pcall(function() client:start("terminate_line", ORDER, options) end)
			assert.matches(message, said, 1, true)
		end
		for _, value in ipairs { "10", true, 0 / 0, math.huge, 86400.1 } do
			local _ <const>, said <const> = pcall(function()
				client:start("terminate_line", ORDER, { leave_within = value })
			end)
			local message <const> = "bad option 'leave_within' to 'start' (a number of seconds, up to 86400, expected)"
			assert.matches(message, said, 1, true)
		end
		assert.equal(0, client:in_flight())
		client:start("terminate_line", ORDER, {})
		client:start("terminate_line", ORDER, nil)
		client:start("terminate_line", ORDER, { leave_within = 86400 })
		assert.equal(3, client:in_flight())
	end)
end)

-- The clock that counts sleep is moved by 20 s, and the monotonic one is not, at each os.clock() and, where the spec
-- wants that, at each connect.
local CLOCK <const> = [[
	#define _GNU_SOURCE
	#include <sys/socket.h>
	#include <sys/syscall.h>
	#include <time.h>
	#include <unistd.h>
	static int slept;
	int clock_gettime(clockid_t clock, struct timespec *now) {
		int result = (int)syscall(SYS_clock_gettime, clock, now);
		if (clock == CLOCK_BOOTTIME)
			now->tv_sec += slept;
		return result;
	}
	clock_t clock(void) { return slept += 20; }
]]
local SLEEPY_CONNECT <const> = [[
	int connect(int fd, const struct sockaddr *address, socklen_t length) {
		slept += 20;
		return (int)syscall(SYS_connect, fd, address, length);
	}
]]

local PRELUDE <const> = [[
	local arguments, loopback = require "support.arguments", require "support.loopback"
	local wire, asleep = require "support.wire", os.clock
	local ORDERED = wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "AGU1" })
	local server, client

	local function on(handler, options)
		server = loopback.serve(handler)
		client = wire.client(server, options)
	end

	local function start(operation, seconds)
		return client:start(operation, arguments.of(operation), { leave_within = seconds })
	end

	-- Shows how the calls ended, and what had reached the server.
	local function show(...)
		local results = wire.take_turns(client, server)
		for _, id in ipairs { ... } do
			local err = results[id].err
			print(err and ("%s, sent %s: %s"):format(err.kind, err.sent, err.message) or "a reply")
		end
		for index, request in ipairs(server.requests) do
			print(index, request.method)
		end
	end
]]

local LATE <const> = "timeout, sent no: not begun to leave within 10 s\n"

describe("a request that is late while the machine slept #wire", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	local function outcome(code, sleeps_in_connect)
		local object <const> = scratch.preloaded(directory, CLOCK .. (sleeps_in_connect and SLEEPY_CONNECT or ""))
		return (scratch.lua_with(directory, object, PRELUDE .. code))
	end

	it("is not written to the connection that was made meanwhile, and the next one is", function()
		for _, operation in ipairs { "terminate_line", "add_data_volume", "change_course", "get_order_status" } do
			assert.equal(LATE .. "a reply\n1\tDELETE\n", outcome(([[
				on(ORDERED)
				local late = start(%q, 10)
				show(late, start("terminate_line", 30))]]):format(operation), true))
		end
	end)

	it("does not leave once its token has come", function()
		assert.equal(LATE .. "a reply\n1\tPOST\n2\tDELETE\n", outcome [[
			on(wire.split(function(request) asleep(); wire.grant("token")(request) end, ORDERED), wire.credentials())
			show(start("terminate_line", 10), start("terminate_line", 30))]])
	end)

	it("does not leave a second time after a 401", function()
		assert.equal(LATE .. "1\tPOST\n2\tDELETE\n3\tPOST\n", outcome [[
			local function grant_late(request) asleep(); wire.grant("token")(request) end
			on(wire.split(wire.script(wire.grant("token"), grant_late), wire.refusal(401, "expired")), wire.credentials())
			show(start("terminate_line", 10))]])
	end)

	it("does not leave when its turn comes", function()
		assert.equal("a reply\n" .. LATE .. "1\tDELETE\n", outcome [[
			on(function(request) asleep(); ORDERED(request) end, { max_connections = 1 })
			show(start("terminate_line", 10), start("terminate_line", 10))]])
	end)

	it("is not late if it had begun to leave", function()
		assert.equal("a reply\n1\tDELETE\n", outcome [[
			on(function(request) asleep(); ORDERED(request) end)
			show(start("terminate_line", 10))]])
	end)
end)
