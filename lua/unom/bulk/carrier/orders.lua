--- What the carrier says of orders: the lists of operations 07 and 08, and one order's status (11) or cancel (30).
--
-- Invariant: a reply without its list, or of another contract or order, says nothing. An order of which an entry could
-- not be read has not succeeded.

local entries <const> = require "unom.bulk.carrier.entries"
local operations <const> = require "unom.operations"
local status <const> = require "unom.bulk.carrier.status"

local orders <const> = {}

local filled <const> = entries.filled

-- The accepting list is asked first: an order that moves to the other one meanwhile is in both, not in neither.
orders.LISTS = { "list_accepting_orders", "list_completed_orders" }

-- How many orders the list of those under way shows at most.
orders.LIMIT = operations[orders.LISTS[1]].list_limit

local NOTHING <const> = {}

--- Reads a list of orders.
-- @param operation "list_accepting_orders" or "list_completed_orders"
-- @return {by_id={orderId=entry}, ids={orderId...} in the list's order, readable=bool: each entry could be read,
--   whole=bool: and it is not cut off at its limit}; nil when the reply is no list of this contract
function orders.list(operation, reply, contract)
	local list <const>, total <const> = entries.of(reply, "orderList", contract, "orderId")
	if not list then
		return nil
	end
	local by_id <const>, ids <const> = {}, {}
	for _, entry in ipairs(list) do
		local id <const> = entry.orderId
		ids[#ids + 1] = not by_id[id] and id or nil
		by_id[id] = entry
	end
	return { by_id = by_id, ids = ids, readable = #list == total,
		whole = #list == total and total < (operations[operation].list_limit or math.huge) }
end

-- Where the carrier says why, the first that is filled counts: it fills both, one of them, or either with blanks.
local INFOS <const> = { "checkErrorInfo", "referenceErrorInfo" }

--- The text, unless there is nothing in it but spaces, also the full-width one.
local function text_of(value)
	return filled(value) and value:gsub("\u{3000}", ""):find("%S") and value or nil
end

--- The parts of an info: it is an object, or an array of objects.
local function parts_of(info)
	if type(info) ~= "table" then
		return NOTHING
	end
	return #info > 0 and info or { info }
end

--- The messageId and the message of an entry or a reply, each nil where there is none. A part without an id counts only
-- where none has one.
local function message_of(entry)
	local without_id
	for _, name in ipairs(INFOS) do
		for _, part in ipairs(parts_of(entry[name])) do
			local message_id <const> = type(part) == "table" and text_of(part.messageId)
			local message <const> = type(part) == "table" and text_of(part.message) or nil
			if message_id then
				return message_id, message
			end
			without_id = without_id or message
		end
	end
	return nil, without_id
end

--- The day on which the order takes effect (開通日), YYYYMMDD, where the carrier tells it. It gives null until it knows.
local function day_of_effect(entry)
	local day <const> = filled(entry.serviceDateStartScheduled)
	return day and day:find "^%d%d%d%d%d%d%d%d$" and day or nil
end

--- What an entry with a status says of its row.
-- @return {state=nil | a final state, order_status=, message_id=, message=, takes_effect=the day | nil}
local function reading_of(entry, followed)
	local message_id <const>, message <const> = message_of(entry)
	local order_status <const> = filled(entry.orderStatus)
	return {
		state = status.state(order_status, followed),
		order_status = order_status,
		message_id = message_id,
		message = message,
		takes_effect = day_of_effect(entry),
	}
end

-- The entries of an order, the worst first: what `rank_of` gives.
local REFUSED <const>, MOVING <const>, TAKEN_BACK <const>, PROCESSED <const>, COMPLETE <const> = 1, 2, 3, 4, 5

local RANKS <const> = { rejected = REFUSED, failed = REFUSED, cancelled = TAKEN_BACK }

local function rank_of(order_status)
	local state <const> = status.state(order_status, "order")
	return not state and MOVING or RANKS[state] or status.state(order_status, "completion") and COMPLETE or PROCESSED
end

--- The worst of the entries of an order, which may hold several lines: one refused makes it refused, one still moving
-- makes it moving, and so does one that could not be read, whose status nobody knows: nil where there is only that.
local function worst_entry(reply)
	local list <const> = type(reply.orderList) == "table" and reply.orderList or NOTHING
	local unread, worst, rank = (reply.incomplete_entries or 0) > 0, nil, math.huge
	for _, entry in ipairs(list) do
		local order_status <const> = type(entry) == "table" and filled(entry.orderStatus)
		local entry_rank <const> = order_status and rank_of(order_status) or math.huge
		unread = unread or not order_status
		if entry_rank < rank then
			worst, rank = entry, entry_rank
		end
	end
	return not (unread and rank > MOVING) and worst or nil
end

local function is_of_order(reply, row)
	return not reply.orderId or reply.orderId == row.order_id
end

--- How many entries an order has, by the reply of operation 11: one of this API has one.
function orders.number_of_entries(reply)
	local list <const> = type(reply.orderList) == "table" and reply.orderList or NOTHING
	return #list + (reply.incomplete_entries or 0)
end

--- Reads operation 11 (asyncAccepting) for a row. Returns a reading, empty when the reply does not speak of the row.
function orders.read_status(reply, row)
	local entry <const> = is_of_order(reply, row) and worst_entry(reply)
	if not entry then
		return {}
	end
	local reading <const> = reading_of(entry, "order")
	if not reading.message_id then
		local message_id <const>, message <const> = message_of(reply)
		reading.message_id = message_id
		reading.message = message_id and message or reading.message or message
	end
	return reading
end

--- The like for a row whose order is followed past its acceptance.
function orders.read_completion_by_id(reply, row)
	local reading <const> = orders.read_status(reply, row)
	reading.state = status.state(reading.order_status, "completion")
	return reading
end

--- Reads operation 30 (asyncCancelAccepting) for a row of `cancel_order`. Returns a reading.
function orders.read_cancel(reply, row)
	return is_of_order(reply, row) and reading_of(reply, "cancel") or {}
end

--- Reads a list for a row whose order is followed past its acceptance. Returns a reading.
-- @param list as `orders.list` returns it
function orders.read_completion(list, row)
	local entry <const> = list.by_id[row.order_id]
	return entry and reading_of(entry, "completion") or {}
end

return orders
