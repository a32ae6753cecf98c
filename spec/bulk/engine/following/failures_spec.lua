--- Which polls failed, and which ids the carrier refuses to speak of.

local errors <const> = require "unom.error"
local failures <const> = require "unom.bulk.engine.following.failures"

describe("failures of polls #unit", function()
	local now, answered, asked, failing

	before_each(function()
		now, answered, asked = 1000, -math.huge, {}
		failing = failures.new {
			clock = function() return now end,
			last_answer = function() return answered end,
			ask = function(contract) asked[#asked + 1] = contract end,
		}
	end)

	local UNKNOWN <const> = errors.new { kind = "api", sent = "yes", status = 404, message = "not found" }
	local LOST <const> = errors.new { kind = "network", sent = "maybe", message = "lost" }

	local function target()
		return { contract = { name = "N123456789" } }
	end

	--- Denies the target every minute for so many seconds; returns after how many it was given up, and what was said.
	local function deny(of, seconds, each)
		local began <const> = now
		while now - began <= seconds do
			local given_up <const>, soon = failing:deny(of, UNKNOWN)
			if given_up or soon then
				return given_up, soon, now - began
			end
			now = now + 60
			if each then
				each()
			end
		end
		return false
	end

	it("are over for a row when none of its polls fails any more", function()
		local row <const> = { job = 1, row = 1, contract = "N1" }
		local one <const>, other <const> = { row = row, failed = false }, { row = row, failed = false }
		assert.is_false(failing:set(one, true))
		assert.is_false(failing:set(other, true))
		assert.is_false(failing:set(other, true))
		assert.is_false(failing:set(one, false))
		assert.same({ row }, failing:of_contract "N1")
		assert.is_true(failing:set(other, false))
		assert.same({}, failing:of_contract "N1")
		assert.is_false(failing:set(other, false))
	end)

	it("give up an id that is denied for ten minutes while others are answered", function()
		local given_up <const>, _, after = deny(target(), 3600, function() answered = now - 30 end)
		assert.is_true(given_up)
		assert.equal(600, after)
		assert.same({}, asked)
	end)

	it("give up none while nobody is answered, but find out whether anybody is", function()
		local of <const> = target()
		local given_up <const>, soon, after = deny(of, 3600, function() answered = 999 end)
		assert.is_false(given_up)
		assert.equal(600, after)
		assert.equal(2, soon)
		assert.same({ "N123456789" }, asked)
		now = now + 2
		assert.is_false((failing:deny(of, UNKNOWN))) -- nor was that answered
		answered, now = now + 1, now + 2
		assert.is_true((failing:deny(of, UNKNOWN)))
	end)

	it("count the minutes anew after another answer about the id", function()
		local of <const> = target()
		answered = math.huge
		deny(of, 500)
		failing.end_denial(of)
		assert.is_false((deny(of, 500)))
		assert.is_false((failing:deny(of, LOST)))
		assert.is_false((deny(of, 500)))
		assert.is_true((deny(of, 100)))
	end)
end)
