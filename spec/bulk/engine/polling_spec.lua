--- The looks at accepted rows, on a clock that the spec moves.

local looks <const> = require "unom.bulk.engine.polling"
local schedule <const> = require "unom.bulk.engine.timers"

local CONTRACT <const> = "N123456789"

local function share_row(number)
	return { job = 1, row = number, state = "tracking", contract = CONTRACT, operation = "add_data_share_lines",
		arguments = { lineNo = ("0901%07d"):format(number) } }
end

local function order_row(number)
	return { job = 1, row = number, state = "tracking", contract = CONTRACT, operation = "add_data_volume",
		order_id = ("AGU%d"):format(number), arguments = { lineNo = ("0901%07d"):format(number) } }
end

describe("looks #unit", function()
	local now, started, timers, looking

	before_each(function()
		now, started, timers = 0, {}, schedule.new()
		looking = looks.new {
			client = { start = function(_, operation)
				started[#started + 1] = operation
				return #started
			end },
			schedule = timers,
			clock = function() return now end,
			random = function() return 0.5 end,
			on_reading = function(row, reading)
				row.state = reading.state or row.state
				return reading.state
			end,
			on_failure = function() end,
		}
	end)

	local function pass(seconds)
		now = now + seconds
		timers:run(now)
		looking:start()
	end

	local function shares(status)
		local list <const> = {}
		for number = 1, 9 do
			list[number] = { lineNo = ("0901%07d"):format(number), status = status }
		end
		return { contractId = CONTRACT, linesList = list }
	end

	it("look once for two rows whose times came while nobody looked", function()
		looking:follow(share_row(1))
		pass(1)
		looking:follow(share_row(2))
		now = now + 10
		timers:run(now) -- both are due
		looking:start()
		assert.equal(1, #started)
		looking:finished(1, shares("02"))
		looking:start()
		assert.equal(0, looking.rows)
		assert.equal(1, #started)
	end)

	it("look once for a row that joins others which wait for their turn", function()
		for number = 1, 8 do
			looking:follow(order_row(number))
		end
		pass(2)
		assert.equal(8, #started) -- as many as may be in flight
		looking:follow(share_row(1))
		pass(2)
		looking:follow(share_row(2))
		pass(2)
		for id = 1, 8 do
			looking:finished(id, { orderId = ("AGU%d"):format(id), orderList = { { orderStatus = "03" } } })
		end
		looking:start()
		assert.equal(9, #started)
		looking:finished(9, shares("01"))
		pass(60)
		assert.equal(10, #started)
		looking:finished(10, shares("02"))
		looking:start()
		assert.equal(0, looking.rows)
	end)

	it("forget the time of a row that joined while they looked and has ended by that look", function()
		looking:follow(share_row(1))
		pass(2)
		looking:follow(share_row(2))
		looking:finished(1, shares("02"))
		pass(2)
		assert.equal(0, looking.rows)
		assert.equal(1, #started)
	end)
end)
