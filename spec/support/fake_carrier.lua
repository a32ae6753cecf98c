--- A client whose responses the spec writes, with a clock of its own: what the unit specs of engine and jobs run on.
--
-- Invariant: time passes only in `wait` and `sleep`, so a run of hours is over at once, the same every time.

local fake_carrier <const> = {}

local carrier_methods <const> = {}
local carrier_mt <const> = { __index = carrier_methods }

--- @param respond function(operation, arguments, times) -> reply | nil, err; `times` counts the calls of that
--   operation with the same line or order
-- @param latency seconds until the response comes
function fake_carrier.new(respond, latency)
	return setmetatable({ now = 1000, latency = latency or 0.1, respond = respond, calls = {}, times = {},
		in_transit = {} }, carrier_mt)
end

--- Accepts every submission with an id of its own, and takes back at once whatever it is asked to.
-- @param status of every other order when polled, or a function that is given the order's line; 03 if nil
-- @param accepted how many orders it has accepted before, so that its ids differ from those; 0 if nil
-- @return a function for `new`
function fake_carrier.agreeable(status, accepted)
	local line_of <const>, taken_back <const> = {}, {}
	accepted = accepted or 0
	return function(operation, arguments)
		if operation == "get_order_status" then
			local word = status
			if type(status) == "function" then
				word = status(line_of[arguments.orderId])
			end
			word = taken_back[arguments.orderId] and "11" or word
			return { contractId = arguments.contractId, orderId = arguments.orderId,
				orderList = { { number = "1", orderStatus = word or "03" } } }
		elseif operation == "get_cancel_status" then
			return { contractId = arguments.contractId, orderId = arguments.orderId, orderStatus = "03" }
		elseif operation == "disconnect_session" then
			return { contractId = arguments.contractId, lineNo = arguments.lineNo, resultCode = "0" }
		elseif operation == "get_session" then
			return { contractId = arguments.contractId, lineNo = arguments.lineNo, sessionStatus = "0", resultCode = "0" }
		elseif operation:find("^list_") then
			return { contractId = arguments.contractId, orderList = {}, linesList = {} }
		end
		accepted = accepted + 1
		local id <const> = ("AGU%013d"):format(accepted)
		line_of[id] = arguments.lineNo
		if operation == "cancel_order" then
			taken_back[arguments.orderId] = true
		end
		return { contractId = arguments.contractId, resultCode = "0001", orderId = id }
	end
end

--- Responds as `exception` does, and as `rule` where `exception` returns nothing. Both are functions for `new`.
function fake_carrier.except(exception, rule)
	return function(...)
		local reply <const>, err <const> = exception(...)
		if reply or err then
			return reply, err
		end
		return rule(...)
	end
end

function carrier_methods:clock()
	return function() return self.now end
end

function carrier_methods:sleeper()
	return function(seconds)
		assert(seconds < 3600, "the engine sleeps with nothing to wait for")
		self.now = self.now + seconds
	end
end

function carrier_methods:start(operation, arguments)
	local key <const> = table.concat({ operation, arguments.lineNo or "", arguments.orderId or "" }, " ")
	self.times[key] = (self.times[key] or 0) + 1
	local call <const> = { operation = operation, arguments = arguments, started = self.now,
		responded = self.now + self.latency }
	self.calls[#self.calls + 1] = call
	local reply <const>, err = self.respond(operation, arguments, self.times[key])
	self.in_transit[#self.in_transit + 1] = { id = #self.calls, at = call.responded, reply = reply, err = err }
	return #self.calls
end

function carrier_methods:in_flight()
	return #self.in_transit
end

function carrier_methods:wait(seconds)
	local first = self.now + seconds
	for _, call in ipairs(self.in_transit) do
		first = math.min(first, call.at)
	end
	self.now = math.max(self.now, first)
	local finished <const>, still <const> = {}, {}
	for _, call in ipairs(self.in_transit) do
		table.insert(call.at <= self.now and finished or still, call)
	end
	self.in_transit = still
	return finished
end

--- The calls of an operation (nil: all that change something), in order.
function carrier_methods:submissions(operation)
	local found <const> = {}
	for _, call in ipairs(self.calls) do
		local reads <const> = call.operation:find("^get_") or call.operation:find("^list_")
		if operation and call.operation == operation or not operation and not reads then
			found[#found + 1] = call
		end
	end
	return found
end

return fake_carrier
