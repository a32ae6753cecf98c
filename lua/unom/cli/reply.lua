--- A reply for people or programs: a table, CSV or JSON.
--
-- Invariant: JSON shows the whole reply; CSV the entries of its list, or the reply itself when it has none.

local json <const> = require "unom.cli.json"
local shape <const> = require "unom.cli.shape"
local tables <const> = require "unom.cli.table"

local reply <const> = { FORMATS = { "json", "csv", "table" } }

--- A nested value in one cell: plain values side by side, anything deeper as JSON.
local function cell(value)
	if type(value) ~= "table" then
		return value
	end
	for _, member in pairs(value) do
		if type(member) == "table" then
			return json.compact(value)
		end
	end
	if #value > 0 then
		return table.concat(value, " ")
	end
	return next(value) == nil and "" or json.compact(value)
end

local function flat(entry)
	local row <const> = {}
	for name, value in pairs(entry) do
		row[name] = cell(value)
	end
	return row
end

--- The columns of rows: those of the shape in its order, then any others, sorted.
-- @param filled leave out the shape's columns that no row fills
local function columns_of(rows, members, filled)
	local present <const> = {}
	for _, row in ipairs(rows) do
		for name, value in pairs(row) do
			if value ~= "" then
				present[name] = true
			end
		end
	end
	local columns <const> = {}
	for _, name in ipairs(shape.names(members)) do
		if present[name] or not filled then
			columns[#columns + 1] = name
		end
		present[name] = nil
	end
	local others <const> = {}
	for name in pairs(present) do
		others[#others + 1] = name
	end
	table.sort(others)
	table.move(others, 1, #others, #columns + 1, columns)
	return columns
end

local function as_csv(found, members)
	local entries <const>, entry_members <const> = shape.list(found, members)
	local rows <const> = {}
	for index, entry in ipairs(entries or { found }) do
		rows[index] = flat(entry)
	end
	return tables.csv(rows, columns_of(rows, entry_members or members, false))
end

local function as_table(found, members)
	local entries <const>, entry_members <const>, list_name <const> = shape.list(found, members)
	local single <const>, values <const> = flat(found), {}
	for _, name in ipairs(columns_of({ single }, members, true)) do
		if name ~= list_name then
			values[#values + 1] = { field = name, value = single[name] }
		end
	end
	local text <const> = tables.aligned(values, { "field", "value" })
	if not entries then
		return text
	end
	local rows <const> = {}
	for index, entry in ipairs(entries) do
		rows[index] = flat(entry)
	end
	return text .. "\n" .. tables.aligned(rows, columns_of(rows, entry_members, #rows > 0))
end

--- Renders the reply of `operation` in `format`, one of FORMATS. The text ends with a line end.
function reply.render(found, operation, format)
	local members <const> = shape.of(operation)
	if format == "json" then
		return json.encode(shape.mark(found, members)) .. "\n"
	elseif format == "csv" then
		return as_csv(found, members)
	end
	return as_table(found, members)
end

return reply
