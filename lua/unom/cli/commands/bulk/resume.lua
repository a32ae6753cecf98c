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
	local function on_reopened(found)
		if found.orders > 0 then
			environment:say(messages.say(found.open and "resume_reopened" or "resume_reopened_ended",
				{ job = found.job, number = found.orders }))
		elseif not found.open then
			environment:say(messages.say("resume_nothing_to_follow", { job = found.job }))
		end
	end
	return bulk_call.run("resume", { job = arguments.job, on_reopened = on_reopened }, arguments, environment)
end

return resume
