--- The header of a change list: which column gives which field.
--
-- Invariant: a column gives the operation's name, gives one field of the API, is one that its owner says is not to be
-- read, or is a problem; none is passed over in silence. No hint leads to a field that holds a secret.

local labels <const> = require "unom.bulk.list.labels"
local messages <const> = require "unom.messages"
local normalize <const> = require "unom.bulk.list.normalize"
local owner <const> = require "unom.bulk.list.owner"
local printable <const> = require "unom.printable"
local problem <const> = require "unom.bulk.list.problem"

local header <const> = {}

local OPERATION_LABEL <const> = "操作"

--- May a row of a change list name this operation? Only those that change something may.
function header.allows(operation)
	return operation.kind == "order" or operation.kind == "cancel" or operation.name == "disconnect_session"
end

--- Adds a label, also without an explanation in brackets at its end: 契約番号（N番） is also called 契約番号.
local function add_label(known, label, name)
	known:add(label, name)
	known:add((label:gsub("（.*）$", ""):gsub("%(.*%)$", "")), name)
end

-- By a catalogue: every name and label that a header may have, and those of them that a hint may name.
local headings <const> = setmetatable({}, { __mode = "k" })

local function known_headings(operations)
	if headings[operations] then
		return headings[operations].known, headings[operations].hints
	end
	local known <const>, hints <const> = labels.new(), labels.new()
	for _, to in ipairs { known, hints } do
		to:add("operation", "operation")
		to:add(OPERATION_LABEL, "operation")
	end
	for _, operation in ipairs(operations) do
		for _, field in ipairs(header.allows(operation) and operation.fields or {}) do
			for _, to in ipairs(field.secret and { known } or { known, hints }) do
				to:add(field.name, field.name)
				to:add(field.alias or field.name, field.name)
				add_label(to, field.label, field.name)
				for _, label in ipairs(field.also or {}) do
					add_label(to, label, field.name)
				end
			end
		end
	end
	headings[operations] = { known = known, hints = hints }
	return known, hints
end

--- The one field that a label with these meanings names, or nil and all candidates; `operation` narrows the choice.
local function only_field(fields, operation)
	local own = fields
	if #fields > 1 and operation then
		own = {}
		for _, field in ipairs(operation.fields) do
			if fields[field.name] then
				own[#own + 1] = field.name
			end
		end
	end
	if #own == 1 then
		return own[1]
	end
	return nil, #own > 0 and own or fields
end

--- The code and the message for a cell of the header that is not known, and whether nothing near is meant, so that it
-- may be a column to ignore. `only`: it is the only cell.
local function unknown(cell, plain, reader, only)
	if plain:match("^unom%.") then
		return "result_column", messages.say("list_result_column")
	end
	local separator <const> = only and cell:match("[;\t|]")
	if separator then
		return "wrong_separator", messages.say(separator == "|" and "list_bad_separator" or "list_wrong_separator",
			{ separator = separator == "\t" and "tabs" or ('"%s"'):format(separator) })
	end
	local near <const> = labels.hint(reader.known, reader.hints, cell)
	return "unknown_column", messages.say(near and "list_unknown_column" or "list_unknown_column_far",
		{ nearest = near, heading = printable.line(cell) }), not near
end

--- Which field a cell of the header names, or nil, with the candidates where it names several.
local function named_field(plain, reader)
	local known <const>, said <const> = reader.known, owner.said(reader.names, plain)
	if said then
		return said.field
	end
	local fields <const> = known:find(plain) or known:find(normalize.without_remarks(plain))
	if not fields then
		return nil
	end
	return only_field(fields, reader.operation)
end

--- A reader of the headers of one list.
-- @param operations the catalogue, an array
-- @param options {operation=the name of the operation of a list without an operation column, or nil, ignore=, map=}
-- @return the reader; or nil and what is wrong, in words, where `map` names no field
function header.reader(operations, options)
	local known <const>, hints <const> = known_headings(operations)
	local names <const>, wrong <const> = owner.names(options, known, hints)
	if not names then
		return nil, wrong
	end
	return { names = names, known = known, hints = hints, operation = operations[options.operation or ""] }
end

--- What a heading means by itself.
-- @return "field" and the field's name; "not_read"; "several" and the fields that it may mean; or "unknown" and the
--   nearest that is known, where one is near
function header.meaning(reader, heading)
	local plain <const> = normalize.plain(heading)
	if owner.leaves_out(reader.names, plain) then
		return "not_read"
	end
	local field <const>, candidates <const> = named_field(plain, reader)
	if field then
		return "field", field
	elseif candidates then
		return "several", candidates
	end
	return "unknown", labels.hint(reader.known, reader.hints, heading)
end

--- How many of these cells name a column that is read, whether one is that of the operation, the fields that they name
-- by the cells' numbers, and whether nothing else is in them but columns that are not to be read.
function header.count_named(reader, cells)
	local number, has_operation, fields, is_understood = 0, false, {}, true
	for index, cell in ipairs(cells) do
		local plain <const> = normalize.plain(cell)
		if plain ~= "" and not owner.leaves_out(reader.names, plain) then
			local field <const>, candidates <const> = named_field(plain, reader)
			number = number + ((field or candidates) and 1 or 0)
			has_operation = has_operation or field == "operation"
			is_understood = is_understood and (field or candidates) ~= nil
			fields[index] = field
		end
	end
	return number, has_operation, fields, is_understood
end

--- What each cell of the header means.
-- @param reader as `header.reader` gave it
-- @param cells array of the header's cells
-- @param place {file=, line=} of the header
-- @return an array of {index=, header=, field=} in file order, also by field's name in `.by_field`, with `.incomplete`
--   when some cell of the header was not understood, `.width`, the number of cells, and `.not_read`, the array of
--   {index=, header=} of the columns that are not read; and an array of problems
function header.resolve(reader, cells, place)
	local resolved <const> = { by_field = {}, width = #cells, incomplete = false, not_read = {} }
	local problems <const> = {}
	local function complain(column, code, message, may_be_ignored)
		problems[#problems + 1] = problem.new { file = place.file, line = place.line, column = column, code = code,
			message = message, may_be_ignored = may_be_ignored or nil }
		resolved.incomplete = true
	end

	local result_reported = false
	for index, cell in ipairs(cells) do
		local plain <const> = normalize.plain(cell)
		if plain == "" then -- the cells of a column without a name must be empty, see row.lua
			goto continue
		elseif owner.leaves_out(reader.names, plain) then
			table.insert(resolved.not_read, { index = index, header = cell })
			goto continue
		end
		local field <const>, candidates <const> = named_field(plain, reader)
		if candidates then
			complain(cell, "ambiguous_column", messages.say("list_ambiguous_column",
				{ fields = table.concat(candidates, " or ") }))
		elseif not field then
			local code <const>, message <const>, may_be_ignored <const> = unknown(cell, plain, reader, #cells == 1)
			if code ~= "result_column" or not result_reported then
				complain(cell, code, message, may_be_ignored)
			end
			result_reported = result_reported or code == "result_column"
		elseif resolved.by_field[field] then
			local first <const> = resolved.by_field[field]
			complain(cell, "duplicate_column", messages.say("list_duplicate_column",
				{ field = field, number = first.index, header = first.header }))
		else
			local column <const> = { index = index, header = cell, field = field }
			resolved[#resolved + 1] = column
			resolved.by_field[field] = column
		end
		::continue::
	end
	return resolved, problems
end

--- All columns in the order of the file: {header=, index=, field=}, without `field` those that are not read.
function header.columns(resolved)
	local columns <const> = {}
	for _, column in ipairs(resolved) do
		columns[#columns + 1] = column
	end
	table.move(resolved.not_read, 1, #resolved.not_read, #columns + 1, columns)
	table.sort(columns, function(a, b) return a.index < b.index end)
	return columns
end

return header
