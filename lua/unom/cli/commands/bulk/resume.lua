--- `unom bulk resume [JOB]`: goes on with a job that was interrupted, halted or killed.

local bulk_call <const> = require "unom.cli.bulk_call"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"

local resume <const> = { summary = messages.say("resume_summary") }

function resume.add_to_parser(command)
	command:epilog(messages.say("resume_epilog"))
	options.add_job(command)
	options.add_run(command)
	options.add_yes(command)
	options.add_online(command)
end

function resume.command(arguments, environment)
	return bulk_call.run("resume", { job = arguments.job }, arguments, environment)
end

return resume
