--- A carrier with a clock of its own: orders that move, lists of them, any number of contracts, every request counted.
--
-- It is given to unom.bulk as the client. An order is accepted as its request arrives, is at 01 and then 02 for the
-- time of processing, then at 03 to those who ask for it by its id. In the lists it leaves the accepting one then, or
-- it stays there, at 10, as a change of plan does until its day.
--
-- Invariant: time passes only in `wait` and `sleep`, so that a run of hours is over at once, and the same every time.

local errors <const> = require "unom.error"
local moments <const> = require "unom.moments"

local timed_carrier <const> = {}

timed_carrier.MOST_OUTSTANDING = 254

local LIST_LIMIT <const> = 1000

-- Seconds: of a day, and by how much Japan is before UTC.
local DAY <const>, JAPAN <const> = 86400, 9 * 3600

-- The share of its processing for which an order is at 01.
local ACCEPTED_SHARE <const> = 0.4

-- So that `spread` gives each order a time of its own, the same in every run: multiples of this are even in [0, 1).
local GOLDEN <const> = 0.6180339887498949

local methods <const> = {}
local mt <const> = { __index = methods }

--- Seconds that the contract's order number `number` is processed.
-- @param options those of `new`
function timed_carrier.processing_of(options, number)
	local spread <const> = options.spread or 0
	return options.processing * (1 + spread * (2 * (number * GOLDEN % 1) - 1))
end

--- Midnight of today in Japan and ten hours: a run of hours ends on the day on which it began.
local function first_moment()
	return (os.time() + JAPAN) // DAY * DAY - JAPAN + 10 * 3600
end

--- @param options {latency=seconds from a request to its response, processing=seconds from an order's acceptance to 03,
--   spread=the share by which that differs from order to order|nil, stays=bool: processed orders stay in the accepting
--   list, down={from=, to=}: the time of a maintenance|nil}
function timed_carrier.new(options)
	return setmetatable({
		options = options,
		now = 0,
		beginning = first_moment(),
		contracts = {},
		orders = {}, -- by id
		accepted = 0,
		requests = 0,
		by_operation = {}, -- how many requests of each
		refused_full = 0, -- orders answered "Too many requests."
		during_down = 0, -- requests answered during the maintenance
		in_transit = {}, first = 1, last = 0, -- responses, in the order in which they are due
	}, mt)
end

local function failure(operation, fields)
	fields.kind, fields.operation = "api", operation
	return nil, errors.new(fields)
end

local function contract_of(self, id)
	local contract <const> = self.contracts[id] or { accepted = 0, open = {}, processed = {}, next_end = math.huge }
	self.contracts[id] = contract
	return contract
end

--- Takes what has been processed by now from a contract's open orders.
local function advance(self, contract)
	if self.now < contract.next_end then
		return
	end
	local open <const> = {}
	contract.next_end = math.huge
	for _, order in ipairs(contract.open) do
		if order.ends > self.now then
			open[#open + 1] = order
			contract.next_end = math.min(contract.next_end, order.ends)
		else
			table.insert(contract.processed, order)
		end
	end
	contract.open = open
end

local function status_of(self, order)
	if self.now >= order.ends then
		return "03"
	end
	return self.now - order.begun < ACCEPTED_SHARE * (order.ends - order.begun) and "01" or "02"
end

local function entry_of(order, status)
	return { orderId = order.id, serviceDateApply = order.day, requestDate = order.date, orderStatus = status }
end

--- Adds the newest of the orders, up to the list's limit.
local function add_newest(list, orders, status)
	local first <const> = math.max(1, #orders - (LIST_LIMIT - #list) + 1)
	for index = first, #orders do
		list[#list + 1] = entry_of(orders[index], status(orders[index]))
	end
end

local responders <const> = {}

function responders.list_accepting_orders(self, arguments)
	local contract <const>, list <const> = contract_of(self, arguments.contractId), {}
	advance(self, contract)
	add_newest(list, contract.open, function(order) return status_of(self, order) end)
	if self.options.stays then
		add_newest(list, contract.processed, function() return "10" end)
	end
	return { contractId = arguments.contractId, orderList = list }
end

function responders.list_completed_orders(self, arguments)
	local contract <const>, list <const> = contract_of(self, arguments.contractId), {}
	advance(self, contract)
	if not self.options.stays then
		add_newest(list, contract.processed, function() return "60" end)
	end
	return { contractId = arguments.contractId, orderList = list }
end

function responders.get_order_status(self, arguments)
	local order <const> = self.orders[arguments.orderId]
	if not order then
		return failure("get_order_status", { status = 404, name = "not_found", message = "Not Found", sent = "yes" })
	end
	local entry <const> = entry_of(order, status_of(self, order))
	entry.number = "1"
	return { contractId = arguments.contractId, orderId = order.id, orderList = { entry } }
end

function responders.list_lines(_, arguments)
	return { contractId = arguments.contractId, linesList = {} }
end

function responders.change_course(self, arguments)
	local contract <const> = contract_of(self, arguments.contractId)
	advance(self, contract)
	if #contract.open >= timed_carrier.MOST_OUTSTANDING then
		self.refused_full = self.refused_full + 1
		return failure("change_course", { status = 400, name = "too_many_orders", message = "Too many requests.",
			sent = "no" })
	end
	self.accepted, contract.accepted = self.accepted + 1, contract.accepted + 1
	local day <const> = moments.japan("%Y%m%d", self:moment())
	local order <const> = { id = ("AGU%s%07d"):format(day:sub(3), self.accepted), day = day, begun = self.now,
		date = arguments.requestDate, ends = self.now + timed_carrier.processing_of(self.options, contract.accepted) }
	self.orders[order.id] = order
	table.insert(contract.open, order)
	contract.next_end = math.min(contract.next_end, order.ends)
	return { contractId = arguments.contractId, resultCode = "0001", orderId = order.id }
end

local function respond(self, operation, arguments)
	local down <const> = self.options.down
	if down and self.now >= down.from and self.now < down.to then
		self.during_down = self.during_down + 1
		return failure(operation, { status = 503, code = "503", name = "maintenance", message = "System Maintainance",
			sent = "no" })
	end
	return responders[operation](self, arguments)
end

-- ---- what unom.bulk asks of a client ----

function methods:start(operation, arguments)
	self.requests = self.requests + 1
	self.by_operation[operation] = (self.by_operation[operation] or 0) + 1
	local reply <const>, err <const> = respond(self, operation, arguments)
	self.last = self.last + 1
	self.in_transit[self.last] = { id = self.requests, at = self.now + self.options.latency, reply = reply, err = err }
	return self.requests
end

function methods:in_flight()
	return self.last - self.first + 1
end

function methods:wait(seconds)
	local next_response <const> = self.in_transit[self.first]
	self.now = math.max(self.now, math.min(self.now + seconds, next_response and next_response.at or math.huge))
	local finished <const> = {}
	while self.first <= self.last and self.in_transit[self.first].at <= self.now do
		finished[#finished + 1] = self.in_transit[self.first]
		self.in_transit[self.first] = nil
		self.first = self.first + 1
	end
	return finished
end

-- ---- its time ----

--- The moment, in seconds since 1970: a run begins at ten in the morning, today in Japan.
function methods:moment()
	return self.beginning + math.floor(self.now)
end

--- Adds to options of unom.bulk that this is the carrier, and its time the only one.
function methods:rule(options)
	options.client = self
	options.clock = function() return self.now end
	options.wall_clock = function() return self:moment() end
	options.sleep = function(seconds) self.now = self.now + seconds end
	return options
end

return timed_carrier
