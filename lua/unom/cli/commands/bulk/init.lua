--- `unom bulk`: the commands on change lists and their jobs, one file each.

local messages <const> = require "unom.messages"

local bulk <const> = { summary = messages.say("bulk_summary") }

-- In the order in which help shows them.
local COMMANDS <const> = { "check", "draft", "plan", "run", "list", "status", "log", "resume", "cancel", "retry",
	"resolve", "verify", "inverse", "report" }

local function command_file(name)
	return require("unom.cli.commands.bulk." .. name)
end

function bulk.add_to_parser(command)
	command:epilog(messages.say("bulk_epilog"))
	command:command_target("bulk_command")
	for _, name in ipairs(COMMANDS) do
		local file <const> = command_file(name)
		file.add_to_parser(command:command(name, file.summary))
	end
end

function bulk.command(arguments, environment)
	return command_file(arguments.bulk_command).command(arguments, environment)
end

return bulk
