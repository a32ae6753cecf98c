--- What can be done, in the words of whoever reads: flags and commands for a person at the command, options and
-- functions for the author of a script.
--
-- A message has it in braces, in the command's words: {--again}, {--order ID}, {unom bulk resolve {job} {row}},
-- {unom call get_session}. Where a script's words cannot be made of them, both are there: {the command's||a script's}.
--
-- Invariant: what is said to a script's author has no flag and no command.

local audience <const> = {}

local is_command = false

-- Flags whose option has another name.
local RENAMED <const> = { contract = "contract_id", list = "path" }

-- Flags that take a value; the others are switches.
local TAKES_VALUE <const> = {
	canary = true, columns = true, contract = true, encoding = true, events = true, ignore = true, ledger = true,
	list = true, map = true, operation = true, order = true, result = true, separator = true,
}

-- Commands whose function has another name.
local FUNCTIONS <const> = { list = "jobs" }

-- How an option that is no single text is written.
local FORMS <const> = {
	map = function(value) return ('{ ["%s"] = "%s" }'):format(value:match("^(.-)=(.*)$")) end,
	ignore = function(value) return ('{ "%s" }'):format(value) end,
}

local function option_of(flag, value)
	local name <const> = RENAMED[flag] or flag:gsub("%-", "_")
	if not TAKES_VALUE[flag] then
		return name .. " = true"
	elseif not value then
		return ("'%s'"):format(name)
	end
	return ("%s = %s"):format(name, FORMS[flag] and FORMS[flag](value) or ('"%s"'):format(value))
end

-- What the words of a command that are no flags are, in their order.
local PLACES <const> = { "job", "row" }

--- A command's words as options: "7 3 --order ID --force" is 'job = 7, row = 3, order = "ID", force = true'.
local function options_of(words)
	local options <const>, places = {}, 0
	local flag
	local function end_flag(value)
		options[#options + 1] = flag and option_of(flag, value)
		flag = nil
	end
	for word in words:gmatch("%S+") do
		local found <const> = word:match("^%-%-(.+)$")
		if found then
			end_flag()
			flag = found
		elseif flag then
			end_flag(word)
		else
			places = places + 1
			options[#options + 1] = ("%s = %s"):format(PLACES[places], word)
		end
	end
	end_flag()
	return table.concat(options, ", ")
end

local function of_script(words)
	local operation <const> = words:match("^unom call (%S+)$")
	if operation then
		return "client:" .. operation
	end
	local name <const>, rest <const> = words:match("^unom bulk (%l+)(.*)$")
	if not name then
		return options_of(words)
	end
	local options <const> = options_of(rest)
	return ("bulk.%s%s"):format(FUNCTIONS[name] or name, options ~= "" and (" { %s }"):format(options) or "")
end

--- From now on it is a person at the command who reads.
function audience.set_command()
	is_command = true
end

--- The text with what can be done in the words of its reader.
-- @param is_for_command nil: as it was set
function audience.words(text, is_for_command)
	local by_flags <const> = is_for_command == nil and is_command or is_for_command
	return (text:gsub("%b{}", function(group)
		local words <const> = group:sub(2, -2)
		local first <const>, second <const> = words:match("^(.-)||(.*)$")
		if first then
			return by_flags and first or second
		elseif words:find("^%-%-%l") or words:find("^unom %l") then
			return by_flags and words or of_script(words)
		end
	end))
end

return audience
