--- `unom bulk report [JOB]`: writes the result file of a job again, and the file's path to standard output.

local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"

local report <const> = { summary = messages.say("report_summary") }

function report.add_to_parser(command)
	command:epilog(messages.say("report_epilog"))
	options.add_job(command)
	options.add_result(command)
	options.add_offline(command)
end

function report.command(arguments, environment)
	local path <const>, refused <const> = bulk_call.ask("report", {
		job = arguments.job, result = arguments.result, bom = arguments.bom, ["for"] = arguments["for"],
	}, arguments, environment)
	if not path then
		return refused
	end
	environment:write(arguments.json and { result = path } or path .. "\n")
	return exit_code.ok
end

return report
