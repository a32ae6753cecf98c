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

--- Could the row be an order, though it stands above the header?
local function could_be_order(cells)
	for _, cell in ipairs(cells) do
		local plain <const> = normalize.plain(cell)
		if operations[plain] or plain:gsub("[^%d]", ""):find("^0%d%d%d%d%d%d%d%d%d%d?$") and not plain:find("[^%d%-()]") then
			return true
		end
	end
	return false
end

--- Looks for the header in the first rows, with one separator: the first row that names the operation's column or two
-- others; else the first that names one.
-- @return {cells=, line=, records=how many records there are up to it, named=how many columns it names,
--   above={ {line=, cells=}... }}, or nil where no row names columns
local function look(list_header, reader)
	local above <const>, likely = {}, nil
	for number = 1, MOST_ROWS do
		local cells <const>, line <const> = reader:read()
		if not cells then
			break
		end
		local named <const>, has_operation <const> = header.count_named(list_header, cells)
		local found <const> = { cells = cells, line = line, records = number, named = named,
			above = table.move(above, 1, #above, 1, {}) }
		if has_operation or named > 1 then
			return found
		elseif named == 1 then
			likely = likely or found
		end
		if number > 1 or not separator_line(cells) then
			above[#above + 1] = { line = line, cells = cells }
		end
	end
	return likely
end

--- The separator that the first line of the file names, or nil.
local function named_separator(reader)
	reader:separator(",")
	local cells <const> = reader:read()
	return type(cells) == "table" and separator_line(cells) or nil
end

--- Finds the header.
-- @param list_header as `header.reader` gave it
-- @param reader the core's, at whatever place
-- @param path of the list, for problems
-- @param separator the one that a person named; nil: the one with which most columns are named
-- @return {cells=, line=, records=, separator=, above={lines of titles}}; or nil where no row names columns; and the
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
		return nil, {}
	end
	reader:separator(best.separator)
	local problems <const>, lines <const> = {}, {}
	for index, row in ipairs(best.above) do
		lines[index] = row.line
		if could_be_order(row.cells) then
			problems[#problems + 1] = problem.new { file = path, line = row.line, code = "row_above_header",
				message = messages.say("list_row_above_header", { line = best.line }) }
		end
	end
	return { cells = best.cells, line = best.line, records = best.records, separator = best.separator, above = lines },
		problems
end

return header_search
