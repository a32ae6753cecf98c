--- The ledger's database: a connection through LuaDBI, statements prepared once, one open transaction.
--
-- Written for SQLite and kept to SQL that PostgreSQL takes as well.
--
-- Invariant: what was written is either on the disk when `commit` returns, or an error was raised and
-- nothing of the transaction is there. Failures are raised as error objects of kind "ledger".

local DBI <const> = require "DBI"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local lfs <const> = require "lfs"

local database_methods <const> = {}
local database_mt <const> = { __name = "unom.database", __index = database_methods }

-- How long another process may hold the ledger before we give up, in milliseconds.
local BUSY_TIMEOUT <const> = 60000

-- Switching a new file to write-ahead logging needs the file alone. SQLite would wait for that until the other
-- process closes it, which may be after a whole run, or not wait at all. Instead we try again on a new connection,
-- which finds the switch made. Seconds between two tries.
local SWITCH_PAUSE <const> = 0.02

-- How long a checkpoint waits for those who read the ledger, in milliseconds: a run must not wait for them.
local CHECKPOINT_TIMEOUT <const> = 500

local function busy_timeout(milliseconds)
	return "PRAGMA busy_timeout = " .. milliseconds
end

-- A ledger is open as three files; each must stay the one that its name leads to.
local SUFFIXES <const> = { "", "-wal", "-shm" }

local PRAGMAS <const> = {
	busy_timeout(0),
	"PRAGMA journal_mode = WAL",
	busy_timeout(BUSY_TIMEOUT),
	"PRAGMA cache_size = -65536", -- 64 MiB: rows of a large list go to many places of the indexes
	"PRAGMA synchronous = FULL",
	"PRAGMA secure_delete = ON",
	"PRAGMA foreign_keys = ON",
}

--- Raises an error; the open transaction is forgotten, which SQLite does by itself after some failures only.
local function fail(self, message)
	database_methods.rollback(self)
	-- LuaDBI puts its own words before SQLite's.
	message = tostring(message):gsub("^Execute failed ", ""):gsub("^Error preparing statement handle: ", "")
		:gsub("^.*Fetch failed ", "")
	error(errors.new { kind = "ledger", message = ("%s: %s"):format(self.path, message) }, 0)
end

--- What tells a file from every other, whatever its name; nil where there is none.
local function identity_of(path)
	local found <const> = lfs.attributes(path)
	return found and ("%d:%d"):format(found.dev, found.ino)
end

--- One try to open the database.
-- @return the database, or nil and an error of kind "ledger"
local function connect(path)
	local file <const> = identity_of(path)
	local connection <const>, reason <const> = DBI.Connect("SQLite3", path)
	if not connection then
		return nil, errors.new { kind = "ledger", message = ("%s: %s"):format(path, reason) }
	end
	connection:autocommit(true) -- transactions are begun and ended here, in `begin` and `commit`
	local self <const> = setmetatable({ path = path, connection = connection, statements = {}, active = false,
		transactions = 0, files = { [""] = file } }, database_mt)
	local ok <const>, err = pcall(function()
		for _, pragma in ipairs(PRAGMAS) do
			self:all(pragma)
		end
	end)
	if not ok then
		self:close()
		return nil, err
	end
	return self
end

--- Opens the database at `path`, made private to its owner where it is missing. Its `path` has no links in it, so that
-- one database has one name, and so one lock file.
-- @return the database, or nil and an error of kind "ledger"
local function open(path)
	local made, reason = core.private_file(path)
	if made then
		path, reason = core.real_path(path)
	end
	if reason then
		return nil, errors.new { kind = "ledger", message = reason }
	end
	local latest <const> = core.monotonic() + BUSY_TIMEOUT / 1000
	while true do
		local self <const>, err <const> = connect(path)
		if self or core.monotonic() > latest or not err.message:find("database is locked", 1, true) then
			return self, err
		end
		core.sleep(SWITCH_PAUSE)
	end
end

local function statement(self, sql)
	local prepared = self.statements[sql]
	if not prepared then
		local reason
		prepared, reason = self.connection:prepare(sql)
		if not prepared then
			fail(self, reason)
		end
		self.statements[sql] = prepared
	end
	return prepared
end

--- Drops a statement that failed: SQLite would report the failure again at its next use.
local function drop(self, sql)
	self.statements[sql]:close()
	self.statements[sql] = nil
end

--- Executes `sql`. Returns true, or false and the reason.
local function execute(self, sql, ...)
	local done <const>, reason = statement(self, sql):execute(...)
	if not done then
		drop(self, sql)
	end
	return done, reason
end

--- Runs `sql` with its parameters. Returns how many rows it wrote.
function database_methods:run(sql, ...)
	local done <const>, reason = execute(self, sql, ...)
	if not done then
		fail(self, reason)
	end
	return self.statements[sql]:affected()
end

--- Every row of a query, as an array of tables keyed by column.
-- The whole answer is read at once: LuaDBI binds strings without copying them, so a query must not
-- outlive its parameters, and an unfinished one would keep the write-ahead log from being truncated.
function database_methods:all(sql, ...)
	local parameters <const> = table.pack(...)
	self:run(sql, table.unpack(parameters, 1, parameters.n))
	local rows <const> = {}
	local ok <const>, reason = pcall(function()
		for row in self.statements[sql]:rows(true) do
			rows[#rows + 1] = row
		end
	end)
	if not ok then
		drop(self, sql)
		fail(self, reason)
	end
	return rows
end

--- The first row of a query, or nil.
function database_methods:first(sql, ...)
	return self:all(sql, ...)[1]
end

--- Is there a table of that name?
function database_methods:has_table(name)
	return self:first("SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ?", name) ~= nil
end

--- Begins a transaction unless one is open. Returns the number of the one that is.
function database_methods:begin()
	if not self.active then
		self:run("BEGIN IMMEDIATE")
		self.active = true
		self.transactions = self.transactions + 1
	end
	return self.transactions
end

--- Ends the open transaction, if any: on return it is on the disk.
function database_methods:commit()
	if self.active then
		self:run("COMMIT")
		self.active = false
	end
end

--- Forgets the open transaction, if any. Never raises.
function database_methods:rollback()
	if self.active then
		self.active = false
		execute(self, "ROLLBACK")
	end
end

--- The key of the row inserted last.
function database_methods:last_id()
	return self.connection:last_id()
end

--- Moves the write-ahead log into the database and empties it, so that wiped secrets are gone from both.
-- @return false where somebody who reads the database kept it from that
function database_methods:truncate_log()
	self:all(busy_timeout(CHECKPOINT_TIMEOUT))
	local done <const>, result = pcall(self.all, self, "PRAGMA wal_checkpoint(TRUNCATE)")
	self:all(busy_timeout(BUSY_TIMEOUT))
	if not done then
		error(result, 0)
	end
	return result[1].busy == 0
end

--- Does each name of the database still lead to the file that is open? Once one was moved or removed, what is written
-- goes where nobody will look for it.
function database_methods:is_in_place()
	for _, suffix in ipairs(SUFFIXES) do
		local found <const> = identity_of(self.path .. suffix)
		self.files[suffix] = self.files[suffix] or found -- the log is there from the first write on
		if found ~= self.files[suffix] then
			return false
		end
	end
	return true
end

--- Closes the database; an open transaction is forgotten. Can be called twice.
function database_methods:close()
	if not self.connection then
		return
	end
	for _, prepared in pairs(self.statements) do
		prepared:close() -- SQLite keeps a connection open while it has statements
	end
	self.statements = {}
	self.connection:close()
	self.connection = nil
end

database_mt.__close = database_methods.close
database_mt.__gc = database_methods.close

return { open = open }
