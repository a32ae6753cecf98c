--- `unom bulk status [JOB]`: how a job stands, its rows one by one where they are asked for, and what changes of it.

local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local following <const> = require "unom.cli.following"
local job_json <const> = require "unom.cli.view.job.as_json"
local job_text <const> = require "unom.cli.view.job.as_text"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local states <const> = require "unom.bulk.ledger.states"

local status <const> = { summary = messages.say("status_summary") }

local say <const> = messages.say

local NO_ROWS <const> = {} -- of no state

function status.add_to_parser(command)
	command:epilog(say("status_epilog"))
	options.add_job(command)
	command:option("--state", say("option_state_shown")):argname("<STATE>"):count("*"):choices(states.names)
	command:flag("--follow", say("option_follow"))
	options.add_offline(command)
end

function status.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local asked <const> = #arguments.state > 0 and arguments.state or nil
	local wanted <const> = asked or not arguments.json and NO_ROWS or nil -- to a person the others are told in groups
	local function ask(number, brief)
		return bulk_call.ask("status", { job = number, states = wanted, brief = brief }, arguments, environment, settings)
	end
	local job, code = ask(arguments.job, arguments.follow)
	if job and arguments.follow then
		environment:say(job_text.activity(job))
		local number <const> = job.job
		local ended <const>, failed <const> = following.follow(job, function() return ask(number, true) end, environment)
		if not ended then
			return failed
		end
		job, code = (ask(number)), ended
	end
	if not job then
		return code
	end
	code = arguments.follow and code or exit_code.ok
	if arguments.json then
		environment:write(job_json.status(job, arguments, code))
	else
		environment:write((asked and job_text.rows or job_text.all)(job, arguments))
	end
	return code
end

return status
