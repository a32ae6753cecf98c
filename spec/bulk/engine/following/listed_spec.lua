--- What the lists of orders tell of those that are followed, and when they are read.

local listed <const> = require "unom.bulk.engine.following.listed"
local pace <const> = require "unom.bulk.engine.following.pace"

describe("orders in the lists #unit", function()
	local now, held, of

	before_each(function()
		now, held = 1000, false
		of = listed.new { clock = function() return now end, pace = pace.new(), held_back = function() return held end }
	end)

	local function order(number, accepted)
		local row <const> = { order_id = ("AGU%d"):format(number), state = "tracking" }
		return { row = row, accepted = accepted, pace = of.pace:begin_order() }
	end

	--- Follows so many orders, accepted a second apart from now on.
	local function follow(number)
		local orders <const> = {}
		for index = 1, number do
			orders[index] = order(index, now)
			of:add(orders[index])
			now = now + 1
		end
		return orders
	end

	--- A listing that shows these: {[number of the order] = status}.
	local function listing(statuses, whole)
		local by_id <const> = {}
		for number, status in pairs(statuses) do
			by_id[("AGU%d"):format(number)] = { orderStatus = status }
		end
		return { by_id = by_id, whole = whole ~= false, began = now }
	end

	local function ids(orders)
		local found <const> = {}
		for index, one in ipairs(orders) do
			found[index] = one.row.order_id
		end
		return table.concat(found, " ")
	end

	it("are read for four or more", function()
		for index = 1, 3 do
			assert.is_false(of:add(order(index, now)))
			assert.is_nil(of:next_time())
		end
		assert.is_true(of:add(order(4, now)))
		assert.equal(now + 2, of:next_time())
	end)

	it("are read no more for the three that are left, which are named", function()
		local orders <const> = follow(4)
		local left <const> = of:remove(orders[2])
		assert.equal("AGU1 AGU3 AGU4", ids(left))
		assert.is_nil(of:next_time())
		assert.same({}, of:remove(orders[1]))
	end)

	it("are read at once for orders that an earlier run left", function()
		for index = 1, 4 do
			of:add(order(index, nil))
		end
		assert.equal(now, of:next_time())
	end)

	it("tell what has moved: another status than 01 and 02, once for each", function()
		follow(6)
		assert.equal("", ids((of:take(listing { "01", "02", "01", "02", "01", "02" }))))
		assert.equal("", ids((of:take(listing { "02", "02", "02", "02", "02", "02" }))))
		local moved = of:take(listing { "03", "10", "04", "60", "77", "02" })
		assert.equal("AGU1 AGU2 AGU3 AGU4 AGU5", ids(moved))
		assert.equal("77", moved[5].shown)
		moved = of:take(listing { "03", "15", "04", "60", "77", "02" })
		assert.equal("AGU2", ids(moved))
	end)

	it("tell what has moved: what they showed and show no more, where they are whole", function()
		follow(4)
		of:take(listing { "01", "01", "01" })
		assert.equal("", ids((of:take(listing({ "01", "01" }, false)))))
		local moved <const> = of:take(listing { "01", "01" })
		assert.equal("AGU3", ids(moved))
		assert.is_nil(moved[1].shown)
	end)

	it("tell nothing of an order that was accepted after the reading began", function()
		follow(4)
		local early <const> = listing { "01", "01", "01", "10" }
		early.began = 1002.5
		assert.equal("", ids((of:take(early))))
		assert.equal("AGU4", ids((of:take(listing { "01", "01", "01", "10" }))))
	end)

	it("let those wait that they show under way, as long as they are read in time", function()
		local orders <const> = follow(4)
		of:take(listing { "01", "01", "01" })
		of.planned = now + 2
		assert.is_true(of:can_wait(orders[1]))
		assert.is_false(of:can_wait(orders[4]))
		now = now + 16
		assert.is_true(of:can_wait(orders[1]))
		now = now + 2
		assert.is_false(of:can_wait(orders[1]))
	end)

	it("let none wait whose poll failed, nor where orders take a moment", function()
		local orders <const> = follow(4)
		orders[1].failed = true
		of:take(listing { "01", "01", "01", "01" })
		of.planned = now + 2
		assert.is_false(of:can_wait(orders[1]))
		assert.is_true(of:can_wait(orders[2]))
		of.pace:seen_moved(orders[3].pace, 2)
		assert.is_false(of:can_wait(orders[2]))
	end)

	it("name the orders that they showed under way and tell nothing of any more", function()
		follow(4)
		of:take(listing { "01", "01", "01", "01" })
		local _, lost <const> = of:take(listing({ "01", "01" }, false))
		assert.equal("AGU3 AGU4", ids(lost))
	end)

	it("are read every 2 s, then less often, while no order has moved", function()
		follow(10)
		local pauses <const> = {}
		for index = 1, 20 do
			pauses[index] = of:next_time() - of.began
			now = of:next_time()
			of:take(listing { "01", "01", "01", "01", "01", "01", "01", "01", "01", "01" })
		end
		assert.equal(2, pauses[1])
		assert.equal(2.5, pauses[2])
		assert.equal(60, pauses[20])
	end)

	it("are read every 2 s while rows wait for orders, or ten times until one has moved", function()
		held = true
		follow(4)
		of:take(listing { "01", "01", "01", "01" })
		assert.equal(now + 2, of:next_time())
		now = 1300
		of.pause = 60
		of:take(listing { "01", "01", "01", "01" })
		assert.equal(now + 30, of:next_time())
	end)

	it("are read when orders should have moved, and while rows wait for them as each should", function()
		local orders <const> = follow(40) -- accepted at 1000, 1001 ... 1039
		local under_way <const> = {}
		for index = 2, 40 do
			under_way[index] = "01"
		end
		under_way[1] = "10"
		now = 1060
		of:take(listing(under_way)) -- the first took 60 s, the second is 59 s old
		of:remove(orders[1])
		assert.is_true(of.pace.expected > 59 and of.pace.expected <= 60)
		assert.is_true(of:next_time() > 1084 and of:next_time() <= 1085, of:next_time()) -- the 25th since
		held = true
		assert.is_true(of:has_turned())
		assert.is_false(of:has_turned())
		assert.is_true(of:next_time() > 1061 and of:next_time() <= 1062, of:next_time())
	end)

	-- Once a second was late in every round of 254, by as much as may be lost in all.
	it("are read while rows wait after a fourteenth of the time that orders take", function()
		held = true
		follow(6)
		of.pace.expected = 10
		now = 1020
		of:take(listing { "10", "01", "01", "01", "01", "01" })
		of.pace.expected = 10
		assert.is_true(math.abs(of:next_time() - (now + 10 / 14)) < 1e-6, of:next_time() - now)
	end)

	it("are read less and less often for orders that do not move when they should", function()
		local orders <const> = follow(5)
		now = 1100
		of.pace:seen_moved(orders[5].pace, 10)
		of:remove(orders[5])
		local before = 0
		for _ = 1, 10 do
			of:take(listing { "01", "01", "01", "01" })
			local pause <const> = of:next_time() - now
			assert.is_true(pause >= before and pause <= 60)
			before, now = pause, of:next_time()
		end
		assert.equal(60, before)
	end)

	it("are read seldom where they show no order under way", function()
		follow(5)
		for _ = 1, 20 do
			now = of:next_time()
			of:take(listing {})
		end
		assert.equal(600, of:next_time() - now)
	end)

	it("forget an order that has ended in another way", function()
		local orders <const> = follow(4)
		orders[1].row.state = "unknown"
		of:take(listing { "10", "01", "01", "01" })
		assert.equal(3, of.number)
	end)
end)
