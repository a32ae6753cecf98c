--- Good replies of every operation: what each must have, by the specification, and nothing else.
--
-- Invariant: they are written by hand, so that the catalogue can be held against them.

local replies <const> = {}

local LEAN <const> = {
	get_contract = { contractId = "N1" },
	list_lines = { contractId = "N1", linesList = { { lineNo = "090" } } },
	get_traffic = { contractId = "N1", lineNo = "090" },
	list_authentications = { contractId = "N1", resultList = { { lineNo = "090" } } },
	list_sessions = { contractId = "N1", searchList = { { lineNo = "090" } } },
	list_products = { contractId = "N1", productInfoList = { { courseType = "02" } } },
	list_accepting_orders = { contractId = "N1", orderList = { { orderId = "AGU1" } } },
	list_completed_orders = { contractId = "N1", orderList = { { orderId = "AGU1" } } },
	get_data_share_traffic = { contractId = "N1", lineNo = "090" },
	list_data_share_lines = { contractId = "N1", linesList = { { lineNo = "090" } } },
	get_order_status = { contractId = "N1", orderId = "AGU1", orderList = { { orderStatus = "03" } } },
	get_session = { resultCode = "0", contractId = "N1", lineNo = "090", sessionStatus = "1" },
	disconnect_session = { resultCode = "0" },
	get_cancel_status = { contractId = "N1", orderId = "AGU1", orderStatus = "03" },
}

local ACCEPTED <const> = { resultCode = "0001", orderId = "AGU1" }
local RESERVED <const> = { resultCode = "0001", reserveId = "1" }
local RESERVES <const> = {
	add_data_share_lines = true, remove_data_share_line = true, cancel_data_share_reserve = true,
}

--- A new table: the leanest good reply of the operation, and `more`.
function replies.lean(operation, more)
	local reply <const> = {}
	for _, part in ipairs { LEAN[operation] or RESERVES[operation] and RESERVED or ACCEPTED, more or {} } do
		for key, value in pairs(part) do
			reply[key] = value
		end
	end
	return reply
end

return replies
