--- The polls about accepted rows, on a clock that the spec moves.

local calls <const> = require "unom.bulk.engine.calls"
local data_share <const> = require "unom.bulk.carrier.data_share"
local reachability <const> = require "unom.bulk.engine.reachability"
local polling <const> = require "unom.bulk.engine.following.polling"
local timers <const> = require "unom.bulk.engine.timers"

local CONTRACT <const> = "N123456789"

local function share_row(number)
	return { job = 1, row = number, state = "tracking", contract = CONTRACT, operation = "add_data_share_lines",
		arguments = { lineNo = ("0901%07d"):format(number) } }
end

local function order_row(number)
	return { job = 1, row = number, state = "tracking", contract = CONTRACT, operation = "add_data_volume",
		order_id = ("AGU%d"):format(number), arguments = { lineNo = ("0901%07d"):format(number) } }
end

describe("polling #unit", function()
	local now, started, due, in_flight, polls, planned

	before_each(function()
		now, started, due = 0, {}, timers.new()
		in_flight = calls.new { start = function(_, operation)
			started[#started + 1] = operation
			return #started
		end }
		polls = polling.new {
			calls = in_flight,
			timers = due,
			clock = function() return now end,
			random = function() return 0.5 end,
			reachability = reachability.new { clock = function() return now end, contracts = { CONTRACT } },
			plan = function(_, time) planned = time end,
			held_back = function() return false end,
			senders = function() return 1 end,
			on_reading = function(row, reading)
				local of_line <const> = reading.list and data_share.find(reading.list, "lineNo", row.arguments.lineNo)
				local state <const> = of_line and of_line.status == "02" and "succeeded" or reading.state
				row.state = state or row.state
				return state
			end,
			on_failure = function() end,
		}
	end)

	local function respond(id, reply)
		in_flight:deliver { { id = id, reply = reply } }
	end

	local function pass(seconds)
		now = now + seconds
		due:run(now)
		polls:start()
	end

	local function shares(status)
		local list <const> = {}
		for number = 1, 9 do
			list[number] = { lineNo = ("0901%07d"):format(number), status = status }
		end
		return { contractId = CONTRACT, linesList = list }
	end

	it("polls once for two rows whose times came while nothing ran", function()
		polls:follow(share_row(1))
		pass(1)
		polls:follow(share_row(2))
		now = now + 10
		due:run(now) -- both are due
		polls:start()
		assert.equal(1, #started)
		respond(1, shares("02"))
		polls:start()
		assert.equal(0, polls.rows)
		assert.equal(1, #started)
	end)

	it("polls once for a row that joins others which wait for their turn", function()
		for number = 1, 8 do
			polls:follow(order_row(number))
		end
		pass(2)
		assert.equal(8, #started) -- as many as may be in flight
		polls:follow(share_row(1))
		pass(2)
		polls:follow(share_row(2))
		pass(2)
		for id = 1, 8 do
			respond(id, { orderId = ("AGU%d"):format(id), orderList = { { orderStatus = "03" } } })
		end
		polls:start()
		assert.equal(9, #started)
		respond(9, shares("01"))
		pass(60)
		assert.equal(10, #started)
		respond(10, shares("02"))
		polls:start()
		assert.equal(0, polls.rows)
	end)

	it("forgets the time of a row that joined during a poll and has ended by it", function()
		polls:follow(share_row(1))
		pass(2)
		polls:follow(share_row(2))
		respond(1, shares("02"))
		pass(2)
		assert.equal(0, polls.rows)
		assert.equal(1, #started)
	end)

	it("polls less and less often: x1.5 to a minute, to ten minutes for slow stages", function()
		local function middle() return 0.5 end
		assert.equal(3, polling.next_interval(2, false, middle))
		assert.equal(4, polling.next_interval(2, false, middle, 2))
		assert.equal(60, polling.next_interval(32, false, middle, 2))
		assert.equal(60, polling.next_interval(50, false, middle))
		assert.equal(75, polling.next_interval(50, true, middle))
		assert.equal(600, polling.next_interval(599, true, middle))
		assert.is_true(math.abs(polling.next_interval(2, false, function() return 0 end) - 2.7) < 1e-9)
	end)
end)
