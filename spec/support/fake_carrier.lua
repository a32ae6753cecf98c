--- A client that answers from a script, in a time of its own: what the engine's unit specs run against.
--
-- Invariant: time passes only in `wait` and `sleep`, so a run of hours is over at once, the same every time.

local carrier_methods <const> = {}
local carrier_mt <const> = { __index = carrier_methods }

--- @param answer function(operation, arguments, times) -> reply | nil, err; `times` counts the calls of that
--   operation with the same line or order. The answer comes after `latency` seconds.
local function new(answer, latency)
	return setmetatable({ now = 1000, latency = latency or 0.1, answer = answer, calls = {}, times = {}, pending = {} },
		carrier_mt)
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
		answered = self.now + self.latency }
	self.calls[#self.calls + 1] = call
	local reply <const>, err = self.answer(operation, arguments, self.times[key])
	self.pending[#self.pending + 1] = { id = #self.calls, at = call.answered, reply = reply, err = err }
	return #self.calls
end

function carrier_methods:in_flight()
	return #self.pending
end

function carrier_methods:wait(seconds)
	local first = self.now + seconds
	for _, call in ipairs(self.pending) do
		first = math.min(first, call.at)
	end
	self.now = math.max(self.now, first)
	local finished <const>, still <const> = {}, {}
	for _, call in ipairs(self.pending) do
		table.insert(call.at <= self.now and finished or still, call)
	end
	self.pending = still
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

return { new = new }
