--- A change list run against a carrier with a clock of its own, see timed_carrier.lua.

local bulk <const> = require "unom.bulk"
local lists <const> = require "lists"
local timed_carrier <const> = require "timed_carrier"

local timed_run <const> = {}

--- Runs a list to its end.
-- @param case {contracts=, rows=of each contract, and the options of the carrier}
-- @param more options of bulk.run, or nil
-- @return {seconds=of the carrier's time, cpu=seconds of this process's own, rows=of all contracts, carrier=, outcome=}
function timed_run.of(case, more)
	local directory <close> = lists.directory(true)
	local path <const> = directory.path .. "/list.csv"
	lists.write(path, case.rows, lists.contracts(case.contracts))
	local carrier <const> = timed_carrier.new(case)
	local options <const> = carrier:rule { path = path, ledger = directory.path .. "/ledger.db", random = math.random,
		agree = lists.OPTIONS.agree }
	for name, value in pairs(more or {}) do
		options[name] = value
	end
	math.randomseed(1) -- the same waits in every run
	local start <const> = os.clock()
	local outcome <const> = assert(bulk.run(options))
	return { seconds = carrier.now, cpu = os.clock() - start, rows = case.contracts * case.rows, carrier = carrier,
		outcome = outcome }
end

--- Raises unless every row of the run has succeeded.
function timed_run.check(run)
	assert(run.outcome.states.succeeded == run.rows, "rows of the run have not succeeded")
	return run
end

return timed_run
