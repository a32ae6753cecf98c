--- Polls the carrier about accepted rows: one for many rows where one answer speaks of many, none where the lists of
-- orders tell that nothing has moved.
--
-- Invariant: every row that is followed is polled again and again, or looked for in the lists, until a reading names
-- its final state. A failed poll is not a failed order.

local contracts <const> = require "unom.bulk.engine.following.contracts"
local errors <const> = require "unom.error"
local failures <const> = require "unom.bulk.engine.following.failures"
local messages <const> = require "unom.messages"
local orders <const> = require "unom.bulk.carrier.orders"
local reason <const> = require "unom.reason"
local schedule <const> = require "unom.bulk.engine.following.schedule"
local status <const> = require "unom.bulk.carrier.status"
local targets <const> = require "unom.bulk.engine.following.targets"
local tracking <const> = require "unom.bulk.carrier.tracking"
local turns <const> = require "unom.bulk.engine.following.turns"

local polling_methods <const> = {}
local polling_mt <const> = { __name = "unom.polling", __index = polling_methods }

local IS_LIST <const> = {}
for _, operation in ipairs(orders.LISTS) do
	IS_LIST[operation] = true
end

local take_listed

--- @param options {calls=, timers=, clock=, random=, reachability=, on_reading(row, reading, recovered)=,
--   on_failure(rows, err, about_one)=, on_moved(row, order_status)=the lists show that the row's order has moved on,
--   plan(contract, time)=has the lists of orders read at that time, or as soon as can be; nil: not for polling,
--   held_back(contract)=do rows wait for orders to be processed?, senders()=how many contracts may still send}.
--   `about_one`: it was asked about that row's id alone; rows that have ended when it returns are followed no longer.
--   `on_reading` returns whether the row is followed here no longer; `recovered`: polls about the row had failed, and
--   now none does
local function new(options)
	local self <const> = setmetatable({
		calls = options.calls,
		timers = options.timers,
		clock = options.clock,
		random = options.random,
		reachability = options.reachability,
		on_reading = options.on_reading,
		on_failure = options.on_failure,
		on_moved = options.on_moved,
		contracts = contracts.new(options),
		shared = {}, -- operation and contract -> target
		rows = 0, -- rows followed
		followed = {}, -- job and row -> the row
		running = false, -- are rows accepted now, or taken up from an earlier run?
	}, polling_mt)
	self.failures = failures.new {
		clock = self.clock,
		last_answer = function(contract) return self.reachability:last_answer(contract) end,
		ask = function(contract) self.calls:read_any(contract) end,
	}
	self.turns = turns.new {
		calls = self.calls,
		reachability = self.reachability,
		senders = options.senders,
		followed = function() return self.contracts.number end,
	}
	self.schedule = schedule.new {
		timers = self.timers,
		clock = self.clock,
		turns = self.turns,
		on_listed = function(target) take_listed(self, target) end,
	}
	return self
end

--- Are rows followed?
function polling_methods:any() return self.rows > 0 end

--- How many rows of the contract are followed?
function polling_methods:count(contract)
	local found <const> = self.contracts:find(contract)
	return found and found.rows or 0
end

--- The rows of the contract of which the carrier did not say how they stand when it was asked last.
function polling_methods:failing_rows(contract)
	return self.failures:of_contract(contract)
end

-- ---- following ----

--- Joins the rows of the contract of which one answer speaks.
local function follow_together(self, contract, row, way)
	local key <const> = way.operation .. " " .. row.contract
	local target <const> = self.shared[key] or targets.new(contract, way)
	target.key = key
	self.shared[key] = target
	local followed <const> = { row = row, read = way.read, failed = false }
	target.rows[#target.rows + 1] = followed
	target.interval = targets.FIRST_INTERVAL
	if not target.in_flight then
		self.schedule:at(target, self.clock() + target.interval)
	end
	return followed
end

--- Learns of an order from its acceptance on.
local function begin_pace(self, target)
	target.accepted = self.running and self.clock() or nil
	target.pace_of = self.contracts.pace_of(target.contract, target.way.operation)
	target.pace = target.pace_of:begin_order()
	if target.pace.is_scout then
		table.insert(target.pace_of.scouting, target)
	end
	if target.way.listed and target.contract.listed:add(target) then
		self.contracts:plan(target.contract)
	end
end

--- Follows a row by its own id.
-- @param is_first is this how it is followed from its acceptance on?
local function follow_alone(self, contract, row, way, is_first)
	local target <const> = targets.new(contract, way)
	target.row, target.read, target.failed = row, way.read, false
	target.rows[1] = target
	target.asked = self.clock()
	target.interval = way.unless_listed and targets.LONGEST_INTERVAL or target.interval
	if is_first and not way.factor then
		begin_pace(self, target)
	end
	if target.accepted and not target.pace.is_scout then
		self.schedule:join_line(target)
	else
		local age <const> = target.accepted and target.pace_of:first_ask(target.pace)
		self.schedule:at(target, target.asked + (age or target.interval))
	end
	return target
end

local function follow_in_list(self, contract, row, way)
	local watcher <const> = { row = row, operation = way.operation, read = way.read, slow = way.slow or false,
		failed = false }
	contract.watching:add(watcher)
	self.contracts:plan(contract)
	return watcher
end

local function follow_by(self, row, way, is_first)
	local contract <const> = self.contracts:of(row.contract)
	local followed
	if IS_LIST[way.operation] then
		followed = follow_in_list(self, contract, row, way)
	elseif way.shared then
		followed = follow_together(self, contract, row, way)
	else
		followed = follow_alone(self, contract, row, way, is_first)
	end
	if row.reason and not way.unless_listed then -- of polls in an earlier run
		self.failures:set(followed, true)
	end
	self.contracts:notice(contract)
end

local function name_of(row)
	return ("%d %d"):format(row.job, row.row)
end

local function count_row(self, row, change)
	self.rows = self.rows + change
	self.contracts:count_row(row.contract, change)
	self.followed[name_of(row)] = (change > 0 or row.state == "tracking") and row or nil
end

--- Follows an accepted row to the carrier's final word on it.
function polling_methods:follow(row)
	count_row(self, row, 1)
	follow_by(self, row, tracking.way(row.operation), true)
end

--- Follows a row on by several ways together: the first that names its final state ends it.
function polling_methods:follow_on(row, ways)
	count_row(self, row, 1)
	for _, way in ipairs(ways) do
		follow_by(self, row, way, false)
	end
end

--- A row is followed here no longer.
local function let_go(self, row)
	count_row(self, row, -1)
	self.failures:forget(row)
end

--- Follows a row no longer.
-- @param row of that job and number, whatever its table
-- @return the table that was followed, or nil
function polling_methods:drop(row)
	local followed <const> = self.followed[name_of(row)]
	if followed then
		let_go(self, followed)
		self.followed[name_of(row)] = nil
	end
	return followed
end

--- An order is followed no longer: the lists are not read for the few that may be left.
local function leave_lists(self, target)
	if target.way.listed and target.pace and not target.left then
		local left <const> = target.contract.listed:remove(target)
		if #left > 0 then
			self.contracts:plan(target.contract)
		end
		for _, other in ipairs(left) do
			self.schedule:look_again(other)
		end
	end
end

-- ---- answers ----

--- Takes a reading of a row.
-- @return is it followed here further?
local function take_reading(self, followed, reading, recovered)
	if followed.row.state ~= "tracking" then
		return false -- it has ended in another way
	elseif self.on_reading(followed.row, reading, recovered) then
		let_go(self, followed.row)
		return false
	end
	return true
end

--- Reads an answer for every row of the target, and drops those that have ended.
-- @return is the wait of a remaining row one of hours?
local function read_all(self, target, opened)
	local remaining <const> = {}
	local slow = target.way.slow
	for _, followed in ipairs(target.rows) do
		local reading <const> = followed.read(opened, followed.row)
		targets.learn(target, reading, self.clock())
		if take_reading(self, followed, reading, self.failures:set(followed, false)) then
			slow = slow or status.is_slow(reading.order_status)
			remaining[#remaining + 1] = followed
		end
	end
	target.rows = remaining
	return slow
end

--- Tells of a failure, and drops the rows that have ended by it.
local function tell_failure(self, target, err)
	local rows <const> = {}
	for index, followed in ipairs(target.rows) do
		rows[index] = followed.row
	end
	target.failure = tostring(err)
	self.on_failure(rows, err, target.row ~= nil)
	for _, row in ipairs(rows) do
		if row.state ~= "tracking" then
			let_go(self, row)
		end
	end
	targets.drop_ended(target)
end

--- The error of an answer that speaks of no row.
local function no_list(operation)
	return errors.new { kind = "protocol", operation = operation, message = messages.say("no_list") }
end

--- @return seconds for which the target rests at least, and at most
local function take_failure(self, target, err)
	for _, followed in ipairs(target.rows) do
		self.failures:set(followed, true)
	end
	if target.failure ~= tostring(err) then
		tell_failure(self, target, err)
	end
	local most
	if target.row and #target.rows > 0 then
		local given_up
		given_up, most = self.failures:deny(target, err)
		if given_up then
			take_reading(self, target, { state = "unknown", reason = reason.new("denied", { error = reason.of(err) }) })
			target.rows = {}
		end
	end
	return err.retry_after or 0, most
end

local function next_wait(self, target, slow)
	if target.pace and not slow and not target.moved_on and not target.failure then
		local age <const> = target.accepted and target.asked - target.accepted
		return target.pace_of:next_wait(target.pace, target.asks, age) * (0.9 + 0.2 * self.random())
	end
	return targets.next_interval(target, slow, self.random)
end

--- The answer has been taken: when is the target due again?
-- @param least, most seconds
local function go_on(self, target, slow, least, most)
	if #target.rows == 0 then
		target.time = nil -- that of a row which joined meanwhile
		if target.key then
			self.shared[target.key] = nil
		end
		return leave_lists(self, target)
	end
	target.interval = next_wait(self, target, slow) * target.contract.spread
	if target.failure and target.probes and self.reachability:is_down() then
		return self.schedule:put_in_turn(target) -- what failed was the host: asked when that is back, or in its turn
	end
	self.schedule:at(target, self.clock() + math.min(most or math.huge, math.max(target.interval, least)))
end

local function take_answer(self, target, reply, err)
	target.in_flight = false
	self.turns:ended(target.contract.name, target.was_suspect)
	target.timed_out = err ~= nil and err.kind == "timeout"
	local opened <const> = target.way.open(reply, err, target.contract.name)
	targets.drop_ended(target)
	local slow, least, most = false, 0, nil
	if opened then
		target.failure = nil
		self.failures.end_denial(target)
		slow = read_all(self, target, opened)
	else
		least, most = take_failure(self, target, err or no_list(target.way.operation))
	end
	go_on(self, target, slow, least, most)
	self.schedule:serve(target.pace_of)
	self.contracts:notice(target.contract)
end

local function start_poll(self, target, is_suspect)
	target.queued = false
	targets.drop_ended(target)
	if #target.rows == 0 then
		go_on(self, target)
		return false
	end
	local started <const>, refused = self.calls:start(target.way.operation, target.way.arguments(target.rows[1].row),
		function(reply, err) take_answer(self, target, reply, err) end)
	if started then
		target.in_flight, target.was_suspect = true, is_suspect
		target.probes = self.reachability:is_down()
		target.asks, target.asked = target.asks + 1, self.clock()
		return true
	end
	-- The carrier gave an id that cannot be sent back: nobody can ask about it.
	for _, followed in ipairs(target.rows) do
		take_reading(self, followed, { state = "unknown", reason = reason.of(refused) })
	end
	target.rows = {}
	go_on(self, target)
	self.timers:at(self.clock(), function() end) -- something has changed: no long wait
	return false
end

--- Starts the polls that are due, as many as may be in flight.
function polling_methods:start()
	self.running = true
	self.turns:start(function(...) return start_poll(self, ...) end)
end

-- ---- the lists of orders ----

--- The lists show what the target asks for: that it could not be asked is over.
function take_listed(self, target)
	if self.failures:set(target, false) then
		take_reading(self, target, {}, true)
	end
end

--- Reads a list for a row that is followed in it.
-- @return is it followed further?
local function read_watched(self, watcher, list, err)
	if watcher.row.state ~= "tracking" then
		return false
	elseif list then
		watcher.told = false
		return take_reading(self, watcher, watcher.read(list, watcher.row), self.failures:set(watcher, false))
	elseif not watcher.told then
		watcher.told = true
		self.failures:set(watcher, true)
		self.on_failure({ watcher.row }, err or no_list(watcher.operation), false)
	end
	return watcher.row.state == "tracking"
end

--- Takes what a reading of the contract's lists of orders showed, whoever wanted it.
-- @param listing {by_id={orderId=entry}, whole=bool, accepting=, completed=each a list or nil where it could not be
--   had, failures={operation=err}|nil, began=when the reading did}
function polling_methods:take_listing(name, listing)
	local contract <const> = self.contracts:find(name)
	if not contract then
		return
	end
	local moved <const>, lost <const> = contract.listed:take(listing)
	for _, target in ipairs(moved) do
		if target.shown then
			self.on_moved(target.row, target.shown)
		end
		self.schedule:put_in_turn(target)
	end
	contract.watching:take(listing, function(...) return read_watched(self, ...) end)
	self.contracts:plan(contract)
	self.schedule:serve(self.contracts.order_pace(contract))
	for _, target in ipairs(lost) do
		self.schedule:look_again(target)
	end
end

return { new = new }
