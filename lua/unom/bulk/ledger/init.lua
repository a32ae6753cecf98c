--- The ledger: every job, every row, every event, so that a run can be reported, resumed and proved.
--
-- Its methods on jobs are in jobs.lua, those on rows in rows.lua; what both use is here.
--
-- Invariants: all SQL is in this folder; nothing of a transaction is on the disk unless all of it is.

local database <const> = require "unom.bulk.ledger.database"
local jobs <const> = require "unom.bulk.ledger.jobs"
local rows <const> = require "unom.bulk.ledger.rows"
local schema <const> = require "unom.bulk.ledger.schema"

local ledger_methods <const> = {}
local ledger_mt <const> = { __name = "unom.ledger", __index = ledger_methods }

for _, room in ipairs { jobs, rows } do
	for name, method in pairs(room) do
		assert(not ledger_methods[name], name)
		ledger_methods[name] = method
	end
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
		for _, definition in ipairs(schema) do
			opened:run(definition)
		end
	end)
	if not ok then
		opened:close()
		return nil, reason
	end
	return self
end

--- The time `ago` seconds before now (0 by default), as the ledger writes it: UTC, ISO 8601.
function ledger_methods:now(ago)
	return os.date("!%Y-%m-%dT%H:%M:%SZ", self.wall_clock() - (ago or 0))
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

--- Makes sure that every transition and event so far is on the disk.
function ledger_methods:sync()
	self.database:commit()
end

--- Writes an event. It is on the disk after the next `sync`.
-- @param row the row's number, or nil for the job itself
function ledger_methods:note(job, row, what, detail)
	self.database:begin()
	self.database:run("INSERT INTO event (job, list_row, time, what, detail) VALUES (?, ?, ?, ?, ?)",
		job, row, self:now(), what, detail)
end

--- Ends a run: everything on the disk, and wiped secrets gone from the database's log as well.
function ledger_methods:finish()
	self.database:commit()
	self.database:truncate_log()
end

function ledger_methods:close()
	self.database:close()
end

ledger_mt.__close = ledger_methods.close

return { open = open }
