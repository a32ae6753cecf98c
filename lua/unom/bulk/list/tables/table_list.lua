--- A change list that a script gives as tables: an array of them, or a function that returns the next one or nil.
--
--     local list <close>, problems = table_list.open { rows = rows, name = "moves", agree = true }
--
-- It is read as a list in a file is, see change_list.lua: the same methods and fields, but for those of a file's form.
--
-- Invariant: the rows are copied once, when the list is opened, and `sha256` is the digest of the copies: what the
-- script does to its tables afterwards changes nothing. A row that is returned has passed every check.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local header <const> = require "unom.bulk.list.header"
local keys <const> = require "unom.bulk.list.tables.keys"
local list_row <const> = require "unom.bulk.list.row"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local problem <const> = require "unom.bulk.list.problem"
local summary <const> = require "unom.bulk.list.summary"
local table_row <const> = require "unom.bulk.list.tables.table_row"

local table_list <const> = {
	DEFAULT_NAME = "rows", -- of a list that has no other
}

local methods <const> = {}
local metatable <const> = { __name = "unom.table_list", __index = methods }

--- Copies what the script gives as a row.
local function copied(row)
	if type(row) ~= "table" then
		return row
	end
	local copy <const> = {}
	for key, value in next, row do
		copy[key] = value
	end
	return copy
end

--- Gives each row to `take`, with its number. A function may never end: a signal that comes meanwhile ends it.
local function each(rows, take)
	if type(rows) == "table" and not (debug.getmetatable(rows) or {}).__call then
		for number = 1, #rows do
			take(rows[number], number)
		end
		return
	end
	local number, was_pending <const> = 0, core.interrupt_pending()
	for row in rows do
		if core.interrupt_pending() and not was_pending then
			error(errors.new { kind = "interrupted", sent = "no", message = messages.say("rows_interrupted") })
		end
		number = number + 1
		take(row, number)
	end
end

-- The place of a field among the columns: the operation, the contract, what it acts on, then as the catalogue has them.
local PLACES <const> = { operation = 1, contractId = 2, lineNo = 3, orderId = 4, reserveId = 5 }
do
	local place = 5
	for _, operation in ipairs(operations) do
		for _, field in ipairs(header.allows(operation) and operation.fields or {}) do
			place = place + 1
			PLACES[field.name] = PLACES[field.name] or place
		end
	end
end

--- The columns of all rows: those of fields, and after them the keys that are not read.
local function columns_of(self)
	local columns <const>, seen <const> = {}, {}
	for _, row in ipairs(self.copies) do
		if type(row) == "table" then
			table_row.columns(self.keys, row, self.options.operation, function(field, key)
				local name <const> = field or "# " .. key
				if not seen[name] then
					seen[name] = true
					columns[#columns + 1] = { header = key, field = field }
				end
			end)
		end
	end
	table.sort(columns, function(a, b)
		local first <const>, second <const> = PLACES[a.field] or math.huge, PLACES[b.field] or math.huge
		return first < second or first == second and a.header < b.header
	end)
	return columns
end

--- Opens a list.
-- @param options {rows=, name=what it is called in problems, and the result file after it ("rows"), operation=,
--   contract_id=, agree=, allow_duplicates=, ignore=, map=, wall_clock=}, see change_list.open
-- @return as change_list.open
function table_list.open(options)
	local name <const> = options.name or table_list.DEFAULT_NAME
	local reader <const>, wrong_map <const> = keys.reader(options)
	if not reader then
		return nil, errors.findings { problem.new { file = name, code = "unknown_field", message = wrong_map } }
	end
	if options.operation then
		local operation <const>, code <const>, message <const> = list_row.operation(options.operation)
		if not operation then
			return nil, errors.findings { problem.new { file = name, code = code, message = message } }
		end
	end
	local self <const> = setmetatable({
		path = name, by_row = true, keys = reader, options = options, copies = {}, passes = 0, sha256 = "",
		today = math.tointeger(moments.japan("%Y%m%d", (options.wall_clock or os.time)())),
		skipped = {}, totals = {}, repeated = {}, ignored = {}, not_found = {}, not_read = {}, given = {},
	}, metatable)
	each(options.rows, function(row, number)
		self.copies[number] = copied(row)
		self.sha256 = core.sha256(self.sha256 .. table_row.text(self.copies[number]))
	end)
	self.columns = columns_of(self)
	for _, column in ipairs(self.columns) do
		if column.field then
			self.given[column.field] = true
		else
			table.insert(self.not_read, column.header)
		end
	end
	self.ignored = self.not_read
	return self
end

--- As change_list.check.
function table_list.check(options)
	local list <close>, problems <const> = table_list.open(options)
	if not list then
		return nil, problems
	end
	return list:check()
end

--- Forgets the rows. May be called again.
function methods:close()
	self.copies = {}
end

function metatable:__close()
	self:close()
end

--- Tables have no copy with likely values: the problems as they are.
function methods.fix(_, problems)
	return problems
end

--- The rows, as those of change_list.lua; `line` is the number of the row.
function methods:rows()
	self.passes = self.passes + 1
	self.summary = summary.new(self)
	local checker <const>, pass <const> = table_row.checker(self), self.passes
	local number, ended = 0, false
	return function()
		if pass ~= self.passes then
			error("the rows of a list are read one pass after the other", 2)
		end
		if number == #self.copies then
			if number > 0 or ended then
				return nil
			end
			ended = true
			return false, { problem.new { file = self.path, code = "empty_list", message = messages.say("rows_none") } }
		end
		number = number + 1
		local checked <const>, problems <const>, advice <const> = checker:check(self.copies[number], number)
		if checked then
			checked.row = number
		end
		return checked or false, problems, advice
	end
end

--- Checks every row. Returns what change_list.check returns.
function methods:check()
	local advice_of_all <const>, problems_of_all <const> = errors.findings {}, errors.findings {}
	for _, problems, advice in self:rows() do
		table.move(problems or {}, 1, #(problems or {}), #problems_of_all + 1, problems_of_all)
		table.move(advice or {}, 1, #(advice or {}), #advice_of_all + 1, advice_of_all)
	end
	if #problems_of_all > 0 then
		return nil, problems_of_all
	end
	return self.summary:finish(advice_of_all)
end

return table_list
