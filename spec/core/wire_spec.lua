--- What reaches the wire, and the error where a response is lost or unreadable.

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local replies <const> = require "support.replies"
local wire <const> = require "support.wire"

local LINES <const> = wire.reply(200, { contractId = wire.CONTRACT, linesList = {} })

-- An operation of each method.
local CHANGES <const> = { POST = "add_data_volume", PUT = "change_course", DELETE = "terminate_line" }

describe("at most once #wire", function()
	--- One call that succeeds, so that there is a kept-alive connection, and then the operation on it.
	local function on_reused_connection(operation, ...)
		local server <close> = loopback.serve(wire.script(LINES, ...))
		local client <close> = wire.client(server)
		assert(loopback.call(client, server, "list_lines"))
		local reply <const>, err <const> = loopback.call(client, server, operation, arguments.of(operation))
		return reply, err, server.requests
	end

	it("lets libcurl send a read again when a kept-alive connection dies without a byte", function()
		local reply <const>, err <const>, requests <const> = on_reused_connection("list_lines", wire.drop, LINES)
		assert.is_nil(err)
		assert.same({}, reply.linesList)
		assert.equal(3, #requests)
	end)

	for method, operation in pairs(CHANGES) do
		it("sends a " .. method .. " once, and says that the carrier may have acted", function()
			local good <const> = wire.reply(200, { resultCode = "0001", orderId = "AGU1" })
			local reply <const>, err <const>, requests <const> = on_reused_connection(operation, wire.drop, good)
			assert.is_nil(reply)
			assert.equal(1, wire.count(requests, method))
			assert.equal(2, #requests)
			assert.equal("network", err.kind)
			assert.equal("maybe", err.sent)
			assert.equal(operation, err.operation)
		end)

		it("sends a " .. method .. " once on a new connection that is closed", function()
			local _ <const>, err <const>, requests <const> = wire.once(wire.drop, operation, arguments.of(operation))
			assert.equal(1, #requests)
			assert.equal("maybe", err.sent)
		end)
	end

	it("says the same of each order that is lost, however many were", function()
		local script <const> = {}
		for index = 1, 16 do
			script[index] = index % 2 == 1 and LINES or wire.drop
		end
		local server <close> = loopback.serve(wire.script(table.unpack(script)))
		local client <close> = wire.client(server)
		for _ = 1, 8 do
			assert(loopback.call(client, server, "list_lines"))
			local _ <const>, err <const> = loopback.call(client, server, "terminate_line",
				arguments.of "terminate_line")
			assert.matches("the connection was lost before the reply", err.message, 1, true)
		end
		assert.equal(16, #server.requests)
	end)

	it("sends the next order although the one before was lost", function()
		local server <close> = loopback.serve(wire.script(LINES, wire.drop,
			wire.reply(200, { resultCode = "0001", orderId = "AGU2" })))
		local client <close> = wire.client(server)
		assert(loopback.call(client, server, "list_lines"))
		assert.is_nil(loopback.call(client, server, "terminate_line", arguments.of "terminate_line"))
		local second <const> = assert(loopback.call(client, server, "terminate_line", arguments.of "terminate_line"))
		assert.equal("AGU2", second.orderId)
		assert.equal(3, #server.requests)
	end)
end)

describe("a transport failure #wire", function()
	local ORDER <const> = "terminate_line"

	it("is not sent when the connection is refused", function()
		local server <const> = loopback.serve(LINES)
		server:close()
		local client <close> = wire.client(server)
		local reply <const>, err <const> = client:call(ORDER, arguments.of(ORDER))
		assert.is_nil(reply)
		assert.equal("network", err.kind)
		assert.equal("no", err.sent)
		assert.is_nil(err.status)
	end)

	it("is not sent when the connection is not there in time, however short that is", function()
		local server <close> = loopback.serve(LINES) -- never stepped: it accepts, and the handshake does not go on
		for _, patience in ipairs { 0.0001, 0.05 } do
			local client <close> = wire.client(server, {
				base_url = "https://127.0.0.1:" .. server.port, connect_timeout = patience, timeout = 5,
			})
			local started <const> = core.monotonic()
			local _ <const>, err <const> = client:call(ORDER, arguments.of(ORDER))
			assert.same({ "timeout", "no" }, { err.kind, err.sent })
			assert.is_true(core.monotonic() - started < 2)
		end
	end)

	it("may have been seen when no response comes in time", function()
		local server <close> = loopback.serve(function() end)
		local client <close> = wire.client(server, { timeout = 0.2 })
		local _ <const>, err <const> = client:call(ORDER, arguments.of(ORDER))
		assert.equal("timeout", err.kind)
		assert.equal("maybe", err.sent)
	end)

	it("may have been seen when the response stops half-way", function()
		local body <const> = '{"resultCode":"0001","orderId":"AGU1"}'
		local _ <const>, err <const> = wire.once(function(request) request:truncate(200, {}, body, 12) end, ORDER,
			arguments.of(ORDER))
		assert.equal("network", err.kind)
		assert.equal("maybe", err.sent)
		assert.equal(200, err.status)
	end)

	it("may have been seen when the response is larger than 16 MiB", function()
		local large <const> = ('{"note":"%s"}'):format(("x"):rep(17 * 1024 * 1024))
		local _ <const>, err <const> = wire.once(wire.reply(200, large), ORDER, arguments.of(ORDER))
		assert.equal("protocol", err.kind)
		assert.equal("maybe", err.sent)
		assert.is_truthy(err.message:find "larger than 16 MiB")
	end)

	it("takes a response of nearly 16 MiB", function()
		local text <const> = ("x"):rep(15 * 1024 * 1024)
		local reply <const> = assert(wire.once(wire.reply(200,
			replies.lean("get_contract", { contractCustomerName = text })), "get_contract"))
		assert.equal(#text, #reply.contractCustomerName)
	end)

	it("leaves the client fit for the next request", function()
		local server <close> = loopback.serve(wire.script(wire.drop, LINES))
		local client <close> = wire.client(server)
		assert.is_nil(loopback.call(client, server, ORDER, arguments.of(ORDER)))
		assert(loopback.call(client, server, "list_lines"))
	end)
end)

describe("a request #wire", function()
	it("follows no redirect", function()
		local elsewhere <close> = loopback.serve(LINES)
		for _, status in ipairs { 301, 302, 303, 307, 308 } do
			local location <const> = { location = elsewhere.base_url .. "/x" }
			local _ <const>, err <const>, requests <const> = wire.once(wire.reply(status, "", location), "list_lines")
			assert.equal("http", err.kind)
			assert.equal(status, err.status)
			assert.equal("maybe", err.sent)
			assert.equal(1, #requests)
		end
		elsewhere:step(0)
		assert.equal(0, #elsewhere.requests)
	end)

	it("carries the token, JSON both ways and no Expect", function()
		local _ <const>, _ <const>, requests <const> = wire.once(LINES, "change_course", arguments.of "change_course")
		local headers <const> = requests[1].headers
		assert.equal("Bearer static-token", headers.authorization)
		assert.equal("application/json", headers.accept)
		assert.equal("application/json; charset=UTF-8", headers["content-type"])
		assert.is_nil(headers.expect)
		assert.is_nil(headers.cookie)
	end)

	it("goes to the right path and query on a base_url with a path", function()
		local server <close> = loopback.serve(wire.reply(200, replies.lean "list_accepting_orders"))
		local client <close> = wire.client(server, { base_url = server.base_url .. "/gateway//" })
		assert(loopback.call(client, server, "list_accepting_orders"))
		assert.equal("/gateway/v2/unom/contracts/N123456789/orders", server.requests[1].path)
		assert.equal("status=accepting", server.requests[1].query)
	end)

	-- What could end a path's segment, a query's value or a header line.
	local HOSTILE <const> = { "/", "/../..", "?x=1", "#x", "\0", "\n", "\r\nX-Evil: 1", "%2F", "&agreement=yes", " " }

	it("cannot be turned to another URL by an argument", function()
		local server <close> = loopback.serve(LINES)
		local client <close> = wire.client(server)
		local places <const> = {
			{ "get_traffic", "lineNo" }, { "get_order_status", "orderId" }, { "get_contract", "contractId" },
			{ "terminate_line", "requestDate" }, { "cancel_data_share_reserve", "reserveId" },
		}
		for _, place in ipairs(places) do
			for _, tail in ipairs(HOSTILE) do
				local given <const> = arguments.of(place[1])
				given[place[2]] = given[place[2]] .. tail
				assert.has_error(function() client:start(place[1], given) end)
			end
		end
		for _, tail in ipairs(HOSTILE) do
			local given <const> = arguments.of "list_sessions"
			given.authSearchKey = "id" .. tail .. "@example.jp"
			if pcall(client.start, client, "list_sessions", given) then
				wire.take_turns(client, server)
				local last <const> = server.requests[#server.requests]
				assert.equal("/v2/unom/contracts/" .. given.contractId .. "/sessions", last.path)
				assert.equal(2, select(2, last.query:gsub("&", "")))
				assert.is_nil(last.headers["x-evil"])
			end
		end
		assert.equal(0, client:in_flight())
	end)

	it("is not built when an argument is wrong", function()
		local server <close> = loopback.serve(LINES)
		local client <close> = wire.client(server)
		assert.has_error(function() client:change_course { lineNo = "1" } end)
		assert.equal(0, client:in_flight())
		assert.same({}, client:wait(0))
		server:step(0)
		assert.equal(0, #server.requests)
	end)
end)
