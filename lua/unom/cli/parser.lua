--- The command line's parser: argparse, made to raise where it would end the process.
--
-- Invariant: no help, no mistake and no version exits from here; `parse` returns each as a value.

local argparse <const> = require "argparse"
local messages <const> = require "unom.messages"
local nearest <const> = require "unom.nearest"

local parser <const> = {}

local say <const> = messages.say

-- What ends parsing early. {kind = "output", text =} or {kind = "usage", message =, command =}
local stop_mt <const> = { __name = "unom.cli.stop" }

local function stop(found)
	error(setmetatable(found, stop_mt), 0)
end

-- What argparse keeps to itself: each parser's full name, and its commands' names.
local full_names <const> = setmetatable({}, { __mode = "k" })
local command_names <const> = setmetatable({}, { __mode = "k" })

--- Replaces the ways out that argparse gives a parser, and those of every command it will get.
local function tame(element, full_name)
	full_names[element] = full_name
	command_names[element] = {}
	element:add_help {
		action = function()
			stop { kind = "output", text = element:get_help() .. "\n" }
		end,
	}
	local make_command <const> = element.command
	function element.command(self, ...)
		local made <const> = make_command(self, ...)
		local name <const> = (...)
		table.insert(command_names[self], name)
		return tame(made, full_names[self] .. " " .. name)
	end
	return element
end

--- The parser of the whole command, without its commands.
-- @param version the line that --version prints
function parser.new(version)
	local root <const> = tame(argparse("unom", say("unom_description"), say("unom_epilog")), "unom")
	root:help_max_width(80):help_description_margin(28)
	root:command_target("command")
	root:flag("--version", say("version_help")):action(function()
		stop { kind = "output", text = version .. "\n" }
	end)
	function root.error(where, message)
		local unknown <const> = message:match("^unknown command '([^\n]*)'")
		if unknown then
			local found <const> = nearest(unknown, command_names[where])
			message = say("unknown_command", {
				command = unknown, suggestion = found and say("suggestion", { nearest = found }) or "",
			})
		end
		stop { kind = "usage", message = (message:gsub("\nDid ", "; did ")), command = full_names[where] }
	end
	return root
end

-- Flags that somebody who looks for a way to give a secret would try.
local SECRET_WORDS <const> = { secret = true, token = true, password = true }

--- Does the argument try to give a secret? Its value must then not be looked at any further.
local function gives_secret(argument)
	local flag <const> = argument:match("^%-%-[%w_-]+")
	for word in (flag or ""):lower():gmatch("%a+") do
		if SECRET_WORDS[word] then
			return true
		end
	end
	return false
end

--- Parses an array of arguments.
-- @return the result | nil, {kind = "output", text =} | nil, {kind = "usage", message =, command =}
function parser.parse(root, arguments)
	for _, argument in ipairs(arguments) do
		if argument == "--" then
			break
		elseif gives_secret(argument) then
			return nil, { kind = "usage", message = say("secret_flag"), command = "unom" }
		end
	end
	local ok <const>, result <const> = pcall(root.parse, root, arguments)
	if ok then
		return result
	elseif getmetatable(result) == stop_mt then
		return nil, result
	end
	error(result, 0)
end

return parser
