--- An hour of maintenance in mid-run: every request is answered 503, with the carrier's own responseHeader and without
-- a Retry-After. How many requests are made in that hour, and how long the run takes, with the hour and without.
--
-- On a clock of its own. The orders that are under way go on being processed.
--
--     lua5.4 bench/maintenance.lua

local measure <const> = require "measure"
local timed_run <const> = require "timed_run"

local HOUR <const> = 3600

-- `from`: seconds from the start of the run to the maintenance.
local CASES <const> = {
	{ name = "250 under way of 250", contracts = 1, rows = 250, from = 30 },
	{ name = "254 under way of 500", contracts = 1, rows = 500, from = 30 },
	{ name = "254 under way of 3000", contracts = 1, rows = 3000, from = 30 },
	{ name = "3 contracts, 250 under way of each", contracts = 3, rows = 250, from = 60 },
	{ name = "100 contracts, 20 under way of each", contracts = 100, rows = 20, from = 30 },
	{ name = "100 contracts, in mid-sending", contracts = 100, rows = 20, from = 0.5 },
	{ name = "100 contracts, at a reading of all their lists", contracts = 100, rows = 20, from = 5 },
}

print "An hour of maintenance, orders of 10 minutes, latency 50 ms: requests in that hour (aim 150)"
for _, case in ipairs(CASES) do
	case.latency, case.processing = 0.05, 600
	case.down = { from = case.from, to = case.from + HOUR }
	local run <const> = timed_run.check(timed_run.of(case))
	case.down = nil
	local undisturbed <const> = timed_run.check(timed_run.of(case))
	measure.show(case.name, "%5d; the run takes %.0f s, without it %.0f s", run.carrier.during_down, run.seconds,
		undisturbed.seconds)
end
