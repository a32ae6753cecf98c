--- The calls in flight of a client: each result goes to the one who started the call.

local calls <const> = require "unom.bulk.engine.calls"

describe("calls #unit", function()
	local client, started, in_flight

	before_each(function()
		started = 0
		client = {
			start = function(_, operation)
				if operation == "bad" then
					error("bad argument", 0)
				end
				started = started + 1
				return started
			end,
			in_flight = function() return started end,
			wait = function(_, seconds, ids) return { { id = next(ids), reply = { seconds = seconds } } } end,
		}
		in_flight = calls.new(client)
	end)

	it("gives each result to its owner, once", function()
		local got <const> = {}
		assert.is_true(in_flight:start("list_lines", {}, function(reply, err) got[#got + 1] = { "first", reply, err } end))
		assert.is_true(in_flight:start("list_lines", {}, function(reply, err) got[#got + 1] = { "second", reply, err } end))
		in_flight:deliver { { id = 2, reply = "r" }, { id = 1, err = "e" } }
		in_flight:deliver { { id = 1, reply = "again" } }
		assert.same({ { "second", "r", nil }, { "first", nil, "e" } }, got)
	end)

	it("lets a client that has a bound have more on the wire", function()
		in_flight:allow_connections(200) -- a client without one is left alone
		local allowed
		client.allow_connections = function(_, count) allowed = count end
		in_flight:allow_connections(200)
		assert.equal(200, allowed)
	end)

	it("says how many calls can be on the wire", function()
		assert.equal(math.huge, in_flight.connections)
		client.allow_connections = function() return 16 end
		in_flight:allow_connections(2)
		assert.equal(16, in_flight.connections)
	end)

	it("tells how each call ended, before its owner is told", function()
		local now, told = 10, {}
		in_flight = calls.new(client, {
			clock = function() return now end,
			on_answer = function(...) told[#told + 1] = table.pack(...) end,
		})
		in_flight:start("list_lines", { contractId = "N1" }, function() told[#told + 1] = "owner" end)
		now = 20
		in_flight:deliver { { id = 1, err = "e" } }
		assert.same({ table.pack("N1", nil, "e", 10), "owner" }, told)
	end)

	it("counts the reads in flight, in all and of each contract", function()
		local function start(operation, contract)
			in_flight:start(operation, { contractId = contract }, function() end)
		end
		start("get_order_status", "N1")
		start("list_lines", "N1")
		start("change_course", "N1")
		in_flight:read_any "N2"
		assert.same({ 3, 2, 2, 1, 0 }, { in_flight.reads, in_flight.reading, in_flight:reads_in_flight "N1",
			in_flight:reads_in_flight "N2", in_flight:reads_in_flight "N3" })
		in_flight:deliver { { id = 1, reply = {} }, { id = 3, reply = {} }, { id = 4, reply = {} } }
		assert.same({ 1, 1, 1, 0 }, { in_flight.reads, in_flight.reading, in_flight:reads_in_flight "N1",
			in_flight:reads_in_flight "N2" })
	end)

	it("has each call tried once: the engine tries again itself", function()
		local given <const> = {}
		client.start = function(_, _, _, options)
			given[#given + 1] = options
			return #given
		end
		in_flight:start("change_course", {}, function() end, { leave_within = 3 })
		in_flight:start("list_lines", {}, function() end)
		in_flight:start_aside("list_lines", {}, function() end)
		assert.same({ { leave_within = 3, retries = 0 }, { retries = 0 }, { retries = 0 } }, given)
	end)

	it("leaves alone the result of a call that it did not start", function()
		assert.has_no_error(function() in_flight:deliver { { id = 99, reply = {} } } end)
	end)

	it("says what the client refused, with nothing started", function()
		local ok <const>, reason = in_flight:start("bad", {}, function() end)
		assert.is_nil(ok)
		assert.equal("bad argument", reason)
		assert.is_false(in_flight:any())
	end)

	it("waits in the client for its own calls alone", function()
		client:start "list_lines"
		assert.is_false(in_flight:any())
		in_flight:start("list_lines", {}, function() end)
		assert.is_true(in_flight:any())
		assert.same({ { id = 2, reply = { seconds = 7 } } }, in_flight:wait(7))
	end)

	-- The engine waited for ever for the answer that the script had taken.
	it("leaves nothing with the client when it is closed, where that can abort calls", function()
		local aborted <const>, kept, waits = {}, {}, 0
		in_flight:start("list_lines", {}, function() error "nobody waits for it" end)
		in_flight:start("list_orders", {}, function() error "nobody waits for it" end)
		in_flight:close()
		assert.is_true(in_flight:any())
		function client.abort(_, id)
			aborted[id] = true
			kept[#kept + 1] = { id = id, err = {} }
		end
		function client.wait()
			waits = waits + 1
			if waits == 2 then
				error "the trace function raises"
			end
			return { table.remove(kept) }
		end
		in_flight:close()
		assert.same({ { true, true }, {}, false }, { aborted, kept, in_flight:any() })
		client.in_flight = function() error "the client is closed" end
		in_flight:start("list_lines", {}, function() end)
		in_flight:close()
		assert.is_true(in_flight:any())
	end)

	it("is told when somebody else has taken the results", function()
		local got <const> = {}
		local function on_result(...) got[#got + 1] = table.pack(...) end
		in_flight:start("change_course", {}, on_result)
		in_flight:start_aside("list_lines", {}, on_result)
		client.wait = function() return {} end
		in_flight:deliver(in_flight:wait(7))
		assert.same({}, got)
		client.in_flight = function() return 0 end
		in_flight:deliver(in_flight:wait(7))
		assert.same({ 2, "maybe" }, { #got, got[1][2].sent })
		assert.equal("interrupted: another wait on the client took its result", (tostring(got[1][2]):match "^%S+: ([^;]*)"))
		assert.is_false(in_flight:any())
	end)

	it("is told of each one that was taken while the client has others", function()
		local got <const> = {}
		in_flight:start("change_course", {}, function(...) got[1] = table.pack(...) end)
		in_flight:start("list_lines", {}, function(...) got[2] = table.pack(...) end)
		client.wait = function() return {} end
		function client.in_flight(_, ids)
			return ids and (ids[2] and 1 or 0) or 2 -- a call of the caller's besides
		end
		in_flight:deliver(in_flight:wait(7))
		assert.same({ 1, "maybe" }, { #got, got[1][2].sent })
		assert.is_true(in_flight:any())
	end)
end)
