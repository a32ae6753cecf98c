--- Which rows of a job a cancel means, by the states that are named, and that nothing of the others is sent.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

local CONTRACT <const> = "N123456789"

describe("the rows that a cancel means #unit", function()
	local home <const> = homes.each_test()

	local carrier, status, taken_back

	before_each(function()
		status, taken_back = {}, {}
		carrier = fake_carrier.new(fake_carrier.except(function(operation, arguments)
			local id <const> = arguments.orderId
			if operation == "cancel_order" then
				taken_back[id] = true
			elseif operation == "get_order_status" then
				return { contractId = CONTRACT, orderId = id,
					orderList = { { number = "1", orderStatus = taken_back[id] and "11" or status[id] or "02" } } }
			end
		end, fake_carrier.agreeable()))
		-- Row 1 has succeeded, rows 2 and 3 are under way, rows 4 to 6 were not sent.
		local lines <const> = { "operation,lineNo,planCode,requestDate\n" }
		for number = 1, 6 do
			lines[number + 1] = ("change_course,0900000000%d,T3001328,%s\n"):format(number, change_lists.NEXT_FIRST)
		end
		status["AGU0000000000001"] = "03"
		assert(bulk.run(home:options(carrier, { path = home:write("list.csv", table.concat(lines)), agree = true,
			contract_id = CONTRACT, max_outstanding = 2, deadline = 60 })))
	end)

	local function states()
		local ledger <close> = assert(ledgers.open(home.ledger))
		local words <const> = {}
		for index, row in ipairs(ledger:rows_after(1, 0, 10)) do
			words[index] = row.state
		end
		return table.concat(words, " ")
	end

	local function cancel(...)
		return assert(bulk.cancel(home:options(carrier, { job = 1, states = { ... }, deadline = 600 })))
	end

	local BEGIN <const> = "succeeded tracking tracking pending pending pending"

	it("are those not sent and those under way by default", function()
		assert.equal(BEGIN, states())
		local plan <const> = assert(bulk.cancel_plan { ledger = home.ledger, job = 1 })
		assert.same({ 3, 2, 0, { succeeded = 1 } }, { plan.pending, #plan.taking_back, #plan.processed, plan.also })
		assert.equal(0, assert(bulk.cancel(home:options(carrier, { job = 1 }))).exit_code)
		assert.equal("succeeded cancelled cancelled cancelled cancelled cancelled", states())
	end)

	it("are those not sent, while those under way go on", function()
		local plan <const> = assert(bulk.cancel_plan { ledger = home.ledger, job = 1, states = { "pending" } })
		assert.same({ 3, 0, { succeeded = 1, tracking = 2 } }, { plan.pending, #plan.taking_back, plan.also })
		status["AGU0000000000002"], status["AGU0000000000003"] = "03", "03"
		assert.equal(0, cancel("pending").exit_code)
		assert.equal("succeeded succeeded succeeded cancelled cancelled cancelled", states())
	end)

	it("are those under way, while those not sent stay so", function()
		local plan <const> = assert(bulk.cancel_plan { ledger = home.ledger, job = 1, states = { "tracking" } })
		assert.same({ 0, 2, { succeeded = 1, pending = 3 } }, { plan.pending, #plan.taking_back, plan.also })
		local outcome <const> = cancel "tracking"
		assert.equal("succeeded cancelled cancelled pending pending pending", states())
		assert.same({ 0, home:going_on "resume 1", 3 },
			{ outcome.exit_code, outcome.resume, #carrier:submissions "change_course" })
	end)

	it("are those that succeeded, while all others stay as they are", function()
		local plan <const> = assert(bulk.cancel_plan { ledger = home.ledger, job = 1, states = { "succeeded" } })
		assert.same({ 0, 0, 1, { tracking = 2, pending = 3 } },
			{ plan.pending, #plan.taking_back, #plan.processed, plan.also })
		assert.equal(0, cancel("succeeded").exit_code)
		assert.equal("cancelled tracking tracking pending pending pending", states())
		assert.equal(3, #carrier:submissions "change_course")
	end)

	it("are not those of other people's orders in the lists: these keep no cancel from going on", function()
		carrier.respond = fake_carrier.except(function(operation)
			if operation == "list_accepting_orders" then
				return { contractId = CONTRACT, orderList = { { orderId = "AGU9999999999999", orderStatus = "01",
					serviceDateApply = os.date("!%Y%m%d", os.time() + 9 * 3600) } } }
			end
		end, carrier.respond)
		local taken <const> = carrier.respond
		carrier.respond = fake_carrier.except(function(operation, arguments)
			if operation == "cancel_order" and arguments.orderId == "AGU0000000000003" then -- its order is followed on
				return engine_run.failure { kind = "api", sent = "yes", status = 400 }
			end
		end, taken)
		local outcome <const> = cancel("tracking", "succeeded")
		assert.same({ 4, true }, { outcome.exit_code, outcome.deadline })
		assert.equal("cancelled cancelled tracking pending pending pending", states())
	end)

	it("are named by states that there are", function()
		local outcome <const>, err <const> = bulk.cancel(home:options(carrier, { job = 1, states = { "failed" } }))
		assert.same({ nil, "usage" }, { outcome, err.kind })
		assert.matches("failed", err.message)
		assert.equal(BEGIN, states())
	end)

	it("of the newest job are meant where rows that succeeded are to be taken back and none is named", function()
		cancel("pending", "tracking")
		assert.same({ nil, "usage" }, { (bulk.cancel_plan { ledger = home.ledger }),
			select(2, bulk.cancel_plan { ledger = home.ledger }).kind })
		assert.equal(1, assert(bulk.cancel_plan { ledger = home.ledger, states = { "succeeded" } }).job)
	end)

	describe("by a command that was stopped", function()
		local function status_of(job)
			return assert(bulk.status { ledger = home.ledger, job = job })
		end

		it("are those that it was given", function()
			carrier.respond = fake_carrier.except(function(operation)
				return operation == "get_cancel_status" and { contractId = CONTRACT, orderStatus = "01" } or nil
			end, carrier.respond)
			local outcome <const> = assert(bulk.cancel(home:options(carrier, { job = 1, states = { "succeeded" },
				deadline = 30 })))
			assert.same({ 4, home:going_on "cancel 1 --state succeeded --yes" }, { outcome.exit_code, outcome.resume })
			assert.equal(home:going_on "cancel 1 --state succeeded --yes", status_of(1).resume)
			assert.equal(home:going_on "cancel 1 --state succeeded --yes", status_of(2).resume)
		end)
	end)
end)
