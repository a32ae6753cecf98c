--- One row that a script gives as a table: its keys -> the arguments of its operation, or every problem of it.
--
-- Values are those that a call of the operation takes, so that a text is sent as it is, and an absent key is no empty
-- value: an empty roamingCode is an order of its own.
--
-- Invariant: a row comes out complete and checked, or not at all; no key is passed over.

local core <const> = require "unom.core"
local judgement <const> = require "unom.bulk.list.judgement"
local keys <const> = require "unom.bulk.list.tables.keys"
local messages <const> = require "unom.messages"
local printable <const> = require "unom.printable"
local repeats <const> = require "unom.bulk.list.repeats"
local list_row <const> = require "unom.bulk.list.row"

local CONTRACT <const>, AGREEMENT <const> = "contractId", "agreement"

local table_row <const> = {}

local checker <const> = {}
checker.__index = checker

--- A checker of the rows of one list, in order.
-- @param list {path=its name, for the problems, keys=a reader of keys, given={field=true: a row gives it},
--   not_read={the keys of the columns that are not read}, options={operation=, contract_id=, agree=,
--   allow_duplicates=}, today=, summary=a collector}
function table_row.checker(list)
	local options <const> = list.options
	return setmetatable({
		file = list.path, by_row = true, keys = list.keys, given = list.given, not_read = list.not_read, today = list.today,
		summary = list.summary, operation = options.operation, allow_duplicates = options.allow_duplicates,
		defaults = { [CONTRACT] = options.contract_id, [AGREEMENT] = options.agree and "yes" or nil },
		seen = core.seen_set(), layouts = {}, reported = {}, columns = { by_field = {} },
	}, checker)
end

--- The keys of a row: texts in their order, then whatever else is a key.
local function sorted_keys(row)
	local sorted <const> = {}
	for key in next, row do
		sorted[#sorted + 1] = key
	end
	table.sort(sorted, function(a, b)
		local first <const>, second <const> = type(a), type(b)
		if first == "string" and second == "string" then
			return a < b
		end
		return first == "string" and second ~= "string"
	end)
	return sorted
end

--- How a key is shown in the place of a problem.
local function shown(key)
	return printable.line(tostring(key))
end

-- How a whole number is sent for a field of that rule, as a call sends it.
local INTEGERS <const> = { date = "%d", datetime = "%d", choice = "%d", number = "%010d" }

--- The value as it is sent; what cannot be stays what it is, for the check to refuse.
function table_row.value(field, value)
	if math.type(value) == "integer" and INTEGERS[field.rule] then
		return (value < 0 and "%d" or INTEGERS[field.rule]):format(value)
	elseif type(value) == "boolean" and field.rule == "yes_no" then
		return value and "yes" or "no"
	end
	return value
end

--- Adds the problem of a field that the row lacks; once for all rows where none has it.
local function add_lacking(self, problems, number, field, code, message)
	local column <const> = { header = field, field = field }
	if self.given[field] then
		judgement.add(self, problems, number, column, code, message)
	else
		judgement.add_once(self, problems, "no " .. field, number, column, code, message)
	end
end

--- Finds the operation of a row, and adds a problem where it names none that a list may have.
local function find_operation(self, row, number, problems)
	local key <const> = self.keys:operation_key(row)
	local name <const> = key and row[key] or self.operation
	local column <const> = key and { header = shown(key), field = "operation" } or nil
	if name == nil then
		add_lacking(self, problems, number, "operation", "missing", messages.say("rows_no_operation"))
		return nil
	elseif type(name) ~= "string" or not utf8.len(name) then
		judgement.add(self, problems, number, column, "unknown_operation", messages.say("rows_bad_operation"))
		return nil
	end
	local operation <const>, code <const>, message <const> = list_row.operation(name)
	if not operation and key then -- that of all rows was checked when the list was opened
		judgement.add(self, problems, number, column, code, message)
	end
	return operation
end

local function layout_of(self, operation)
	if not self.layouts[operation.name] then
		local layout <const> = { operation = operation.name }
		repeats.add_to(layout, operation, self.allow_duplicates)
		self.layouts[operation.name] = layout
	end
	return self.layouts[operation.name]
end

--- Adds the problem of a key that gives no field, once for all rows.
local function add_key(self, problems, number, key, kind, detail)
	local code <const>, message <const> = keys.problem(kind, detail)
	judgement.add_once(self, problems, "key " .. shown(key), number, { header = shown(key) }, code, message)
end

--- Reads the keys: the arguments by field. The columns of the row are its keys.
-- @return the arguments, and are all keys understood?
local function read_keys(self, row, operation, number, problems)
	local arguments <const>, by_field <const> = {}, {}
	local understood = true
	self.columns = { by_field = by_field }
	for _, key in ipairs(sorted_keys(row)) do
		local kind <const>, detail <const> = self.keys:meaning(key, operation.name)
		local column <const> = { header = shown(key), field = kind == "field" and detail or nil }
		if kind ~= "field" and kind ~= "not_read" then
			add_key(self, problems, number, key, kind, detail)
			understood = false
		elseif kind == "field" and by_field[detail] then
			judgement.add(self, problems, number, column, "duplicate_column",
				messages.say("rows_duplicate_key", { field = detail, key = by_field[detail].header }))
		elseif kind == "field" then
			by_field[detail] = column
			local field <const> = operation.fields[detail]
			if field then
				arguments[detail] = table_row.value(field, row[key])
			elseif detail ~= "operation" then
				judgement.add(self, problems, number, column, "not_for_operation",
					messages.say("rows_not_for_operation", { operation = operation.name, field = detail }))
			end
		end
	end
	for name, value in pairs(self.defaults) do
		if arguments[name] == nil and operation.fields[name] then
			arguments[name] = value
		end
	end
	return arguments, understood
end

--- Adds the problem of a required field without a value.
function checker:add_missing(_, number, found, problems)
	if found.field == AGREEMENT then
		add_lacking(self, problems, number, AGREEMENT, "consent", messages.say("rows_consent"))
	elseif found.field == CONTRACT then
		add_lacking(self, problems, number, CONTRACT, found.code, messages.say("rows_no_contract"))
	elseif not self.lacks_key then -- else the key that was not understood may be this one
		add_lacking(self, problems, number, found.field, found.code, found.message)
	end
end

--- The values under the keys that are not read, as texts, in the order of the list's columns; nil where it has none.
local function kept_cells(self, row, number, problems)
	local kept
	for index, key in ipairs(self.not_read) do
		local value <const> = row[key]
		local is_fine <const> = value == nil or type(value) == "number" or type(value) == "boolean"
			or type(value) == "string" and utf8.len(value) ~= nil
		if not is_fine then
			judgement.add(self, problems, number, { header = shown(key) }, "wrong_type",
				messages.say("rows_bad_kept", { type = type(value) }))
		end
		kept = kept or {}
		kept[index] = value ~= nil and is_fine and tostring(value) or ""
	end
	return kept
end

--- Checks the next row.
-- @param row what the script gave
-- @param number its number
-- @return as the checker of row.lua; `line` is the row's number
function checker:check(row, number)
	local problems <const> = {}
	if type(row) ~= "table" then
		judgement.add(self, problems, number, nil, "wrong_type", messages.say("rows_no_table", { type = type(row) }))
		return nil, problems
	end
	local operation <const> = find_operation(self, row, number, problems)
	if not operation then
		return nil, problems
	end
	local layout <const> = layout_of(self, operation)
	local arguments <const>, understood <const> = read_keys(self, row, operation, number, problems)
	local kept <const> = kept_cells(self, row, number, problems)
	self.lacks_key = not understood
	local advice <const> = judgement.of(self, layout, arguments, {}, number, problems)
	if not advice or not understood then
		return nil, problems
	end
	local checked <const> = { line = number, contract = arguments[CONTRACT], operation = operation.name,
		arguments = arguments, kept = kept }
	self.summary:add(checked, false)
	return checked, nil, #advice > 0 and advice or nil
end

--- The columns that a row adds to those of its list.
-- @param add called with (field, key): the field that a key gives, nil where it is not read
function table_row.columns(reader, row, default_operation, add)
	local key <const> = reader:operation_key(row)
	local operation <const> = list_row.operation(tostring(key and row[key] or default_operation))
	for _, name in ipairs(sorted_keys(row)) do
		local kind <const>, field <const> = reader:meaning(name, operation and operation.name or "")
		if kind == "field" or kind == "not_read" then
			add(kind == "field" and field or nil, name)
		end
	end
end

--- What tells a row from others: its keys and values as they are given, in the order of the keys.
function table_row.text(row)
	local parts <const> = {}
	for _, key in ipairs(type(row) == "table" and sorted_keys(row) or {}) do
		for _, value in ipairs { key, row[key] } do
			parts[#parts + 1] = ("%s:%s"):format(#tostring(value), tostring(value))
		end
	end
	return table.concat(parts, ",")
end

return table_row
