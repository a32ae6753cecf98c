--- A cancel that is killed at any moment: whenever it writes to the disk, before and after that.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

local CONTRACT <const> = "N123456789"

describe("a cancel that is killed #unit", function()
	local home <const> = homes.each_test()

	local open <const> = ledgers.open
	after_each(function() ledgers.open = open end)

	local carrier, listed

	--- A carrier whose orders are processed once they are three, and taken back at once.
	local function new_carrier()
		listed = {}
		local ids = 0
		local function entries(completed)
			local list <const> = {}
			for id, status in pairs(listed) do
				if (status == "11") == completed then
					list[#list + 1] = { orderId = id, orderStatus = status }
				end
			end
			return { contractId = CONTRACT, orderList = list, linesList = {} }
		end
		return fake_carrier.new(function(operation, arguments)
			local id <const> = arguments.orderId
			if operation:find "^list_" then
				return entries(operation == "list_completed_orders")
			elseif operation == "get_order_status" then
				return { contractId = CONTRACT, orderId = id, orderList = { { number = "1", orderStatus = listed[id] } } }
			elseif operation == "get_cancel_status" then
				return { contractId = CONTRACT, orderId = id, orderStatus = "03" }
			end
			ids = ids + 1
			local made <const> = ("AGU%013d"):format(ids)
			if operation == "cancel_order" then
				listed[id] = "11"
			else
				listed[made] = ids == 1 and "10" or "02"
			end
			return { contractId = CONTRACT, resultCode = "0001", orderId = made }
		end)
	end

	--- Has row 1 succeeded, row 2 under way and row 3 not sent.
	local function run_list()
		carrier = new_carrier()
		local lines <const> = { "operation,lineNo,planCode,requestDate\n" }
		for number = 1, 3 do
			lines[number + 1] = ("change_course,0900000000%d,T3001328,%s\n"):format(number, change_lists.NEXT_FIRST)
		end
		os.remove(home.ledger)
		assert(bulk.run(home:options(carrier, { path = home:write("list.csv", table.concat(lines)), agree = true,
			contract_id = CONTRACT, max_outstanding = 1, deadline = 60 })))
	end

	--- Ends what is done with the ledger at the `number`th time that it is written to the disk.
	-- @param before has it not been written then?
	-- @return a function that says whether it came to that
	local function kill_at(number, before)
		local count = 0
		ledgers.open = function(...)
			local ledger <const>, err = open(...)
			local sync <const> = ledger and ledger.sync
			if ledger then
				ledger.sync = function(self)
					count = count + 1
					if count >= number and before then
						error("killed", 0)
					end
					sync(self)
					if count >= number then
						error("killed", 0)
					end
				end
			end
			return ledger, err
		end
		return function() return count >= number end
	end

	local function states()
		local ledger <close> = assert(open(home.ledger))
		local words <const> = {}
		for index, row in ipairs(ledger:rows_after(1, 0, 3)) do
			words[index] = row.state
		end
		return table.concat(words, " ")
	end

	local STATES <const> = { "pending", "tracking", "succeeded" }

	local function cancel()
		-- An order whose cancel never left is followed as long as it is under way.
		return bulk.cancel(home:options(carrier, { job = 1, states = STATES, deadline = 1000 }))
	end

	--- A person lets the cancels be sent again of which nobody knows whether they were.
	local function resend_unknown()
		local sent <const> = assert(bulk.status { ledger = home.ledger, job = 2, states = { "unknown" } }).rows
		for _, row in ipairs(sent) do
			assert(bulk.resolve(home:options(carrier, { job = 2, row = row.row, resend = true })))
		end
		return #sent
	end

	local function assert_goes_on(number, before)
		run_list()
		assert.equal("succeeded tracking pending", states())
		local was_killed <const> = kill_at(number, before)
		local ended <const> = pcall(cancel)
		ledgers.open = open
		if ended then
			assert.is_false(was_killed())
			return false
		end
		local told <const> = assert(bulk.status { ledger = home.ledger, job = 1 })
		local resume <const> = told.resume
		if resume and resume:find "cancel" then
			assert.equal(home:going_on "cancel 1 --state pending --state tracking --state succeeded --yes", resume)
		end
		local outcome = assert(cancel())
		if outcome.exit_code == 3 then
			assert.is_true(resend_unknown() > 0)
			outcome = assert(cancel())
		end
		assert.same({ 0, "cancelled cancelled cancelled" }, { outcome.exit_code, states() }, number)
		local taken_back <const> = {}
		for _, call in ipairs(carrier:submissions "cancel_order") do
			assert.is_nil(taken_back[call.arguments.orderId], number)
			taken_back[call.arguments.orderId] = true
		end
		assert.same({ 2, 2 }, { #carrier:submissions "change_course", #carrier:submissions "cancel_order" })
		return true
	end

	for _, before in ipairs { true, false } do
		it(("%s it writes is gone on with"):format(before and "when" or "after"), function()
			local number = 0
			repeat
				number = number + 1
			until not assert_goes_on(number, before)
			assert.is_true(number > 10)
		end)
	end
end)
