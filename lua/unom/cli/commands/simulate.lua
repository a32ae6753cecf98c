--- `unom simulate`: serves the simulated carrier until it is interrupted.

local exit_code <const> = require "unom.cli.exit_code"
local faults <const> = require "unom.simulator.faults"
local messages <const> = require "unom.messages"

local say <const> = messages.say

local simulate <const> = { summary = say("simulate_summary") }

-- Each is a number of seconds unless `is_integer`.
local NUMBERS <const> = {
	{ flag = "--port", argname = "P", default = "8080", least = 0, most = 65535, is_integer = true },
	{ flag = "--lines", argname = "N", default = "200", least = 1, most = 1000000, is_integer = true },
	{ flag = "--latency", argname = "S", default = "0.02", least = 0, most = 3600 },
	{ flag = "--processing", argname = "S", default = "1", least = 0, most = 1000000 },
	{ flag = "--seed", argname = "N", default = "1", least = 0, most = math.maxinteger, is_integer = true },
}

local function number_of(option)
	return function(text)
		local number = text:find("^%d+%.?%d*$") and tonumber(text)
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
		command:option(option.flag, say("option_" .. option.flag:sub(3))):argname("<" .. option.argname .. ">")
			:default(option.default):show_default(false):convert(number_of(option))
	end
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
	local listener <close>, problem <const> = server.listen(arguments.address, arguments.port)
	if not listener then
		environment:say(problem)
		return exit_code.usage
	end
	local carrier <const> = server.new_carrier {
		lines = arguments.lines, latency = arguments.latency, processing = arguments.processing,
		faults = rates, seed = arguments.seed,
	}
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
