--- What a document shows of an output, beside what was printed.

local assert <const> = require "luassert"

local printed <const> = {}

-- What another day or another run changes: days and times, the ids that begin with a day, processes, and which of the
-- rows that are processed together ended last.
local PASSING <const> = {
	{ "%d%d%d%d%-%d%d%-%d%dT[%d:]+%+09:00", "TIME" }, { "%d%d%d%d%-%d%d%-%d%d", "DAY" },
	{ "AGU%d%d%d%d%d%d(%d+)", "AGU%1" }, { '"today":"%d+"', '"today":"DAY"' },
	{ "(takes? effect on DAY), .*", "%1" }, { "kill %d+", "kill PID" }, { "^(last step at TIME): .*", "%1" },
}

--- The lines of a text without the blank ones, and without what another day changes.
function printed.lines(text)
	local lines <const> = {}
	for line in text:gmatch "[^\n]+" do
		for _, each in ipairs(PASSING) do
			line = line:gsub(each[1], each[2])
		end
		lines[#lines + 1] = line
	end
	return lines
end

--- Asserts that lines are those that are shown, in which "..." is any number of them.
function printed.are(shown, lines)
	local place, skips = 1, false
	for _, line in ipairs(shown) do
		local found = place
		while skips and line ~= "..." and lines[found] and lines[found] ~= line do
			found = found + 1
		end
		if line == "..." then
			skips = true
		else
			assert.equal(line, lines[found] or "not printed after " .. (lines[place] or "the end"))
			place, skips = found + 1, false
		end
	end
	assert.is_true(skips or not lines[place], "printed but not shown: " .. tostring(lines[place]))
end

return printed
