--- Days that somebody may copy into a list: what is due today is refused tomorrow.

local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

describe("documents, examples and messages #unit", function()
	it("hold no day that passes, to be written into a list", function()
		local paths <const> = { "README.md", "CHANGELOG.md", "CONTRIBUTING.md" }
		for _, folder in ipairs { "docs", "examples", "lua/unom/messages/en" } do
			for name in lfs.dir(folder) do
				paths[#paths + 1] = not name:find("^%.") and folder .. "/" .. name or nil
			end
		end
		for _, path in ipairs(paths) do
			for number in scratch.read(path):gmatch("%f[%w](20%d%d[01]%d[0-3]%d)%f[%W]") do
				local year <const> = tonumber(number:sub(1, 4))
				assert.is_true(year < 2021 or year > 2098, path .. ": " .. number)
			end
		end
	end)
end)
