--- The clients that a job uses while it runs.
--
-- A run that ends early (a deadline, a signal) gives up the reads that it has in flight. On a client that cannot abort
-- calls they stay: nobody waits for them any more, and they must not keep the client from the next run, as a call of
-- the caller's own does.
--
-- Invariants: a client that a job in steps has is no other's; a client on which only runs have started calls is never
-- refused.

local borrowed <const> = {}

-- How many calls the last run left in flight, by client.
local left <const> = setmetatable({}, { __mode = "k" })

-- The loan of each client that a job in steps has. A loan that is lost without having been closed is over.
local loans <const> = setmetatable({}, { __mode = "kv" })

local loan_methods <const> = {}
local loan_mt <const> = { __name = "unom.bulk.loan", __index = loan_methods }

--- Ends it. Can be called twice.
function loan_methods:close()
	if not self.is_over then
		self.is_over = true
		loans[self.client] = loans[self.client] ~= self and loans[self.client] or nil
		local asked <const>, in_flight <const> = pcall(self.client.in_flight, self.client)
		left[self.client] = asked and not self.client.abort and in_flight or nil
	end
end

loan_mt.__close = loan_methods.close

--- Marks the client as a job's until what this returns is closed.
function borrowed.take(client)
	return setmetatable({ client = client, is_over = false }, loan_mt)
end

--- The same, for a job beside which its caller goes on: no other job may have the client meanwhile.
function borrowed.keep(client)
	local loan <const> = borrowed.take(client)
	loans[client] = loan
	return loan
end

--- Another object through which a job in steps uses its client: what the caller has in flight was looked at when the
-- job was started, and what it starts from then on is no mistake.
function borrowed.stand_in(other)
	left[other] = math.huge
end

--- Does a job in steps have the client?
function borrowed.is_kept(client)
	return loans[client] ~= nil
end

--- How many calls the caller has in flight on the client. Raises where the client cannot be used.
function borrowed.in_flight(client)
	local in_flight <const> = client:in_flight()
	left[client] = math.min(left[client] or 0, in_flight)
	return in_flight - left[client]
end

return borrowed
