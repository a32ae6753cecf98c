--- `unom bulk resolve JOB ROW`: a person's answer to what became of an unknown row.
--
-- Invariant: the person gives one of three answers; none is the default, because each can be wrong.

local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local options <const> = require "unom.cli.options"

local resolve <const> = { summary = messages.say("resolve_summary") }

local say <const> = messages.say

function resolve.add_to_parser(command)
	command:epilog(say("resolve_epilog"))
	options.add_row_of_job(command)
	options.add_answer(command)
	options.add_offline(command)
end

local function words(resolved, arguments)
	local values <const> = { row = resolved.row, job = resolved.job, state = resolved.state, order = arguments.order }
	if arguments.resend then
		return say("resolved_resend", values)
	elseif arguments.abandon then
		return say("resolved_abandon", values)
	end
	return say("resolved_order", values)
end

function resolve.command(arguments, environment)
	if not (arguments.order or arguments.resend or arguments.abandon) then
		environment:say(say("resolve_one_answer"))
		environment:say(say("see_help", { command = "unom bulk resolve" }))
		return exit_code.usage
	end
	local resolved <const>, refused <const> = bulk_call.ask("resolve", {
		job = arguments.job, row = arguments.row,
		order = arguments.order, resend = arguments.resend, abandon = arguments.abandon,
	}, arguments, environment)
	if not resolved then
		return refused
	end
	local command <const> = next_command.resume(resolved, arguments)
	environment:say(words(resolved, arguments))
	if command then
		environment:say(say("outcome_resume", { command = command }))
	end
	if arguments.json then
		environment:write(json.ordered({
			job = resolved.job, row = resolved.row, state = resolved.state, resume = command,
		}, { "job", "row", "state", "resume" }))
	end
	return exit_code.ok
end

return resolve
