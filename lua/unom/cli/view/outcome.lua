--- How a run ended, for people and for programs.
--
-- Invariant: if rows are open, the exact command that goes on with them is shown.

local counts <const> = require "unom.cli.view.counts"
local effects <const> = require "unom.cli.view.job.effects"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local states <const> = require "unom.bulk.ledger.states"
local strangers <const> = require "unom.cli.view.strangers"

local outcome <const> = {}

local say <const> = messages.say

local HALTED <const> = {
	failures = "outcome_halted", canary = "outcome_halted_canary", others_ordered = "outcome_halted_others",
}

local KEYS <const> = {
	"job", "parent", "root", "left_out", "cancel_job", "left", "exit_code", "total", "states", "takesEffect",
	"halted", "halted_by", "others", "held", "interrupted", "deadline", "unauthorised", "permanent", "reason",
	"result", "result_lost", "log_kept", "resume",
}

-- How many rows are named one by one.
local MOST_NAMED <const> = 20

--- Names the rows that a retry leaves out, since the carrier may have acted on them.
local function say_left_out(ended, environment)
	local numbers <const> = {}
	for index, row in ipairs(ended.left_out or {}) do
		numbers[index] = index <= MOST_NAMED and tostring(row.row) or nil
	end
	if numbers[1] then
		local all <const> = #ended.left_out
		environment:say(say("outcome_left_out", { number = all, job = ended.parent, row = numbers[1],
			rows = table.concat(numbers, ", ") .. (all > MOST_NAMED and ", ..." or "") }))
	end
end

--- Names the rows that a person must answer for before others can be sent.
local function say_held(held, arguments, environment)
	environment:say(say("outcome_held", { number = held.rows }))
	for index, row in ipairs(held.by) do
		if index > MOST_NAMED then
			environment:say(say("and_more", { number = #held.by - MOST_NAMED }))
			break
		end
		environment:say(say("outcome_held_by", { job = row.job, row = row.row,
			command = next_command.resolve(row.job, row.row, arguments) }))
	end
end

local function held_as_json(held)
	local rows <const> = json.array {}
	for index, row in ipairs(held.by) do
		rows[index] = json.ordered({ job = row.job, row = row.row }, { "job", "row" })
	end
	return json.ordered({ rows = held.rows, by = rows }, { "rows", "by" })
end

--- Says what the result file lacks, and how to have it.
local function say_result(ended, arguments, environment)
	if ended.result_lost then
		environment:say(say("outcome_result_lost", { number = ended.result_lost,
			command = next_command.report(ended.job, " --bom", arguments) }))
	end
	if ended.root then
		environment:say(say("outcome_result_whole", { command = next_command.report(ended.root, "", arguments) }))
	end
end

local function say_outcome(ended, command, arguments, environment)
	local numbers <const> = ended.states
	if ended.parent then
		environment:say(say("outcome_parent", { job = ended.job, parent = ended.parent }))
		say_left_out(ended, environment)
	end
	environment:say(say("job_ended", { job = ended.job, total = ended.total, counts = counts.words(numbers) }))
	if ended.cancel_job then
		environment:say(say("outcome_cancel_job", { job = ended.cancel_job }))
	end
	if ended.left and ended.left > 0 then
		environment:say(say("outcome_cancel_left", { number = ended.left }))
	end
	if ended.unauthorised then
		environment:say(say("outcome_unauthorised", { reason = tostring(ended.unauthorised) }))
	end
	if ended.permanent then
		environment:say(say("outcome_permanent", { reason = tostring(ended.permanent),
			number = states.count_open(numbers) }))
	end
	if numbers.unknown > 0 then
		environment:say(say("outcome_unknown", {
			number = numbers.unknown, command = next_command.of_job("resolve", ended.job, arguments),
		}))
	end
	if ended.held then
		say_held(ended.held, arguments, environment)
	end
	if ended.halted then
		environment:say(say(HALTED[ended.halted_by], { number = numbers.pending }))
		if ended.halted_by == "others_ordered" then
			strangers.say(ended.others, arguments, environment)
			environment:say(say("others_how"))
		else
			environment:say(say("outcome_halted_how",
				{ command = next_command.status(ended.job, arguments),
					retry = next_command.of_job("retry", ended.job, arguments) }))
		end
	elseif numbers.unknown == 0 and numbers.rejected + numbers.failed > 0 then
		environment:say(say("outcome_why", { number = numbers.rejected + numbers.failed,
			command = next_command.status(ended.job, arguments) }))
	end
	if ended.interrupted or ended.deadline then
		environment:say(say(ended.interrupted and "outcome_interrupted" or "outcome_deadline",
			{ number = states.count_open(numbers) }))
		if ended.waiting then
			environment:say(say("outcome_waiting", { reason = ended.waiting }))
		end
	end
	for contract in pairs(ended.unchecked or {}) do
		environment:say(say("outcome_unchecked", { contract = contract }))
	end
	for contract, number in pairs(ended.older_orders or {}) do
		environment:say(say("outcome_older_orders", { contract = contract, number = number }))
	end
	local days <const> = {}
	effects.add(days, ended.takes_effect or {})
	for _, words in ipairs(days) do
		environment:say(words)
	end
	if ended.result then
		environment:say(say("outcome_result", { path = ended.result }))
		say_result(ended, arguments, environment)
	elseif ended.result_error then
		environment:say(say("outcome_result_error", { reason = tostring(ended.result_error) }))
	end
	if ended.log_kept then
		environment:say(say("outcome_log_kept"))
	end
	if command then
		environment:say(say("outcome_resume", { command = command }))
	end
end

local function as_json(ended, command)
	return json.ordered({
		job = ended.job, parent = ended.parent, root = ended.root, left_out = ended.left_out and json.array(ended.left_out),
		cancel_job = ended.cancel_job, left = ended.left,
		exit_code = ended.exit_code, total = ended.total, states = counts.as_json(ended.states),
		takesEffect = ended.takes_effect and #ended.takes_effect > 0 and effects.as_json(ended.takes_effect) or nil,
		halted = ended.halted or false, halted_by = ended.halted and ended.halted_by or nil,
		others = ended.others and strangers.as_json(ended.others),
		held = ended.held and held_as_json(ended.held),
		log_kept = ended.log_kept or nil, interrupted = ended.interrupted or false, deadline = ended.deadline or false,
		unauthorised = ended.unauthorised and tostring(ended.unauthorised),
		permanent = ended.permanent and true, reason = ended.permanent and tostring(ended.permanent),
		result = ended.result, result_lost = ended.result_lost,
		resume = command,
	}, KEYS)
end

--- Tells how a run ended.
-- @param ended the outcome that bulk.run, resume, retry or cancel returned
function outcome.tell(ended, arguments, environment)
	local command <const> = next_command.resume(ended, arguments)
	say_outcome(ended, command, arguments, environment)
	if arguments.json then
		environment:write(as_json(ended, command))
	end
end

return outcome
