--- The clients that a job uses while it runs: theirs are all the results that come meanwhile.
--
-- A run that ends early (a deadline, a signal) leaves reads of its own in flight on the client. Nobody waits for them
-- any more, and they must not keep the client from the next run, as a call of the caller's own does.
--
-- Invariant: a client on which only runs have started calls is never refused; any other, unless its caller has waited
-- for what a run left and has started calls since.

local borrowed <const> = {}

-- How many calls the last run left in flight, by client.
local left <const> = setmetatable({}, { __mode = "k" })

local loan_mt <const> = { __name = "unom.bulk.loan" }

function loan_mt:__close()
	local asked <const>, in_flight <const> = pcall(self.client.in_flight, self.client)
	left[self.client] = asked and in_flight or nil
end

--- Marks the client as a job's until what this returns is closed.
function borrowed.take(client)
	return setmetatable({ client = client }, loan_mt)
end

--- How many calls the caller has in flight on the client. Raises where the client cannot be used.
function borrowed.in_flight(client)
	local in_flight <const> = client:in_flight()
	left[client] = math.min(left[client] or 0, in_flight)
	return in_flight - left[client]
end

return borrowed
