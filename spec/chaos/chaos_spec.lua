--- Nothing ordered twice, nothing lost: the short form of spec/chaos/run.lua.

local trial <const> = require "chaos.trial"

describe("killed again and again under every fault #chaos", function()
	for seed = 1, 6 do -- one for each profile
		it(("the engine accounts for every order of seed %d"):format(seed), function()
			local result <const> = trial.run(seed, { rows = 30, blows = 5, people = 0 })
			assert.same({}, result.violations)
			assert.is_true(result.kills > 0)
		end)
	end

	for _, seed in ipairs { 3, 6 } do
		it(("it does among people, of seed %d"):format(seed), function()
			local result <const> = trial.run(seed, { rows = 24, blows = 3, people = 8 })
			assert.same({}, result.violations)
			assert.is_true(result.kills > 0)
			assert.is_not_nil(next(result.refusals))
		end)
	end
end)
