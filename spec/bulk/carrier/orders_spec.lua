--- What the carrier says of orders: its two lists, read by one rule.

local orders <const> = require "unom.bulk.carrier.orders"

local CONTRACT <const> = "N123456789"

local function list(reply)
	return orders.list("list_accepting_orders", reply, CONTRACT)
end

describe("orders #unit", function()
	it("are listed by their ids, each once, the newest word on each", function()
		local found <const> = list { contractId = CONTRACT, orderList = {
			{ orderId = "AGU2", orderStatus = "15" }, { orderId = "AGU1", orderStatus = "01" },
			{ orderId = "AGU2", orderStatus = "60" },
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
		assert.same({}, list({ contractId = CONTRACT, orderList = {} }).ids)
	end)

	it("tell the day on which they take effect, where the carrier knows one", function()
		local row <const> = { order_id = "AGU1" }
		for told, day in pairs { ["20310703"] = "20310703", [""] = "none", ["soon"] = "none", ["2031070"] = "none" } do
			local entry <const> = { orderId = "AGU1", orderStatus = "03", serviceDateStartScheduled = told }
			local found <const> = list { contractId = CONTRACT, orderList = { entry } }
			assert.equal(day, orders.read_completion(found, row).takes_effect or "none")
			assert.equal(day, orders.read_status({ orderList = { entry } }, row).takes_effect or "none")
		end
		assert.is_nil(orders.read_status({ orderList = { { orderStatus = "03" } } }, row).takes_effect)
	end)

	it("are not all listed where an entry could not be read", function()
		local ONE <const> = { orderId = "AGU1", orderStatus = "15" }
		for _, reply in ipairs {
			{ orderList = { ONE }, incomplete_entries = 1 }, { orderList = { ONE, false } }, { orderList = { {}, ONE } },
			{ orderList = { ONE, { orderId = "" } } }, { orderList = { ONE, { orderId = 7 } } },
		} do
			reply.contractId = CONTRACT
			local found <const> = list(reply)
			assert.same({ "AGU1" }, found.ids)
			assert.equal(ONE, found.by_id.AGU1)
			assert.is_false(found.whole)
			assert.equal("15", orders.read_completion(found, { order_id = "AGU1" }).order_status)
			assert.same({}, orders.read_completion(found, { order_id = "AGU2" }))
		end
	end)

	it("count those that could not be read toward the limit", function()
		local entries <const> = {}
		for number = 1, 999 do
			entries[number] = { orderId = ("AGU%d"):format(number) }
		end
		assert.is_false(list({ contractId = CONTRACT, orderList = entries, incomplete_entries = 1 }).whole)
	end)

	it("have not succeeded while one of their entries could not be read", function()
		local ROW <const> = { order_id = "AGU1" }
		local function read(reply)
			reply.contractId, reply.orderId = CONTRACT, "AGU1"
			return orders.read_status(reply, ROW)
		end
		local function entry(order_status)
			return { number = "1", orderStatus = order_status }
		end
		assert.equal("succeeded", read({ orderList = { entry "03" } }).state)
		for _, code in ipairs { "03", "11", "60" } do
			assert.same({}, read { orderList = { entry(code) }, incomplete_entries = 1 })
			assert.same({}, read { orderList = { entry(code), {} } })
			assert.same({}, read { orderList = { false, entry(code) } })
			assert.same({}, read { orderList = { entry(code), entry {} } })
		end
		assert.equal("02", read({ orderList = { entry "03", entry "02" }, incomplete_entries = 1 }).order_status)
		assert.equal("rejected", read({ orderList = { entry "03", entry "04" }, incomplete_entries = 1 }).state)
		assert.same({}, read { orderList = {}, incomplete_entries = 1 })
		assert.same({}, orders.read_cancel({ orderStatus = {} }, ROW))
	end)

	describe("give the reason", function()
		local WORDS_ALONE <const> = { messageId = "", message = "a message without an id" }
		local BLANKS <const> = {
			{}, "none", { messageId = "", message = "" }, { messageId = " ", message = "\u{3000}" }, WORDS_ALONE,
			{ {}, false }, { { messageId = "" }, { messageId = "", message = "" } }, { messageId = {}, message = 7 },
		}
		local FILLED <const> = { messageId = "E1", message = "the reason" }

		local function reason_of(check, reference)
			local reading <const> = orders.read_cancel({ orderStatus = "04", checkErrorInfo = check,
				referenceErrorInfo = reference }, { order_id = "AGU1" })
			return reading.message_id, reading.message
		end

		local function assert_reason(id, message, ...)
			local found_id <const>, found_message <const> = reason_of(...)
			assert.equal(id, found_id)
			assert.equal(message, found_message)
		end

		it("of either info, whatever the other has in it that is blank", function()
			assert_reason("E1", "the reason", FILLED, nil)
			assert_reason("E1", "the reason", nil, FILLED)
			for _, blank in ipairs(BLANKS) do
				assert_reason("E1", "the reason", blank, FILLED)
				assert_reason("E1", "the reason", FILLED, blank)
				assert_reason("E1", "the reason", blank, { {}, FILLED, { messageId = "E2" } })
			end
		end)

		it("of checkErrorInfo where both have one", function()
			assert_reason("E1", "the reason", FILLED, { messageId = "E2", message = "another" })
			assert_reason("E2", nil, { { messageId = "" }, { messageId = "E2" } }, FILLED)
		end)

		it("in words alone where there is no id, and none where all is blank", function()
			assert_reason(nil, "a message without an id", WORDS_ALONE, {})
			assert_reason(nil, "a message without an id", {}, { WORDS_ALONE })
			for _, blank in ipairs(BLANKS) do
				assert_reason(nil, blank == WORDS_ALONE and blank.message or nil, blank, blank)
			end
		end)

		it("of an entry, else of its reply", function()
			local function read(entry, info)
				entry.orderStatus = "04"
				return orders.read_status({ orderId = "AGU1", orderList = { entry }, checkErrorInfo = info }, { order_id = "AGU1" })
			end
			assert.equal("E2", read({ checkErrorInfo = { messageId = "E2" } }, FILLED).message_id)
			assert.equal("E1", read({ checkErrorInfo = {} }, FILLED).message_id)
			assert.equal(WORDS_ALONE.message, read({ checkErrorInfo = WORDS_ALONE }, nil).message)
		end)
	end)
end)
