--- Somebody else who orders on the contracts meanwhile: a colleague, a portal.
--
-- Each contract gets `rate` orders a minute, at times that chance decides. Most of their ids begin with
-- AGU, as those of the API do, a quarter with AGB, the other tag that the error table knows. They are for
-- lines of the second half of each contract, so that they get in nobody's way who orders for the first.
-- The journal shows them as `foreign`: no request brought them.
--
-- Invariant: when the nth of these orders comes, and what it is, depend on the seed alone.
local api <const> = require "unom.simulator.api"
local calendar <const> = require "unom.simulator.calendar"
local submissions <const> = require "unom.simulator.answers.submissions"

local strangers = {}

local OTHER_TAG <const> = 0.25 -- the share of AGB
local IDS <const> = { "N123456789", "N987654321", "N111222333" }

-- What they order, as arguments without the line.
local ORDERS <const> = {
	{ "change_course", function(time)
		return { agreement = "yes", requestDate = calendar.first_of_next_month(calendar.day(time)), planCode = "T3001328" }
	end },
	{ "change_imei", function() return { agreement = "yes", imei = "490154203237518", imeiOption = "2" } end },
	{ "set_roaming", function() return { agreement = "yes", roamingCode = "T6000037" } end },
	{ "add_data_volume", function() return { agreement = "yes" } end },
}

local strangers_meth = {}
local strangers_mt <const> = { __name = "simulator.strangers", __index = strangers_meth }

--- rate: orders a minute on each contract; 0: none. random: a stream of random.lua. now: of the clock.
function strangers.new(rate, random, now)
	local self <const> = setmetatable({ mean_gap = 60 / (rate * #IDS), random = random, next_at = now }, strangers_mt)
	self:draw_next()
	return self
end

--- The gaps are exponential, as those of people who know nothing of each other.
function strangers_meth:draw_next()
	self.next_at = self.next_at - self.mean_gap * math.log(1 - self.random:number())
end

local function order(self, carrier, at, time)
	local random <const> = self.random
	local contract <const> = carrier.contracts[IDS[random:integer(#IDS)]]
	local chosen <const> = ORDERS[random:integer(#ORDERS)]
	local tag <const> = random:number() < OTHER_TAG and "AGB" or "AGU"
	local part <const> = random:number()
	local count <const> = #contract.order
	local line <const> = contract.order[count // 2 + math.floor(part * (count - count // 2)) + 1]
	if not line then
		return
	end
	local arguments <const> = chosen[2](time)
	arguments.contractId, arguments.lineNo = contract.id, line.lineNo
	local _, _, record <const> = submissions[chosen[1]](carrier, {
		operation = api[chosen[1]], arguments = arguments, contract = contract, line = line, now = at, time = time, tag = tag,
	})
	if record then
		record.foreign = true
		carrier.journal:accept(record, {})
	end
end

--- Orders what is due by now.
function strangers_meth:advance(carrier, now)
	while self.next_at <= now do
		local at <const> = self.next_at
		carrier.orders:advance(at, carrier:today())
		order(self, carrier, at, carrier.time() - (now - at))
		self:draw_next()
	end
end

return strangers
