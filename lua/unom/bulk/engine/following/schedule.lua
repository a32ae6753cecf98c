--- When each poll is due.
--
-- Orders that have not been asked about wait in line, as they were accepted, for the age at which orders of their
-- contract are asked about first. Other targets each have a time.
--
-- Invariants: a target that is due, or whose poll is in flight, is not made due again. A target has one timer, or a few
-- where its time came nearer.

local targets <const> = require "unom.bulk.engine.following.targets"

local schedule_methods <const> = {}
local schedule_mt <const> = { __name = "unom.schedule", __index = schedule_methods }

-- Seconds: how often to see whether the lists still tell of an order; after how long one of those that they tell of is
-- asked about all the same, so that lists which stand still hold nobody for ever; and between two such.
local SERVED_CHECK <const>, SERVED_LONGEST <const>, BETWEEN_DOUBTS <const> = 30, 600, 60

-- Seconds until what the lists show is looked for there again.
local SHOWN_CHECK <const> = 600

-- So many of those in line may be due: more would be asked too early if the first show that they are.
local MOST_AT_ONCE <const> = 4

-- Seconds until a line that waits for these to go out is looked at again.
local FULL_CHECK <const> = 2

--- @param options {timers=, clock=, turns=, on_listed(target)=the lists show what the target asks for, so that it need
--   not be asked}
local function new(options)
	return setmetatable({
		timers = options.timers,
		clock = options.clock,
		turns = options.turns,
		on_listed = options.on_listed,
		lines = {}, -- pace -> {first=, last=, timer=time|nil, targets}
	}, schedule_mt)
end

--- One of the orders that the lists show under way is asked about now and then.
local function time_of_doubt(target, now)
	local contract <const> = target.contract
	local time <const> = math.max(target.asked + SERVED_LONGEST, contract.next_doubt)
	if time <= now then
		contract.next_doubt = now + BETWEEN_DOUBTS
	end
	return time
end

--- The time at which the target is due, as far as is known now.
local function due_at(self, target, now)
	local listed <const> = target.contract.listed
	if target.way.unless_listed and target.contract.watching:shows(target.row) then
		self.on_listed(target)
		return now + SHOWN_CHECK
	elseif target.way.listed and listed:can_wait(target) then
		return math.max(target.time, math.min(time_of_doubt(target, now), now + SERVED_CHECK))
	elseif target.accepted and target.asks == 0 then
		return target.accepted + target.pace_of:first_ask(target.pace)
	end
	return target.time
end

--- The target is due now.
function schedule_methods:put_in_turn(target)
	if not (target.in_flight or target.queued or targets.is_over(target)) then
		target.time, target.queued = nil, true
		self.turns:put(target.contract.name, target, target.timed_out)
	end
end

local set_timer

local function arrive(self, target)
	if not target.time or targets.is_over(target) then
		return
	end
	local now <const> = self.clock()
	target.time = due_at(self, target, now)
	if target.time > now then
		set_timer(self, target)
	else
		self:put_in_turn(target)
	end
end

--- Sees to the target at its time. A timer that is there already and comes no later serves.
function set_timer(self, target)
	local time <const> = target.time
	if not target.timer or time < target.timer then
		target.timer = time
		self.timers:at(time, function()
			if target.timer == time then
				target.timer = nil
				arrive(self, target)
			end
		end)
	end
end

--- Makes the target due at a time.
function schedule_methods:at(target, time)
	target.time = time
	set_timer(self, target)
end

--- What a target waits for is there no longer: it is due as soon as it would be without.
function schedule_methods:look_again(target)
	if target.time then
		self:at(target, math.max(self.clock(), due_at(self, target, self.clock())))
	end
end

--- Once it is known how long orders take, the scouts are asked about at their time too.
local function release_scouts(self, pace)
	local now <const>, scouting <const> = self.clock(), pace.scouting
	if pace.expected and scouting[1] then
		pace.scouting = {}
		for _, target in ipairs(scouting) do
			if target.time and target.accepted then
				self:at(target, math.max(now, math.min(target.time, target.accepted + pace.expected)))
			end
		end
	end
end

--- Serves the line again at a time, unless it is before.
local function wake_line(self, pace, line, time)
	if not line.timer or time < line.timer then
		line.timer = time
		self.timers:at(time, function()
			if line.timer == time then
				line.timer = nil
				self:serve(pace)
			end
		end)
	end
end

--- Asks about the orders in line whose time has come: it is the same for all, and changes with what is learned.
local function serve_line(self, pace)
	local line <const>, now <const> = self.lines[pace], self.clock()
	while line and line.first <= line.last do
		local target <const> = line[line.first]
		if target.asks == 0 and not (targets.is_over(target) or target.queued or target.in_flight) then
			local due <const> = target.accepted + pace:first_ask(target.pace)
			if due > now then
				return wake_line(self, pace, line, due)
			elseif self.turns:count_due(target.contract.name) >= MOST_AT_ONCE then
				return wake_line(self, pace, line, now + FULL_CHECK) -- those due may all be of another line
			end
			target.time = now
			arrive(self, target)
		end
		line[line.first] = nil
		line.first = line.first + 1
	end
end

--- Something was learned of how long orders take, or some were asked about: sees to those that wait for it.
-- @param pace nil: of no orders
function schedule_methods:serve(pace)
	if pace then
		release_scouts(self, pace)
		serve_line(self, pace)
	end
end

--- Has an order wait in line for its first ask.
-- @param target with `accepted`, `pace_of`
function schedule_methods:join_line(target)
	local line <const> = self.lines[target.pace_of] or { first = 1, last = 0 }
	self.lines[target.pace_of] = line
	line.last = line.last + 1
	line[line.last] = target
	self:serve(target.pace_of)
end

return { new = new }
