--- `unom bulk resolve JOB [ROW]`: what became of unknown rows, of all or of one, and a person's answer.
--
-- Invariant: the person gives one of three answers; none is the default, because each can be wrong.

local answers <const> = require "unom.cli.view.resolving.answers"
local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local refusal <const> = require "unom.cli.view.refusal"
local resolving <const> = require "unom.cli.resolving"
local text <const> = require "unom.cli.view.text"

local resolve <const> = { summary = messages.say("resolve_summary") }

local say <const> = messages.say

function resolve.add_to_parser(command)
	command:epilog(say("resolve_epilog"))
	options.add_job_and_row_to_answer(command)
	options.add_answer(command)
	options.add_online(command)
end

local ROW_KEYS <const> = {
	"ok", "exit_code", "job", "row", "line", "state", "operation", "contractId", "lineNo", "error", "resolve", "events",
}

--- The row among those of a job that did not succeed, when it is unknown.
local function unknown_row(job, number)
	for _, row in ipairs(job.rows) do
		if row.row == number then
			return row.state == "unknown" and row or nil
		end
	end
end

local function row_as_json(job, row, command, events)
	local shown <const> = json.array {}
	for index, event in ipairs(events) do
		shown[index] = json.ordered({ time = event.time, what = event.what, detail = event.detail },
			{ "time", "what", "detail" })
	end
	return json.ordered({ ok = true, exit_code = exit_code.unknown, job = job.job, row = row.row, line = row.line,
		state = row.state, operation = row.operation, contractId = row.contractId, lineNo = row.lineNo, error = row.error,
		resolve = command, events = shown }, ROW_KEYS)
end

local function row_as_text(job, row, events)
	local lines <const> = { say("resolve_row", { row = row.row, job = job.job, operation = row.operation,
		target = row.lineNo or row.contractId, error = row.error or "" }) }
	for index, event in ipairs(events) do
		lines[index + 1] = say("log_line", { time = event.time, words = event.words })
	end
	return text.lines(lines)
end

--- Shows the row, what happened to it, and how to answer. A row that is not unknown is refused.
local function show(arguments, environment, settings)
	local job <const>, refused <const> = bulk_call.ask("status", { job = arguments.job }, arguments, environment, settings)
	if not job then
		return refused
	end
	local row <const> = unknown_row(job, arguments.row)
	if not row then
		refusal.tell({ kind = "usage", message = say("resolve_nothing_to_say", { row = arguments.row, job = job.job }) },
			arguments, environment, exit_code.usage)
		return exit_code.usage
	end
	local events <const>, unread <const> = bulk_call.ask("log", { job = job.job, row = row.row }, arguments, environment,
		settings)
	if not events then
		return unread
	end
	local command <const> = next_command.resolve(job.job, row.row, arguments)
	environment:write(arguments.json and row_as_json(job, row, command, events) or row_as_text(job, row, events))
	environment.out:flush() -- so that the line on how to answer comes after it
	environment:say(say("resolve_answers", { command = command }))
	return exit_code.unknown
end

--- Tells an answer that was taken.
local function tell(resolved, arguments, environment)
	local command <const> = next_command.resume(resolved, arguments)
	answers.say(resolved, arguments, environment)
	if command then
		environment:say(say("outcome_resume", { command = command }))
	end
	if arguments.json then
		environment:write(json.ordered({
			ok = true, exit_code = exit_code.ok, job = resolved.job, row = resolved.row, state = resolved.state,
			resume = command,
		}, { "ok", "exit_code", "job", "row", "state", "resume" }))
	end
	return exit_code.ok
end

--- Gives the answer, with a client where the carrier is asked about it.
local function give(answer, arguments, environment, settings)
	if answer.abandon then
		return bulk_call.ask("resolve", answer, arguments, environment, settings)
	end
	local client <close>, unmade <const> = prerequisites.client(settings, environment)
	if not client then
		return nil, unmade
	end
	local watch <close> = require("unom.core").interrupt_watch()
	answer.client, answer.watch = client, watch
	return bulk_call.ask("resolve", answer, arguments, environment, settings)
end

--- Refuses an answer about one row without the row, and one about all rows with it. Returns an exit code, or nil.
local function refuse(arguments, environment)
	local of_one <const>, of_all <const> = arguments.order or arguments.resend or arguments.abandon or arguments.force,
		arguments.accept or arguments.resend_unlisted
	local code <const> = of_all and (arguments.row or of_one) and "resolve_not_of_one"
		or of_one and not arguments.row and "resolve_needs_row"
	if code then
		refusal.tell({ kind = "usage", message = say(code) }, arguments, environment, exit_code.usage)
		return exit_code.usage
	end
end

function resolve.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	local refused_usage <const> = settings and refuse(arguments, environment)
	if not settings or refused_usage then
		return unset or refused_usage
	elseif not arguments.row then
		return resolving.command(arguments, environment, settings)
	elseif not (arguments.order or arguments.resend or arguments.abandon) then
		return show(arguments, environment, settings)
	end
	local resolved <const>, refused <const> = give({ job = arguments.job, row = arguments.row, order = arguments.order,
		resend = arguments.resend, abandon = arguments.abandon, force = arguments.force }, arguments, environment, settings)
	if not resolved then
		return refused
	end
	return tell(resolved, arguments, environment)
end

return resolve
