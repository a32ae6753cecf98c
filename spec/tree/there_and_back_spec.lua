--- What docs/there-and-back.md shows is what examples/there-and-back.sh prints.

local lfs <const> = require "lfs"
local documents <const> = require "support.documents"
local printed <const> = require "support.printed"
local scratch <const> = require "support.scratch"

local DOCUMENT <const>, SCRIPT <const> = "docs/there-and-back.md", "examples/there-and-back.sh"
local SPEED <const> = 50

-- Carries out a command of the script; what is preloaded into this process (a sanitizer) is for it alone.
local WRAPPER <const> = [[#!/bin/sh
export LUA_PATH='%s/lua/?.lua;%s/lua/?/init.lua;;' LUA_CPATH='%s/?.so;;' LD_PRELOAD=$OWN_PRELOAD
exec lua5.4 %s/spec/support/hastened.lua %d "$@"
]]

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
		local directory <const>, tree <const> = scratch.directory(), lfs.currentdir()
		local build <const> = os.getenv("UNOM_BUILD") or "build"
		local unom <const> = scratch.file(directory .. "/unom", WRAPPER:format(tree, tree,
			build:sub(1, 1) == "/" and build or tree .. "/" .. build, tree, SPEED))
		assert(os.execute("chmod +x " .. unom))
		local pipe <const> = io.popen(("OWN_PRELOAD=$LD_PRELOAD LD_PRELOAD=$FOREIGN_PRELOAD UNOM=%s %s 2>&1")
			:format(unom, SCRIPT))
		local lines <const> = printed.lines(pipe:read("a"))
		pipe:close()
		scratch.remove(directory)

		printed.are(shown(), lines)
	end)
end)
