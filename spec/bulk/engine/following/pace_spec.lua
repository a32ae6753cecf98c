--- How long the orders of a contract take, learned from what was seen of them.

local pace <const> = require "unom.bulk.engine.following.pace"

--- Lets `number` orders go by that take `seconds_of(order number)`, each asked about as the pace says.
-- @return how many asks there were, and by how much the last ten words came late, on average
local function follow(of, number, seconds_of)
	local asks, late = 0, 0
	for index = 1, number do
		local order <const> = of:begin_order()
		local seconds <const>, age, times = seconds_of(index), of:first_ask(order), 0
		while true do
			asks, times = asks + 1, times + 1
			if age >= seconds then
				of:seen_moved(order, age)
				break
			end
			of:seen_under_way(order, age)
			age = age + of:next_wait(order, times, age)
		end
		late = late + (index > number - 10 and (age - seconds) / 10 or 0)
	end
	return asks, late
end

describe("pace #unit", function()
	it("asks about the first order after 2 s, two a little later, the fourth after 1 s, and then x1.5", function()
		local of <const> = pace.new()
		local first <const> = of:begin_order()
		local ages <const> = { of:first_ask(first) }
		for index = 2, 4 do
			local order <const> = of:begin_order()
			assert.is_true(order.is_scout)
			ages[index] = of:first_ask(order)
		end
		assert.equal(2, ages[1])
		assert.is_true(ages[2] > 2 and ages[3] > ages[2] and ages[3] < 3)
		assert.equal(1, ages[4])
		assert.equal(3, of:next_wait(first, 1, 2))
		assert.equal(4.5, of:next_wait(first, 2, 5))
		assert.equal(60, of:next_wait(first, 20, 1000))
	end)

	it("lets the others wait as long as the first are under way", function()
		local of <const> = pace.new()
		local scouts <const> = {}
		for index = 1, 4 do
			scouts[index] = of:begin_order()
		end
		local other <const> = of:begin_order()
		assert.is_false(other.is_scout)
		for _, age in ipairs { 2, 5, 9.5, 16.25, 100, 1000 } do
			of:seen_under_way(scouts[1], age)
			assert.is_true(of:first_ask(other) > age + math.min(60, (age + 4) / 2), age)
			assert.is_true(of:first_ask(other) < age + 70)
		end
	end)

	it("finds the time that all orders take within a few asks, and asks no more than once then", function()
		for _, seconds in ipairs { 1, 10, 60, 600 } do
			local of <const> = pace.new()
			local asks <const> = follow(of, 50, function() return seconds end)
			assert.is_true(asks <= 100, asks)
			local more <const>, late <const> = follow(of, 100, function() return seconds end)
			assert.equal(100, more)
			assert.is_true(late <= math.max(0.2, seconds * 0.02), late)
		end
	end)

	it("asks about nine in ten not before they have moved, where they take now more and now less", function()
		local of <const> = pace.new()
		local function between_5_and_15(index) return 5 + (index * 7919 % 1000) / 100 end
		follow(of, 200, between_5_and_15)
		local asks <const> = follow(of, 1000, between_5_and_15)
		assert.is_true(asks < 1350, asks)
		assert.is_true(of.expected > 12 and of.expected < 16, of.expected)
	end)

	it("follows orders that begin to take longer, and such as take less time again", function()
		local of <const> = pace.new()
		for _, seconds in ipairs { 10, 30, 10 } do
			follow(of, 200, function() return seconds end)
			local asks <const>, late <const> = follow(of, 100, function() return seconds end)
			assert.is_true(asks < 130, asks)
			assert.is_true(late < 0.1 * seconds, late)
		end
	end)

	it("counts an order once as late and once as in time", function()
		local of <const> = pace.new()
		local order <const> = of:begin_order()
		of:seen_moved(of:begin_order(), 10)
		of:seen_under_way(of:begin_order(), 20) -- longer than another took
		of:seen_under_way(order, 20)
		local expected <const> = of.expected
		of:seen_under_way(order, 40)
		assert.equal(expected, of.expected)
		of:seen_moved(order, 5)
		local after <const> = of.expected
		of:seen_moved(order, 5)
		assert.equal(after, of.expected)
	end)
end)
