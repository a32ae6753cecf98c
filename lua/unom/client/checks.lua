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

function checks.is_text(value)
	return type(value) == "string" and value ~= ""
end

function checks.is_positive(value)
	return type(value) == "number" and value > 0 and value < math.huge
end

function checks.is_count(value)
	return math.type(value) == "integer" and value > 0
end

--- Raises unless argument `index` passes the test.
-- @param expected what it must be, in words
function checks.argument(func, index, value, test, expected, level)
	if not test(value) then
		errors.refuse(func, index, ("%s expected, got %s"):format(expected,
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
		errors.refuse(func, index, ("a table of options expected, got %s"):format(type(given)), level + 1)
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
			errors.refuse(func, tostring(option), near and ("unknown; did you mean '%s'?"):format(near) or "unknown",
				level + 1)
		elseif not rule.test(value) then
			errors.refuse(func, option, rule.expected .. " expected", level + 1)
		end
	end
	return given
end

--- Is it what a caller's mistake raises?
function checks.is_mistake(raised)
	return getmetatable(raised) == core.usage_error_metatable
end

--- Calls a function; a caller's mistake that it raises is blamed on the line at that level.
-- @return the function's two results
function checks.blame(level, func, ...)
	local ran <const>, first <const>, second <const> = pcall(func, ...)
	if ran then
		return first, second
	elseif checks.is_mistake(first) then
		errors.raise_usage(first, level + 1)
	end
	error(first, 0)
end

return checks
