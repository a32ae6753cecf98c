--- What is tried again, how often, and after which pause.
--
-- The cases run in a process of their own, whose clock they move on and whose random numbers they choose.

local scratch <const> = require "support.scratch"

-- os.difftime(milliseconds, share) moves the clocks on, and makes random numbers the least (0) or the greatest (1).
local PRELOADED <const> = [[
	#define _GNU_SOURCE
	#include <dlfcn.h>
	#include <string.h>
	#include <sys/types.h>
	#include <time.h>
	static long moved; /* milliseconds */
	static int share;
	double difftime(time_t milliseconds, time_t chosen) {
		moved += milliseconds;
		share = chosen ? 0xFF : 0;
		return 0;
	}
	ssize_t getrandom(void *bytes, size_t size, unsigned flags) {
		(void)flags;
		memset(bytes, share, size);
		return (ssize_t)size;
	}
	int clock_gettime(clockid_t clock, struct timespec *time) {
		int (*next)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
		int result = next(clock, time);
		if (clock != CLOCK_REALTIME) {
			long nanoseconds = time->tv_nsec + moved % 1000 * 1000000;
			time->tv_sec += moved / 1000 + nanoseconds / 1000000000;
			time->tv_nsec = nanoseconds % 1000000000;
		}
		return result;
	}]]

local PRELUDE <const> = [[
	local core <const> = require "unom.core"
	local arguments <const> = require "support.arguments"
	local loopback <const> = require "support.loopback"
	local wire <const> = require "support.wire"
	local DONE <const> = wire.reply(200,
		{ contractId = wire.CONTRACT, resultCode = "0001", orderId = "A1", linesList = {} })
	local BUSY <const> = wire.refusal(503, "System Maintainance")
	local READ <const>, ACT <const> = "list_lines", "terminate_line"
	local function wait(seconds)
		os.difftime(math.floor(seconds * 1000), 0)
	end
	local function in_seconds(seconds)
		return wire.refusal(429, "Too Many Requests", { ["retry-after"] = tostring(seconds) })
	end
	--- A server with these responses in turn, and a client.
	local function pair(responses, options)
		local server <const> = loopback.serve(wire.script(table.unpack(responses)))
		local both <const> = { server = server, client = wire.client(server, options), results = {} }
		function both:start(operation, call_options)
			return self.client:start(operation, arguments.of(operation), call_options)
		end
		--- Goes on for as long as it takes no waiting. -> how many requests the server has
		function both:go_on(rounds)
			for _ = 1, rounds or 12 do
				if self.client:in_flight() == 0 then break end
				self.server:step(0.001)
				for _, result in ipairs(self.client:wait(0)) do
					self.results[result.id] = result
				end
			end
			return #self.server.requests
		end
		return setmetatable(both, { __close = function() both.client:close() server:close() end })
	end
	--- How a call ends without anybody's waiting, and how many requests it took.
	local function ended(responses, operation, options)
		local both <close> = pair(responses, options)
		local id <const> = both:start(operation)
		local requests <const> = both:go_on(40)
		local result <const> = both.results[id]
		return not result and "none" or result.reply and "reply" or result.err.kind, requests, result and result.err
	end
]]

describe("retries #wire", function()
	local directory, object

	setup(function()
		directory = scratch.directory()
		object = scratch.preloaded(directory, PRELOADED)
	end)

	teardown(function()
		scratch.remove(directory)
	end)

	--- What the code prints, by line.
	local function told(code)
		local lines <const> = {}
		for line in scratch.lua_with(directory, object, PRELUDE .. code):gmatch "[^\n]+" do
			lines[#lines + 1] = line
		end
		return lines
	end

	it("are of what only reads after whatever may be better next time", function()
		assert.same({ "network reply 2", "500 reply 2", "502 reply 2", "503 reply 2", "504 reply 2", "429 reply 2",
			"421 reply 2", "425 reply 2", "maintenance reply 2" }, told [[
			local function try(name, first)
				print(name, ended({ first, DONE }, READ, { retries = 1 }))
			end
			print = function(...) io.write(table.concat({ table.unpack({ ... }, 1, 3) }, " "), "\n") end
			try("network", wire.drop)
			for _, status in ipairs { 500, 502, 503, 504, 429, 421, 425 } do
				try(status, wire.reply(status, ""))
			end
			try("maintenance", BUSY)]])
	end)

	it("are not of what no repetition makes better", function()
		assert.same({ "400 api 1", "403 api 1", "404 api 1", "408 api 1", "302 http 1", "401 auth 1",
			"unreadable protocol 1" }, told [[
			local function try(name, first)
				local kind, requests = ended({ first, DONE }, READ, { retries = 3 })
				print(("%s %s %d"):format(name, kind, requests))
			end
			for _, status in ipairs { 400, 403, 404, 408 } do
				try(status, wire.refusal(status, "No"))
			end
			try(302, wire.reply(302, "", { location = "/" }))
			try(401, wire.refusal(401, "Invalid access token"))
			try("unreadable", wire.reply(200, "what?"))]])
	end)

	it("are of what acts only where the carrier cannot have acted", function()
		assert.same({ "429 reply 2", "421 reply 2", "425 reply 2", "maintenance reply 2", "full reply 2", "network network 1",
			"500 http 1", "502 http 1", "503 http 1", "504 http 1", "408 api 1", "404 api 1", "2xx api 1" }, told [[
			local function try(name, first)
				local kind, requests, err = ended({ first, DONE }, ACT, { retries = 3 })
				print(("%s %s %d"):format(name, kind, requests))
				assert(not err or err.sent ~= "no")
			end
			for _, status in ipairs { 429, 421, 425 } do
				try(status, wire.reply(status, ""))
			end
			try("maintenance", BUSY)
			try("full", wire.refusal(400, "Too many requests."))
			try("network", wire.drop)
			for _, status in ipairs { 500, 502, 503, 504 } do
				try(status, wire.reply(status, ""))
			end
			try(408, wire.refusal(408, "No"))
			try(404, wire.refusal(404, "No"))
			try("2xx", wire.reply(200, { resultCode = "0009" }))]])
	end)

	it("are of what never left, in a plain call too, and each try is traced", function()
		assert.same({ "network no 4", "1 1 1 1", "network no 1" }, told [[
			local server <const> = loopback.serve(function() end)
			server:close()
			local ids <const> = {}
			local client <close> = wire.client(server, { retries = 3, trace = function(event) ids[#ids + 1] = event.id end })
			local _, err = client:terminate_line(arguments.of(ACT))
			print(err.kind .. " " .. err.sent .. " " .. #ids)
			print(table.concat(ids, " "))
			local before = #ids
			_, err = client:terminate_line(arguments.of(ACT), { retries = 0 })
			print(err.kind .. " " .. err.sent .. " " .. #ids - before)]])
	end)

	it("are as many as the client's, or the call's own", function()
		assert.same({ "client 4", "none 1", "own 3", "without 1" }, told [[
			local function try(name, of_client, of_call)
				local both <close> = pair({ BUSY }, { retries = of_client })
				local id <const> = both:start(READ, of_call and { retries = of_call })
				print(("%s %d"):format(name, both:go_on()))
				assert(both.results[id].err.name == "maintenance")
			end
			try("client", 3)
			try("none", nil)
			try("own", nil, 2)
			try("without", 3, 0)]])
	end)

	it("come after a pause that doubles up to 30 s, of which chance takes any part", function()
		local lines <const> = told [[
			local both <close> = pair({ BUSY }, { retries = 10, timeout = 3600 })
			local id <const> = both:start(READ)
			for try = 1, 10 do
				os.difftime(0, 1)
				assert(both:go_on() == try, try)
				local pause <const> = math.min(30, 0.5 * 2 ^ (try - 1))
				os.difftime(math.floor(pause * 1000) - 400, 1)
				assert(both:go_on() == try, "too early: " .. try)
				os.difftime(410, 1)
				assert(not both.results[id])
			end
			print(both:go_on(), both.results[id].err.name)]]
		assert.same({ "11\tmaintenance" }, lines)
	end)

	it("come no earlier than the carrier asks for, nor after the call's time", function()
		assert.same({ "1 1 2 reply", "at once 1 5", "leave 1 20", "leave twice 2 20" }, told [[
			do
				local both <close> = pair({ in_seconds(20), DONE }, { retries = 1 })
				local id <const> = both:start(ACT)
				local seen <const> = { both:go_on() }
				wait(19.9)
				seen[2] = both:go_on()
				wait(0.2)
				seen[3] = both:go_on()
				print(table.concat(seen, " ") .. " " .. (both.results[id].reply and "reply"))
			end
			local _, requests, err = ended({ in_seconds(5), DONE }, ACT, { retries = 3, timeout = 4.9 })
			print("at once " .. requests .. " " .. err.retry_after)
			local both <close> = pair({ in_seconds(20) }, { retries = 5 })
			local id = both:start(ACT, { leave_within = 15 })
			print("leave " .. both:go_on() .. " " .. both.results[id].err.retry_after)
			both.server.requests = {}
			id = both:start(ACT, { leave_within = 30 })
			both:go_on()
			assert(not both.results[id])
			wait(20.1)
			print("leave twice " .. both:go_on() .. " " .. both.results[id].err.retry_after)]])
	end)

	it("end with the call's time, which runs from its start", function()
		assert.same({ "timeout 2" }, told [[
			local both <close> = pair({ BUSY, function() end }, { retries = 3, timeout = 10 })
			local id <const> = both:start(READ)
			assert(both:go_on() == 2)
			wait(10)
			local requests <const> = both:go_on()
			print(both.results[id].err.kind .. " " .. requests)]])
	end)

	it("take no connection while they pause, and hold up no wait", function()
		assert.same({ "reply nil", "3 reply" }, told [[
			local both <close> = pair({ in_seconds(20), DONE }, { retries = 1, max_connections = 1 })
			local first <const> = both:start(READ)
			both:go_on()
			local second <const> = both:start(READ)
			both:go_on()
			print((both.results[second].reply and "reply") .. " " .. tostring(both.results[first]))
			wait(20)
			print(both:go_on() .. " " .. (both.results[first].reply and "reply"))]])
	end)

	it("tell an event loop when the pause ends", function()
		assert.same({ "true", "0", "2 reply" }, told [[
			local both <close> = pair({ in_seconds(20), DONE }, { retries = 1 })
			local id <const> = both:start(READ)
			both:go_on()
			local fds, seconds = both.client:fds()
			print(seconds > 10 and seconds <= 20)
			wait(20)
			fds, seconds = both.client:fds()
			print(math.floor(seconds))
			print(both:go_on() .. " " .. (both.results[id].reply and "reply"))]])
	end)

	it("fetch the token again that could not be had, and not one that was refused", function()
		assert.same({ "reply 3", "auth 1", "http 3" }, told [[
			local function try(...)
				local on_token <const> = wire.script(...)
				local kind, requests = ended({ wire.split(on_token, DONE) }, ACT, wire.credentials { retries = 2 })
				print(kind .. " " .. requests)
			end
			try(wire.reply(503, ""), wire.grant "t")
			try(wire.refusal(401, "no"), wire.grant "t")
			try(wire.reply(503, ""))]])
	end)

	it("come beside the renewal of a token", function()
		assert.same({ "reply 6" }, told [[
			local on_operation <const> = wire.script(BUSY, wire.refusal(401, "Invalid access token"), BUSY, DONE)
			local kind, requests = ended({ wire.split(wire.grant "t", on_operation) }, ACT, wire.credentials { retries = 2 })
			print(kind .. " " .. requests)]])
	end)

	it("end with an abort, and with close", function()
		assert.same({ "false http 1", "true interrupted no 1", "interrupted no" }, told [[
			do
				local both <close> = pair({ BUSY }, { retries = 3 })
				local id <const> = both:start(READ)
				while #both.server.requests == 0 do both.server:step(0.01) end
				both.server:step(0.01)
				local was_in_flight <const> = both.client:abort(id) -- its reply has come
				local requests <const> = both:go_on()
				print(("%s %s %d"):format(was_in_flight, both.results[id].err.kind, requests))
			end
			local both <close> = pair({ in_seconds(20) }, { retries = 1 })
			local id <const> = both:start(ACT)
			both:go_on()
			local was_in_flight <const> = both.client:abort(id)
			both:go_on()
			local err <const> = both.results[id].err
			wait(21)
			print(("%s %s %s %d"):format(was_in_flight, err.kind, err.sent, both:go_on()))
			both:start(ACT)
			both:go_on()
			local results <const> = both.client:close()
			print(results[1].err.kind .. " " .. results[1].err.sent)]])
	end)
end)
