--- Bulk jobs from Lua: check a change list, run it, take a job up again, ask how it stands.
--
--     local bulk = require "unom.bulk"
--     local outcome, err = bulk.run { client = client, path = "plans.csv", contract_id = "N123456789", agree = true }
--
-- Invariant: nothing is sent before the whole list has passed its checks and stands in the ledger.

local change_list <const> = require "unom.bulk.change_list"
local config <const> = require "unom.config"
local core <const> = require "unom.core"
local engine <const> = require "unom.bulk.engine"
local errors <const> = require "unom.error"
local lane_lock <const> = require "unom.bulk.lane_lock"
local ledgers <const> = require "unom.bulk.ledger"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local report <const> = require "unom.bulk.report"

-- Options that are the run's way of working and stay with the job, so that a resumed run works the same way.
local SETTINGS <const> = {
	"wait_until", "rate", "canary", "max_failures", "max_outstanding", "result",
}

local function open_ledger(options)
	local path <const> = options.ledger or os.getenv("UNOM_LEDGER") or config.default_ledger()
	if not path then
		return nil, errors.new { kind = "ledger", message = messages.say("no_ledger_place") }
	end
	return ledgers.open(path, options.wall_clock)
end

--- Calls `body`; an error object raised in it (the ledger's) is returned as `nil, err`.
local function guarded(body, ...)
	local results <const> = table.pack(pcall(body, ...))
	if results[1] then
		return table.unpack(results, 2, results.n)
	elseif errors.is(results[2]) then
		return nil, results[2]
	end
	error(results[2], 0)
end

local function list_error(problems)
	return errors.new { kind = "change_list", problems = problems,
		message = messages.say("list_refused", { number = #problems }) }
end

local function append(target, items)
	for _, item in ipairs(items or {}) do
		target[#target + 1] = item
	end
end

--- Reads a whole list, calling `on_row` with each good row.
-- @return a summary, or nil and all the problems
local function read_list(list, on_row)
	local summary <const> = { rows = 0, operations = {}, contracts = {}, advice = {}, encoding = list.encoding }
	local problems <const> = {}
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

--- Checks a change list and sends nothing.
-- @param options {operation=, encoding=, contract_id=, agree=bool, allow_duplicates=bool}
-- @return {rows=, operations={name=count}, contracts={id=count}, advice={...}, encoding=}, or nil and the problems,
--   each {file=, line=, column=, code=, message=}
local function check(path, options)
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
local function plan(path, options)
	local list <const>, problems = change_list.open(path, options)
	if not list then
		return nil, problems
	end
	return read_list(list, function(row)
		local operation <const> = operations[row.operation]
		options.on_row {
			row = row.row, line = row.line, contract = row.contract, operation = row.operation,
			method = operation.method,
			path = operation.path:gsub("{(%w+)}", row.arguments),
			arguments = shown_arguments(operation, row.arguments),
		}
	end)
end

local function settings_of(options)
	local settings <const> = {}
	for _, name in ipairs(SETTINGS) do
		settings[name] = options[name]
	end
	return settings
end

--- Writes the list to the ledger as a job, in one transaction: all of it, with its contracts locked, or nothing.
-- @return the job's number and the lock, or nil and an error
local function load_job(ledger, options)
	local list <const>, problems = change_list.open(options.path, options)
	if not list then
		return nil, list_error(problems)
	end
	local earlier <const> = ledger:job_of_file(list.sha256)
	if earlier and not options.again then
		return nil, errors.new { kind = "already_run", job = earlier,
			message = messages.say("already_run", { file = options.path, job = earlier }) }
	end
	local summary
	local loaded <const>, job, lock = pcall(ledger.transaction, ledger, function()
		local number <const> = ledger:add_job {
			list = options.path, sha256 = list.sha256, columns = list.columns, settings = settings_of(options),
		}
		summary, problems = read_list(list, function(row) ledger:add_row(number, row) end)
		if not summary then
			error(list_error(problems), 0)
		end
		ledger:close_job(number, summary.rows)
		local held <const>, reason = lane_lock.acquire(ledger, ledger:open_contracts(number), number)
		if not held then
			error(reason, 0)
		end
		return number, held
	end)
	if not loaded then
		return nil, job
	end
	return job, lock
end

local function resume_command(job)
	return ("unom bulk resume %d"):format(job)
end

local function is_open(states)
	return states.pending + states.submitting + states.tracking > 0
end

--- Runs what is open of a job, whose contracts are locked, and ends it with the result file.
local function carry_out(ledger, job, options)
	local setting <const> = setmetatable({}, { __index = function(_, name)
		if options[name] ~= nil then
			return options[name]
		end
		return job.settings[name]
	end })
	local running <const> = engine.new {
		job = job.job,
		ledger = ledger,
		client = options.client,
		contracts = ledger:open_contracts(job.job),
		wait_until = setting.wait_until,
		deadline = options.deadline,
		rate = setting.rate,
		canary = setting.canary,
		max_failures = setting.max_failures,
		max_outstanding = setting.max_outstanding,
		clock = options.clock or core.monotonic,
		random = options.random or math.random,
		sleep = options.sleep or core.sleep,
		watch = options.watch,
		on_progress = options.on_progress,
		at = options.at,
	}
	local finished <const>, outcome = pcall(running.run, running)
	if not finished then
		if errors.is(outcome) then -- the ledger failed in mid-run: nothing more is sent, and nothing is forgotten
			outcome.job, outcome.resume = job.job, resume_command(job.job)
		end
		error(outcome, 0)
	end
	ledger:settle()
	outcome.job = job.job
	outcome.exit_code = report.exit_code(outcome)
	outcome.resume = is_open(outcome.states) and resume_command(job.job) or nil
	outcome.result, outcome.result_error = report.write(ledger, job, options.result)
	return outcome
end

--- Runs a change list to every row's final state.
-- @param options {client=, path=, contract_id=, ledger=path, operation=, encoding=, agree=bool, allow_duplicates=bool,
--   again=bool, result=path, wait_until="final"|"complete", deadline=seconds, rate=rows a second, canary=rows,
--   max_failures={rows=N}|{percent=P}, max_outstanding=orders, watch=an interrupt watch, on_progress=function}
-- @return outcome {job=, exit_code=, states={...}, total=, result=path, halted=, interrupted=, deadline=,
--   unauthorised=err, resume=command}, or nil and an error of kind "change_list" (with problems), "already_run"
--   (with job), "ledger" (with job and resume when the run had begun) or "locked"
local function run(options)
	local ledger <close>, err = open_ledger(options)
	if not ledger then
		return nil, err
	end
	return guarded(function()
		local number <const>, held = load_job(ledger, options)
		if not number then
			return nil, held
		end
		local _ <close> = held
		return carry_out(ledger, ledger:job(number), options)
	end)
end

local function newest_open(ledger)
	local jobs <const> = ledger:jobs()
	for index = #jobs, 1, -1 do
		if jobs[index].open then
			return jobs[index]
		end
	end
end

local function find_job(ledger, number, otherwise)
	local job
	if number then
		job = ledger:job(number)
	else
		job = otherwise(ledger)
	end
	if job then
		return job
	end
	return nil, errors.new { kind = "usage",
		message = messages.say(number and "no_such_job" or "no_job", { job = number, ledger = ledger.path }) }
end

--- Opens the ledger, finds the job and calls `body(ledger, job)`.
local function with_job(options, otherwise, body)
	local ledger <close>, err = open_ledger(options)
	if not ledger then
		return nil, err
	end
	return guarded(function()
		local job <const>, reason = find_job(ledger, options.job, otherwise)
		if not job then
			return nil, reason
		end
		return body(ledger, job)
	end)
end

--- Goes on with a job: what was not sent is sent, what was accepted is followed. The list is not needed.
-- @param options as for `run`, with job=number (nil: the newest open job) instead of the list's options
-- @return as `run`
local function resume(options)
	return with_job(options, newest_open, function(ledger, job)
		local lock <close>, reason = lane_lock.acquire(ledger, ledger:open_contracts(job.job), job.job)
		if not lock then
			return nil, reason
		end
		ledger:sync()
		return carry_out(ledger, job, options)
	end)
end

local function newest(ledger)
	local jobs <const> = ledger:jobs()
	return jobs[#jobs]
end

--- Every job in the ledger, the oldest first: {job=, created=, list=, total=, states={...}, open=bool}.
local function jobs(options)
	local ledger <close>, err = open_ledger(options)
	if not ledger then
		return nil, err
	end
	return guarded(ledger.jobs, ledger)
end

-- A job's status shows the rows in these states one by one.
local TOLD_STATES <const> = { "unknown", "rejected", "failed", "cancelled", "submitting", "tracking" }

--- How a job stands: as `jobs` tells it, with `rows`, those that have not succeeded and are not pending.
-- @param options {ledger=path, job=number (nil: the newest)}
local function status(options)
	return with_job(options, newest, function(ledger, job)
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
local function write_report(options)
	return with_job(options, newest, function(ledger, job)
		return report.write(ledger, job, options.result)
	end)
end

return {
	check = check,
	plan = plan,
	run = run,
	resume = resume,
	jobs = jobs,
	status = status,
	report = write_report,
}
