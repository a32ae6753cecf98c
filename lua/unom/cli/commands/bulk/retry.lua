--- `unom bulk retry [JOB]`: the rows of a job that did not succeed, as a new job.

local bulk_call <const> = require "unom.cli.bulk_call"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local states <const> = require "unom.bulk.ledger.states"

local retry <const> = { summary = messages.say("retry_summary") }

function retry.add_to_parser(command)
	command:epilog(messages.say("retry_epilog"))
	options.add_job(command)
	command:option("--state", messages.say("option_state")):argname("<STATE>"):choices(states.can_be_retried):count("*")
	options.add_list_file(command)
	options.add_run(command)
	options.add_yes(command)
	options.add_ordered(command)
	options.add_online(command)
end

--- The states named, each once, in the order of `states.can_be_retried` | nil when none is named.
local function chosen_states(named)
	local is_named <const>, chosen <const> = {}, {}
	for _, state in ipairs(named) do
		is_named[state] = true
	end
	for _, state in ipairs(states.can_be_retried) do
		if is_named[state] then
			chosen[#chosen + 1] = state
		end
	end
	return #chosen > 0 and chosen or nil
end

function retry.command(arguments, environment)
	return bulk_call.run("retry", {
		job = arguments.job, states = chosen_states(arguments.state), path = arguments.list,
	}, arguments, environment)
end

return retry
