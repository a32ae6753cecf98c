--- `unom bulk run FILE`: checks the whole change list, then sends its rows and follows each to its end.
--
-- Invariant: with --dry-run no client is made, so nothing can be sent.

local bulk_call <const> = require "unom.cli.bulk_call"
local diagnostics <const> = require "unom.cli.view.diagnostics"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local summary_view <const> = require "unom.cli.view.summary"
local text <const> = require "unom.cli.view.text"

local run <const> = { summary = messages.say("run_summary") }

local say <const> = messages.say

local PLANNED_KEYS <const> = { "row", "line", "contract", "operation", "method", "path", "arguments" }

function run.add_to_parser(command)
	command:epilog(say("run_epilog"))
	command:argument("file", say("argument_file")):argname("<FILE>")
	options.add_list(command)
	options.add_run(command)
	options.add_yes(command)
	options.add_connection(command)
	options.add_ordered(command)
	command:mutex(command:flag("--dry-run", say("option_dry_run")), command:flag("--plan", say("option_plan")))
	options.add_ledger(command)
	options.add_json(command)
end

local function argument_words(arguments)
	local names <const>, words <const> = {}, {}
	for name in pairs(arguments) do
		names[#names + 1] = name
	end
	table.sort(names)
	for index, name in ipairs(names) do
		words[index] = ("%s=%s"):format(name, arguments[name])
	end
	return table.concat(words, " ")
end

--- Writes each row that would be sent as it is read, because a list may not fit in memory.
-- Returns a function that takes a row, and one that ends the document.
local function plan_writer(environment, as_json)
	local written = 0
	if not as_json then
		return function(row)
			environment:write(text.plain(("%d %s %s %s %s"):format(
				row.row, row.operation, row.method, row.path, argument_words(row.arguments))) .. "\n")
		end, function() end
	end
	return function(row)
		environment:write(written == 0 and '{"ok":true,"rows":[\n' or ",\n")
		environment:write(json.compact(json.ordered(row, PLANNED_KEYS)))
		written = written + 1
	end, function()
		environment:write("\n]}\n")
	end
end

local function dry_run(list_options, arguments, environment)
	local finish
	list_options.on_row, finish = plan_writer(environment, arguments.json)
	local summary <const>, problems <const> = require("unom.bulk").preview(arguments.file, list_options)
	if not summary then
		diagnostics.tell_refusal(arguments.file, problems, arguments, environment)
		return exit_code.usage
	end
	finish()
	summary_view.say_details(summary, arguments.file, environment)
	environment:say(say("dry_run_end", { rows = summary.rows }))
	return exit_code.ok
end

function run.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local list_options <const> = options.list(arguments, settings)
	if arguments.dry_run then
		return dry_run(list_options, arguments, environment)
	end
	list_options.path, list_options.plan = arguments.file, arguments.plan
	return bulk_call.run("run", list_options, arguments, environment, settings)
end

return run
