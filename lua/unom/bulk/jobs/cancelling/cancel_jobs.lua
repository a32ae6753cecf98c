--- The jobs that take back the orders of a job: its cancels, and what was tried again of these.
--
-- Invariant: an order has one cancel at a time: a newer one is made only where the one before took nothing back.

local identity <const> = require "unom.bulk.carrier.identity"

local cancel_jobs <const> = {}

-- How many rows of a job are read from the ledger at a time.
local WINDOW <const> = 1000

--- The job whose orders a job takes back, as a cancel or as what is tried again of one; nil: it takes back none.
-- @param job as `ledger:job` gives it
function cancel_jobs.cancelled_by(ledger, job)
	while job.purpose == "retry" do
		job = ledger:job(job.parent)
	end
	return job.purpose == "cancel" and ledger:job(job.parent) or nil
end

--- The jobs that take back orders of a job, the oldest first.
function cancel_jobs.of(ledger, job)
	local found <const> = ledger:children(job.job, "cancel")
	local place = 1
	while found[place] do
		local retries <const> = ledger:children(found[place].job, "retry")
		table.move(retries, 1, #retries, #found + 1, found)
		place = place + 1
	end
	table.sort(found, function(a, b) return a.job < b.job end)
	return found
end

--- The oldest of them with open rows, or nil.
function cancel_jobs.open(ledger, job)
	for _, found in ipairs(cancel_jobs.of(ledger, job)) do
		if found.open then
			return found
		end
	end
end

--- The rows of a job, as an iterator that reads some at a time.
function cancel_jobs.each_row(ledger, number)
	local window, place = {}, 0
	return function()
		place = place + 1
		if place > #window and place ~= 1 and #window < WINDOW then
			return nil
		elseif place > #window then
			window, place = ledger:rows_after(number, #window > 0 and window[#window].row or 0, WINDOW), 1
		end
		return window[place]
	end
end

--- Was the cancel certainly never sent?
local function was_not_sent(row)
	return row.state == "cancelled" and not row.may_have_acted
end

--- The newest cancel of each order of a job, by the id of the order; one that was never sent is none.
function cancel_jobs.newest(ledger, job)
	local by_id <const> = {}
	for _, found in ipairs(cancel_jobs.of(ledger, job)) do
		for row in cancel_jobs.each_row(ledger, found.job) do
			if not was_not_sent(row) then
				by_id[identity.of_target(row)] = row
			end
		end
	end
	return by_id
end

return cancel_jobs
