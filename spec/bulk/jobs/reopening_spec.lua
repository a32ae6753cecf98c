local bulk <const> = require "unom.bulk"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

local N1 <const>, N2 <const> = "N123456789", "N987654321"

describe("a job that has ended #unit", function()
	local home <const> = homes.each_test()

	-- A list of two lines on one contract and one on another; the second is refused.
	local function run_list()
		local text <const> = "operation,contractId,lineNo,planCode,requestDate\n"
			.. ("change_course,%s,09000000001,T3001328,20991201\n"):format(N1)
			.. ("change_course,%s,09000000002,T3001328,20991201\n"):format(N1)
			.. ("change_course,%s,09000000003,T3001328,20991201\n"):format(N2)
		local carrier <const> = fake_carrier.new(fake_carrier.agreeable(function(line)
			return line == "09000000002" and "04" or "03"
		end))
		assert(bulk.run(home:options(carrier, { path = home:write("list.csv", text), agree = true })))
	end

	--- A carrier in whose lists the orders have these statuses.
	local function listing(status)
		return fake_carrier.new(fake_carrier.except(function(operation, arguments)
			local index <const> = arguments.contractId == N1 and 1 or 3
			local entry <const> = { orderId = ("AGU%013d"):format(index), orderStatus = status }
			if operation == (status == "60" and "list_completed_orders" or "list_accepting_orders") then
				return { contractId = arguments.contractId, orderList = { entry } }
			elseif operation == "get_order_status" then
				return { contractId = arguments.contractId, orderId = arguments.orderId, orderList = { entry } }
			end
		end, fake_carrier.agreeable()))
	end

	local function states_of()
		local ledger <close> = assert(ledgers.open(home.ledger))
		local states <const> = {}
		for number, row in ipairs(ledger:rows_after(1, 0, 10)) do
			states[number] = row.state .. " " .. tostring(row.order_status) .. (row.finished_at and " ended" or "")
		end
		return states
	end

	before_each(run_list)

	it("is followed on to the end of its orders", function()
		local carrier <const> = listing "60"
		local outcome <const> = assert(bulk.resume(home:options(carrier, { job = 1, wait_until = "complete" })))
		assert.same({ "succeeded 60 ended", "rejected 04 ended", "succeeded 60 ended" }, states_of())
		assert.equal(1, outcome.exit_code)
		assert.equal(0, #carrier:submissions())
	end)

	it("says how many of its orders are followed on, before anything is asked", function()
		local carrier <const>, told <const>, asked = listing "60", {}, 0
		local options <const> = home:options(carrier, { job = 1, wait_until = "complete", on_reopened = function(found)
			told[#told + 1] = found
			assert.equal(asked, #carrier.calls)
		end })
		assert(bulk.resume(options))
		asked = #carrier.calls
		assert(bulk.resume(options)) -- now they are complete
		assert.same({ { job = 1, orders = 2, open = false }, { job = 1, orders = 0, open = false } }, told)
		options.wait_until = "final"
		assert(bulk.resume(options))
		assert.equal(2, #told)
	end)

	it("is open while they are under way, and ends where it was when it is not to be followed on", function()
		local outcome <const> = assert(bulk.resume(home:options(listing "15",
			{ job = 1, wait_until = "complete", deadline = 600 })))
		assert.same({ 4, home:going_on "resume 1 --until complete" }, { outcome.exit_code, outcome.resume })
		assert.same({ "tracking 15", "rejected 04 ended", "tracking 15" }, states_of())
		assert(bulk.resume(home:options(listing "15", { job = 1, wait_until = "final" })))
		assert.same({ "succeeded 15 ended", "rejected 04 ended", "succeeded 15 ended" }, states_of())
	end)

	it("stays as it is where nobody says that it is to be followed on", function()
		local carrier <const> = listing "60"
		assert.equal(1, assert(bulk.resume(home:options(carrier, { job = 1 }))).exit_code)
		assert.equal(0, #carrier.calls)
		assert.same({ "succeeded 03 ended", "rejected 04 ended", "succeeded 03 ended" }, states_of())
	end)
end)
