--- What the lists of a contract's orders tell of those that are followed, and when the lists are read next.
--
-- The lists tell which orders have moved on; what became of one, its own status tells. Where they show an order under
-- way, nobody asks for its status. They are read when orders are expected to have moved, so that the asking never piles
-- up, and often while rows wait for orders to be processed.
--
-- Invariants: an order that a list has shown moved on, or no longer shows, is asked about. What a listing does not show
-- says nothing of an order accepted after it began, nor where the list is not whole.

local entries <const> = require "unom.bulk.carrier.entries"

local listed_methods <const> = {}
local listed_mt <const> = { __name = "unom.listed", __index = listed_methods }

-- From so many orders on the lists are read for them.
local FEWEST_ORDERS <const> = 4

-- The statuses of an order that the carrier has not processed. With another, also an unknown one, it has moved.
local UNDER_WAY <const> = { ["01"] = true, ["02"] = true }

-- Seconds between two readings: the first pause, the longest, and the longest where the lists tell nothing.
local FIRST_PAUSE <const>, LONGEST_PAUSE <const>, LONGEST_IDLE_PAUSE <const> = 2, 60, 600
local GROWTH <const> = 1.5
-- The same while it is not known how long orders take: it should be found out early.
local FIRST_GROWTH <const> = 1.25

-- Seconds that orders take for which reading the lists pays: others are asked about one by one, at their time.
local SHORTEST_TIME <const> = 5

-- So many orders may have moved before the lists are read: then they are asked about, a few at a time.
local MOST_AT_ONCE <const> = 25

-- Seconds after which a reading that was planned is missing, and orders are asked about without it.
local PATIENCE <const> = 15

--- @param options {clock=, pace=of the contract's orders, held_back()=do rows wait for orders to be processed?,
--   spread=by how much longer the pauses are, nil: not}
local function new(options)
	return setmetatable({
		clock = options.clock,
		pace = options.pace,
		held_back = options.held_back,
		spread = options.spread or 1,
		orders = {}, -- those followed, as they were accepted
		number = 0,
		pause = FIRST_PAUSE * (options.spread or 1), -- between readings, while nothing says when to read
		still = 0, -- readings in a row that showed no order moved
		serves = true, -- do the lists show orders that are under way?
		began = options.clock(), -- when the last reading did
		planned = nil, -- the time of the next
		was_held = false,
	}, listed_mt)
end

-- ---- when to read ----

local function clamp(value, least, most)
	return math.max(least, math.min(most, value))
end

--- The orders that may be under way: when the oldest was accepted, how many are expected to have moved by the last
-- reading, and by when each of the others is.
local function under_way(self)
	local oldest, overdue, upcoming = nil, 0, {}
	local time <const> = self.pace.expected
	for _, order in ipairs(self.orders) do
		if not (order.left or order.moved_on) then
			local accepted <const> = order.accepted or -math.huge
			oldest = oldest or accepted
			if time and accepted + time > self.began then
				upcoming[#upcoming + 1] = accepted + time
			else
				overdue = overdue + 1
			end
		end
	end
	return oldest, overdue, upcoming
end

--- Seconds between two readings while rows wait for orders: the longer orders take, the less a second matters.
local function busy_pause(time)
	return clamp(time / 40, clamp(time / 14, 0.25, 1), 15)
end

--- When the lists should be read for the orders; nil: they are too few.
function listed_methods:next_time()
	local time <const> = self.pace.expected
	local by_growth <const> = self.began + self.pause
	if self.number < FEWEST_ORDERS then
		return nil
	elseif not self.serves or time and time < SHORTEST_TIME then
		return by_growth
	end
	local held <const> = self.held_back()
	local oldest <const>, overdue <const>, upcoming <const> = under_way(self)
	if not oldest then
		return by_growth
	elseif not time then -- no order has moved yet
		local age <const> = self.began - oldest
		return held and math.min(by_growth, self.began + clamp(age / 10, FIRST_PAUSE, LONGEST_PAUSE)) or by_growth
	end
	local pause <const> = held and busy_pause(time) or math.max(1, time / 8)
	local at = held and self.began + LONGEST_PAUSE or math.max(by_growth, self.began + math.min(LONGEST_PAUSE, time / 2))
	if overdue > 0 then
		at = math.min(at, self.began + math.min(LONGEST_PAUSE, pause * GROWTH ^ math.min(self.still, 60)))
	end
	local next_moved <const> = upcoming[held and 1 or math.min(MOST_AT_ONCE, #upcoming)]
	if next_moved then
		at = math.min(at, math.max(next_moved, self.began + (held and pause or 1)))
	end
	return at
end

--- Has it changed whether rows wait for orders to be processed?
function listed_methods:has_turned()
	local held <const> = self.number >= FEWEST_ORDERS and self.held_back()
	local before <const> = self.was_held
	self.was_held = held
	return held ~= before
end

--- Need nobody ask about an order that the lists show under way?
function listed_methods:can_wait(order)
	local time <const> = self.pace.expected
	return order.served and self.number >= FEWEST_ORDERS and not (time and time < SHORTEST_TIME)
		and self.planned ~= nil and self.clock() <= self.planned + PATIENCE
end

-- ---- who is followed ----

--- Follows an order, a target. Here it gains `shown`, the status that the lists showed; `served`, do they show it under
-- way; `moved_on`, did they show it moved; `left`, it is followed no longer.
-- @return are the lists to be read from now on?
function listed_methods:add(order)
	self.orders[#self.orders + 1] = order
	self.number = self.number + 1
	if self.number ~= FEWEST_ORDERS then
		return false
	end
	-- Nobody knows how far those are that were taken up: read at once.
	self.began = order.accepted and math.max(self.began, order.accepted) or self.clock() - self.pause
	return true
end

--- An order is followed no longer.
-- @return those left, when they are so few that the lists are not read for them any more; else an empty array
function listed_methods:remove(order)
	order.left = true
	self.number = self.number - 1
	local left <const> = {}
	if self.number == FEWEST_ORDERS - 1 then
		for _, other in ipairs(self.orders) do
			left[#left + 1] = not other.left and other or nil
		end
		self.orders = table.move(left, 1, #left, 1, {})
	elseif self.number == 0 then
		self.orders = {}
	end
	return left
end

-- ---- a listing ----

--- What the listing says of an order: "under way", "moved", or nil: nothing new.
local function judge(order, listing)
	local entry <const> = listing.by_id[order.row.order_id]
	local status <const> = entry and entries.filled(entry.orderStatus)
	local before <const> = order.shown
	order.shown = status or before
	if status and UNDER_WAY[status] then
		return "under way"
	elseif status then
		return status ~= before and "moved" or nil
	elseif before and listing.whole then
		order.shown = nil
		return "moved"
	end
end

--- Tells the pace what was seen. A list shows what was when it was made, between the reading's begin and now.
local function learn(self, said)
	for _, order in ipairs(said["under way"]) do
		if order.accepted then
			self.pace:seen_under_way(order.pace, self.began - order.accepted)
		end
	end
	for _, order in ipairs(said.moved) do
		if order.accepted then
			self.pace:seen_moved(order.pace, self.clock() - order.accepted)
		end
	end
end

--- Takes what a reading of the lists showed of the orders.
-- @return the orders that have moved, each with its status in `shown` (nil: it is gone from the lists), and those of
--   which the lists tell nothing any more
function listed_methods:take(listing)
	self.began = listing.began
	local followed <const>, said <const>, lost <const> = {}, { ["under way"] = {}, moved = {} }, {}
	local unseen = 0
	for _, order in ipairs(self.orders) do
		if not order.left and order.row.state ~= "tracking" then -- it has ended in another way
			order.left, self.number = true, self.number - 1
		end
		followed[#followed + 1] = not order.left and order or nil
		if not order.left and (order.accepted or -math.huge) <= listing.began then
			local what <const> = judge(order, listing)
			if what then
				table.insert(said[what], order)
				order.moved_on = what == "moved"
			else
				lost[#lost + 1] = order.served and order or nil
				unseen = unseen + (order.shown and 0 or 1)
			end
			order.served = what == "under way" and not order.failed
		end
	end
	self.orders = followed
	self.serves = #said["under way"] > 0 or unseen == 0
	self.still = #said.moved > 0 and 0 or self.still + 1
	self.pause = math.min(self.serves and LONGEST_PAUSE or LONGEST_IDLE_PAUSE,
		self.pause * self.spread * (self.serves and not self.pace.expected and FIRST_GROWTH or GROWTH))
	learn(self, said)
	return said.moved, lost
end

return { new = new }
