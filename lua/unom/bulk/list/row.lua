--- One row of a change list: its cells -> the arguments of its operation, or every problem of it.
--
-- Invariant: a row comes out whole and checked, or not at all; no cell of it is passed over, and nothing is put in a
-- cell's place but what the caller gave as default and what the carrier's rules name for "none".

local columns <const> = require "unom.bulk.list.header"
local core <const> = require "unom.core"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local problem <const> = require "unom.bulk.list.problem"
local vocabulary <const> = require "unom.bulk.list.labels"

-- What tells one target of an operation from another.
local TARGETS <const> = { "lineNo", "orderId", "reserveId" }

local row <const> = {}

local checker <const> = {}
checker.__index = checker

--- A checker of the rows of one list, in file order.
-- @param file the list's path, for the problems
-- @param found what `columns.resolve` returned
-- @param header_line the header's line
-- @param options {operation=, contract_id=, agree=bool, allow_duplicates=bool}
function row.checker(file, found, header_line, options)
	local named <const> = {}
	for _, column in ipairs(found) do
		named[column.index] = true
	end
	return setmetatable({
		file = file,
		columns = found,
		named = named,
		header_line = header_line,
		operation = options.operation,
		defaults = { contractId = options.contract_id, agreement = options.agree and "yes" or nil },
		seen = not options.allow_duplicates and core.seen_set() or nil,
		plans = {},
		told = {}, -- what is said once for the whole file
	}, checker)
end

--- Lets the core pass over rows that are plainly good, before `check` is asked about the others; the two share what
-- they know of duplicates. To be called before the first row.
function checker:skimmer()
	local column <const> = self.columns.by_field.operation
	self.skim = core.row_fast_check {
		columns = self.columns.width,
		operation_column = column and column.index,
		contract_id = self.defaults.contractId,
		agree = self.defaults.agreement ~= nil,
		seen = self.seen,
	}
	return self.skim
end

local function add_to_skimmer(self, plan)
	local fields <const> = {}
	for _, own in ipairs(plan.own) do
		fields[own.index] = own.field
	end
	self.skim:plan { operation = plan.operation, default = plan.operation == self.operation, target = plan.target,
		fields = fields }
end

--- The names of the operations that may stand in a list, and their names and labels as a vocabulary.
local function allowed_operations()
	local names <const>, known <const> = {}, vocabulary.new()
	for _, operation in ipairs(operations) do
		if columns.may_stand_in_list(operation) then
			names[#names + 1] = operation.name
			known:add(operation.name, operation.name)
			known:add(operation.label, operation.name)
		end
	end
	return table.concat(names, ", "), known
end

--- The operation of that name if it may stand in a list.
-- @return the operation, or nil, code and message
function row.operation(name)
	local operation <const> = operations[name]
	if operation and columns.may_stand_in_list(operation) then
		return operation
	end
	local allowed <const>, known <const> = allowed_operations()
	if operation then
		return nil, "not_in_a_list", messages.say("list_not_in_a_list", { operation = name, allowed = allowed })
	end
	local near <const>, far <const> = known:suggest(name)
	return nil, "unknown_operation", messages.say(far and "list_unknown_operation_far" or "list_unknown_operation",
		{ operation = name, nearest = near, allowed = allowed })
end

--- What an empty cell of the field stands for, or nil when for an absent field.
local function empty_means(operation, field)
	if not field.required or field.name == "contractId" or field.name == "agreement" then
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

--- How the rows of one operation are read: made once for each operation of the list.
local function make_plan(operation, found)
	local plan <const> = { operation = operation.name, own = {}, foreign = {} }
	local fields <const> = {}
	for _, field in ipairs(operation.fields) do
		fields[field.name] = field
	end
	for _, column in ipairs(found) do
		local field <const> = fields[column.field]
		if field then
			plan.own[#plan.own + 1] = { index = column.index, field = field.name, empty = empty_means(operation, field) }
		elseif column.field ~= "operation" then
			plan.foreign[#plan.foreign + 1] = column
		end
	end
	for _, name in ipairs(TARGETS) do
		if fields[name] then
			plan.target = name
		end
	end
	return plan
end

local function add(self, problems, line, column, code, message)
	problems[#problems + 1] = problem.new { file = self.file, line = line, column = column and column.header,
		field = column and column.field, code = code, message = message }
end

--- Says something once for the whole file, at `line` or at none.
local function tell_once(self, problems, key, ...)
	if not self.told[key] then
		self.told[key] = true
		add(self, problems, ...)
	end
end

local function find_plan(self, cells, line, problems)
	local column <const> = self.columns.by_field.operation
	local name = column and cells[column.index] or ""
	local default <const> = name == ""
	name = not default and name or self.operation
	if not name then
		if column then
			add(self, problems, line, column, "missing", messages.say("list_no_operation"))
		end -- a header without the column was told of at the header
		return nil
	end
	if not self.plans[name] then
		local operation <const>, code <const>, message <const> = row.operation(name)
		if not operation then
			if not default then -- a wrong default was told of when the list was opened
				add(self, problems, line, column, code, message)
			end
			return nil
		end
		self.plans[name] = make_plan(operation, self.columns)
		if self.skim then
			add_to_skimmer(self, self.plans[name])
		end
	end
	return self.plans[name]
end

--- Cells beyond the header, and under a header's cell without a name, must be empty.
local function check_nameless(self, cells, line, problems)
	local width <const> = self.columns.width
	if #cells <= width and #self.columns == width then
		return
	end
	for index, cell in ipairs(cells) do
		-- A header's cell that was not understood has been told of; its column is not judged.
		if cell ~= "" and not self.named[index] and (index > width or not self.columns.incomplete) then
			add(self, problems, line, nil, "cell_without_column", messages.say("list_cell_without_column", { number = index }))
			return
		end
	end
end

local function read_arguments(self, plan, cells, line, problems)
	local arguments <const> = { contractId = self.defaults.contractId, agreement = self.defaults.agreement }
	for _, own in ipairs(plan.own) do
		local cell <const> = cells[own.index]
		if cell and cell ~= "" then
			arguments[own.field] = cell
		elseif own.empty then
			arguments[own.field] = own.empty
		end
	end
	for _, column in ipairs(plan.foreign) do
		local cell <const> = cells[column.index]
		if cell and cell ~= "" then
			add(self, problems, line, column, "not_for_operation", messages.say("list_not_for_operation",
				{ operation = plan.operation, field = column.field }))
		end
	end
	return arguments
end

--- A field that the row does not give. Where no row can give it, that is said once.
local function tell_missing(self, plan, line, found, problems)
	local name <const> = found.field
	local column <const> = self.columns.by_field[name]
	if name == "agreement" then
		tell_once(self, problems, "consent", column and line or self.header_line,
			column or { header = name, field = name }, "consent", messages.say("list_consent"))
	elseif column then
		add(self, problems, line, column, found.code,
			name == "contractId" and messages.say("list_no_contract") or found.message)
	elseif name == "contractId" then
		tell_once(self, problems, name, self.header_line, { header = name, field = name }, found.code,
			messages.say("list_no_contract"))
	elseif not self.columns.incomplete then -- else the column that was not understood may be this one
		tell_once(self, problems, plan.operation .. " " .. name, self.header_line, { header = name, field = name },
			found.code, messages.say("list_no_column", { operation = plan.operation }))
	end
end

--- The findings of core.check at their places in the file. What is said of the operation itself is said once.
local function place_findings(self, plan, line, findings, problems)
	for _, found in ipairs(findings) do
		if found.code == "missing" then
			tell_missing(self, plan, line, found, problems)
		elseif not found.field or found.field == "operation" then
			tell_once(self, problems, plan.operation .. " " .. found.code, line, self.columns.by_field.operation, found.code,
				("%s: %s"):format(plan.operation, found.message))
		else
			local column <const> = self.columns.by_field[found.field] or { header = found.field, field = found.field }
			add(self, problems, line, column, found.code, found.message)
		end
	end
end

--- A second row with the same operation on the same line (the same order, for a cancel).
local function check_duplicate(self, plan, arguments, line, refused, problems)
	local target <const> = plan.target and arguments[plan.target]
	if not self.seen or not target or not arguments.contractId or refused[plan.target] or refused.contractId then
		return
	end
	local first <const> = self.seen:first(("%s\0%s\0%s"):format(plan.operation, arguments.contractId, target), line)
	if first then
		add(self, problems, line, self.columns.by_field[plan.target], "duplicate_row", messages.say("list_duplicate_row",
			{ operation = plan.operation, target = target, line = first }))
	end
end

local NONE <const> = {}

local function fields_of(findings)
	local fields <const> = {}
	for _, found in ipairs(findings) do
		fields[found.field or ""] = true
	end
	return fields
end

--- Checks the next row.
-- @param cells its cells, trimmed; the table may be used again afterwards
-- @param line its first line in the file
-- @return {line=, contract=, operation=, arguments=} or nil; the problems (nil, or an array, which is empty when all of
--   them were said for the whole file before); the advice (nil or an array)
function checker:check(cells, line)
	local problems <const> = {}
	check_nameless(self, cells, line, problems)
	local plan <const> = find_plan(self, cells, line, problems)
	if not plan then
		return nil, problems
	end
	local arguments <const> = read_arguments(self, plan, cells, line, problems)
	local fine <const>, findings <const> = core.check(plan.operation, arguments)
	if not fine then
		place_findings(self, plan, line, findings, problems)
	end
	if arguments.agreement == "no" then
		add(self, problems, line, self.columns.by_field.agreement, "not_agreed", messages.say("list_not_agreed"))
	end
	check_duplicate(self, plan, arguments, line, fine and NONE or fields_of(findings), problems)
	if not fine or #problems > 0 then
		return nil, problems
	end
	local advice
	if findings and #findings > 0 then
		advice = {}
		place_findings(self, plan, line, findings, advice)
	end
	return { line = line, contract = arguments.contractId, operation = plan.operation, arguments = arguments }, nil, advice
end

return row
