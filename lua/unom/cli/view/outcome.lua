--- How a run ended, for people and for programs; and an error that kept it from running.
--
-- Invariant: whenever rows are open, the exact command that goes on with them is shown.

local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local findings <const> = require "unom.cli.view.problems"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"

local outcomes <const> = {}

local say <const> = messages.say

local KEYS <const> = {
	"job", "parent", "cancel_job", "exit_code", "total", "states", "halted", "interrupted", "deadline", "unauthorised",
	"result", "resume",
}

local function resume_command(outcome, arguments)
	return outcome.resume and outcome.resume .. options.resume_flags(arguments) or nil
end

local function status_command(of, arguments)
	return ("unom bulk status %d%s"):format(of.job, options.ledger_flags(arguments))
end

local function say_outcome(outcome, command, arguments, environment)
	local states <const> = outcome.states
	if outcome.parent then
		environment:say(say("outcome_parent", { job = outcome.job, parent = outcome.parent }))
	end
	environment:say(say("job_ended", { job = outcome.job, total = outcome.total, counts = counts.words(states) }))
	if outcome.cancel_job then
		environment:say(say("outcome_cancel_job", { job = outcome.cancel_job }))
	end
	if outcome.unauthorised then
		environment:say(say("outcome_unauthorised", { reason = tostring(outcome.unauthorised) }))
	end
	if states.unknown > 0 then
		environment:say(say("outcome_unknown", {
			number = states.unknown, command = status_command(outcome, arguments),
		}))
	end
	if outcome.halted then
		environment:say(say(outcome.halted_by == "canary" and "outcome_halted_canary" or "outcome_halted",
			{ number = states.pending }))
	end
	if outcome.interrupted or outcome.deadline then
		environment:say(say(outcome.interrupted and "outcome_interrupted" or "outcome_deadline",
			{ number = counts.open(states) }))
	end
	if outcome.result then
		environment:say(say("outcome_result", { path = outcome.result }))
	elseif outcome.result_error then
		environment:say(say("outcome_result_error", { reason = tostring(outcome.result_error) }))
	end
	if command then
		environment:say(say("outcome_resume", { command = command }))
	end
end

local function as_json(outcome, command)
	return json.ordered({
		job = outcome.job, parent = outcome.parent, cancel_job = outcome.cancel_job,
		exit_code = outcome.exit_code, total = outcome.total, states = counts.as_json(outcome.states),
		halted = outcome.halted or false, interrupted = outcome.interrupted or false, deadline = outcome.deadline or false,
		unauthorised = outcome.unauthorised and tostring(outcome.unauthorised), result = outcome.result,
		resume = command,
	}, KEYS)
end

--- Tells how a run ended and returns the exit code.
function outcomes.tell(outcome, arguments, environment)
	local command <const> = resume_command(outcome, arguments)
	say_outcome(outcome, command, arguments, environment)
	if arguments.json then
		environment:write_json(as_json(outcome, command))
	end
	if outcome.result_error and outcome.exit_code == exit_code.ok then
		return exit_code.failed
	end
	return outcome.exit_code
end

--- Tells why a command on a job was not carried out and returns the exit code.
function outcomes.tell_error(err, arguments, environment)
	if err.problems then
		findings.write_problems(err.problems, environment)
	end
	environment:say(err.message)
	if err.resume then
		environment:say(say("outcome_resume", { command = resume_command(err, arguments) }))
	elseif err.job then
		environment:say(say("see_earlier_job", { command = status_command(err, arguments) }))
	end
	if arguments.json then
		local refusal <const> = findings.refusal(err.problems)
		refusal.kind, refusal.message, refusal.job = err.kind, err.message, err.job
		environment:write_json(refusal)
	end
	-- Without a job to resume nothing was sent.
	return err.resume and exit_code.resumable or exit_code.usage
end

return outcomes
