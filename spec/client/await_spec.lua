--- Waiting for what was ordered: what each answer means, what a failed question means, and what is left in the client.

local await <const> = require "unom.client.await"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local homes <const> = require "support.homes"
local unom <const> = require "unom"

local CONTRACT <const>, LINE <const>, ID <const> = "N123456789", "09010000001", "AGU0000000000001"
local RESERVATION <const> = "202601010000001"
local DAY <const> = 86400

-- ---- a client that answers at once, with a clock of its own ----

--- @param respond function(operation, arguments, time) -> reply | nil, err
local function answering(respond)
	local client <const> = { now = 0, pauses = {}, asked = {}, results = {}, last = 0 }
	function client:start(operation, arguments)
		self.last = self.last + 1
		self.asked[#self.asked + 1] = operation
		local reply <const>, err <const> = respond(operation, arguments, self.now)
		self.results[self.last] = { id = self.last, reply = reply, err = err }
		return self.last
	end
	function client:wait(_, ids)
		local found <const> = {}
		for id in pairs(ids) do
			found[#found + 1] = self.results[id]
			self.results[id] = nil
		end
		return found
	end
	function client:in_flight() return self.last and 0 end
	function client:contract_id() return self.last and CONTRACT end
	function client:wait_for(what, options)
		local all <const> = { clock = function() return self.now end, sleep = function(seconds)
			self.pauses[#self.pauses + 1] = seconds
			self.now = self.now + seconds
			assert(self.now < 30 * DAY, "it waits for ever")
		end }
		for name, value in pairs(options or {}) do
			all[name] = value
		end
		return await(self, what, all, 1)
	end
	return client
end

--- The reply of an operation that acts, as the core makes it.
local function reply_of(operation, arguments, ids)
	local reply <const> = { contractId = CONTRACT, resultCode = "0001" }
	for name, value in pairs(ids or { orderId = ID }) do
		reply[name] = value
	end
	return setmetatable(reply, { __name = "unom.reply", operation = operation, contract_id = CONTRACT,
		arguments = arguments or { lineNo = LINE }, started = os.time() })
end

local function status_of(id, code, message_id)
	return { contractId = CONTRACT, orderId = id, orderList = { { number = "1", orderStatus = code } },
		checkErrorInfo = message_id and { messageId = message_id, message = "" } }
end

--- Answers in turn, the last one again and again; a function is called with what is asked.
local function turns(...)
	local answers <const>, turn = { ... }, 0
	return function(...)
		turn = math.min(turn + 1, #answers)
		local answer <const> = answers[turn]
		if type(answer) == "function" then
			return answer(...)
		elseif errors.is(answer) then
			return nil, answer
		end
		return answer
	end
end

local function api_error(status, name)
	return errors.new { kind = "api", status = status, name = name, sent = "yes", message = "no" }
end

local function statuses(...)
	local answers <const> = {}
	for index, code in ipairs { ... } do
		answers[index] = status_of(ID, code)
	end
	return turns(table.unpack(answers))
end

--- The list of lines that share their data, from {lineNo, status, reserveId} each.
local function shares(...)
	local lines <const> = {}
	for index, line in ipairs { ... } do
		lines[index] = { lineNo = line[1], status = line[2], reserveId = line[3] }
	end
	return { contractId = CONTRACT, linesList = lines }
end

describe("await #unit", function()
	it("ends with the state that the order's status means", function()
		for code, expected in pairs { ["03"] = "succeeded", ["04"] = "rejected", ["05"] = "failed", ["10"] = "succeeded",
			["11"] = "cancelled", ["15"] = "succeeded", ["16"] = "succeeded", ["30"] = "succeeded", ["60"] = "succeeded" } do
			local client <const> = answering(statuses("01", "02", code))
			local state <const>, status <const> = client:wait_for(reply_of "set_roaming")
			assert.same({ expected, code }, { state, status })
			assert.same({ "get_order_status", "get_order_status", "get_order_status" }, client.asked)
		end
	end)

	it("tells each new status once, and what the carrier said", function()
		local seen <const> = {}
		local client <const> = answering(turns(status_of(ID, "01"), status_of(ID, "01"), status_of(ID, "02"),
			status_of(ID, "04", "E00000012")))
		local state <const>, _ <const>, detail <const> = client:wait_for(reply_of "change_imei",
			{ on_status = function(status) seen[#seen + 1] = status end })
		assert.equal("rejected", state)
		assert.same({ "01", "02", "04" }, seen)
		assert.equal("E00000012", detail.message_id)
	end)

	it("pauses longer and longer, at most 60 s, and as long as the carrier asks for", function()
		local busy <const> = errors.new { kind = "http", status = 503, sent = "no", message = "busy", retry_after = 300 }
		local client <const> = answering(turns(status_of(ID, "01"), status_of(ID, "01"), busy,
			function(_, _, time) return status_of(ID, time < 2000 and "01" or "03") end))
		assert.equal("succeeded", (client:wait_for(reply_of "set_roaming")))
		assert.same({ 1, 1.5, 300, 3.375 }, { table.unpack(client.pauses, 1, 4) })
		for index = 5, #client.pauses do
			assert.is_true(client.pauses[index] >= client.pauses[index - 1] and client.pauses[index] <= 60)
		end
		assert.equal(60, client.pauses[#client.pauses])
	end)

	it("takes no failed question for a failed order", function()
		for _, err in ipairs {
			errors.new { kind = "network", sent = "maybe", message = "gone" },
			errors.new { kind = "timeout", sent = "maybe", message = "late" },
			errors.new { kind = "protocol", sent = "maybe", message = "unreadable" },
			errors.new { kind = "http", status = 500, sent = "maybe", message = "broken" },
			errors.new { kind = "api", status = 429, sent = "no", message = "slowly" },
			api_error(404, "order_not_found"),
		} do
			local client <const> = answering(turns(err, err, status_of(ID, "09"), err, status_of(ID, "03")))
			assert.equal("succeeded", (client:wait_for(reply_of "set_roaming")))
		end
	end)

	it("returns an error that no waiting makes better", function()
		for _, err in ipairs {
			errors.new { kind = "auth", status = 401, sent = "no", message = "no" },
			errors.new { kind = "network", permanent = true, sent = "no", message = "certificate" },
		} do
			local client <const> = answering(turns(status_of(ID, "01"), err))
			local state <const>, failure <const> = client:wait_for(reply_of "set_roaming")
			assert.is_nil(state)
			assert.equal(err, failure)
		end
	end)

	it("gives up an id that the carrier refuses: a reply's after ten minutes, another at once", function()
		local refused <const> = api_error(404, "order_not_found")
		local client <const> = answering(turns(refused))
		local state, err = client:wait_for(reply_of "set_roaming")
		assert.is_nil(state)
		assert.equal(refused, err)
		assert.is_true(client.now >= 600 and client.now < 700, client.now)
		local failure <const> = errors.new { kind = "network", sent = "maybe", message = "gone" }
		local mixed <const> = answering(function(_, _, time)
			return nil, time > 500 and time < 600 and failure or refused
		end)
		assert.equal(refused, select(2, mixed:wait_for(reply_of "set_roaming")))
		assert.is_true(mixed.now >= 1150 and mixed.now < 1300, mixed.now)
		local other <const> = answering(turns(refused))
		state, err = other:wait_for(ID, { operation = "set_roaming" })
		assert.is_nil(state)
		assert.equal(refused, err)
		assert.equal(0, other.now)
	end)

	it("ends at its timeout with what was seen last", function()
		local failure <const> = errors.new { kind = "network", sent = "maybe", message = "gone" }
		for _, case in ipairs {
			{ statuses "02", "set_roaming: no answer in time: no end within 90 s; its status was 02" },
			{ turns(status_of(ID, "01"), failure), "set_roaming: no answer in time: no end within 90 s; its status was 01; "
				.. "the last question: get_order_status: the network failed: gone" },
			{ turns({ contractId = CONTRACT, orderId = ID, orderList = {} }),
				"set_roaming: no answer in time: no end within 90 s; the carrier has not said how it is" },
		} do
			failure.operation = "get_order_status"
			local client <const> = answering(case[1])
			local state <const>, err <const> = client:wait_for(reply_of "set_roaming", { timeout = 90 })
			assert.is_nil(state)
			assert.same({ "timeout", case[2] }, { err.kind, tostring(err) })
			assert.is_nil(err.sent)
			assert.equal(90, client.now)
		end
	end)

	it("does not pause after a signal", function()
		local signals <close> = unom.signals()
		local client <const> = answering(statuses "01")
		local _ <const>, err <const> = client:wait_for(reply_of "set_roaming", { on_status = function()
			os.execute(("kill -TERM %d"):format(core.process_id()))
			core.sleep(0) -- has seen the signal
		end })
		assert.equal("interrupted", err.kind)
		assert.same({}, client.pauses)
		assert.equal(1, signals:count())
	end)

	it("asks once more just before its timeout", function()
		local client <const> = answering(function(_, _, time) return status_of(ID, time > 85 and "03" or "02") end)
		assert.equal("succeeded", (client:wait_for(reply_of "set_roaming", { timeout = 90 })))
		assert.equal(89, client.now)
		local short <const> = answering(statuses "02")
		assert.equal("timeout", select(2, short:wait_for(reply_of "set_roaming", { timeout = 0.5 })).kind)
		assert.same({ 0.5 }, short.pauses)
	end)

	it("follows a cancel to the end of its order", function()
		local function cancel(order_code, cancel_code)
			return answering(function(operation, arguments, time)
				if operation == "get_cancel_status" then
					assert.equal("AGU0000000000002", arguments.orderId)
					return { contractId = CONTRACT, orderId = "AGU0000000000002", orderStatus = cancel_code }
				elseif operation:find "^list_" then
					return { contractId = CONTRACT, orderList = {} }
				end
				assert.equal(ID, arguments.orderId)
				return status_of(ID, time > 30 and order_code or "03")
			end)
		end
		for _, case in ipairs { { "11", "03", "succeeded" }, { "60", "03", "failed" }, { "03", "03", "failed" },
			{ "03", "04", "rejected" }, { "03", "05", "failed" }, { "11", "11", "succeeded" } } do
			for _, what in ipairs { reply_of("cancel_order", { orderId = ID }, { orderId = "AGU0000000000002" }),
				"AGU0000000000002" } do
				local client <const> = cancel(case[1], case[2])
				local options <const> = type(what) == "string" and { operation = "cancel_order", orderId = ID } or nil
				assert.equal(case[3], (client:wait_for(what, options)), table.concat(case, " "))
			end
		end
	end)

	it("goes on by what answers where a list beside it is refused, by an id too", function()
		local refused <const> = api_error(404, "unknown_url")
		local cancel <const> = answering(function(operation, _, time)
			if operation == "get_cancel_status" then
				return { contractId = CONTRACT, orderId = "AGU0000000000002", orderStatus = "03" }
			elseif operation:find "^list_" then
				return nil, refused
			end
			return status_of(ID, time > 30 and "11" or "03")
		end)
		assert.equal("succeeded", (cancel:wait_for("AGU0000000000002", { operation = "cancel_order", orderId = ID })))
		local cut <const> = answering(function(operation, _, time)
			if operation == "list_sessions" then
				return nil, refused
			end
			return { contractId = CONTRACT, lineNo = LINE, resultCode = "0", sessionStatus = time > 30 and "0" or "1" }
		end)
		assert.equal("succeeded", (cut:wait_for(LINE, { operation = "disconnect_session" })))
		local wrong <const> = answering(function(operation)
			if operation == "get_cancel_status" then
				return { contractId = CONTRACT, orderId = "AGU0000000000002", orderStatus = "03" }
			elseif operation:find "^list_" then
				return { contractId = CONTRACT, orderList = {} }
			end
			return nil, refused
		end)
		assert.equal(refused, select(2, wrong:wait_for("AGU0000000000002", { operation = "cancel_order", orderId = ID })))
		assert.is_true(wrong.now < 10, wrong.now)
	end)

	it("follows reservations by the list of lines that share their data", function()
		local add <const>, remove <const> = "add_data_share_lines", "remove_data_share_line"
		local other <const> = "202601010000009"
		for _, case in ipairs {
			{ add, "succeeded", shares(), shares { LINE, "01", RESERVATION } },
			{ add, "succeeded", shares { LINE, "02", RESERVATION } },
			{ add, "unknown", shares { LINE, "01", other } },
			{ remove, "succeeded", shares { LINE, "02" }, shares { LINE, "03", RESERVATION } },
			{ remove, "succeeded", shares { LINE, "02" }, shares() },
			{ remove, "unknown", shares() }, -- nothing shows that it was there
			{ remove, "unknown", shares { LINE, "02" } },
			{ add, "succeeded", api_error(404, "line_group_not_found"), shares { LINE, "01", RESERVATION } },
		} do
			local answers <const> = { table.unpack(case, 3) }
			local client <const> = answering(turns(table.unpack(answers)))
			local state <const>, err <const> = client:wait_for(reply_of(case[1], { lineNo = LINE },
				{ reserveId = RESERVATION }))
			assert.equal(case[2], state or err.kind)
			local by_id <const> = answering(turns(table.unpack(answers)))
			if case[2] ~= "unknown" then
				assert.equal(case[2], (by_id:wait_for(RESERVATION, { operation = case[1], lineNo = LINE })))
			end
		end
	end)

	it("waits for every line of a reservation", function()
		local second <const> = "09010000002"
		local what <const> = reply_of("add_data_share_lines", { linesList = { { lineNo = LINE }, { lineNo = second } } },
			{ reserveId = RESERVATION })
		local client <const> = answering(turns(shares { LINE, "01", RESERVATION },
			shares({ LINE, "01", RESERVATION }, { second, "01", "202601010000009" }),
			shares({ LINE, "01", RESERVATION }, { second, "02" }), -- registered, but by whom?
			shares({ LINE, "02", RESERVATION }, { second, "01", RESERVATION })))
		assert.equal("succeeded", (client:wait_for(what)))
		assert.equal(4, #client.asked)
	end)

	it("waits for one line of a reservation of several, by its id", function()
		local second <const> = "09010000002"
		local client <const> = answering(turns(shares { LINE, "01", RESERVATION },
			shares({ LINE, "01", RESERVATION }, { second, "01", RESERVATION })))
		assert.equal("succeeded", (client:wait_for(RESERVATION, { operation = "add_data_share_lines", lineNo = second })))
		assert.equal(2, #client.asked)
	end)

	it("says what became of a reservation that was taken back only where it is known what it was", function()
		local what <const> = reply_of("cancel_data_share_reserve", { reserveId = RESERVATION },
			{ reserveId = RESERVATION })
		local reserved <const>, removal <const> = { lineNo = LINE, status = "01", reserveId = RESERVATION },
			{ lineNo = LINE, status = "03", reserveId = RESERVATION }
		local gone <const>, back <const> = shares(), shares { LINE, "02" }
		for _, case in ipairs {
			{ { reserved = reserved }, "succeeded", gone },
			{ { reserved = removal }, "succeeded", back },
			{ { reserved = removal }, "failed", gone },
			{ {}, "succeeded", shares { LINE, "01", RESERVATION }, gone },
			{ {}, "unknown", gone },
			{ {}, "unknown", back },
		} do
			local client <const> = answering(turns(table.unpack(case, 3)))
			local state <const>, err <const> = client:wait_for(what, case[1])
			assert.equal(case[2], state or err.kind)
			if not state then
				-- an entry without a reserveId may be the reservation's: that is waited for
				assert.is_true(case[3] == back and client.now >= 600 or client.now < 60)
				assert.equal("cancel_data_share_reserve: nothing shows what became of it: reservation "
					.. RESERVATION .. " is not listed", tostring(err))
			end
		end
		local client <const> = answering(turns(shares { LINE, "01", RESERVATION }, gone))
		client:wait_for(reply_of("add_data_share_lines", { lineNo = LINE }, { reserveId = RESERVATION }))
		assert.equal("succeeded", (client:wait_for(what))) -- it was seen by the wait before
	end)

	it("follows a cut session to what the carrier shows", function()
		local function session(code)
			return { contractId = CONTRACT, lineNo = LINE, resultCode = "0", sessionStatus = code }
		end
		local what <const> = reply_of("disconnect_session", { lineNo = LINE }, {})
		local cut <const> = answering(turns(session "1", session "0"))
		assert.same({ "succeeded", "0" }, { table.unpack({ cut:wait_for(what) }, 1, 2) })
		local stays <const> = answering(function(operation)
			return operation == "get_session" and session "1" or { contractId = CONTRACT, searchList = {} }
		end)
		local state <const>, _ <const>, detail <const> = stays:wait_for(what)
		assert.same({ "failed", "still connected" }, { state, detail.why })
		assert.is_true(stays.now >= 300 and stays.now < 500)
		-- by its line nobody knows when it was cut: it may have been, and the device may be back
		local state_by_line <const>, err <const> = stays:wait_for(LINE, { operation = "disconnect_session" })
		assert.is_nil(state_by_line)
		assert.equal("disconnect_session: nothing shows what became of it: still connected", tostring(err))
		local by_line <const> = answering(turns(session "0"))
		assert.equal("succeeded", (by_line:wait_for(LINE, { operation = "disconnect_session" })))
	end)

	it("does not ask by an id that the carrier gave and nobody can send", function()
		local client <const> = answering(error)
		local state <const>, err <const> = client:wait_for(reply_of("set_roaming", nil, { orderId = "\u{3000}?" }))
		assert.is_nil(state)
		assert.equal("unknown", err.kind)
		assert.is_truthy(tostring(err):find("nobody can ask about it: bad argument 'orderId'", 1, true), tostring(err))
		assert.same({}, client.asked)
	end)

	it("blames who calls it wrongly", function()
		local client <const> = answering(error)
		for _, case in ipairs {
			{ nil, nil, "bad argument #1 to 'await' (the reply of an operation that acts, or an id, expected, got nil)" },
			{ { orderId = ID }, nil, "bad argument #1 to 'await' (the reply of an operation that acts, or an id, expected" },
			{ reply_of "set_roaming", { operation = "set_roaming" }, "bad option 'operation' to 'await' (unknown)" },
			{ reply_of "set_roaming", { timeout = 0 }, "bad option 'timeout' to 'await' (seconds, above 0, expected)" },
			{ ID, nil, "bad option 'operation' to 'await' (the name of the operation that gave the id expected)" },
			{ ID, { operation = "list_lines" }, "bad option 'operation' to 'await' (the name of the operation that gave" },
			{ ID, { operation = "cancel_order" }, "bad option 'orderId' to 'await' (needed of cancel_order)" },
			{ RESERVATION, { operation = "add_data_share_lines" }, "bad option 'lineNo' to 'await' (needed of add_data_" },
			{ RESERVATION, { operation = "add_data_share_lines", lineNo = "9010000001" },
				"bad option 'lineNo' to 'await' (the leading zero is lost" },
			{ RESERVATION, { operation = "cancel_data_share_reserve", reserved = { lineNo = LINE, status = "01",
				reserveId = "202601010000009" } }, "bad option 'reserved' to 'await' (not the reservation that is taken back" },
			{ reply_of "set_roaming", { reserved = { lineNo = LINE, status = "01", reserveId = RESERVATION } },
				"bad option 'reserved' to 'await' (not the reservation that is taken back" },
			{ ID, { operation = "cancel_order", orderId = ID .. " " },
				"bad option 'orderId' to 'await' (has space around it" },
			{ "AGU?", { operation = "set_roaming" }, "bad argument 'orderId' to 'get_order_status' (" },
		} do
			local line <const> = debug.getinfo(1, "l").currentline + 1
			local ok <const>, raised <const> = pcall(function() return (await(client, case[1], case[2], 1)) end)
			assert.is_false(ok)
			local text <const> = tostring(raised)
			assert.is_truthy(text:find(("await_spec.lua:%d: %s"):format(line, case[3]), 1, true), text)
		end
	end)
end)

describe("client:await #wire", function()
	local home <const> = homes.each_test()
	local client

	local function connect(options)
		home:simulate(options)
		client = unom.client { base_url = home.simulator.url, client_id = "id", client_secret = "secret",
			contract_id = CONTRACT }
	end

	after_each(function() client:close() end)

	local function order(number)
		return client:set_roaming { lineNo = ("0901%07d"):format(number), roamingCode = "T6000042", agreement = "yes" }
	end

	it("waits for an order, and leaves the results of others in the client", function()
		connect { lines = 3, processing = 0.2 }
		local other <const> = client:start("get_traffic", { lineNo = LINE })
		local reply <const> = assert(order(1))
		assert.same({ "succeeded", "03" }, { table.unpack({ client:await(reply) }, 1, 2) })
		assert.equal("succeeded", (client:await(reply.orderId, { operation = "set_roaming" })))
		local left <const> = client:wait(60)
		assert.same({ other, LINE }, { left[1].id, left[1].reply.contractId and LINE })
		assert.equal(0, client:in_flight())
	end)

	it("ends at a signal, and leaves nothing of its question in the client", function()
		connect { lines = 3, processing = 60 }
		local reply <const> = assert(order(1))
		local signals <close> = unom.signals()
		local begun <const> = core.monotonic()
		local state <const>, err <const> = client:await(reply, { on_status = function()
			os.execute(("kill -TERM %d"):format(core.process_id()))
		end })
		assert.is_nil(state)
		assert.same({ "interrupted", "set_roaming: interrupted: its status was 01" }, { err.kind, tostring(err) })
		assert.equal("interrupted", select(2, client:await(reply)).kind)
		assert.equal(0, client:in_flight())
		assert.equal(1, signals:count())
		assert.is_true(core.monotonic() - begun < 20)
	end)

	it("leaves nothing of its question in the client when on_status raises, or a question takes too long", function()
		connect { lines = 3, latency = 0.1 }
		local reply <const> = assert(order(1))
		assert.has_error(function()
			client:await(reply, { on_status = function() error "enough" end })
		end)
		assert.equal(0, client:in_flight())
		local state <const>, err <const> = client:await(reply, { timeout = 0.01 })
		assert.is_nil(state)
		assert.equal("timeout", err.kind)
		assert.equal(0, client:in_flight())
		assert.same({}, client:wait(0))
	end)

	it("lets calls of others go on while it pauses", function()
		connect { lines = 3, processing = 1.5 }
		local reply <const> = assert(order(1))
		local other
		assert.equal("succeeded", (client:await(reply, { on_status = function(status)
			if status == "01" then
				other = client:start("get_traffic", { lineNo = LINE })
			end
		end })))
		assert.equal(other, client:wait(0)[1].id)
	end)
end)
