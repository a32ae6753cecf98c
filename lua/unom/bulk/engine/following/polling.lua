--- Polls the carrier about accepted rows: when each poll is due, at most a few in flight, one for many rows where one
-- answer speaks of many.
--
-- Invariant: every row that is followed is polled again and again until a reading names its final state. A failed
-- poll is not a failed order.

local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local reason <const> = require "unom.reason"
local status <const> = require "unom.bulk.carrier.status"
local tracking <const> = require "unom.bulk.carrier.tracking"

local polling_methods <const> = {}
local polling_mt <const> = { __name = "unom.polling", __index = polling_methods }

local MOST_IN_FLIGHT <const> = 8

-- Seconds: the first wait; the longest, and the longest where the wait is one of hours.
local FIRST_INTERVAL <const>, LONGEST_INTERVAL <const>, LONGEST_SLOW_INTERVAL <const> = 2, 60, 600

--- @param options {calls=, timers=, clock=, random=, on_reading(row, reading, recovered)=,
--   on_failure(rows, err, about_one)=}. `about_one`: it was asked about that row's id alone; rows that have ended when
--   it returns are followed no longer.
--   `on_reading` returns whether the row is followed here no longer; `recovered`: polls about the row had failed, and
--   now none does
local function new(options)
	return setmetatable({
		calls = options.calls,
		timers = options.timers,
		clock = options.clock,
		random = options.random,
		on_reading = options.on_reading,
		on_failure = options.on_failure,
		shared = {}, -- operation and contract -> target
		due = {}, -- targets to poll, in order, from first_due to last_due
		first_due = 1,
		last_due = 0,
		in_flight = 0,
		rows = 0, -- rows followed
		followed = {}, -- job and row -> the row
		failing = {}, -- row -> how many of its targets failed at their last poll
	}, polling_mt)
end

--- Are rows followed?
function polling_methods:any()
	return self.rows > 0
end

--- Seconds from this poll to the next: x1.5 up to a minute, or to ten minutes where the wait is one of hours; with
-- jitter.
-- @param interval the seconds from the poll before to this one
-- @param random returns a float in [0, 1)
-- @param factor in place of 1.5, or nil
local function next_interval(interval, slow, random, factor)
	return math.min(slow and LONGEST_SLOW_INTERVAL or LONGEST_INTERVAL, interval * (factor or 1.5))
		* (0.9 + 0.2 * random())
end

--- Makes the target due in `seconds`.
local function poll_in(self, target, seconds)
	local time <const> = self.clock() + seconds
	target.time = time
	self.timers:at(time, function()
		if target.time == time and not target.in_flight and not target.queued then
			target.time = nil
			target.queued = true
			self.last_due = self.last_due + 1
			self.due[self.last_due] = target
		end
	end)
end

--- Notes whether a target's last poll about a row failed.
-- @return has a poll about the row worked, after one had failed, and does none fail now?
local function set_failed(self, followed, failed)
	if followed.failed == failed then
		return false
	end
	followed.failed = failed
	local row <const> = followed.row
	local number <const> = (self.failing[row] or 0) + (failed and 1 or -1)
	self.failing[row] = number > 0 and number or nil
	return number == 0
end

local function follow_by(self, row, way)
	local key <const> = way.shared and way.operation .. " " .. row.contract
	local target = key and self.shared[key]
	if not target then
		target = { way = way, rows = {}, key = key }
		if key then
			self.shared[key] = target
		end
	end
	local followed <const> = { row = row, read = way.read, failed = false }
	target.rows[#target.rows + 1] = followed
	if row.reason then -- of polls in an earlier run
		set_failed(self, followed, true)
	end
	target.interval = FIRST_INTERVAL
	poll_in(self, target, target.interval)
end

local function name_of(row)
	return ("%d %d"):format(row.job, row.row)
end

--- Follows an accepted row to the carrier's final word on it.
function polling_methods:follow(row)
	self.rows = self.rows + 1
	self.followed[name_of(row)] = row
	follow_by(self, row, tracking.way(row.operation))
end

--- Follows a row on by several ways together: the first that names its final state ends it.
function polling_methods:follow_on(row, ways)
	self.rows = self.rows + 1
	for _, way in ipairs(ways) do
		follow_by(self, row, way)
	end
end

--- Follows a row no longer.
-- @param row of that job and number, whatever its table
-- @return the table that was followed, or nil
function polling_methods:drop(row)
	local name <const> = name_of(row)
	local followed <const> = self.followed[name]
	if followed then
		self.rows = self.rows - 1
		self.failing[followed] = nil
		self.followed[name] = nil
	end
	return followed
end

--- Reads an answer for every row of the target, and drops those that have ended.
-- @return is the wait of a remaining row one of hours?
local function read_all(self, target, opened)
	local remaining <const> = {}
	local slow = target.way.slow
	for _, followed in ipairs(target.rows) do
		local row <const> = followed.row
		local recovered <const> = set_failed(self, followed, false)
		local reading <const> = followed.read(opened, row)
		if self.on_reading(row, reading, recovered) then
			self.rows = self.rows - 1
			self.failing[row] = nil
			self.followed[name_of(row)] = nil
		else
			slow = slow or status.is_slow(reading.order_status)
			remaining[#remaining + 1] = followed
		end
	end
	target.rows = remaining
	return slow
end

local function rows_of(target)
	local rows <const> = {}
	for index, followed in ipairs(target.rows) do
		rows[index] = followed.row
	end
	return rows
end

--- Drops the rows that have ended by another target: one may be followed by several.
local function drop_ended(target)
	local remaining <const> = {}
	for _, followed in ipairs(target.rows) do
		remaining[#remaining + 1] = followed.row.state == "tracking" and followed or nil
	end
	target.rows = remaining
end

--- Drops the rows that have ended by a failure of the target.
local function drop_failed(self, target)
	for _, followed in ipairs(target.rows) do
		if followed.row.state ~= "tracking" then
			self.rows = self.rows - 1
			self.failing[followed.row] = nil
		end
	end
	drop_ended(target)
end

local function take_answer(self, target, reply, err)
	self.in_flight = self.in_flight - 1
	target.in_flight = false
	local opened <const> = target.way.open(reply, err, target.rows[1].row.contract)
	drop_ended(target)
	local slow, pause = false, 0
	if opened then
		target.failure = nil
		slow = read_all(self, target, opened)
	else
		err = err or errors.new { kind = "protocol", operation = target.way.operation, message = messages.say("no_list") }
		for _, followed in ipairs(target.rows) do
			set_failed(self, followed, true)
		end
		if target.failure ~= tostring(err) then
			target.failure = tostring(err)
			self.on_failure(rows_of(target), err, not target.way.shared)
			drop_failed(self, target)
		end
		pause = err.retry_after or 0
	end
	target.interval = next_interval(target.interval, slow, self.random, target.way.factor)
	if #target.rows > 0 then
		poll_in(self, target, math.max(target.interval, pause))
	else
		target.time = nil -- that of a row which joined meanwhile
		if target.key then
			self.shared[target.key] = nil
		end
	end
end

local function start_poll(self, target)
	drop_ended(target)
	if #target.rows == 0 then
		target.time = nil
		if target.key then
			self.shared[target.key] = nil
		end
		return
	end
	local started <const>, refused = self.calls:start(target.way.operation, target.way.arguments(target.rows[1].row),
		function(reply, err) take_answer(self, target, reply, err) end)
	if started then
		self.in_flight = self.in_flight + 1
		target.in_flight = true
		return
	end
	-- The carrier gave an id that cannot be sent back: nobody can ask about it.
	for _, row in ipairs(rows_of(target)) do
		self.rows = self.rows - 1
		self.on_reading(row, { state = "unknown", reason = reason.of(refused) })
	end
	self.timers:at(self.clock(), function() end) -- something has changed: no long wait
end

--- Starts the polls that are due, as many as may be in flight.
function polling_methods:start()
	while self.in_flight < MOST_IN_FLIGHT and self.first_due <= self.last_due do
		local target <const> = self.due[self.first_due]
		self.due[self.first_due] = nil
		self.first_due = self.first_due + 1
		target.queued = false
		start_poll(self, target)
	end
end

return { new = new, next_interval = next_interval }
