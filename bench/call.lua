--- The CPU time of a call of the library against the same requests on libcurl alone, see bare_curl.c.
--
-- Both call the same server, a process of its own, in turns: other load on the machine slows both alike.
--
--     lua5.4 bench/call.lua DIRECTORY_OF_THE_PEERS

local measure <const> = require "measure"
local unom <const> = require "unom"

local ROUNDS <const>, CALLS <const>, WARM_UP <const> = 41, 1000, 200

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

local server <close> = measure.process(arg[-1] .. " bench/server.lua")
local base_url <const> = "http://127.0.0.1:" .. server.line
local client <close> = unom.client { base_url = base_url, access_token = "token", contract_id = "N123456789" }
for number = 1, WARM_UP do
	call(client, number)
end
local bare <const>, called <const>, ratios <const> = {}, {}, {}
for round = 1, ROUNDS do
	bare[round] = measure.number(("%s/bare_curl %s %d"):format(arg[1], base_url, CALLS))
	called[round] = ours(client)
	ratios[round] = called[round] / bare[round]
end

print(("A call of change_course, CPU time, user and system: medians of %d rounds of %d calls"):format(ROUNDS, CALLS))
measure.show("libcurl alone", "%.1f us", measure.median(bare))
measure.show("unom", "%.1f us", measure.median(called))
measure.show("ratio", "%.2f (of the best rounds: %.2f)", measure.median(ratios),
	math.min(table.unpack(called)) / math.min(table.unpack(bare)))
