--- How often a process is woken up for 200 calls, 16 at a time: by wait(), by an event loop (luv) that goes by fds(),
-- and by a loop that polls wait(0) every 5 ms, as one without fds() has to.
--
-- Counted by the kernel: the voluntary context switches of the process, each of which ended a sleep.
--
--     lua5.4 bench/wake_ups.lua

local measure <const> = require "measure"
local simulator <const> = require "unom.simulator"
local unom <const> = require "unom"
local uv <const> = require "luv"

local CALLS <const>, LATENCY <const> = 200, 0.05
local POLL_MILLISECONDS <const> = 5

local ways <const> = {}

function ways.wait(client)
	while client:in_flight() > 0 do
		client:wait(60)
	end
end

function ways.fds(client)
	local alarm <const>, watched = uv.new_timer(), nil
	local function go_on()
		client:wait(0)
		local fds <const>, seconds <const> = client:fds()
		if not seconds then
			alarm:close()
			return watched:close()
		end
		alarm:start(math.ceil(seconds * 1000), 0, go_on)
		if not watched then
			watched = uv.new_poll(fds[1].fd)
			watched:start("r", go_on)
		end
	end
	go_on()
	uv.run()
end

function ways.polled(client)
	local timer <const> = uv.new_timer()
	timer:start(POLL_MILLISECONDS, POLL_MILLISECONDS, function()
		client:wait(0)
		if client:in_flight() == 0 then
			timer:close()
		end
	end)
	uv.run()
end

local function switches()
	local file <close> = assert(io.open "/proc/self/status")
	return tonumber(file:read("a"):match "\nvoluntary_ctxt_switches:%s*(%d+)")
end

local sim <close> = assert(simulator.start { lines = 1, latency = LATENCY })
print(("%d calls of %d ms, 16 at a time: wake-ups"):format(CALLS, LATENCY * 1000))
for _, name in ipairs { "wait", "fds", "polled" } do
	local client <close> = unom.client { base_url = sim.url, contract_id = "N123456789", client_id = "unom",
		client_secret = "unom" }
	local before <const> = switches()
	for _ = 1, CALLS do
		client:start("get_contract")
	end
	ways[name](client)
	measure.show(name, "%d", switches() - before)
end
