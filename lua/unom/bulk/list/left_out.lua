--- Rows of a sheet that are no orders: totals below a table, and its header printed again.
--
-- Invariant: a row that could be meant as an order is not left out; what is left out is told with its line.

local normalize <const> = require "unom.bulk.list.normalize"

local left_out <const> = {}

local TOTALS <const> = {
	["合計"] = true, ["総合計"] = true, ["小計"] = true, ["総計"] = true, ["計"] = true, ["件数"] = true,
	["total"] = true, ["totals"] = true, ["grandtotal"] = true, ["subtotal"] = true, ["sum"] = true,
}

-- The units of an amount beside the word.
local UNITS <const> = { [""] = true, ["件"] = true, ["行"] = true, ["台"] = true, ["本"] = true, ["回線"] = true,
	["枚"] = true, ["円"] = true }

-- More digits than these could be a line that lost its zero.
local MOST_DIGITS <const> = 7

-- The targets of which a few digits are one.
local SHORT_TARGETS <const> = { orderId = true, reserveId = true }

--- Is the text, in plain form, a number of things?
local function is_amount(plain)
	local digits <const>, unit <const> = plain:match("^([%d,.]+)(.*)$")
	return digits ~= nil and #digits <= MOST_DIGITS and UNITS[unit] == true
end

--- The word for a total that the text is, also with its amount in one cell: 合計300件.
local function is_total(plain)
	local word <const> = plain:lower():gsub("[:]", "")
	if TOTALS[word] then
		return true
	end
	local first <const>, rest <const> = word:match("^([^%d]+)([%d,.]+.*)$")
	return first ~= nil and TOTALS[first] == true and is_amount(rest)
end

--- Why the row is no order: "total", "header", or nil where it may be one.
-- @param columns as `header.resolve` gave them
-- @param heading the cells of the header
-- @param targets the names of the fields of which a row has one
function left_out.why(columns, heading, targets, cells)
	local same = #cells > 0
	for index = 1, math.max(#heading, #cells) do
		same = same and (heading[index] or "") == (cells[index] or "")
	end
	if same then
		return "header"
	end
	local has_word = false
	for index = 1, #cells do
		if cells[index] ~= "" then
			has_word = is_total(normalize.plain(cells[index]))
			break
		end
	end
	local has_target = false
	for _, column in ipairs(has_word and columns or {}) do
		local plain <const> = normalize.plain(cells[column.index] or "")
		has_target = has_target or targets[column.field] == true
		if plain ~= "" and not is_total(plain) and (SHORT_TARGETS[column.field] or not is_amount(plain)) then
			return nil
		end
	end
	return has_word and has_target and "total" or nil
end

return left_out
