--- What speaks for an answer to each unknown row of a job, as it is shown.
--
-- Invariants: every time and day is Japan's; of a row's cells there is only what it acts on.

local accepting <const> = require "unom.bulk.jobs.resolving.accepting"
local counting <const> = require "unom.bulk.jobs.resolving.counting"
local moments <const> = require "unom.moments"
local ownership <const> = require "unom.bulk.carrier.ownership"
local reason <const> = require "unom.reason"
local shown_rows <const> = require "unom.bulk.jobs.status.rows"

local evidence <const> = {}

--- An order that could be the row's.
local function shown_order(finding, order)
	local entry <const> = order.entry or {}
	return {
		orderId = order.id, listed = order.entry ~= nil,
		orderStatus = order.status and order.status.order_status or entry.orderStatus,
		appliedOn = moments.day_shown(ownership.day_of(entry)), requestDate = moments.day_shown(entry.requestDate),
		listedAt = moments.shown(order.listed_at), others = counting.others(finding.counted.part, finding.row, order),
	}
end

local function shown_orders(finding)
	local orders <const> = {}
	for index, order in ipairs(finding.counted and finding.counted.own or {}) do
		orders[index] = shown_order(finding, order)
	end
	return orders
end

local function shown_neighbour(found)
	return found and { job = found.job, row = found.row, orderId = found.id, acceptedAt = moments.shown(found.time) }
end

local function shown_proposal(made)
	return made and { answer = made.answer, certainty = made.certainty, orderId = made.order, state = made.state,
		code = made.why.code, why = reason.words(made.why) }
end

local function shown(finding)
	local row <const> = shown_rows.of(finding.row)
	row.sentAt, row.endedAt = moments.shown(finding.row.submitted_at), moments.shown(finding.row.ended_at)
	row.listedWhole = finding.listing.whole
	row.couldBe = shown_orders(finding)
	row.now, row.notShown = finding.line and finding.line.fields, finding.line_unknown
	row.before, row.after = shown_neighbour(finding.before), shown_neighbour(finding.after)
	row.proposal, row.noProposal = shown_proposal(finding.proposal), reason.words(finding.why_none)
	return row
end

--- Looks again at every unknown row of a job, and changes nothing.
-- @param options {client=, clock=, random=, sleep=, watch=}
-- @return {job=, rows={...}}; or nil and an error. A row is as bulk.status has it, with sentAt=, endedAt=of its
--   request, listedWhole=do the lists show all there is?,
--   couldBe={{orderId=, orderStatus=, appliedOn=, requestDate=, listedAt=first, listed=bool: still?, others={{job=,
--   row=} that could have made it as well}}...},
--   now={{field=, ordered=, now=, before=before the job|nil}...}, how the line stands, or notShown="not_shown" or
--   "not_comparable", before=, after={job=, row=, orderId=, acceptedAt=}|nil: of the contract's orders those beside it,
--   proposal={answer="order"|"counted"|"ended"|"resend"|"abandon", certainty="proof"|"likelihood", orderId=, state=,
--   code=, why=words}|nil, noProposal=words: why there is none
function evidence.of(ledger, job, options)
	return accepting.with_findings(ledger, job, options, function(found)
		local rows <const> = {}
		for index, finding in ipairs(found) do
			rows[index] = shown(finding)
		end
		return { job = job.job, rows = rows }
	end)
end

return evidence
