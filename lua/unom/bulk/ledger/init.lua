--- The ledger: every job, every row, every event, so that a run can be reported, resumed and proved.
--
-- Its methods on jobs are in jobs.lua, those on rows in rows.lua, those on what the carrier listed in listed.lua, those
-- on what was ordered before in ordered.lua, those on what contracts looked like in seen.lua, those for who looks at a
-- job in overview.lua; what all use is here.
--
-- Invariants: all SQL is in this folder; nothing of a transaction is on the disk unless all of it is.

local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local core <const> = require "unom.core"
local database <const> = require "unom.bulk.ledger.database"
local errors <const> = require "unom.error"
local jobs <const> = require "unom.bulk.ledger.jobs"
local listed <const> = require "unom.bulk.ledger.listed"
local messages <const> = require "unom.messages"
local migrations <const> = require "unom.bulk.ledger.schema.migrations"
local moments <const> = require "unom.moments"
local ordered <const> = require "unom.bulk.ledger.ordered"
local overview <const> = require "unom.bulk.ledger.overview"
local rows <const> = require "unom.bulk.ledger.rows"
local schema <const> = require "unom.bulk.ledger.schema"
local seen <const> = require "unom.bulk.ledger.seen"
local values <const> = require "unom.bulk.ledger.values"

local ledger_methods <const> = {}
local ledger_mt <const> = { __name = "unom.ledger", __index = ledger_methods }

for _, room in ipairs { jobs, rows, listed, ordered, overview, seen } do
	for name, method in pairs(room) do
		assert(not ledger_methods[name], name)
		ledger_methods[name] = method
	end
end

-- ---- opening ----

local function make(opened)
	for _, definition in ipairs(schema) do
		opened:run(definition)
	end
	opened:run("INSERT INTO ledger (version, id) VALUES (?, ?)", schema.version, core.random_id())
end

--- The version of the tables in the database: 0 where there are none.
local function version_of(opened)
	if opened:has_table "ledger" then
		return opened:first("SELECT version FROM ledger").version
	end
	return opened:has_table "job" and 1 or 0 -- ledgers of version 1 do not name it
end

--- Makes the tables, or brings them to the present form.
local function bring_up_to_date(opened)
	local version <const> = version_of(opened)
	if version == 0 then
		make(opened)
	elseif version > schema.version then
		error(errors.new { kind = "ledger", message = messages.say("ledger_newer",
			{ ledger = opened.path, version = version, known = schema.version }) }, 0)
	else
		contract_lock.alone(opened.path, function() migrations.run(opened, version, schema.version) end)
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
	local self <const> = setmetatable({ database = opened, path = opened.path, wall_clock = wall_clock or os.time },
		ledger_mt)
	local ok <const>, reason = pcall(function()
		if version_of(opened) ~= schema.version then -- asked again in the transaction: another process may be at it
			self:transaction(function() bring_up_to_date(opened) end)
		end
		self.id = opened:first("SELECT id FROM ledger").id
	end)
	if not ok then
		opened:close()
		if errors.is(reason) then
			return nil, reason
		end
		error(reason, 0)
	end
	return self
end

--- Would opening the ledger at `path` change it, because it is of an earlier version? False where it cannot be opened.
local function is_outdated(path)
	local opened <close> = database.open(path)
	local asked <const>, version = pcall(version_of, opened)
	return asked and version < schema.version
end

-- ---- time, transactions, events ----

--- The time `ago` seconds before now (0 by default), as the ledger writes it: UTC, ISO 8601.
function ledger_methods:now(ago)
	return moments.write(self.wall_clock() - (ago or 0))
end

--- Runs `body` as one transaction: all of it is on the disk on return, or none of it and its error is raised.
function ledger_methods:transaction(body)
	self.database:begin()
	local results <const> = table.pack(pcall(body))
	if not results[1] then
		self.database:rollback()
		self.explained = nil
		error(results[2], 0)
	end
	self:sync()
	return table.unpack(results, 2, results.n)
end

--- Begins a transaction unless one is open. Returns the number of the one that is.
function ledger_methods:begin()
	return self.database:begin()
end

--- Makes sure that every transition and event so far is on the disk.
function ledger_methods:sync()
	self.database:commit()
	if self.lock and self.newest_event then
		self.lock:remember(self.newest_event)
	end
end

--- Writes an event and returns its number. It is on the disk after the next `sync`.
-- @param row the row's number, or nil for the job itself
-- @param detail a table of values, or nil
function ledger_methods:note(job, row, what, detail)
	self.database:begin()
	self.database:run("INSERT INTO event (job, list_row, time, what, detail) VALUES (?, ?, ?, ?, ?)",
		job, row, self:now(), what, values.encode(detail))
	self.newest_event = self.database:last_id()
	return self.newest_event
end

--- The number of the newest event on the disk, or in the open transaction; 0 where there is none.
function ledger_methods:last_event()
	return self.database:first("SELECT MAX(event) AS event FROM event").event or 0
end

--- Empties the write-ahead log into the database, so that wiped secrets are gone from both and the whole job is in one
-- file.
-- @return false where somebody else, who reads the ledger, keeps it from that
function ledger_methods:checkpoint()
	self:sync()
	return self.database:truncate_log()
end

--- Does the path still lead to the database that is open?
function ledger_methods:is_in_place()
	return self.database:is_in_place()
end

function ledger_methods:close()
	self.database:close()
end

ledger_mt.__close = ledger_methods.close

return { open = open, is_outdated = is_outdated }
