--- `unom bulk check FILE`: every problem of a change list; sends nothing.

local diagnostics <const> = require "unom.cli.view.diagnostics"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local refusal <const> = require "unom.cli.view.refusal"
local summary_view <const> = require "unom.cli.view.summary"

local check <const> = { summary = messages.say("check_summary") }

local say <const> = messages.say

function check.add_to_parser(command)
	command:epilog(say("check_epilog"))
	command:argument("file", say("argument_file")):argname("<FILE>")
	options.add_list(command)
	options.add_profile(command)
	options.add_ledger_to_look_in(command)
	command:option("--fix", say("option_fix")):argname("<FILE>")
	options.add_json(command)
end

--- The settings, with those of the ledger if it is to be looked in: `--ledger` with a file or without.
local function settings_of(arguments, environment)
	local given <const> = arguments.ledger
	arguments.ledger = given and given[1]
	if given then
		return prerequisites.ledger_settings(arguments, environment)
	end
	return prerequisites.settings(arguments, environment)
end

function check.command(arguments, environment)
	local looks <const> = arguments.ledger ~= nil
	local settings <const>, unset <const> = settings_of(arguments, environment)
	if not settings then
		return unset
	end
	local check_options <const> = options.list(arguments, settings)
	check_options.ledger = looks and settings.ledger or nil
	check_options.fix = arguments.fix
	local summary <const>, problems <const> = require("unom.bulk").check(arguments.file, check_options)
	if not summary and problems.kind then -- of the ledger
		refusal.tell(problems, arguments, environment, exit_code.usage)
		return exit_code.usage
	elseif not summary then
		diagnostics.tell_refusal(arguments.file, problems, arguments, environment)
		return exit_code.usage
	end
	environment:say(say("check_good", {
		file = diagnostics.name_of(arguments.file), rows = summary.rows, operations = summary_view.operations(summary),
	}))
	summary_view.say_details(summary, arguments.file, environment)
	environment:say(say("check_next", { command = next_command.run(arguments.file, arguments, "") }))
	if arguments.json then
		environment:write(summary_view.as_json(summary))
	end
	return exit_code.ok
end

return check
