--- What a carrier does whose orders move with time, for `fake_carrier.new`: it accepts every order, shows it in its
-- lists as it moves, and says by its id how far it is.
--
-- Invariant: what it answers depends on the clock and the orders alone.

local moving_orders <const> = {}

-- Where an order is listed, by how far it is: as the settings' `shows` says.
local SHOWS <const> = {
	always = { under_way = true, moved = true },
	once_moved = { moved = true },
	never = {},
}

local LIMIT <const> = 1000

--- @param settings {now()=, processing=seconds until 03, or a function of the order's number, shows="always" |
--   "once_moved" | "never", series=number that sets its ids apart|nil, stays=bool: processed orders are at 10 in the
--   accepting list, else at 60 in the completed one, completes=seconds from 03 to 60 where they stay|nil}
-- @return a function for `fake_carrier.new`, and the orders by their ids
function moving_orders.new(settings)
	local orders <const>, by_id <const> = {}, {}
	local shows <const> = SHOWS[settings.shows or "always"]

	local function age_of(order)
		return settings.now() - order.accepted
	end

	local function list(completed)
		local entries <const> = {}
		for _, order in ipairs(orders) do
			local moved <const> = age_of(order) >= order.processing
			local ended <const> = moved and (not settings.stays
				or settings.completes and age_of(order) >= order.processing + settings.completes) or false
			if #entries < LIMIT and ended == completed and shows[moved and "moved" or "under_way"] then
				local status <const> = ended and "60" or moved and "10"
					or age_of(order) >= order.processing / 2 and "02" or "01"
				entries[#entries + 1] = { orderId = order.id, orderStatus = status }
			end
		end
		return entries
	end

	local function respond(operation, arguments)
		local contract <const> = arguments.contractId
		if operation == "get_order_status" then
			local order <const> = by_id[arguments.orderId]
			local word <const> = age_of(order) >= order.processing and "03" or "02"
			return { contractId = contract, orderId = order.id, orderList = { { number = "1", orderStatus = word } } }
		elseif operation == "list_accepting_orders" or operation == "list_completed_orders" then
			return { contractId = contract, orderList = list(operation == "list_completed_orders") }
		elseif operation:find("^list_") then
			return { contractId = contract, linesList = {} }
		end
		local number <const> = #orders + 1
		local processing <const> = settings.processing
		local order <const> = { id = ("AGU%013d"):format(number + 100000 * (settings.series or 0)), accepted = settings.now(),
			processing = type(processing) == "function" and processing(number) or processing }
		orders[number], by_id[order.id] = order, order
		return { contractId = contract, resultCode = "0001", orderId = order.id }
	end

	return respond, by_id
end

return moving_orders
