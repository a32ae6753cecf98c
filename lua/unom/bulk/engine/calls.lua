--- The client's calls in flight: each has one owner, who is given its result.
--
-- Invariant: a result goes to the one who started its call, once. A result of a call that was not started here is
-- nobody's: it belongs to an earlier run with the same client, which was stopped.

local calls_methods <const> = {}
local calls_mt <const> = { __name = "unom.calls", __index = calls_methods }

local function new(client)
	return setmetatable({ client = client, owners = {} }, calls_mt) -- owners: the client's id -> function
end

--- Starts a call.
-- @param on_result function(reply, err), called by `deliver`
-- @param options those of `client:start`, or nil
-- @return true; or nil and what the client raised, when it refused the arguments and nothing was started
function calls_methods:start(operation, arguments, on_result, options)
	local started <const>, id = pcall(self.client.start, self.client, operation, arguments, options)
	if not started then
		return nil, id
	end
	self.owners[id] = on_result
	return true
end

--- Lets so many calls at least be on the wire at once, where the client has a bound.
function calls_methods:allow_connections(count)
	if self.client.allow_connections then
		self.client:allow_connections(count)
	end
end

--- Are results awaited?
function calls_methods:any()
	return self.client:in_flight() > 0
end

--- Waits for results, at most `seconds`. Returns them for `deliver`.
function calls_methods:wait(seconds)
	return self.client:wait(seconds)
end

--- Gives each result to its owner.
function calls_methods:deliver(results)
	for _, result in ipairs(results) do
		local on_result <const> = self.owners[result.id]
		self.owners[result.id] = nil
		if on_result then
			on_result(result.reply, result.err)
		end
	end
end

return { new = new }
