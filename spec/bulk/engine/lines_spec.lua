local lines <const> = require "unom.bulk.engine.lines"

local LINE <const>, OTHER <const> = "09000000001", "09000000002"

local function row(job, number, line)
	return { job = job, row = number, arguments = { lineNo = line } }
end

describe("lines #unit", function()
	local of_contract
	before_each(function() of_contract = lines.new() end)

	it("are busy until the last order for them is final", function()
		of_contract:begin_order(LINE)
		of_contract:begin_order(LINE)
		assert.is_true(of_contract:is_busy(LINE))
		assert.is_false(of_contract:is_busy(OTHER))
		assert.is_false(of_contract:end_order(LINE))
		assert.is_true(of_contract:is_busy(LINE))
		assert.is_true(of_contract:end_order(LINE))
		assert.is_false(of_contract:is_busy(LINE))
	end)

	it("are not concerned by orders and rows that name none", function()
		of_contract:begin_order(nil)
		assert.is_true(of_contract:end_order(nil))
		of_contract:hold(row(1, 1))
		assert.is_false(of_contract:is_busy(nil))
		assert.is_nil(of_contract:unknown_rows(nil))
		assert.is_false(of_contract:release(row(1, 1)))
	end)

	it("are busy with other jobs' orders, which are to be followed once a row waits for them", function()
		local first <const>, second <const>, elsewhere <const> = row(7, 1, LINE), row(8, 1, LINE), row(7, 2, OTHER)
		of_contract:set_others { first, elsewhere, second, row(7, 3) }
		assert.same({}, of_contract:take_others())
		assert.is_true(of_contract:is_busy(LINE))
		local to_follow <const> = of_contract:take_others()
		assert.equal(2, #to_follow)
		assert.equal(first, to_follow[1])
		assert.equal(second, to_follow[2])
		assert.same({}, of_contract:take_others())
		assert.is_false(of_contract:is_busy(LINE)) -- who follows them has begun an order
		assert.is_true(of_contract:is_busy(OTHER))
	end)

	it("are held until the last unknown row is none any more, whichever table stands for it", function()
		of_contract:hold(row(1, 3, LINE))
		of_contract:hold(row(1, 3, LINE))
		of_contract:hold(row(2, 3, LINE))
		assert.same({ ["1 3"] = { job = 1, row = 3 }, ["2 3"] = { job = 2, row = 3 } }, of_contract:unknown_rows(LINE))
		assert.is_true(of_contract:release(row(1, 3, LINE)))
		assert.is_false(of_contract:release(row(1, 3, LINE)))
		assert.same({ ["2 3"] = { job = 2, row = 3 } }, of_contract:unknown_rows(LINE))
		assert.is_true(of_contract:release(row(2, 3, LINE)))
		assert.is_nil(of_contract:unknown_rows(LINE))
	end)
end)
