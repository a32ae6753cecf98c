--- Questions to the carrier that need all their answers.

local calls <const> = require "unom.bulk.engine.calls"
local errors <const> = require "unom.error"
local queries <const> = require "unom.bulk.engine.reconciling.queries"
local timers <const> = require "unom.bulk.engine.timers"

local QUESTIONS <const> = {
	{ operation = "list_accepting_orders", arguments = { contractId = "N1" } },
	{ operation = "list_completed_orders", arguments = { contractId = "N1" } },
}

describe("queries #unit", function()
	local now, started, due, in_flight, admits, down, asking, got

	before_each(function()
		now, started, due, admits, down, got = 0, {}, timers.new(), true, false, nil
		in_flight = calls.new { start = function(_, operation)
			started[#started + 1] = operation
			return #started
		end }
		asking = queries.new {
			calls = in_flight,
			timers = due,
			clock = function() return now end,
			random = function() return 1 end,
			reachability = { admit = function() return admits end, is_down = function() return down end },
			on_unauthorised = function() end,
		}
	end)

	local LOST <const> = errors.new { kind = "network", sent = "no", message = "lost" }

	local function respond(reply, err)
		in_flight:deliver { { id = #started, reply = reply, err = err } }
	end

	local function pass(seconds)
		now = now + seconds
		due:run(now)
		asking:start()
	end

	local function ask(most_tries)
		asking:ask(QUESTIONS, function(answers) got = answers end, most_tries)
	end

	it("are asked one after the other, again where no answer came", function()
		ask()
		respond("first")
		respond(nil, LOST)
		assert.equal(2, #started)
		pass(0.5)
		assert.same({ "list_accepting_orders", "list_completed_orders", "list_completed_orders" }, started)
		assert.is_nil(got)
		respond("second")
		assert.same({ { reply = "first" }, { reply = "second" } }, got)
	end)

	it("are given up after so many tries, where that is wanted", function()
		ask(2)
		respond(nil, LOST)
		pass(1)
		respond(nil, LOST)
		respond("second")
		assert.same({ { err = LOST }, { reply = "second" } }, got)
	end)

	it("wait for their turn while the carrier cannot be reached", function()
		admits = false
		ask()
		pass(100)
		assert.equal(0, #started)
		admits = true
		pass(0)
		assert.equal(1, #started)
		admits = false
		respond("first")
		assert.equal(1, #started)
		admits = true
		pass(0)
		respond("second")
		assert.equal(2, #got)
	end)

	-- The lists were given up in the first seconds of an outage, and rows in doubt could find no order.
	it("count no try that found out only that the carrier cannot be reached", function()
		down = true
		ask(2)
		for _ = 1, 10 do
			respond(nil, LOST)
			assert.is_nil(got)
			pass(0)
		end
		assert.equal(11, #started)
		down = false
		respond("first")
		respond("second")
		assert.equal(2, #got)
	end)
end)
