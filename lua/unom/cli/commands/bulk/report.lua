--- `unom bulk report [JOB]`: writes the result file of a job again, and its path to standard output.

local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local outcomes <const> = require "unom.cli.view.outcome"
local session <const> = require "unom.cli.session"

local report <const> = { summary = messages.say("report_summary") }

function report.add_to_parser(command)
	command:epilog(messages.say("report_epilog"))
	options.add_job(command)
	options.add_result(command)
	options.add_profile(command)
	options.add_ledger(command)
	options.add_json(command)
end

function report.command(arguments, environment)
	local settings <const>, unset <const> = session.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local path <const>, err <const> = require("unom.bulk").report {
		ledger = settings.ledger, job = arguments.job, result = arguments.result,
	}
	if not path then
		return outcomes.tell_error(err, arguments, environment)
	end
	if arguments.json then
		environment:write_json { result = path }
	else
		environment.out:write(path, "\n")
	end
	return exit_code.ok
end

return report
