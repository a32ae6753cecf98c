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
			wait = function(_, seconds) return { { id = 1, reply = { seconds = seconds } } } end,
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

	it("leaves alone the result of a call that it did not start", function()
		assert.has_no_error(function() in_flight:deliver { { id = 99, reply = {} } } end)
	end)

	it("says what the client refused, with nothing started", function()
		local ok <const>, reason = in_flight:start("bad", {}, function() end)
		assert.is_nil(ok)
		assert.equal("bad argument", reason)
		assert.is_false(in_flight:any())
	end)

	it("waits in the client", function()
		assert.equal(7, in_flight:wait(7)[1].reply.seconds)
	end)
end)
