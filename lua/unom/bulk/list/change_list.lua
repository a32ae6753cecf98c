--- A change list: a CSV file with a header, in UTF-8 or CP932, whose every row is one order to the carrier.
--
--     local list <close>, problems = change_list.open("plans.csv", { contract_id = "N123456789", agree = true })
--     for row, problems, advice in list:rows() do ... end
--
-- Invariant: the file is opened once and read as a stream, and `sha256` is the digest of the bytes that the rows come
-- from: if the file changes while it is read, the last row is followed by a problem. A row that is returned has passed
-- every check.

local audience <const> = require "unom.messages.audience"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local fix <const> = require "unom.bulk.list.fix"
local header <const> = require "unom.bulk.list.header"
local header_search <const> = require "unom.bulk.list.header_search"
local left_out <const> = require "unom.bulk.list.left_out"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local owner <const> = require "unom.bulk.list.owner"
local problem <const> = require "unom.bulk.list.problem"
local row <const> = require "unom.bulk.list.row"
local summary <const> = require "unom.bulk.list.summary"

local change_list <const> = {
	-- Of `open` and `check`.
	OPTIONS = { "operation", "encoding", "contract_id", "agree", "allow_duplicates", "separator", "ignore", "map",
		"columns" },
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
	return problem.new { file = path, line = found.line, column = name, code = found.code,
		message = audience.words(found.message) }
end

--- Reads the header: {cells=, line=, records=how many records there are up to it, separator=, above={lines}}, and the
-- problems of what is above it; or nil and a problem.
local function read_header(path, reader, list_header, options)
	if options.columns then
		return header_search.without_header(reader, options.columns, options.separator), {}
	end
	local found <const>, problems <const> = header_search.find(list_header, reader, path, options.separator)
	if found then
		return found, problems
	elseif problems[1] then
		return nil, problems[1]
	end
	-- No row names columns: the first is what is told of.
	local separator <const> = options.separator or ","
	reader:separator(separator)
	local cells <const>, line <const> = reader:read()
	if cells then
		return { cells = cells, line = line, records = 1, separator = separator, above = {} }, {}
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

--- Checks that no title names another contract than that of rows which name none themselves.
local function check_titles(self, contracts, problems)
	local contract <const> = not self.resolved.by_field.contractId and self.options.contract_id
	for _, title in ipairs(contract and contracts or {}) do
		if title.id and title.id ~= contract then
			problems[#problems + 1] = problem.new { file = self.path, line = title.line, code = "other_contract",
				message = messages.say("list_other_contract", { title = title.id, contract = contract }) }
		end
	end
end

--- The day in Japan, as the carrier writes days. It is that of the list's opening as long as the list is open.
local function today(wall_clock)
	return math.tointeger(moments.japan("%Y%m%d", (wall_clock or os.time)()))
end

--- Opens a list. Parameters and results are those of `change_list.open`; `digest`: with `sha256`.
local function open_list(path, options, digest)
	local reader <const>, found = core.csv_reader(path, options.encoding, digest)
	if not reader then
		return nil, errors.findings { reader_problem(path, found) }
	end
	local list_header <const>, wrong_map <const> = header.reader(operations, options)
	if not list_header then
		reader:close()
		return nil, errors.findings { problem.new { file = path, code = "unknown_field", message = wrong_map } }
	end
	local found_header <const>, problems = read_header(path, reader, list_header, options)
	if not found_header then
		reader:close()
		return nil, errors.findings { problems }
	end
	local cells <const>, line <const> = found_header.cells, found_header.line
	local resolved <const>, of_header <const> = header.resolve(list_header, cells, { file = path, line = line })
	append(problems, of_header)
	local self <const> = setmetatable({
		path = path, reader = reader, passes = 0, header = cells, header_line = line, encoding = reader:encoding(),
		marked = reader:marked(), sha256 = reader:sha256(), today = today(options.wall_clock), resolved = resolved,
		options = options, columns = {},
		separator = found_header.separator, records = found_header.records, skipped = found_header.above, totals = {},
		repeated = {}, ignored = {},
		not_found = owner.not_found(list_header.names, options.map, cells, resolved.by_field),
	}, metatable)
	for index, column in ipairs(resolved.not_read) do
		self.ignored[index] = column.header
	end
	for index, column in ipairs(header.columns(resolved)) do
		self.columns[index] = { header = column.header, field = column.field }
	end
	check_operation(self, options.operation, problems)
	check_titles(self, found_header.contracts, problems)
	if #problems > 0 then
		local _ <const>, of_rows <const> = self:check()
		append(problems, of_rows)
		local refused <const> = self:fix(errors.findings(problems), options.fix)
		self:close()
		return nil, refused
	end
	return self
end

--- Opens a change list and checks its header. The list is to be closed; `<close>` does it.
-- @param path the file's path
-- @param options {operation=the rows' operation where they name none, encoding="utf-8"|"cp932",
--   contract_id=the default, agree=true where consent to the carrier's terms was given for all rows,
--   allow_duplicates=bool, separator=","|";"|"\t" (nil: detected), ignore={headings of columns that are not read},
--   map={[heading]=field}, columns={the fields of a list without a header}, wall_clock=returns the seconds since the
--   epoch; os.time by default}
-- @return the list: path, columns (array of {header=, field=}, without `field` where the column is not read),
--   encoding, marked=bool, separator, ignored (the headings of columns that are not read), not_found (those of
--   `map` that the list lacks), header_line, skipped (the lines of titles above the header), sha256, and after a pass
--   `totals` and `repeated`, the lines of rows that are no orders; or nil and an array of problems, which are then
--   those of the rows too, as far as they can be judged
function change_list.open(path, options)
	return open_list(path, options or {}, true)
end

--- Checks every row of a change list: the same problems as from opening it and reading its rows, found much faster.
-- @param options as for `change_list.open`, and fix=the path of a copy with the likely values of problems filled in
-- @return the summary, see `finish` in summary.lua, or nil and what `list:fix` returns
function change_list.check(path, options)
	options = options or {}
	local self <close>, problems <const> = open_list(path, options, false)
	if not self then
		return nil, problems
	end
	local found <const>, of_rows <const> = self:check()
	if found then
		return found
	end
	return nil, self:fix(of_rows, options.fix)
end

--- Closes the file. May be called again; the rows cannot be read afterwards.
function methods:close()
	self.reader:close()
end

function metatable:__close()
	self:close()
end

--- Writes a copy of the list with the likely values of its problems filled in, see fix.lua.
-- @param name its path; nil: no copy is asked for
-- @return the problems, with `fixed` where a copy is asked for, or an error of kind "fix"
function methods:fix(problems, name)
	if not name then
		return problems
	end
	local fixed <const>, err = fix.write(self, problems, name)
	problems.fixed = fixed
	return fixed and problems or err
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
	end
	local cells
	for _ = 1, self.records do
		cells = self.reader:read()
	end
	if self.header_line and not is_same_header(self, cells) then
		return nil, problem.new { file = self.path, code = "changed", message = messages.say("list_changed") }
	end
	self.totals, self.repeated = {}, {}
	self.summary = summary.new(self)
	return row.checker {
		file = self.path, columns = self.resolved, header_line = self.header_line, options = self.options,
		today = self.today, summary = self.summary,
	}
end

local function empty_list(self)
	return problem.new { file = self.path, code = "empty_list", message = messages.say("list_empty") }
end

--- Is the row no order? Then its line is kept, to be told.
local function leave_out(self, cells, line)
	local why <const> = left_out.why(self.resolved, self.header, row.TARGETS, cells)
	if why then
		table.insert(why == "total" and self.totals or self.repeated, line)
	end
	return why ~= nil
end

--- The rows, in file order, read from the first on: `for row, problems, advice in list:rows()`. To be read one pass
-- after the other: a pass ends where the next begins.
-- row: {row=1.., line=, contract=, operation=, arguments={...}}, or false when the row has problems.
-- problems: array or nil; a problem of the whole file is given once, so the array of a bad row may be empty. Whether
-- the file changed is known only after the last row: if it did, a problem with the code "changed" follows it.
-- After the last row, `list.summary:finish()` is the summary of the good rows.
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
		local read, line, is_last = self.reader:read(cells)
		while read and leave_out(self, read, line) do
			read, line, is_last = self.reader:read(cells)
		end
		if read then
			number = number + 1
			local checked <const>, problems <const>, advice <const> = checker:check(cells, line, is_last)
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

--- Checks every row as `rows` does, and makes nothing of the good ones. Returns what `change_list.check` returns.
function methods:check()
	local checker <const>, refused = begin_pass(self)
	if not checker then
		return nil, errors.findings { refused }
	end
	local fast_check <const> = checker:fast_check()
	local advice <const>, problems <const>, cells <const> = errors.findings {}, errors.findings {}, {}
	local number = 0
	while true do
		local passed <const>, read <const>, line <const>, is_last <const> = fast_check:pass(self.reader, cells)
		number = number + passed
		if read and leave_out(self, read, line) then
			number = number - 1 -- no row
		elseif read then
			local _ <const>, found <const>, advised <const> = checker:check(read, line, is_last)
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
	self.summary:add_passed(fast_check)
	return self.summary:finish(advice)
end

return change_list
