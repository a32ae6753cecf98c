--- The ledger: every job, every row, every step, so that a run can be told, taken up again and proved.
--
-- A row is in one state: pending, submitting, tracking, succeeded, rejected, failed, cancelled, unknown.
--
-- Invariants: a row is `submitting` on the disk before its request leaves; every change of a row writes an
-- event beside it, in the same transaction; secret values are gone from a row once it is tracking or final
-- (an unknown row keeps them: a person may have to send it again).

local cjson <const> = require("cjson").new()
local database <const> = require "unom.bulk.ledger.database"
local operations <const> = require "unom.operations"

local SCHEMA <const> = {
	[[CREATE TABLE IF NOT EXISTS job (
		job INTEGER PRIMARY KEY,
		created TEXT NOT NULL,
		list TEXT NOT NULL,
		sha256 TEXT NOT NULL,
		columns TEXT NOT NULL,
		settings TEXT NOT NULL,
		total INTEGER NOT NULL,
		parent INTEGER REFERENCES job (job),
		purpose TEXT NOT NULL)]],
	[[CREATE TABLE IF NOT EXISTS list_row (
		job INTEGER NOT NULL REFERENCES job (job),
		list_row INTEGER NOT NULL,
		line INTEGER NOT NULL,
		contract TEXT NOT NULL,
		operation TEXT NOT NULL,
		arguments TEXT NOT NULL,
		state TEXT NOT NULL,
		order_id TEXT,
		reserve_id TEXT,
		order_status TEXT,
		message_id TEXT,
		error TEXT,
		submitted_at TEXT,
		finished_at TEXT,
		wiped TEXT,
		stray INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (job, list_row))]],
	[[CREATE INDEX IF NOT EXISTS list_row_lane ON list_row (job, state, contract, list_row)]],
	[[CREATE INDEX IF NOT EXISTS list_row_order ON list_row (contract, order_id) WHERE order_id IS NOT NULL]],
	[[CREATE INDEX IF NOT EXISTS list_row_reserve ON list_row (contract, reserve_id) WHERE reserve_id IS NOT NULL]],
	[[CREATE INDEX IF NOT EXISTS list_row_rival ON list_row (contract) WHERE state = 'submitting' OR stray = 1]],
	[[CREATE TABLE IF NOT EXISTS event (
		event INTEGER PRIMARY KEY,
		job INTEGER NOT NULL,
		list_row INTEGER,
		time TEXT NOT NULL,
		what TEXT NOT NULL,
		detail TEXT)]],
	[[CREATE INDEX IF NOT EXISTS event_row ON event (job, list_row)]],
	[[CREATE TABLE IF NOT EXISTS known_id (
		contract TEXT NOT NULL,
		kind TEXT NOT NULL,
		id TEXT NOT NULL,
		PRIMARY KEY (contract, kind, id))]],
	[[CREATE TABLE IF NOT EXISTS baseline (
		job INTEGER NOT NULL,
		contract TEXT NOT NULL,
		kind TEXT NOT NULL,
		whole INTEGER NOT NULL,
		time TEXT NOT NULL,
		PRIMARY KEY (job, contract, kind))]],
	[[CREATE TABLE IF NOT EXISTS holder (
		contract TEXT PRIMARY KEY,
		process INTEGER NOT NULL,
		job INTEGER NOT NULL,
		since TEXT NOT NULL)]],
}

--- The states, with what the engine and the exit code must know of each.
local STATES <const> = {
	pending = { open = true },
	submitting = { open = true },
	tracking = { open = true, accepted = true },
	succeeded = { final = true, accepted = true },
	rejected = { final = true, accepted = true },
	failed = { final = true, accepted = true },
	cancelled = { final = true, accepted = true },
	unknown = { final = true },
}

-- The columns a step may set, in the order in which the statement names them.
local STEP_COLUMNS <const> = {
	"state", "order_id", "reserve_id", "order_status", "message_id", "error", "submitted_at", "finished_at", "arguments",
	"wiped", "stray",
}

local ledger_methods <const> = {}
local ledger_mt <const> = { __name = "unom.ledger", __index = ledger_methods }

local function timestamp(seconds)
	return os.date("!%Y-%m-%dT%H:%M:%SZ", seconds)
end

--- Opens the ledger at `path`.
-- @param wall_clock returns the seconds since the epoch; os.time by default
-- @return the ledger, or nil and an error of kind "ledger"
local function open(path, wall_clock)
	local opened <const>, err = database.open(path)
	if not opened then
		return nil, err
	end
	local self <const> = setmetatable({ database = opened, path = path, wall_clock = wall_clock or os.time }, ledger_mt)
	local ok <const>, reason = pcall(self.transaction, self, function()
		for _, definition in ipairs(SCHEMA) do
			opened:run(definition)
		end
	end)
	if not ok then
		opened:close()
		return nil, reason
	end
	return self
end

function ledger_methods:now()
	return timestamp(self.wall_clock())
end

--- Runs `body` as one transaction: all of it is on the disk on return, or none of it and its error is raised.
function ledger_methods:transaction(body)
	self.database:begin()
	local results <const> = table.pack(pcall(body))
	if not results[1] then
		self.database:rollback()
		error(results[2], 0)
	end
	self.database:commit()
	return table.unpack(results, 2, results.n)
end

--- Makes sure that every step so far is on the disk.
function ledger_methods:sync()
	self.database:commit()
end

--- The arguments without their secret values, and the names of those; nil when there are none.
local function parted_from_secrets(operation, arguments)
	local kept <const>, wiped <const> = {}, {}
	for name, value in pairs(arguments) do
		local field <const> = operations[operation].fields[name]
		if field and field.secret then
			wiped[#wiped + 1] = name
		else
			kept[name] = value
		end
	end
	if #wiped > 0 then
		table.sort(wiped)
		return kept, table.concat(wiped, " ")
	end
end

--- Adds a job and returns its number. To be called inside `transaction`, with its rows.
-- @param job {list=, sha256= of its bytes (nil: it was not read from a file), columns={{header=, field=}...},
--   settings={...}, parent=the job it follows from|nil, purpose="list"|"retry"|"cancel"}
function ledger_methods:add_job(job)
	self.database:run([[INSERT INTO job (created, list, sha256, columns, settings, total, parent, purpose)
		VALUES (?, ?, ?, ?, ?, 0, ?, ?)]],
		self:now(), job.list, job.sha256 or "", cjson.encode(job.columns), cjson.encode(job.settings), job.parent,
		job.purpose)
	return self.database:last_id()
end

--- Adds a row of a change list to a job, pending.
function ledger_methods:add_row(job, row)
	self.database:run([[INSERT INTO list_row (job, list_row, line, contract, operation, arguments, state)
		VALUES (?, ?, ?, ?, ?, ?, 'pending')]],
		job, row.row, row.line, row.contract, row.operation, cjson.encode(row.arguments))
end

--- Writes how many rows the job has, once all are added.
function ledger_methods:close_job(job, total)
	self.database:run("UPDATE job SET total = ? WHERE job = ?", total, job)
	self:note(job, nil, "created", ("%d rows"):format(total))
end

--- Writes an event.
function ledger_methods:note(job, row, what, detail)
	self.database:begin()
	self.database:run("INSERT INTO event (job, list_row, time, what, detail) VALUES (?, ?, ?, ?, ?)",
		job, row, self:now(), what, detail)
end

local function step_statement(step)
	local assignments <const>, values <const> = {}, {}
	for _, column in ipairs(STEP_COLUMNS) do
		if step[column] ~= nil then
			assignments[#assignments + 1] = column .. " = ?"
			values[#values + 1] = step[column]
		end
	end
	return "UPDATE list_row SET " .. table.concat(assignments, ", ") .. " WHERE job = ? AND list_row = ?", values
end

--- One step of a row: sets `step`'s columns and writes the event. It is on the disk after the next `sync`.
-- @param row as the ledger gave it; takes on the step's values
-- @param step {state=, order_id=, ...}; see STEP_COLUMNS
function ledger_methods:step(row, step, what, detail)
	local state <const> = STATES[step.state or row.state]
	local kept <const>, wiped <const> = parted_from_secrets(row.operation, row.arguments)
	if kept and state.accepted then
		row.arguments, step.arguments, step.wiped = kept, cjson.encode(kept), wiped
	end
	if state.final then
		step.finished_at = self:now()
	end
	local sql <const>, values <const> = step_statement(step)
	values[#values + 1] = row.job
	values[#values + 1] = row.row
	self.database:begin()
	self.database:run(sql, table.unpack(values))
	self:note(row.job, row.row, what, detail)
	for _, column in ipairs(STEP_COLUMNS) do
		if step[column] ~= nil and column ~= "arguments" then
			row[column] = step[column]
		end
	end
end

local function read_row(stored)
	stored.row, stored.list_row = stored.list_row, nil
	stored.arguments = cjson.decode(stored.arguments)
	for _, column in ipairs { "error", "order_id", "reserve_id" } do -- what was taken back stands empty
		stored[column] = stored[column] ~= "" and stored[column] or nil
	end
	return stored
end

local function read_rows(stored)
	for index, row in ipairs(stored) do
		stored[index] = read_row(row)
	end
	return stored
end

--- The job's next `limit` pending rows of a contract behind row number `after`, in file order.
function ledger_methods:pending_rows(job, contract, after, limit)
	return read_rows(self.database:all([[SELECT * FROM list_row
		WHERE job = ? AND state = 'pending' AND contract = ? AND list_row > ? ORDER BY list_row LIMIT ]] .. limit,
		job, contract, after))
end

--- The job's rows in `state`, in file order.
function ledger_methods:rows_in(job, state)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE job = ? AND state = ? ORDER BY list_row", job, state))
end

--- The job's rows behind row number `after`, at most `limit`, in file order.
function ledger_methods:rows_after(job, after, limit)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE job = ? AND list_row > ? ORDER BY list_row LIMIT "
		.. limit, job, after))
end

--- One row of a job, or nil.
function ledger_methods:row(job, number)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE job = ? AND list_row = ?", job, number))[1]
end

--- The row that has that orderId, of any job, or nil.
function ledger_methods:row_of_order(contract, order_id)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE contract = ? AND order_id = ?", contract,
		order_id))[1]
end

--- The jobs of a purpose that follow from a job, the oldest first.
function ledger_methods:children(job, purpose)
	local children <const> = {}
	for _, found in ipairs(self.database:all("SELECT job FROM job WHERE parent = ? AND purpose = ? ORDER BY job", job,
		purpose)) do
		children[#children + 1] = self:job(found.job)
	end
	return children
end

--- The contracts of a job's open rows, in order of their first row.
function ledger_methods:open_contracts(job)
	local contracts <const> = {}
	for _, found in ipairs(self.database:all([[SELECT contract, MIN(list_row) AS first FROM list_row
		WHERE job = ? AND state IN ('pending', 'submitting', 'tracking') GROUP BY contract ORDER BY first]], job)) do
		contracts[#contracts + 1] = found.contract
	end
	return contracts
end

--- How many rows of a job are in each state: {pending=, submitting=, ...}, every state named.
-- @param last count rows up to this number only; all by default
function ledger_methods:count_states(job, last)
	local counts <const> = {}
	for state in pairs(STATES) do
		counts[state] = 0
	end
	for _, found in ipairs(self.database:all([[SELECT state, COUNT(*) AS number FROM list_row
		WHERE job = ? AND list_row <= ? GROUP BY state]], job, last or math.maxinteger)) do
		counts[found.state] = found.number
	end
	return counts
end

local function read_job(self, stored)
	stored.columns = cjson.decode(stored.columns)
	stored.settings = cjson.decode(stored.settings)
	stored.states = self:count_states(stored.job)
	stored.open = stored.states.pending + stored.states.submitting + stored.states.tracking > 0
	return stored
end

--- The job of that number, or nil.
function ledger_methods:job(job)
	local stored <const> = self.database:first("SELECT * FROM job WHERE job = ?", job)
	return stored and read_job(self, stored)
end

--- Every job, the oldest first.
function ledger_methods:jobs()
	local jobs <const> = self.database:all("SELECT * FROM job ORDER BY job")
	for _, stored in ipairs(jobs) do
		read_job(self, stored)
	end
	return jobs
end

--- The number of the newest job that was made of a file of these bytes, or nil.
function ledger_methods:job_of_file(sha256)
	local found <const> = self.database:first("SELECT MAX(job) AS job FROM job WHERE sha256 = ? AND purpose = 'list'",
		sha256)
	return found and found.job
end

--- The events of a row, the oldest first: {time=, what=, detail=}.
function ledger_methods:events(job, row)
	return self.database:all("SELECT time, what, detail FROM event WHERE job = ? AND list_row = ? ORDER BY event",
		job, row)
end

--- Is there another row of the contract, of any job, that may have an order which nobody knows of?
-- One that is being looked into, or a stray: one that was, in vain, and whose order may still come to light, whatever a
-- person has said of it since, unless that person named its order.
function ledger_methods:has_rival(row)
	return self.database:first([[SELECT 1 AS found FROM list_row
		WHERE contract = ? AND (state = 'submitting' OR stray = 1) AND NOT (job = ? AND list_row = ?)]],
		row.contract, row.job, row.row) ~= nil
end

--- Lets go of the strays of a contract that ended `seconds` ago or more: what they may have ordered is listed by now.
function ledger_methods:forget_strays(contract, seconds)
	self.database:begin()
	self.database:run("UPDATE list_row SET stray = 0 WHERE contract = ? AND stray = 1 AND finished_at < ?", contract,
		timestamp(self.wall_clock() - seconds))
end

--- The operations of a job's pending rows on a contract.
function ledger_methods:pending_operations(job, contract)
	return self.database:all([[SELECT DISTINCT operation FROM list_row
		WHERE job = ? AND state = 'pending' AND contract = ?]], job, contract)
end

--- The newest other job with a row of the contract whose fate is still being looked into, or nil. The jobs that
-- cancel this one, and the one that this one cancels, are not others.
function ledger_methods:unsettled_job(contract, job)
	local found <const> = self.database:first([[SELECT MAX(list_row.job) AS job FROM list_row
		JOIN job ON job.job = list_row.job
		WHERE contract = ? AND state = 'submitting' AND list_row.job <> ?
		AND NOT (purpose = 'cancel' AND parent = ?)
		AND list_row.job NOT IN (SELECT parent FROM job WHERE job = ? AND purpose = 'cancel')]], contract, job, job, job)
	return found and found.job
end

--- Writes who works on a contract, for whoever finds it locked. It is on the disk after the next `sync`.
function ledger_methods:set_holder(contract, process, job)
	self.database:begin()
	self.database:run("DELETE FROM holder WHERE contract = ?", contract)
	self.database:run("INSERT INTO holder (contract, process, job, since) VALUES (?, ?, ?, ?)",
		contract, process, job, self:now())
end

--- Who works on a contract, as last written: {process=, job=, since=} or nil.
function ledger_methods:holder(contract)
	return self.database:first("SELECT process, job, since FROM holder WHERE contract = ?", contract)
end

--- Ends a run: everything on the disk, wiped secrets out of the log as well.
function ledger_methods:settle()
	self.database:commit()
	self.database:truncate_log()
end

function ledger_methods:close()
	self.database:close()
end

ledger_mt.__close = ledger_methods.close

return { open = open, STATES = STATES }
