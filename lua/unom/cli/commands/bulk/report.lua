--- `unom bulk report [JOB]`: writes the result file of a job again, and the file's path to standard output.

local bulk_call <const> = require "unom.cli.bulk_call"
local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
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
	local path <const>, found <const> = bulk_call.ask("report", {
		job = arguments.job, result = arguments.result, bom = arguments.bom, ["for"] = arguments["for"],
	}, arguments, environment)
	if not path then
		return found
	end
	if found.lost > 0 then
		environment:say(messages.say("report_lost", { number = found.lost }))
	end
	environment:write(arguments.json and json.ordered({ ok = true,
		exit_code = exit_code.ok, result = path, job = found.job, rows = found.rows,
		states = counts.as_json(found.states), encoding = found.encoding, lost = found.lost,
		jobs = json.array(found.jobs) }, { "ok", "exit_code",
		"result", "job", "jobs", "rows", "states", "encoding", "lost" }) or path .. "\n")
	return exit_code.ok
end

return report
