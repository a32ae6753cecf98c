--- What is in a change list, or in rows of a job, in numbers: what a person looks at before anything is sent.
--
-- Invariant: values are told of codes and days alone: never a line, an address, a secret or what concerns a person.

local errors <const> = require "unom.error"
local operations <const> = require "unom.operations"

local summary <const> = {}

local MOST_VALUES <const> = 20 -- of a field

-- The rules of fields whose values are told.
local COUNTED_RULES <const> = { date = true, choice = true, product_code = true, roaming_code = true }

-- What cannot be taken back besides what no operation cancels: a line that is terminated is gone.
local TERMINATION <const> = "terminate_line"

local collector <const> = {}
collector.__index = collector

--- Are the values of this field told?
function summary.counts(field)
	return COUNTED_RULES[field.rule] ~= nil and not field.secret and not field.personal
end

--- The columns of a list by the names of their fields, and their places.
local function columns_by_field(list)
	local columns <const> = {}
	for place, column in ipairs(list.columns or {}) do
		if column.field then
			columns[column.field] = { header = column.header, place = place }
		end
	end
	return columns
end

--- A collector of what is told of rows.
-- @param list {columns=, encoding=, separator=, ignored=, skipped=, totals=, repeated=, not_found=}, each as a list has
--   it; nil: no list
function summary.new(list)
	list = list or {}
	return setmetatable({ list = list, columns = columns_by_field(list), rows = 0, operations = {}, contracts = {},
		values = {}, short_rows = 0, readings = {} }, collector)
end

local function add_count(counts, key, number)
	counts[key] = (counts[key] or 0) + number
end

--- Adds rows whose field has that value.
local function add_value(self, operation, field, value, number)
	self.values[field] = self.values[field] or {}
	self.values[field][operation] = self.values[field][operation] or {}
	add_count(self.values[field][operation], value, number)
end

--- Adds cells that were read as other values; the example is the first of the file.
local function add_reading(self, reading)
	local key <const> = reading.field .. " " .. reading.kind
	local known <const> = self.readings[key]
	if not known then
		self.readings[key] = { field = reading.field, kind = reading.kind, cells = reading.cells,
			example = { from = reading.from, to = reading.to, line = reading.line } }
		return
	end
	known.cells = known.cells + reading.cells
	if reading.line < known.example.line then
		known.example = { from = reading.from, to = reading.to, line = reading.line }
	end
end

--- Adds one row.
-- @param row {operation=, contract=, arguments=}
-- @param is_short true where it ends before the last column
-- @param readings an array of {field=, kind=, cells=, from=, to=, line=}; nil: no cell was read as another value
function collector:add(row, is_short, readings)
	for _, reading in ipairs(readings or {}) do
		add_reading(self, reading)
	end
	self.rows = self.rows + 1
	self.short_rows = self.short_rows + (is_short and 1 or 0)
	add_count(self.operations, row.operation, 1)
	add_count(self.contracts, row.contract, 1)
	for _, field in ipairs(operations[row.operation].fields) do
		local value <const> = row.arguments[field.name]
		if value and summary.counts(field) then
			add_value(self, row.operation, field.name, value, 1)
		end
	end
end

--- Adds the rows that a fast check of the core has passed.
function collector:add_passed(fast_check)
	local by_operation <const>, by_contract <const>, values <const>, short_rows <const>, readings <const> =
		fast_check:counts()
	for _, reading in ipairs(readings) do
		add_reading(self, reading)
	end
	self.short_rows = self.short_rows + short_rows
	for name, number in pairs(by_operation) do
		self.rows = self.rows + number
		add_count(self.operations, name, number)
	end
	for id, number in pairs(by_contract) do
		add_count(self.contracts, id, number)
	end
	for _, found in ipairs(values) do
		for value, number in pairs(found.counts) do
			add_value(self, found.operation, found.field, value, number)
		end
	end
end

--- The values of one field, the most frequent first.
local function values_of(field, column, by_operation)
	local counts <const>, values <const> = {}, {}
	for _, of_operation in pairs(by_operation) do
		for value, number in pairs(of_operation) do
			add_count(counts, value, number)
		end
	end
	for value, number in pairs(counts) do
		values[#values + 1] = { value = value, rows = number }
	end
	table.sort(values, function(a, b) return a.rows > b.rows or a.rows == b.rows and a.value < b.value end)
	return { field = field, column = column and column.header or field, distinct = #values,
		values = table.move(values, 1, math.min(#values, MOST_VALUES), 1, {}) }
end

--- The entries of a table in the order of the list's columns; those of fields without a column come last.
-- @param field_of the field of an entry, by its key
local function in_column_order(self, entries, field_of)
	local keys <const> = {}
	for key in pairs(entries) do
		keys[#keys + 1] = key
	end
	local function place(key)
		local column <const> = self.columns[field_of(key)]
		return column and column.place or math.huge
	end
	table.sort(keys, function(a, b) return place(a) < place(b) or place(a) == place(b) and a < b end)
	return keys
end

--- The values of all fields.
local function all_values(self)
	local values <const> = {}
	for index, field in ipairs(in_column_order(self, self.values, function(field) return field end)) do
		values[index] = values_of(field, self.columns[field], self.values[field])
	end
	return values
end

--- The cells that were read as other values.
local function all_readings(self)
	local readings <const> = {}
	for index, key in ipairs(in_column_order(self, self.readings, function(key) return self.readings[key].field end)) do
		local reading <const> = self.readings[key]
		local column <const> = self.columns[reading.field]
		readings[index] = { column = column and column.header or reading.field, kind = reading.kind, cells = reading.cells,
			example = reading.example }
	end
	return readings
end

local function can_be_taken_back(name)
	return name ~= TERMINATION and operations[name].cancelled_by ~= nil
end

--- Rows of operations that cannot be taken back, in the order of the catalogue.
local function irreversible(self)
	local found <const> = {}
	for _, operation in ipairs(operations) do
		if self.operations[operation.name] and not can_be_taken_back(operation.name) then
			found[#found + 1] = { operation = operation.name, rows = self.operations[operation.name] }
		end
	end
	return found
end

--- Rows in which the empty value switches something off, in the order of the catalogue.
local function switched_off(self)
	local found <const> = {}
	for _, operation in ipairs(operations) do
		for _, field in ipairs(self.operations[operation.name] and operation.fields or {}) do
			local counts <const> = self.values[field.name] and self.values[field.name][operation.name]
			if counts and counts[""] then
				found[#found + 1] = { operation = operation.name, field = field.name, rows = counts[""] }
			end
		end
	end
	return found
end

--- What was collected.
-- @param advice an array of it; nil: none
-- @return {rows=, operations={name=count}, contracts={id=count}, advice=, encoding=, separator=,
--   values={ {field=, column=, values={ {value=, rows=}...: at most 20 }, distinct=}... },
--   readings={ {column=, kind=, cells=number, example={from=, to=, line=}}... },
--   irreversible={ {operation=, rows=}... }, switched_off={ {operation=, field=, rows=}... }, short_rows=number,
--   ignored=, skipped=, totals=, repeated=, not_found=: what of the file was not taken, as the list has it}
function collector:finish(advice)
	return {
		rows = self.rows, operations = self.operations, contracts = self.contracts, advice = advice or errors.findings {},
		encoding = self.list.encoding, separator = self.list.separator,
		values = all_values(self), readings = all_readings(self),
		irreversible = irreversible(self), switched_off = switched_off(self),
		short_rows = self.short_rows, ignored = self.list.ignored, skipped = self.list.skipped, totals = self.list.totals,
		repeated = self.list.repeated, not_found = self.list.not_found,
	}
end

return summary
