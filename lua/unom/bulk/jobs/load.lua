--- A change list becomes a job: read once, checked and written to the ledger in one transaction.
--
-- Invariant: a list with a problem leaves no trace in the ledger.

local errors <const> = require "unom.error"
local find <const> = require "unom.bulk.jobs.find"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local ordered <const> = require "unom.bulk.jobs.ordered"
local path <const> = require "unom.bulk.jobs.path"
local result_file <const> = require "unom.bulk.jobs.result.file"
local run <const> = require "unom.bulk.jobs.run"
local source <const> = require "unom.bulk.list.source"

local load <const> = {}

local STDIN <const> = "-" -- a path that stands for standard input

-- How many rows are read from one call of `on_reading` to the next: some tenths of a second.
local ROWS_BETWEEN <const> = 5000

--- The problems of a list as an error of kind "change_list".
function load.list_error(problems)
	return errors.new { kind = "change_list", problems = problems,
		message = messages.say("list_refused", { number = #problems }) }
end

local function append(target, items)
	for _, item in ipairs(items or {}) do
		target[#target + 1] = item
	end
end

--- Reads a whole list, calling `on_row` with each row until the first problem.
-- @param on_good called with each good row, also after a problem, and before `on_row`; nil: nothing is
-- @return the summary, as change_list.check, or nil and all the problems
function load.read(list, on_row, on_good)
	local advice_of_all <const>, problems <const> = errors.findings {}, errors.findings {}
	local number = 0
	for row, row_problems, advice in list:rows() do
		append(problems, row_problems)
		append(advice_of_all, advice)
		if row then
			number = number + 1
			if list.on_reading and number % ROWS_BETWEEN == 0 then
				list.on_reading(number, false)
			end
			if on_good then
				on_good(row)
			end
			if #problems == 0 then
				on_row(row)
			end
		end
	end
	if list.on_reading then
		list.on_reading(number, true)
	end
	if #problems > 0 then
		return nil, problems
	end
	return list.summary:finish(advice_of_all)
end

--- Opens a list; its problems become an error of kind "change_list".
function load.open(options)
	local list <const>, problems = source.open(options)
	if not list then
		return nil, load.list_error(problems)
	end
	list.on_reading = options.on_reading
	return list
end

--- Reads a whole list, and asks the ledger which of its rows were ordered before.
-- @param ledger nil: there is none, so nothing was
-- @param job the number of the job that the rows become; 0: none
-- @param on_row, options as for `load.read` and `ordered.sort`
-- @return the summary and the findings of the rows to skip; or nil and all the problems
function load.examine(ledger, list, job, on_row, options)
	if not ledger then
		local summary <const>, problems <const> = load.read(list, on_row)
		return summary, summary and {} or problems
	end
	local summary, problems
	local findings <const> = ledger:ordered_before(job, function(take)
		summary, problems = load.read(list, on_row, take)
	end)
	local found <const>, advice <const>, skipped <const> = ordered.sort(list, findings, options)
	if not summary or #found > 0 then
		return nil, ordered.merge(problems or {}, found)
	end
	append(summary.advice, advice)
	return summary, skipped
end

--- What the job of a list remembers.
local function settings_of(list, options)
	local settings <const> = run.settings(options)
	settings.again = options.again -- asked for again when a row is to be sent a second time
	settings.encoding, settings.marked = list.encoding, list.marked or nil
	settings.stdin = options.path == STDIN or nil
	settings.by_row = list.by_row
	return settings
end

--- Raises where the file was run before, unless that is meant.
local function refuse_run_before(ledger, list, options)
	local earlier <const> = ledger:job_of_file(list.sha256)
	if earlier and not (options.again or options.skip_ordered) then
		local open <const> = ledger:job(earlier).open
		error(errors.new { kind = "already_run", job = earlier, open = open,
			message = messages.say(open and "already_run_open" or "already_run",
				{ file = list.path, job = earlier, command = run.resume_command(ledger, earlier) }) }, 0)
	end
end

local function nothing() end

--- How many findings there are, in all and by operation.
local function count_by_operation(findings)
	local counts <const> = { rows = #findings, operations = {} }
	for _, finding in ipairs(findings) do
		counts.operations[finding.operation] = (counts.operations[finding.operation] or 0) + 1
	end
	return counts
end

--- Shows the person what would be sent, where `options.confirm` asks one, before anything is in the ledger.
-- @param words how many rows have which word of `bulk.plan`; nil: nobody compared them
-- @return true and how many rows were shown as left out; or nil and an error of kind "change_list" or "not_confirmed"
local function confirm(ledger, list, options, words)
	if not options.confirm then
		return true
	end
	refuse_run_before(ledger, list, options)
	local summary <const>, found = load.examine(ledger, list, 0, nothing, options)
	if not summary then
		return nil, load.list_error(found)
	end
	summary.to_skip, summary.words = count_by_operation(found), words
	local confirmed <const>, declined <const> = run.confirm(summary, options)
	return confirmed, declined or #found
end

--- Writes an open list to the ledger as a job, with its contracts locked. The list is read once more where a person was
-- asked first.
-- @param words as for `confirm`
-- @return the job's number and the lock; or nil and an error of kind "change_list", "result", "already_run",
--   "not_confirmed", "ledger" or "locked"
function load.load(ledger, list, options, words)
	local list_path <const>, settings <const> = path.absolute(source.name(options)), settings_of(list, options)
	local writable <const>, unwritable = result_file.check(ledger, list_path, settings, options.result)
	if not writable then
		return nil, unwritable
	end
	local confirmed <const>, left_out = confirm(ledger, list, options, words)
	if not confirmed then
		return nil, left_out
	end
	return run.add_locked(ledger, function()
		refuse_run_before(ledger, list, options) -- in the transaction: another process may have begun with the same list
		local number <const> = ledger:add_job {
			list = list_path, sha256 = list.sha256, columns = list.columns, settings = settings,
			purpose = "list",
		}
		local function add(row) ledger:add_row(number, row) end
		local summary <const>, found = load.examine(ledger, list, number, add, options)
		if not summary then
			error(load.list_error(found), 0)
		elseif #found < (left_out or 0) then
			error(run.not_confirmed(messages.say "changed_since_shown"), 0)
		end
		ledger:close_job(number, summary.rows)
		ordered.skip(ledger, number, found)
		return number
	end)
end

--- Checks a list; where a ledger is named and is there, against what it has, without writing to it.
-- @param options those of bulk.check
-- @return what bulk.check returns
function load.check(options)
	if not (options.ledger and lfs.attributes(options.ledger)) then -- a ledger that is not there has no rows
		return source.check(options)
	end
	local list <close>, problems = source.open(options)
	if not list then
		return nil, problems
	end
	local summary <const>, found = find.with_ledger(options, function(ledger)
		return load.examine(ledger, list, 0, nothing, {})
	end, find.LOOKS)
	if summary or found.kind then
		return summary, found
	end
	return nil, list:fix(found, options.fix)
end

return load
