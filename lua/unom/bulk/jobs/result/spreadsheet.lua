--- Cells for a spreadsheet that opens a CSV file with a double click: what it would take for a formula is none, and
-- what it would take for a number, and spoil, stays a text.
--
-- Invariant: nothing is lost. Without the apostrophe, or what is around it in ="...", a cell is what it was.

local spreadsheet <const> = {}

-- How a cell begins that a spreadsheet may take for a formula. The wide forms are those that some take in Japan.
local FORMULA <const> = { "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}" }

-- How many digits a spreadsheet shows of a number before it writes 9.01E+10.
local MOST_DIGITS <const> = 11

local function is_formula(text)
	for _, beginning in ipairs(FORMULA) do
		if text:sub(1, #beginning) == beginning then
			return true
		end
	end
	return false
end

--- Is it a number that would be shown otherwise than it is written: without its zero, or as a power of ten?
local function is_spoilt(text)
	local digits <const> = text:match "^%d+$"
	return digits ~= nil and (digits:find "^0%d" ~= nil or #digits > MOST_DIGITS) or text:find "^%d+[eE]%d+$" ~= nil
end

--- A cell's text as a spreadsheet is given it.
function spreadsheet.cell(text)
	if is_formula(text) then
		return "'" .. text
	end
	return is_spoilt(text) and ('="%s"'):format(text) or text
end

return spreadsheet
