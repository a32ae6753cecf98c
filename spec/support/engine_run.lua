--- An engine on a ledger of its own and a clock that the spec moves: what the engine's specs run.
--
-- Invariant: once a run is closed, nothing of its ledger is left.

local busted <const> = require "busted"
local engine <const> = require "unom.bulk.engine"
local errors <const> = require "unom.error"
local ledgers <const> = require "unom.bulk.ledger"
local scratch <const> = require "support.scratch"

local engine_run <const> = {}

--- The ledger's clock stands at noon of a day in Japan.
engine_run.NOW, engine_run.TODAY = 1764298800, "20251128"

--- An order in the carrier's lists that was applied for today.
function engine_run.entry(id, request_date)
	return { orderId = id, serviceDateApply = engine_run.TODAY, requestDate = request_date or "20991201",
		orderStatus = "01" }
end

function engine_run.line_row(contract, line, operation)
	return { contract = contract, operation = operation or "change_course",
		arguments = { contractId = contract, lineNo = line, agreement = "yes", requestDate = "20991201",
			planCode = "T3001328" } }
end

--- Rows for `count` lines, which are numbered on from `after`; from 0 by default.
function engine_run.rows_of(contract, count, operation, after)
	local rows <const> = {}
	for index = 1, count do
		rows[index] = engine_run.line_row(contract, ("090%08d"):format((after or 0) + index), operation)
	end
	return rows
end

function engine_run.failure(fields)
	fields.message = fields.message or "it went wrong"
	return nil, errors.new(fields)
end

local run_methods <const> = {}
local run_mt <const> = { __index = run_methods }

--- An empty ledger in a directory of its own.
function engine_run.new()
	local directory <const> = scratch.directory()
	return setmetatable({ directory = directory, ledger = assert(ledgers.open(directory .. "/ledger.db",
		function() return engine_run.NOW end)) }, run_mt)
end

function run_methods:close()
	self.ledger:close()
	scratch.remove(self.directory)
end

--- Writes a job of these rows and returns its number.
function run_methods:add_job(rows)
	return self.ledger:transaction(function()
		local job <const> = self.ledger:add_job { list = "list.csv", sha256 = "", columns = {}, settings = {},
			purpose = "list" }
		for index, row in ipairs(rows) do
			row.row, row.line = index, index + 1
			self.ledger:add_row(job, row)
		end
		self.ledger:close_job(job, #rows)
		return job
	end)
end

--- Runs a job against a fake carrier and returns the engine's outcome.
function run_methods:run(job, carrier, options)
	options = options or {}
	options.job, options.ledger, options.client = job, self.ledger, carrier
	options.contracts = self.ledger:open_contracts(job)
	options.clock, options.sleep = carrier:clock(), carrier:sleeper()
	options.random = options.random or function() return 0.5 end
	return engine.new(options):run()
end

--- The events of a row in the ledger, in order, on one line.
function engine_run.events_of(ledger, job, row)
	local names <const> = {}
	for index, event in ipairs(ledger:events(job, row)) do
		names[index] = event.what
	end
	return table.concat(names, " ")
end

--- Within a `describe`: makes an empty ledger before each of its tests, calls `take` with it, and removes it after.
-- Returns add_job, run and events_of on that ledger.
function engine_run.each_test(take)
	local run
	busted.before_each(function()
		run = engine_run.new()
		take(run.ledger)
	end)
	busted.after_each(function() run:close() end)
	local function on_run(method)
		return function(...) return method(run, ...) end
	end
	return on_run(run_methods.add_job), on_run(run_methods.run),
		function(...) return engine_run.events_of(run.ledger, ...) end
end

return engine_run
