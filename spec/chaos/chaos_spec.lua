--- Nothing ordered twice, nothing lost: the short form of spec/chaos/run.lua.

local trial <const> = require "chaos.trial"

describe("killed again and again under every fault #chaos", function()
	for seed = 1, 10 do
		it(("the engine accounts for every order of seed %d"):format(seed), function()
			local result <const> = trial.run(seed, { group = "plain", rows = 36, blows = 5, people = 0 })
			assert.same({}, result.violations)
			assert.is_true(result.kills > 0)
		end)
	end
end)
