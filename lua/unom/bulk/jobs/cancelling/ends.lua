--- What the end of an order says of its cancel, and the end of a cancel of the row whose order it takes back.
--
-- Invariant: a row is `cancelled` only when the carrier says so of its order; one that was to be taken back and has
-- succeeded says why it was not.

local cancel_jobs <const> = require "unom.bulk.jobs.cancelling.cancel_jobs"
local choice <const> = require "unom.bulk.jobs.cancelling.choice"
local identity <const> = require "unom.bulk.carrier.identity"
local reason <const> = require "unom.reason"
local states <const> = require "unom.bulk.ledger.states"
local status <const> = require "unom.bulk.carrier.status"

local ends <const> = {}

local TAKEN_BACK <const> = "11" -- the status of an order that was cancelled

--- The row of a job whose order a cancel takes back, or nil: the order is no longer the row's.
local function row_of(ledger, job, cancel)
	return ledger:row_with_id(job.job, cancel.contract, identity.of_target(cancel))
end

--- Does a job take back rows that have succeeded meanwhile? A cancel does where a person asked for such; what is tried
-- again of one always does.
local function takes_succeeded(job)
	return job.purpose == "retry" or choice.states(job.settings.states).succeeded == true
end

--- Has the row an order that its cancel is still to take back?
local function is_waiting(row, with_succeeded)
	return row ~= nil and (row.state == "tracking" or with_succeeded and row.state == "succeeded")
		and choice.is_possible(row)
end

--- The order of a row was taken back.
local function take_back(ledger, row, cancel)
	ledger:transition(row, { state = "cancelled", reason = ledger.NONE,
		order_status = cancel.operation == "cancel_order" and TAKEN_BACK or nil }, "cancelled", { id = identity.of(cancel) })
end

--- Cancels that were not sent and whose order has ended, or is no longer the row's, never will be.
-- @param number the cancel job's
function ends.drop_moot(ledger, job, number)
	local with_succeeded <const> = takes_succeeded(ledger:job(number))
	ledger:transaction(function()
		for _, cancel in ipairs(ledger:rows_in(number, "pending")) do
			if not is_waiting(row_of(ledger, job, cancel), with_succeeded) then
				local why <const> = reason.new "cancel_moot"
				ledger:transition(cancel, { state = "cancelled", reason = why }, "cancelled", why)
			end
		end
	end)
end

--- What a run of cancels does when one of them ends: with one that succeeded the row whose order it took back is
-- cancelled.
function ends.on_ended(ledger, job)
	return function(cancel, on_moved)
		if cancel.state ~= "succeeded" then
			return
		end
		local row <const> = row_of(ledger, job, cancel) -- lists may have said otherwise meanwhile
		if row and (row.state == "tracking" or row.state == "succeeded") then
			take_back(ledger, row, cancel)
			on_moved(row)
		end
	end
end

-- What the end of an order proves of its cancel, by the state that an order followed to its completion has.
local OF_ORDER <const> = { cancelled = "succeeded", succeeded = "failed", rejected = "failed", failed = "failed" }

--- What nothing proved of a cancel, the end that its order came to may prove.
local function prove(ledger, cancel, row)
	local state <const> = states.is_final(row.state) and OF_ORDER[status.state(row.order_status, "completion")]
	if cancel.operation == "cancel_order" and state then
		local seen <const> = reason.new("seen_order", { id = identity.of(row), status = row.order_status })
		local is_failed <const> = state == "failed"
		-- A cancel that took nothing back may be an order all the same, whose id would be nobody's.
		ledger:transition(cancel, { state = state, may_have_acted = is_failed,
			reason = is_failed and reason.new("not_taken_back", { seen = seen }) or ledger.NONE }, "proved", seen)
	end
end

-- What is said of a row that succeeded, by the state of its cancel.
local IN_VAIN <const> = { rejected = "cancel_in_vain", failed = "cancel_in_vain", unknown = "cancel_not_known" }

--- Writes on a row that succeeded what became of its cancel.
local function note(ledger, cancel, row)
	local code <const> = row.state == "succeeded" and IN_VAIN[cancel.state]
	if not code or row.reason and row.reason.code == code and row.reason.job == cancel.job then
		return
	end
	local why <const> = reason.new(code, { job = cancel.job, row = cancel.row, state = cancel.state,
		error = cancel.reason or reason.new "cancel_no_reason" })
	ledger:transition(row, { reason = why }, "not_taken_back", why)
end

--- Brings cancels and rows together: what the ends of orders prove of cancels, and what cancels mean for their rows.
function ends.settle(ledger, job)
	local newest <const> = cancel_jobs.newest(ledger, job)
	if not next(newest) then
		return
	end
	ledger:transaction(function()
		for _, cancel in pairs(newest) do
			local row <const> = row_of(ledger, job, cancel)
			if row and cancel.state == "unknown" then
				prove(ledger, cancel, row)
			elseif row and cancel.state == "succeeded" and (row.state == "tracking" or row.state == "succeeded") then
				take_back(ledger, row, cancel)
			end
			if row then
				note(ledger, cancel, row)
			end
		end
	end)
end

--- The newest cancels of a job's orders of which it is unknown whether the carrier acted, each with its row.
-- @return an array of {cancel=, row=}
function ends.unknown(ledger, job)
	local found <const> = {}
	for _, cancel in pairs(cancel_jobs.newest(ledger, job)) do
		if cancel.state == "unknown" then
			found[#found + 1] = { cancel = cancel, row = row_of(ledger, job, cancel) }
		end
	end
	table.sort(found, function(a, b)
		return a.cancel.job < b.cancel.job or a.cancel.job == b.cancel.job and a.cancel.row < b.cancel.row
	end)
	return found
end

-- The states of rows that were to be taken back and were not.
local NOT_TAKEN_BACK <const> = { succeeded = true, rejected = true, failed = true }

--- Was every order of a job taken back that has a cancel?
function ends.all_taken_back(ledger, job)
	for _, cancel in pairs(cancel_jobs.newest(ledger, job)) do
		local row <const> = row_of(ledger, job, cancel)
		if row and NOT_TAKEN_BACK[row.state] then
			return false
		end
	end
	return true
end

return ends
