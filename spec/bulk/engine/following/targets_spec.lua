--- What polls ask about.

local targets <const> = require "unom.bulk.engine.following.targets"

describe("targets of polls #unit", function()
	local function after(interval, slow, random, factor)
		return targets.next_interval({ interval = interval, way = { factor = factor } }, slow, random)
	end

	it("are asked about less and less often: x1.5 to a minute, to ten minutes for slow stages", function()
		local function middle() return 0.5 end
		assert.equal(3, after(2, false, middle))
		assert.equal(4, after(2, false, middle, 2))
		assert.equal(60, after(32, false, middle, 2))
		assert.equal(60, after(50, false, middle))
		assert.equal(75, after(50, true, middle))
		assert.equal(600, after(599, true, middle))
		assert.is_true(math.abs(after(2, false, function() return 0 end) - 2.7) < 1e-9)
	end)

	it("are over when their rows have ended, in whatever way", function()
		local target <const> = targets.new({}, {})
		assert.is_true(targets.is_over(target))
		target.row = { state = "tracking" }
		target.rows[1] = target
		assert.is_false(targets.is_over(target))
		target.row.state = "unknown"
		assert.is_true(targets.is_over(target))
		targets.drop_ended(target)
		assert.equal(0, #target.rows)
	end)

	it("doubt the lists at once where one had moved that these showed under way", function()
		local target <const> = targets.new({ next_doubt = 500 }, {})
		target.served = true
		targets.learn(target, {}, 100)
		assert.equal(500, target.contract.next_doubt)
		targets.learn(target, { state = "succeeded" }, 100)
		assert.equal(100, target.contract.next_doubt)
	end)
end)
