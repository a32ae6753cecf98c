--- `unom help [COMMAND]`: the help of a command, or of the whole.

local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local parser <const> = require "unom.cli.parser"

local help <const> = { summary = messages.say("help_summary") }

local say <const> = messages.say

function help.add_to_parser(command)
	command:argument("words", say("argument_words")):argname("<COMMAND>"):args("*")
end

--- @param root the parser of the whole command
function help.command(arguments, environment, root)
	local text <const>, unknown <const> = parser.help(root, arguments.words)
	if text then
		environment.out:write(text)
		return exit_code.ok
	end
	environment:say(unknown.message)
	environment:say(say("see_help", { command = unknown.command }))
	return exit_code.usage
end

return help
