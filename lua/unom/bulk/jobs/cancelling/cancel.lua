--- Cancels a job: what was not sent never will be, what the carrier still lets be taken back is, where a person asks
-- for it.
--
-- The steps, each of which can be interrupted and begun again: the carrier is asked which of the processed orders can
-- still be taken back; pending rows become cancelled, or unknown where the carrier may have acted on them before; rows
-- in doubt are reconciled; the orders get a cancel each, as rows of a job of their own that the engine runs like any
-- other; then the orders under way are followed to the end that they came to, and for some time those whose cancel was
-- lost.
--
-- Invariants: an order gets one cancel; a row is `cancelled` only when it was certainly never sent, or when the carrier
-- says so of its order. Rows in states that nobody asked for stay as they are, and nothing of them is sent.

local cancel_jobs <const> = require "unom.bulk.jobs.cancelling.cancel_jobs"
local choice <const> = require "unom.bulk.jobs.cancelling.choice"
local endings <const> = require "unom.bulk.jobs.endings"
local ends <const> = require "unom.bulk.jobs.cancelling.ends"
local errors <const> = require "unom.error"
local identity <const> = require "unom.bulk.carrier.identity"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local processed <const> = require "unom.bulk.jobs.cancelling.processed"
local reason <const> = require "unom.reason"
local reopening <const> = require "unom.bulk.jobs.reopening"
local run <const> = require "unom.bulk.jobs.run"
local status <const> = require "unom.bulk.carrier.status"

local cancel <const> = {}

-- Seconds for which the order of a lost cancel is followed: it decides.
local PATIENCE <const> = 600

-- ---- before anything is done ----

--- Locks the contracts of a job's open rows, of the rows that are to be taken back, and of the cancels that it has
-- already.
-- @param rows those that succeeded and are to be taken back
-- @return as run.lock
local function lock(ledger, job, rows)
	local contracts <const>, named <const> = {}, {}
	local function add(contract)
		contracts[#contracts + 1] = not named[contract] and contract or nil
		named[contract] = true
	end
	for _, found in ipairs { job, table.unpack(cancel_jobs.of(ledger, job)) } do
		for _, contract in ipairs(ledger:open_contracts(found.job)) do
			add(contract)
		end
	end
	for _, row in ipairs(rows) do
		add(row.contract)
	end
	for _, found in ipairs(ends.unknown(ledger, job)) do
		add(found.cancel.contract)
	end
	return run.lock_contracts(ledger, contracts, job.job)
end

--- The error of kind "usage" for a job that cannot be cancelled, or nil.
local function refuse(ledger, job)
	local parent <const> = cancel_jobs.cancelled_by(ledger, job)
	return parent and errors.new { kind = "usage", message = messages.say("cancel_of_cancel",
		{ job = job.job, parent = parent.job }) }
end

--- What `run` would do now, see choice.plan; or nil and an error of kind "usage".
-- @param names the states that a person named; nil: none
function cancel.plan(ledger, job, names)
	local asked <const>, err <const> = choice.states(names)
	local refused <const> = err or refuse(ledger, job)
	if refused then
		return nil, refused
	end
	return choice.plan(ledger, job, asked)
end

-- ---- the steps ----

--- Rows that were not sent never will be. Of one that bears the mark nobody knows what became of it.
local function drop_pending(ledger, job)
	ledger:transaction(function()
		for _, contract in ipairs(ledger:open_contracts(job.job)) do
			for _, row in ipairs(ledger:pending_rows(job.job, contract, 0, job.total)) do
				local why <const> = reason.new(row.may_have_acted and "cancelled_marked" or "cancelled_unsent")
				local state <const> = row.may_have_acted and "unknown" or "cancelled"
				ledger:transition(row, { state = state, reason = why }, state, why)
			end
		end
	end)
end

--- The row of a cancel job that takes back a row's order.
local function cancel_row(number, row)
	return { row = number, line = row.line, contract = row.contract, operation = operations[row.operation].cancelled_by,
		arguments = { contractId = row.contract, [identity.name(row.operation)] = identity.of(row), agreement = "yes" } }
end

local COLUMNS <const> = {
	{ header = "operation", field = "operation" }, { header = "contractId", field = "contractId" },
	{ header = "orderId", field = "orderId" }, { header = "reserveId", field = "reserveId" },
}

--- Makes the job that takes back these orders and those under way, or returns nil when there is nothing more to take
-- back.
-- @param rows those that succeeded and can still be taken back
local function make_cancel_job(ledger, job, asked, rows)
	return ledger:transaction(function()
		local made <const>, chosen <const> = cancel_jobs.newest(ledger, job), {}
		for _, row in ipairs(rows) do
			chosen[#chosen + 1] = not made[identity.of(row)] and row or nil
		end
		local under_way <const> = asked.tracking and choice.rows(ledger, job, "tracking") or {}
		table.move(under_way, 1, #under_way, #chosen + 1, chosen)
		if #chosen == 0 then
			return nil
		end
		table.sort(chosen, function(a, b) return a.row < b.row end)
		-- An order that can no longer be taken back is no failure of the run.
		local number <const> = ledger:add_job { list = job.list, columns = COLUMNS, parent = job.job,
			purpose = "cancel", settings = run.inherit({ max_failures = { rows = #chosen + 1 },
				states = choice.names(asked) }, job) }
		for index, row in ipairs(chosen) do
			ledger:add_row(number, cancel_row(index, row))
		end
		ledger:close_job(number, #chosen)
		return number
	end)
end

--- The options of a run of one of the steps: who works on a contract stays the same, the result files do not.
local function options_for(options, more)
	return setmetatable(more, { __index = function(_, name)
		return name ~= "result" and options[name] or nil
	end })
end

--- The options with which the ends of a job's rows are told, those of the cancels not.
local function with_endings(ledger, job, options)
	return setmetatable({ endings = options.endings or endings.new(ledger, job.job, options.on_row) },
		{ __index = options })
end

--- Tells the rows that have ended since the last run, with the ledger on the disk.
local function tell_endings(ledger, job, command, options)
	ledger:sync()
	local told <const>, raised = pcall(function()
		if options.endings then
			options.endings:tell()
		end
	end)
	if not told then
		run.raise({ value = raised }, job.job, command)
	end
end

--- The options of a run of cancels: where one succeeds, the row whose order it took back is cancelled with it.
-- @param job the one whose orders are taken back
local function options_of_cancels(ledger, job, options)
	return setmetatable({ on_ended = ends.on_ended(ledger, job) }, { __index = with_endings(ledger, job, options) })
end

--- Runs a cancel job.
-- @param number the cancel job's
local function run_cancels(ledger, job, number, options)
	ends.drop_moot(ledger, job, number)
	return run.carry_out(ledger, ledger:job(number), options_of_cancels(ledger, job, options))
end

local function was_stopped(outcome)
	return outcome.interrupted or outcome.deadline or outcome.unauthorised or outcome.permanent
end

--- Rows whose order was followed since its cancel was lost are what they were.
local function close_again(ledger, rows)
	ledger:transaction(function()
		for _, known in ipairs(rows) do
			local row <const> = ledger:row(known.job, known.row)
			if row.state == "tracking" then
				ledger:transition(row, { state = "succeeded", reason = ledger.NONE }, "succeeded",
					{ order_status = row.order_status })
			end
		end
	end)
end

--- Was the row's order processed, and has it not come to its end?
local function is_processed(row)
	return row ~= nil and (row.state == "succeeded" or row.state == "tracking") and row.order_id ~= nil
		and status.is_processed(row.order_status)
end

--- Follows the orders that succeeded and whose cancel was lost, for some time.
-- @param outcome of the step before
-- @return the outcome of the last step
local function follow_lost(ledger, job, outcome, options)
	ends.settle(ledger, job)
	local rows <const> = {}
	for _, found in ipairs(ends.unknown(ledger, job)) do
		rows[#rows + 1] = is_processed(found.row) and found.row or nil
	end
	if #rows == 0 then
		return outcome
	end
	reopening.open(ledger, rows)
	local is_shorter <const> = not options.deadline or PATIENCE < options.deadline
	local followed <const> = run.carry_out(ledger, job, options_for(options, { wait_until = "complete", follow_only = true,
		deadline = is_shorter and PATIENCE or options.deadline }))
	followed.deadline = followed.deadline and not is_shorter
	if not was_stopped(followed) then
		close_again(ledger, rows)
	end
	return followed
end

--- Runs the steps up to the one that is stopped.
-- @param rows those that succeeded and can still be taken back
-- @return the outcome of the last step, or nil where there was nothing to do; and the cancel job's number, or nil
local function run_steps(ledger, job, asked, rows, options)
	local outcome, cancel_job
	if asked.pending then
		drop_pending(ledger, job)
	end
	if (asked.pending or asked.tracking) and ledger:job(job.job).states.submitting > 0 then
		outcome = run.carry_out(ledger, job, options_for(options, { reconcile_only = true }))
		if asked.pending then
			drop_pending(ledger, job) -- it was found that they were not ordered
		end
	end
	local takes_back <const> = asked.tracking or asked.succeeded
	while not (outcome and was_stopped(outcome)) do
		local open <const> = takes_back and cancel_jobs.open(ledger, job)
		local number <const> = open and open.job or takes_back and make_cancel_job(ledger, job, asked, rows)
		if not number then
			break
		end
		cancel_job = number
		outcome = run_cancels(ledger, job, number, options_for(options, {}))
	end
	if not (outcome and was_stopped(outcome)) and (asked.pending or asked.tracking) then
		outcome = run.carry_out(ledger, job, options_for(options, { follow_only = true, result = options.result }))
	end
	if not (outcome and was_stopped(outcome)) then
		outcome = follow_lost(ledger, job, outcome, options)
	end
	return outcome or {}, cancel_job
end

--- As `run_steps`; where it raises, the result file is written all the same, and an error object says which command
-- goes on.
local function try_steps(ledger, job, asked, rows, options, command)
	local ok <const>, stopped, cancel_job = pcall(run_steps, ledger, job, asked, rows, options)
	if not ok then
		pcall(run.write_result, {}, ledger, ledger:job(job.job), options)
		run.raise({ value = stopped }, job.job, command)
	end
	return stopped, cancel_job
end

-- ---- how it ended ----

--- The exit code of a cancel: rows that ended otherwise than they were ordered to are what was wanted.
local function exit_code(ledger, job, asked, outcome)
	local code <const> = run.exit_code(outcome)
	if code ~= 6 and #ends.unknown(ledger, job) > 0 then
		return 3
	elseif code > 1 then
		return code
	end
	local is_left <const> = asked.succeeded and outcome.states.succeeded > 0
	return not is_left and ends.all_taken_back(ledger, job) and 0 or 1
end

--- The command that goes on with the job, or nil. Rows that nobody wanted taken back are for `resume`.
local function next_command(ledger, job, stopped, command)
	local is_stopped <const> = was_stopped(stopped) or cancel_jobs.open(ledger, job) ~= nil
	return is_stopped and command or job.open and run.resume_command(ledger, job.job) or nil
end

--- Takes back what was asked for, with the contracts locked.
-- @param found what the carrier said of the rows that succeeded, see processed.ask
local function run_locked(ledger, job, asked, found, options)
	local command <const> = choice.command(ledger, job.job, asked)
	local left <const> = ledger:transaction(function() return processed.note(ledger, found.left) end)
	local stopped <const>, cancel_job = try_steps(ledger, job, asked, found.possible, options, command)
	ends.settle(ledger, job)
	local after <const> = ledger:job(job.job)
	local outcome <const> = {
		job = job.job, cancel_job = cancel_job, states = after.states, total = after.total, left = left,
		interrupted = stopped.interrupted, deadline = stopped.deadline, unauthorised = stopped.unauthorised,
		permanent = stopped.permanent, waiting = stopped.waiting, halted = false,
	}
	outcome.resume = next_command(ledger, after, stopped, command)
	run.write_result(outcome, ledger, after, options)
	outcome.exit_code = exit_code(ledger, job, asked, outcome)
	tell_endings(ledger, job, outcome.resume, options)
	return outcome
end

--- Cancels a job.
-- @param options those of bulk.resume, and states={of the rows to take back}|nil
-- @return the job's outcome with `cancel_job`, and `left`: how many rows that succeeded cannot be taken back any more.
--   Its exit code is 0 when every row that was to be taken back is cancelled, 3 also when that is unknown of one; its
--   `resume` goes on with cancelling. Or nil and an error
function cancel.run(ledger, job, options)
	local asked <const>, err <const> = choice.states(options.states)
	local refused <const> = err or refuse(ledger, job)
	if refused then
		return nil, refused
	end
	local rows <const> = asked.succeeded and choice.rows(ledger, job, "succeeded") or {}
	local held <close>, locked = lock(ledger, job, rows)
	if not held then
		return nil, locked
	end
	ledger:sync()
	local found <const>, not_asked = processed.ask(rows, options)
	if not found then
		return nil, not_asked
	end
	return run_locked(ledger, job, asked, found, with_endings(ledger, job, options))
end

-- ---- jobs that take back another's orders, run by themselves ----

--- Writes what such a job meant for the job whose orders it takes back, its result file too.
local function settle_cancelled(ledger, cancelled, options)
	ends.settle(ledger, cancelled)
	run.write_result({}, ledger, ledger:job(cancelled.job), {})
	tell_endings(ledger, cancelled, nil, options)
end

--- Calls `body(options)`, which runs a job or one that tries its rows again; where that takes back another's orders,
-- with what these become of it.
-- @return what `body` returns
function cancel.with_ends(ledger, job, options, body)
	local cancelled <const> = cancel_jobs.cancelled_by(ledger, job)
	if not cancelled then
		return body(options)
	end
	local told <const> = with_endings(ledger, cancelled, options)
	local outcome <const>, err <const> = body(options_of_cancels(ledger, cancelled, told))
	if outcome then
		settle_cancelled(ledger, cancelled, told)
	end
	return outcome, err
end

--- Goes on with a cancel job, or with what was tried again of one, whose contracts are locked, and with that alone.
-- @return its outcome; nil where the job takes back nothing of another
function cancel.resume(ledger, job, options)
	local cancelled <const> = cancel_jobs.cancelled_by(ledger, job)
	if not cancelled then
		return nil
	end
	local told <const> = with_endings(ledger, cancelled, options)
	local outcome <const> = run_cancels(ledger, cancelled, job.job, told)
	settle_cancelled(ledger, cancelled, told)
	return outcome
end

return cancel
