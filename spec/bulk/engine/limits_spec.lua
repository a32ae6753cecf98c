local limits <const> = require "unom.bulk.engine.limits"
local states <const> = require "unom.bulk.ledger.states"

local function counts(given)
	local all <const> = states.counts()
	for state, number in pairs(given or {}) do
		all[state] = number
	end
	return all
end

local function feed(held, outcomes)
	for row, state in ipairs(outcomes) do
		held:ended(row, state)
	end
end

describe("limits #unit", function()
	it("let everything pass by default", function()
		assert.is_true(limits.new({}, counts()):allow(1, 0))
	end)

	it("halt at five rows not succeeded that are over 5 % of the finished ones", function()
		local held <const> = limits.new({}, counts())
		for row = 1, 96 do
			held:ended(row, "succeeded")
		end
		for row = 97, 100 do
			held:ended(row, "rejected")
		end
		assert.is_false(held.halted) -- 4 of 100
		held:ended(101, "unknown") -- 5 of 101 is under 5 %
		assert.is_false(held.halted)
		held:ended(102, "failed") -- 6 of 102
		assert.is_true(held.halted)
		assert.is_false(held:allow(103, 0))
	end)

	it("do not halt before the fifth, however high the share", function()
		local held <const> = limits.new({}, counts())
		feed(held, { "rejected", "failed", "cancelled", "unknown" })
		assert.is_false(held.halted)
		held:ended(5, "rejected")
		assert.is_true(held.halted)
	end)

	it("halt at a number of rows", function()
		local held <const> = limits.new({ max_failures = { rows = 2 } }, counts())
		feed(held, { "succeeded", "rejected" })
		assert.is_false(held.halted)
		held:ended(3, "rejected")
		assert.is_true(held.halted)
		assert.equal("failures", held.halted_by)
	end)

	it("halt over a percentage", function()
		local held <const> = limits.new({ max_failures = { percent = 50 } }, counts())
		feed(held, { "rejected", "rejected", "rejected", "rejected", "succeeded", "succeeded", "succeeded", "succeeded",
			"succeeded", "rejected" }) -- 5 of 10 is not over 50 %
		assert.is_false(held.halted)
		held:ended(11, "rejected")
		assert.is_true(held.halted)
	end)

	it("space the sends by the rate", function()
		local held <const> = limits.new({ rate = 2 }, counts())
		assert.is_true(held:allow(1, 10))
		held:sent(10)
		local allowed <const>, time = held:allow(2, 10.1)
		assert.is_false(allowed)
		assert.equal(10.5, time)
		assert.is_true(held:allow(2, 10.5))
		held:sent(20) -- a pause is no credit for a burst
		assert.is_false((held:allow(3, 20.4)))
		assert.is_true((held:allow(3, 20.5)))
	end)

	it("hold every row after the canary until it has succeeded", function()
		local held <const> = limits.new({ canary = 2 }, counts { pending = 2 })
		assert.is_true(held:allow(2, 0))
		assert.is_false(held:allow(3, 0))
		feed(held, { "succeeded", "succeeded" })
		assert.is_true(held:allow(3, 0))
	end)

	it("halt when a canary has not succeeded", function()
		local held <const> = limits.new({ canary = 2 }, counts { pending = 2 })
		feed(held, { "rejected" })
		assert.is_false(held.halted)
		held:ended(2, "succeeded")
		assert.is_true(held.halted)
		assert.equal("canary", held.halted_by)
	end)

	it("count a canary's rows that ended in an earlier run", function()
		local held <const> = limits.new({ canary = 3 }, counts { pending = 1, rejected = 1, succeeded = 1 })
		held:ended(3, "succeeded")
		assert.is_true(held.halted)
	end)

	it("leave a canary that had ended to the person who resumed", function()
		assert.is_true(limits.new({ canary = 3 }, counts { rejected = 3 }):allow(4, 0))
	end)

	it("state once how many orders may be outstanding, and people are told the same number", function()
		local messages <const> = require "unom.messages"
		assert.equal(254, limits.MOST_OUTSTANDING)
		assert.matches(" 1 to 254$", messages.say("form_outstanding"))
		assert.matches("most: 254%)", messages.say("option_max_outstanding"))
	end)
end)
