--- An engine on a ledger of its own and a clock that the spec moves: what the engine's specs run.
--
-- Invariant: nothing is left of a run's ledger once it is closed.

local busted <const> = require "busted"
local engine <const> = require "unom.bulk.engine"
local errors <const> = require "unom.error"
local ledgers <const> = require "unom.bulk.ledger"
local scratch <const> = require "support.scratch"

local engine_run <const> = {}

function engine_run.line_row(contract, line, operation)
	return { contract = contract, operation = operation or "change_course",
		arguments = { contractId = contract, lineNo = line, agreement = "yes", requestDate = "20261201",
			planCode = "T3001328" } }
end

function engine_run.rows_of(contract, count, operation)
	local rows <const> = {}
	for index = 1, count do
		rows[index] = engine_run.line_row(contract, ("090%08d"):format(index), operation)
	end
	return rows
end

function engine_run.failure(fields)
	fields.message = fields.message or "it went wrong"
	return nil, errors.new(fields)
end

--- Accepts every submission with an id of its own and answers every poll with `status`.
function engine_run.agreeable(status)
	local accepted = 0
	return function(operation, arguments)
		if operation == "get_order_status" then
			return { contractId = arguments.contractId, orderId = arguments.orderId,
				orderList = { { number = "1", orderStatus = status or "03" } } }
		elseif operation == "get_cancel_status" then
			return { contractId = arguments.contractId, orderId = arguments.orderId, orderStatus = status or "03" }
		elseif operation == "disconnect_session" then
			return { contractId = arguments.contractId, lineNo = arguments.lineNo, resultCode = "0" }
		elseif operation:find("^list_") then
			return { contractId = arguments.contractId, orderList = {}, linesList = {} }
		end
		accepted = accepted + 1
		return { contractId = arguments.contractId, resultCode = "0001", orderId = ("AGU%013d"):format(accepted) }
	end
end

local run_methods <const> = {}
local run_mt <const> = { __index = run_methods }

--- An empty ledger in a directory of its own.
function engine_run.new()
	local directory <const> = scratch.directory()
	return setmetatable({ directory = directory, ledger = assert(ledgers.open(directory .. "/ledger.db")) }, run_mt)
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

--- What happened to a row, in order, in one line.
function run_methods:whats(job, row)
	local told <const> = {}
	for index, event in ipairs(self.ledger:events(job, row)) do
		told[index] = event.what
	end
	return table.concat(told, " ")
end

--- Within a `describe`: makes an empty ledger before each of its tests, which `take` is called with, and removes it
-- after. Returns add_job, run and whats on that ledger.
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
	return on_run(run_methods.add_job), on_run(run_methods.run), on_run(run_methods.whats)
end

return engine_run
