--- What the carrier says of orders: its two lists, read by one rule.

local orders <const> = require "unom.bulk.carrier.orders"

local CONTRACT <const> = "N123456789"

local function list(reply)
	return orders.list("list_accepting_orders", reply, CONTRACT)
end

describe("orders #unit", function()
	it("are listed by their ids, each once, the newest word on each", function()
		local found <const> = list { contractId = CONTRACT, orderList = {
			{ orderId = "AGU2", orderStatus = "15" }, { orderId = "AGU1", orderStatus = "01" }, { orderId = "" }, {},
			{ orderId = 7 }, { orderId = "AGU2", orderStatus = "60" },
		} }
		assert.same({ "AGU2", "AGU1" }, found.ids)
		assert.equal("60", found.by_id.AGU2.orderStatus)
		assert.is_true(found.whole)
	end)

	it("are not all listed once a list is at its limit", function()
		local entries <const> = {}
		for number = 1, 999 do
			entries[number] = { orderId = ("AGU%d"):format(number) }
		end
		assert.is_true(list({ contractId = CONTRACT, orderList = entries }).whole)
		entries[1000] = { orderId = "AGU1000" }
		assert.is_false(list({ contractId = CONTRACT, orderList = entries }).whole)
	end)

	it("are not listed by a reply without its list, of another contract, or by none", function()
		assert.is_nil(list(nil))
		assert.is_nil(list {})
		assert.is_nil(list { orderList = "none" })
		assert.is_nil(list { contractId = "N000000000", orderList = {} })
		assert.is_nil(list { orderList = {} })
		assert.is_nil(list { contractId = CONTRACT, orderList = { orderId = "AGU1", orderStatus = "03" } })
		assert.is_nil(list { contractId = CONTRACT, orderList = { { orderId = "AGU1" }, false } })
		assert.same({}, list({ contractId = CONTRACT, orderList = {} }).ids)
	end)
end)
