--- The status of a job: its counts, and one by one the rows that have not succeeded and are not pending.
--
-- Invariant: nothing secret is in what this returns.

local identity <const> = require "unom.bulk.carrier.identity"
local moments <const> = require "unom.moments"
local path <const> = require "unom.bulk.jobs.path"
local reason <const> = require "unom.reason"
local states <const> = require "unom.bulk.ledger.states"

local status <const> = {}

-- Rows in these states are only counted.
local ONLY_COUNTED <const> = { succeeded = true, pending = true }

local function shown(row)
	return {
		row = row.row, line = row.line, operation = row.operation, contractId = row.contract,
		lineNo = row.arguments.lineNo, state = row.state, orderId = identity.of(row),
		orderStatus = row.order_status, messageId = row.message_id, error = reason.words(row.reason),
	}
end

--- What is shown of any job: its list as people would write it, its time in Japan.
local function titled(job)
	job.list, job.created = path.shown(job.list), moments.shown(job.created)
	return job
end

--- Completes a job of the ledger for people: its list as they would write it, `rows`, and how long the carrier took to
-- list its orders, see ledger/listed.lua.
function status.of(ledger, job)
	titled(job)
	job.rows = {}
	for _, state in ipairs(states.names) do
		for _, row in ipairs(ONLY_COUNTED[state] and {} or ledger:rows_in(job.job, state)) do
			job.rows[#job.rows + 1] = shown(row)
		end
	end
	table.sort(job.rows, function(a, b) return a.row < b.row end)
	job.listing_time = ledger:listing_time(job.job)
	return job
end

--- Every job of the ledger, the oldest first, without its rows.
function status.jobs(ledger)
	local jobs <const> = ledger:jobs()
	for _, job in ipairs(jobs) do
		titled(job)
	end
	return jobs
end

return status
