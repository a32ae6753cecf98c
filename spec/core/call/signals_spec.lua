--- A signal that a watch has counted: what is on the wire goes on to its end, and nothing more leaves.

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local wire <const> = require "support.wire"

local READ <const>, ACT <const> = "list_lines", "terminate_line"
local DONE <const> = wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "A1",
	linesList = {} })

--- Sends this process a signal, which has arrived when this returns.
local function raise()
	assert(io.popen(("kill -INT %d"):format(core.process_id())):close())
end

local function ends_of(results)
	local ends <const> = {}
	for id, result in pairs(results) do
		ends[id] = result.reply and "reply" or ("%s %s"):format(result.err.kind, result.err.sent)
	end
	return ends
end

describe("after a signal #wire", function()
	it("a start sends nothing, and its result is interrupted", function()
		local server <close> = loopback.serve(DONE)
		local client <close> = wire.client(server)
		do
			local watch <close> = core.interrupt_watch()
			raise()
			client:start(READ, arguments.of(READ))
			client:start(ACT, arguments.of(ACT))
			assert.equal(0, select(2, client:fds()))
			assert.same({ "interrupted no", "interrupted no" }, ends_of(wire.take_turns(client, server)))
			assert.equal(1, watch:count())
		end
		assert(loopback.call(client, server, READ)) -- nobody watches any more
		assert.equal(1, #server.requests)
	end)

	it("calls that wait for their turn end, and those on the wire get their replies", function()
		local kept
		local server <close> = loopback.serve(function(request) kept = request end)
		local client <close> = wire.client(server, { max_connections = 1 })
		for _ = 1, 3 do
			client:start(ACT, arguments.of(ACT))
		end
		wire.take_turns(client, server, function() return kept end)
		local watch <close> = core.interrupt_watch()
		raise()
		local results <const> = {}
		for _, result in ipairs(client:wait(10)) do
			results[result.id - 1] = result
		end
		assert.same({ "interrupted no", "interrupted no" }, ends_of(results))
		DONE(kept)
		assert.same({ "reply" }, ends_of(wire.take_turns(client, server)))
		assert.same({ 1, 1 }, { #server.requests, watch:count() })
	end)

	it("calls that wait for a token end, and so does what a 401 would have sent again", function()
		local kept = {}
		local server <close> = loopback.serve(wire.split(function(request) kept[#kept + 1] = request end,
			function(request) kept[#kept + 1] = request end))
		local client <close> = wire.client(server, wire.credentials())
		client:start(ACT, arguments.of(ACT))
		wire.take_turns(client, server, function() return #kept == 1 end)
		do
			local watch <close> = core.interrupt_watch()
			raise()
			assert.same({ "interrupted no" }, ends_of(wire.take_turns(client, server)))
			assert.equal(1, watch:count())
		end
		wire.grant "t" (kept[1])
		local id <const> = client:start(ACT, arguments.of(ACT))
		wire.take_turns(client, server, function() return #kept == 2 end)
		local watch <close> = core.interrupt_watch()
		raise()
		wire.refusal(401, "Invalid access token")(kept[2])
		assert.equal("interrupted no", ends_of(wire.take_turns(client, server))[id])
		assert.same({ 2, 1 }, { #kept, watch:count() })
	end)

	it("nothing is tried again, and a pause ends", function()
		local kept = {}
		local server <close> = loopback.serve(function(request) kept[#kept + 1] = request end)
		local client <close> = wire.client(server, { retries = 3 })
		client:start(READ)
		client:start(READ)
		wire.take_turns(client, server, function() return #kept == 2 end)
		wire.refusal(429, "busy", { ["retry-after"] = "30" })(kept[1])
		for _ = 1, 5 do
			server:step(0.001)
			assert.same({}, client:wait(0.001))
		end
		local watch <close> = core.interrupt_watch()
		raise()
		wire.reply(503, "")(kept[2])
		local ends <const> = ends_of(wire.take_turns(client, server))
		table.sort(ends)
		assert.same({ "http maybe", "interrupted no" }, ends)
		assert.same({ 2, 1 }, { #kept, watch:count() })
	end)
end)

-- The process under test: without a watch, its Ctrl-C is Lua's own, a hook that raises.
local SCRIPT <const> = [[
	local core = require "unom.core"
	require "unom.error"
	io.stdout:setvbuf "no"
	print(core.process_id())
	local client = core.client { base_url = "%s", contract_id = "N123456789", %s }
	local ok, message = pcall(client.add_data_volume, client, { lineNo = "09012345678", agreement = "yes" })
	print(ok, message:match "interrupted!$")
	for _, result in ipairs(client:wait(0)) do
		print(result.reply or result.err.kind, result.err and result.err.sent)
	end
	print(client:in_flight())
]]

describe("Ctrl-C in a call #wire", function()
	--- What the process writes that gets SIGINT once the server has a request.
	local function interrupted(options, respond)
		local server <close> = loopback.serve(respond)
		local process <const> = scratch.start_lua(SCRIPT:format(server.base_url, options))
		local pid <const> = process:read("l")
		while #server.requests == 0 do
			server:step(0.1)
		end
		for _ = 1, 20 do
			server:step(0.005)
		end
		assert(os.execute("kill -INT " .. pid))
		local lines <const> = {}
		for line in process:lines() do
			lines[#lines + 1] = line
		end
		process:close()
		return lines, #server.requests
	end

	local ENDED <const> = { "false\tinterrupted!", "interrupted\tno", "0" }

	it("ends a pause between two tries", function()
		local busy <const> = wire.refusal(429, "busy", { ["retry-after"] = "50" })
		local lines <const>, requests <const> = interrupted([[access_token = "t", retries = 3]], busy)
		assert.same(ENDED, lines)
		assert.equal(1, requests)
	end)

	it("ends a wait for a token, and nothing is ordered", function()
		local lines <const>, requests <const> = interrupted([[client_id = "i", client_secret = "s"]], function() end)
		assert.same(ENDED, lines)
		assert.equal(1, requests)
	end)
end)
