--- The CPU time of a call of the library against the same requests on libcurl alone, see bare_curl.c, over http and
-- over TLS; and what it costs libcurl alone to look at the socket before it writes a request.
--
-- All call the same server, nginx with a fixed reply, in turns: other load on the machine slows all alike.
--
--     lua5.4 bench/call.lua DIRECTORY_OF_THE_PEERS

local measure <const> = require "measure"
local nginx <const> = require "support.servers.nginx"
local scratch <const> = require "support.scratch"
local self_signed <const> = require "support.servers.self_signed"
local unom <const> = require "unom"

local ROUNDS <const>, CALLS <const>, WARM_UP <const> = 31, 1000, 200

local REPLY <const> = [[{"contractId":"N123456789","resultCode":"0001","orderId":"AGU2612010000001",]]
	.. [["checkErrorInfo":null}]]

local function call(client, number)
	assert(client:change_course {
		lineNo = ("0901%07d"):format(number), planCode = "T3001328", requestDate = "20261201", agreement = "yes",
	})
end

--- Microseconds of CPU time, user and system, of one call.
local function ours(client)
	local start <const> = os.clock()
	for number = 1, CALLS do
		call(client, number)
	end
	return (os.clock() - start) * 1e6 / CALLS
end

--- Measures all in turns and prints the medians.
local function compare(title, certificate)
	local server <close> = nginx.start { certificate = certificate, location = ("return 200 '%s';"):format(REPLY) }
	local client <close> = unom.client { base_url = server.base_url, ca_file = certificate and certificate.pem,
		access_token = "token", contract_id = "N123456789" }
	for number = 1, WARM_UP do
		call(client, number)
	end
	local bare_words <const> = arg[1] .. "/bare_curl " .. (certificate and "--ca " .. certificate.pem .. " " or "")
	local target <const> = (" %s %d"):format(server.base_url, CALLS)
	local bare <const>, looking <const>, called <const> = {}, {}, {}
	local ratios <const>, look_ratios <const> = {}, {}
	for round = 1, ROUNDS do
		bare[round] = measure.number(bare_words .. target)
		looking[round] = measure.number(bare_words .. "--look" .. target)
		called[round] = ours(client)
		ratios[round], look_ratios[round] = called[round] / bare[round], looking[round] / bare[round]
	end
	print(("A call of change_course over %s, CPU time, user and system: medians of %d rounds of %d calls")
		:format(title, ROUNDS, CALLS))
	local function ratio(name, all, times)
		measure.show(name, "%.2f (of the best rounds: %.2f)", measure.median(all),
			math.min(table.unpack(times)) / math.min(table.unpack(bare)))
	end
	measure.show("libcurl alone", "%.1f us", measure.median(bare))
	measure.show("libcurl alone, with the look", "%.1f us", measure.median(looking))
	ratio("ratio", look_ratios, looking)
	measure.show("unom", "%.1f us", measure.median(called))
	ratio("ratio", ratios, called)
end

local directory <const> = scratch.directory()
local pem <const>, key <const> = self_signed(directory, "DNS:localhost")
local ran <const>, words <const> = pcall(function()
	compare("http")
	compare("TLS", { pem = pem, key = key })
end)
scratch.remove(directory)
assert(ran, words)
