--- The command: parses the arguments, hands them to the file of the command named, returns its exit code.
--
-- A command's file holds `summary`, one line for help; `add_to_parser(command)`, which adds arguments and options
-- to the command's own parser; and `command(arguments, environment)`, which returns an exit code.
--
-- Invariant: nothing raises out of `run`, and no traceback is shown unless UNOM_DEBUG=1 asks for it.

local environments <const> = require "unom.cli.environment"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local parsers <const> = require "unom.cli.parser"
local version <const> = require "unom.version"

local main <const> = {}

local say <const> = messages.say

-- In the order in which help shows them.
local COMMANDS <const> = { "operations", "describe", "template", "call", "bulk", "simulate" }

local function command_file(name)
	return require("unom.cli.commands." .. name)
end

local function build_parser()
	local root <const> = parsers.new("unom " .. version)
	for _, name in ipairs(COMMANDS) do
		local file <const> = command_file(name)
		file.add_to_parser(root:command(name, file.summary))
	end
	return root
end

local function run_command(arguments, environment)
	local parsed <const>, stop <const> = parsers.parse(build_parser(), arguments)
	if parsed then
		return command_file(parsed.command).command(parsed, environment)
	elseif stop.kind == "output" then
		environment.out:write(stop.text)
		return exit_code.ok
	end
	environment:say(stop.message)
	environment:say(say("see_help", { command = stop.command }))
	return exit_code.usage
end

--- What an unexpected error is called on one line, and the exit code it ends with.
local function explain(raised)
	local message <const> = tostring(raised)
	if message:find("interrupted!$") then -- raised by lua5.4 itself at SIGINT
		return say("interrupted"), exit_code.interrupted
	end
	local missing <const> = message:match("module '([%w_.]+)' not found")
	if missing then
		return say("module_missing", { module = missing }), exit_code.internal
	elseif type(raised) == "table" and raised.kind then -- the world's failure, from where it cannot be returned
		return message, exit_code.failed
	end
	return say("internal_error", { message = message:match("^[^\n]*") }), exit_code.internal
end

--- Runs the command line `arguments` (an array) and returns the exit code.
function main.run(arguments)
	local environment <const> = environments.of_process()
	local debugging <const> = environment.getenv("UNOM_DEBUG") == "1"
	local trace
	local ok <const>, result = xpcall(run_command, function(raised)
		trace = debugging and debug.traceback(tostring(raised), 2)
		return raised
	end, arguments, environment)
	if not ok then
		local line
		line, result = explain(result)
		environment:say(line)
		if trace then
			environment.err:write(trace, "\n")
		end
	end
	local written <const>, reason <const> = environment.out:flush()
	if not written and result == exit_code.ok then
		environment:say(say("cannot_write", { reason = reason }))
		return exit_code.failed
	end
	return result
end

return main
