--- What follows where rows are the same orders as earlier ones: problems of the list, rows to skip, or nothing.
--
-- Invariant: what is open or may have been ordered is never ordered again by an option; what held a secret is never
-- skipped, since what it asked for can no longer be compared.

local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local problem <const> = require "unom.bulk.list.problem"
local reason <const> = require "unom.reason"

local ordered <const> = {}

-- No problem.
local ADVICE <const> = "order_not_in_effect"
-- What a person may say that it is meant.
local MAY_BE_MEANT <const> = "already_ordered"

local function problem_of(file, finding)
	return problem.new { file = file, line = finding.line, column = finding.field or "operation", field = finding.field,
		code = finding.code, message = messages.say(finding.code, { job = finding.job, row = finding.earlier_row }) }
end

--- Sorts findings of the ledger (see ledger/ordered.lua) by what a person said.
-- @param file the list, for its problems
-- @param options {again=bool: order them all the same, skip_ordered=bool: leave them out}
-- @return the problems and the advice, as those of a list, and the findings of the rows to skip
function ordered.sort(file, findings, options)
	local problems <const>, advice <const>, skipped <const> = errors.findings {}, errors.findings {}, {}
	for _, finding in ipairs(findings) do
		local is_meant <const> = finding.code == MAY_BE_MEANT
		if finding.code == ADVICE then
			advice[#advice + 1] = problem_of(file, finding)
		elseif is_meant and options.skip_ordered and not finding.held_secret then
			skipped[#skipped + 1] = finding
		elseif not (is_meant and options.again) then
			problems[#problems + 1] = problem_of(file, finding)
		end
	end
	return problems, advice, skipped
end

--- Asks about every row of a job that was added in this transaction; skips rows, or raises the problems.
-- @param file the list, for its problems
-- @param options as in `sort`
function ordered.check(ledger, job, total, file, options)
	local problems <const>, _, skipped <const> = ordered.sort(file, ledger:ordered_before(job, total), options)
	if #problems > 0 then
		error(errors.new { kind = "change_list", problems = problems,
			message = messages.say("list_refused", { number = #problems }) }, 0)
	end
	for _, finding in ipairs(skipped) do
		ledger:skip(job, finding.row, reason.new("skipped", { job = finding.job, row = finding.earlier_row }))
	end
end

return ordered
