--- Lists that are late, gateways, other readings of the specification, and somebody else who orders: the short form.

local profiles <const> = require "chaos.profiles"
local trial <const> = require "chaos.trial"

describe("in a world with others #chaos", function()
	for seed = 1, profiles.number "world" do
		it(("the engine accounts for every order: %s"):format(profiles.of("world", seed).name), function()
			local result <const> = trial.run(seed, { group = "world", rows = 36, blows = 4, people = 0 })
			assert.same({}, result.violations)
			assert.is_true(result.of_simulator.foreign ~= nil or result.false_succeeded == 0)
		end)
	end
end)
