--- One row of a change list: its cells -> the arguments of its operation, or every problem of it.
--
-- Invariant: a row comes out complete and checked, or not at all; no cell is ignored, and the value of an empty cell is
-- the caller's default or what the carrier's rules name for "none", nothing else.

local core <const> = require "unom.core"
local header <const> = require "unom.bulk.list.header"
local judgement <const> = require "unom.bulk.list.judgement"
local labels <const> = require "unom.bulk.list.labels"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local repeats <const> = require "unom.bulk.list.repeats"
local row_end <const> = require "unom.bulk.list.row_end"
local summary <const> = require "unom.bulk.list.summary"

-- The field of a row's contract, and that of consent.
local CONTRACT <const> = "contractId"
local AGREEMENT <const> = "agreement"
-- The field of the day on which an order takes effect.
local DAY <const> = "requestDate"

local add <const>, add_once <const> = judgement.add, judgement.add_once

local row <const> = { TARGETS = repeats.TARGETS }

local checker <const> = {}
checker.__index = checker

--- A checker of the rows of one list, in file order.
-- @param list {file=the list's path, for the problems, columns=what `header.resolve` returned, header_line=,
--   options={operation=, contract_id=, agree=bool, allow_duplicates=bool}, today=the day in Japan, YYYYMMDD,
--   summary=a collector, to which every good row is added}
function row.checker(list)
	local columns <const>, options <const> = list.columns, list.options
	local named <const>, last = {}, 0
	for _, known in ipairs { columns, columns.not_read } do
		for _, column in ipairs(known) do
			named[column.index] = true
			last = math.max(last, column.index)
		end
	end
	return setmetatable({
		file = list.file,
		columns = columns,
		named = named,
		last_heading = last,
		today = list.today,
		header_line = list.header_line,
		summary = list.summary,
		operation = options.operation,
		defaults = { [CONTRACT] = options.contract_id, [AGREEMENT] = options.agree and "yes" or nil },
		seen = core.seen_set(),
		allow_duplicates = options.allow_duplicates,
		layouts = {}, -- by what the list calls the operation, each made at the first row of the operation
		of_operation = {}, -- the same by the operation's name
		reported = {}, -- the problems that are reported once for the whole file
	}, checker)
end

--- The core's check that passes the rows that are plainly good, so that `check` is needed for the others only. Both go
-- by the same layouts and share one set of keys. To be called before the first row.
function checker:fast_check()
	local column <const> = self.columns.by_field.operation
	self.fast = core.row_fast_check {
		columns = self.columns.width,
		operation_column = column and column.index,
		last_heading = self.last_heading,
		operation = self.operation,
		not_read = self.columns.not_read,
		today = self.today,
		seen = self.seen,
	}
	return self.fast
end

--- The names of the operations that a list may have, as one text; and their names and labels.
local function allowed_operations()
	local names <const>, known <const> = {}, labels.new()
	for _, operation in ipairs(operations) do
		if header.allows(operation) then
			names[#names + 1] = operation.name
			known:add(operation.name, operation.name)
			known:add(operation.label, operation.name)
		end
	end
	return table.concat(names, ", "), known
end

--- The operation of that name, the API's or the carrier's own in Japanese, if a list may have it.
-- @return the operation, or nil, code and message
function row.operation(name)
	local operation <const> = operations[name]
	if operation and header.allows(operation) then
		return operation
	end
	local allowed <const>, known <const> = allowed_operations()
	if operation then
		return nil, "not_in_a_list", messages.say("list_not_in_a_list", { operation = name, allowed = allowed })
	end
	local named <const> = known:find(name)
	if named and #named == 1 then
		return operations[named[1]]
	elseif named then
		return nil, "ambiguous_operation", messages.say("list_ambiguous_operation",
			{ operation = name, operations = table.concat(named, " or ") })
	end
	local near <const> = known:suggest(name)
	return nil, "unknown_operation", messages.say(near and "list_unknown_operation" or "list_unknown_operation_far",
		{ operation = name, nearest = near, allowed = allowed })
end

--- The value that an empty cell of the field gives, or nil where it gives none.
local function empty_value(operation, field)
	if not field.required then
		return nil
	elseif field.when_none then
		return field.when_none
	end
	local fine <const>, problems <const> = core.check(operation.name, { [field.name] = "" })
	if fine then
		return ""
	end
	for _, found in ipairs(problems) do
		if found.field == field.name then
			return nil
		end
	end
	return ""
end

--- How the rows of one operation are read, for `check` and for the core's fast check alike:
-- {operation=name, called=its name in the list, contract=the field of the contract, what repeats.add_to
--   adds,
--   fields={ {name=, column=its number|nil, default=the caller's|nil, empty=what an empty cell gives|nil,
--     counted=bool: its values are told in the summary, day=bool: the day of the order}... },
--   foreign={the columns of fields that the operation does not have}}
local function make_layout(operation, called, columns, defaults, allow_duplicates)
	local layout <const> = { operation = operation.name, called = called, contract = CONTRACT, fields = {}, foreign = {} }
	for index, field in ipairs(operation.fields) do
		local column <const> = columns.by_field[field.name]
		layout.fields[index] = { name = field.name, column = column and column.index, default = defaults[field.name],
			empty = column and empty_value(operation, field), counted = summary.counts(field), day = field.name == DAY }
	end
	repeats.add_to(layout, operation, allow_duplicates)
	for _, column in ipairs(columns) do
		if column.field ~= "operation" and not operation.fields[column.field] then
			layout.foreign[#layout.foreign + 1] = column
		end
	end
	return layout
end

--- The layout of the row's operation, or nil when the row names none that a list may have.
local function find_layout(self, cells, line, problems)
	local column <const> = self.columns.by_field.operation
	local cell <const> = column and cells[column.index] or ""
	local name <const> = cell ~= "" and cell or self.operation
	if not name then
		if column then
			add(self, problems, line, column, "missing", messages.say("list_no_operation"))
		end -- a header without the column has a problem of its own
		return nil
	end
	if not self.layouts[name] then
		local operation <const>, code <const>, message <const> = row.operation(name)
		if not operation then
			if cell ~= "" then -- that of all rows was checked when the list was opened
				add(self, problems, line, column, code, message)
			end
			return nil
		end
		local layout = self.of_operation[operation.name]
		if not layout then
			layout = make_layout(operation, name, self.columns, self.defaults, self.allow_duplicates)
			self.of_operation[operation.name] = layout
			if self.fast then
				self.fast:layout(layout)
			end
		end
		self.layouts[name] = layout
	end
	return self.layouts[name]
end

--- Cells beyond the header's last, and those under a cell of it without a name, must be empty.
local function check_nameless(self, cells, line, problems)
	local width <const> = self.columns.width
	if #cells <= width and #self.columns + #self.columns.not_read == width then
		return
	end
	for index, cell in ipairs(cells) do
		-- A cell of the header that was not understood is a problem of its own; the cells under it are not checked.
		if cell ~= "" and not self.named[index] and (index > width or not self.columns.incomplete) then
			add(self, problems, line, nil, "cell_without_column", messages.say("list_cell_without_column", { number = index }))
			return
		end
	end
end

--- Reads the cell of a field: what it means, see core.read_cell.
-- @return the value, or nil where it is refused
local function read_cell(self, layout, field, cell, line, problems, readings)
	local value <const>, found <const> = core.read_cell(layout.operation, field.name, cell)
	if value then
		readings[#readings + 1] = { field = field.name, kind = found, cells = 1, from = cell, to = value, line = line }
		return value
	elseif found then
		add(self, problems, line, self.columns.by_field[field.name], found.code, found.message, found.likely)
		return nil
	end
	return cell
end

--- The arguments that the cells give, the fields whose cells are refused, and the cells that were read as other values.
local function read_arguments(self, layout, cells, line, problems)
	local arguments <const>, refused <const>, readings <const> = {}, {}, {}
	local fields <const> = layout.fields
	for index = 1, #fields do
		local field <const> = fields[index]
		local cell <const> = cells[field.column]
		if cell and cell ~= "" then
			arguments[field.name] = read_cell(self, layout, field, cell, line, problems, readings)
			refused[field.name] = arguments[field.name] == nil or nil
		else
			arguments[field.name] = field.default or field.empty
		end
	end
	for _, column in ipairs(layout.foreign) do
		local cell <const> = cells[column.index]
		if cell and cell ~= "" then
			add(self, problems, line, column, "not_for_operation", messages.say("list_not_for_operation",
				{ operation = layout.operation, field = column.field }))
		end
	end
	return arguments, refused, readings
end

--- Adds the problem of a required field without a value; once for the file where no row can have one.
function checker:add_missing(layout, line, found, problems)
	local name <const> = found.field
	local column <const> = self.columns.by_field[name]
	local place <const> = column or { header = name, field = name }
	if name == AGREEMENT then
		add_once(self, problems, "consent", column and line or self.header_line, place, "consent",
			messages.say("list_consent"))
	elseif column then
		add(self, problems, line, column, found.code, name == CONTRACT and messages.say("list_no_contract") or found.message)
	elseif name == CONTRACT then
		add_once(self, problems, name, self.header_line, place, found.code, messages.say("list_no_contract"))
	elseif not self.columns.incomplete then -- else the column that was not understood may be this one
		add_once(self, problems, layout.operation .. " " .. name, self.header_line, place, found.code,
			messages.say("list_no_column", { operation = layout.operation }))
	end
end

--- The cells of the columns that are not read, in their order; nil where the list has none.
local function kept_cells(self, cells)
	local kept
	for index, column in ipairs(self.columns.not_read) do
		kept = kept or {}
		kept[index] = cells[column.index] or ""
	end
	return kept
end

--- Checks the next row.
-- @param cells its cells, trimmed; the table may be used again afterwards
-- @param line its first line in the file
-- @param is_last true where the file ends with it, and not with a line end
-- @return {line=, contract=, operation=, arguments=, kept=cells that are not read|nil} or nil; the problems (nil, or
--   an array, which is empty when all of them were reported for the whole file before); the advice (nil or an array)
function checker:check(cells, line, is_last)
	local problems <const> = {}
	check_nameless(self, cells, line, problems)
	local layout <const> = find_layout(self, cells, line, problems)
	if not layout then
		return nil, problems
	end
	local at_end <const> = row_end.find(layout, cells, self.last_heading, is_last)
	judgement.add_found(self, at_end, line, false, problems)
	local arguments <const>, refused <const>, readings <const> = read_arguments(self, layout, cells, line, problems)
	local advice <const> = judgement.of(self, layout, arguments, refused, line, problems)
	if not advice then
		return nil, problems
	end
	local of_row <const> = {}
	judgement.add_found(self, at_end, line, true, of_row)
	table.move(advice, 1, #advice, #of_row + 1, of_row)
	local checked <const> = { line = line, contract = arguments[layout.contract], operation = layout.operation,
		arguments = arguments, kept = kept_cells(self, cells) }
	self.summary:add(checked, #cells < self.last_heading, readings)
	return checked, nil, #of_row > 0 and of_row or nil
end

return row
