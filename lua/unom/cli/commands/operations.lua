--- `unom operations`: every operation of the API, one line each.

local exit_code <const> = require "unom.cli.exit_code"
local grid <const> = require "unom.cli.view.grid"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"

local operations <const> = { summary = messages.say("operations_summary") }

local COLUMNS <const> = { "number", "name", "kind", "method", "label" }

function operations.add_to_parser(command)
	command:epilog(messages.say("operations_epilog"))
	options.add_json(command)
end

function operations.command(arguments, environment)
	local rows <const> = json.array {}
	for index, operation in ipairs(require "unom.operations") do
		rows[index] = json.ordered({
			number = operation.number, name = operation.name, kind = operation.kind, method = operation.method,
			path = operation.path, label = operation.label, changes = operation.changes,
		}, COLUMNS)
	end
	environment:write(arguments.json and rows or grid.aligned(rows, COLUMNS))
	return exit_code.ok
end

return operations
