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
	local now, started, due, in_flight, polls, planned, moved

	before_each(function()
		now, started, due, moved = 0, {}, timers.new(), {}
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
			on_moved = function(row, status) moved[#moved + 1] = { row, status } end,
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

	local function listing(statuses)
		local by_id <const> = {}
		for number, status in pairs(statuses) do
			by_id[("AGU%d"):format(number)] = { orderStatus = status }
		end
		return { by_id = by_id, whole = true, began = now }
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
		for number = 1, 4 do
			polls:follow(order_row(number))
		end
		pass(3)
		assert.equal(4, #started) -- as many as may be in flight
		polls:follow(share_row(1))
		pass(2)
		polls:follow(share_row(2))
		pass(2)
		for id = 1, 4 do
			respond(id, { orderId = ("AGU%d"):format(id), orderList = { { orderStatus = "03" } } })
		end
		polls:start()
		assert.equal(5, #started)
		respond(5, shares("01"))
		pass(60)
		assert.equal(6, #started)
		respond(6, shares("02"))
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

	it("asks about none that the lists show under way, and at once about one that has moved", function()
		polls:start()
		for number = 1, 5 do
			polls:follow(order_row(number))
		end
		assert.equal(now + 2, planned)
		pass(0.5) -- the fourth would be asked about after 1 s
		polls:take_listing(CONTRACT, listing { "01", "02", "01", "01", "01" })
		for _ = 1, 100 do
			pass(5)
			polls:take_listing(CONTRACT, listing { "01", "02", "01", "01", "01" })
		end
		assert.equal(0, #started)
		pass(1)
		polls:take_listing(CONTRACT, listing { "01", "10", "01", "01", "01" })
		assert.same({ { order_row(2), "10" } }, moved)
		pass(0)
		assert.equal(1, #started)
		respond(1, { orderId = "AGU2", orderList = { { orderStatus = "03" } } })
		assert.equal(4, polls.rows)
	end)

	-- A list that stood still would have held the run for ever.
	it("asks about one of those that the lists show under way after ten minutes, and about all where they stand still",
		function()
			polls:start()
			for number = 1, 5 do
				polls:follow(order_row(number))
			end
			local function minute()
				for _ = 1, 12 do
					polls:take_listing(CONTRACT, listing { "01", "01", "01", "01", "01" })
					pass(5)
				end
			end
			for _ = 1, 9 do
				minute()
			end
			assert.equal(0, #started)
			minute()
			minute()
			assert.is_true(#started >= 1 and #started <= 2, #started)
			for id = 1, 5 do
				respond(id, { orderList = { { orderStatus = "03" } } })
				minute()
				minute()
			end
			assert.equal(0, polls.rows)
		end)

	it("asks about each at its time where the lists do not come", function()
		polls:start()
		for number = 1, 5 do
			polls:follow(order_row(number))
		end
		pass(1)
		polls:take_listing(CONTRACT, listing { "01", "01", "01", "01", "01" })
		for _ = 1, 30 do
			pass(5)
		end
		assert.equal(4, #started)
	end)

	it("follows one no longer that it is told to drop, whatever its table", function()
		local row <const> = order_row(1)
		polls:follow(row)
		assert.equal(row, polls:drop(order_row(1)))
		assert.is_nil(polls:drop(order_row(1)))
		assert.is_false(polls:any())
		row.state = "unknown"
		pass(60)
		assert.equal(0, #started)
	end)

	it("asks for the status of an order by the way of its own factor, without learning from it", function()
		polls:start()
		polls:follow { job = 1, row = 1, state = "tracking", contract = CONTRACT, operation = "disconnect_session",
			arguments = { lineNo = "09010000001" } }
		pass(2)
		respond(1, { resultCode = "0", sessionStatus = "1" })
		pass(3.9)
		assert.equal(1, #started)
		pass(0.2)
		assert.equal(2, #started)
	end)
end)
