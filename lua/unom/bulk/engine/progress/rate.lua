--- How fast the rows of a run end, and how long the rest takes at that rate.
--
-- Of the last minutes alone: an hour of maintenance, and the wait for the first order, say nothing of the rest.
--
-- Invariant: nothing is said without ground: some rows have ended since the first that did, over a while, and the last
-- of them not long ago.

local rate_methods <const> = {}
local rate_mt <const> = { __name = "unom.rate", __index = rate_methods }

local WINDOW <const> = 300 -- seconds
local FEWEST <const>, SHORTEST <const> = 5, 30 -- rows, and seconds over which they ended
-- Seconds without an end after which nobody knows how long it takes: longer than from one reading of the lists to the
-- next.
local LONGEST_SILENCE <const> = 90

--- @param ended how many rows have ended before
local function new(ended)
	return setmetatable({
		ended = ended,
		base = nil, -- how many had ended when the window, or the first end in it, began
		first = 1, last = 0, -- of the changes in the window, {time=, ended=}
	}, rate_mt)
end

--- Takes how many rows have ended by now.
function rate_methods:take(now, ended)
	if ended ~= self.ended then
		self.ended = ended
		self.last = self.last + 1
		self[self.last] = { time = now, ended = ended }
		self.base = self.base or self[self.last] -- from the first end on: what went before was the wait for it
	end
	while self.first <= self.last and self[self.first].time <= now - WINDOW do
		self.base = self[self.first]
		self[self.first] = nil
		self.first = self.first + 1
	end
end

--- Rows a minute, or nil.
function rate_methods:per_minute(now)
	local base <const> = self.base
	local seconds <const> = base and now - math.max(base.time, now - WINDOW) or 0
	local rows <const> = base and self.ended - base.ended or 0
	return rows >= FEWEST and seconds >= SHORTEST and rows * 60 / seconds or nil
end

--- Seconds until so many rows have ended, or nil.
function rate_methods:seconds_for(rows, now)
	local per_minute <const> = self:per_minute(now)
	local newest <const> = self[self.last]
	if not per_minute or not newest or now - newest.time > LONGEST_SILENCE then
		return nil
	end
	return rows * 60 / per_minute
end

return { new = new }
