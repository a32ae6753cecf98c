--- The access token: one request however many wait, renewed before its end and once after a 401.

local cjson <const> = require "cjson"
local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local SECRETS <const> = { "the-client-secret", "first-token", "second-token" }
local LINES <const> = wire.reply(200, { contractId = wire.CONTRACT, linesList = {} })
local REFUSED <const> = wire.refusal(401, "Invalid access token")

local function token_requests(server)
	local count = 0
	for _, request in ipairs(server.requests) do
		count = count + (request.path == wire.TOKEN_PATH and 1 or 0)
	end
	return count
end

--- A server with one handler for tokens and another for operations, and a client that requests its tokens there.
local function pair(on_token, on_operation, options)
	local server <const> = loopback.serve(wire.split(on_token, on_operation))
	local client <const> = wire.client(server, wire.credentials(options))
	local function close()
		client:close()
		server:close()
	end
	return setmetatable({ server = server, client = client }, { __close = close })
end

local function assert_no_secret(text)
	for _, secret in ipairs(SECRETS) do
		assert.is_nil(tostring(text):find(secret, 1, true))
	end
end

describe("the access token #wire", function()
	it("is requested once, at the first use, in JSON", function()
		local both <close> = pair(wire.grant "first-token", LINES)
		local server <const>, client <const> = both.server, both.client
		server:step(0)
		assert.equal(0, #server.requests)
		assert(loopback.call(client, server, "list_lines"))
		assert(loopback.call(client, server, "list_lines"))
		assert.equal(3, #server.requests)
		local first <const> = server.requests[1]
		assert.equal("POST", first.method)
		assert.equal(wire.TOKEN_PATH, first.path)
		assert.equal("application/json; charset=UTF-8", first.headers["content-type"])
		assert.is_nil(first.headers.authorization)
		assert.same({ grantType = "client_credentials", clientId = "the-client-id", clientSecret = "the-client-secret" },
			cjson.decode(first.body))
		assert.equal("Bearer first-token", server.requests[2].headers.authorization)
		assert.equal("Bearer first-token", server.requests[3].headers.authorization)
	end)

	it("carries any credentials as JSON", function()
		local odd <const> = 'q"b\\s/秘密'
		local both <close> = pair(wire.grant "t", LINES, { client_id = odd, client_secret = odd })
		local server <const>, client <const> = both.server, both.client
		assert(loopback.call(client, server, "list_lines"))
		local sent <const> = cjson.decode(server.requests[1].body)
		assert.same({ odd, odd }, { sent.clientId, sent.clientSecret })
	end)

	it("is fetched once for twenty that wait", function()
		local waiting <const> = {}
		local both <close> = pair(function(request) waiting[#waiting + 1] = request end, LINES)
		local server <const>, client <const> = both.server, both.client
		for _ = 1, 20 do
			client:start("list_lines")
		end
		wire.take_turns(client, server, function() return #waiting > 0 end)
		for _ = 1, 10 do -- it is not requested again meanwhile
			server:step(0)
			assert.same({}, client:wait(0.001))
		end
		assert.equal(1, #server.requests)
		wire.grant "first-token" (waiting[1])
		local results <const> = wire.take_turns(client, server)
		for id = 1, 20 do
			assert.is_table(results[id].reply)
		end
		assert.equal(21, #server.requests)
	end)

	it("is renewed for each use when it lives for no time at all, and serves those who waited", function()
		for _, life in ipairs { "0", "00" } do
			local both <close> = pair(wire.grant("first-token", life), LINES)
			local server <const>, client <const> = both.server, both.client
			assert(loopback.call(client, server, "list_lines"))
			assert(loopback.call(client, server, "list_lines"))
			assert.equal(2, token_requests(server))
		end
	end)

	it("is not renewed while more than half of a short life is left", function()
		local both <close> = pair(wire.grant("first-token", "60"), LINES)
		local server <const>, client <const> = both.server, both.client
		assert(loopback.call(client, server, "list_lines"))
		assert(loopback.call(client, server, "list_lines"))
		assert.equal(1, token_requests(server))
	end)

	it("is renewed once after a 401, and the request sent once more", function()
		for _, operation in ipairs { "list_lines", "terminate_line" } do
			local both <close> = pair(
				wire.script(wire.grant "first-token", wire.grant "second-token"),
				wire.script(REFUSED, wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "A1",
					linesList = {} })))
			local server <const>, client <const> = both.server, both.client
			assert(loopback.call(client, server, operation, arguments.of(operation)))
			assert.equal(4, #server.requests)
			assert.equal("Bearer first-token", server.requests[2].headers.authorization)
			assert.equal("Bearer second-token", server.requests[4].headers.authorization)
			assert.equal(server.requests[2].path, server.requests[4].path)
			assert.equal(server.requests[2].body, server.requests[4].body)
		end
	end)

	it("that is refused twice ends in an error, not sent", function()
		local both <close> = pair(
			wire.script(wire.grant "first-token", wire.grant "second-token"), REFUSED)
		local server <const>, client <const> = both.server, both.client
		local _ <const>, err <const> = loopback.call(client, server, "terminate_line", arguments.of "terminate_line")
		assert.same({ "auth", "no", 401, "invalid_token" }, { err.kind, err.sent, err.status, err.name })
		assert.equal(4, #server.requests)
		assert_no_secret(err)
	end)

	it("is renewed once for many that are refused together, and for those that come late", function()
		local late
		local respond <const> = function(request)
			if request.headers.authorization == "Bearer second-token" then
				return LINES(request)
			elseif not late then
				late = request
				return nil
			end
			return REFUSED(request)
		end
		local both <close> = pair(
			wire.script(wire.grant "first-token", wire.grant "second-token"), respond)
		local server <const>, client <const> = both.server, both.client
		for _ = 1, 5 do
			client:start("list_lines")
		end
		wire.take_turns(client, server, function() return client:in_flight() == 1 end)
		assert.equal(2, token_requests(server))
		REFUSED(late)
		wire.take_turns(client, server)
		assert.equal(2, token_requests(server))
	end)

	it("that was given is never renewed", function()
		local _ <const>, err <const>, requests <const> = wire.once(REFUSED, "list_lines")
		assert.same({ "auth", "no", 401 }, { err.kind, err.sent, err.status })
		assert.equal(1, #requests)
		assert.is_nil(tostring(err):find("static-token", 1, true))
	end)

	it("is requested on a new connection when a kept-alive one dies", function()
		local both <close> = pair(
			wire.script(wire.grant("first-token", "0"), wire.drop, wire.grant "second-token"), LINES)
		local server <const>, client <const> = both.server, both.client
		assert(loopback.call(client, server, "list_lines"))
		assert(loopback.call(client, server, "list_lines"))
		assert.equal(3, token_requests(server))
	end)

	it("is requested anew where the request failed while nobody waited for it", function()
		local kept
		local both <close> = pair(wire.script(function(request) kept = request end, wire.grant "first-token"), LINES)
		local server <const>, client <const> = both.server, both.client
		local id <const> = client:start("list_lines")
		wire.take_turns(client, server, function() return kept end)
		client:abort(id)
		assert.equal("interrupted", client:wait(0)[1].err.kind)
		wire.reply(504, "")(kept)
		server:step(0)
		assert(loopback.call(client, server, "list_lines"))
		assert.equal(2, token_requests(server))
	end)
end)

describe("no access token #wire", function()
	local ECHO <const> = { error = "bad secret the-client-secret", responseHeader = {
		errorCode = "401", errorMessage = "the-client-secret is wrong" } }

	-- what, response, kind, status
	local FAILURES <const> = {
		{ "400", wire.reply(400, ECHO), "auth", 400 },
		{ "401", wire.reply(401, ECHO), "auth", 401 },
		{ "403", wire.reply(403, ECHO), "auth", 403 },
		{ "404", wire.reply(404, ECHO), "http", 404 },
		{ "429", wire.reply(429, ECHO, { ["retry-after"] = "9" }), "http", 429, 9 },
		{ "500", wire.reply(500, ECHO), "http", 500 },
		{ "503", wire.reply(503, ECHO, { ["retry-after"] = "9" }), "http", 503, 9 },
		{ "a redirect", wire.reply(302, "", { location = "/v2/elsewhere" }), "http", 302 },
		{ "HTML", wire.reply(200, "<html>the-client-secret</html>"), "protocol", 200 },
		{ "an empty object", wire.reply(200, "{}"), "protocol", 200 },
		{ "no life", wire.reply(200, { accessToken = "first-token" }), "protocol", 200 },
		{ "no token", wire.reply(200, { expiresIn = "3599" }), "protocol", 200 },
		{ "a blank token", wire.grant(" "), "protocol", 200 },
		{ "a token with a line break", wire.grant("first-token\r\nX-Evil: 1"), "protocol", 200 },
		{ "a token of full-width letters", wire.grant("ｔ"), "protocol", 200 },
		{ "a life in words", wire.grant("first-token", "soon"), "protocol", 200 },
		{ "a negative life", wire.grant("first-token", "-1"), "protocol", 200 },
		{ "an endless life", wire.grant("first-token", ("9"):rep(40)), "protocol", 200 },
		{ "an empty reply", wire.reply(200, ""), "protocol", 200 },
		{ "an error in a good reply", wire.reply(200, ECHO), "protocol", 200 },
		{ "a token that is too long", wire.grant(("t"):rep(16 * 1024 + 1)), "protocol", 200 },
		{ "a token of a megabyte", wire.grant(("t"):rep(1024 * 1024)), "protocol", 200 },
		{ "a proxy's 407", wire.reply(407, ""), "http", 407 },
		{ "421", wire.reply(421, ""), "http", 421 },
		{ "a closed connection", wire.drop, "network", nil },
		{ "half a reply", function(request) request:truncate(200, {}, '{"accessToken":"t"}', 3) end, "network", 200 },
		{ "17 MiB", wire.reply(200, ("x"):rep(17 * 1024 * 1024)), "protocol", 200 },
	}
	for _, failure in ipairs(FAILURES) do
		local what <const>, response <const>, kind <const>, status <const>, retry_after <const> = table.unpack(failure, 1, 5)
		it("after " .. what .. " ends all that wait, none sent", function()
			local both <close> = pair(response, LINES)
			local server <const>, client <const> = both.server, both.client
			local names <const> = { "list_lines", "terminate_line", "get_contract" }
			for _, name in ipairs(names) do
				client:start(name, arguments.of(name))
			end
			local results <const> = wire.take_turns(client, server)
			for index, name in ipairs(names) do
				local err <const> = results[index].err
				assert.same({ kind, "no", name, status, retry_after },
					{ err.kind, err.sent, err.operation, err.status, err.retry_after })
				assert.is_truthy(err.message:find "^no access token")
				assert.equal(status == 302 or status == 407 or nil, err.permanent)
				assert_no_secret(err)
				assert_no_secret(err.message)
			end
			assert.equal(token_requests(server), #server.requests)
		end)
	end

	it("while one of 16384 bytes serves", function()
		local token <const> = ("t"):rep(16 * 1024)
		local both <close> = pair(wire.grant(token), LINES)
		local server <const>, client <const> = both.server, both.client
		assert(loopback.call(client, server, "list_lines"))
		assert.equal("Bearer " .. token, server.requests[2].headers.authorization)
	end)

	it("is no reason not to ask again for the next", function()
		local both <close> = pair(wire.script(wire.reply(500, ""), wire.grant "first-token"), LINES)
		local server <const>, client <const> = both.server, both.client
		assert.is_nil(loopback.call(client, server, "list_lines"))
		assert(loopback.call(client, server, "list_lines"))
	end)

	it("when the connection is refused", function()
		local both <close> = pair(LINES, LINES)
		both.server:close()
		local _ <const>, err <const> = both.client:list_lines()
		assert.same({ "network", "no", "list_lines" }, { err.kind, err.sent, err.operation })
	end)

	it("in time, counted from the start of the operation that waits", function()
		local both <close> = pair(function() end, LINES, { timeout = 0.2 })
		local server <const>, client <const> = both.server, both.client
		local _ <const>, err <const> = client:terminate_line(arguments.of "terminate_line")
		assert.same({ "timeout", "no", "terminate_line" }, { err.kind, err.sent, err.operation })
		assert.equal(0, #server.requests)
	end)

	it("in time, although one is there once the time is up", function()
		local patience <const> = 0.4
		local refused, renewal
		local both <close> = pair(wire.script(wire.grant "first-token", function(request) renewal = request end),
			function(request) refused = request end, { timeout = patience })
		local server <const>, client <const> = both.server, both.client
		local started <const> = core.monotonic()
		client:start("terminate_line", arguments.of "terminate_line")
		wire.take_turns(client, server, function() return core.monotonic() - started > patience / 2 end)
		REFUSED(refused)
		wire.take_turns(client, server, function() return renewal end)
		wire.grant "second-token"(renewal)
		server:step(0.01)
		core.sleep(started + patience + 0.02 - core.monotonic())
		local _ <const>, result <const> = next(wire.take_turns(client, server))
		assert.same({ "timeout", "no", "no access token in time" },
			{ result.err.kind, result.err.sent, result.err.message })
		assert.equal(1, wire.count(server.requests, "DELETE"))
	end)

	it("in the time that the refused token has left", function()
		local patience <const> = 0.3
		local refused
		local both <close> = pair(wire.script(wire.grant "first-token", function() end),
			function(request) refused = request end, { timeout = patience })
		local server <const>, client <const> = both.server, both.client
		local started <const> = core.monotonic()
		client:start("terminate_line", arguments.of "terminate_line")
		wire.take_turns(client, server, function() return core.monotonic() - started > patience / 2 end)
		REFUSED(refused)
		local _ <const>, result <const> = next(wire.take_turns(client, server))
		assert.same({ "timeout", "no", "no access token in time" },
			{ result.err.kind, result.err.sent, result.err.message })
		assert.equal(3, #server.requests)
	end)
end)
