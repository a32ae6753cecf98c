--- What becomes of a job's rows and of its cancels: the order's own end decides both.

local bulk <const> = require "unom.bulk"
local cjson <const> = require "cjson"
local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local reason <const> = require "unom.reason"

local CONTRACT <const> = "N123456789"
local HEADER <const> = "operation,contractId,lineNo,planCode,requestDate\n"
local ROW <const> = "change_course,N123456789,0900000000%d,T3001328,20991201\n"

describe("cancelling a job #unit", function()
	local home <const> = homes.each_test()

	local script, carrier
	before_each(function() script = { order = "01" } end)

	--- A carrier whose orders have the status `script.order`, whose cancels have `script.cancel` ("404": it does not know
	-- them), and that does `script.on_cancel()` when it is asked for one; what that returns is the response.
	local function new_carrier()
		local ids = 0
		return fake_carrier.new(function(operation, arguments, times)
			if operation:find "^list_" then
				return { contractId = CONTRACT, orderList = {}, linesList = {} }
			elseif operation == "get_order_status" then
				return { contractId = CONTRACT, orderId = arguments.orderId,
					orderList = { { number = "1", orderStatus = script.order } } }
			elseif operation == "get_cancel_status" then
				if script.cancel == "404" then
					return engine_run.failure { kind = "api", sent = "yes", status = 404, name = "cancel_not_found" }
				end
				return { contractId = CONTRACT, orderId = arguments.orderId, orderStatus = script.cancel }
			end
			local respond <const> = script[operation == "cancel_order" and "on_cancel" or "on_order"]
			if respond then
				local reply <const>, err <const> = respond(arguments, times)
				if reply or err then
					return reply, err
				end
			end
			ids = ids + 1
			return { contractId = CONTRACT, resultCode = "0001", orderId = ("AGU%013d"):format(ids) }
		end)
	end

	--- Runs a list of that many rows until its orders are under way.
	-- @param exception what the carrier responds otherwise, or nil
	-- @param more further options of the run, or nil
	local function run_list(rows, exception, more)
		local lines <const> = { HEADER }
		for number = 1, rows do
			lines[#lines + 1] = ROW:format(number)
		end
		carrier = new_carrier()
		carrier.respond = exception and fake_carrier.except(exception, carrier.respond) or carrier.respond
		local options <const> = { path = home:write("list.csv", table.concat(lines)), agree = true, deadline = 30 }
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		return assert(bulk.run(home:options(carrier, options)))
	end

	local function cancel(more)
		return assert(bulk.cancel(home:options(carrier, more or { job = 1, deadline = 3600 })))
	end

	local function row_of(job, number)
		local ledger <close> = assert(ledgers.open(home.ledger))
		return ledger:row(job, number)
	end

	--- Asserts the states in which the row of job 1 and its cancel ended, and the exit code.
	local function assert_ends(row_state, cancel_state, exit_code)
		local outcome <const> = cancel()
		assert.equal(row_state, row_of(1, 1).state)
		assert.equal(cancel_state, row_of(2, 1).state)
		assert.equal(exit_code, outcome.exit_code)
		assert.equal(1, #carrier:submissions("cancel_order"))
		return outcome
	end

	it("ends with 0 when the order is at 11", function()
		run_list(1)
		script.cancel, script.on_cancel = "03", function() script.order = "11" end
		assert_ends("cancelled", "succeeded", 0)
		local row <const> = row_of(1, 1)
		assert.equal("11", row.order_status)
		assert.is_nil(row.reason)
	end)

	it("tells in the file of events of the cancels, and of the rows that they take back", function()
		run_list(1)
		script.order, script.cancel = "11", "03"
		assert.equal(0, cancel({ events = home:path "events" }).exit_code)
		local told <const> = {}
		for line in io.lines(home:path "events") do
			local event <const> = cjson.decode(line)
			told[#told + 1] = event.what ~= "waiting" and ("%s %d %s"):format(event.what, event.job, event.state or "") or nil
		end
		assert.equal("started 2 , row 2 submitting, row 2 tracking, row 2 tracking, row 2 succeeded, row 1 cancelled, "
			.. "ended 2 , started 1 , ended 1 ", table.concat(told, ", "))
	end)

	it("ends with 1 when the carrier has processed the cancel and the order all the same", function()
		run_list(1)
		script.cancel, script.on_cancel = "03", function() script.order = "03" end
		assert_ends("succeeded", "failed", 1)
		assert.matches("has status 03 %(processed: OK%): it was not taken back", reason.words(row_of(2, 1).reason))
	end)

	it("ends with 1 when a cancel is refused, and the row goes on to its own end", function()
		run_list(1)
		script.cancel, script.on_cancel = "04", function() script.order = "02" end
		carrier.respond = fake_carrier.except(function(operation)
			if operation == "get_order_status" and carrier.now > 1200 then
				script.order = "03"
			end
		end, carrier.respond)
		assert_ends("succeeded", "rejected", 1)
	end)

	it("ends with 1 when a cancel is refused at once", function()
		run_list(1)
		script.on_cancel = function()
			script.order = "03"
			return engine_run.failure { kind = "api", sent = "yes", status = 400 }
		end
		assert_ends("succeeded", "rejected", 1)
	end)

	it("ends with 1 when one of several is not taken back", function()
		run_list(2)
		script.cancel, script.on_cancel = "04", function() script.order = "11" end
		carrier.respond = fake_carrier.except(function(operation, arguments)
			if operation == "get_order_status" and arguments.orderId:find "1$" then
				return { contractId = CONTRACT, orderId = arguments.orderId, orderList = { { orderStatus = "03" } } }
			end
		end, carrier.respond)
		local outcome <const> = cancel()
		assert.equal(1, outcome.states.cancelled)
		assert.equal(1, outcome.states.succeeded)
		assert.equal(1, outcome.exit_code)
	end)

	it("leaves a row unknown whose order the lists called in doubt before the cancel was processed", function()
		local asked
		script.on_order = function() return engine_run.failure { kind = "network", sent = "maybe" } end
		script.on_cancel = function() asked = carrier.now end
		run_list(1, function(operation)
			script.order = asked and carrier.now > asked + 60 and "11" or "01"
			script.cancel = script.order
			if operation ~= "list_accepting_orders" or #carrier:submissions() == 0 then
				return nil
			end
			local list <const> = {}
			for number = 1, asked and carrier.now > asked + 15 and 2 or 1 do
				list[number] = { orderId = ("AGU9%012d"):format(number), requestDate = "20991201" }
			end
			return { contractId = CONTRACT, orderList = list }
		end)
		assert_ends("unknown", "succeeded", 3)
	end)

	-- A person vouches for when orders are listed, and the lists show that a row was not ordered.
	it("orders nothing that it finds was not ordered", function()
		script.on_order = function() return engine_run.failure { kind = "network", sent = "maybe" } end
		run_list(1, nil, { deadline = 5, listed_within = 60 })
		assert.equal("submitting", row_of(1, 1).state)
		local outcome <const> = cancel()
		assert.equal(1, #carrier:submissions())
		assert.equal("cancelled", row_of(1, 1).state)
		assert.equal(0, outcome.exit_code)
	end)

	describe("whose cancel is not answered", function()
		local lost <const> = function() return engine_run.failure { kind = "timeout", sent = "maybe" } end

		--- The order has another status some time after the cancel was sent.
		local function order_becomes(word)
			run_list(1)
			local asked
			script.on_cancel = function()
				asked = carrier.now
				return lost()
			end
			carrier.respond = fake_carrier.except(function()
				script.order = asked and carrier.now > asked + 300 and word or script.order
			end, carrier.respond)
		end

		it("ends as its order does", function()
			order_becomes "11"
			assert_ends("cancelled", "succeeded", 0)
			assert.is_false(row_of(2, 1).may_have_acted)
			assert.is_nil(row_of(2, 1).reason)
		end)

		it("was not taken back when its order was refused or is complete", function()
			order_becomes "60"
			assert_ends("succeeded", "failed", 1)
			assert.matches("has status 60 %(complete%): it was not taken back", reason.words(row_of(2, 1).reason))
			assert.is_true(row_of(2, 1).may_have_acted) -- its own order may be listed, and is not another row's
		end)

		it("stays unknown while its order is only processed", function()
			order_becomes "03"
			assert_ends("succeeded", "unknown", 3)
			assert.is_true(row_of(2, 1).may_have_acted)
		end)

		it("is settled by the next cancel when the order ended meanwhile", function()
			order_becomes "11"
			assert.equal(3, cancel({ job = 1, deadline = 60 }).exit_code)
			assert.equal("unknown", row_of(2, 1).state)
			carrier.now = carrier.now + 600
			assert.equal("cancelled", assert(bulk.resume(home:options(carrier, { job = 1 }))) and row_of(1, 1).state)
			assert_ends("cancelled", "succeeded", 0)
		end)
	end)

	it("takes the order's word when the carrier does not know the cancel", function()
		run_list(1)
		script.cancel, script.on_cancel = "404", function() script.order = "11" end
		assert_ends("cancelled", "succeeded", 0)
	end)

	it("does not know when the carrier does not know the cancel and the order goes on", function()
		run_list(1)
		script.cancel, script.on_cancel = "404", function() script.order = "03" end
		assert_ends("succeeded", "unknown", 3)
		assert.matches("404.*has status 03", reason.words(row_of(2, 1).reason))
	end)

	it("that has nothing left to cancel is no failure", function()
		script.order = "03"
		run_list(2)
		assert.equal(0, cancel().exit_code)
		assert.equal(0, #carrier:submissions("cancel_order"))
	end)

	describe("with a row that was to be sent again", function()
		before_each(function()
			script.order = "03"
			script.on_order = function(arguments, times)
				if arguments.lineNo == "09000000002" and times == 1 then
					return engine_run.failure { kind = "timeout", sent = "maybe" }
				end
			end
			assert.equal(1, run_list(3).states.unknown)
			assert(bulk.resolve { ledger = home.ledger, job = 1, row = 2, resend = true, client = carrier,
				clock = carrier:clock(), sleep = carrier:sleeper() })
		end)

		it("says so before it is done", function()
			local plan <const> = assert(bulk.cancel_plan { ledger = home.ledger, job = 1 })
			assert.equal(0, plan.pending)
			assert.equal(1, plan.may_have_acted)
		end)

		it("leaves it to a person", function()
			local outcome <const> = cancel()
			local row <const> = row_of(1, 2)
			assert.equal("unknown", row.state)
			assert.is_true(row.may_have_acted)
			assert.equal("cancelled before it was sent again, but it was sent before: the carrier may have acted",
				reason.words(row.reason))
			assert.equal(3, outcome.exit_code)
			assert.equal(3, #carrier:submissions())
			assert.equal("cancelled", assert(bulk.resolve { ledger = home.ledger, job = 1, row = 2, abandon = true }).state)
		end)
	end)

	it("drops what was never sent", function()
		run_list(1)
		carrier = new_carrier()
		local again <const> = assert(bulk.run(home:options(carrier, { path = home:write("other.csv", HEADER .. ROW:format(8)
			.. ROW:format(9)), agree = true, deadline = 0.15 })))
		local plan <const> = assert(bulk.cancel_plan { ledger = home.ledger, job = again.job })
		assert.equal(again.states.pending, plan.pending)
		assert.equal(0, plan.may_have_acted)
		assert.is_true(plan.pending > 0)
		script.cancel, script.on_cancel = "03", function() script.order = "11" end
		assert.equal(0, cancel({ job = again.job, deadline = 60 }).exit_code)
		local row <const> = row_of(again.job, 2)
		assert.equal("cancelled", row.state)
		assert.equal("cancelled before it was sent", reason.words(row.reason))
	end)
end)
