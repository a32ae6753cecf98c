--- The client's calls in flight: each has one owner, who is given its result.
--
-- Invariant: a result goes to the one who started its call, once. Only results of calls that were started here are
-- taken from the client; those of others stay with it. None is left there once it is closed.

local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"

local calls_methods <const> = {}
local calls_mt <const> = { __name = "unom.calls", __index = calls_methods }

local function no_action() end

--- Options of `client:start` for one try alone: what is tried again, and when, is the engine's to say.
local function once(options)
	return { leave_within = options and options.leave_within, retries = 0 }
end

--- @param options {clock=, on_answer(contract, reply, err, started)=called before the owner of each call is, with when
--   it was started}, or nil
local function new(client, options)
	return setmetatable({
		client = client,
		clock = options and options.clock or no_action,
		on_answer = options and options.on_answer or no_action,
		owners = {}, -- the client's id -> {operation=, on_result=, contract=, reads=bool, started=, aside=bool}
		reads = 0, -- reads in flight
		reads_of = {}, -- contract -> the like
		reading = 0, -- contracts with such
		connections = math.huge, -- how many calls can be on the wire at once
	}, calls_mt)
end

--- Counts a read that begins (1) or has ended (-1).
local function count_read(self, contract, change)
	local before <const> = self:reads_in_flight(contract)
	local now <const> = before + change
	self.reads = self.reads + change
	self.reads_of[contract] = now > 0 and now or nil
	self.reading = self.reading + (now > 0 and 1 or 0) - (before > 0 and 1 or 0)
end

--- How many reads of the contract are in flight.
function calls_methods:reads_in_flight(contract)
	return self.reads_of[contract] or 0
end

--- Starts a call.
-- @param on_result function(reply, err), called by `deliver`
-- @param options {leave_within=}, or nil
-- @return true; or nil and what the client raised, when it refused the arguments and nothing was started
function calls_methods:start(operation, arguments, on_result, options)
	local started <const>, id = pcall(self.client.start, self.client, operation, arguments, once(options))
	if not started then
		return nil, id
	end
	local contract <const> = arguments.contractId or ""
	local known <const> = operations[operation]
	local reads <const> = known ~= nil and not known.changes
	if reads then
		count_read(self, contract, 1)
	end
	self.owners[id] = { operation = operation, on_result = on_result, contract = contract, reads = reads,
		started = self.clock() }
	return true
end

--- Starts a read on which nothing depends: how it ends says nothing of whether the carrier can be reached.
-- @param on_result function(reply, err), called by `deliver`
function calls_methods:start_aside(operation, arguments, on_result)
	local started <const>, id = pcall(self.client.start, self.client, operation, arguments, once())
	if started then
		self.owners[id] = { operation = operation, on_result = on_result, contract = arguments.contractId, aside = true }
	else
		on_result(nil, { kind = "usage", message = tostring(id) })
	end
end

--- Starts a read of the contract whose answer is nobody's: that one comes is all there is to know. (Nothing that
-- the engine goes by is in it.)
function calls_methods:read_any(contract)
	self:start("list_products", { contractId = contract }, no_action)
end

--- Lets so many calls at least be on the wire at once, where the client has a bound.
function calls_methods:allow_connections(count)
	if self.client.allow_connections then
		self.connections = self.client:allow_connections(count) or count
	end
end

--- The host that the client talks to; nil where the client does not tell.
function calls_methods:host()
	return self.client.host and self.client:host()
end

--- Are results awaited?
function calls_methods:any()
	return next(self.owners) ~= nil
end

--- A result for every call that the client has no more: somebody else has waited on it and has theirs.
local function taken(self)
	local results <const> = {}
	for id, call in pairs(self.owners) do
		if self.client:in_flight { [id] = true } == 0 then
			results[#results + 1] = { id = id, err = errors.new { kind = "interrupted", operation = call.operation,
				sent = "maybe", message = messages.say("result_taken") } }
		end
	end
	return results
end

--- How many results are awaited.
local function count_awaited(self)
	local count = 0
	for _ in pairs(self.owners) do
		count = count + 1
	end
	return count
end

--- Waits for results, at most `seconds`. Returns them for `deliver`.
function calls_methods:wait(seconds)
	local results <const> = self.client:wait(seconds, self.owners)
	if #results == 0 and self.client:in_flight(self.owners) < count_awaited(self) then
		return taken(self)
	end
	return results
end

--- Gives each result to its owner.
function calls_methods:deliver(results)
	for _, result in ipairs(results) do
		local call <const> = self.owners[result.id]
		self.owners[result.id] = nil
		if call then
			if call.reads then
				count_read(self, call.contract, -1)
			end
			if not call.aside then
				self.on_answer(call.contract, result.reply, result.err, call.started)
			end
			call.on_result(result.reply, result.err)
		end
	end
end

-- How many waits in a row bring nothing when calls are given up: the caller's trace function may raise in some.
local MOST_WAITS <const> = 8

--- Gives up what is still in flight. Its results, which nobody waits for any more, are taken from the client, where it
-- can abort a call.
function calls_methods:close()
	local client <const> = self.client
	if not client.abort or not self:any() or not pcall(client.in_flight, client) then -- it is closed
		return
	end
	for id in pairs(self.owners) do
		client:abort(id)
	end
	local waits = 0
	while self:any() and waits < MOST_WAITS do
		local done <const>, results = pcall(client.wait, client, 0, self.owners)
		waits = waits + 1
		for _, result in ipairs(done and results or {}) do
			self.owners[result.id], waits = nil, 0
		end
	end
end

calls_mt.__close = calls_methods.close

return { new = new }
