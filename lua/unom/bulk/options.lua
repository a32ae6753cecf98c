--- The options of a run, checked before anything is opened: a caller's mistake must not show up in mid-run.
--
-- Invariant: an option that passes here can be used as it is.

local nearest <const> = require "unom.nearest"

local options <const> = {}

local function is_string(value)
	return type(value) == "string" and value ~= ""
end

local function is_boolean(value)
	return type(value) == "boolean"
end

local function is_function(value)
	return type(value) == "function"
end

local function is_positive(value)
	return type(value) == "number" and value > 0 and value < math.huge
end

local function is_count(value)
	return math.type(value) == "integer" and value >= 0
end

local function is_client(value)
	if type(value) ~= "userdata" and type(value) ~= "table" then
		return false
	end
	local indexed <const>, start <const> = pcall(function() return value.start end)
	return indexed and type(start) == "function"
end

local function is_watch(value)
	local indexed <const>, count <const> = pcall(function() return value.count end)
	return indexed and type(count) == "function"
end

local function is_failure_limit(value)
	if type(value) ~= "table" or (value.rows == nil) == (value.percent == nil) then
		return false
	end
	return value.rows and math.type(value.rows) == "integer" and value.rows > 0
		or type(value.percent) == "number" and value.percent >= 0 and value.percent <= 100
end

local STRING <const> = { is_string, "a string" }
local BOOLEAN <const> = { is_boolean, "a boolean" }
local FUNCTION <const> = { is_function, "a function" }
local POSITIVE <const> = { is_positive, "a number above 0" }
local COUNT <const> = { is_count, "a whole number" }

-- Every option of the bulk library: its test, and what it must be.
local CHECKS <const> = {
	client = { is_client, "a client" },
	path = STRING, contract_id = STRING, ledger = STRING, operation = STRING, encoding = STRING, result = STRING,
	agree = BOOLEAN, allow_duplicates = BOOLEAN, again = BOOLEAN,
	wait_until = { function(value) return value == "final" or value == "complete" end, '"final" or "complete"' },
	deadline = POSITIVE, rate = POSITIVE,
	canary = COUNT, job = COUNT,
	max_outstanding = {
		function(value) return math.type(value) == "integer" and value >= 1 and value <= 254 end,
		"a whole number from 1 to 254",
	},
	max_failures = { is_failure_limit, "{ rows = N } or { percent = P }" },
	states = { function(value) return type(value) == "table" end, "an array of states" },
	watch = { is_watch, "a watch for signals" },
	on_row = FUNCTION,
	clock = FUNCTION, random = FUNCTION, sleep = FUNCTION, wall_clock = FUNCTION, on_progress = FUNCTION, at = FUNCTION,
}

local NAMES <const> = {}
for option in pairs(CHECKS) do
	NAMES[#NAMES + 1] = option
end
table.sort(NAMES)

-- What people may take for an option.
local ELSEWHERE <const> = { dry_run = "unknown; bulk.plan shows what would be sent" }

local function unknown(option)
	local near <const> = type(option) == "string" and nearest(option, NAMES)
	return ELSEWHERE[option] or (near and ("unknown; did you mean '%s'?"):format(near)) or "unknown"
end

--- Raises at the caller of the caller when an option is unknown or not what it must be, or one of `required` is
-- missing: an option passed over could order what it was to hold back.
-- @param name of the function that was called, such as "bulk.run"
function options.check(name, given, required)
	if type(given) ~= "table" then
		error(("bad argument #1 to '%s' (a table of options expected)"):format(name), 3)
	end
	for _, option in ipairs(required) do
		if given[option] == nil then
			error(("bad option '%s' to '%s' (missing)"):format(option, name), 3)
		end
	end
	for option, value in pairs(given) do
		local check <const> = CHECKS[option]
		if not check then
			error(("bad option '%s' to '%s' (%s)"):format(tostring(option), name, unknown(option)), 3)
		elseif not check[1](value) then
			error(("bad option '%s' to '%s' (%s expected)"):format(option, name, check[2]), 3)
		end
	end
end

return options
