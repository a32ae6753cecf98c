--- `unom bulk plan FILE`: a word for each row of a change list, by the contracts as they are; sends nothing.

local bulk_call <const> = require "unom.cli.bulk_call"
local diagnostics <const> = require "unom.cli.view.diagnostics"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local options <const> = require "unom.cli.options"
local planned <const> = require "unom.cli.view.planned"
local prerequisites <const> = require "unom.cli.prerequisites"
local summary_view <const> = require "unom.cli.view.summary"

local plan <const> = { summary = messages.say("plan_summary") }

local say <const> = messages.say

function plan.add_to_parser(command)
	command:epilog(say("plan_epilog"))
	command:argument("file", say("argument_file")):argname("<FILE>")
	options.add_list(command)
	options.add_ordered(command)
	options.add_online(command)
end

--- Says what the rows come to, and how to go on.
local function tell(told, arguments, environment)
	local file <const> = diagnostics.name_of(arguments.file)
	environment.out:flush() -- so that what follows comes after the rows
	summary_view.say_details(told, arguments.file, environment)
	planned.say_shown(told, environment)
	if told.left_out > 0 then
		environment:say(say("plan_left_out", { rows = told.left_out }))
	end
	if told.rows == told.left_out then
		environment:say(say("plan_none_left", { file = file }))
		return
	end
	environment:say(say("plan_end",
		{ file = file, rows = told.rows - told.left_out, counts = planned.counts(told.words) }))
	if told.words.cannot then
		environment:say(say("plan_next_check", { file = file, command = next_command.plan(arguments.file, arguments) }))
	else
		environment:say(say("plan_next", { command = next_command.run(arguments.file, arguments,
			options.ordered_flags(arguments)) }))
	end
end

function plan.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local call_options <const> = options.run(arguments, options.list(arguments, settings))
	local rows <const> = planned.collector(diagnostics.name_of(arguments.file), arguments.json)
	call_options.path, call_options.ledger = arguments.file, settings.ledger
	call_options.on_row = function(row) rows:add(row) end
	local told <const>, refused <const> = bulk_call.inquire("plan", call_options, arguments, environment, settings)
	if not told then
		return refused
	end
	if arguments.json then
		rows:write_json(told, summary_view.as_json(told), environment)
	else
		rows:write(told, environment)
	end
	tell(told, arguments, environment)
	return told.exit_code
end

return plan
