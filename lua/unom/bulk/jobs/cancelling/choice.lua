--- Which rows of a job are taken back, by the states that a person names.
--
-- Invariants: nothing is written. What the ledger knows of an order may be old: whether one that is processed can still
-- be taken back, the carrier says (processed.lua).

local cancel_jobs <const> = require "unom.bulk.jobs.cancelling.cancel_jobs"
local data_share <const> = require "unom.bulk.carrier.data_share"
local errors <const> = require "unom.error"
local identity <const> = require "unom.bulk.carrier.identity"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local status <const> = require "unom.bulk.carrier.status"

local choice <const> = {}

-- The states that can be named, and those that are meant where none is.
local STATES <const> = { "pending", "tracking", "succeeded" }
local BY_DEFAULT <const> = { pending = true, tracking = true }

--- The states that a person named, as a set.
-- @param given an array of them; nil: none was named
-- @return the set, or nil and an error of kind "usage"
function choice.states(given)
	local known <const>, asked <const> = {}, {}
	for _, state in ipairs(STATES) do
		known[state] = true
	end
	for _, state in ipairs(given or {}) do
		if not known[state] then
			return nil, errors.new { kind = "usage", message = messages.say("cancel_bad_state", { state = tostring(state) }) }
		end
		asked[state] = true
	end
	return next(asked) and asked or BY_DEFAULT
end

--- The set as an array, in the order of the states.
function choice.names(asked)
	local names <const> = {}
	for _, state in ipairs(STATES) do
		names[#names + 1] = asked[state] and state or nil
	end
	return names
end

--- The command that takes a job back by these states.
function choice.command(ledger, number, asked)
	local flags <const> = {}
	for _, state in ipairs(choice.names(asked)) do
		flags[#flags + 1] = " --state " .. state
	end
	local is_default <const> = asked.pending and asked.tracking and not asked.succeeded
	return ("%sunom bulk cancel %d%s --yes"):format(ledger.prefix or "", number, is_default and "" or table.concat(flags))
end

--- Has the order of a row that succeeded come to an end, as far as the ledger knows?
local function is_over(operation, order_status)
	local reserved <const> = data_share.RESERVES[operation]
	if reserved then
		return order_status ~= reserved
	end
	return status.state(order_status, "completion") ~= nil
end

local function can_be_cancelled(operation, state, order_status)
	return operations[operation].cancelled_by ~= nil and not (state == "succeeded" and is_over(operation, order_status))
end

--- May the order of a tracking row, or of one that succeeded, be taken back, as far as the ledger knows?
function choice.is_possible(row)
	return identity.of(row) ~= nil and can_be_cancelled(row.operation, row.state, row.order_status)
end

--- How many rows in a state have orders that may be taken back.
local function count_possible(ledger, job, state)
	local number = 0
	for _, found in ipairs(ledger:count_by_status(job.job, state)) do
		number = number + (can_be_cancelled(found.operation, state, found.order_status) and found.number or 0)
	end
	return number
end

local function shown(row)
	return { row = row.row, line = row.line, operation = row.operation, contractId = row.contract,
		lineNo = row.arguments.lineNo, orderId = identity.of(row) }
end

--- The rows of a job in a state, as an iterator. There are few under way at a time, however many have succeeded.
local function each_in(ledger, job, state)
	if state ~= "succeeded" then
		local rows <const>, place = ledger:rows_in(job.job, state), 0
		return function()
			place = place + 1
			return rows[place]
		end
	end
	local next_row <const> = cancel_jobs.each_row(ledger, job.job)
	return function()
		local row
		repeat
			row = next_row()
		until not row or row.state == state
		return row
	end
end

--- The rows in a state whose orders may be taken back and have no cancel yet, in file order.
function choice.rows(ledger, job, state)
	local made <const>, rows <const> = cancel_jobs.newest(ledger, job), {}
	for row in each_in(ledger, job, state) do
		rows[#rows + 1] = choice.is_possible(row) and not made[identity.of(row)] and row or nil
	end
	return rows
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

--- How many rows of a job have orders that may be taken back, of which nobody knows which is whose.
local function count_counted(ledger, job)
	local number = 0
	for _, found in ipairs(ledger:count_counted(job.job)) do
		number = number + (operations[found.operation].cancelled_by and found.number or 0)
	end
	return number
end

--- What else could be taken back: how many rows of the states that were not asked for.
local function count_others(ledger, job, asked)
	local others <const> = {
		pending = asked.pending and 0 or job.states.pending,
		in_doubt = (asked.pending or asked.tracking) and 0 or job.states.submitting,
		tracking = asked.tracking and 0 or count_possible(ledger, job, "tracking"),
		succeeded = asked.succeeded and 0 or count_possible(ledger, job, "succeeded"),
		unknown = job.states.unknown,
		counted = count_counted(ledger, job),
	}
	for name, number in pairs(others) do
		others[name] = number > 0 and number or nil
	end
	return others
end

--- The jobs that try rows of a job again and have rows that could be taken back: an array of {job=, rows=how many,
-- states={in which a person can name them}}; nil where there are none.
local function count_retries(ledger, job, found)
	found = found or {}
	for _, retry in ipairs(ledger:children(job.job, "retry")) do
		local others <const> = count_others(ledger, retry, {})
		local by_state <const> = { pending = others.pending or 0, succeeded = others.succeeded or 0,
			tracking = (others.in_doubt or 0) + (others.tracking or 0) }
		local told <const> = { job = retry.job, rows = 0, states = {} }
		for _, state in ipairs(STATES) do
			told.rows = told.rows + by_state[state]
			told.states[#told.states + 1] = by_state[state] > 0 and state or nil
		end
		found[#found + 1] = told.rows > 0 and told or nil
		count_retries(ledger, retry, found)
	end
	return #found > 0 and found or nil
end

-- The states of a cancel that took nothing back, as far as anybody knows.
local IN_VAIN <const> = { rejected = true, failed = true, unknown = true, cancelled = true }

--- What a cancel of the job would do now.
-- @param asked the states, as a set
-- @return {job=, states={asked for}, pending=number of rows never sent, may_have_acted=number of rows that were sent
--   before they became pending again, in_doubt=number of rows that must be reconciled first, taking_back={rows under
--   way}, processed={rows that succeeded and whose orders may still be taken back}, running_on={rows under way whose
--   orders cannot be}, staying=number of rows that succeeded and whose orders cannot be, tried=number of rows whose
--   cancel took nothing back, tried_by=the newest job of these cancels|nil, also={pending=, in_doubt=, tracking=,
--   succeeded=, unknown=, counted=: how many more rows could be taken back, not asked for or not by this,
--   retries={{job=, rows=number, states={...}}...}|nil: those of the jobs that try its rows again}}; a row is {row=,
--   line=, operation=, contractId=, lineNo=, orderId=}
function choice.plan(ledger, job, asked)
	local made <const> = cancel_jobs.newest(ledger, job)
	local marked <const> = asked.pending and count_marked(ledger, job) or 0
	local plan <const> = {
		job = job.job, states = choice.names(asked), pending = asked.pending and job.states.pending - marked or 0,
		may_have_acted = marked, in_doubt = (asked.pending or asked.tracking) and job.states.submitting or 0,
		taking_back = {}, processed = {}, running_on = {}, staying = 0, tried = 0,
		also = count_others(ledger, job, asked),
	}
	plan.also.retries = count_retries(ledger, job)
	local function sort(state, chosen, otherwise)
		for row in each_in(ledger, job, state) do
			local cancel <const> = made[identity.of(row) or false]
			if cancel and IN_VAIN[cancel.state] then
				plan.tried, plan.tried_by = plan.tried + 1, math.max(plan.tried_by or 0, cancel.job)
			elseif cancel or choice.is_possible(row) then
				table.insert(chosen, shown(row))
			else
				otherwise(row)
			end
		end
	end
	if asked.tracking then
		sort("tracking", plan.taking_back, function(row) table.insert(plan.running_on, shown(row)) end)
	end
	if asked.succeeded then
		sort("succeeded", plan.processed, function(row)
			plan.staying = plan.staying + (row.evidence == "counted" and 0 or 1)
		end)
	end
	return plan
end

return choice
