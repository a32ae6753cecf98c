--- `unom bulk run FILE`: a change list, checked whole, then sent and followed row by row.
--
-- Invariant: with --dry-run there is no client, so nothing can be sent.

local drive <const> = require "unom.cli.drive"
local exit_code <const> = require "unom.cli.exit_code"
local findings <const> = require "unom.cli.view.problems"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local session <const> = require "unom.cli.session"
local text <const> = require "unom.cli.view.text"

local run <const> = { summary = messages.say("run_summary") }

local say <const> = messages.say

local PLANNED_KEYS <const> = { "row", "line", "contract", "operation", "method", "path", "arguments" }

function run.add_to_parser(command)
	command:epilog(say("run_epilog"))
	command:argument("file", say("argument_file")):argname("<FILE>")
	options.add_list(command)
	options.add_run(command)
	options.add_connection(command)
	command:flag("--again", say("option_again"))
	command:flag("--dry-run", say("option_dry_run"))
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

--- Writes each row that would be sent as it is read, for a list may be longer than memory.
-- Returns the function that takes a row, and the one that ends the document.
local function plan_writer(environment, as_json)
	local out <const> = environment.out
	local written = 0
	if not as_json then
		return function(row)
			out:write(text.plain(("%d %s %s %s %s"):format(
				row.row, row.operation, row.method, row.path, argument_words(row.arguments))), "\n")
		end, function() end
	end
	return function(row)
		out:write(written == 0 and '{"ok":true,"rows":[\n' or ",\n", json.compact(json.ordered(row, PLANNED_KEYS)))
		written = written + 1
	end, function()
		out:write("\n]}\n")
	end
end

local function dry_run(bulk, list_options, arguments, environment)
	local on_row <const>, finish <const> = plan_writer(environment, arguments.json)
	-- The list is checked to its end before the first row is shown: a plan of half a list would mislead.
	local summary, problems = bulk.check(arguments.file, list_options)
	if summary then
		list_options.on_row = on_row
		summary, problems = bulk.plan(arguments.file, list_options)
	end
	if not summary then
		findings.write_problems(problems, environment)
		environment:say(say("check_bad", { file = arguments.file, number = #problems }))
		if arguments.json then
			environment:write_json(findings.refusal(problems))
		end
		return exit_code.usage
	end
	finish()
	findings.say_advice(summary.advice, environment)
	environment:say(say("dry_run_end", { rows = summary.rows }))
	return exit_code.ok
end

function run.command(arguments, environment)
	local settings <const>, unset <const> = session.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local bulk <const> = require "unom.bulk"
	local list_options <const> = options.list(arguments, settings)
	if arguments.dry_run then
		return dry_run(bulk, list_options, arguments, environment)
	end
	list_options.path = arguments.file
	list_options.again = arguments.again or false
	return drive(bulk.run, list_options, settings, arguments, environment)
end

return run
