local tracking <const> = require "unom.bulk.carrier.tracking"

local function order(...)
	local list <const> = {}
	for index, status in ipairs { ... } do
		list[index] = { number = tostring(index), orderStatus = status }
	end
	return { contractId = "N123456789", orderId = "AGU1", orderList = list }
end

local ROW <const> = { contract = "N123456789", order_id = "AGU1", arguments = { lineNo = "09012345678" } }
local SHARE_ROW <const> = { contract = "N123456789", reserve_id = "201", arguments = { lineNo = "09012345678" } }

--- What a reply says of a row, as polling reads it.
local function read_as(way)
	return function(reply, row)
		local opened <const> = way.open(reply, nil, row.contract or "N123456789")
		return opened and way.read(opened, row) or {}
	end
end

describe("tracking #unit", function()
	it("reads an order's status", function()
		local read <const> = read_as(tracking.way("change_course"))
		for status, state in pairs {
			["01"] = false, ["02"] = false, ["03"] = "succeeded", ["04"] = "rejected", ["05"] = "failed",
			["10"] = "succeeded", ["11"] = "cancelled", ["15"] = "succeeded", ["16"] = "succeeded", ["30"] = "succeeded",
			["60"] = "succeeded", ["99"] = false,
		} do
			local reading <const> = read(order(status), ROW)
			assert.equal(state or nil, reading.state, status)
			assert.equal(status, reading.order_status)
		end
	end)

	it("takes the worst of several entries, and sees no end while one is under way", function()
		local read <const> = read_as(tracking.way("purchase_device"))
		assert.equal("rejected", read(order("03", "04", "01"), ROW).state)
		assert.is_nil(read(order("03", "02"), ROW).state)
		assert.equal("cancelled", read(order("03", "11"), ROW).state)
		assert.equal("succeeded", read(order("03", "03"), ROW).state)
		assert.equal("rejected", read(order("10", "04"), ROW).state)
		assert.is_nil(read(order("15", "02"), ROW).state)
		assert.equal("cancelled", read(order("30", "11", "60"), ROW).state)
	end)

	-- An order of which one entry is complete would be taken for complete.
	it("shows the status of the entry that is least far", function()
		local read <const> = read_as(tracking.way("purchase_device"))
		for _, code in ipairs { "03", "10", "15", "16", "30" } do
			for _, reading in ipairs { read(order("60", code), ROW), read(order(code, "60"), ROW) } do
				assert.same({ state = "succeeded", order_status = code }, reading)
			end
		end
		assert.same({ state = "succeeded", order_status = "60" }, read(order("60", "60"), ROW))
	end)

	it("learns nothing from a reply that does not name the row", function()
		local read <const> = read_as(tracking.way("change_course"))
		assert.same({}, read({ contractId = "N123456789", orderId = "AGU1" }, ROW))
		assert.same({}, read({ orderId = "AGU1", orderList = {} }, ROW))
		assert.same({}, read({ orderId = "AGU1", orderList = "none" }, ROW))
		local other <const> = order("03")
		other.orderId = "AGU2"
		assert.same({}, read(other, ROW))
	end)

	it("reads a cancel's own status, where 11 is success", function()
		local way <const> = tracking.way("cancel_order")
		assert.equal("get_cancel_status", way.operation)
		for status, state in pairs {
			["01"] = false, ["02"] = false, ["03"] = "succeeded", ["11"] = "succeeded", ["60"] = "succeeded",
			["04"] = "rejected", ["05"] = "failed", ["10"] = "succeeded", ["15"] = "succeeded", ["16"] = "succeeded",
			["30"] = "succeeded",
		} do
			assert.equal(state or nil, read_as(way)({ orderId = "AGU1", orderStatus = status }, ROW).state, status)
		end
	end)

	it("takes it for an answer that the carrier does not know a cancel, and for none that it fails", function()
		local way <const> = tracking.way("cancel_order")
		for _, status in ipairs { 400, 404 } do
			local err <const> = { kind = "api", sent = "yes", status = status }
			assert.same({ missing = err }, way.read(way.open(nil, err, "N123456789"), ROW))
			assert.is_nil(tracking.way("change_course").open(nil, err, "N123456789"))
		end
		-- A page, or a gateway that does not know the address, says nothing of the cancel.
		for _, err in ipairs { { kind = "api", sent = "yes", status = 503 }, { kind = "http", sent = "yes", status = 404 },
			{ kind = "api", sent = "maybe", status = 404 } } do
			assert.is_nil(way.open(nil, err, "N123456789"))
		end
	end)

	it("follows a cancel's order by the id in its arguments", function()
		local way <const> = tracking.BY_TARGET
		assert.same({ contractId = "N123456789", orderId = "AGU2" },
			way.arguments { contract = "N123456789", order_id = "AGU1", arguments = { orderId = "AGU2" } })
	end)

	it("opens one list for all reservations of a contract", function()
		local way <const> = tracking.way("add_data_share_lines")
		for _, operation in ipairs { "remove_data_share_line", "cancel_data_share_reserve" } do
			assert.equal(way, tracking.way(operation))
		end
		assert.is_true(way.shared)
		local list <const> = way.open({ contractId = "N123456789", linesList = { { lineNo = "09012345678" } } }, nil,
			"N123456789")
		assert.same({ list = list }, way.read(list, SHARE_ROW))
		assert.is_nil(way.open({}, nil, "N123456789"))
	end)

	it("asks about a cut session by its line, twice as late each time", function()
		local way = tracking.way("disconnect_session")
		assert.same({ "get_session", 2 }, { way.operation, way.factor })
		assert.same({ contractId = "N123456789", lineNo = "09012345678" }, way.arguments(ROW))
		local kept <const> = tracking.with_reader(way, function() return "read" end)
		assert.same({ "get_session", 2, "read" }, { kept.operation, kept.factor, kept.read() })
		local sent <const> = { contract = "N123456789", arguments = { lineNo = "09012345678" },
			submitted_at = "2025-11-28T03:00:00Z" }
		way = tracking.by_log(function() return "2025-11-28T03:00:04Z" end, way.read)
		assert.same({ "list_sessions", 2 }, { way.operation, way.factor })
		assert.same({ contractId = "N123456789", lineNoSearchKey = "09012345678", startTime = "20251128120000",
			endTime = "20251128120004" }, way.arguments(sent))
	end)

	it("says that the lists of orders tell of an order, and of nothing else", function()
		for operation, listed in pairs { change_course = true, cancel_order = false, add_data_share_lines = false,
			disconnect_session = false } do
			assert.equal(listed, tracking.way(operation).listed == true, operation)
		end
	end)

	it("reads a completion list once for all rows", function()
		local way <const> = tracking.COMPLETION[1]
		local visited = 0
		local list <const> = setmetatable({}, { __index = function(_, index)
			visited = visited + 1
			return index <= 1000 and { orderId = ("AGU%d"):format(index), orderStatus = "15" } or nil
		end })
		local opened <const> = way.open({ contractId = "N123456789", orderList = list }, nil, "N123456789")
		for number = 1, 100 do
			assert.equal("15", way.read(opened, { order_id = ("AGU%d"):format(number) }).order_status)
		end
		assert.equal(1001, visited)
	end)

	it("finds an order among many in the completion lists", function()
		local read <const> = read_as(tracking.COMPLETION[2])
		local function list(status)
			return { contractId = "N123456789",
				orderList = { { orderId = "AGU0", orderStatus = "11" }, { orderId = "AGU1", orderStatus = status } } }
		end
		assert.equal("succeeded", read(list("60"), ROW).state)
		assert.equal("cancelled", read(list("11"), ROW).state)
		assert.is_nil(read(list("03"), ROW).state)
		assert.same({}, read({ contractId = "N123456789", orderList = {} }, ROW))
	end)

	it("finds the message id, in an object or in an array, not among blanks", function()
		local read <const> = read_as(tracking.way("change_course"))
		local reply <const> = order("04")
		reply.orderList[1].checkErrorInfo = { messageId = "E001" }
		assert.equal("E001", read(reply, ROW).message_id)
		reply.orderList[1].checkErrorInfo = { { messageId = "E002" } }
		assert.equal("E002", read(reply, ROW).message_id)
		reply.orderList[1].checkErrorInfo = { messageId = "" }
		assert.is_nil(read(reply, ROW).message_id)
	end)
end)
