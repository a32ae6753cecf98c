--- A reply for people or programs: a table, CSV or JSON.
--
-- Invariants: JSON shows the whole reply; CSV the entries of its list, or the reply itself when it has none; a table
-- alone adds to a code what it means.

local grid <const> = require "unom.cli.view.grid"
local json <const> = require "unom.cli.view.json"
local meaning <const> = require "unom.catalogue.meaning"
local shape <const> = require "unom.cli.view.shape"

local reply <const> = { FORMATS = { "json", "csv", "table" } }

--- A nested value as one cell with nothing left out: plain values side by side, anything deeper as JSON.
local function full_cell(value, members)
	for _, member in pairs(value) do
		if #value == 0 or type(member) == "table" then
			return json.compact(shape.mark(value, members))
		end
	end
	return table.concat(value, " ")
end

--- A nested value as one short cell: for a list, the first member of each entry; for an object, its values.
local function short_cell(value, members)
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

--- The cells of an entry. `cell_of(value, members)` makes a cell of a nested value.
local function flat(entry, members, cell_of)
	local shapes <const>, row <const> = {}, {}
	for _, member in ipairs(members or {}) do
		shapes[member.name] = member.members
	end
	for name, value in pairs(entry) do
		row[name] = type(value) == "table" and cell_of(value, shapes[name]) or value
	end
	return row
end

local function flat_rows(entries, members, cell_of)
	local rows <const> = {}
	for index, entry in ipairs(entries) do
		rows[index] = flat(entry, members, cell_of)
	end
	return rows
end

--- The columns of rows: those of the shape in its order, then any others, sorted.
-- @param filled true leaves out the columns of the shape that no row fills
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

local function as_csv(received, members)
	local entries <const>, entry_members <const> = shape.list(received, members)
	local row_members <const> = entries and entry_members or members
	local rows <const> = flat_rows(entries or { received }, row_members, full_cell)
	return grid.csv(rows, columns_of(rows, row_members, false))
end

-- Fields whose codes mean something together: that is said of the last of them that is there.
local TOGETHER <const> = {
	limitStatus1 = function(entry)
		if not entry.limitStatus2 then
			return meaning.traffic_state(entry)
		end
	end,
	limitStatus2 = meaning.traffic_state,
}

--- A value with what it means in brackets, where it is a code of the field in this operation.
local function explained(name, value, operation, entry)
	if type(value) == "table" then
		local words <const> = {}
		for index, code in ipairs(value) do
			words[index] = explained(name, code, operation, entry)
		end
		return words
	end
	local together <const> = TOGETHER[name]
	local means
	if together then
		means = select(2, together(entry))
	else
		means = meaning.of(name, value, operation.name)
	end
	return meaning.told(value, means)
end

--- A copy of an entry in which codes have their meanings.
local function with_meanings(entry, operation)
	local copy <const> = {}
	for name, value in pairs(entry) do
		local field <const> = operation.reply_fields and operation.reply_fields[name]
		copy[name] = field and field.codes and explained(name, value, operation, entry) or value
	end
	return copy
end

local function as_table(received, members, operation)
	local entries <const>, entry_members <const>, list_name <const> = shape.list(received, members)
	local single <const>, values <const> = flat(with_meanings(received, operation), members, short_cell), {}
	for _, name in ipairs(columns_of({ single }, members, true)) do
		if name ~= list_name then
			values[#values + 1] = { field = name, value = single[name] }
		end
	end
	local text <const> = grid.aligned(values, { "field", "value" })
	if not entries then
		return text
	end
	local explained_entries <const> = {}
	for index, entry in ipairs(entries) do
		explained_entries[index] = with_meanings(entry, operation)
	end
	local rows <const> = flat_rows(explained_entries, entry_members, short_cell)
	return text .. "\n" .. grid.aligned(rows, columns_of(rows, entry_members, #rows > 0))
end

--- The reply `received` of `operation` (its entry in the catalogue) as text that ends with a line end.
-- @param format one of FORMATS
function reply.render(received, operation, format)
	local members <const> = shape.of(operation)
	if format == "json" then
		return json.encode(shape.mark(received, members)) .. "\n"
	elseif format == "csv" then
		return as_csv(received, members)
	end
	return as_table(received, members, operation)
end

return reply
