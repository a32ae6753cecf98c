--- What a trace function gets: every transfer, nothing personal, nothing secret, and when.

local arguments <const> = require "support.arguments"
local loopback <const> = require "support.loopback"
local replies <const> = require "support.replies"
local wire <const> = require "support.wire"

--- All strings in a value, one after the other.
local function text_of(value)
	if type(value) ~= "table" then
		return tostring(value)
	end
	local parts <const> = {}
	for key, member in pairs(value) do
		parts[#parts + 1] = text_of(key) .. "=" .. text_of(member)
	end
	return table.concat(parts, "\n")
end

describe("a trace #wire", function()
	local events
	before_each(function() events = {} end)

	local function trace(event)
		events[#events + 1] = event
	end

	it("shows a transfer, its arguments and its reply", function()
		assert(wire.once(wire.reply(200, '{"resultCode":"0001","orderId":"AGU1"}'), "terminate_line",
			arguments.of "terminate_line", { trace = trace }))
		assert.equal(1, #events)
		local event <const> = events[1]
		assert.equal("terminate_line", event.operation)
		assert.equal("DELETE", event.method)
		assert.is_truthy(event.url:find(
			"^http://127%.0%.0%.1:%d+/v2/unom/contracts/N200000002/lines/07011112222%?requestDate=20261231&agreement=yes$"))
		assert.equal(200, event.status)
		assert.equal("yes", event.sent)
		assert.is_true(event.seconds > 0 and event.seconds < 10)
		assert.equal("07011112222", event.request.lineNo)
		assert.same({ resultCode = "0001", orderId = "AGU1" }, event.reply)
		assert.is_nil(event.error)
	end)

	it("shows tokens being fetched and refused, without them", function()
		local server <close> = loopback.serve(wire.split(
			wire.script(wire.grant "first-token", wire.grant "second-token"),
			wire.script(wire.refusal(401, "Invalid access token"), wire.reply(200, replies.lean "get_contract"))))
		local client <close> = wire.client(server, wire.credentials { trace = trace })
		assert(loopback.call(client, server, "get_contract"))
		local seen <const> = {}
		for index, event in ipairs(events) do
			seen[index] = ("%s %s %s %s"):format(event.operation, event.status, event.sent, event.error)
		end
		assert.same({
			"access_token 200 yes nil", "get_contract 401 yes auth", "access_token 200 yes nil", "get_contract 200 yes nil",
		}, seen)
		assert.is_nil(events[1].request)
		assert.is_nil(events[1].reply)
		for _, secret in ipairs { "the-client-id", "the-client-secret", "first-token", "second-token" } do
			assert.is_nil(text_of(events):find(secret, 1, true))
		end
	end)

	it("says when it ended and which call it was, by the id of its start", function()
		local server <close> = loopback.serve(wire.split(wire.grant "t", wire.reply(200, replies.lean "get_contract")))
		local client <close> = wire.client(server, wire.credentials { trace = trace })
		local before <const> = os.time()
		local first <const>, second <const> = client:start "get_contract", client:start "get_contract"
		wire.take_turns(client, server)
		local ids <const> = {}
		for index, event in ipairs(events) do
			ids[index] = event.id or event.operation
			assert.equal("float", math.type(event.time))
			assert.is_true(event.time >= before and event.time < os.time() + 1)
		end
		table.sort(ids, function(a, b) return tostring(a) < tostring(b) end)
		assert.same({ first, second, "access_token" }, ids)
	end)

	it("has the code, the name and the messageId of the error", function()
		wire.once(wire.refusal(404, "The requested lineNo is not found."), "get_session", arguments.of "get_session",
			{ trace = trace })
		wire.once(wire.reply(200, { resultCode = "0002", checkErrorInfo = { messageId = "E0001", message = "no" } }),
			"terminate_line", arguments.of "terminate_line", { trace = trace })
		wire.once(wire.refusal(503, "System Maintainance"), "list_lines", nil, wire.credentials { trace = trace })
		assert.same({ "api", "404", "line_not_found" }, { events[1].error, events[1].code, events[1].name })
		assert.same({ "api", "0002", "E0001" }, { events[2].error, events[2].code, events[2].message_id })
		assert.same({ "access_token", "http", 503 }, { events[3].operation, events[3].error, events[3].status })
		assert.same({ "list_lines", "http", "no" }, { events[4].operation, events[4].error, events[4].sent })
	end)

	it("shows what failed", function()
		wire.once(wire.drop, "terminate_line", arguments.of "terminate_line", { trace = trace })
		wire.once(wire.refusal(404, "Not Found"), "list_lines", nil, { trace = trace })
		assert.same({ "network", "maybe" }, { events[1].error, events[1].sent })
		assert.same({ "api", "yes", 404 }, { events[2].error, events[2].sent, events[2].status })
		assert.is_nil(events[2].reply)
	end)

	it("masks what is personal or secret in arguments, URL and reply", function()
		local hidden <const> = {
			add_line = { "試験次郎", "open sesame", "k7[x]/9", "meter", "06-0000-0000", "koubai@example.jp" },
			change_radius_auth = { "秘密の言葉" },
			list_sessions = { "id9@co.jp", "id9" },
		}
		for operation, values in pairs(hidden) do
			assert(wire.once(wire.reply(200, replies.lean(operation)), operation, arguments.of(operation), { trace = trace }))
			for _, value in ipairs(values) do
				assert.is_nil(text_of(events):find(value, 1, true), operation .. " shows " .. value)
			end
		end
		assert(wire.once(wire.reply(200, {
			contractId = "N1", contractCustomerName = "SECRET-A", techPhoneNumber = "SECRET-B", unheardOf = "SECRET-C",
			linesList = { { lineNo = "090", authenticationId = "SECRET-D", note = "SECRET-E", imei = "SECRET-F",
				simNumber = "SECRET-G", actIpAddress = "SECRET-H", optionCodeList = { "T1", "T2" } } },
			names = { "SECRET-I" },
		}), "list_lines", nil, { trace = trace }))
		local shown <const> = events[#events].reply
		assert.equal("N1", shown.contractId)
		assert.equal("090", shown.linesList[1].lineNo)
		assert.same({ "T1", "T2" }, shown.linesList[1].optionCodeList)
		assert.is_nil(text_of(events):find("SECRET", 1, true))
	end)

	it("leaves the reply whole", function()
		local reply <const> = assert(wire.once(wire.reply(200,
			replies.lean("get_contract", { contractCustomerName = "name" })), "get_contract", nil, { trace = trace }))
		assert.equal("name", reply.contractCustomerName)
		assert.equal("***", events[1].reply.contractCustomerName)
	end)

	it("that raises loses nothing: the result is there at the next wait", function()
		local calls = 0
		local server <close> = loopback.serve(wire.reply(200, { resultCode = "0001", orderId = "AGU1" }))
		local client <close> = wire.client(server, { trace = function()
			calls = calls + 1
			error("trace trouble", 0)
		end })
		local id <const> = client:start("terminate_line", arguments.of "terminate_line")
		local raised
		for _ = 1, 2000 do
			server:step(0)
			local ok <const>, message <const> = pcall(client.wait, client, 0.002)
			if not ok then
				raised = message
				break
			end
		end
		assert.equal("trace trouble", raised)
		assert.equal(1, client:in_flight())
		local results <const> = client:wait(0)
		assert.equal(1, #results)
		assert.equal(id, results[1].id)
		assert.equal("AGU1", results[1].reply.orderId)
		assert.equal(1, calls)
		assert.equal(0, client:in_flight())
	end)

	it("that raises in an event loop loses nothing: the loop is asked to wait again at once", function()
		local shown = 0
		local server <close> = loopback.serve(wire.reply(200, { resultCode = "0001", orderId = "AGU1" }))
		local client <close> = wire.client(server, { trace = function()
			shown = shown + 1
			error("trace trouble", 0)
		end })
		local ids <const>, raised = {}, 0
		for _ = 1, 3 do
			ids[client:start("terminate_line", arguments.of "terminate_line")] = true
		end
		for _ = 1, 2000 do
			server:step(0.001)
			local fds <const>, seconds <const> = client:fds()
			if #fds == 0 and not seconds then
				break
			end
			local ok <const>, results <const> = pcall(client.wait, client, 0)
			if ok then
				for _, result in ipairs(results) do
					assert.equal("AGU1", result.reply.orderId)
					ids[result.id] = nil
				end
			else
				assert.equal("trace trouble", results)
				assert.equal(0, select(2, client:fds()))
				raised = raised + 1
			end
		end
		assert.is_nil(next(ids))
		assert.is_true(raised > 0 and raised == shown)
		assert.equal(0, client:in_flight())
	end)

	it("that raises in a plain call leaves the result to the next wait", function()
		local server <const> = loopback.serve(function() end)
		server:close()
		local client <close> = wire.client(server, { trace = function() error("trace trouble", 0) end })
		assert.has_error(function() client:list_lines() end, "trace trouble")
		local results <const> = client:wait(0)
		assert.equal(1, #results)
		assert.equal("network", results[1].err.kind)
	end)

	it("that raises in close leaves the results to the next close", function()
		local server <close> = loopback.serve(function() end)
		local client <const> = wire.client(server, { trace = function() error("trace trouble", 0) end })
		local id <const> = client:start("terminate_line", arguments.of "terminate_line")
		wire.take_turns(client, server, function() return #server.requests == 1 end)
		assert.has_error(function() client:close() end, "trace trouble")
		local results <const> = client:close()
		assert.same({ id, "interrupted", "maybe" }, { results[1].id, results[1].err.kind, results[1].err.sent })
		assert.same({}, client:close())
		assert.has_error(function() client:in_flight() end)
	end)

	-- A <close> block that ended with an order on the wire once said nothing of it at all.
	for how, leave in pairs {
		["<close>"] = function(client) local _ <close> = client end,
		["the collector"] = function(client) getmetatable(client).__gc(client) end,
	} do
		it("is shown how the calls ended that " .. how .. " aborts", function()
			local server <close> = loopback.serve(function() end)
			local shown <const> = {}
			local client <const> = wire.client(server, { trace = function(event) shown[#shown + 1] = event end })
			client:start("terminate_line", arguments.of "terminate_line")
			wire.take_turns(client, server, function() return #server.requests == 1 end)
			leave(client)
			assert.equal(1, #shown)
			assert.same({ "terminate_line", "interrupted", "maybe" },
				{ shown[1].operation, shown[1].error, shown[1].sent })
			leave(client)
			assert.equal(1, #shown)
		end)
	end

	it("that raises when a block is left does not keep the client open", function()
		local server <close> = loopback.serve(function() end)
		local client <const> = wire.client(server, { trace = function() error("trace trouble", 0) end })
		client:start("terminate_line", arguments.of "terminate_line")
		wire.take_turns(client, server, function() return #server.requests == 1 end)
		assert.has_error(function() local _ <close> = client end, "trace trouble")
		assert.has_error(function() client:in_flight() end)
	end)

	it("cannot use the client it belongs to", function()
		local client, message
		local server <const> = loopback.serve(function() end)
		server:close()
		client = wire.client(server, { trace = function()
			for _, use in ipairs { "list_lines", "in_flight", "close" } do
				local ok, refusal = pcall(client[use], client)
				assert(not ok)
				message = refusal
			end
			assert(not pcall(client.wait, client, 0))
		end })
		assert.equal("network", select(2, client:list_lines()).kind)
		assert.matches("in use", tostring(message), 1, true)
		client:close()
	end)
end)
