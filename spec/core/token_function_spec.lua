--- The caller's function that gives access tokens: when it is asked, what it may give, and what it cannot break.

local arguments <const> = require "support.arguments"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local DONE <const> = wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "A1",
	linesList = {} })
local REFUSED <const> = wire.refusal(401, "Invalid access token")

--- A server with the handler, and a client that asks `give`, which is given the number of the asking.
local function pair(handler, give, options)
	local both <const> = setmetatable({ asked = 0, server = loopback.serve(handler) },
		{ __close = function(self) self.client:close() self.server:close() end })
	options = options or {}
	options.access_token = false
	options.token = function()
		both.asked = both.asked + 1
		return give(both.asked)
	end
	both.client = wire.client(both.server, options)
	return both
end

local function bearers(server)
	local seen <const> = {}
	for index, request in ipairs(server.requests) do
		seen[index] = request.headers.authorization:match "^Bearer (.*)$"
	end
	return seen
end

--- The error of a call whose token function does so.
local function error_of(give)
	local both <close> = pair(DONE, give)
	local reply <const>, err <const> = both.client:terminate_line(arguments.of "terminate_line")
	assert.is_nil(reply)
	assert.same({ "auth", "no", "terminate_line" }, { err.kind, err.sent, err.operation })
	assert.equal(0, #both.server.requests)
	return err.message
end

describe("a token function #wire", function()
	it("is asked at the first use, by a wait, and once for all that wait", function()
		local both <close> = pair(DONE, function() return "tok-1" end)
		for _ = 1, 20 do
			both.client:start "list_lines"
		end
		assert.equal(0, both.asked)
		collectgarbage()
		local results <const> = wire.take_turns(both.client, both.server)
		for id = 1, 20 do
			assert.is_table(results[id].reply)
		end
		assert.equal(1, both.asked)
		assert.equal("tok-1", bearers(both.server)[20])
	end)

	it("is asked again when the seconds it told are over, and else keeps its token", function()
		for seconds, asked in pairs { [0] = 3, [3600] = 1, [math.huge] = 1, [false] = 1 } do
			local both <close> = pair(DONE, function() return "t", seconds or nil end)
			for _ = 1, 3 do
				assert(loopback.call(both.client, both.server, "list_lines"))
			end
			assert.equal(asked, both.asked, seconds)
		end
	end)

	it("is asked once more after a 401, and the request goes out once more", function()
		for _, operation in ipairs { "list_lines", "terminate_line" } do
			local both <close> = pair(wire.script(REFUSED, DONE), function(time) return "tok-" .. time end)
			assert(loopback.call(both.client, both.server, operation, arguments.of(operation)))
			assert.same({ "tok-1", "tok-2" }, bearers(both.server))
		end
		local both <close> = pair(REFUSED, function() return "tok" end)
		local _, err <const> = loopback.call(both.client, both.server, "list_lines")
		assert.same({ "auth", 401, 2, 2 }, { err.kind, err.status, both.asked, #both.server.requests })
	end)

	it("that gives none ends all that wait, with its reason", function()
		local both <close> = pair(DONE, function() return nil, "the vault is sealed" end)
		for _ = 1, 3 do
			both.client:start("terminate_line", arguments.of "terminate_line")
		end
		for _, result in ipairs(both.client:wait(1)) do
			assert.same({ "auth", "no", "no access token: the vault is sealed" },
				{ result.err.kind, result.err.sent, result.err.message })
		end
		assert.same({ 0, 1, 0 }, { both.client:in_flight(), both.asked, #both.server.requests })
	end)

	it("that raises or gives no reason says so", function()
		local object <const> = setmetatable({}, { __tostring = function() return "an object" end })
		local broken <const> = setmetatable({}, { __tostring = function() error "never" end })
		for _, case in ipairs {
			{ "no access token: raised", function() error("raised", 0) end },
			{ "no access token: an object", function() error(object) end },
			{ "no access token: an object", function() return nil, object end },
			{ "no access token: the token function gave table and no reason", function() error(broken) end },
			{ "no access token: the token function gave nil and no reason", function() end },
			{ "no access token: the token function gave nil and no reason", function() error() end },
		} do
			assert.equal(case[1], error_of(case[2]))
		end
	end)

	it("that gives what is no token is told so, without it", function()
		for _, case in ipairs {
			{ "is not a string", 12 }, { "is not a string", {} }, { "is not a string", false }, { "is not visible ASCII", "" },
			{ "is not visible ASCII", "s3cret x" }, { "is not visible ASCII", "s3cret\r\n" },
			{ "is not visible ASCII", "s3cret\0" }, { "has over 16384 bytes", ("s3cret"):rep(3000) },
			{ "is not a number of seconds", "s3cret", "3600" }, { "is not a number of seconds", "s3cret", -1 },
			{ "is not a number of seconds", "s3cret", 0 / 0 }, { "is not a number of seconds", "s3cret", {} },
		} do
			local message <const> = error_of(function() return case[2], case[3] end)
			assert.is_truthy(message:find(case[1], 1, true), message)
			assert.is_nil(message:find("s3cret", 1, true))
		end
	end)

	it("has a reason that a terminal can show, without the last token", function()
		assert.equal("no access token:  [31mred  道具 ? ", error_of(function() return nil, "\27[31mred\r\n道具 \xFF\u{202E}" end))
		local both <close> = pair(REFUSED, function(time)
			if time == 1 then
				return "tok-1"
			end
			error("tok-1 or (tok-1) is over", 0)
		end)
		local _, err <const> = loopback.call(both.client, both.server, "list_lines")
		assert.equal("no access token: *** or (***) is over", err.message)
		local long <const> = error_of(function() return nil, ("道"):rep(1000) end)
		assert.is_true(#long < 1024 and utf8.len(long) > 300)
	end)

	it("cannot use the client that asks, nor yield", function()
		local both
		both = pair(DONE, function() return both.client:list_lines() end)
		local _, err <const> = both.client:list_lines()
		assert.is_truthy(err.message:find("the client is in use", 1, true), err.message)
		local yielding <close> = pair(DONE, coroutine.yield)
		local thread <const> = coroutine.create(function() return select(2, yielding.client:list_lines()) end)
		local _, refusal <const> = coroutine.resume(thread)
		assert.equal("dead", coroutine.status(thread))
		assert.is_truthy(refusal.message:find("attempt to yield", 1, true))
		both.client:close()
		both.server:close()
	end)

	it("can use another client", function()
		local vault <close> = loopback.serve(DONE)
		local other <close> = wire.client(vault)
		local both <close> = pair(DONE, function()
			return loopback.call(other, vault, "terminate_line", arguments.of "terminate_line").orderId
		end)
		assert(loopback.call(both.client, both.server, "list_lines"))
		assert.same({ "A1" }, bearers(both.server))
	end)

	-- Ctrl-C in the stand-alone Lua is a hook that raises: it is no reason of the function's.
	local function strike()
		debug.sethook(function()
			debug.sethook()
			error("interrupted!", 0)
		end, "", 1)
		for _ = 1, 100 do end
	end

	it("that a hook strikes loses nothing: the next wait asks again", function()
		local both <close> = pair(DONE, function(time)
			if time == 1 then
				strike()
			end
			return "tok-" .. time
		end)
		local id <const> = both.client:start("terminate_line", arguments.of "terminate_line")
		local ok <const>, message <const> = pcall(both.client.wait, both.client, 1)
		assert.same({ false, "interrupted!" }, { ok, message })
		assert.equal(1, both.client:in_flight())
		local results <const> = wire.take_turns(both.client, both.server)
		assert.equal("A1", results[id].reply.orderId)
		assert.same({ "tok-2" }, bearers(both.server))
	end)

	it("that a hook strikes in a call ends the call before it leaves, and the next wait returns its end", function()
		local both <close> = pair(DONE, strike)
		local ok <const>, message <const> = pcall(both.client.terminate_line, both.client, arguments.of "terminate_line")
		assert.same({ false, "interrupted!" }, { ok, message })
		local results <const> = both.client:wait(0)
		assert.same({ 1, "interrupted", "no" }, { #results, results[1].err.kind, results[1].err.sent })
		assert.same({ 1, 0 }, { both.asked, both.client:in_flight() })
	end)
end)
