--- Follows the order that a cancel is to take back: whatever is said of the cancel, the order itself decides.
--
-- Invariant: a cancel succeeds only when its order is seen at 11, and fails only when its order is seen at another end,
-- or processed and not at 11 for long after the cancel was. What the lists leave open is `unknown`.

local orders <const> = require "unom.bulk.carrier.orders"
local reason <const> = require "unom.reason"
local status <const> = require "unom.bulk.carrier.status"
local tracking <const> = require "unom.bulk.carrier.tracking"

local taking_back <const> = {}

-- Seconds: how long an order may be processed before it is at 11, and how long the carrier may not know a cancel that
-- it accepted.
local PATIENCE <const> = 600

-- What the state of an order followed to its end means for its cancel.
local OF_ORDER <const> = { cancelled = "succeeded", succeeded = "failed", rejected = "failed", failed = "failed" }

--- What was seen of a cancel's order so far, with a method for each answer.
local seen_methods <const> = {}
local seen_mt <const> = { __name = "unom.taking_back", __index = seen_methods }

--- The order ends the cancel's row.
-- @return a reading; `of_order`: it is not followed further
function seen_methods:ends(state)
	local seen <const> = reason.new(self.order_status and "seen_order" or "seen_order_missing",
		{ id = self.id, status = self.order_status })
	if state == "succeeded" then
		return { of_order = true, state = state }
	elseif state == "failed" then
		return { of_order = true, state = state, reason = reason.new("not_taken_back", { seen = seen }) }
	end
	return { of_order = true, state = state, reason = reason.new("undecided",
		{ error = self.missing and reason.of(self.missing) or reason.new "cancel_processed", seen = seen }) }
end

--- Takes a status of the order. Returns a reading.
function seen_methods:take(order_status)
	self.order_status = order_status or self.order_status
	if status.is_processed(order_status) then
		self.processed_since = self.processed_since or self.clock()
	end
	local state <const> = OF_ORDER[status.state(order_status, "completion")]
	return state and self:ends(state) or {}
end

--- Takes the list of completed orders, where an order that is taken back stands at 11. Returns a reading.
function seen_methods:take_completed(list)
	local entry <const> = list.by_id[self.id]
	local reading <const> = self:take(entry and entry.orderStatus)
	if reading.state then
		return reading
	end
	-- An order that is not processed yet is waited for, unless the carrier does not know of its cancel.
	local waits_since <const> = self.missing and self.since or self.processed_since
		or not self.order_status and self.since
	if not waits_since or self.clock() - waits_since < PATIENCE then
		return {}
	end
	local is_sure <const> = not self.missing and self.processed_since and (entry or list.whole)
	return self:ends(is_sure and "failed" or "unknown")
end

--- Takes the cancel's own status once more. Returns a reading.
function seen_methods:take_cancel(reading)
	if reading.missing then
		return {}
	elseif reading.order_status then
		self.missing, self.since = nil, self.clock()
	end
	return reading.state == "succeeded" and { order_status = reading.order_status } or reading
end

--- The ways to follow a cancel on by, all of them together, once the carrier has processed it or does not know it; nil
-- where the reading says neither, or is of another operation.
-- @param reading what the poll said: see carrier/tracking.lua
-- @param clock returns seconds that only grow
function taking_back.ways(row, reading, clock)
	if row.operation ~= "cancel_order" or reading.of_order or not (reading.state == "succeeded" or reading.missing) then
		return nil
	end
	local seen <const> = setmetatable({
		id = row.arguments.orderId,
		clock = clock,
		since = clock(),
		missing = reading.missing, -- the error of the poll for the cancel
		order_status = nil,
		processed_since = nil, -- when the order was first seen processed and not at 11
	}, seen_mt)
	local target <const> = { order_id = seen.id }
	local accepting <const>, completed <const> = table.unpack(tracking.COMPLETION)
	local by_cancel <const> = tracking.way(row.operation)
	return { -- the lists first: one answer speaks of many
		tracking.with_reader(completed, function(list) return seen:take_completed(list) end),
		tracking.with_reader(accepting, function(list)
			return seen:take((list.by_id[seen.id] or {}).orderStatus)
		end),
		tracking.with_reader(tracking.BY_TARGET, function(reply)
			return seen:take(orders.read_status(reply, target).order_status)
		end),
		reading.missing and tracking.with_reader(by_cancel, function(opened)
			return seen:take_cancel(by_cancel.read(opened, row))
		end),
	}
end

return taking_back
