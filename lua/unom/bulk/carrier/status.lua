--- What the carrier's status codes of orders and cancels mean (`orderStatus` of operations 07, 08, 11 and 30).
--
-- Invariant: a code that is not here means nothing: the row stays where it is.

-- `order`: the state of a row whose order has this status by its id (operation 11). `cancel`: that of a cancel
-- (operation 30). `completion`: that of an order followed past its acceptance, in the lists (operations 07 and 08).
-- `processed`: the order no longer counts as outstanding. `slow`: this stage takes hours or days.
--
-- 01 to 05 are the stages of acceptance, 10 to 60 those of the accepted order: what shows one of these was processed,
-- also where nobody saw it at 03.
local STATUSES <const> = {
	["03"] = { order = "succeeded", cancel = "succeeded", processed = true },
	["04"] = { order = "rejected", cancel = "rejected", completion = "rejected" },
	["05"] = { order = "failed", cancel = "failed", completion = "failed" },
	["10"] = { order = "succeeded", cancel = "succeeded", processed = true, slow = true },
	["11"] = { order = "cancelled", cancel = "succeeded", completion = "cancelled" },
	["15"] = { order = "succeeded", cancel = "succeeded", processed = true, slow = true },
	["16"] = { order = "succeeded", cancel = "succeeded", processed = true, slow = true },
	["30"] = { order = "succeeded", cancel = "succeeded", processed = true, slow = true },
	["60"] = { order = "succeeded", cancel = "succeeded", completion = "succeeded" },
}
local UNKNOWN <const> = {}

local function of(code)
	return STATUSES[code or ""] or UNKNOWN
end

local status <const> = {}

--- The state that a row ends in at this status, or nil.
-- @param code may be nil
-- @param followed "order", "cancel" or "completion"
function status.state(code, followed)
	return of(code)[followed]
end

--- Has the carrier processed the order, so that it takes no room among those outstanding?
function status.is_processed(code)
	return of(code).processed == true
end

--- Does this stage take hours or days?
function status.is_slow(code)
	return of(code).slow == true
end

return status
