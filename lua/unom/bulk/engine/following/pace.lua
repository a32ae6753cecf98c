--- How long the orders of a contract take, learned from when each was last seen under way and first seen moved on: the
-- time by which nine in ten have.
--
-- Until the first has moved, only a few are asked about early (scouts); the others wait as long as a scout has been
-- seen under way. As long as no order was under way at a greater age than another had moved at, the time lies between
-- these two ages, and is looked for there. Then it follows what is seen, a small step at a time: nine orders in time
-- weigh as much as one late.
--
-- Invariant: each order counts at most once as in time and once as late.

local pace_methods <const> = {}
local pace_mt <const> = { __name = "unom.pace", __index = pace_methods }

-- Seconds: the first wait while nothing is known, the shortest ever, and the longest between two asks.
local FIRST_WAIT <const>, SHORTEST <const>, LONGEST <const> = 2, 0.5, 60
local GROWTH <const> = 1.5
local SOON <const> = 0.3

-- Each scout is asked about first at 2 s times this: they share one scale of ages between them. The last is early:
-- where orders take a second, the 254 that the carrier has room for may be under way before 2 s are over.
local SCOUTS <const> = { 1, 1.2, 1.35, 0.5 }

-- Where between the two ages the time is looked for, and how near to each other they need to be.
local PART <const>, NEAR <const>, NEAR_SECONDS <const> = 0.8, 0.02, 0.2

-- The share of orders in time, and by how much one order moves the time: less after each that was late.
local IN_TIME <const> = 0.9
local FIRST_STEP <const>, SMALLEST_STEP <const>, SLOWING <const> = 0.15, 0.05, 0.9

-- An order that is asked about a little late was not late itself.
local TOLERANCE <const>, LEAST_TOLERANCE <const> = 1.05, 0.25

local function new()
	return setmetatable({
		expected = nil, -- seconds: the time, once it is known
		step = FIRST_STEP,
		scouts = 0,
		scouting = {}, -- the scouts, as polling asks about them, until the time is known
		under_way = 0, -- the greatest age at which an order was seen under way
		moved = math.huge, -- the least age at which one had moved
	}, pace_mt)
end

--- A pace's view of one order.
function pace_methods:begin_order()
	local scout <const> = not self.expected and SCOUTS[self.scouts + 1]
	self.scouts = self.scouts + (scout and 1 or 0)
	return { is_scout = scout ~= nil and scout ~= false, scale = scout or 1, has_moved = false, was_late = false }
end

--- At what age an order is asked about first.
function pace_methods:first_ask(order)
	if self.expected then
		return self.expected
	elseif order.is_scout or self.under_way == 0 then
		return FIRST_WAIT * order.scale
	end
	-- The scouts' next age, and time for their answer.
	return self.under_way + math.min(LONGEST, (self.under_way + 2 * FIRST_WAIT) / 2) * 1.1 + 0.5
end

--- Seconds from an ask that came too early to the next.
-- @param asks how many there were
-- @param age at the last of them; nil where it is not known
function pace_methods:next_wait(order, asks, age)
	local expected <const> = not order.is_scout and self.expected
	if expected and age and age < self.moved and self.under_way < self.moved then
		return math.max(SOON, math.min(LONGEST, self.moved - age)) -- by then others had moved
	end
	local first <const> = expected and math.max(SOON, math.min(1.5, expected / 7), expected / 20)
		or FIRST_WAIT * GROWTH * order.scale
	return math.min(LONGEST, first * GROWTH ^ math.min(asks - 1, 60))
end

--- Looks for the time between the two ages, while they are in order. Returns whether they are.
local function look_between(self)
	local between <const> = self.moved - self.under_way
	if between <= 0 then
		return false
	elseif between > math.max(NEAR_SECONDS, NEAR * self.moved) then
		self.expected = self.under_way + PART * between
	else
		self.expected = self.moved
	end
	self.expected = math.max(SHORTEST, self.expected)
	return true
end

--- The order was seen under way at that age.
function pace_methods:seen_under_way(order, age)
	self.under_way = math.max(self.under_way, age)
	if not self.expected or look_between(self) or order.was_late or age < self.expected then
		return
	end
	order.was_late = true
	self.expected = self.expected * (1 + IN_TIME * self.step)
	self.step = math.max(SMALLEST_STEP, self.step * SLOWING)
end

--- The order was seen moved on at that age.
function pace_methods:seen_moved(order, age)
	if order.has_moved then
		return
	end
	order.has_moved = true
	self.moved = math.min(self.moved, age)
	self.expected = self.expected or math.max(SHORTEST, age)
	if not look_between(self) and age <= math.max(self.expected * TOLERANCE, self.expected + LEAST_TOLERANCE) then
		self.expected = math.max(SHORTEST, self.expected * (1 - (1 - IN_TIME) * self.step))
	end
end

return { new = new }
