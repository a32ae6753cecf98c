--- The arguments of the functions of this room: a mistake raises before anything is done, and names its place.
--
-- Invariant: what is raised blames the line that called the function.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local nearest <const> = require "unom.nearest"

local checks <const> = {}

function checks.is_function(value)
	return type(value) == "function"
end

--- Can the value be called?
function checks.is_callable(value)
	return type(value) == "function" or type((getmetatable(value) or {}).__call) == "function"
end

function checks.is_text(value)
	return type(value) == "string" and value ~= ""
end

function checks.is_positive(value)
	return type(value) == "number" and value > 0 and value < math.huge
end

function checks.is_count(value)
	return math.type(value) == "integer" and value > 0
end

-- Raises that an argument is wrong, or with a name instead of a number an option.
checks.refuse = errors.refuse

--- Raises unless argument `index` passes the test.
-- @param expected what it must be, in words
function checks.argument(func, index, value, test, expected, level)
	if not test(value) then
		checks.refuse(func, index, ("%s expected, got %s"):format(expected,
			math.type(value) and tostring(value) or type(value)), level + 1)
	end
end

--- Raises unless argument `index` is nil or a table that holds only these options, each as it must be.
-- @param known {[option]={test=function, expected=words}}
-- @return the table, or an empty one
function checks.options(func, index, given, known, level)
	if given == nil then
		return {}
	elseif type(given) ~= "table" then
		checks.refuse(func, index, ("a table of options expected, got %s"):format(type(given)), level + 1)
	end
	for option, value in pairs(given) do
		local rule <const> = known[option]
		if not rule then
			local names <const> = {}
			for name in pairs(known) do
				names[#names + 1] = name
			end
			table.sort(names)
			local near <const> = nearest(tostring(option), names)
			checks.refuse(func, tostring(option), near and ("unknown; did you mean '%s'?"):format(near) or "unknown",
				level + 1)
		elseif not rule.test(value) then
			checks.refuse(func, option, rule.expected .. " expected", level + 1)
		end
	end
	return given
end

--- Is it what a caller's mistake raises?
function checks.is_mistake(raised)
	return core.usage_error_metatable ~= nil and getmetatable(raised) == core.usage_error_metatable
		or type(raised) == "string" and raised:find "bad argument" ~= nil
end

--- Calls a function; a caller's mistake that it raises is blamed on the line at that level.
-- @return the function's two results
function checks.blame(level, func, ...)
	local ran <const>, first <const>, second <const> = pcall(func, ...)
	if ran then
		return first, second
	elseif core.raise_usage and getmetatable(first) == core.usage_error_metatable then
		core.raise_usage(first, level + 1)
	end
	local is_text <const> = type(first) == "string" and checks.is_mistake(first)
	error(is_text and first:gsub("^[^\n]-:%d+: ", "", 1) or first, is_text and level + 1 or 0)
end

return checks
