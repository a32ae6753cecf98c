--- A small list for three contracts, there and back: bench/there_and_back.lua leads a large one the same way.

local homes <const> = require "support.homes"
local operator <const> = require "support.operator"
local there_and_back <const> = require "support.there_and_back"

local LINES <const> = 12

describe("a list for three contracts #wire", function()
	local home <const> = homes.each_test()

	it("goes there and back, and the lines are as they were", function()
		home:simulate(there_and_back.simulator(LINES, { ["lost-reply"] = 0.08, ["lost-request"] = 0.05,
			["http-503"] = 0.02, ["gateway-503"] = 0.01, ["http-500"] = 0.01, ng = 0.03 }, 5))
		local client <close> = home:client()
		local person <const> = operator.new(home, client)
		local answers <const> = there_and_back.lead(person, { lines = LINES, roaming = LINES, already_so = 3, unknown = 2,
			wrong = 2 })
		assert.is_true(answers > 0, "no row was unknown")
	end)
end)
