--- Finding a job: the ledger opened, the job taken from it, and every failure of either as `nil, err`.
--
-- Invariant: the ledger is closed again on every way out.

local config <const> = require "unom.config"
local errors <const> = require "unom.error"
local ledger <const> = require "unom.bulk.ledger"
local messages <const> = require "unom.messages"

local find <const> = {}

--- Opens the ledger (options.ledger, else $UNOM_LEDGER, else the default place) and calls `body(ledger)`.
-- @return what `body` returns; or nil and the error object that was raised in it
function find.with_ledger(options, body)
	local path <const> = options.ledger or os.getenv("UNOM_LEDGER") or config.default_ledger()
	if not path then
		return nil, errors.new { kind = "ledger", message = messages.say("no_ledger_place") }
	end
	local opened <close>, err = ledger.open(path, options.wall_clock)
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

--- Opens the ledger, finds options.job (nil: the one `otherwise(ledger)` finds) and calls `body(ledger, job)`.
-- @return as `with_ledger`; an error of kind "usage" when there is no such job
function find.with(options, otherwise, body)
	return find.with_ledger(options, function(opened)
		local found
		if options.job then
			found = opened:job(options.job)
		else
			found = otherwise(opened)
		end
		if not found then
			return nil, errors.new { kind = "usage", message = messages.say(
				options.job and "no_such_job" or otherwise == find.newest_open and "no_open_job" or "no_job",
				{ job = options.job, ledger = opened.path }) }
		end
		return body(opened, found)
	end)
end

return find
