--- A reply for people or programs: a table, CSV or JSON.
--
-- Invariant: JSON shows the whole reply; CSV the entries of its list, or the reply itself when it has none.

local json <const> = require "unom.cli.view.json"
local shape <const> = require "unom.cli.view.shape"
local tables <const> = require "unom.cli.view.table"

local reply <const> = { FORMATS = { "json", "csv", "table" } }

--- A nested value in one cell, nothing lost: plain values side by side, anything deeper as JSON.
local function whole(value, members)
	for _, member in pairs(value) do
		if #value == 0 or type(member) == "table" then
			return json.compact(shape.mark(value, members))
		end
	end
	return table.concat(value, " ")
end

--- A nested value in one cell, fit for a table: of each entry of a list what names it, of an object its values.
local function brief(value, members)
	local words <const> = {}
	if #value > 0 then
		local key <const> = members and members[1] and members[1].name
		for index, entry in ipairs(value) do
			words[index] = type(entry) ~= "table" and entry or key and entry[key] or json.compact(entry)
		end
	else
		for _, name in ipairs(shape.names(members)) do
			words[#words + 1] = value[name] ~= nil and tostring(value[name]) or nil
		end
	end
	return table.concat(words, " ")
end

--- The cells of an entry; `nested` tells how a nested value becomes one.
local function flat(entry, members, nested)
	local shapes <const>, row <const> = {}, {}
	for _, member in ipairs(members or {}) do
		shapes[member.name] = member.members
	end
	for name, value in pairs(entry) do
		row[name] = type(value) == "table" and nested(value, shapes[name]) or value
	end
	return row
end

local function flat_rows(entries, members, nested)
	local rows <const> = {}
	for index, entry in ipairs(entries) do
		rows[index] = flat(entry, members, nested)
	end
	return rows
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
	local row_members <const> = entries and entry_members or members
	local rows <const> = flat_rows(entries or { found }, row_members, whole)
	return tables.csv(rows, columns_of(rows, row_members, false))
end

local function as_table(found, members)
	local entries <const>, entry_members <const>, list_name <const> = shape.list(found, members)
	local single <const>, values <const> = flat(found, members, brief), {}
	for _, name in ipairs(columns_of({ single }, members, true)) do
		if name ~= list_name then
			values[#values + 1] = { field = name, value = single[name] }
		end
	end
	local text <const> = tables.aligned(values, { "field", "value" })
	if not entries then
		return text
	end
	local rows <const> = flat_rows(entries, entry_members, brief)
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
