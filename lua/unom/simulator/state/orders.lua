--- The orders that have an orderId, through their statuses.
--
-- An order is 01 and then 02 while it is processed, which takes `processing` seconds. In the lists an
-- order of a kind that waits for its date goes on from there: 10, 15, 16, 30 and 60; every other one is
-- 60 at once. A failed one ends 04 or 05, a cancelled one 11. The specification leaves open what one
-- sees who asks by orderId (operation 11): the stages of acceptance, which end at 03, or these too. Both
-- can be had: `by_id` is the status that then follows 02. With `dated` an order with a requestDate is 60 from its
-- day of opening on, and 15 until then. The statuses follow from the clock and the day alone; what an order does to
-- its line is done by `advance` when its time has come.
--
-- Invariant: `by_contract` holds every order ever accepted, in order of acceptance; none leaves it.
local calendar <const> = require "unom.simulator.calendar"

local orders = {}

orders.LIST_LIMIT = 1000
orders.OUTSTANDING_LIMIT = 254

-- The ages at which statuses begin, in multiples of the time of processing.
local PROCESSING_BEGINS <const> = 0.4
local CONFIRMED <const> = 2
local STARTED <const> = 8
local BEING_DONE <const> = 10
local DONE <const> = 12

--- What can follow 02 for those who ask by orderId: 03, or the life of the accepted order from there on.
orders.BY_ID = { "03", "10", "15", "16", "30", "60" }

--- Where the day of opening is told once an order is 03: to those who ask by orderId, in the lists too, or nowhere.
-- The specification calls it required, and its examples of lists have null.
orders.OPENING_DAY = { "id", "lists", "never" }

-- The statuses at which an order has its day of opening.
local HAS_A_DATE <const> = { ["03"] = true, ["10"] = true, ["15"] = true, ["16"] = true, ["30"] = true, ["60"] = true }

-- The kinds that wait for their date, which are also those that can be cancelled.
local WAITS <const> = {
	add_line = true, terminate_line = true, purchase_device = true, change_course = true,
}

local UNDER_WAY <const> = { ["01"] = true, ["02"] = true }
local IN_VAIN <const> = { ["04"] = true, ["05"] = true, ["11"] = true }
local OVER <const> = { ["04"] = true, ["05"] = true, ["11"] = true, ["60"] = true }

local orders_meth = {}
local orders_mt <const> = { __name = "simulator.orders", __index = orders_meth }

--- options: processing, by_id (of BY_ID; 03), dated (false), opens_late (by how many days an order opens after its
-- requestDate; 0), opening_day (of OPENING_DAY; id), listed_after { from, to } (seconds between which an order comes
-- into the lists, drawn for each from the stream `listing` of random.lua).
function orders.new(options)
	return setmetatable({
		processing = options.processing, first_by_id = options.by_id or "03",
		listed_after = options.listed_after or { 0, 0 }, listing = options.listing,
		by_id = {}, by_contract = {}, outstanding = {}, accepting = {},
		soon = { first = 1, last = 0 }, late = { first = 1, last = 0 },
		dated = options.dated, opens_late = options.opens_late or 0, opening_day = options.opening_day or "id",
		today = "", by_day = {},
		sequence = 0,
	}, orders_mt)
end

function orders.can_be_cancelled(operation)
	return WAITS[operation] == true
end

local function push(queue, order)
	queue.last = queue.last + 1
	queue[queue.last] = order
end

local function append(lists, key, value)
	lists[key] = lists[key] or {}
	table.insert(lists[key], value)
end

--- The day of an order that waits for one: from then on it is 60.
local function day_of(self, order)
	return self.dated and order.arguments.requestDate and order.opens or nil
end

--- The day on which the order changes its line: a line is there until the end of the day of its termination.
local function effect_day(order)
	return order.operation == "terminate_line" and calendar.days_after(order.opens, 1) or order.opens
end

local function take_effect(order)
	if order.effect and not order.fate and not order.cancelled then
		order.effect(order)
	end
end

--- Does what is due by now: the orders in a queue all wait as long, so they are due in its order.
local function advance(queue, now, wait, act)
	while queue.first <= queue.last and queue[queue.first].acceptedAt + wait <= now do
		local order <const> = queue[queue.first]
		queue[queue.first] = nil
		queue.first = queue.first + 1
		act(order)
	end
end

--- Does what was processed and waits for a day that has come: day by day, in the order of acceptance.
local function advance_to(self, today)
	local due <const> = {}
	for day in pairs(self.by_day) do
		due[#due + 1] = day <= today and day or nil
	end
	table.sort(due)
	for _, day in ipairs(due) do
		for _, order in ipairs(self.by_day[day]) do
			take_effect(order)
		end
		self.by_day[day] = nil
	end
end

--- Does what is due at `now` of the clock, on the day `today`.
function orders_meth:advance(now, today)
	if today ~= self.today then
		self.today = today
		advance_to(self, today)
	end
	advance(self.soon, now, self.processing, function(order)
		local day <const> = day_of(self, order) and effect_day(order)
		if day and day > today then
			append(self.by_day, day, order)
		else
			take_effect(order)
		end
	end)
	advance(self.late, now, self.processing * DONE, take_effect)
end

--- The stages of acceptance.
local function acceptance(self, order, now)
	local age <const> = now - order.acceptedAt
	if order.cancelled then
		return "11"
	elseif age < PROCESSING_BEGINS * self.processing or order.stuck_early then
		return "01"
	elseif age < self.processing or order.fate == "stuck" then
		return "02"
	end
	return order.fate == "ng" and "04" or order.fate == "system-error" and "05" or "03"
end

--- The status that the lists show: from 03 on, the life of the accepted order.
function orders_meth:life(order, now)
	local status <const> = acceptance(self, order, now)
	if status ~= "03" then
		return status
	end
	local age <const> = (now - order.acceptedAt) / self.processing
	local day <const> = day_of(self, order)
	if day then
		return self.today >= day and "60" or age < CONFIRMED and "10" or "15"
	elseif not WAITS[order.operation] or age >= DONE or self.processing == 0 then
		return "60"
	end
	return age < CONFIRMED and "10" or age < STARTED and "15" or age < BEING_DONE and "16" or "30"
end

--- The status that asking by orderId shows. A cancel has no life: it ends 03.
function orders_meth:status(order, now)
	local status <const> = acceptance(self, order, now)
	if status ~= "03" or self.first_by_id == "03" or order.cancels then
		return status
	end
	local life <const> = self:life(order, now)
	return life > self.first_by_id and life or self.first_by_id
end

--- The day of opening as an answer tells it, or nil. status: the one that the answer has; place: "id" or "lists".
function orders_meth:told_opening(order, status, place)
	local is_told <const> = self.opening_day == "lists" or self.opening_day == place
	return is_told and HAS_A_DATE[status] and order.opens or nil
end

function orders_meth:is_under_way(order, now)
	return UNDER_WAY[acceptance(self, order, now)] == true
end

function orders_meth:is_over(order, now)
	return OVER[self:life(order, now)] == true
end

--- Did the order fail, or was it cancelled?
function orders_meth:is_in_vain(order, now)
	return IN_VAIN[acceptance(self, order, now)] == true
end

--- Does the contract have room for `count` more orders between acceptance and 03?
function orders_meth:has_room(contract_id, count, now)
	local kept <const> = {}
	local entries = count
	for _, order in ipairs(self.outstanding[contract_id] or {}) do
		if self:is_under_way(order, now) then
			kept[#kept + 1] = order
			entries = entries + order.entries
		end
	end
	self.outstanding[contract_id] = kept
	return entries <= orders.OUTSTANDING_LIMIT
end

--- Accepts an order. given: contractId, operation, arguments, acceptedAt, day (of acceptance),
-- entries, fate (a fault of faults.lua) and, where there are, lineNo, effect(order), cancels, tag (of its
-- id; AGU).
function orders_meth:accept(given)
	self.sequence = self.sequence + 1
	given.orderId = ("%s%s%07d"):format(given.tag or "AGU", given.day:sub(3), self.sequence)
	self.by_id[given.orderId] = given
	local date <const> = given.arguments.requestDate
	given.opens = date and calendar.days_after(date, self.opens_late) or given.day
	local contract_id <const> = given.contractId
	append(self.by_contract, contract_id, given)
	if not given.cancels then
		local from <const>, to <const> = table.unpack(self.listed_after)
		given.listedAt = given.acceptedAt + from + (to > from and self.listing:number() * (to - from) or 0)
		append(self.outstanding, contract_id, given)
		append(self.accepting, contract_id, given)
	end
	push(WAITS[given.operation] and not self.dated and self.late or self.soon, given)
	return given
end

--- Accepts the cancel of an order. It is an order with an id of its own; when it is done the other
-- is cancelled, or it ends 04 because the other was over first.
function orders_meth:accept_cancel(given, target)
	given.cancels = target.orderId
	given.effect = function(order)
		if self:is_over(target, order.acceptedAt + self.processing) then
			order.fate = "ng"
		else
			target.cancelled = true
		end
	end
	return self:accept(given)
end

--- The contract's order of this id, or nil.
function orders_meth:find(contract_id, order_id)
	local order <const> = self.by_id[order_id]
	return order and order.contractId == contract_id and order or nil
end

--- Forgets who is over among the contract's accepting orders; nobody comes back. Returns the others.
local function still_accepting(self, contract_id, now)
	local kept <const> = {}
	for _, order in ipairs(self.accepting[contract_id] or {}) do
		if not self:is_over(order, now) then
			kept[#kept + 1] = order
		end
	end
	self.accepting[contract_id] = kept
	return kept
end

--- The contract's orders that are over, or those that are not, the oldest first: the newest 1000,
-- for the carrier's lists end there, and which 1000 it shows the specification does not say. Cancels are
-- in neither list, and an order that has not been listed yet is not.
function orders_meth:list(contract_id, over, now)
	local newest <const> = {}
	local from <const> = not over and still_accepting(self, contract_id, now) or self.by_contract[contract_id] or {}
	for i = #from, 1, -1 do
		local order <const> = from[i]
		if not order.cancels and order.listedAt <= now and self:is_over(order, now) == over then
			newest[#newest + 1] = order
			if #newest == orders.LIST_LIMIT then
				break
			end
		end
	end
	local result <const> = {}
	for i = #newest, 1, -1 do
		result[#result + 1] = newest[i]
	end
	return result
end

return orders
