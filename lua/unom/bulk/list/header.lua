--- The header of a change list: which column gives which field.
--
-- Invariant: a column is the operation's name, one field of the API, or a problem; none is passed over.

local messages <const> = require "unom.messages"
local problem <const> = require "unom.bulk.list.problem"
local vocabulary <const> = require "unom.bulk.list.labels"
local width <const> = require "unom.bulk.list.normalize"

local columns <const> = {}

local OPERATION_LABEL <const> = "操作"

--- May an operation stand in a change list? Those that act, as a list would have them act.
function columns.may_stand_in_list(operation)
	return operation.kind == "order" or operation.kind == "cancel" or operation.name == "disconnect_session"
end

--- Adds a label, and what stands before its explanation in brackets: 契約番号（N番） is also called 契約番号.
local function add_label(known, label, name)
	known:add(label, name)
	known:add((label:gsub("（.*）$", ""):gsub("%(.*%)$", "")), name)
end

--- Every name and label a header may have.
local function known_headers(operations)
	local known <const> = vocabulary.new()
	known:add("operation", "operation")
	known:add(OPERATION_LABEL, "operation")
	for _, operation in ipairs(operations) do
		if columns.may_stand_in_list(operation) then
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

--- The one field that is meant, or nil and all that may be; `operation` narrows the choice.
local function meant(fields, operation)
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

--- The code and the words for a header that is not known.
local function unknown(header, plain, known, only)
	if plain:match("^unom%.") then
		return "result_column", messages.say("list_result_column")
	end
	local separator <const> = only and header:match("[;\t|]")
	if separator then
		return "wrong_separator", messages.say("list_wrong_separator",
			{ separator = separator == "\t" and "tabs" or ('"%s"'):format(separator) })
	end
	local near <const>, far <const> = known:suggest(header)
	return "unknown_column", messages.say(far and "list_unknown_column_far" or "list_unknown_column", { nearest = near })
end

--- What each cell of the header means.
-- @param header array of cells
-- @param place {file=, line=} of the header
-- @param operations the catalogue, an array
-- @param operation the operation of a list without an operation column, or nil
-- @return an array of {index=, header=, field=} in file order, also by field's name in `.by_field`, with `.incomplete`
--   when some cell of the header was not understood and `.width`, the header's cells; and an array of problems
function columns.resolve(header, place, operations, operation)
	local known <const> = known_headers(operations)
	local resolved <const> = { by_field = {}, width = #header, incomplete = false }
	local problems <const> = {}
	local function complain(column, code, message)
		problems[#problems + 1] = problem.new { file = place.file, line = place.line, column = column, code = code,
			message = message }
		resolved.incomplete = true
	end

	local told_result = false
	for index, cell in ipairs(header) do
		local plain <const> = width.plain(cell)
		local fields <const> = known:find(cell)
		local field, candidates
		if fields then
			field, candidates = meant(fields, operation)
		end
		if plain == "" then -- a column without a name may only be empty, see row.lua
			goto continue
		elseif not fields then
			local code <const>, words <const> = unknown(cell, plain, known, #header == 1)
			if code ~= "result_column" or not told_result then
				complain(cell, code, words)
			end
			told_result = told_result or code == "result_column"
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

return columns
