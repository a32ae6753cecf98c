--- `unom bulk resolve JOB ROW`: a person's answer to what became of an unknown row.
--
-- Invariant: one answer of the three, never a default: each of them can be the wrong one.

local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local outcomes <const> = require "unom.cli.view.outcome"
local session <const> = require "unom.cli.session"

local resolve <const> = { summary = messages.say("resolve_summary") }

local say <const> = messages.say

function resolve.add_to_parser(command)
	command:epilog(say("resolve_epilog"))
	options.add_row_of_job(command)
	options.add_answer(command)
	options.add_profile(command)
	options.add_ledger(command)
	options.add_json(command)
end

local function words(found, arguments)
	local values <const> = { row = found.row, job = found.job, state = found.state, order = arguments.order }
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
	local settings <const>, unset <const> = session.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local found <const>, err <const> = require("unom.bulk").resolve {
		ledger = settings.ledger, job = arguments.job, row = arguments.row,
		order = arguments.order, resend = arguments.resend, abandon = arguments.abandon,
	}
	if not found then
		return outcomes.tell_error(err, arguments, environment)
	end
	local command <const> = found.resume and found.resume .. options.resume_flags(arguments)
	environment:say(words(found, arguments))
	if command then
		environment:say(say("outcome_resume", { command = command }))
	end
	if arguments.json then
		environment:write_json(json.ordered({
			job = found.job, row = found.row, state = found.state, resume = command,
		}, { "job", "row", "state", "resume" }))
	end
	return exit_code.ok
end

return resolve
