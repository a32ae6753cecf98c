--- What is known of each contract whose rows are followed.

local contracts <const> = require "unom.bulk.engine.following.contracts"

local A <const>, B <const> = "N000000001", "N000000002"

describe("contracts that are followed #unit", function()
	local now, plans, held, of

	before_each(function()
		now, plans, held = 1000, {}, false
		of = contracts.new {
			clock = function() return now end,
			plan = function(contract, time) plans[#plans + 1] = { contract, time } end,
			held_back = function() return held end,
		}
	end)

	it("are counted as long as rows are followed", function()
		of:count_row(A, 1)
		of:count_row(A, 1)
		of:count_row(B, 1)
		assert.equal(2, of.number)
		of:count_row(A, -1)
		assert.equal(2, of.number)
		of:count_row(A, -1)
		assert.equal(1, of.number)
		assert.is_nil(of:find("N000000003"))
		assert.equal(0, of:find(A).rows)
	end)

	it("have a reading planned as long as rows want one, and the planning told once", function()
		local contract <const> = of:of(A)
		of:plan(contract)
		assert.same({}, plans)
		contract.watching:add { row = {}, operation = "list_completed_orders", slow = false }
		of:plan(contract)
		of:plan(contract)
		assert.same({ { A, 1002 } }, plans)
		contract.watching:take({ began = now }, function() return false end)
		of:plan(contract)
		assert.same({ A }, plans[2])
	end)

	it("have a reading planned anew when rows begin to wait for orders", function()
		local contract <const> = of:of(A)
		for index = 1, 4 do
			contract.listed:add { row = { order_id = "AGU" .. index, state = "tracking" }, accepted = now,
				pace = of.order_pace(contract):begin_order() }
		end
		contract.listed.pause = 60
		of:plan(contract)
		of:notice(contract)
		assert.same({ { A, 1060 } }, plans)
		held = true
		of:notice(contract)
		assert.same({ A, 1002 }, plans[2])
	end)

	it("that began together do not have their lists read together, not even the first time", function()
		for index = 1, 50 do
			local contract <const> = of:of("N" .. index)
			for number = 1, 4 do
				contract.listed:add { row = { order_id = "AGU" .. number, state = "tracking" }, accepted = now,
					pace = of.order_pace(contract):begin_order() }
			end
			of:plan(contract)
		end
		table.sort(plans, function(one, other) return one[2] < other[2] end)
		for index = 2, 50 do
			assert.is_true(plans[index][2] - plans[index - 1][2] > 0.001)
		end
	end)

	it("are not asked about together for ever: each waits a little longer than another", function()
		local spreads <const> = {}
		for index = 1, 50 do
			spreads[index] = of:of("N" .. index).spread
			assert.is_true(spreads[index] >= 1 and spreads[index] < 1.1)
		end
		table.sort(spreads)
		for index = 2, 50 do
			assert.is_true(spreads[index] - spreads[index - 1] > 0.0005)
		end
	end)
end)
