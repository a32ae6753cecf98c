--- Finding a job: the ledger opened, the job taken from it, and every failure of either as `nil, err`.
--
-- Invariant: the ledger is closed again on every way out. What is written to is the ledger itself, never a copy.

local config <const> = require "unom.config"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local events <const> = require "unom.bulk.engine.progress.events"
local ledger <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local paths <const> = require "unom.bulk.jobs.path"
local printable <const> = require "unom.printable"
local private_copy <const> = require "unom.bulk.ledger.private_copy"

local find <const> = {
	READS = "reads", -- what a function says that only reads the ledger
	LOOKS = "looks", -- that it only reads, and leaves one of an earlier version as it is
}

-- What SQLite says where it may not write to a database, or not beside it.
local NOT_WRITABLE <const> = { "unable to open database file", "readonly database" }

--- May the ledger, which could not be opened, only be read?
local function is_read_only(path, err)
	local readable <close> = io.open(path, "rb")
	local writable <close> = io.open(path, "r+b")
	if not readable or not writable then
		return readable ~= nil
	end
	for _, words in ipairs(NOT_WRITABLE) do
		if err.message:find(words, 1, true) then
			return true
		end
	end
	return false
end

--- Opens a copy of the ledger, which goes by the ledger's name.
local function open_copy(path, wall_clock)
	local real <const> = core.real_path(path)
	local copy <const>, err = private_copy.open(real, function(name) return ledger.open(name, wall_clock) end)
	if copy then
		copy.path = real
	end
	return copy, err
end

-- What the names of files begin with that are a ledger or beside it, and what those of results end with.
local OF_LEDGER <const> = { "", "-wal", "-shm", "-journal" }
local OF_RESULTS <const> = "%.result%.csv$"

--- Nothing is added to a file that is something else: the list, the ledger, a result. Before the ledger is open: to
-- close a file that is the ledger would give up its locks.
-- @return true, or nil and an error of kind "events"
local function check_events(options, ledger_path)
	local path <const> = paths.absolute(options.events)
	local is_wrong = not events.can_be_at(path) or path == paths.absolute(options.result) or path:find(OF_RESULTS)
	for _, ending in ipairs(OF_LEDGER) do
		is_wrong = is_wrong or path == paths.absolute(ledger_path) .. ending
	end
	if is_wrong then
		return nil, errors.new { kind = "events", message = messages.say("events_elsewhere", { path = options.events }) }
	end
	return true
end

local function usual_path()
	return os.getenv("UNOM_LEDGER") or config.default_ledger()
end

--- What a command begins with that finds this ledger; nil where every command does.
local function prefix_of(path)
	local real <const> = paths.absolute(path)
	return real ~= paths.absolute(usual_path()) and ("UNOM_LEDGER=%s "):format(printable.quoted(real)) or nil
end

--- Opens the ledger: options.ledger, else $UNOM_LEDGER, else the default place.
-- @param reads find.READS or find.LOOKS where it is only read: then a ledger will do that may not be written to
-- @return the ledger, closable; or nil and an error object
function find.open(options, reads)
	local path <const> = options.ledger or usual_path()
	if not path then
		return nil, errors.new { kind = "ledger", message = messages.say("no_ledger_place") }
	end
	if options.events then
		local possible <const>, impossible = check_events(options, path)
		if not possible then
			return nil, impossible
		end
	end
	local is_kept <const> = reads == find.LOOKS and ledger.is_outdated(path)
	local found, err
	if not is_kept then
		found, err = ledger.open(path, options.wall_clock)
	end
	if is_kept or not found and reads and is_read_only(path, err) then
		found, err = open_copy(path, options.wall_clock)
	end
	if found then
		found.prefix = prefix_of(path)
	end
	return found, err
end

--- Opens the ledger and calls `body(ledger)`.
-- @param reads as for `open`
-- @return what `body` returns; or nil and the error object that was raised in it
function find.with_ledger(options, body, reads)
	local opened <close>, err = find.open(options, reads)
	if not opened then
		return nil, err
	end
	local results <const> = table.pack(pcall(body, opened))
	if results[1] then
		return table.unpack(results, 2, results.n)
	elseif errors.is(results[2]) then
		return nil, results[2]
	end
	error(results[2], 0)
end

--- The same without a ledger where the file is not there: `body(nil)`.
function find.with_ledger_that_is_there(options, body, reads)
	local path <const> = options.ledger or usual_path()
	if path and lfs.attributes(path) then
		return find.with_ledger(options, body, reads)
	end
	return body(nil)
end

--- The newest job for which `is_meant` holds. A job that cancels another is never meant: people speak of that other.
local function newest(opened, is_meant)
	local all <const> = opened:jobs()
	for index = #all, 1, -1 do
		if all[index].purpose ~= "cancel" and is_meant(all[index]) then
			return all[index]
		end
	end
end

--- The newest job of the ledger.
function find.newest(opened)
	return newest(opened, function() return true end)
end

--- The newest job of the ledger with open rows.
function find.newest_open(opened)
	return newest(opened, function(found) return found.open end)
end

--- Finds options.job; nil: the one that `otherwise(ledger)` finds.
-- @return the job; or nil and an error of kind "usage"
function find.job(opened, options, otherwise)
	local found
	if options.job then
		found = opened:job(options.job)
	else
		found = otherwise(opened)
	end
	if found then
		return found
	end
	return nil, errors.new { kind = "usage", message = messages.say(
		options.job and "no_such_job" or otherwise == find.newest_open and "no_open_job" or "no_job",
		{ job = options.job, ledger = opened.path }) }
end

--- Opens the ledger, finds the job, see `job`, and calls `body(ledger, job)`.
-- @param reads as for `open`
-- @return as `with_ledger`; an error of kind "usage" when there is no such job
function find.with(options, otherwise, body, reads)
	return find.with_ledger(options, function(opened)
		local found <const>, err = find.job(opened, options, otherwise)
		if not found then
			return nil, err
		end
		return body(opened, found)
	end, reads)
end

return find
