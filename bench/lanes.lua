--- How long the lanes take: contracts side by side, each of whose orders takes the carrier a while to answer, over the
-- best that is possible.
--
-- The best: each contract's orders leave one after the other without a pause, as soon as the one before is answered and
-- fewer than 254 are in process, and the end of the last one is known at once. On a clock of its own, so that nothing
-- counts but when the engine sends and asks; what it spends of the CPU for a row is beside it.
--
--     lua5.4 bench/lanes.lua

local measure <const> = require "measure"
local timed_carrier <const> = require "timed_carrier"
local timed_run <const> = require "timed_run"

-- Seconds of latency and of processing. Where an order is processed for longer than 254 take to send, the 254 are in
-- play.
local CASES <const> = {
	{ contracts = 1, rows = 250, latency = 0, processing = 1 },
	{ contracts = 1, rows = 250, latency = 0.005, processing = 1 },
	{ contracts = 1, rows = 250, latency = 0.05, processing = 1 },
	{ contracts = 1, rows = 3000, latency = 0.005, processing = 1 },
	{ contracts = 1, rows = 3000, latency = 0.05, processing = 1 },
	{ contracts = 1, rows = 3000, latency = 0.05, processing = 10, stays = true },
	{ contracts = 3, rows = 250, latency = 0, processing = 1 },
	{ contracts = 3, rows = 250, latency = 0.005, processing = 1 },
	{ contracts = 3, rows = 250, latency = 0.05, processing = 1 },
	{ contracts = 3, rows = 3000, latency = 0.05, processing = 1 },
	{ contracts = 100, rows = 250, latency = 0, processing = 1 },
	{ contracts = 100, rows = 250, latency = 0.005, processing = 1 },
	{ contracts = 100, rows = 250, latency = 0.05, processing = 1 },
	{ contracts = 1, rows = 400, latency = 0.02, processing = 10 },
	{ contracts = 1, rows = 3000, latency = 0, processing = 10 },
	{ contracts = 1, rows = 3000, latency = 0.005, processing = 10 },
	{ contracts = 1, rows = 3000, latency = 0.005, processing = 10, spread = 0.5 },
	{ contracts = 1, rows = 3000, latency = 0.05, processing = 60 },
	{ contracts = 1, rows = 3000, latency = 0.05, processing = 60, stays = true },
	{ contracts = 3, rows = 1000, latency = 0.005, processing = 10 },
	{ contracts = 3, rows = 1000, latency = 0.05, processing = 60 },
	{ contracts = 100, rows = 400, latency = 0.005, processing = 10 },
}

--- Takes the earliest of the times out of the array.
local function take_earliest(times)
	local earliest = 1
	for index, time in ipairs(times) do
		earliest = time < times[earliest] and index or earliest
	end
	return table.remove(times, earliest)
end

--- Seconds that the case takes at best, and whether a row had to wait for room.
local function best(case)
	local leaves, last, waited = 0, 0, false
	local ends <const> = {} -- of the orders that may be in process
	for number = 1, case.rows do
		if #ends == timed_carrier.MOST_OUTSTANDING then
			local room <const> = take_earliest(ends)
			waited = waited or room > leaves
			leaves = math.max(leaves, room)
		end
		ends[#ends + 1] = leaves + timed_carrier.processing_of(case, number)
		last = math.max(last, ends[#ends])
		leaves = leaves + case.latency
	end
	return last + case.latency, waited
end

--- The case on a line.
local function name_of(case)
	return ("%3d x %4d rows, %2.0f ms, %2.0f s%s%s"):format(case.contracts, case.rows, case.latency * 1000,
		case.processing, case.spread and (" +- %.0f %%"):format(case.spread * 100) or "", case.stays and ", stay" or "")
end

--- Seconds that the run may take, as we want it.
local function aim(case, least, full)
	return full and 1.1 * least or 1.05 * case.rows * case.latency + case.processing
end

print "Contracts x rows, latency of the carrier, processing: the time of a run over the best possible"
for _, case in ipairs(CASES) do
	local run <const> = timed_run.check(timed_run.of(case))
	local least <const>, full <const> = best(case)
	measure.show(name_of(case), "%5.2f times: %6.1f s of %6.1f s, aim %6.1f s, %4.0f us of CPU a row%s",
		run.seconds / least, run.seconds, least, aim(case, least, full), run.cpu * 1e6 / run.rows,
		full and ", the 254 in play" or "")
end
