--- A change list: a CSV file with a header, in UTF-8 or CP932, whose every row is one order to the carrier.
--
--     local list, problems = change_list.open("plans.csv", { contract_id = "N123456789", agree = true })
--     for row, problems, advice in list:rows() do ... end
--
-- Invariant: the file is read as a stream, and a row that is handed out has passed every check.

local columns <const> = require "unom.bulk.list.header"
local core <const> = require "unom.core"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local problem <const> = require "unom.bulk.list.problem"
local rows <const> = require "unom.bulk.list.row"

local change_list <const> = {}

local list <const> = {}
list.__index = list

local function append(target, items)
	for _, item in ipairs(items or {}) do
		target[#target + 1] = item
	end
end

--- A problem of the reader, whose column is a cell's number, as one of the list.
local function reader_problem(path, found, resolved)
	local header = found.column and ("cell %d"):format(found.column)
	for _, column in ipairs(resolved or {}) do
		if column.index == found.column then
			header = column.header
		end
	end
	return problem.new { file = path, line = found.line, column = header, code = found.code, message = found.message }
end

local function open_reader(path, encoding)
	local reader <const>, found = core.csv_reader(path, encoding)
	if not reader then
		return nil, reader_problem(path, found)
	end
	return reader
end

--- Reads the header. Returns its cells, its line and the encoding, or nil and a problem.
local function read_header(path, encoding)
	local reader <close>, found = open_reader(path, encoding)
	if not reader then
		return nil, found
	end
	local header <const>, line <const> = reader:read()
	if header then
		return header, line, reader:encoding()
	elseif line then
		return nil, reader_problem(path, line)
	end
	return nil, problem.new { file = path, code = "no_header", message = messages.say("list_no_header") }
end

--- Checks what was asked for with the list, as far as it concerns the header.
local function check_operation(self, given, problems)
	local column <const> = self.resolved.by_field.operation
	if given then
		local operation <const>, code <const>, message <const> = rows.operation(given)
		if not operation then
			problems[#problems + 1] = problem.new { file = self.path, code = code, message = message }
		end
	elseif not column and not self.resolved.incomplete then
		problems[#problems + 1] = problem.new { file = self.path, line = self.header_line, code = "missing",
			column = "operation", field = "operation", message = messages.say("list_no_operation") }
	end
end

--- Opens a list without its digest. Parameters and results are those of `change_list.open`.
local function open_list(path, options)
	options = options or {}
	local header <const>, line <const>, encoding <const> = read_header(path, options.encoding)
	if not header then
		return nil, { line }
	end
	local resolved <const>, problems <const> =
		columns.resolve(header, { file = path, line = line }, operations, operations[options.operation or ""])
	local self <const> = setmetatable({
		path = path, header = header, header_line = line, encoding = encoding, resolved = resolved, options = options,
		columns = {},
	}, list)
	for index, column in ipairs(resolved) do
		self.columns[index] = { header = column.header, field = column.field }
	end
	check_operation(self, options.operation, problems)
	if #problems > 0 then
		local _ <const>, of_rows <const> = self:check()
		append(problems, of_rows)
		return nil, problems
	end
	return self
end

--- Opens a change list and checks its header.
-- @param path the file's path
-- @param options {operation=the rows' operation where they name none, encoding="utf-8"|"cp932",
--   contract_id=the default, agree=true where consent to the carrier's terms was given for all rows,
--   allow_duplicates=bool}
-- @return the list: path, columns (array of {header=, field=}), encoding, sha256; or nil and an array of problems,
--   which are then those of the rows too, as far as they can be judged
function change_list.open(path, options)
	local self <const>, problems <const> = open_list(path, options)
	if not self then
		return nil, problems
	end
	local sha256 <const>, message <const> = core.sha256_file(path)
	if not sha256 then
		return nil, { problem.new { file = path, code = "unreadable", message = message } }
	end
	self.sha256 = sha256
	return self
end

--- Checks a whole change list, as opening it and reading its rows would, and much faster.
-- @param options as for `change_list.open`
-- @return {rows=, operations={name=count}, contracts={contractId=count}, advice={...}, encoding=}, or nil and an array
--   of all problems
function change_list.check(path, options)
	local self <const>, problems <const> = open_list(path, options)
	if not self then
		return nil, problems
	end
	return self:check()
end

--- Is this the header that the list was opened with?
local function same_header(self, cells)
	for index = 1, math.max(#self.header, #(cells or {})) do
		if not cells or cells[index] ~= self.header[index] then
			return false
		end
	end
	return true
end

--- Opens the file again, behind its header. Returns the reader and a checker, or nil and a problem.
local function start(self)
	local reader <const>, found = open_reader(self.path, self.options.encoding)
	if not reader then
		return nil, found
	end
	if not same_header(self, reader:read()) then
		reader:close()
		return nil, problem.new { file = self.path, code = "changed", message = messages.say("list_changed") }
	end
	return reader, rows.checker(self.path, self.resolved, self.header_line, self.options)
end

local function empty_list(self)
	return problem.new { file = self.path, code = "empty_list", message = messages.say("list_empty") }
end

--- The rows, in file order, read anew: `for row, problems, advice in list:rows()`.
-- row: {row=1.., line=, contract=, operation=, arguments={...}}, or false when the row has problems.
-- problems: array or nil; a problem of the whole file comes once, so that a bad row may bring an empty array.
-- advice: array or nil.
function list:rows()
	local reader <const>, checker = start(self)
	local number = 0
	local ended = false
	local cells <const> = {}

	local function next_row()
		if ended then
			return nil
		elseif not reader then
			ended = true
			return false, { checker }
		end
		local read <const>, line <const> = reader:read(cells)
		if read then
			number = number + 1
			local row <const>, problems <const>, advice <const> = checker:check(cells, line)
			if row then
				row.row = number
			end
			return row or false, problems, advice
		elseif line then
			number = number + 1 -- a row that cannot be read is a row all the same
			return false, { reader_problem(self.path, line, self.resolved) }
		end
		ended = true
		if number == 0 then
			return false, { empty_list(self) }
		end
		return nil
	end

	return next_row, nil, nil, reader
end

local function add_count(counts, key, number)
	counts[key] = (counts[key] or 0) + number
end

--- Checks every row as `rows` does, and makes nothing of the good ones. Returns what `change_list.check` returns.
function list:check()
	local reader <close>, checker = start(self)
	if not reader then
		return nil, { checker }
	end
	local skimmer <const> = checker:skimmer()
	local advice <const>, problems <const>, cells <const> = {}, {}, {}
	local operation_counts <const>, contracts <const> = {}, {} -- of the good rows that were not plainly so
	local number = 0
	while true do
		local passed <const>, read <const>, line <const> = skimmer:skim(reader, cells)
		number = number + passed
		if read then
			local row <const>, found <const>, advised <const> = checker:check(read, line)
			if row then
				add_count(operation_counts, row.operation, 1)
				add_count(contracts, row.contract, 1)
			end
			append(problems, found)
			append(advice, advised)
		elseif line then
			append(problems, { reader_problem(self.path, line, self.resolved) })
		else
			break
		end
		number = number + 1
	end
	if number == 0 then
		problems[1] = empty_list(self)
	end
	if #problems > 0 then
		return nil, problems
	end
	local skimmed <const> = table.pack(skimmer:counts())
	for name, count in pairs(skimmed[1]) do
		add_count(operation_counts, name, count)
	end
	for id, count in pairs(skimmed[2]) do
		add_count(contracts, id, count)
	end
	return { rows = number, operations = operation_counts, contracts = contracts, advice = advice,
		encoding = self.encoding }
end

return change_list
