--- What speaks for an answer to unknown rows, for people and for programs.
--
-- Invariant: a likelihood is never shown as a proof.

local json <const> = require "unom.cli.view.json"
local meaning <const> = require "unom.catalogue.meaning"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local text <const> = require "unom.cli.view.text"

local evidence <const> = {}

local say <const> = messages.say

local MOST_ORDERS <const>, MOST_OTHERS <const> = 10, 3 -- shown of a row, and of an order

-- The order of keys in JSON.
local ROW_KEYS <const> = { "job", "row", "line", "state", "operation", "contractId", "target", "orderId", "orderStatus",
	"messageId", "error", "sentAt", "endedAt", "listedWhole", "couldBe", "now", "notShown", "before", "after", "proposal",
	"noProposal" }
local ORDER_KEYS <const> = { "orderId", "orderStatus", "appliedOn", "requestDate", "listedAt", "listed", "others" }
local BESIDE_KEYS <const> = { "job", "row", "orderId", "acceptedAt" }
local PROPOSAL_KEYS <const> = { "answer", "certainty", "orderId", "state", "code", "why" }

-- The codes of what is proposed, by answer, and of how certain it is.
local ANSWERS <const> = {
	order = "evidence_is_order", counted = "evidence_is_counted", ended = "evidence_is_ended",
	resend = "evidence_is_resend", abandon = "evidence_is_abandon",
}
local CERTAINTIES <const> = { proof = "evidence_proof", likelihood = "evidence_likelihood" }

--- The proposed answer in a few words.
function evidence.answer(made)
	return say(ANSWERS[made.answer], { id = made.orderId, state = made.state })
end

--- The first of some rows by number and job, and how many more they are.
function evidence.rows(rows)
	local words <const> = {}
	for index, row in ipairs(rows) do
		if index > MOST_OTHERS then
			words[index] = say("evidence_more_rows", { number = #rows - MOST_OTHERS })
			break
		end
		words[index] = say("evidence_row_of_job", row)
	end
	return table.concat(words, ", ")
end

local function others_words(order)
	return #order.others > 0 and say("evidence_others", { rows = evidence.rows(order.others) }) or ""
end

local function filled(value)
	return value and value ~= "" and value or "-"
end

local function add_orders(lines, row)
	for index, order in ipairs(row.couldBe) do
		if index > MOST_ORDERS then
			lines[#lines + 1] = say("and_more", { number = #row.couldBe - MOST_ORDERS })
			break
		end
		lines[#lines + 1] = say(order.listed and "evidence_order" or "evidence_order_gone", {
			id = order.orderId, day = filled(order.appliedOn),
			date = filled(order.requestDate), time = filled(order.listedAt), others = others_words(order),
			status = meaning.told(filled(order.orderStatus), meaning.of_row(row.operation, order.orderStatus)),
		})
	end
end

local function beside_words(found)
	return found and say("evidence_neighbour", { id = found.orderId, row = found.row, job = found.job })
		or say "evidence_no_neighbour"
end

--- A row in words, ended with a line end each.
function evidence.as_text(row)
	local lines <const> = { say("resolve_row", { row = row.row, job = row.job, operation = row.operation,
		target = row.target or row.contractId, error = row.error or "" }),
		say("evidence_times", { sent = filled(row.sentAt), ended = filled(row.endedAt) }) }
	add_orders(lines, row)
	if row.before or row.after then
		lines[#lines + 1] = say("evidence_beside", { before = beside_words(row.before), after = beside_words(row.after) })
	end
	for _, field in ipairs(row.now or {}) do
		lines[#lines + 1] = say(field.before and "evidence_line_was" or "evidence_line", { field = field.field,
			now = filled(field.now), ordered = filled(field.ordered), before = filled(field.before) })
	end
	local made <const> = row.proposal
	lines[#lines + 1] = made and say(CERTAINTIES[made.certainty], { answer = evidence.answer(made), why = made.why })
		or say("evidence_none", { why = row.noProposal })
	return text.lines(lines)
end

--- What bulk.evidence returned, for a program.
-- @param code the exit code of the command
function evidence.as_json(found, code)
	local rows <const> = json.array {}
	for index, row in ipairs(found.rows) do
		for _, order in ipairs(row.couldBe) do
			order.others = json.each(order.others, { "job", "row" })
		end
		row.couldBe = json.each(row.couldBe, ORDER_KEYS)
		row.before, row.after = row.before and json.ordered(row.before, BESIDE_KEYS),
			row.after and json.ordered(row.after, BESIDE_KEYS)
		row.now = row.now and json.each(row.now, { "field", "ordered", "now", "before" })
		row.proposal = row.proposal and json.ordered(row.proposal, PROPOSAL_KEYS)
		rows[index] = json.ordered(row, ROW_KEYS)
	end
	return json.ordered({ ok = code == 0, exit_code = code, job = found.job, rows = rows },
		{ "ok", "exit_code", "job", "rows" })
end

--- How many rows have each kind of proposal: {proof=, likelihood=, none=, resend=}.
function evidence.count(rows)
	local counts <const> = { proof = 0, likelihood = 0, none = 0, resend = 0 }
	for _, row in ipairs(rows) do
		local name <const> = row.proposal and row.proposal.certainty or "none"
		counts[name] = counts[name] + 1
		counts.resend = counts.resend + (row.proposal and row.proposal.answer == "resend" and 1 or 0)
	end
	return counts
end

--- Says how many rows are unknown, and the commands that answer for them.
function evidence.say_next(found, arguments, environment)
	local counts <const> = evidence.count(found.rows)
	if #found.rows == 0 then
		return environment:say(say("evidence_no_rows", { job = found.job }))
	end
	local command <const> = next_command.of_job("resolve", found.job, arguments)
	environment:say(say("evidence_counts", { number = #found.rows, job = found.job, proof = counts.proof,
		likelihood = counts.likelihood, none = counts.none }))
	if counts.proof > 0 then
		environment:say(say("evidence_accept", { command = command .. " --accept" }))
	end
	if counts.resend > 0 then
		environment:say(say("evidence_resend_unlisted", {
			number = counts.resend, command = command .. " --resend-unlisted",
		}))
	end
	local first <const> = found.rows[1]
	environment:say(say("evidence_one", { command = next_command.resolve(first.job, first.row, arguments) }))
end

return evidence
