--- Looks operations up for a command, with a suggestion for a name that is not there.

local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local nearest <const> = require "unom.nearest"

local catalogue <const> = {}

local say <const> = messages.say

local function names(operations)
	local found <const> = {}
	for index, operation in ipairs(operations) do
		found[index] = operation.name
	end
	return found
end

--- The operation of that name | nil, exit code, the line said.
function catalogue.find(name, environment)
	local operations <const> = require "unom.operations"
	local operation <const> = operations[name]
	if type(operation) == "table" and operation.name == name then
		return operation
	end
	local known <const> = nearest(name, names(operations))
	environment:say(say("unknown_operation", {
		operation = name, suggestion = known and say("suggestion", { nearest = known }) or "",
	}))
	return nil, exit_code.usage
end

return catalogue
