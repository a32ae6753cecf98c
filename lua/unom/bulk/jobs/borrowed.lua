--- The clients that a job uses while it runs: theirs are all the results that come meanwhile.
--
-- A run that ends early (a deadline, a signal) leaves reads of its own in flight on the client. Nobody waits for them
-- any more, and they must not keep the client from the next run, as a call of the caller's own does.
--
-- Invariants: no two jobs have one client; a client on which only runs have started calls is never refused; any other,
-- unless its caller has waited for what a run left and has started calls since.

local borrowed <const> = {}

-- How many calls the last run left in flight, by client.
local left <const> = setmetatable({}, { __mode = "k" })

-- The loan of each client that a job has. A loan that is lost without having been closed is over.
local loans <const> = setmetatable({}, { __mode = "kv" })

local loan_methods <const> = {}
local loan_mt <const> = { __name = "unom.bulk.loan", __index = loan_methods }

--- Ends it. Can be called twice.
function loan_methods:close()
	if not self.is_over then
		self.is_over = true
		loans[self.client] = nil
		local asked <const>, in_flight <const> = pcall(self.client.in_flight, self.client)
		left[self.client] = asked and in_flight or nil
	end
end

loan_mt.__close = loan_methods.close

--- Marks the client as a job's until what this returns is closed.
function borrowed.take(client)
	loans[client] = setmetatable({ client = client, is_over = false }, loan_mt)
	return loans[client]
end

--- Takes what a run left on the client for left on another object, through which it is used.
function borrowed.pass_on(client, other)
	left[other] = left[client]
end

--- Does a job have the client?
function borrowed.is_taken(client)
	return loans[client] ~= nil
end

--- How many calls the caller has in flight on the client. Raises where the client cannot be used.
function borrowed.in_flight(client)
	local in_flight <const> = client:in_flight()
	left[client] = math.min(left[client] or 0, in_flight)
	return in_flight - left[client]
end

return borrowed
