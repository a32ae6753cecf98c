--- Reads ledgers: their jobs, and their rows beside the cells of the list that they were made of.
--
-- Invariant: a ledger that somebody may be using is read from a copy of its files, so that reading changes nothing.

local key <const> = require "chaos.key"
local ledgers <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"
local precedence <const> = require "unom.bulk.engine.precedence"
local shell <const> = require "support.shell"

local books <const> = {}

books.SUFFIXES = { "", "-wal", "-shm" }

--- Is there a ledger?
function books.exists(path)
	return lfs.attributes(path) ~= nil
end

--- May the row have an order that it does not name?
function books.is_nameless(row)
	return row.may_have_acted or row.state == "submitting" or row.evidence == "counted"
		or row.state == "succeeded" and not (row.order_id or row.reserve_id)
end

--- Copies a ledger's files.
-- @param suffixes of those that are copied, where they are there
function books.copy(from, to, suffixes)
	for _, suffix in ipairs(suffixes) do
		if books.exists(from .. suffix) then
			os.execute(("cp %s %s"):format(shell.quoted(from .. suffix), shell.quoted(to .. suffix)))
		end
	end
end

--- Moves a ledger's files, those that are there.
function books.move(from, to)
	for _, suffix in ipairs(books.SUFFIXES) do
		os.rename(from .. suffix, to .. suffix)
	end
end

function books.remove(path)
	for _, suffix in ipairs(books.SUFFIXES) do
		os.remove(path .. suffix)
	end
end

--- The cells of a row: those of its line of the list; of a cancel, which is in no list, its arguments.
local function cells_of(row, job, lists)
	local list <const> = job.purpose ~= "cancel" and lists[job.sha256]
	local cells <const> = {}
	for name, value in pairs(list and list[row.line] or row.arguments) do
		cells[name] = value
	end
	cells.operation = cells.operation or row.operation
	return cells
end

--- Marks as `held` the pending rows that wait until a person has answered for an unknown row: those for its line, and
-- those that must not pass them.
local function mark_held(rows)
	local unknown <const>, held <const> = {}, {}
	for _, row in ipairs(rows) do
		if row.state == "unknown" and row.arguments.lineNo then
			unknown[row.contract .. row.arguments.lineNo] = true
		end
	end
	for _, row in ipairs(rows) do
		if row.state == "pending" then
			local lane <const>, entry <const> = ("%d %s"):format(row.job, row.contract), precedence.of(row)
			held[lane] = held[lane] or precedence.left_behind()
			row.held = unknown[row.contract .. (entry.line or "")] or held[lane]:stops(entry)
			if row.held then
				held[lane]:add(entry)
			end
		end
	end
end

local function read_rows(ledger, book, lists)
	for _, job in ipairs(book.jobs) do
		for _, row in ipairs(ledger:rows_after(job.job, 0, math.maxinteger)) do
			row.cells = cells_of(row, job, lists)
			row.key = key.of(row.operation, row.cells)
			row.events, row.book = ledger:events(job.job, row.row), book
			book.ids[row.order_id or row.reserve_id or false] = row
			book.rows[#book.rows + 1] = row
		end
	end
	mark_held(book.rows)
end

--- Reads the ledger at `path`, or nil and why not.
-- @param lists {[sha256]={[line of the file]=cells}}: those that were run
-- @return {path=, id=, jobs=, rows={with key=, cells=, events=, book=}, ids={[orderId or reserveId]=row}, damage=|nil}
function books.open(path, lists)
	local ledger <close>, err = ledgers.open(path)
	if not ledger then
		return nil, err
	end
	local book <const> = { path = path, id = ledger.id, jobs = ledger:jobs(), rows = {}, ids = {} }
	read_rows(ledger, book, lists)
	local sound <const> = ledger.database:first("PRAGMA integrity_check").integrity_check
	book.damage = sound ~= "ok" and sound or nil
	return book
end

--- Reads a ledger that somebody may be using. One that is not there has no jobs, and the id "".
function books.look(path, lists)
	if not books.exists(path) then
		return { path = path, id = "", jobs = {}, rows = {}, ids = {} }
	end
	local copy <const> = path .. ".seen"
	books.copy(path, copy, { "", "-wal" })
	local read <const>, book, err = pcall(books.open, copy, lists)
	books.remove(copy)
	assert(read, book)
	return assert(book, err)
end

return books
