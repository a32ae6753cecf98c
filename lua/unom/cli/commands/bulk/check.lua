--- `unom bulk check FILE`: every problem of a change list, and nothing sent.

local exit_code <const> = require "unom.cli.exit_code"
local findings <const> = require "unom.cli.view.problems"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local session <const> = require "unom.cli.session"

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
		ok = true, problems = json.array {}, advice = findings.as_json(summary.advice), rows = summary.rows,
		operations = summary.operations, contracts = summary.contracts, encoding = summary.encoding,
	}, { "ok", "problems", "advice", "rows", "operations", "contracts", "encoding" })
end

function check.command(arguments, environment)
	local settings <const>, unset <const> = session.settings(arguments, environment)
	if not settings then
		return unset
	end
	local bulk <const> = require "unom.bulk"
	local summary <const>, problems <const> = bulk.check(arguments.file, options.list(arguments, settings))
	if not summary then
		findings.write_problems(problems, environment)
		environment:say(say("check_bad", { file = arguments.file, number = #problems }))
		if arguments.json then
			environment:write_json(findings.refusal(problems))
		end
		return exit_code.usage
	end
	environment:say(say("check_good", {
		file = arguments.file, rows = summary.rows, operations = operation_counts(summary),
	}))
	findings.say_advice(summary.advice, environment)
	if arguments.json then
		environment:write_json(as_json(summary))
	end
	return exit_code.ok
end

return check
