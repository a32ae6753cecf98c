--- What docs/there-and-back.md shows is what examples/there-and-back.sh prints.

local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

local DOCUMENT <const>, SCRIPT <const> = "docs/there-and-back.md", "examples/there-and-back.sh"
local SPEED <const> = 50

-- Carries out a command of the script; what is preloaded into this process (a sanitizer) is for it alone.
local WRAPPER <const> = [[#!/bin/sh
export LUA_PATH='%s/lua/?.lua;%s/lua/?/init.lua;;' LUA_CPATH='%s/?.so;;' LD_PRELOAD=$OWN_PRELOAD
exec lua5.4 %s/spec/support/hastened.lua %d "$@"
]]

-- What another day changes of a line: its days and times, and the ids that begin with a day.
local PASSING <const> = {
	{ "%d%d%d%d%-%d%d%-%d%dT[%d:]+%+09:00", "TIME" }, { "%d%d%d%d%-%d%d%-%d%d", "DAY" },
	{ "AGU%d%d%d%d%d%d(%d+)", "AGU%1" }, { '"today":"%d+"', '"today":"DAY"' },
}

local function without_days(line)
	for _, each in ipairs(PASSING) do
		line = line:gsub(each[1], each[2])
	end
	return line
end

--- The lines of a text, without the blank ones.
local function lines_of(text)
	local lines <const> = {}
	for line in text:gmatch "[^\n]+" do
		lines[#lines + 1] = without_days(line)
	end
	return lines
end

--- The lines that the document shows, "..." for those that it leaves out.
local function shown()
	local lines <const> = {}
	for block in ("\n" .. scratch.read(DOCUMENT)):gmatch "\n```console\n(.-)\n```" do
		for _, line in ipairs(lines_of(block)) do
			lines[#lines + 1] = line
		end
		lines[#lines + 1] = "..."
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
		local printed <const> = lines_of(pipe:read("a"))
		pipe:close()
		scratch.remove(directory)

		local place, skips = 1, true
		for _, line in ipairs(shown()) do
			local found = place
			while skips and line ~= "..." and printed[found] and printed[found] ~= line do
				found = found + 1
			end
			if line == "..." then
				skips = true
			else
				assert.equal(line, printed[found] or "not printed after " .. (printed[place] or "the end"))
				place, skips = found + 1, false
			end
		end
	end)
end)
