--- Breaks text into lines of a terminal.
--
-- Invariant: no line is wider than the columns given, unless these are fewer than the two of a wide character; nothing
-- but the spaces at a break is left out.

local text <const> = require "unom.cli.view.text"

--- The parts between which a line may be broken: words, spaces, and each wide character, with what combines with it.
local function parts_of(line)
	local parts <const> = {}
	local is_open = false -- may the next character join the last part?
	for _, code in utf8.codes(line) do
		local character <const> = utf8.char(code)
		local width <const> = text.width(character)
		local is_narrow <const> = width == 1 and character ~= " "
		local last <const> = parts[#parts]
		if last and (width == 0 or is_narrow and is_open) then
			last.text, last.width = last.text .. character, last.width + width
		else
			parts[#parts + 1] = { text = character, width = width }
		end
		is_open = is_narrow or width == 0 and is_open
	end
	return parts
end

--- @param line a string from `text.plain`
-- @return an array of lines, one at least
local function wrap(line, columns)
	local lines <const> = {}
	local current, width, spaces = {}, 0, 0
	local function put(part, part_width)
		if width > 0 and width + spaces + part_width > columns then
			lines[#lines + 1] = table.concat(current)
			current, width, spaces = {}, 0, 0
		end
		current[#current + 1] = (" "):rep(spaces) .. part
		width, spaces = width + spaces + part_width, 0
	end
	for _, part in ipairs(parts_of(line)) do
		if part.text == " " then
			spaces = spaces + 1
		elseif part.width <= columns then
			put(part.text, part.width)
		else
			for _, code in utf8.codes(part.text) do
				put(utf8.char(code), text.width(utf8.char(code)))
			end
		end
	end
	lines[#lines + 1] = table.concat(current)
	return lines
end

return { wrap = wrap }
