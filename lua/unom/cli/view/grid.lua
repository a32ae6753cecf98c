--- Rows in columns: aligned for a terminal, or as CSV.
--
-- Invariant: both writers take the same rows and columns; an absent cell is written empty, never skipped.

local text <const> = require "unom.cli.view.text"

local grid <const> = {}

local GAP <const> = "  "

local function cell(row, column)
	local value <const> = row[column]
	return value == nil and "" or tostring(value)
end

--- Rows as aligned lines under a heading, each with a line end.
-- @param rows array of tables keyed by column
-- @param columns array of keys, which are also the headings
function grid.aligned(rows, columns)
	local cells <const>, widths <const> = { {} }, {}
	for position, column in ipairs(columns) do
		local heading <const> = text.plain(column)
		cells[1][position] = heading
		widths[position] = text.width(heading)
	end
	for index, row in ipairs(rows) do
		local line <const> = {}
		for position, column in ipairs(columns) do
			line[position] = text.plain(cell(row, column))
			widths[position] = math.max(widths[position], text.width(line[position]))
		end
		cells[index + 1] = line
	end
	local lines <const> = {}
	for index, line in ipairs(cells) do
		for position = 1, #line do
			line[position] = text.pad(line[position], widths[position])
		end
		lines[index] = table.concat(line, GAP):gsub(" +$", "") .. "\n"
	end
	return table.concat(lines)
end

--- The cells as a line of CSV that ends in LF.
local function csv_line(cells)
	return require("unom.core").csv_line(cells):sub(1, -3) .. "\n" -- not above: help needs no C module
end

--- Rows as CSV with a header, each line with an LF.
-- @param rows as for `aligned`
-- @param columns as for `aligned`
function grid.csv(rows, columns)
	local lines <const> = { csv_line(columns) }
	for index, row in ipairs(rows) do
		local line <const> = {}
		for position, column in ipairs(columns) do
			line[position] = cell(row, column)
		end
		lines[index + 1] = csv_line(line)
	end
	return table.concat(lines)
end

return grid
