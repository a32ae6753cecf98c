--- A change list: a CSV file with a header, in UTF-8 or CP932, whose every row is one order to the carrier.
--
--     local list <close>, problems = change_list.open("plans.csv", { contract_id = "N123456789", agree = true })
--     for row, problems, advice in list:rows() do ... end
--
-- Invariant: the file is opened once and read as a stream, and `sha256` is the digest of the bytes that the rows come
-- from: if the file changes while it is read, the last row is followed by a problem. A row that is returned has passed
-- every check.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local header <const> = require "unom.bulk.list.header"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local problem <const> = require "unom.bulk.list.problem"
local row <const> = require "unom.bulk.list.row"

local change_list <const> = {
	OPTIONS = { "operation", "encoding", "contract_id", "agree", "allow_duplicates" }, -- of `open` and `check`
}

local methods <const> = {}
local metatable <const> = { __name = "unom.change_list", __index = methods }

local function append(target, items)
	for _, item in ipairs(items or {}) do
		target[#target + 1] = item
	end
end

--- A problem of the reader, whose column is a cell's number, as a problem of the list.
local function reader_problem(path, found, columns)
	local name = found.column and ("cell %d"):format(found.column)
	for _, column in ipairs(columns or {}) do
		if column.index == found.column then
			name = column.header
		end
	end
	return problem.new { file = path, line = found.line, column = name, code = found.code, message = found.message }
end

--- Reads the header: its cells and its line, or nil and a problem.
local function read_header(path, reader)
	local cells <const>, line <const> = reader:read()
	if cells then
		return cells, line
	elseif line then
		return nil, reader_problem(path, line)
	end
	return nil, problem.new { file = path, code = "no_header", message = messages.say("list_no_header") }
end

--- Checks the operation that was named for all rows, or that the header has a column for it.
local function check_operation(self, name, problems)
	if name then
		local operation <const>, code <const>, message <const> = row.operation(name)
		if not operation then
			problems[#problems + 1] = problem.new { file = self.path, code = code, message = message }
		end
	elseif not self.resolved.by_field.operation and not self.resolved.incomplete then
		problems[#problems + 1] = problem.new { file = self.path, line = self.header_line, code = "missing",
			column = "operation", field = "operation", message = messages.say("list_no_operation") }
	end
end

--- Opens a list. Parameters and results are those of `change_list.open`; `digest`: with `sha256`.
local function open_list(path, options, digest)
	local reader <const>, found = core.csv_reader(path, options.encoding, digest)
	if not reader then
		return nil, errors.findings { reader_problem(path, found) }
	end
	local cells <const>, line <const> = read_header(path, reader)
	if not cells then
		reader:close()
		return nil, errors.findings { line }
	end
	local resolved <const>, problems <const> =
		header.resolve(cells, { file = path, line = line }, operations, operations[options.operation or ""])
	local self <const> = setmetatable({
		path = path, reader = reader, passes = 0, header = cells, header_line = line, encoding = reader:encoding(),
		sha256 = reader:sha256(), marked = reader:marked(), resolved = resolved, options = options, columns = {},
	}, metatable)
	for index, column in ipairs(resolved) do
		self.columns[index] = { header = column.header, field = column.field }
	end
	check_operation(self, options.operation, problems)
	if #problems > 0 then
		local _ <const>, of_rows <const> = self:check()
		append(problems, of_rows)
		self:close()
		return nil, errors.findings(problems)
	end
	return self
end

--- Opens a change list and checks its header. The list is to be closed; `<close>` does it.
-- @param path the file's path
-- @param options {operation=the rows' operation where they name none, encoding="utf-8"|"cp932",
--   contract_id=the default, agree=true where consent to the carrier's terms was given for all rows,
--   allow_duplicates=bool}
-- @return the list: path, columns (array of {header=, field=}), encoding, marked, sha256; or nil and an array of
-- problems,   which are then those of the rows too, as far as they can be judged
function change_list.open(path, options)
	return open_list(path, options or {}, true)
end

--- Checks every row of a change list: the same problems as from opening it and reading its rows, found much faster.
-- @param options as for `change_list.open`
-- @return {rows=, operations={name=count}, contracts={contractId=count}, advice={...}, encoding=}, or nil and an array
--   of all problems
function change_list.check(path, options)
	local self <close>, problems <const> = open_list(path, options or {}, false)
	if not self then
		return nil, problems
	end
	return self:check()
end

--- Closes the file. May be called again; the rows cannot be read afterwards.
function methods:close()
	self.reader:close()
end

function metatable:__close()
	self:close()
end

--- Are these the cells of the header that the list was opened with?
local function is_same_header(self, cells)
	for index = 1, math.max(#self.header, #(cells or {})) do
		if not cells or cells[index] ~= self.header[index] then
			return false
		end
	end
	return true
end

--- Begins to read the rows from the first on. Returns a checker of them, or nil and a problem.
local function begin_pass(self)
	self.passes = self.passes + 1
	local rewound <const>, found = self.reader:rewind()
	if not rewound then
		return nil, reader_problem(self.path, found)
	elseif not is_same_header(self, (self.reader:read())) then
		return nil, problem.new { file = self.path, code = "changed", message = messages.say("list_changed") }
	end
	return row.checker(self.path, self.resolved, self.header_line, self.options)
end

local function empty_list(self)
	return problem.new { file = self.path, code = "empty_list", message = messages.say("list_empty") }
end

--- The rows, in file order, read from the first on: `for row, problems, advice in list:rows()`. To be read one pass
-- after the other: a pass ends where the next begins.
-- row: {row=1.., line=, contract=, operation=, arguments={...}}, or false when the row has problems.
-- problems: array or nil; a problem of the whole file is given once, so the array of a bad row may be empty. Whether
-- the file changed is known only after the last row: if it did, a problem with the code "changed" follows it.
-- advice: array or nil.
function methods:rows()
	local checker <const>, refused = begin_pass(self)
	local pass <const> = self.passes
	local number = 0
	local ended = false
	local cells <const> = {}

	return function()
		if ended then
			return nil
		elseif not checker then
			ended = true
			return false, { refused }
		elseif pass ~= self.passes then
			error("the rows of a list are read one pass after the other", 2)
		end
		local read <const>, line <const> = self.reader:read(cells)
		if read then
			number = number + 1
			local checked <const>, problems <const>, advice <const> = checker:check(cells, line)
			if checked then
				checked.row = number
			end
			return checked or false, problems, advice
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
end

local function add_count(counts, key, number)
	counts[key] = (counts[key] or 0) + number
end

--- Checks every row as `rows` does, and makes nothing of the good ones. Returns what `change_list.check` returns.
function methods:check()
	local checker <const>, refused = begin_pass(self)
	if not checker then
		return nil, errors.findings { refused }
	end
	local fast_check <const> = checker:fast_check()
	local advice <const>, problems <const>, cells <const> = errors.findings {}, errors.findings {}, {}
	local operation_counts <const>, contracts <const> = {}, {} -- of the good rows that the fast check did not pass
	local number = 0
	while true do
		local passed <const>, read <const>, line <const> = fast_check:pass(self.reader, cells)
		number = number + passed
		if read then
			local checked <const>, found <const>, advised <const> = checker:check(read, line)
			if checked then
				add_count(operation_counts, checked.operation, 1)
				add_count(contracts, checked.contract, 1)
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
	local by_operation <const>, by_contract <const> = fast_check:counts()
	for name, count in pairs(by_operation) do
		add_count(operation_counts, name, count)
	end
	for id, count in pairs(by_contract) do
		add_count(contracts, id, count)
	end
	return { rows = number, operations = operation_counts, contracts = contracts, advice = advice,
		encoding = self.encoding }
end

return change_list
