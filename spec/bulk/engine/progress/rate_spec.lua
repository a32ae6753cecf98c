local rate <const> = require "unom.bulk.engine.progress.rate"

describe("the rate of a run #unit", function()
	--- A rate that was told of rows ending one every `interval` seconds, the first at `from`, until `to`.
	local function steady(from, interval, to, before)
		local seen <const>, ended = rate.new(before or 0), before or 0
		for second = 0, to do
			if second >= from and (second - from) % interval == 0 then
				ended = ended + 1
			end
			seen:take(second, ended)
		end
		return seen
	end

	it("is that of the rows that ended since the first did: the wait for that one says nothing", function()
		local seen <const> = steady(600, 6, 660)
		assert.equal(10, seen:per_minute(660))
		assert.equal(120, seen:seconds_for(20, 660))
	end)

	it("is that of the last five minutes", function()
		local seen <const>, ended = rate.new(0), 0
		for second = 0, 1300 do
			ended = ended + ((second < 600 or second % 10 == 0) and 1 or 0)
			seen:take(second, ended)
		end
		assert.equal(6, seen:per_minute(1300))
	end)

	it("has no ground in the first half minute, in four rows, or in rows of an earlier run", function()
		assert.is_nil(steady(0, 1, 29):per_minute(29))
		assert.equal(60, steady(0, 1, 30):per_minute(30))
		assert.is_nil(steady(0, 10, 40):per_minute(40))
		assert.is_nil(steady(90, 1, 60, 1000):per_minute(60))
	end)

	it("tells no time once nothing ends any more, and no rate once that is long ago", function()
		local seen <const> = steady(0, 1, 200)
		assert.equal(100, seen:seconds_for(100, 200))
		seen:take(290, 201)
		assert.is_truthy(seen:seconds_for(1, 290))
		assert.is_nil(seen:seconds_for(1, 291))
		assert.is_truthy(seen:per_minute(291))
		seen:take(600, 201)
		assert.is_nil(seen:per_minute(600))
	end)
end)
