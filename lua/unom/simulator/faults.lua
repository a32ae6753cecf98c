--- What goes wrong, how often, and reproducibly.
--
-- A fault of a request is drawn once per request, a fault of an order once per order accepted; the
-- rates of each group are shares of one, so that at most one of a group strikes. Reads, submissions
-- and orders draw from streams of their own: how often a client polls does not change what happens
-- to its orders. Requests for tokens and for /_simulator are spared.
--
-- Invariant: the nth draw of a stream depends on the seed alone.
local random <const> = require "unom.simulator.random"

local faults = {}

-- In the order in which they share a draw.
faults.OF_REQUESTS = {
	"lost-reply", -- acts, then closes the connection without a byte
	"lost-request", -- closes the connection without acting
	"http-500", -- acts or not, one as likely as the other, and answers 500
	"http-503", -- answers with the carrier's maintenance error
	"http-429", -- answers that the quota is used up
	"expired-token", -- answers 401; that token is no longer valid
	"slow", -- acts, and answers late
	"garbage", -- acts, and answers with what is no JSON
	"truncated", -- acts, and closes in the middle of the reply
	"gateway-503", -- acts, and the gateway answers 503 as if the carrier had not been there
	"no-list", -- answers a list without the list; spares what is no list
}
faults.OF_ORDERS = {
	"stuck", -- never leaves 01 or 02
	"ng", -- ends 04
	"system-error", -- ends 05
}

-- By how much `slow` is late, in seconds.
faults.SLOWNESS = 3

local known <const> = {}
for _, group in ipairs { faults.OF_REQUESTS, faults.OF_ORDERS } do
	for _, kind in ipairs(group) do
		known[kind] = group
	end
end

--- The kinds, as a message lists them.
function faults.kinds()
	return table.concat(faults.OF_REQUESTS, ", ") .. ", " .. table.concat(faults.OF_ORDERS, ", ")
end

--- Is this a fault's kind, and a rate of it? true | nil, a code of unom.messages, its values
-- @param shown the rate as it was given
local function check_one(kind, rate, shown)
	if not known[kind] then
		return nil, "simulate_fault_unknown", { kind = tostring(kind), kinds = faults.kinds() }
	elseif type(rate) ~= "number" or not (rate >= 0 and rate <= 1) then
		return nil, "simulate_fault_rate", { kind = kind, value = tostring(shown) }
	end
	return true
end

--- Reads a rate. -> kind, rate | nil, a code of unom.messages, its values
function faults.parse(text)
	local kind <const>, number <const> = text:match("^([^=]*)=(.*)$")
	if not kind then
		return nil, "simulate_fault_form", { value = text }
	end
	local rate <const> = number:find("^[%d.]+$") and tonumber(number)
	local good <const>, code <const>, values <const> = check_one(kind, rate, number)
	if not good then
		return nil, code, values
	end
	return kind, rate
end

local function sum(rates, group)
	local total = 0
	for _, kind in ipairs(group) do
		total = total + (rates[kind] or 0)
	end
	return total
end

--- Are these rates by kind, which add up to one at most? true | nil, a code of unom.messages, its values
function faults.check(rates)
	for kind, rate in pairs(rates) do
		local good <const>, code <const>, values <const> = check_one(kind, rate, rate)
		if not good then
			return nil, code, values
		end
	end
	for _, group in ipairs { faults.OF_REQUESTS, faults.OF_ORDERS } do
		if sum(rates, group) > 1 + 1e-9 then
			return nil, "simulate_fault_sum", { kinds = table.concat(group, ", ") }
		end
	end
	return true
end

local faults_meth = {}
local faults_mt <const> = { __name = "simulator.faults", __index = faults_meth }

--- rates: { [kind] = 0..1 }. Raises on what `check` would refuse.
function faults.new(rates, seed)
	assert(faults.check(rates))
	return setmetatable({
		rates = rates,
		reads = random.new(seed, "read"),
		submissions = random.new(seed, "submission"),
		orders = random.new(seed, "order"),
	}, faults_mt)
end

local function draw(self, stream, group)
	local left = stream:number()
	for _, kind in ipairs(group) do
		local rate <const> = self.rates[kind] or 0
		if left < rate then
			return kind, left / rate
		end
		left = left - rate
	end
end

--- The fault of this request, or nil, and a number from 0 to 1 for what else chance decides in it.
function faults_meth:of_request(request)
	return draw(self, request.method == "GET" and self.reads or self.submissions, faults.OF_REQUESTS)
end

--- The fault of an order about to be accepted, as `of_request`.
function faults_meth:of_order()
	return draw(self, self.orders, faults.OF_ORDERS)
end

return faults
