--- The command line's parser: argparse, changed to raise where it would exit.
--
-- Invariant: nothing here exits; `parse` returns help, version and mistakes as values.

local argparse <const> = require "argparse"
local messages <const> = require "unom.messages"
local nearest <const> = require "unom.nearest"

local parser <const> = {}

local say <const> = messages.say

-- What ends parsing early. {kind = "output", text =} or {kind = "usage", message =, command =}
local stop_mt <const> = { __name = "unom.cli.stop" }

local function stop(value)
	error(setmetatable(value, stop_mt), 0)
end

-- What argparse does not show: the full name of each parser, its commands by name, and their names.
local full_names <const> = setmetatable({}, { __mode = "k" })
local commands <const> = setmetatable({}, { __mode = "k" })
local command_names <const> = setmetatable({}, { __mode = "k" })

local function help_of(element)
	return element:get_help() .. "\n"
end

--- A usage on one line: its options, which help lists below, in a word.
local function without_options(usage, full_name)
	local arguments <const> = usage:gsub("%b[]", function(part) return part:find("^%[%-") and "" or nil end)
		:gsub("%([%s|]*%)", ""):gsub("%s+", " "):gsub("^Usage: " .. full_name, ""):gsub(" $", "")
	return ("Usage: %s [OPTIONS]%s"):format(full_name, arguments)
end

--- Replaces the exits that argparse builds into a parser and into every command added to it later.
local function without_exit(element, full_name)
	full_names[element] = full_name
	commands[element], command_names[element] = {}, {}
	element:add_help {
		action = function()
			stop { kind = "output", text = help_of(element) }
		end,
	}
	local get_usage <const>, make_command <const> = element.get_usage, element.command
	function element.get_usage(self)
		return without_options(get_usage(self), full_name)
	end
	function element.command(self, ...)
		local made <const> = make_command(self, ...)
		local name <const> = (...)
		self:require_command(false) -- without one there is help
		commands[self][name] = made
		table.insert(command_names[self], name)
		return without_exit(made, full_names[self] .. " " .. name)
	end
	return element
end

--- What is said of a command that `element` does not have.
local function unknown_command(element, name)
	local found <const> = nearest(name, command_names[element])
	return say("unknown_command", {
		command = name, suggestion = found and say("suggestion", { nearest = found }) or "",
	})
end

--- The parser of the whole command, without its commands.
-- @param version the line that --version prints
function parser.new(version)
	local root <const> = without_exit(argparse("unom", say("unom_description"), say("unom_epilog")), "unom")
	root:help_max_width(80):help_description_margin(28)
	root:command_target("command")
	root:flag("-v --version", say("version_help")):action(function()
		stop { kind = "output", text = version .. "\n" }
	end)
	function root.error(where, message)
		local unknown <const> = message:match("^unknown command '([^\n]*)'")
		if unknown then
			message = unknown_command(where, unknown)
		end
		stop { kind = "usage", message = (message:gsub("\nDid ", "; did ")), command = full_names[where] }
	end
	return root
end

-- Words in the flags that someone might try in order to give a secret.
local SECRET_WORDS <const> = { secret = true, token = true, password = true }

--- Needs what config needs, which help must not.
local function has_password(url)
	return require("unom.config").has_password(url)
end

--- Why the argument, which `value` follows, tries to give a secret: the code of a message, or nil. If it does, nothing
-- of the command line may be repeated in a message.
local function gives_secret(argument, value)
	local flag <const>, rest <const> = argument:match("^(%-%-[%w_-]+)=?(.*)$")
	for word in (flag or ""):lower():gmatch("%a+") do
		if SECRET_WORDS[word] then
			return "secret_flag"
		elseif word:find("^prox") and has_password(rest ~= "" and rest or value or "") then
			return "secret_in_proxy"
		end
	end
	return nil
end

--- The help of a command, named by an array of words; of the whole where there are none.
-- @return the text | nil, {kind = "usage", message =, command =}
function parser.help(root, words)
	local element = root
	for _, word in ipairs(words) do
		local command <const> = commands[element][word]
		if not command then
			return nil, { kind = "usage", message = unknown_command(element, word), command = full_names[element] }
		end
		element = command
	end
	return help_of(element)
end

--- Parses an array of arguments.
-- @return the result | nil, {kind = "output", text =} | nil, {kind = "usage", message =, command =}
function parser.parse(root, arguments)
	for position, argument in ipairs(arguments) do
		if argument == "--" then
			break
		end
		local secret <const> = gives_secret(argument, arguments[position + 1])
		if secret then
			return nil, { kind = "usage", message = say(secret), command = "unom" }
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
