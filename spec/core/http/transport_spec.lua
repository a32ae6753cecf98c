--- When requests leave, how many at once, and what a reply that comes late or in an unusual shape is.

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local scripted <const> = require "support.servers.scripted"
local wire <const> = require "support.wire"

local ORDER <const> = "terminate_line"
local ORDERED <const> = wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "AGU1" })
local LINES <const> = wire.reply(200, { contractId = wire.CONTRACT, linesList = {} })

--- Lets the server send what it has to.
local function flush(server)
	for _ = 1, 5 do
		server:step(0.001)
	end
end

local function start_order(client, options)
	return client:start(ORDER, arguments.of(ORDER), options)
end

--- A server that keeps every request, in `kept`, to be answered when the spec says so.
local function keeping()
	local kept <const> = {}
	local server <const> = loopback.serve(function(request) kept[#kept + 1] = request end)
	return server, kept
end

--- Waits until the server has so many requests.
local function wait_for_requests(client, server, count)
	return wire.take_turns(client, server, function() return #server.requests == count end)
end

describe("a start #wire", function()
	-- It once sent nothing before its own client's wait, so that two clients in one script took turns.
	it("sends at once, with no wait of its client", function()
		local server <close> = loopback.serve(ORDERED)
		local one <close> = wire.client(server)
		local other <close> = wire.client(server)
		start_order(one)
		start_order(other)
		flush(server)
		assert.equal(2, #server.requests)
	end)

	it("asks for a token at once", function()
		local server <close> = loopback.serve(wire.grant "the-token")
		local client <close> = wire.client(server, wire.credentials())
		start_order(client)
		flush(server)
		assert.equal(wire.TOKEN_PATH, server.requests[1].path)
	end)

	it("gives ids that only increase, whatever a token took", function()
		local server <close> = loopback.serve(wire.split(wire.grant("the-token", "0"), LINES))
		local client <close> = wire.client(server, wire.credentials())
		for id = 1, 3 do
			assert.equal(id, client:start "list_lines")
			wire.take_turns(client, server)
		end
	end)
end)

describe("max_connections #wire", function()
	-- 2000 starts once opened 2000 sockets.
	it("is how many calls are on the wire; the others wait their turn, in the order of their starts", function()
		local server <close>, kept <const> = keeping()
		local client <close> = wire.client(server, { max_connections = 2 })
		local ids <const> = {}
		for index = 1, 6 do
			ids[index] = start_order(client)
		end
		flush(server)
		local order <const> = {}
		for round = 1, 3 do
			wait_for_requests(client, server, 2 * round)
			flush(server)
			assert.equal(2 * round, #kept)
			ORDERED(kept[2 * round - 1])
			ORDERED(kept[2 * round])
			while #order < 2 * round do
				server:step(0)
				for _, result in ipairs(client:wait(0.002)) do
					assert.equal("AGU1", result.reply.orderId)
					order[#order + 1] = result.id
				end
			end
		end
		table.sort(order)
		assert.same(ids, order)
	end)

	it("can be raised while calls wait, up to 256, and never lowered", function()
		local server <close> = keeping()
		local client <close> = wire.client(server, { max_connections = 2 })
		for _ = 1, 4 do
			start_order(client)
		end
		assert.equal(2, client:allow_connections(1))
		client:wait(0)
		flush(server)
		assert.equal(2, #server.requests)
		assert.equal(256, client:allow_connections(1000000))
		wait_for_requests(client, server, 4)
	end)

	it("ends a call whose turn did not come in time, certainly not sent", function()
		local server <close> = keeping()
		local client <close> = wire.client(server, { max_connections = 1, timeout = 0.05 })
		local first <const>, second <const> = start_order(client), start_order(client)
		flush(server)
		core.sleep(0.06) -- or the second, which started later, could have a moment left when the first is over
		local results <const> = wire.take_turns(client, server)
		assert.same({ "timeout", "maybe" }, { results[first].err.kind, results[first].err.sent })
		assert.same({ "timeout", "no" }, { results[second].err.kind, results[second].err.sent })
		assert.matches("its turn did not come", results[second].err.message, 1, true)
		assert.equal(1, #server.requests)
	end)

	-- One after the other they left with what time lay between their starts, and all ended in doubt.
	it("sends no order whose time is nearly up", function()
		local server <close> = keeping()
		local client <close> = wire.client(server, { max_connections = 1 })
		local results <const> = {}
		for count = 1, 3 do
			start_order(client, { timeout = 0.1 + 0.003 * count })
		end
		while client:in_flight() > 0 do
			for _, result in ipairs(client:wait(10)) do
				results[result.id] = result.err.kind .. " " .. result.err.sent
			end
		end
		flush(server)
		assert.same({ "timeout maybe", "timeout no", "timeout no" }, results)
		assert.equal(1, #server.requests)
	end)

	-- With tokens due for renewal at once, the client asked for one after the other while a call waited for its turn.
	it("asks for no token for a call that has no place yet", function()
		local kept <const> = {}
		local server <close> = loopback.serve(wire.split(wire.grant("the-token", "0"), function(request)
			kept[#kept + 1] = request
		end))
		local client <close> = wire.client(server, wire.credentials { max_connections = 1 })
		start_order(client)
		start_order(client)
		wait_for_requests(client, server, 2)
		for _ = 1, 20 do
			server:step(0.001)
			client:wait(0.001)
		end
		assert.equal(2, #server.requests)
		ORDERED(kept[1])
		wait_for_requests(client, server, 4)
		assert.equal(2, #kept)
	end)
end)

describe("a deadline #wire", function()
	local function after_its_deadline(reply)
		local server <close>, kept <const> = keeping()
		local client <close> = wire.client(server, { timeout = 0.05 })
		local id <const> = start_order(client)
		wait_for_requests(client, server, 1)
		if reply then
			reply(kept[1])
			flush(server)
		end
		core.sleep(0.06) -- the caller is away, as a stopped process is
		local result <const> = client:wait(1)[1]
		assert.equal(id, result.id)
		return result
	end

	-- It was once told as "no answer in time" although it lay in the socket.
	it("does not throw a reply away that had arrived before the caller came back", function()
		local result <const> = after_its_deadline(ORDERED)
		assert.is_nil(result.err)
		assert.equal("AGU1", result.reply.orderId)
	end)

	it("nor one that takes several reads", function()
		local result <const> = after_its_deadline(wire.reply(200,
			{ contractId = wire.CONTRACT, resultCode = "0001", orderId = "AGU1", note = ("x"):rep(100 * 1024) }))
		assert.is_nil(result.err)
		assert.equal("AGU1", result.reply.orderId)
	end)

	it("ends what has no reply, and says in how long", function()
		local err <const> = after_its_deadline(nil).err
		assert.same({ "timeout", "maybe" }, { err.kind, err.sent })
		assert.matches("no whole reply within 0.05 s", err.message, 1, true)
	end)
end)

describe("Retry-After #wire", function()
	-- A date that had passed once became a negative wait, and thousands of requests in seconds.
	for value, seconds in pairs {
		["17"] = 17, ["0"] = 0, ["-5"] = 0, ["99999999999999999999"] = 0, ["999999999"] = 86400,
		["Sat, 01 Jan 2000 00:00:00 GMT"] = 0, ["Fri, 31 Dec 9999 23:59:59 GMT"] = 86400, ["soon"] = 0,
	} do
		it("is 0 to a day: " .. value, function()
			local _ <const>, err <const> = wire.once(wire.reply(429, "{}", { ["retry-after"] = value }), ORDER,
				arguments.of(ORDER))
			local found <const> = err.retry_after or 0
			assert.is_true(found >= 0 and found <= 86400)
			if value == "99999999999999999999" then
				return -- libcurl may read it as the largest number or as none
			elseif seconds == 86400 then -- newer libcurls stop at 6 hours themselves
				assert.is_true(found == seconds or found == 21600, found)
			else
				assert.equal(seconds, found)
			end
		end)
	end
end)

describe("a reply of an unusual shape #wire", function()
	it("is not permanent where it is no HTTP: the next may be", function()
		local server <close> = scripted.start { { "SSH-2.0-OpenSSH_9.2\r\n", "close" } }
		local client <close> = server:client()
		local _, err <const> = client:get_contract {}
		assert.same({ "protocol", "maybe" }, { err.kind, err.sent })
		assert.is_nil(err.permanent)
	end)

	local GZIP <const> = "\31\139\8\0\0\0\0\0\0\3"

	--- gzip of the text, in one stored block.
	local function gzip(text)
		local crc = 0xFFFFFFFF
		for index = 1, #text do
			crc = crc ~ text:byte(index)
			for _ = 1, 8 do
				crc = (crc >> 1) ~ (0xEDB88320 & -(crc & 1))
			end
		end
		return GZIP .. ("<B I2 I2"):pack(1, #text, ~#text & 0xFFFF) .. text .. ("<I4 I4"):pack(~crc & 0xFFFFFFFF, #text)
	end

	it("is read where a gateway compressed it unasked", function()
		local reply <const>, err <const>, requests <const> = wire.once(wire.reply(200,
			gzip('{"contractId":"N123456789","linesList":[]}'), { ["content-encoding"] = "gzip" }), "list_lines")
		assert.is_nil(err)
		assert.same({}, reply.linesList)
		assert.is_nil(requests[1].headers["accept-encoding"])
	end)

	it("is a protocol error where what was compressed is broken, and may have been acted on", function()
		local _ <const>, err <const> = wire.once(wire.reply(200, GZIP .. "broken", { ["content-encoding"] = "gzip" }),
			ORDER, arguments.of(ORDER))
		assert.same({ "protocol", "maybe" }, { err.kind, err.sent })
	end)

end)
