--- How an accepted row is followed to its end: what to ask, and what the answer says of the row.
--
-- Invariant: a row leaves `tracking` only on the carrier's own word. An answer that does not speak of the
-- row, or with a status that we do not know, leaves it where it is.

-- Statuses of orders and of cancels (operation 11 and 30 of the specification, "orderStatus").
local ORDER_STATES <const> = {
	["03"] = "succeeded", ["60"] = "succeeded", ["04"] = "rejected", ["05"] = "failed", ["11"] = "cancelled",
}
local CANCEL_STATES <const> = {
	["03"] = "succeeded", ["60"] = "succeeded", ["11"] = "succeeded", ["04"] = "rejected", ["05"] = "failed",
}
-- Of an order followed past its acceptance, in the lists of operations 07 and 08.
local COMPLETION_STATES <const> = {
	["60"] = "succeeded", ["11"] = "cancelled", ["04"] = "rejected", ["05"] = "failed",
}
-- The stages of an accepted order that take hours or days: it is asked about less often.
local SLOW_STATUSES <const> = { ["10"] = true, ["15"] = true, ["16"] = true, ["30"] = true }

-- Statuses at which the carrier has processed an order: it no longer counts as under way.
local PROCESSED_STATUSES <const> = { ["03"] = true, ["10"] = true, ["15"] = true, ["16"] = true, ["30"] = true }

local function each(list)
	return ipairs(type(list) == "table" and list or {})
end

--- The messageId and the message of an entry, each nil where there is none: they may come blank.
local function message_of(entry)
	local info = entry.checkErrorInfo or entry.referenceErrorInfo
	if type(info) ~= "table" then
		return nil
	end
	info = type(info[1]) == "table" and info[1] or info
	local function filled(text)
		return type(text) == "string" and text ~= "" and text or nil
	end
	return filled(info.messageId), filled(info.message)
end

--- The worst of the statuses of an order's entries, since an order may hold several lines: one refused makes
-- it refused, one still moving makes it moving.
local function worst_entry(entries)
	local moving, ended
	for _, entry in each(entries) do
		local state <const> = ORDER_STATES[entry.orderStatus]
		if state == "rejected" or state == "failed" then
			return entry
		elseif not state then
			moving = moving or entry
		elseif not ended or state == "cancelled" then
			ended = entry
		end
	end
	return moving or ended
end

local function read_order(reply, row)
	if reply.orderId and reply.orderId ~= row.order_id then
		return {}
	end
	local entry <const> = worst_entry(reply.orderList) or {}
	local id, message = message_of(entry)
	if not id then
		id, message = message_of(reply)
	end
	return {
		state = ORDER_STATES[entry.orderStatus],
		order_status = entry.orderStatus,
		message_id = id,
		message = message,
	}
end

local function read_cancel(reply, row)
	if reply.orderId and reply.orderId ~= row.order_id then
		return {}
	end
	local id <const>, message = message_of(reply)
	return {
		state = CANCEL_STATES[reply.orderStatus],
		order_status = reply.orderStatus,
		message_id = id,
		message = message,
	}
end

local function share_entry(reply, key, value)
	for _, entry in each(reply.linesList) do
		if entry[key] == value then
			return entry
		end
	end
end

local function read_share_addition(reply, row)
	local entry <const> = share_entry(reply, "lineNo", row.arguments.lineNo)
	local status <const> = entry and entry.status
	return { state = status == "02" and "succeeded" or nil, order_status = status }
end

local function read_share_removal(reply, row)
	if reply.contractId ~= row.contract then
		return {}
	end
	local entry <const> = share_entry(reply, "lineNo", row.arguments.lineNo)
	return { state = not entry and "succeeded" or nil, order_status = entry and entry.status }
end

local function read_share_cancel(reply, row)
	if reply.contractId ~= row.contract then
		return {}
	end
	local entry <const> = share_entry(reply, "reserveId", row.reserve_id)
	local reserved <const> = entry and (entry.status == "01" or entry.status == "03")
	-- A registration that was still reserved after the cancel, and is registered now, was carried out all the same.
	local carried_out <const> = entry and entry.status == "02" and row.order_status == "01"
	return { state = carried_out and "failed" or not reserved and "succeeded" or nil,
		order_status = entry and entry.status }
end

-- A list's entries by their orderId, by reply: thousands of rows may read the same one.
local orders_listed <const> = setmetatable({}, { __mode = "k" })

local function order_entry(reply, order_id)
	local by_id = orders_listed[reply]
	if not by_id then
		by_id = {}
		for _, entry in each(reply.orderList) do
			by_id[entry.orderId or ""] = entry
		end
		orders_listed[reply] = by_id
	end
	return by_id[order_id]
end

--- An order followed to completion stands in one of two lists, among up to a thousand others.
local function read_completion(reply, row)
	local entry <const> = order_entry(reply, row.order_id)
	if not entry then
		return {}
	end
	local id <const>, message = message_of(entry)
	return {
		state = COMPLETION_STATES[entry.orderStatus],
		order_status = entry.orderStatus,
		message_id = id,
		message = message,
	}
end

local function of_contract(row)
	return { contractId = row.contract }
end

local function of_order(row)
	return { contractId = row.contract, orderId = row.order_id }
end

--- The ways to follow a row. `shared`: one answer speaks of every such row of the contract.
local BY_ORDER <const> = { operation = "get_order_status", arguments = of_order, read = read_order }
local BY_CANCEL <const> = { operation = "get_cancel_status", arguments = of_order, read = read_cancel }
local COMPLETION <const> = {
	{ operation = "list_accepting_orders", arguments = of_contract, read = read_completion, shared = true, slow = true },
	{ operation = "list_completed_orders", arguments = of_contract, read = read_completion, shared = true, slow = true },
}

local function by_share(read)
	return {
		operation = "list_data_share_lines", arguments = of_contract, read = read, shared = true,
		empty_when = "line_group_not_found",
	}
end

local WAYS <const> = {
	add_data_share_lines = by_share(read_share_addition),
	remove_data_share_line = by_share(read_share_removal),
	cancel_data_share_reserve = by_share(read_share_cancel),
	cancel_order = BY_CANCEL,
}

--- How an accepted row of that operation is followed: {operation=, arguments(row)=, read(reply, row)=, shared=,
-- slow=, empty_when=}. `read` returns {state=nil | a final state, order_status=, message_id=}; `slow`: the wait is
-- one of hours or days; `empty_when`: the error by which the carrier says that its list is empty.
local function way(operation)
	return WAYS[operation] or BY_ORDER
end

--- Seconds until the next look, from the ones before: x1.5 up to a minute, or to ten minutes where the wait is one
-- of hours; with jitter.
-- @param slow is it?
-- @param random returns a float in [0, 1)
local function next_interval(interval, slow, random)
	local cap <const> = slow and 600 or 60
	return math.min(cap, interval * 1.5) * (0.9 + 0.2 * random())
end

return {
	way = way,
	COMPLETION = COMPLETION,
	PROCESSED_STATUSES = PROCESSED_STATUSES,
	SLOW_STATUSES = SLOW_STATUSES,
	FIRST_LOOK = 2,
	next_interval = next_interval,
}
