--- Cancels a job: what was not sent never will be, what is under way is taken back where the carrier allows it.
--
-- The steps, each of which can be interrupted and begun again: pending rows become cancelled, or unknown where the
-- carrier may have acted on them before; rows in doubt are reconciled; the orders under way get a cancel each, as rows
-- of a job of their own that the engine runs like any other; then the orders are followed to the end that they came to.
--
-- Invariant: an order gets one cancel at most; a row is `cancelled` only when it was certainly never sent, or when the
-- carrier says so of its order.

local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local identity <const> = require "unom.bulk.carrier.identity"
local reason <const> = require "unom.reason"
local run <const> = require "unom.bulk.jobs.run"
local states <const> = require "unom.bulk.ledger.states"
local status <const> = require "unom.bulk.carrier.status"

local cancel <const> = {}

local TAKEN_BACK <const> = "11" -- the status of an order that was cancelled

--- Locks the contracts of a job's open rows and of the cancels that it has already.
-- @return as run.lock
function cancel.lock(ledger, job)
	local contracts <const>, named <const> = ledger:open_contracts(job.job), {}
	for _, contract in ipairs(contracts) do
		named[contract] = true
	end
	for _, child in ipairs(ledger:children(job.job, "cancel")) do
		for _, contract in ipairs(ledger:open_contracts(child.job)) do
			if not named[contract] then
				named[contract] = true
				contracts[#contracts + 1] = contract
			end
		end
	end
	return run.lock_contracts(ledger, contracts, job.job)
end

--- The error of kind "usage" for a job that cannot be cancelled, or nil.
function cancel.refuse(job)
	if job.purpose == "cancel" then
		return errors.new { kind = "usage", message = messages.say("cancel_of_cancel",
			{ job = job.job, parent = job.parent }) }
	end
end

--- The ids that cancels were made for before.
local function ids_with_cancel(ledger, job)
	local ids <const> = {}
	for _, child in ipairs(ledger:children(job.job, "cancel")) do
		for _, row in ipairs(ledger:rows_after(child.job, 0, child.total)) do
			ids[identity.of_target(row)] = true
		end
	end
	return ids
end

--- Can the order of a tracking row be taken back at all?
local function can_be_cancelled(row)
	return operations[row.operation].cancelled_by ~= nil and identity.of(row) ~= nil
end

local function shown(row)
	return { row = row.row, line = row.line, operation = row.operation, contractId = row.contract,
		lineNo = row.arguments.lineNo, orderId = identity.of(row) }
end

--- How many rows of a job are pending and bear the mark: a person wanted them sent again, and the carrier may have
-- acted on what was sent before.
local function count_marked(ledger, job)
	local number = 0
	for _, contract in ipairs(ledger:open_contracts(job.job)) do
		for _, row in ipairs(ledger:marked_rows(contract)) do
			number = number + (row.job == job.job and row.state == "pending" and 1 or 0)
		end
	end
	return number
end

--- What `run` would do now.
-- @return {job=, pending=number of rows never sent, may_have_acted=number of rows that were sent before they became
--   pending again, in_doubt=number of rows that must be reconciled first, taking_back={row...}, running_on={row...}:
--   orders that cannot be taken back}; a row is {row=, line=, operation=, contractId=, lineNo=, orderId=}
function cancel.plan(ledger, job)
	local marked <const> = count_marked(ledger, job)
	local plan <const> = { job = job.job, pending = job.states.pending - marked, may_have_acted = marked,
		in_doubt = job.states.submitting, taking_back = {}, running_on = {} }
	for _, row in ipairs(ledger:rows_in(job.job, "tracking")) do
		table.insert(can_be_cancelled(row) and plan.taking_back or plan.running_on, shown(row))
	end
	return plan
end

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

--- Makes the job that takes back what is under way, or returns nil when there is nothing more to take back.
local function make_cancel_job(ledger, job)
	return ledger:transaction(function()
		local made <const>, rows <const> = ids_with_cancel(ledger, job), {}
		for _, row in ipairs(ledger:rows_in(job.job, "tracking")) do
			if can_be_cancelled(row) and not made[identity.of(row)] then
				rows[#rows + 1] = row
			end
		end
		if #rows == 0 then
			return nil
		end
		-- An order that can no longer be taken back is no failure of the run.
		local number <const> = ledger:add_job { list = job.list, columns = COLUMNS, parent = job.job,
			purpose = "cancel", settings = run.inherit({ max_failures = { rows = #rows + 1 } }, job) }
		for index, row in ipairs(rows) do
			ledger:add_row(number, cancel_row(index, row))
		end
		ledger:close_job(number, #rows)
		return number
	end)
end

--- The options of a run of one of the steps: who works on a contract stays the same, the result files do not.
local function options_for(options, more)
	return setmetatable(more, { __index = function(_, name)
		return name ~= "result" and options[name] or nil
	end })
end

--- Cancels that were not sent and whose order has ended, or is no longer the row's, never will be.
local function drop_moot(ledger, number, by_id)
	ledger:transaction(function()
		for _, row in ipairs(ledger:rows_in(number, "pending")) do
			if not by_id[identity.of_target(row)] then
				local why <const> = reason.new "cancel_moot"
				ledger:transition(row, { state = "cancelled", reason = why }, "cancelled", why)
			end
		end
	end)
end

--- Runs a cancel job; where a cancel succeeds, the row whose order it took back is cancelled with it.
-- @param number the cancel job's
local function run_cancels(ledger, job, number, options)
	local by_id <const> = {}
	for _, row in ipairs(ledger:rows_in(job.job, "tracking")) do
		if identity.of(row) then
			by_id[identity.of(row)] = row
		end
	end
	drop_moot(ledger, number, by_id)
	local function on_ended(ended, on_moved)
		local id <const> = identity.of_target(ended)
		local row <const> = by_id[id] and ledger:row(job.job, by_id[id].row)
		local is_its_own <const> = row and row.state == "tracking" and identity.of(row) == id -- lists may have said otherwise
		if is_its_own and ended.state == "succeeded" then
			ledger:transition(row, { state = "cancelled", reason = ledger.NONE,
				order_status = ended.operation == "cancel_order" and TAKEN_BACK or nil }, "cancelled",
				{ id = identity.of(ended) })
			on_moved(row)
		end
	end
	return run.carry_out(ledger, ledger:job(number), setmetatable({ on_ended = on_ended }, { __index = options }))
end

--- The cancels of a job's orders of which it is unknown whether the carrier acted, by the id of the order.
local function unknown_cancels(ledger, job)
	local by_id <const> = {}
	for _, child in ipairs(ledger:children(job.job, "cancel")) do
		for _, row in ipairs(ledger:rows_in(child.job, "unknown")) do
			by_id[identity.of_target(row)] = row
		end
	end
	return by_id
end

-- What the end of an order proves of its cancel, by the state that an order followed to its completion has.
local OF_ORDER <const> = { cancelled = "succeeded", succeeded = "failed", rejected = "failed", failed = "failed" }

--- What nothing proved of a cancel, the end that its order came to may prove.
local function settle_cancels(ledger, job)
	local cancels <const> = unknown_cancels(ledger, job)
	if not next(cancels) then
		return
	end
	ledger:transaction(function()
		for _, row in ipairs(ledger:rows_after(job.job, 0, job.total)) do
			local unknown <const> = cancels[identity.of(row)]
			local state <const> = states.is_final(row.state) and OF_ORDER[status.state(row.order_status, "completion")]
			if unknown and unknown.operation == "cancel_order" and state then
				local seen <const> = reason.new("seen_order", { id = identity.of(row), status = row.order_status })
				ledger:transition(unknown, { state = state, may_have_acted = false,
					reason = state == "failed" and reason.new("not_taken_back", { seen = seen }) or ledger.NONE }, "proved", seen)
			end
		end
	end)
end

--- Goes on with a cancel job whose contracts are locked, and with that alone.
-- @param cancel_job as `ledger:job` gives it
-- @return its outcome
function cancel.resume(ledger, cancel_job, options)
	return run_cancels(ledger, ledger:job(cancel_job.parent), cancel_job.job, options)
end

local function was_stopped(outcome)
	return outcome.interrupted or outcome.deadline or outcome.unauthorised or outcome.permanent
end

local function open_cancel_job(ledger, job)
	for _, child in ipairs(ledger:children(job.job, "cancel")) do
		if child.open then
			return child.job
		end
	end
end

--- Runs the steps up to the one that is stopped.
local function run_steps(ledger, job, options)
	drop_pending(ledger, job)
	local outcome, cancel_job
	if ledger:job(job.job).states.submitting > 0 then
		outcome = run.carry_out(ledger, job, options_for(options, { reconcile_only = true }))
		drop_pending(ledger, job) -- it was found that they were not ordered
	end
	while not (outcome and was_stopped(outcome)) do
		local number <const> = open_cancel_job(ledger, job) or make_cancel_job(ledger, job)
		if not number then
			return run.carry_out(ledger, job, options), cancel_job
		end
		cancel_job = number
		outcome = run_cancels(ledger, job, number, options_for(options, {}))
	end
	return outcome, cancel_job
end

--- As `run_steps`; an error of the ledger says which command goes on.
local function try_steps(ledger, job, options, command)
	local ok <const>, stopped, cancel_job = pcall(run_steps, ledger, job, options)
	if not ok then
		if errors.is(stopped) then
			stopped.job, stopped.resume = job.job, command
		end
		error(stopped, 0)
	end
	return stopped, cancel_job
end

--- Was every order taken back that was to be?
local function all_taken_back(ledger, job)
	local made <const> = ids_with_cancel(ledger, job)
	for _, state in ipairs { "succeeded", "rejected", "failed" } do
		for _, row in ipairs(ledger:rows_in(job.job, state)) do
			if made[identity.of(row)] then
				return false
			end
		end
	end
	return true
end

--- The exit code of a cancel: rows that ended otherwise than they were ordered to are what was wanted.
local function exit_code(ledger, job, outcome)
	local code <const> = run.exit_code(outcome)
	if code ~= 6 and next(unknown_cancels(ledger, job)) then
		return 3
	elseif code > 1 then
		return code
	end
	return all_taken_back(ledger, job) and 0 or 1
end

--- Cancels a job whose contracts are locked.
-- @param options those of bulk.resume
-- @return the job's outcome with `cancel_job`; its exit code is 0 when every row that was to be taken back is
--   cancelled, 3 also when that is unknown of one, and its `resume` goes on with cancelling
function cancel.run(ledger, job, options)
	local command <const> = ("unom bulk cancel %d --yes"):format(job.job)
	local stopped <const>, cancel_job = try_steps(ledger, job, options, command)
	settle_cancels(ledger, job)
	local after <const> = ledger:job(job.job)
	local outcome <const> = {
		job = job.job, cancel_job = cancel_job, states = after.states, total = after.total,
		interrupted = stopped.interrupted, deadline = stopped.deadline, unauthorised = stopped.unauthorised,
		permanent = stopped.permanent, waiting = stopped.waiting, halted = false,
	}
	outcome.resume = (after.open or open_cancel_job(ledger, job)) and command or nil
	run.write_result(outcome, ledger, after, options)
	outcome.exit_code = exit_code(ledger, job, outcome)
	return outcome
end

return cancel
