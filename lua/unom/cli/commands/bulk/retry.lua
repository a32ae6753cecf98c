--- `unom bulk retry [JOB]`: the rows of a job that did not succeed, as a new job.

local drive <const> = require "unom.cli.drive"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local session <const> = require "unom.cli.session"

local retry <const> = { summary = messages.say("retry_summary") }

-- The states in which a row has ended and the carrier did not, or does no longer, do what it asks.
local STATES <const> = { "rejected", "failed", "cancelled" }

function retry.add_to_parser(command)
	command:epilog(messages.say("retry_epilog"))
	options.add_job(command)
	command:option("--state", messages.say("option_state")):argname("<STATE>"):choices(STATES):count("*")
	options.add_list_file(command)
	options.add_run(command)
	options.add_connection(command)
	options.add_ledger(command)
	options.add_json(command)
end

--- The states named, each once and in their own order | nil when none is.
local function chosen_states(named)
	local is_named <const>, chosen <const> = {}, {}
	for _, state in ipairs(named) do
		is_named[state] = true
	end
	for _, state in ipairs(STATES) do
		if is_named[state] then
			chosen[#chosen + 1] = state
		end
	end
	return #chosen > 0 and chosen or nil
end

function retry.command(arguments, environment)
	local settings <const>, unset <const> = session.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	return drive(require("unom.bulk").retry, {
		job = arguments.job, states = chosen_states(arguments.state), path = arguments.list,
	}, settings, arguments, environment)
end

return retry
