--- The options of the simulator: what each must be, be it from Lua or from a command line.
--
-- Invariant: what `why_not` lets pass can be given to server.listen and to simulator.new.
local api <const> = require "unom.simulator.api"
local calendar <const> = require "unom.simulator.calendar"
local faults <const> = require "unom.simulator.faults"
local messages <const> = require "unom.messages"
local option_codes <const> = require "unom.simulator.answers.option_codes"
local orders <const> = require "unom.simulator.state.orders"
local traffic <const> = require "unom.simulator.answers.traffic"

local options = {}

--- Numbers: seconds, unless `is_integer`.
options.NUMBERS = {
	port = { least = 0, most = 65535, is_integer = true },
	lines = { least = 1, most = 1000000, is_integer = true },
	latency = { least = 0, most = 3600 },
	processing = { least = 0, most = 1000000 },
	seed = { least = 0, most = math.maxinteger, is_integer = true },
	opens_late = { least = 0, most = 366, is_integer = true },
	session_returns = { least = 0, most = 1000000 },
	idle_close = { least = 0.01, most = 1000000 },
}
--- One of some words.
options.CHOICES = {
	opening_day = orders.OPENING_DAY,
	by_id = orders.BY_ID,
	option_codes = option_codes.SHAPES,
	times = traffic.TIMES,
}
options.LONGEST_LISTING = 1000000 -- seconds
options.MOST_FOREIGN = 60000 -- orders a minute

--- Is it a number as the rules of one of NUMBERS say?
function options.is_number(rules, value)
	return type(value) == "number" and (not rules.is_integer or math.type(value) == "integer")
		and value >= rules.least and value <= rules.most
end

--- Is it { from, to }, or the one number that is both, in seconds?
function options.is_span(value)
	local from, to = value, value
	if type(value) == "table" then
		from, to = value[1], value[2]
	end
	return type(from) == "number" and type(to) == "number" and from >= 0 and from <= to
		and to <= options.LONGEST_LISTING
end

--- Are these so many orders a minute?
function options.is_foreign(value)
	return type(value) == "number" and value >= 0 and value <= options.MOST_FOREIGN
end

local function is_boolean(value)
	return type(value) == "boolean"
end

local function why_not_operations(value)
	for _, name in ipairs(type(value) == "table" and value or {}) do
		if not api[name] then
			return ("no operation is called '%s'"):format(tostring(name))
		end
	end
	return type(value) ~= "table" and "an array of operations expected" or nil
end

local function why_not_faults(value)
	if type(value) ~= "table" then
		return "a table of rates by fault expected"
	end
	local good <const>, code <const>, values <const> = faults.check(value)
	return not good and messages.say(code, values) or nil
end

--- The function that says why a value is not what `test` asks for.
local function expects(test, expected)
	return function(value)
		return not test(value) and expected .. " expected" or nil
	end
end

-- By option: a function that says why a value will not do, or nil.
local WHY_NOT <const> = {
	address = expects(function(value) return type(value) == "string" end, "a string"),
	today = expects(function(value) return type(value) == "string" and calendar.is_day(value) end, "a day, YYYYMMDD"),
	dated = expects(is_boolean, "a boolean"),
	session_stays = expects(is_boolean, "a boolean"),
	listed_after = expects(options.is_span, "seconds or { from, to }"),
	foreign = expects(options.is_foreign, ("0 to %d orders a minute"):format(options.MOST_FOREIGN)),
	without = why_not_operations,
	faults = why_not_faults,
}
for name, rules in pairs(options.NUMBERS) do
	WHY_NOT[name] = expects(function(value) return options.is_number(rules, value) end,
		("%s from %s to %s"):format(rules.is_integer and "a whole number" or "seconds", rules.least, rules.most))
end
for name, choices in pairs(options.CHOICES) do
	WHY_NOT[name] = expects(function(value)
		for _, choice in ipairs(choices) do
			if value == choice then
				return true
			end
		end
	end, ('"%s" or "%s"'):format(table.concat(choices, '", "', 1, #choices - 1), choices[#choices]))
end

--- The names of all, in their order.
options.NAMES = {}
for name in pairs(WHY_NOT) do
	table.insert(options.NAMES, name)
end
table.sort(options.NAMES)

--- Why the option, one of NAMES, cannot have this value; nil when it can.
function options.why_not(name, value)
	return WHY_NOT[name](value)
end

--- The options as simulator.new takes them.
function options.of_carrier(given)
	local taken <const> = {}
	for name, value in pairs(given) do
		taken[name] = value
	end
	taken.without = {}
	for _, name in ipairs(given.without or {}) do
		taken.without[name] = true
	end
	if type(given.listed_after) == "number" then
		taken.listed_after = { given.listed_after, given.listed_after }
	end
	return taken
end

return options
