--- What became of the rows whose request or whose reply was lost, by the simulated carrier's own record.
--
-- Invariant: a row is counted only where it alone asks for what it asks for, so that an order there is its own.

local key <const> = require "chaos.key"
local operations <const> = require "unom.operations"

local losses <const> = {}

--- Was the row told of the order by an answer?
local function was_told(row, id)
	for _, event in ipairs(row.events) do
		if event.what == "accepted" and event.detail and event.detail.id == id then
			return true
		end
	end
	return false
end

local function has_event(row, ...)
	for _, event in ipairs(row.events) do
		for _, what in ipairs { ... } do
			if event.what == what then
				return true
			end
		end
	end
	return false
end

--- What was lost of a row: "reply" (there is an order of which no answer told), "request" (it was in doubt, and there
-- is none), or nil.
local function lost_of(row, orders)
	for _, order in ipairs(orders) do
		if not was_told(row, key.id_of(order)) then
			return "reply"
		end
	end
	return #orders == 0 and has_event(row, "in_doubt", "cut_off") and "request" or nil
end

-- The events that make a row unknown.
local BECAME_UNKNOWN <const> = { undecided = true, doubted = true, held_back = true, not_listed = true }

--- Why a row became unknown, in a few words: its last such event with the codes of its reason, and whether that names
-- an order of the row's own.
local function why_unknown(row, orders)
	local last
	for _, event in ipairs(row.events) do
		last = BECAME_UNKNOWN[event.what] and event or last
	end
	local words <const>, ids = { last and last.what or "for another reason" }, ""
	local reason = last and last.detail
	while reason do
		words[#words + 1] = reason.code
		ids, reason = reason.ids or ids, reason.seen
	end
	for _, order in ipairs(orders) do
		words[#words + 1] = ids:find(key.id_of(order) or "?", 1, true) and "with its order" or nil
	end
	return table.concat(words, " ")
end

--- @param groups {{rows=, orders=}...}: those that ask for the same, each with what the carrier has of it
-- @return {reply=, request=: how many rows; reply_unknown=, request_unknown=: how many of these ended unknown, also
--   where a person has answered for them since; why={[text]=number}: why those of a lost reply did}
function losses.count(groups)
	local counts <const> = { reply = 0, request = 0, reply_unknown = 0, request_unknown = 0, why = {} }
	for _, group in pairs(groups) do
		local row <const> = group.rows[1]
		local operation <const> = operations[row.operation]
		local lost <const> = #group.rows == 1 and operation.tracked_by == "get_order_status"
			and lost_of(row, group.orders)
		if lost then
			counts[lost] = counts[lost] + 1
			if row.state == "unknown" or has_event(row, "resolved") then
				counts[lost .. "_unknown"] = counts[lost .. "_unknown"] + 1
				local why <const> = lost == "reply" and why_unknown(row, group.orders)
				if why then
					counts.why[why] = (counts.why[why] or 0) + 1
				end
			end
		end
	end
	return counts
end

return losses
