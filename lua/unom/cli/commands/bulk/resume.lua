--- `unom bulk resume [JOB]`: goes on with a job that was interrupted, halted or cut off.

local drive <const> = require "unom.cli.drive"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local session <const> = require "unom.cli.session"

local resume <const> = { summary = messages.say("resume_summary") }

function resume.add_to_parser(command)
	command:epilog(messages.say("resume_epilog"))
	options.add_job(command)
	options.add_run(command)
	options.add_connection(command)
	options.add_ledger(command)
	options.add_json(command)
end

function resume.command(arguments, environment)
	local settings <const>, unset <const> = session.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	return drive(require("unom.bulk").resume, { job = arguments.job }, settings, arguments, environment)
end

return resume
