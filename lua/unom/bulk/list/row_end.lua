--- The end of a row: cells that are not there, and a last one that may have been cut with the file.
--
-- Invariant: a cell that is missing is never taken for an empty one where an empty one would mean something.

local operations <const> = require "unom.operations"

local row_end <const> = {}

-- The rules of values that have one length: none of them passes when its end is missing.
local FIXED_LENGTH <const> = { contract_id = true, date = true, yes_no = true, product_code = true, roaming_code = true,
	choice = true }

--- Does an empty cell of the field mean something?
local function means_something(field)
	return field.empty and not field.default
end

--- The field of the layout whose cell is the row's last, or nil.
local function last_field(layout, cells)
	for _, field in ipairs(layout.fields) do
		if field.column == #cells then
			return field
		end
	end
	return nil
end

--- The row ends with the file, and not with a line end: the file may have been cut there.
local function at_end_of_file(layout, cells, last_heading)
	local field <const>, cell <const> = last_field(layout, cells), cells[#cells]
	if #cells < last_heading or field and cell == "" and means_something(field) then
		return { { code = "cut_row", message = "list_cut_row", values = { number = #cells } } }
	elseif field and cell ~= "" and not FIXED_LENGTH[operations[layout.operation].fields[field.name].rule] then
		return { { code = "no_line_end", message = "list_no_line_end", field = field.name, is_advice = true } }
	end
	return {}
end

--- What is wrong with the end of a row. Spreadsheets leave out the empty cells there, so missing ones are a problem
-- only where an empty one would mean something, and at the end of the file.
-- @param layout as row.lua makes it
-- @param last_heading the number of the last column that has a heading
-- @param is_last true where the file ends with the row, and not with a line end
-- @return an array of {code=, message=its code, values=for the message|nil, field=|nil, is_advice=true|nil}
function row_end.find(layout, cells, last_heading, is_last)
	if is_last then
		return at_end_of_file(layout, cells, last_heading)
	end
	local found <const> = {}
	for _, field in ipairs(#cells < last_heading and layout.fields or found) do
		if means_something(field) and field.column > #cells then
			found[#found + 1] = { code = "missing_cell", message = "list_missing_cell", field = field.name }
		end
	end
	return found
end

return row_end
