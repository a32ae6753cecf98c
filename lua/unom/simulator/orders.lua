--- The orders that have an orderId, through their statuses.
--
-- An order is 01 and then 02 while it is processed, which takes `processing` seconds; then it is 03
-- to those who ask for it by its orderId. In the lists an order of a kind that waits for its date
-- goes on from there: 10, 15, 30 and 60; every other one is 60 at once. A failed one ends 04 or 05,
-- a cancelled one 11. The statuses follow from the clock alone; what an order does to its line is
-- done by `advance` when its time has come.
--
-- Invariant: `by_contract` holds every order ever accepted, in order of acceptance; none leaves it.
local orders = {}

orders.LIST_LIMIT = 1000
orders.OUTSTANDING_LIMIT = 254

-- The ages at which statuses begin, in multiples of the time of processing.
local PROCESSING_BEGINS <const> = 0.4
local CONFIRMED <const> = 2
local BEING_DONE <const> = 10
local DONE <const> = 12

-- The kinds that wait for their date, which are also those that can be cancelled.
local WAITS <const> = {
	add_line = true, terminate_line = true, purchase_device = true, change_course = true,
}

local UNDER_WAY <const> = { ["01"] = true, ["02"] = true }
local OVER <const> = { ["04"] = true, ["05"] = true, ["11"] = true, ["60"] = true }

local orders_meth = {}
local orders_mt <const> = { __name = "simulator.orders", __index = orders_meth }

function orders.new(processing)
	return setmetatable({
		processing = processing,
		by_id = {}, by_contract = {}, outstanding = {},
		soon = { first = 1, last = 0 }, late = { first = 1, last = 0 },
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

--- Does what is due by now: the orders in a queue all wait as long, so they are due in its order.
local function advance(queue, now, wait)
	while queue.first <= queue.last and queue[queue.first].acceptedAt + wait <= now do
		local order <const> = queue[queue.first]
		queue[queue.first] = nil
		queue.first = queue.first + 1
		if order.effect and not order.fate and not order.cancelled then
			order.effect(order)
		end
	end
end

function orders_meth:advance(now)
	advance(self.soon, now, self.processing)
	advance(self.late, now, self.processing * DONE)
end

--- The status that asking by orderId shows: the stages of acceptance.
function orders_meth:status(order, now)
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
	local status <const> = self:status(order, now)
	if status ~= "03" then
		return status
	end
	local age <const> = (now - order.acceptedAt) / self.processing
	if not WAITS[order.operation] or age >= DONE or self.processing == 0 then
		return "60"
	end
	return age < CONFIRMED and "10" or age < BEING_DONE and "15" or "30"
end

function orders_meth:is_under_way(order, now)
	return UNDER_WAY[self:status(order, now)] == true
end

function orders_meth:is_over(order, now)
	return OVER[self:life(order, now)] == true
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
-- entries, fate (a fault of faults.lua) and, where there are, lineNo, effect(order), cancels.
function orders_meth:accept(given)
	self.sequence = self.sequence + 1
	given.orderId = ("AGU%s%07d"):format(given.day:sub(3), self.sequence)
	self.by_id[given.orderId] = given
	local contract_id <const> = given.contractId
	self.by_contract[contract_id] = self.by_contract[contract_id] or {}
	table.insert(self.by_contract[contract_id], given)
	if not given.cancels then
		self.outstanding[contract_id] = self.outstanding[contract_id] or {}
		table.insert(self.outstanding[contract_id], given)
	end
	push(WAITS[given.operation] and self.late or self.soon, given)
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

--- The contract's orders that are over, or those that are not, the oldest first: the newest 1000,
-- for the carrier's lists end there. Cancels are in neither list.
function orders_meth:list(contract_id, over, now)
	local newest <const> = {}
	local every <const> = self.by_contract[contract_id] or {}
	for i = #every, 1, -1 do
		local order <const> = every[i]
		if not order.cancels and self:is_over(order, now) == over then
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
