--- A change list carried by unom against the scripts that people write instead, naive.py (requests) and naive.sh (curl
-- and jq), on the simulator in real time: seconds and requests, but for tokens.
--
-- The scripts keep no ledger and know of no error. The best time is that of lanes.lua.
--
--     lua5.4 bench/against_scripts.lua

local bulk <const> = require "unom.bulk"
local core <const> = require "unom.core"
local lists <const> = require "lists"
local measure <const> = require "measure"
local simulator <const> = require "unom.simulator"
local unom <const> = require "unom"

local CASES <const> = {
	{ contracts = 1, rows = 250, latency = 0, processing = 1 },
	{ contracts = 1, rows = 250, latency = 0.005, processing = 1 },
	{ contracts = 1, rows = 250, latency = 0.05, processing = 1 },
	{ contracts = 3, rows = 250, latency = 0.005, processing = 1 },
	{ contracts = 1, rows = 400, latency = 0.02, processing = 10 },
	{ contracts = 1, rows = 3000, latency = 0.005, processing = 1 },
}

--- By name: function(base_url, list, ledger) that carries the list to its end.
local carriers <const> = {}

function carriers.unom(base_url, list, ledger)
	local client <close> = unom.client { base_url = base_url, client_id = "id", client_secret = "secret" }
	local outcome <const> = assert(bulk.run { client = client, path = list, ledger = ledger, agree = lists.OPTIONS.agree })
	assert(outcome.exit_code == 0)
end

local function script(command)
	return function(base_url, list)
		assert(os.execute(("%s %s %s"):format(command, base_url, list)))
	end
end

carriers["python, requests"] = script "python3 bench/naive.py"
carriers["sh, curl and jq"] = script "bench/naive.sh"

local NAMES <const> = { "unom", "python, requests", "sh, curl and jq" }

--- How many requests the simulator had, but for tokens.
local function count_requests(sim)
	local count = 0
	for _, request in ipairs(sim:requests()) do
		count = count + (request.path:find("^/v2/unom/") and 1 or 0)
	end
	return count
end

--- Carries the case's list on a simulator of its own.
-- @return seconds, requests an order
local function measure_one(carry, case)
	local directory <close> = lists.directory()
	local list <const> = directory.path .. "/list.csv"
	lists.write(list, case.rows, lists.contracts(case.contracts))
	local sim <close> = assert(simulator.start { lines = case.rows, latency = case.latency,
		processing = case.processing })
	local start <const> = core.monotonic()
	carry(sim.url, list, directory.path .. "/ledger.db")
	local seconds <const> = core.monotonic() - start
	assert(#sim:orders() == case.contracts * case.rows)
	return seconds, count_requests(sim) / (case.contracts * case.rows)
end

print "A change list carried on the simulator, elapsed time, requests an order"
for _, case in ipairs(CASES) do
	print(("  %d x %d rows, latency %.0f ms, processing %.0f s"):format(case.contracts, case.rows, case.latency * 1000,
		case.processing))
	for _, name in ipairs(NAMES) do
		measure.show("  " .. name, "%6.1f s, %5.2f requests an order", measure_one(carriers[name], case))
	end
end
