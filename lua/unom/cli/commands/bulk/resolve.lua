--- `unom bulk resolve JOB ROW`: a person's answer to what became of an unknown row.
--
-- Invariant: the person gives one of three answers; none is the default, because each can be wrong.

local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"

local resolve <const> = { summary = messages.say("resolve_summary") }

local say <const> = messages.say

function resolve.add_to_parser(command)
	command:epilog(say("resolve_epilog"))
	options.add_row_of_job(command)
	options.add_answer(command)
	options.add_online(command)
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

--- Shows the row, and how to answer. A row that is not unknown is refused.
local function show(arguments, environment, settings)
	local job <const>, refused <const> = bulk_call.ask("status", { job = arguments.job }, arguments, environment, settings)
	if not job then
		return refused
	end
	for _, row in ipairs(job.rows) do
		if row.row == arguments.row and row.state == "unknown" then
			environment:say(say("resolve_row", { row = row.row, job = job.job, operation = row.operation,
				target = row.lineNo or row.contractId, error = row.error or "" }))
			environment:say(say("status_resolve", {
				command = next_command.resolve(job.job, row.row, arguments) }))
			return exit_code.unknown
		end
	end
	environment:say(say("resolve_nothing_to_say", { row = arguments.row, job = arguments.job }))
	return exit_code.usage
end

--- Tells an answer that was taken.
local function tell(resolved, arguments, environment)
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

function resolve.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	if not settings then
		return unset
	elseif not (arguments.order or arguments.resend or arguments.abandon) then
		return show(arguments, environment, settings)
	end
	local answer <const> = { job = arguments.job, row = arguments.row, order = arguments.order,
		resend = arguments.resend, abandon = arguments.abandon, force = arguments.force }
	local made, unmade
	if not arguments.abandon then
		made, unmade = prerequisites.client(settings, environment)
		if not made then
			return unmade
		end
	end
	local client <close> = made
	answer.client = client
	local resolved <const>, refused <const> = bulk_call.ask("resolve", answer, arguments, environment, settings)
	if not resolved then
		return refused
	end
	return tell(resolved, arguments, environment)
end

return resolve
