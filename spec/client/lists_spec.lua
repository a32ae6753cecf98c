--- The lists of lines and of orders as listings.

local lists <const> = require "unom.client.lists"

--- A client that answers by the operation's name, and notes what it is asked.
local function answering(answers)
	local asked <const> = {}
	return { asked = asked, contract_id = function() return "N123456789" end, call = function(_, name, arguments)
		asked[#asked + 1] = { name, arguments }
		return table.unpack(answers[name], 1, 2)
	end }
end

local function order(id, status)
	return { orderId = id, orderStatus = status }
end

describe("listings #unit", function()
	it("of lines have the reply's entries and what it says of them", function()
		local line <const> = { lineNo = "09010000001" }
		local client <const> = answering {
			list_lines = { { linesList = { line }, truncated = true, incomplete_entries = 3 } },
		}
		local found <const> = assert(lists.lines(client, { contractId = "N123456780" }))
		assert.equal(line, found())
		assert.same({ true, 3, "N123456780" }, { found.truncated, found.incomplete_entries, found.contract_id })
		assert.same({ { "list_lines", { contractId = "N123456780" } } }, client.asked)
	end)

	it("of orders have each id once, as it is listed last", function()
		local client <const> = answering {
			list_accepting_orders = { { orderList = { order("AGU1", "10"), order("AGU2", "30") }, incomplete_entries = 1 } },
			list_completed_orders = { { orderList = { order("AGU3", "11"), order("AGU2", "60") }, incomplete_entries = 1,
				truncated = true } },
		}
		local found <const> = assert(lists.orders(client))
		assert.same({ order("AGU1", "10"), order("AGU2", "60"), order("AGU3", "11") }, found.entries)
		assert.same({ true, 2, "N123456789" }, { found.truncated, found.incomplete_entries, found.contract_id })
		assert.same({ { "list_accepting_orders" }, { "list_completed_orders" } }, client.asked)
	end)

	it("that are whole say so by what is absent", function()
		local client <const> = answering { list_accepting_orders = { { orderList = {} } },
			list_completed_orders = { { orderList = {} } }, list_lines = { { linesList = {} } } }
		for _, name in ipairs { "lines", "orders" } do
			local found <const> = assert(lists[name](client))
			assert.same({}, found.entries)
			assert.is_nil(found.truncated)
			assert.is_nil(found.incomplete_entries)
		end
	end)

	it("that could not be read are errors", function()
		local err <const> = { kind = "network" }
		local client <const> = answering { list_accepting_orders = { { orderList = {} } },
			list_completed_orders = { nil, err }, list_lines = { nil, err } }
		for _, name in ipairs { "lines", "orders" } do
			local found <const>, failure <const> = lists[name](client)
			assert.is_nil(found)
			assert.equal(err, failure)
		end
	end)
end)
