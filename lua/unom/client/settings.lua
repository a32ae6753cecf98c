--- The settings that the command would use, for a script: from the environment and the profile.
--
-- Invariant: what is wrong with them is said in words, with no value in them that is secret.

local checks <const> = require "unom.client.checks"
local config <const> = require "unom.config"
local errors <const> = require "unom.error"

local KNOWN <const> = {
	profile = { test = checks.is_text, expected = "a profile's name" },
	token = { test = checks.is_function, expected = "a function" },
}

local function failure(message)
	return nil, errors.new { kind = "settings", message = message }
end

--- Reads the settings.
-- @param options {profile=its name, "default" unless given, token=the client's option, instead of the settings'
--   credentials}, or nil
-- @return the options for unom.client, those for functions of unom.bulk: {ledger=, shared_contract=, ignore=, map=},
--   the latter two from the setting `columns`, where it is there; nil and an error of kind "settings"
local function settings(options)
	local given <const> = checks.options("settings", 1, options, KNOWN, 2)
	local found <const>, wrong <const> = config.read { profile = given.profile }
	if not found then
		return failure(wrong)
	end
	local for_client <const>, incomplete <const> = config.client_options(found, given.token)
	if not for_client then
		return failure(incomplete)
	end
	return for_client, config.bulk_options(found)
end

return settings
