--- Lines at the foot of a terminal that are drawn again in their place.
--
-- Invariant: what stands above the block is never written over, whatever was done to the terminal's width: the cursor
-- goes up by no more lines than were written. Where somebody else may have written since, it does not go up at all.

local block_methods <const> = {}
local block_mt <const> = { __name = "unom.cli.block", __index = block_methods }

local CLEAR_BELOW <const> = "\27[J"

-- Seconds after which somebody else may have written: a shell, when the process was stopped and goes on.
local FRESH <const> = 5

--- @param file the terminal
-- @param clock returns seconds that only grow
local function new(file, clock)
	return setmetatable({ file = file, clock = clock, height = 0 }, block_mt)
end

--- To the beginning of the block.
local function back(self)
	local is_ours <const> = self.height > 1 and self.clock() - self.drawn < FRESH
	return "\r" .. (is_ours and ("\27[%dA"):format(self.height - 1) or "") .. CLEAR_BELOW
end

--- Draws the lines, each narrower than the terminal, in the place of those before.
function block_methods:draw(lines)
	self.file:write(back(self), table.concat(lines, "\r\n"))
	self.file:flush()
	self.height, self.drawn = #lines, self.clock()
end

--- Leaves nothing of the block. Can be called twice.
function block_methods:clear()
	if self.height > 0 then
		self.file:write(back(self))
		self.file:flush()
		self.height = 0
	end
end

return { new = new }
