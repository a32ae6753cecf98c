--- `unom simulate`: serves the simulated carrier until it is interrupted.

local api <const> = require "unom.simulator.api"
local calendar <const> = require "unom.simulator.calendar"
local exit_code <const> = require "unom.cli.exit_code"
local faults <const> = require "unom.simulator.faults"
local messages <const> = require "unom.messages"
local nearest <const> = require "unom.nearest"
local option_codes <const> = require "unom.simulator.answers.option_codes"
local orders <const> = require "unom.simulator.state.orders"
local traffic <const> = require "unom.simulator.answers.traffic"

local say <const> = messages.say

local simulate <const> = { summary = say("simulate_summary") }

-- Each is a number of seconds unless `is_integer`.
local NUMBERS <const> = {
	{ flag = "--port", argname = "P", default = "8080", least = 0, most = 65535, is_integer = true },
	{ flag = "--lines", argname = "N", default = "200", least = 1, most = 1000000, is_integer = true },
	{ flag = "--latency", argname = "S", default = "0.02", least = 0, most = 3600 },
	{ flag = "--processing", argname = "S", default = "1", least = 0, most = 1000000 },
	{ flag = "--seed", argname = "N", default = "1", least = 0, most = math.maxinteger, is_integer = true },
	{ flag = "--opens-late", argname = "DAYS", default = "0", least = 0, most = 366, is_integer = true },
	{ flag = "--session-returns", argname = "S", least = 0, most = 1000000 },
	{ flag = "--idle-close", argname = "S", least = 0.01, most = 1000000 },
}
-- Each: the flag, the code of its help, what it takes, and the choices.
local CHOICES <const> = {
	{ "--opening-day", "option_opening_day", "<WHERE>", orders.OPENING_DAY },
	{ "--by-id", "option_by_id", "<STATUS>", orders.BY_ID },
	{ "--option-codes", "option_option_codes", "<SHAPE>", option_codes.SHAPES },
	{ "--times", "option_times", "<FORM>", traffic.TIMES },
}
-- What the carrier takes as it is given.
local OF_CARRIER <const> = {
	"lines", "latency", "processing", "seed", "today", "dated", "opens_late", "opening_day", "by_id", "option_codes",
	"times", "session_stays", "session_returns", "listed_after", "foreign",
}
local LONGEST_LISTING <const> = 1000000 -- seconds
local MOST_FOREIGN <const> = 60000 -- a minute

--- The number that a text of digits is, with a fraction or without; nil when it is none.
local function plain_number(text)
	return text:find("^%d+%.?%d*$") and tonumber(text) or nil
end

local function number_of(option)
	return function(text)
		local number = plain_number(text)
		if option.is_integer then
			number = math.type(number) == "integer" and number
		end
		if number and number >= option.least and number <= option.most then
			return number
		end
		return nil, say("simulate_number", {
			flag = option.flag, least = option.least, most = option.most, value = text,
		})
	end
end

--- Reads "S" or "FROM-TO". -> { from, to }
local function span_of(text)
	local first <const>, second <const> = text:match("^([^-]*)-?([^-]*)$")
	local from <const> = first and plain_number(first)
	local to <const> = text:find("-", 1, true) and plain_number(second or "") or not text:find("-", 1, true) and from
	if from and to and from <= to and to <= LONGEST_LISTING then
		return { from, to }
	end
	return nil, say("simulate_span", { most = LONGEST_LISTING, value = text })
end

local function rate_of(text)
	local rate <const> = plain_number(text:match("^(.*)/min$") or "")
	if rate and rate <= MOST_FOREIGN then
		return rate
	end
	return nil, say("simulate_foreign", { most = MOST_FOREIGN, value = text })
end

local function day_of(text)
	if calendar.is_day(text) then
		return text
	end
	return nil, say("simulate_day", { value = text })
end

local function operation_of(text)
	if api[text] then
		return text
	end
	local names <const> = {}
	for name in pairs(api) do
		names[#names + 1] = name
	end
	table.sort(names)
	local near <const> = nearest(text, names)
	return nil, say("unknown_operation", {
		operation = text, suggestion = near and say("suggestion", { nearest = near }) or "",
	})
end

local function fault_of(text)
	local kind <const>, rate, values <const> = faults.parse(text)
	if not kind then
		return nil, say(rate, values)
	end
	return { kind = kind, rate = rate }
end

function simulate.add_to_parser(command)
	command:epilog(say("simulate_epilog"))
	command:option("--address", say("option_address")):argname("<ADDRESS>"):default("127.0.0.1")
		:show_default(false)
	for _, option in ipairs(NUMBERS) do
		command:option(option.flag, say("option_" .. option.flag:sub(3):gsub("-", "_"))):argname("<" .. option.argname .. ">")
			:default(option.default):show_default(false):convert(number_of(option))
	end
	command:option("--today", say("option_today")):argname("<DAY>"):convert(day_of)
	command:flag("--dated", say("option_dated"))
	command:option("--without", say("option_without")):argname("<OP>"):count("*"):convert(operation_of)
	for _, option in ipairs(CHOICES) do
		command:option(option[1], say(option[2])):argname(option[3]):choices(option[4])
	end
	command:flag("--session-stays", say("option_session_stays"))
	command:option("--listed-after", say("option_listed_after")):argname("<S>"):convert(span_of)
	command:option("--foreign", say("option_foreign")):argname("<N/min>"):convert(rate_of)
	command:option("--fault", say("option_fault")):argname("<KIND=RATE>"):count("*"):target("faults")
		:convert(fault_of)
end

--- The words of an array as the keys of a set.
local function set_of(words)
	local set <const> = {}
	for _, word in ipairs(words) do
		set[word] = true
	end
	return set
end

--- The rates by kind; a kind given twice has its last rate.
local function rates_of(given)
	local rates <const> = {}
	for _, fault in ipairs(given) do
		rates[fault.kind] = fault.rate
	end
	return rates
end

local function is_loopback(address)
	return address:find("^127%.") ~= nil or address == "::1"
end

local function url_of(address, port)
	return ("http://%s:%d"):format(address:find(":", 1, true) and "[" .. address .. "]" or address, port)
end

function simulate.command(arguments, environment)
	local rates <const> = rates_of(arguments.faults)
	local possible <const>, code <const>, values <const> = faults.check(rates)
	if not possible then
		environment:say(say(code, values))
		return exit_code.usage
	end
	local watch <close> = require("unom.core").interrupt_watch() -- not above: help needs no C module
	local server <const> = require "unom.simulator.server"
	local listener <close>, problem <const> = server.listen(arguments.address, arguments.port, arguments.idle_close)
	if not listener then
		environment:say(problem)
		return exit_code.usage
	end
	local options <const> = { faults = rates, without = set_of(arguments.without) }
	for _, name in ipairs(OF_CARRIER) do
		options[name] = arguments[name]
	end
	local carrier <const> = server.new_carrier(options)
	local url <const> = url_of(arguments.address, listener:port())
	if not is_loopback(arguments.address) then
		environment:say(say("simulate_open", { address = arguments.address }))
	end
	environment.err:write(say("simulate_exports", { url = url }), "\n")
	environment.out:write(say("simulate_listening", { url = url }), "\n")
	environment.out:flush()
	server.serve(listener, carrier, function() return watch:count() > 0 end)
	return exit_code.ok
end

return simulate
