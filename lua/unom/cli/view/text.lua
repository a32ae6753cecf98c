--- Text for a terminal: its width in columns, padding, and the removal of control characters.
--
-- Invariant: a string from `plain` has no control character and is valid UTF-8.

local printable <const> = require "unom.printable"

local text <const> = {}

-- Characters two columns wide, first and last of each range (Unicode, East Asian Width W and F).
local WIDE <const> = {
	{ 0x1100, 0x115F }, { 0x2E80, 0x303E }, { 0x3041, 0x3098 }, { 0x309B, 0x4DBF }, { 0x4E00, 0xA4CF },
	{ 0xA960, 0xA97C }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F }, { 0xFF01, 0xFF60 },
	{ 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF }, { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
}

-- Characters that take no column: combining marks and joiners.
local COMBINING <const> = {
	{ 0x0300, 0x036F }, { 0x200B, 0x200F }, { 0x3099, 0x309A }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF },
}

local function within(ranges, code)
	for _, range in ipairs(ranges) do
		if code >= range[1] and code <= range[2] then
			return true
		end
	end
	return false
end

text.plain = printable.line

--- How many columns a string from `plain` takes on a terminal.
function text.width(line)
	local width = 0
	for _, code in utf8.codes(line) do
		if code < 0x300 then
			width = width + 1
		elseif not within(COMBINING, code) then
			width = width + (within(WIDE, code) and 2 or 1)
		end
	end
	return width
end

--- A string from `plain`, filled with spaces to `width` columns; a wider one is returned as it is.
function text.pad(line, width)
	return line .. (" "):rep(width - text.width(line))
end

return text
