--- The looks at accepted rows: when each is due, at most a few in flight, one for many rows where one answer
-- speaks of many.
--
-- Invariant: every row followed is looked at again and again until its reading names a final state. A failed
-- look is not a failed order.

local tracking <const> = require "unom.bulk.carrier.tracking"

local looks_methods <const> = {}
local looks_mt <const> = { __name = "unom.looks", __index = looks_methods }

local MOST_IN_FLIGHT <const> = 8

--- @param options {client=, schedule=, clock=, random=, on_reading(row, reading)=, on_failure(rows, err)=}
local function new(options)
	return setmetatable({
		client = options.client,
		schedule = options.schedule,
		clock = options.clock,
		random = options.random,
		on_reading = options.on_reading,
		on_failure = options.on_failure,
		shared = {}, -- way .. contract -> target
		due = {}, -- targets to look at, in order, from first_due to last_due
		first_due = 1,
		last_due = 0,
		in_flight = {}, -- the client's id -> target
		flying = 0,
		rows = 0, -- rows followed
	}, looks_mt)
end

local function plan(self, target, seconds)
	local time <const> = self.clock() + seconds
	target.time = time
	self.schedule:at(time, function()
		if target.time == time and not target.flying and not target.queued then
			target.time = nil
			target.queued = true
			self.last_due = self.last_due + 1
			self.due[self.last_due] = target
		end
	end)
end

local function follow_by(self, row, way)
	self.rows = self.rows + 1
	local key <const> = way.shared and way.operation .. " " .. row.contract
	local target = key and self.shared[key]
	if not target then
		target = { way = way, rows = {}, key = key }
		if key then
			self.shared[key] = target
		end
	end
	target.rows[#target.rows + 1] = { row = row, read = way.read }
	target.interval = tracking.FIRST_LOOK
	plan(self, target, target.interval)
end

--- Follows an accepted row to the carrier's final word on it.
function looks_methods:follow(row)
	follow_by(self, row, tracking.way(row.operation))
end

--- Follows a processed order on to its completion.
function looks_methods:follow_completion(row)
	for _, way in ipairs(tracking.COMPLETION) do
		follow_by(self, row, way)
	end
	self.rows = self.rows - #tracking.COMPLETION + 1
end

local function start_look(self, target)
	local ok <const>, id = pcall(self.client.start, self.client, target.way.operation,
		target.way.arguments(target.rows[1].row))
	if not ok then
		-- The carrier gave an id that cannot stand in a request: nobody can ask about it.
		for _, followed in ipairs(target.rows) do
			self.rows = self.rows - 1
			self.on_reading(followed.row, { state = "unknown", error = tostring(id) })
		end
		self.schedule:at(self.clock(), function() end) -- something has changed: no long wait
		return
	end
	self.in_flight[id] = target
	self.flying = self.flying + 1
	target.flying = true
end

--- Starts the looks that are due, as many as may be in flight.
function looks_methods:start()
	while self.flying < MOST_IN_FLIGHT and self.first_due <= self.last_due do
		local target <const> = self.due[self.first_due]
		self.due[self.first_due] = nil
		self.first_due = self.first_due + 1
		target.queued = false
		start_look(self, target)
	end
end

--- Reads a reply for every row of the target and lets go of those that have ended.
-- @return is the wait of a remaining row one of hours?
local function read_all(self, target, reply)
	local remaining <const> = {}
	local slow = target.way.slow
	for _, followed in ipairs(target.rows) do
		local row <const> = followed.row
		if row.state == "tracking" then -- a row in two lists may have ended by the other
			local reading <const> = followed.read(reply, row)
			if self.on_reading(row, reading) then
				self.rows = self.rows - 1
			else
				slow = slow or tracking.SLOW_STATUSES[reading.order_status]
				remaining[#remaining + 1] = followed
			end
		end
	end
	target.rows = remaining
	return slow
end

--- Takes an answer of the client. One to a question of an earlier run, that was stopped meanwhile, is ignored.
function looks_methods:finished(id, reply, err)
	local target <const> = self.in_flight[id]
	if not target then
		return
	end
	self.in_flight[id] = nil
	self.flying = self.flying - 1
	target.flying = false
	if err and err.name and err.name == target.way.empty_when then
		reply = { contractId = target.rows[1].row.contract }
	end
	local slow, pause = false, 0
	if reply then
		target.failure = nil
		slow = read_all(self, target, reply)
	else
		if target.failure ~= tostring(err) then
			target.failure = tostring(err)
			self.on_failure(target.rows, err)
		end
		pause = err.retry_after or 0
	end
	target.interval = tracking.next_interval(target.interval, slow, self.random)
	if #target.rows > 0 then
		plan(self, target, math.max(target.interval, pause))
	else
		target.time = nil -- that of a row which joined meanwhile
		if target.key then
			self.shared[target.key] = nil
		end
	end
end

return { new = new }
