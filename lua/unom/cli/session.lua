--- What a command needs before it can talk to the carrier: settings, then a client.
--
-- Invariant: each failure has said its one line by the time nil and the exit code are returned.

local config <const> = require "unom.config"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"

local session <const> = {}

--- The settings in force | nil, exit code.
function session.settings(arguments, environment)
	local settings <const>, message <const> = config.read {
		flags = options.settings(arguments), profile = arguments.profile, getenv = environment.getenv,
	}
	if not settings then
		environment:say(message)
		return nil, exit_code.usage
	end
	return settings
end

--- The settings in force, a place for the ledger among them | nil, exit code.
function session.ledger_settings(arguments, environment)
	local settings <const>, code <const> = session.settings(arguments, environment)
	if settings and not settings.ledger then
		environment:say(messages.say("no_ledger_place"))
		return nil, exit_code.usage
	end
	return settings, code
end

--- A client | nil, exit code.
function session.client(settings, environment)
	local client_options <const>, message <const> = config.client_options(settings)
	if not client_options then
		environment:say(message)
		return nil, exit_code.usage
	end
	local made <const>, client <const> = pcall(require("unom").client, client_options)
	if not made then
		environment:say(messages.say("bad_settings", { message = tostring(client) }))
		return nil, exit_code.usage
	end
	return client
end

return session
