--- `unom template OP`: the start of a change list: its header and one example row.
--
-- Invariant: what it writes passes `unom bulk check` unchanged.

local exit_code <const> = require "unom.cli.exit_code"
local grid <const> = require "unom.cli.view.grid"
local messages <const> = require "unom.messages"
local prerequisites <const> = require "unom.cli.prerequisites"

local template <const> = { summary = messages.say("template_summary") }

local say <const> = messages.say

function template.add_to_parser(command)
	command:epilog(say("template_epilog"))
	command:argument("operation", say("argument_operation")):argname("<OP>")
end

function template.command(arguments, environment)
	local operation <const>, code <const> = prerequisites.operation(arguments.operation, environment)
	if not operation then
		return code
	elseif not operation.changes then
		environment:say(say("template_of_a_read", { operation = operation.name }))
		return exit_code.usage
	end
	local operations <const> = require "unom.operations"
	local row <const> = operations.example(operation.name, environment.time())
	row.operation = operation.name
	environment:write(grid.csv({ row }, operations.columns(operation.name)))
	return exit_code.ok
end

return template
