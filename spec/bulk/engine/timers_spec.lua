local timers <const> = require "unom.bulk.engine.timers"

describe("timers #unit", function()
	it("runs what is due, the earliest first, equals in the order they came", function()
		local heap <const>, ran <const> = timers.new(), {}
		for index, time in ipairs { 5, 1, 3, 1, 4, 2, 3 } do
			heap:at(time, function() ran[#ran + 1] = time .. ":" .. index end)
		end
		assert.equal(1, heap:next_time())
		heap:run(3)
		assert.same({ "1:2", "1:4", "2:6", "3:3", "3:7" }, ran)
		assert.equal(4, heap:next_time())
		heap:run(10)
		assert.same({ "1:2", "1:4", "2:6", "3:3", "3:7", "4:5", "5:1" }, ran)
		assert.is_nil(heap:next_time())
	end)

	it("keeps the order over many timers", function()
		local heap <const>, times <const> = timers.new(), {}
		for index = 1, 500 do
			local time <const> = index * 7919 % 1009
			heap:at(time, function() times[#times + 1] = time end)
		end
		heap:run(1009)
		assert.equal(500, #times)
		for index = 2, 500 do
			assert.is_true(times[index - 1] <= times[index])
		end
	end)

	it("runs a timer that an action adds for now", function()
		local heap <const> = timers.new()
		local ran = 0
		heap:at(1, function() heap:at(1, function() ran = ran + 1 end) end)
		heap:run(1)
		assert.equal(1, ran)
	end)

	it("doubles the ceiling of a backoff up to its cap, and takes any part of it", function()
		local function whole() return 1 end
		for attempt, seconds in ipairs { 0.5, 1, 2, 4, 8, 16, 30, 30 } do
			assert.equal(seconds, timers.backoff(attempt, 0.5, 30, whole))
		end
		assert.equal(30, timers.backoff(5000, 0.5, 30, whole))
		assert.equal(4, timers.backoff(5, 0.5, 30, function() return 0.5 end))
		assert.equal(0, timers.backoff(5, 0.5, 30, function() return 0 end))
	end)
end)
