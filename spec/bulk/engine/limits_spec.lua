local limits <const> = require "unom.bulk.engine.limits"

--- @param canary {row's number = its state}, or nil
local function new(settings, canary, accepted)
	local passed = 0
	local held <const> = limits.new(settings, { accepted = accepted or 0, canary = canary,
		on_canary_passed = function() passed = passed + 1 end })
	return held, function() return passed end
end

--- Rows of these states, which ended as soon as they were sent.
local function feed(held, outcomes)
	for row, state in ipairs(outcomes) do
		held:moved(row, "submitting", state)
	end
end

describe("limits #unit", function()
	it("let everything pass by default", function()
		assert.is_true(new({}):allow(0))
	end)

	it("halt at five rows not succeeded that are over 5 % of those accepted or ended", function()
		local held <const> = new {}
		for row = 1, 96 do
			held:moved(row, "submitting", row % 2 == 0 and "succeeded" or "tracking")
		end
		for row = 97, 100 do
			held:moved(row, "submitting", "rejected")
		end
		assert.is_false(held.halted) -- 4 of 100
		held:moved(101, "submitting", "unknown") -- 5 of 101 is under 5 %
		held:moved(1, "tracking", "succeeded") -- counted before
		assert.is_false(held.halted)
		held:moved(3, "tracking", "failed") -- 6 of 101
		assert.is_true(held.halted)
		assert.equal("failures", held.halted_by)
		assert.is_false(held:allow(0))
	end)

	it("count the rows that were accepted before the run", function()
		for accepted, halts in pairs { [94] = true, [95] = false } do
			local held <const> = new({}, nil, accepted)
			feed(held, { "rejected", "rejected", "rejected", "rejected", "rejected" })
			assert.equal(halts, held.halted, accepted)
		end
	end)

	it("do not halt before the fifth, however high the share", function()
		local held <const> = new {}
		feed(held, { "rejected", "failed", "cancelled", "unknown", "skipped" })
		assert.is_false(held.halted)
		held:moved(6, "submitting", "rejected")
		assert.is_true(held.halted)
	end)

	it("count a row once, and no longer when its order is found or it is to be sent again", function()
		local held <const> = new { max_failures = { rows = 2 } }
		held:moved(1, "submitting", "unknown")
		held:moved(1, "unknown", "tracking")
		held:moved(2, "submitting", "unknown")
		held:moved(2, "unknown", "pending")
		held:moved(2, "pending", "submitting")
		held:moved(2, "submitting", "tracking")
		held:moved(2, "tracking", "rejected")
		assert.is_false(held.halted)
		held:moved(1, "tracking", "succeeded")
		held:moved(1, "succeeded", "unknown") -- another order was found that may be its own
		assert.is_true(held.halted)
	end)

	it("halt at a number of rows", function()
		local held <const> = new { max_failures = { rows = 2 } }
		feed(held, { "succeeded", "rejected" })
		assert.is_false(held.halted)
		held:moved(3, "submitting", "rejected")
		assert.is_true(held.halted)
	end)

	it("halt over a percentage", function()
		local held <const> = new { max_failures = { percent = 50 } }
		feed(held, { "rejected", "rejected", "rejected", "rejected", "succeeded", "succeeded", "succeeded", "succeeded",
			"succeeded", "rejected" }) -- 5 of 10 is not over 50 %
		assert.is_false(held.halted)
		held:moved(11, "submitting", "rejected")
		assert.is_true(held.halted)
	end)

	it("space the sends by the rate", function()
		local held <const> = new { rate = 2 }
		assert.is_true(held:allow(10))
		held:sent(10)
		local allowed <const>, time = held:allow(10.1)
		assert.is_false(allowed)
		assert.equal(10.5, time)
		assert.is_true(held:allow(10.5))
		held:sent(20) -- a pause is no credit for a burst
		assert.is_false((held:allow(20.4)))
		assert.is_true((held:allow(20.5)))
	end)

	it("tell once that the canary has succeeded", function()
		local held <const>, passed <const> = new({}, { [1] = "pending", [7] = "pending" })
		assert.is_true(held:has_canary())
		held:moved(1, "pending", "submitting")
		held:moved(1, "submitting", "tracking")
		held:moved(2, "tracking", "succeeded")
		held:moved(1, "tracking", "succeeded")
		assert.equal(0, passed())
		held:moved(7, "submitting", "succeeded")
		held:moved(3, "submitting", "rejected")
		assert.equal(1, passed())
		assert.is_false(held:has_canary())
		assert.is_false(held.halted)
	end)

	it("halt when a row of the canary has not succeeded", function()
		local held <const>, passed <const> = new({}, { [1] = "pending", [7] = "pending" })
		held:moved(1, "submitting", "rejected")
		assert.is_false(held.halted)
		held:moved(7, "submitting", "succeeded")
		assert.is_true(held.halted)
		assert.equal("canary", held.halted_by)
		assert.equal(0, passed())
	end)

	it("wait for a row of the canary whose order is found after all", function()
		local held <const>, passed <const> = new({}, { [1] = "pending", [7] = "pending" })
		held:moved(1, "submitting", "unknown")
		held:moved(1, "unknown", "tracking")
		held:moved(7, "submitting", "succeeded")
		assert.is_true(held:has_canary())
		held:moved(1, "tracking", "succeeded")
		assert.equal(1, passed())
	end)

	it("count a canary's rows that ended in an earlier run", function()
		local held <const> = new({}, { [1] = "rejected", [2] = "succeeded", [3] = "pending" })
		held:moved(3, "submitting", "succeeded")
		assert.equal("canary", held.halted_by)
	end)

	it("leave a canary that had ended to the person who resumed", function()
		assert.is_false(new({}, { [1] = "rejected", [2] = "succeeded" }):has_canary())
	end)

	it("state once how many orders may be outstanding, and people are told the same number", function()
		local messages <const> = require "unom.messages"
		assert.equal(254, limits.MOST_OUTSTANDING)
		assert.matches(" 1 to 254$", messages.say("form_outstanding"))
		assert.matches("most: 254%)", messages.say("option_max_outstanding"))
	end)
end)
