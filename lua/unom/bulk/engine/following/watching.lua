--- The rows of a contract that are followed in its lists of orders themselves: orders on their way to completion, and
-- those that a cancel is to take back.
--
-- Invariant: a row is read in a list that could be had, and in each listing once for each list it is followed in.

local watching_methods <const> = {}
local watching_mt <const> = { __name = "unom.watching", __index = watching_methods }

-- Seconds between two readings: the first pause, the longest, and the longest where the wait is one of hours.
local FIRST_PAUSE <const>, LONGEST_PAUSE <const>, LONGEST_SLOW_PAUSE <const> = 2, 60, 600
local GROWTH <const> = 1.5

-- The lists in the order in which they are read: an order that is in both has moved to the completed ones.
local LISTS <const> = {
	{ operation = "list_completed_orders", name = "completed" },
	{ operation = "list_accepting_orders", name = "accepting" },
}

local function new(clock)
	return setmetatable({
		clock = clock,
		watchers = {}, -- operation -> array of {row=, operation=, slow=bool}
		shown = {}, -- rows that the last listing showed
		pause = FIRST_PAUSE,
		began = clock(), -- when the last reading did, or rows joined that are awaited soon
	}, watching_mt)
end

--- Follows a row in a list.
-- @param watcher {row=, operation=that of the list, slow=is the wait one of hours?}
function watching_methods:add(watcher)
	if not watcher.slow or not next(self.watchers) then
		self.pause, self.began = FIRST_PAUSE, self.clock()
	end
	self.watchers[watcher.operation] = self.watchers[watcher.operation] or {}
	table.insert(self.watchers[watcher.operation], watcher)
end

--- When the lists should be read for the rows; nil: there are none.
function watching_methods:next_time()
	return next(self.watchers) and self.began + self.pause or nil
end

--- Did the last listing show the row's order?
function watching_methods:shows(row)
	return self.shown[row] == true
end

--- Gives each row its list.
-- @param listing as polling's `take_listing` is given it
-- @param read(watcher, list, err) where list is nil when it could not be had; returns whether the row is followed on
function watching_methods:take(listing, read)
	if not next(self.watchers) then
		return
	end
	self.shown, self.began = {}, listing.began
	local slow = true
	for _, of in ipairs(LISTS) do
		local list <const>, before <const> = listing[of.name], self.watchers[of.operation] or {}
		local err <const> = listing.failures and listing.failures[of.operation]
		local joined <const>, left <const> = {}, {}
		self.watchers[of.operation] = joined -- rows may join while others are read
		for _, watcher in ipairs(before) do
			local shown <const> = list ~= nil and list.by_id[watcher.row.order_id] ~= nil
			self.shown[watcher.row] = shown or self.shown[watcher.row]
			if read(watcher, list, err) then
				left[#left + 1] = watcher
				slow = slow and watcher.slow
			end
		end
		table.move(joined, 1, #joined, #left + 1, left)
		self.watchers[of.operation] = #left > 0 and left or nil
	end
	self.pause = math.min(slow and LONGEST_SLOW_PAUSE or LONGEST_PAUSE, self.pause * GROWTH)
end

return { new = new }
