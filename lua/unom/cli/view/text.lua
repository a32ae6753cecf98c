--- Text for a terminal: its width in columns, padding, and the removal of control characters.
--
-- Invariant: a string from `plain` has no control character and is valid UTF-8.

local printable <const> = require "unom.printable"

local text <const> = {}

text.plain = printable.line

--- These lines as one text, each made plain and ended.
function text.lines(lines)
	local made <const> = {}
	for index, line in ipairs(lines) do
		made[index] = text.plain(line) .. "\n"
	end
	return table.concat(made)
end

--- How many columns a string from `plain` takes on a terminal.
function text.width(line)
	return require("unom.core").text_width(line) -- not above: help needs no C module
end

--- A string from `plain`, filled with spaces to `width` columns; a wider one is returned as it is.
function text.pad(line, width)
	return line .. (" "):rep(width - text.width(line))
end

return text
