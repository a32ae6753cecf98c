--- A change list becomes a job: read once, checked and written to the ledger in one transaction.
--
-- Invariant: a list with a problem leaves no trace in the ledger.

local change_list <const> = require "unom.bulk.list.change_list"
local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local ordered <const> = require "unom.bulk.jobs.ordered"
local path <const> = require "unom.bulk.jobs.path"
local result_file <const> = require "unom.bulk.jobs.result_file"
local run <const> = require "unom.bulk.jobs.run"

local load <const> = {}

local function list_error(problems)
	return errors.new { kind = "change_list", problems = problems,
		message = messages.say("list_refused", { number = #problems }) }
end

local function append(target, items)
	for _, item in ipairs(items or {}) do
		target[#target + 1] = item
	end
end

--- Reads a whole list, calling `on_row` with each row until the first problem.
-- @return {rows=, operations={name=count}, contracts={id=count}, advice={...}, encoding=}, or nil and all the problems
function load.read(list, on_row)
	local advice_of_all <const>, problems <const> = errors.findings {}, errors.findings {}
	local summary <const> = { rows = 0, operations = {}, contracts = {}, advice = advice_of_all, encoding = list.encoding }
	for row, row_problems, advice in list:rows() do
		append(problems, row_problems)
		append(summary.advice, advice)
		if row then
			summary.rows = summary.rows + 1
			summary.operations[row.operation] = (summary.operations[row.operation] or 0) + 1
			summary.contracts[row.contract] = (summary.contracts[row.contract] or 0) + 1
			if #problems == 0 then
				on_row(row)
			end
		end
	end
	if #problems > 0 then
		return nil, problems
	end
	return summary
end

--- Opens a list; its problems become an error of kind "change_list".
function load.open(options)
	local list <const>, problems = change_list.open(options.path, options)
	if not list then
		return nil, list_error(problems)
	end
	return list
end

--- Writes the list to the ledger as a job, with its contracts locked.
-- @return the job's number and the lock; or nil and an error of kind "change_list", "result", "already_run", "ledger"
--   or "locked"
function load.load(ledger, options)
	local list <close>, err = load.open(options)
	if not list then
		return nil, err
	end
	local list_path <const> = path.absolute(options.path)
	local writable <const>, unwritable = result_file.check(ledger, list_path, options.result)
	if not writable then
		return nil, unwritable
	end
	return run.add_locked(ledger, function()
		-- Asked in the transaction: another process may have begun with the same list.
		local earlier <const> = ledger:job_of_file(list.sha256)
		if earlier and not (options.again or options.skip_ordered) then
			error(errors.new { kind = "already_run", job = earlier,
				message = messages.say(ledger:job(earlier).open and "already_run_open" or "already_run",
					{ file = options.path, job = earlier, command = run.resume_command(earlier) }) }, 0)
		end
		local number <const> = ledger:add_job {
			list = list_path, sha256 = list.sha256, columns = list.columns, settings = run.settings(options), purpose = "list",
		}
		local summary <const>, problems = load.read(list, function(row) ledger:add_row(number, row) end)
		if not summary then
			error(list_error(problems), 0)
		end
		ledger:close_job(number, summary.rows)
		ordered.check(ledger, number, summary.rows, options.path, options)
		return number
	end)
end

--- Checks a list against what a ledger has, without writing to it.
-- @return as change_list.check
function load.check(ledger, list)
	local summary, problems
	local findings <const> = ledger:ordered_before_rows(function(add)
		summary, problems = load.read(list, add)
		return summary and summary.rows or 0
	end)
	if not summary then
		return nil, problems
	end
	local found <const>, advice <const> = ordered.sort(list.path, findings, {})
	if #found > 0 then
		return nil, found
	end
	append(summary.advice, advice)
	return summary
end

return load
