--- A new job of the rows of an old one that ended otherwise than they should.
--
-- Invariant: a row is copied once, only from a state in which the carrier's last word is known, and only whole: where
-- its secrets are gone, the list is asked for again and must be the same, byte for byte.

local errors <const> = require "unom.error"
local family <const> = require "unom.bulk.jobs.family"
local load <const> = require "unom.bulk.jobs.load"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local ordered <const> = require "unom.bulk.jobs.ordered"
local path <const> = require "unom.bulk.jobs.path"
local result_file <const> = require "unom.bulk.jobs.result.file"
local run <const> = require "unom.bulk.jobs.run"
local states <const> = require "unom.bulk.ledger.states"

local retry <const> = {}

local function refuse(kind, code, values)
	return nil, errors.new { kind = kind, message = messages.say(code, values) }
end

--- The rows of a job that a retry has taken before, by their lines in the file, and the newest job that did.
local function taken(ledger, job)
	local lines <const> = {}
	local by
	for _, child in ipairs(ledger:children(job.job, "retry")) do
		for _, row in ipairs(ledger:rows_after(child.job, 0, child.total)) do
			lines[row.line] = true
		end
		by = child.job
	end
	return lines, by
end

local function by_number(a, b)
	return a.row < b.row
end

--- Chooses the rows of those states.
-- @return {rows={those that no retry has taken yet, in file order}, wiped=how many of them lack their secrets,
--   taken=how many were taken, left_out={{row=, line=}: the carrier may have acted on them}}
local function choose(ledger, job, wanted, lines_taken)
	local chosen <const> = { rows = {}, wiped = 0, taken = 0, left_out = {} }
	for _, state in ipairs(wanted) do
		for _, row in ipairs(ledger:rows_in(job.job, state)) do
			if lines_taken[row.line] then
				chosen.taken = chosen.taken + 1
			elseif row.may_have_acted then
				table.insert(chosen.left_out, { row = row.row, line = row.line })
			else
				table.insert(chosen.rows, row)
				chosen.wiped = chosen.wiped + (row.wiped and 1 or 0)
			end
		end
	end
	table.sort(chosen.rows, by_number)
	table.sort(chosen.left_out, by_number)
	return chosen
end

--- The arguments of every row of the list, read as it was read for the job, by line.
local function arguments_of_list(job, options)
	-- Read as of the day on which the job began: a day that has passed since is no mistake of the list.
	local reading <const> = { path = options.path, rows = options.rows, name = options.name,
		wall_clock = function() return moments.read(job.created) end }
	for name, value in pairs(job.settings) do
		reading[name] = value
	end
	local list <close>, err = load.open(reading)
	if not list then
		return nil, err
	elseif list.sha256 ~= job.sha256 then
		return refuse("change_list", "retry_other_list", { file = list.path, job = job.job })
	end
	local arguments <const> = {}
	local summary <const>, problems = load.read(list, function(row) arguments[row.line] = row.arguments end)
	if not summary then
		return nil, load.list_error(problems)
	end
	return arguments
end

--- The new run's own way of working, and how its list is read again.
local function settings_for(job, options)
	local settings <const> = run.settings(options)
	for _, name in ipairs(run.LIST_SETTINGS) do
		settings[name] = job.settings[name]
	end
	settings.again = options.again
	return run.inherit(settings, job)
end

--- Raises when another process has taken one of the rows since they were chosen.
local function check_not_taken(ledger, job, rows)
	local lines_taken <const>, by = taken(ledger, job)
	for _, row in ipairs(rows) do
		if lines_taken[row.line] then
			error(select(2, refuse("usage", "retry_taken", { job = job.job, by = by })), 0)
		end
	end
end

--- Shows the person the rows, where `options.confirm` asks one.
-- @return true; or nil and an error of kind "not_confirmed"
local function confirm(job, rows, options)
	if not options.confirm then
		return true
	end
	local summary <const> = run.summary(rows, job.columns)
	summary.parent = job.job
	return run.confirm(summary, options)
end

--- Writes the new job, with its contracts locked.
-- @return its number and the lock, or nil and an error
local function copy(ledger, job, rows, arguments, options)
	return run.add_locked(ledger, function()
		check_not_taken(ledger, job, rows)
		local number <const> = ledger:add_job {
			list = job.list, sha256 = job.sha256, columns = job.columns, settings = settings_for(job, options),
			parent = job.job, purpose = "retry",
		}
		local findings <const> = ledger:ordered_before(number, function(take)
			for index, row in ipairs(rows) do
				local copied <const> = { row = index, line = row.line, contract = row.contract, operation = row.operation,
					kept = row.kept, arguments = row.wiped and arguments[row.line] or row.arguments }
				take(copied)
				ledger:add_row(number, copied)
			end
		end)
		local problems <const>, _, skipped <const> = ordered.sort({ path = path.shown(job.list), columns = job.columns,
			by_row = job.settings.by_row }, findings, options)
		if #problems > 0 then
			error(load.list_error(problems), 0)
		end
		ledger:close_job(number, #rows)
		ordered.skip(ledger, number, skipped)
		return number
	end)
end

--- Runs the rows of a job that ended in `options.states` again, as a job of their own.
-- @param options those of bulk.resume, and states={"rejected","failed","cancelled"}, path=the list again
-- @return the new job's outcome with `parent`, `root`, the job of the list, and `left_out`; or nil and an error of kind
--   "usage", "secrets_gone", "change_list", "result", "not_confirmed", "ledger" or "locked"
function retry.run(ledger, job, options)
	local wanted <const> = options.states or states.can_be_retried
	for _, state in ipairs(wanted) do
		if not states.may_be_retried(state) then
			return refuse("usage", "retry_bad_state", { state = state })
		end
	end
	local lines_taken <const>, by = taken(ledger, job)
	local chosen <const> = choose(ledger, job, wanted, lines_taken)
	if #chosen.rows == 0 and chosen.taken > 0 then
		return refuse("usage", "retry_taken", { job = job.job, by = by })
	elseif #chosen.rows == 0 and #chosen.left_out > 0 then
		return refuse("usage", "retry_left_out", { job = job.job, row = chosen.left_out[1].row, number = #chosen.left_out })
	elseif #chosen.rows == 0 then
		return refuse("usage", "retry_nothing", { job = job.job, states = table.concat(wanted, ", ") })
	end
	local arguments, err
	if chosen.wiped > 0 then
		if not (options.path or options.rows) then
			return refuse("secrets_gone", "retry_secrets_gone", { number = chosen.wiped })
		end
		arguments, err = arguments_of_list(job, options)
		if not arguments then
			return nil, err
		end
	end
	local possible <const>, impossible = result_file.check(ledger, job.list, job.settings, options.result)
	if not possible then
		return nil, impossible
	end
	local confirmed <const>, declined = confirm(job, chosen.rows, options)
	if not confirmed then
		return nil, declined
	end
	local number <const>, lock = copy(ledger, job, chosen.rows, arguments, options)
	if not number then
		return nil, lock
	end
	local _ <close> = lock
	local outcome <const> = run.carry_out_new(ledger, number, options)
	outcome.parent, outcome.left_out = job.job, chosen.left_out
	outcome.root = family.root(ledger, job).job
	return outcome
end

return retry
