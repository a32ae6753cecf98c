--- What docs/there-and-back.md shows is what examples/there-and-back.sh prints.

local documents <const> = require "support.documents"
local hastened <const> = require "support.hastened"
local printed <const> = require "support.printed"
local scratch <const> = require "support.scratch"

local DOCUMENT <const>, SCRIPT <const> = "docs/there-and-back.md", "examples/there-and-back.sh"
local SPEED <const> = 50

--- The lines that the document shows, "..." for those that it leaves out.
local function shown()
	local lines <const> = { "..." }
	for _, block in ipairs(documents.blocks(scratch.read(DOCUMENT))) do
		if block.language == "console" then
			for _, line in ipairs(printed.lines(block.text)) do
				lines[#lines + 1] = line
			end
			lines[#lines + 1] = "..."
		end
	end
	return lines
end

describe("the story of a list there and back #wire", function()
	it("is what the example prints", function()
		local directory <const> = scratch.directory()
		local unom <const> = hastened.write_command(directory .. "/unom", SPEED)
		local pipe <const> = io.popen(("OWN_PRELOAD=$LD_PRELOAD LD_PRELOAD=$FOREIGN_PRELOAD UNOM=%s %s 2>&1")
			:format(unom, SCRIPT))
		local lines <const> = printed.lines(pipe:read("a"))
		pipe:close()
		scratch.remove(directory)

		printed.are(shown(), lines)
	end)
end)
