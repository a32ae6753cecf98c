--- Where the header of a change list is, and what separates its cells: sheets have titles above their header, and are
-- saved with commas, semicolons or tabs.
--
-- Invariant: the header is the first row that names columns; what stands above it is told, and refused where it could
-- be an order.

local header <const> = require "unom.bulk.list.header"
local messages <const> = require "unom.messages"
local normalize <const> = require "unom.bulk.list.normalize"
local operations <const> = require "unom.operations"
local problem <const> = require "unom.bulk.list.problem"
local row <const> = require "unom.bulk.list.row"

local header_search <const> = {
	SEPARATORS = { ",", ";", "\t" },
}

-- How many rows are looked at.
local MOST_ROWS <const> = 20

--- Excel's first line that names the separator, and nothing else: sep=;
local function separator_line(cells)
	local separator <const> = cells[1]:match("^[sS][eE][pP]=(.?)$")
	if not separator then
		return nil
	end
	return separator == "" and "," or separator -- the separator itself may have ended the cell
end

-- What people and spreadsheets write around the digits of a line's number.
local BETWEEN <const> = { "[-()+='\"]", "%.0+$", "‐", "–", "—", "―", "ー" }

-- What only an order has: the numbers of lines, whole, without their zero, from abroad, as a spreadsheet spoils them;
-- the carrier's codes; addresses.
local OF_ORDERS <const> = { "^0%d%d%d%d%d%d%d%d%d%d?%d?%d?%d?$", "^[789]0%d%d%d%d%d%d%d%d$",
	"^81[789]0%d%d%d%d%d%d%d%d$", "^%d%.%d+[eE]1%d$", "^T%d%d%d%d%d%d%d$", "^%d+%.%d+%.%d+%.%d+$" }
local CONTRACT <const> = "^N%d%d%d%d%d%d%d%d%d$"

local function is_of_order(plain)
	for _, mark in ipairs(BETWEEN) do
		plain = plain:gsub(mark, "")
	end
	for _, pattern in ipairs(OF_ORDERS) do
		if plain:find(pattern) then
			return true
		end
	end
	return false
end

--- May a cell in plain form be meant as this field, so that the row is an order? A title has other words there.
-- @param alone the only cell of its row
local ORDERS <const> = {
	orderId = function(plain) return plain:find "^%w*%d%w*$" and not plain:find(CONTRACT) end,
	reserveId = function(plain) return plain:find "^%d+$" end,
	operation = function(plain, alone)
		local _ <const>, code <const> = row.operation(plain)
		return not alone and code ~= "unknown_operation"
	end,
}

--- Could the row be an order, though it stands above the header?
-- @param headings {[field]={[cell's number]=true}} of all rows down to the header that name columns
local function could_be_order(cells, headings)
	local filled = 0
	for _, cell in ipairs(cells) do
		filled = filled + (cell ~= "" and 1 or 0)
	end
	for index, cell in ipairs(cells) do
		local plain <const> = normalize.plain(cell)
		if operations[plain] or is_of_order(plain) then
			return true
		end
		for field, is_meant in pairs(ORDERS) do
			if plain ~= "" and headings[field] and headings[field][index] and is_meant(plain, filled == 1) then
				return true
			end
		end
	end
	return false
end

--- Adds the fields that a row names to `headings`, see `could_be_order`.
local function add_headings(headings, fields)
	for index, field in pairs(fields) do
		headings[field] = headings[field] or {}
		headings[field][index] = true
	end
end

--- The first contract that a cell of the row names, or nil.
local function contract_in(cells)
	for _, cell in ipairs(cells) do
		local id <const> = normalize.plain(cell):match("%f[%w](N%d%d%d%d%d%d%d%d%d)%f[^%w]")
		if id then
			return id
		end
	end
	return nil
end

--- Looks for the header in the first rows, with one separator: the first row that names two columns, or the operation's
-- and nothing unknown; else the first that names one and nothing unknown; else the first that names one: 契約番号 and
-- N123456789 side by side are a title. A row that could be an order is no header, whatever words are in its cells.
-- @return {cells=, line=, records=how many records there are up to it, named=how many columns it names,
--   headings=see `could_be_order`, above={ {line=, cells=}... }}, or nil where no row names columns
local function look(list_header, reader)
	local above <const>, headings <const> = {}, {}
	local first, understood
	for number = 1, MOST_ROWS do
		local cells <const>, line <const> = reader:read()
		if not cells then
			break
		end
		local named <const>, has_operation <const>, fields <const>, is_understood <const> =
			header.count_named(list_header, cells)
		local is_order <const> = could_be_order(cells, headings)
		if not is_order then
			add_headings(headings, fields)
		end
		local found <const> = { cells = cells, line = line, records = number, named = named, headings = headings,
			above = table.move(above, 1, #above, 1, {}) }
		if not is_order and (named > 1 or has_operation and is_understood) then
			return found
		elseif not is_order and named == 1 then
			first = first or found
			understood = understood or is_understood and found or nil
		end
		if number > 1 or not separator_line(cells) then
			above[#above + 1] = { line = line, cells = cells }
		end
	end
	return understood or first
end

--- The separator that the first line of the file names, or nil.
local function named_separator(reader)
	reader:separator(",")
	local cells <const> = reader:read()
	return type(cells) == "table" and separator_line(cells) or nil
end

--- The problems of a list no row of which names columns, where its first row could be an order.
local function first_row_problems(reader, path, separators)
	for _, separator in ipairs(separators) do
		reader:separator(separator)
		local cells <const>, line <const> = reader:read()
		if cells and could_be_order(cells, {}) then
			return { problem.new { file = path, line = line, code = "no_header", message = messages.say("list_order_first") } }
		end
	end
	return {}
end

--- Finds the header.
-- @param list_header as `header.reader` gave it
-- @param reader the core's, at whatever place
-- @param path of the list, for problems
-- @param separator the one that a person named; nil: the one with which most columns are named
-- @return {cells=, line=, records=, separator=, above={lines of titles}, contracts={ {line=, id=the contract
--   that a title names, or nil}... }}; or nil where no row names columns; and the
--   problems of what stands above it
function header_search.find(list_header, reader, path, separator)
	local named <const> = not separator and named_separator(reader)
	local candidates <const> = separator and { separator } or header_search.SEPARATORS
	local best
	for _, candidate in ipairs(candidates) do
		if reader:separator(candidate) then
			local found <const> = look(list_header, reader)
			if found and (candidate == named or not best or best.separator ~= named and found.named > best.named) then
				best, found.separator = found, candidate
			end
		end
	end
	if not best then
		return nil, first_row_problems(reader, path, candidates)
	end
	reader:separator(best.separator)
	local problems <const>, lines <const>, contracts <const> = {}, {}, {}
	for index, above in ipairs(best.above) do
		lines[index] = above.line
		contracts[#contracts + 1] = { line = above.line, id = contract_in(above.cells) }
		if could_be_order(above.cells, best.headings) then
			problems[#problems + 1] = problem.new { file = path, line = above.line, code = "row_above_header",
				message = messages.say("list_row_above_header", { line = best.line }) }
		end
	end
	return { cells = best.cells, line = best.line, records = best.records, separator = best.separator, above = lines,
		contracts = contracts }, problems
end

--- What separates the cells of a list without a header: what its first line names, or else that with which its first
-- row has a cell for each column.
-- @param columns the fields that a person named
-- @return {cells=columns, records=how many records there are before the first row, separator=, above={}}
function header_search.without_header(reader, columns, separator)
	local named <const> = named_separator(reader)
	local records <const> = named and 1 or 0
	local function fits(candidate)
		local cells
		for _ = 0, reader:separator(candidate) and records or -1 do
			cells = reader:read()
		end
		return type(cells) == "table" and #cells == #columns
	end
	separator = separator or named and fits(named) and named
	for _, candidate in ipairs(header_search.SEPARATORS) do
		separator = separator or fits(candidate) and candidate
	end
	separator = separator or ","
	reader:separator(separator)
	return { cells = columns, records = records, separator = separator, above = {} }
end

return header_search
