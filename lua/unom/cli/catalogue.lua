--- Looks operations up for a command, with a suggestion for a name that is not there.

local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"

local catalogue <const> = {}

local say <const> = messages.say

--- The operation of that name | nil, exit code, the line said.
function catalogue.find(name, environment)
	local operation <const>, nearest <const> = require("unom.operations").find(name)
	if operation then
		return operation
	end
	environment:say(say("unknown_operation", {
		operation = name, suggestion = nearest and say("suggestion", { nearest = nearest }) or "",
	}))
	return nil, exit_code.usage
end

return catalogue
