--- The command: parses the arguments, calls the file of the command they name, returns its exit code.
--
-- A command's file has `summary`, one line for help; `add_to_parser(command)`, which adds arguments and options
-- to the command's own parser; and `command(arguments, environment, root)`, which returns an exit code; `root` is the
-- parser of all.
--
-- Each requires only what comes after it: main, commands, bulk_call, prerequisites, view, options.
--
-- Invariant: nothing raises out of `run`, and a traceback is shown only with UNOM_DEBUG=1.

local audience <const> = require "unom.messages.audience"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local parser <const> = require "unom.cli.parser"
local process <const> = require "unom.cli.process"
local version <const> = require "unom.version"

audience.set_command() -- before anything that makes words is loaded

local main <const> = {}

local say <const> = messages.say

-- In the order in which help shows them.
local COMMANDS <const> = { "operations", "describe", "explain", "template", "call", "bulk", "simulate", "help" }


local function command_file(name)
	return require("unom.cli.commands." .. name)
end

local function build_parser()
	local root <const> = parser.new("unom " .. version)
	for _, name in ipairs(COMMANDS) do
		local file <const> = command_file(name)
		file.add_to_parser(root:command(name, file.summary))
	end
	return root
end

--- The command that the arguments name, else help.
local function named(parsed)
	if not parsed.command then
		return { command = "help", words = {} }
	elseif parsed.command == "bulk" and not parsed.bulk_command then
		return { command = "help", words = { "bulk" } }
	end
	return parsed
end

local function run_command(arguments, environment)
	local root <const> = build_parser()
	local parsed <const>, stop <const> = parser.parse(root, arguments)
	if parsed then
		local command <const> = named(parsed)
		return command_file(command.command).command(command, environment, root)
	elseif stop.kind == "output" then
		environment.out:write(stop.text)
		return exit_code.ok
	end
	environment:say(stop.message)
	environment:say(say("see_help", { command = stop.command }))
	return exit_code.usage
end

--- Is it what a mistake in a call of our own raises?
local function is_mistake(raised)
	local metatable <const> = getmetatable(raised)
	return type(metatable) == "table" and metatable.__name == "unom.usage_error"
end

--- Describes a raised error in one line. Returns the line and the exit code.
local function explain(raised)
	local message <const> = tostring(raised)
	if message:find("interrupted!$") then -- raised by lua5.4 itself at SIGINT
		return say("interrupted"), exit_code.interrupted
	end
	local missing <const> = message:match("module '([%w_.]+)' not found")
	if missing then
		return say("module_missing", { module = missing }), exit_code.internal
	elseif type(raised) == "table" and raised.kind and not is_mistake(raised) then
		-- an unom.error, raised where none can be returned
		return message, exit_code.failed
	end
	return say("internal_error", { message = message:match("^[^\n]*") }), exit_code.internal
end

--- Runs the command line `arguments` (an array) and returns the exit code.
function main.run(arguments)
	local environment <const> = process.environment()
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
