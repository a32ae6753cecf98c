--- What a command needs before it can act: the operation, the settings, a client.
--
-- Invariant: a function that returns nil and an exit code has already said why, in one line.

local config <const> = require "unom.config"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"

local prerequisites <const> = {}

local say <const> = messages.say

--- The operation called `name` | nil, exit code.
function prerequisites.operation(name, environment)
	-- The catalogue is in the C core, which help must not need.
	local operation <const>, nearest <const> = require("unom.operations").find(name)
	if operation then
		return operation
	end
	environment:say(say("unknown_operation", {
		operation = name, suggestion = nearest and say("suggestion", { nearest = nearest }) or "",
	}))
	return nil, exit_code.usage
end

--- The settings in force, as config.read gives them | nil, exit code.
function prerequisites.settings(arguments, environment)
	local settings <const>, message <const> = config.read {
		flags = options.settings(arguments), profile = arguments.profile, getenv = environment.getenv,
	}
	if not settings then
		environment:say(message)
		return nil, exit_code.usage
	end
	return settings
end

--- The settings in force, `ledger` among them | nil, exit code.
function prerequisites.ledger_settings(arguments, environment)
	local settings <const>, code <const> = prerequisites.settings(arguments, environment)
	if settings and not settings.ledger then
		environment:say(say("no_ledger_place"))
		return nil, exit_code.usage
	end
	return settings, code
end

--- A client made from the settings, which the caller closes | nil, exit code.
function prerequisites.client(settings, environment)
	local client_options <const>, message <const> = config.client_options(settings)
	if not client_options then
		environment:say(message)
		return nil, exit_code.usage
	end
	local made <const>, client <const> = pcall(require("unom").client, client_options)
	if not made then
		environment:say(say("bad_settings", { message = tostring(client) }))
		return nil, exit_code.usage
	end
	return client
end

return prerequisites
