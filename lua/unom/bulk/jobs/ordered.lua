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

--- The header of the field's column in the list; the field's name where it has none.
function ordered.column_of(columns, field)
	for _, column in ipairs(columns) do
		if column.field == field then
			return column.header
		end
	end
	return field
end

local function problem_of(list, finding, code)
	return problem.of_row(list, finding.line, { column = ordered.column_of(list.columns, finding.field),
		field = finding.field, code = finding.code, job = finding.job,
		message = messages.say(code or finding.code, { job = finding.job, row = finding.earlier_row }) })
end

--- Sorts findings of the ledger (see ledger/ordered.lua) by what a person said.
-- @param list {path=, columns=, by_row=}, for its problems
-- @param options {again=bool: order them all the same, skip_ordered=bool: leave them out}
-- @return the problems and the advice, as those of a list, and the findings of the rows to skip
function ordered.sort(list, findings, options)
	local problems <const>, advice <const>, skipped <const> = errors.findings {}, errors.findings {}, {}
	for _, finding in ipairs(findings) do
		local is_meant <const> = finding.code == MAY_BE_MEANT
		if finding.code == ADVICE then
			advice[#advice + 1] = problem_of(list, finding)
		elseif is_meant and options.skip_ordered and not finding.held_secret then
			skipped[#skipped + 1] = finding
		elseif not (is_meant and options.again) then
			problems[#problems + 1] = problem_of(list, finding,
				is_meant and finding.held_secret and "already_ordered_secret" or nil)
		end
	end
	return problems, advice, skipped
end

--- The problems of a list and those found here as one array, by line; those of the whole file last.
function ordered.merge(of_list, found)
	local places <const>, merged <const> = {}, errors.findings {}
	for _, problems in ipairs { of_list, found } do
		for _, entry in ipairs(problems) do
			merged[#merged + 1] = entry
			places[entry] = #merged
		end
	end
	table.sort(merged, function(a, b)
		local line <const>, other <const> = a.line or a.row or math.maxinteger, b.line or b.row or math.maxinteger
		return line < other or line == other and places[a] < places[b]
	end)
	return merged
end

--- Writes that these rows of a job, which was added in this transaction, are not sent.
function ordered.skip(ledger, job, skipped)
	for _, finding in ipairs(skipped) do
		ledger:skip(job, finding.row, reason.new("skipped", { job = finding.job, row = finding.earlier_row }))
	end
end

return ordered
