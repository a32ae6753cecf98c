--- `unom bulk check FILE`: every problem of a change list; sends nothing.

local diagnostics <const> = require "unom.cli.view.diagnostics"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"

local check <const> = { summary = messages.say("check_summary") }

local say <const> = messages.say

function check.add_to_parser(command)
	command:epilog(say("check_epilog"))
	command:argument("file", say("argument_file")):argname("<FILE>")
	options.add_list(command)
	options.add_profile(command)
	options.add_json(command)
end

local function operation_counts(summary)
	local names <const>, words <const> = {}, {}
	for name in pairs(summary.operations) do
		names[#names + 1] = name
	end
	table.sort(names)
	for index, name in ipairs(names) do
		words[index] = ("%s %d"):format(name, summary.operations[name])
	end
	return table.concat(words, ", ")
end

local function as_json(summary)
	return json.ordered({
		ok = true, problems = json.array {}, advice = diagnostics.as_json(summary.advice), rows = summary.rows,
		operations = summary.operations, contracts = summary.contracts, encoding = summary.encoding,
	}, { "ok", "problems", "advice", "rows", "operations", "contracts", "encoding" })
end

function check.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.settings(arguments, environment)
	if not settings then
		return unset
	end
	local summary <const>, problems <const> = require("unom.bulk").check(arguments.file,
		options.list(arguments, settings))
	if not summary then
		diagnostics.tell_refusal(arguments.file, problems, arguments, environment)
		return exit_code.usage
	end
	environment:say(say("check_good", {
		file = arguments.file, rows = summary.rows, operations = operation_counts(summary),
	}))
	diagnostics.say_advice(summary.advice, environment)
	if arguments.json then
		environment:write(as_json(summary))
	end
	return exit_code.ok
end

return check
