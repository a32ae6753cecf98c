--- The header of a change list: which column gives which field.
--
-- Invariant: a column gives the operation's name, gives one field of the API, or is a problem; none is ignored.

local labels <const> = require "unom.bulk.list.labels"
local messages <const> = require "unom.messages"
local normalize <const> = require "unom.bulk.list.normalize"
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

--- Every name and label that a header may have.
local function known_headers(operations)
	local known <const> = labels.new()
	known:add("operation", "operation")
	known:add(OPERATION_LABEL, "operation")
	for _, operation in ipairs(operations) do
		if header.allows(operation) then
			for _, field in ipairs(operation.fields) do
				known:add(field.name, field.name)
				add_label(known, field.label, field.name)
				for _, label in ipairs(field.also or {}) do
					add_label(known, label, field.name)
				end
			end
		end
	end
	return known
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

--- The code and the message for a cell of the header that is not known. `only`: it is the only cell.
local function unknown(cell, plain, known, only)
	if plain:match("^unom%.") then
		return "result_column", messages.say("list_result_column")
	end
	local separator <const> = only and cell:match("[;\t|]")
	if separator then
		return "wrong_separator", messages.say("list_wrong_separator",
			{ separator = separator == "\t" and "tabs" or ('"%s"'):format(separator) })
	end
	local near <const>, far <const> = known:suggest(cell)
	return "unknown_column", messages.say(far and "list_unknown_column_far" or "list_unknown_column", { nearest = near })
end

--- What each cell of the header means.
-- @param cells array of the header's cells
-- @param place {file=, line=} of the header
-- @param operations the catalogue, an array
-- @param operation the operation of a list without an operation column, or nil
-- @return an array of {index=, header=, field=} in file order, also by field's name in `.by_field`, with `.incomplete`
--   when some cell of the header was not understood and `.width`, the number of cells; and an array of problems
function header.resolve(cells, place, operations, operation)
	local known <const> = known_headers(operations)
	local resolved <const> = { by_field = {}, width = #cells, incomplete = false }
	local problems <const> = {}
	local function complain(column, code, message)
		problems[#problems + 1] = problem.new { file = place.file, line = place.line, column = column, code = code,
			message = message }
		resolved.incomplete = true
	end

	local result_reported = false
	for index, cell in ipairs(cells) do
		local plain <const> = normalize.plain(cell)
		local fields <const> = known:find(cell)
		local field, candidates
		if fields then
			field, candidates = only_field(fields, operation)
		end
		if plain == "" then -- the cells of a column without a name must be empty, see row.lua
			goto continue
		elseif not fields then
			local code <const>, message <const> = unknown(cell, plain, known, #cells == 1)
			if code ~= "result_column" or not result_reported then
				complain(cell, code, message)
			end
			result_reported = result_reported or code == "result_column"
		elseif not field then
			complain(cell, "ambiguous_column", messages.say("list_ambiguous_column",
				{ fields = table.concat(candidates, " or ") }))
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

return header
