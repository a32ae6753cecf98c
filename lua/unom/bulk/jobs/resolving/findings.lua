--- All that speaks for and against an answer to each of a job's unknown rows, in one place.
--
-- Invariant: nothing is changed by looking, but that what the lists of orders showed is written down.

local baseline <const> = require "unom.bulk.ledger.baseline"
local counting <const> = require "unom.bulk.jobs.resolving.counting"
local evidence <const> = require "unom.bulk.carrier.evidence"
local family <const> = require "unom.bulk.jobs.family"
local known <const> = require "unom.bulk.engine.reconciling.known"
local lines <const> = require "unom.bulk.jobs.resolving.lines"
local proposal <const> = require "unom.bulk.jobs.resolving.proposal"
local reading <const> = require "unom.bulk.jobs.resolving.reading"

local findings <const> = {}

--- The unknown rows of a job; of a list's job those of its retries and cancels too.
-- @return them, and their contracts
function findings.rows(ledger, job)
	local jobs <const> = job.parent and { job } or family.of(ledger, job).jobs
	local rows <const>, contracts <const>, seen <const> = {}, {}, {}
	for _, member in ipairs(jobs) do
		for _, row in ipairs(ledger:rows_in(member.job, "unknown")) do
			row.shared = member.settings.shared_contract == true
			rows[#rows + 1] = row
			contracts[#contracts + 1] = not seen[row.contract] and row.contract or nil
			seen[row.contract] = true
		end
	end
	return rows, contracts
end

--- What is known of a row, without a proposal.
local function facts_of(ledger, row, read, counted)
	local kind <const>, with_times <const> = evidence.kind(row.operation), ledger:with_times(row)
	with_times.shared = row.shared
	local listing <const> = read:listing(row)
	local finding <const> = { row = with_times, kind = kind, listing = listing, failure = listing.failure,
		shared = row.shared, now = ledger:now() }
	finding.line, finding.line_unknown = lines.of(ledger, row, read:view(row.contract))
	local sent <const> = ledger:last_send_of(row)
	if kind.lists_orders and sent then
		finding.before, finding.after = ledger:accepted_beside(row.contract, sent)
		finding.counted = counted and counted:of_row(row)
	end
	if kind.lists_orders and not (listing.accepting and listing.completed) then
		return finding -- half of a list of orders is none
	elseif not listing.whole and listing.failure then
		return finding
	end
	finding.conclusion = kind.weigh(with_times, listing, known.of(ledger, row, kind, listing, not row.shared))
	finding.has_baseline = not kind.lists_orders and kind.needs_baseline
		and baseline.is_whole(ledger, row.job, row.contract, kind.name)
	return finding
end

--- Counts the orders of each contract, and asks about those that could be a row's.
local function count(ledger, rows, contracts, read)
	local counted <const>, by_row <const> = {}, {}
	for _, row in ipairs(rows) do
		by_row[row.job .. " " .. row.row] = lines.of(ledger, row, read:view(row.contract))
	end
	local function line_of(row) return by_row[row.job .. " " .. row.row] end
	for _, contract in ipairs(contracts) do
		local listing <const> = read:of_contract(contract)
		counted[contract] = listing and counting.of(ledger, contract, listing, line_of)
	end
	for _, row in ipairs(rows) do
		local found <const>, ids <const> = counted[row.contract] and counted[row.contract]:of_row(row), {}
		for index, order in ipairs(found and found.own or {}) do
			ids[index] = order.id
		end
		local asked <const>, stopped = read:ask_orders(row.contract, ids)
		if not asked then
			return nil, stopped
		end
		for _, order in ipairs(found and found.own or {}) do
			order.status = read:order(row.contract, order.id)
			order.listed_at = ledger:first_listed_at(row.contract, order.id)
		end
	end
	return counted
end

--- Judges rows by what was read.
-- @return a finding for each, {row=with its times, kind=of evidence, listing=, conclusion=what the kind says of it|nil:
--   nothing was read, failure=error|nil, line=how it stands, see lines.lua, or nil and line_unknown=why,
--   counted=see counting.lua|nil, before=, after=the orders beside it, proposal=, why_none=reason}
local function judge(ledger, rows, contracts, read)
	local counted <const>, stopped = count(ledger, rows, contracts, read)
	if not counted then
		return nil, stopped
	end
	local found <const>, asked <const> = {}, {}
	for _, row in ipairs(rows) do
		asked[row.job .. " " .. row.row] = true
	end
	for index, row in ipairs(rows) do
		local finding <const> = facts_of(ledger, row, read, counted[row.contract])
		finding.asked = asked
		finding.proposal, finding.why_none = proposal.of(finding)
		found[index] = finding
	end
	return found
end

--- Reads what shows what became of a job's unknown rows, and judges each.
-- @param rows, contracts as `findings.rows` gives them
-- @param options {client=, clock=, random=, sleep=, watch=}
-- @return the findings; or nil and an error of kind "auth" or "interrupted"
function findings.of(ledger, rows, contracts, options)
	local read <const>, stopped = reading.of(ledger, rows, options)
	if not read then
		return nil, stopped
	end
	return judge(ledger, rows, contracts, read)
end

return findings
