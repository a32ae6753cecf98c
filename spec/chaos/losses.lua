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
-- is no order but of a time that it was sent again), or nil.
local function lost_of(row, orders)
	for _, order in ipairs(orders) do
		if not was_told(row, key.id_of(order)) then
			return "reply"
		end
	end
	return has_event(row, "in_doubt", "cut_off") and "request" or nil
end

--- The number of the event with which the row was first sent.
local function first_sent(row)
	for _, event in ipairs(row.events) do
		if event.what == "submitting" then
			return event.event
		end
	end
	return math.maxinteger
end

--- Where a lost request keeps others in doubt: a contract of a ledger.
local function place_of(row)
	return ("%s %s"):format(row.book and row.book.id or "", row.contract or "")
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

--- The rows that alone ask for something and lost a reply or a request: {row=, orders=, what=, is_counted=is its order
-- one to be found?}. A cancel has an id as well: while it is in doubt it could own what the lists show.
local function find(groups)
	local found <const> = {}
	for _, group in pairs(groups) do
		local row <const> = group.rows[1]
		local operation <const> = operations[row.operation]
		local what <const> = #group.rows == 1 and operation.identity == "orderId" and lost_of(row, group.orders)
		if what then
			found[#found + 1] = { row = row, orders = group.orders, what = what,
				is_counted = operation.tracked_by == "get_order_status" }
		end
	end
	return found
end

local function count(counts, name)
	counts[name] = (counts[name] or 0) + 1
end

--- @param groups {{rows=, orders=}...}: those that ask for the same, each with what the carrier has of it
-- @return {reply=, request=: how many rows; alone=: those of a lost reply before which no request of their contract was
--   lost; reply_unknown=, request_unknown=, alone_unknown=: how many of these ended unknown, also where a person has
--   answered for them since; why={[text]=number}: why those of a lost reply did}
function losses.count(groups)
	local counts <const> = { reply = 0, request = 0, alone = 0, reply_unknown = 0, request_unknown = 0, alone_unknown = 0,
		why = {} }
	local found <const>, earliest <const> = find(groups), {}
	for _, lost in ipairs(found) do
		if lost.what == "request" then
			local place <const> = place_of(lost.row)
			earliest[place] = math.min(earliest[place] or math.maxinteger, first_sent(lost.row))
		end
	end
	for _, lost in ipairs(found) do
		local row <const> = lost.row
		local is_reply <const> = lost.is_counted and lost.what == "reply"
		local is_unknown <const> = row.state == "unknown" or has_event(row, "resolved")
		local is_alone <const> = is_reply and first_sent(row) <= (earliest[place_of(row)] or math.maxinteger)
		for name, holds in pairs { [lost.what] = lost.is_counted, alone = is_alone } do
			if holds then
				count(counts, name)
				counts[name .. "_unknown"] = counts[name .. "_unknown"] + (is_unknown and 1 or 0)
			end
		end
		if is_unknown and is_reply then
			count(counts.why, (is_alone and "alone: " or "after a lost request: ") .. why_unknown(row, lost.orders))
		end
	end
	return counts
end

return losses
