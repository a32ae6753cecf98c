--- A row's own id, as the catalogue says which it is.

local identity <const> = require "unom.bulk.carrier.identity"

describe("identity #unit", function()
	it("is an orderId, a reserveId or none, by operation", function()
		for operation, expected in pairs {
			change_course = { "orderId", "order_id" }, cancel_order = { "orderId", "order_id" },
			add_data_share_lines = { "reserveId", "reserve_id" }, cancel_data_share_reserve = { "reserveId", "reserve_id" },
			disconnect_session = {},
		} do
			assert.equal(expected[1], identity.name(operation), operation)
			assert.equal(expected[2], identity.column(operation), operation)
		end
	end)

	it("is read from a reply as the operation's own", function()
		local reply <const> = { orderId = "AGU1", reserveId = "2" }
		assert.same({ order_id = "AGU1" }, identity.of_reply("change_course", reply))
		assert.same({ reserve_id = "2" }, identity.of_reply("add_data_share_lines", reply))
		assert.same({}, identity.of_reply("disconnect_session", reply))
	end)

	it("is read from a row, and from a cancel's arguments for what it takes back", function()
		assert.equal("AGU1", identity.of { order_id = "AGU1" })
		assert.equal("2", identity.of { reserve_id = "2" })
		assert.is_nil(identity.of {})
		assert.equal("AGU1", identity.of_target { arguments = { orderId = "AGU1" } })
		assert.equal("2", identity.of_target { arguments = { reserveId = "2" } })
	end)
end)
