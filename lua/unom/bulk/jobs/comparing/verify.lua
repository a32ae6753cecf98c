--- Is a job's list in effect? A word for each row that was ordered.
--
-- Invariant: what is told of a row is what the carrier showed at one moment; nothing is written.

local judging <const> = require "unom.bulk.jobs.comparing.judging"
local operations <const> = require "unom.operations"
local verification <const> = require "unom.bulk.carrier.verification"

local verify <const> = {}

--- What the carrier's answer is on all of it: 1 something differs, else 4 something is not in effect yet, else 0.
local EXIT <const> = { { "differs", 1 }, { "not_yet", 4 } }

local function exit_code(counts)
	for _, pair in ipairs(EXIT) do
		if counts[pair[1]] > 0 then
			return pair[2]
		end
	end
	return 0
end

local function row_of(row, fate, verdict)
	local target <const> = operations[row.operation].ordered_before.target
	local told <const> = { row = row.row, line = row.line, operation = row.operation, contractId = row.contract,
		target = target and row.arguments[target], job = fate.job }
	for key, value in pairs(verdict) do
		told[key] = value
	end
	return told
end

--- @param job as `ledger:job` gives it
-- @param options {client=, clock=, random=, sleep=, watch=}
-- @return {job=the job of the list, list=, exit_code=, counts={word=number}, not_ordered={state=number}, rows={ {row=,
--   line=, operation=, contractId=, target=, job=whose fate it is, word=, day=, field=, old=, new=, changed_by={job=,
--   row=}, why=} }}; or nil and an error
function verify.job(ledger, job, options)
	local rows <const>, counts <const>, not_ordered <const> = {}, {}, {}
	for _, word in ipairs(verification.WORDS) do
		counts[word] = 0
	end
	local root <const>, err = judging.walk(ledger, job, options, function(row, fate, verdict)
		if verdict then
			rows[#rows + 1] = row_of(row, fate, verdict)
			counts[verdict.word] = counts[verdict.word] + 1
		else
			not_ordered[fate.state] = (not_ordered[fate.state] or 0) + 1
		end
	end)
	if not root then
		return nil, err
	end
	return { job = root.job, list = root.list, exit_code = exit_code(counts), counts = counts, not_ordered = not_ordered,
		rows = rows }
end

return verify
