--- What a document shows of an output, beside what was printed.

local assert <const> = require "luassert"

local printed <const> = {}

-- What another day or another run changes: days and times, the ids that begin with a day, processes, and which of the
-- rows that are processed together ended last.
local PASSING <const> = {
	{ "%d%d%d%d%-%d%d%-%d%dT[%d:]+%+09:00", "TIME" }, { "%d%d%d%d%-%d%d%-%d%d", "DAY" },
	{ "AGU%d%d%d%d%d%d(%d+)", "AGU%1" }, { '"today":"%d+"', '"today":"DAY"' },
	{ "(takes? effect on DAY), .*", "%1" }, { "kill %d+", "kill PID" },
	{ "process %d+ on %S+ ?", "process PID on HOST " }, { "process %d+ is", "process PID is" },
	{ "127%.0%.0%.1:%d+", "127.0.0.1:PORT" }, { "^(last step at TIME): .*", "%1" },
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

--- Is the line the one that is shown? Of JSON whose rest is left out (" ...") it is enough that it has the members that
-- are shown, whose order is nobody's promise.
local function is_shown(shown, line)
	if not line or line == shown or not shown:find "^{.* %.%.%.$" then
		return line == shown
	end
	for member in shown:gmatch '"%w+":"[^"]*"' do
		if not line:find(member, 1, true) then
			return false
		end
	end
	return true
end

--- Is "..." all that the line shows?
local function is_gap(shown)
	return shown:find "^%s*%.%.%.$" ~= nil
end

--- Asserts that lines are those that are shown, in which "..." is any number of them.
function printed.are(shown, lines)
	local place, skips = 1, false
	for _, line in ipairs(shown) do
		local found = place
		while skips and not is_gap(line) and lines[found] and not is_shown(line, lines[found]) do
			found = found + 1
		end
		if is_gap(line) then
			skips = true
		else
			assert.is_true(is_shown(line, lines[found]), ("shown: %s\nprinted: %s"):format(line,
				lines[found] or "nothing like it after: " .. (lines[place] or "the end")))
			place, skips = found + 1, false
		end
	end
	assert.is_true(skips or not lines[place], "printed but not shown: " .. tostring(lines[place]))
end

return printed
