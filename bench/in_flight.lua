--- The memory of a run that follows 100,000 orders at once, of 400 contracts, against the same orders given to the same
-- carrier by a bare loop.
--
-- Each is a process of its own, so that each has its own peak of memory. The carrier, which has a clock of its own, is
-- part of both; what is left is the engine's, with the ledger's cache. The run is stopped once all are followed.
--
--     lua5.4 bench/in_flight.lua

local lists <const> = require "lists"
local measure <const> = require "measure"
local timed_carrier <const> = require "timed_carrier"
local timed_run <const> = require "timed_run"

local CASE <const> = { contracts = 400, rows = 250, latency = 0.01, processing = 100000 }
local ORDERS <const> = CASE.contracts * CASE.rows

local parts <const> = {}

function parts.bare()
	local carrier <const> = timed_carrier.new(CASE)
	for _, contract in ipairs(lists.contracts(CASE.contracts)) do
		for _ = 1, CASE.rows do
			carrier:start("change_course", { contractId = contract.id, requestDate = "20261201" })
			carrier:wait(CASE.latency)
		end
	end
	assert(carrier.accepted == ORDERS)
end

function parts.run()
	local followed = 0
	local function on_progress(progress)
		followed = progress.states.tracking
	end
	local watch <const> = { count = function() return followed == ORDERS and 1 or 0 end } -- as Ctrl-C does
	local run <const> = timed_run.of(CASE, { on_progress = on_progress, watch = watch })
	assert(run.outcome.interrupted)
end

local part <const> = parts[arg[1] or ""]
if part then
	local start <const> = os.clock()
	part()
	return print(measure.peak_memory(), os.clock() - start)
end

print(("%d orders followed at once: peak of memory, CPU time"):format(ORDERS))
local figures <const> = {}
for _, name in ipairs { "bare", "run" } do
	figures[name] = { measure.number(("%s bench/in_flight.lua %s"):format(arg[-1], name)) }
end
measure.show("the carrier alone", "%.1f MiB, %.1f s", table.unpack(figures.bare))
measure.show("unom and the carrier", "%.1f MiB, %.1f s", table.unpack(figures.run))
measure.show("unom, for an order", "%.0f bytes", (figures.run[1] - figures.bare[1]) * 1048576 / ORDERS)
