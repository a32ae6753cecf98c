--- What is proved of unknown rows is so: the short form of spec/chaos/proposals.lua.

local judgement <const> = require "chaos.judgement"
local trial <const> = require "chaos.trial"

describe("after the chaos #chaos", function()
	it("no proof is wrong, and whoever goes by the proposals alone settles rows without ordering one twice", function()
		local answers = 0
		for _, seed in ipairs { 1, 10 } do -- late lists, and replies that are lost: runs that leave unknown rows
			local found
			local result <const> = trial.run(seed, { group = "world", rows = 36, blows = 4, people = 0,
				before_audit = function(of) found = judgement.settle(of) end })
			assert.same({}, result.violations)
			for _, words in ipairs(found.wrong) do
				assert.not_matches("^proof", words)
			end
			answers = answers + found.answers
		end
		assert.is_true(answers > 0)
	end)
end)
