--- The fuzzers: each has its first inputs, and CI runs all of them.

local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

describe("the fuzzers", function()
	local names <const> = shell.lines("cd fuzz && ls *.c | sed 's/[.]c$//' | LC_ALL=C sort")

	it("are those that have a corpus", function()
		assert.is_true(#names >= 5, #names)
		assert.same(names, (shell.lines("ls fuzz/corpus | LC_ALL=C sort")))
	end)

	it("have first inputs under names that say what they are", function()
		for _, name in ipairs(names) do
			local inputs <const> = shell.lines("ls fuzz/corpus/%s", name)
			assert.is_true(#inputs >= 10, name)
			for _, input in ipairs(inputs) do
				assert.matches("^[%l%d_]+$", input)
			end
		end
	end)

	it("are on the map and in the guide", function()
		for _, document in ipairs { "docs/architecture.md", "CONTRIBUTING.md" } do
			for _, name in ipairs(names) do
				assert.is_truthy(scratch.read(document):find("`" .. name .. "`", 1, true), name)
			end
		end
	end)

	it("are a part of what decides whether a change may land", function()
		assert.matches("\nmake fuzz\n", scratch.read(".ci/run"))
	end)
end)
