--- `unom simulate`: serves the simulated carrier until it is interrupted.

local api <const> = require "unom.simulator.api"
local calendar <const> = require "unom.simulator.calendar"
local exit_code <const> = require "unom.cli.exit_code"
local faults <const> = require "unom.simulator.faults"
local messages <const> = require "unom.messages"
local nearest <const> = require "unom.nearest"
local options <const> = require "unom.simulator.options"

local say <const> = messages.say

local simulate <const> = { summary = say("simulate_summary") }

-- Of each: the option, as options.lua has it, what it is called in the help, and what it is when it is not given.
local NUMBERS <const> = {
	{ "port", "P", "8080" }, { "lines", "N", "200" }, { "latency", "S", "0.02" }, { "processing", "S", "1" },
	{ "seed", "N", "1" }, { "opens_late", "DAYS", "0" }, { "session_returns", "S" }, { "idle_close", "S" },
}
local CHOICES <const> = {
	{ "opening_day", "WHERE" }, { "by_id", "STATUS" }, { "option_codes", "SHAPE" }, { "times", "FORM" },
}

local function flag_of(name)
	return "--" .. name:gsub("_", "-")
end

--- The number that a text of digits is, with a fraction or without; nil when it is none.
local function plain_number(text)
	return text:find("^%d+%.?%d*$") and tonumber(text) or nil
end

local function number_of(name)
	local rules <const> = options.NUMBERS[name]
	return function(text)
		local number <const> = plain_number(text)
		if options.is_number(rules, number) then
			return number
		end
		return nil, say("simulate_number", {
			flag = flag_of(name), least = rules.least, most = rules.most, value = text,
		})
	end
end

--- Reads "S" or "FROM-TO". -> { from, to }
local function span_of(text)
	local first <const>, second <const> = text:match("^([^-]*)-?([^-]*)$")
	local from <const> = first and plain_number(first)
	local to <const> = text:find("-", 1, true) and plain_number(second or "") or not text:find("-", 1, true) and from
	if options.is_span { from, to } then
		return { from, to }
	end
	return nil, say("simulate_span", { most = options.LONGEST_LISTING, value = text })
end

local function rate_of(text)
	local rate <const> = plain_number(text:match("^(.*)/min$") or "")
	if options.is_foreign(rate) then
		return rate
	end
	return nil, say("simulate_foreign", { most = options.MOST_FOREIGN, value = text })
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
		local name <const>, argname <const>, default <const> = table.unpack(option)
		command:option(flag_of(name), say("option_" .. name)):argname("<" .. argname .. ">"):default(default)
			:show_default(false):convert(number_of(name))
	end
	command:option("--today", say("option_today")):argname("<DAY>"):convert(day_of)
	command:flag("--dated", say("option_dated"))
	command:option("--without", say("option_without")):argname("<OP>"):count("*"):convert(operation_of)
	for _, option in ipairs(CHOICES) do
		local name <const>, argname <const> = table.unpack(option)
		command:option(flag_of(name), say("option_" .. name)):argname("<" .. argname .. ">")
			:choices(options.CHOICES[name])
	end
	command:flag("--session-stays", say("option_session_stays"))
	command:option("--listed-after", say("option_listed_after")):argname("<S>"):convert(span_of)
	command:option("--foreign", say("option_foreign")):argname("<N/min>"):convert(rate_of)
	command:option("--fault", say("option_fault")):argname("<KIND=RATE>"):count("*"):target("faults")
		:convert(fault_of)
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

function simulate.command(arguments, environment)
	local given <const> = { address = arguments.address, faults = rates_of(arguments.faults) }
	local possible <const>, code <const>, values <const> = faults.check(given.faults)
	if not possible then
		environment:say(say(code, values))
		return exit_code.usage
	end
	for _, name in ipairs(options.NAMES) do
		given[name] = given[name] or arguments[name]
	end
	local watch <close> = require("unom.core").interrupt_watch() -- not above: help needs no C module
	local server <const> = require "unom.simulator.wire.server"
	local listener <close>, problem <const> = server.listen(given)
	if not listener then
		environment:say(problem)
		return exit_code.usage
	end
	local carrier <const> = server.new_carrier(given)
	local url <const> = server.url(given, listener)
	if not is_loopback(given.address) then
		environment:say(say("simulate_open", { address = given.address }))
	end
	environment.err:write(say("simulate_exports", { url = url }), "\n")
	environment.out:write(say("simulate_listening", { url = url }), "\n")
	environment.out:flush()
	server.serve(listener, carrier, function() return watch:count() > 0 end)
	return exit_code.ok
end

return simulate
