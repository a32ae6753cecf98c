--- Bulk jobs from Lua: check a change list, run it, take a job up again, ask how it stands.
--
--     local bulk = require "unom.bulk"
--     local outcome, err = bulk.run { client = client, path = "plans.csv", contract_id = "N123456789", agree = true }
--
-- Invariant: nothing is sent before the whole list has passed its checks and stands in the ledger.

local cancellation <const> = require "unom.bulk.jobs.cancel"
local change_list <const> = require "unom.bulk.list.change_list"
local job_of <const> = require "unom.bulk.jobs.find"
local loading <const> = require "unom.bulk.jobs.load"
local operations <const> = require "unom.operations"
local options_of <const> = require "unom.bulk.options"
local report <const> = require "unom.bulk.jobs.result_file"
local resolution <const> = require "unom.bulk.jobs.resolve"
local retry <const> = require "unom.bulk.jobs.retry"
local runs <const> = require "unom.bulk.jobs.run"

local bulk <const> = {}

--- Checks a change list and sends nothing.
-- @param options {operation=, encoding=, contract_id=, agree=bool, allow_duplicates=bool}
-- @return {rows=, operations={name=count}, contracts={id=count}, advice={...}, encoding=}, or nil and the problems,
--   each {file=, line=, column=, code=, message=}
function bulk.check(path, options)
	options_of.check("bulk.check", options or {}, {})
	return change_list.check(path, options)
end

local function shown_arguments(operation, arguments)
	local shown <const> = {}
	for name, value in pairs(arguments) do
		local field <const> = operation.fields[name]
		shown[name] = field and field.secret and "***" or value
	end
	return shown
end

--- Tells what a run of the list would send, without sending or writing anything.
-- @param options as for `check`, and on_row({row=, line=, contract=, operation=, method=, path=, arguments=})
-- @return as `check`
function bulk.plan(path, options)
	options_of.check("bulk.plan", options, { "on_row" })
	local list <const>, problems = change_list.open(path, options)
	if not list then
		return nil, problems
	end
	return loading.read(list, function(row)
		local operation <const> = operations[row.operation]
		options.on_row {
			row = row.row, line = row.line, contract = row.contract, operation = row.operation,
			method = operation.method,
			path = operation.path:gsub("{(%w+)}", row.arguments),
			arguments = shown_arguments(operation, row.arguments),
		}
	end)
end

--- Runs a change list to every row's final state.
-- @param options {client=, path=, contract_id=, ledger=path, operation=, encoding=, agree=bool, allow_duplicates=bool,
--   again=bool, result=path, wait_until="final"|"complete", deadline=seconds, rate=rows a second, canary=rows,
--   max_failures={rows=N}|{percent=P}, max_outstanding=orders, watch=an interrupt watch, on_progress=function}
-- @return outcome {job=, exit_code=, states={...}, total=, result=path, halted=, interrupted=, deadline=,
--   unauthorised=err, resume=command}, or nil and an error of kind "change_list" (with problems), "already_run"
--   (with job), "ledger" (with job and resume when the run had begun) or "locked"
function bulk.run(options)
	options_of.check("bulk.run", options, { "client", "path" })
	return job_of.with_ledger(options, function(ledger)
		local number <const>, held = loading.load(ledger, options)
		if not number then
			return nil, held
		end
		local _ <close> = held
		return runs.carry_out(ledger, ledger:job(number), options)
	end)
end

--- Goes on with a job: what was not sent is sent, what was accepted is followed. The list is not needed.
-- @param options as for `run`, with job=number (nil: the newest open job) instead of the list's options
-- @return as `run`
function bulk.resume(options)
	options_of.check("bulk.resume", options, { "client" })
	return job_of.with(options, job_of.newest_open, function(ledger, job)
		local lock <close>, err = runs.lock(ledger, job.job)
		if not lock then
			return nil, err
		end
		ledger:sync()
		return (job.purpose == "cancel" and cancellation.resume or runs.carry_out)(ledger, job, options)
	end)
end

--- Runs the rows of a job that ended rejected, failed or cancelled again, as a new job.
-- @param options as for `resume` (job nil: the newest), with states={...} of those three, and path=the list again where
--   the secrets of its rows are gone
-- @return the new job's outcome with `parent`, or nil and an error of kind "usage", "secrets_gone", "change_list",
--   "ledger" or "locked"
function bulk.retry(options)
	options_of.check("bulk.retry", options, { "client" })
	return job_of.with(options, job_of.newest, function(ledger, job)
		return retry.run(ledger, job, options)
	end)
end

--- Answers for an unknown row.
-- @param options {ledger=, job=number, row=number, order=id | resend=true | abandon=true}
-- @return {job=, row=, state=, resume=command|nil}, or nil and an error of kind "usage", "locked" or "ledger"
function bulk.resolve(options)
	return job_of.with(options, job_of.newest, function(ledger, job)
		return resolution.resolve(ledger, job, options)
	end)
end

--- What `cancel` would do: {job=, pending=, unclear=, taking_back={...}, running_on={...}}, see cancellation.plan.
-- @param options {ledger=, job=number (nil: the newest open job)}
function bulk.cancel_plan(options)
	return job_of.with(options, job_of.newest_open, function(ledger, job)
		local refused <const> = cancellation.refuse(job)
		if refused then
			return nil, refused
		end
		return cancellation.plan(ledger, job)
	end)
end

--- Stops a job: rows not sent become cancelled, orders under way are taken back and followed to their ends.
-- @param options as for `resume`
-- @return the job's outcome with `cancel_job`, or nil and an error
function bulk.cancel(options)
	options_of.check("bulk.cancel", options, { "client" })
	return job_of.with(options, job_of.newest_open, function(ledger, job)
		local refused <const> = cancellation.refuse(job)
		if refused then
			return nil, refused
		end
		local lock <close>, err = cancellation.lock(ledger, job)
		if not lock then
			return nil, err
		end
		ledger:sync()
		return cancellation.run(ledger, job, options)
	end)
end

--- Every job in the ledger, the oldest first: {job=, created=, list=, total=, states={...}, open=bool, parent=}.
function bulk.jobs(options)
	return job_of.with_ledger(options, function(ledger)
		local jobs <const> = ledger:jobs()
		for _, job in ipairs(jobs) do
			job.list = runs.shown(job.list)
		end
		return jobs
	end)
end

-- A job's status shows the rows in these states one by one.
local TOLD_STATES <const> = { "unknown", "rejected", "failed", "cancelled", "submitting", "tracking" }

--- How a job stands: as `jobs` tells it, with `rows`, those that have not succeeded and are not pending.
-- @param options {ledger=path, job=number (nil: the newest)}
function bulk.status(options)
	return job_of.with(options, job_of.newest, function(ledger, job)
		job.list = runs.shown(job.list)
		job.rows = {}
		for _, state in ipairs(TOLD_STATES) do
			for _, row in ipairs(ledger:rows_in(job.job, state)) do
				job.rows[#job.rows + 1] = {
					row = row.row, line = row.line, operation = row.operation, contractId = row.contract,
					lineNo = row.arguments.lineNo, state = row.state, orderId = row.order_id or row.reserve_id,
					orderStatus = row.order_status, messageId = row.message_id, error = row.error,
				}
			end
		end
		table.sort(job.rows, function(a, b) return a.row < b.row end)
		return job
	end)
end

--- Writes the result file of a job again and returns its path.
-- @param options {ledger=path, job=number (nil: the newest), result=path}
function bulk.report(options)
	return job_of.with(options, job_of.newest, function(ledger, job)
		local written <const>, err = report.write(ledger, job, runs.absolute(options.result))
		return runs.shown(written), err
	end)
end

return bulk
