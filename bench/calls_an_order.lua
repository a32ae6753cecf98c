--- How many requests an order takes, all told but for tokens: to order it, to learn of its end, to read lists.
--
-- On a clock of its own. Two are the least where each order is asked about by its id: one orders, one tells its end.
--
--     lua5.4 bench/calls_an_order.lua

local measure <const> = require "measure"
local timed_run <const> = require "timed_run"

local LATENCY <const> = 0.02

local SECONDS <const> = { 1, 10, 60, 600 }
local KINDS <const> = {
	{ rows = 250 },
	{ rows = 250, spread = 0.5 },
	{ rows = 250, stays = true },
	{ rows = 3000 },
	{ rows = 3000, spread = 0.5 },
	{ rows = 3000, stays = true },
}

--- Requests an order, of one operation.
local function share(run, operation)
	return (run.carrier.by_operation[operation] or 0) / run.rows
end

local function name_of(case)
	return ("%4d rows, %3.0f s%s%s"):format(case.rows, case.processing,
		case.spread and (" +- %.0f %%"):format(case.spread * 100) or "", case.stays and ", stay" or "")
end

print(("Requests an order, one contract, latency %.0f ms; orders leave the accepting list, or stay in it")
	:format(LATENCY * 1000))
for _, kind in ipairs(KINDS) do
	for _, processing in ipairs(SECONDS) do
		local case <const> = { contracts = 1, rows = kind.rows, spread = kind.spread, stays = kind.stays,
			latency = LATENCY, processing = processing }
		local run <const> = timed_run.check(timed_run.of(case))
		measure.show(name_of(case), "%6.2f: orders %.2f, status %.2f, lists %.2f; %.0f s in all",
			run.carrier.requests / run.rows, share(run, "change_course"), share(run, "get_order_status"),
			share(run, "list_accepting_orders") + share(run, "list_completed_orders"), run.seconds)
	end
end
