--- Who else orders on a contract: the carrier's lists show orders that no row of this ledger has.
--
-- Before a run's first send they mean that somebody else orders here, or that this ledger is an older copy or a second
-- one, and that what it calls pending may have been ordered: a person is asked, and without a word nothing is sent.
-- Later on, one that no row could own, or more of them than rows that could, halt submission.
--
-- Invariants: an order with another system's tag, of before the job's day, of a row, or known as other people's, never
-- counts. A word covers the orders that were shown, and no others; and it never makes other people's what a marked row
-- could own: that is for an answer about the row.

local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local ownership <const> = require "unom.bulk.carrier.ownership"

local strangers_methods <const> = {}
local strangers_mt <const> = { __name = "unom.strangers", __index = strangers_methods }

-- Seconds for which contracts that may be sent wait for those whose lists are still being read: then a refusal means
-- that nothing was sent for any of them.
local PATIENCE <const> = 10

--- @param options {ledger=, job=, clock=, wake_at(time)=, allowed=bool: a person's word for all that is shown,
--   shared=bool: people order here all the time, nothing is asked and nothing halted, on_others(orders)|nil=asks a
--   person and returns their word, on_refused(err)=nothing may be sent, on_halted(orders)=nothing more may be sent,
--   on_unchecked(contract)=the lists are at their limit or could not be had, so that there may be more,
--   on_older(contract, number)=so many orders of earlier days are new to this ledger: worth telling, no more}
local function new(options)
	local self <const> = setmetatable({
		awaited_contracts = {},
		started = {}, -- contracts whose lists were judged before their first send: those on which nothing orders never are
		has_sent = false,
	}, strangers_mt)
	for name, value in pairs(options) do
		self[name] = value
	end
	self.since = moments.day(options.ledger:job(options.job).created)
	return self
end

--- A contract's lists are being read before its first send.
function strangers_methods:await(contract)
	self.awaited_contracts[contract] = true
end

--- They were read, and judged.
function strangers_methods:prepared(contract)
	self.awaited_contracts[contract] = nil
	if not self.latest then
		self.latest = self.clock() + PATIENCE
		self.wake_at(self.latest)
	end
end

--- Must the first send wait for the lists of another contract?
function strangers_methods:awaited()
	return not self.has_sent and next(self.awaited_contracts) ~= nil and not (self.latest and self.clock() >= self.latest)
end

--- Something was sent.
function strangers_methods:sent()
	self.has_sent = true
end

--- The rows that could own the order, as {job=, row=}.
local function owners(self, marked, listing, contract, id)
	local found <const> = {}
	for _, row in ipairs(marked) do
		if ownership.could_own(row, listing.by_id[id], self.ledger:first_listed(contract, id)) then
			found[#found + 1] = { job = row.job, row = row.row }
		end
	end
	return found
end

--- How many orders of before the job's day this listing was the first to show.
-- @param event with which the listing was written
local function count_older(self, contract, listing, event)
	local number = 0
	for _, id in ipairs(self.ledger:unexplained(contract, listing.ids)) do
		local day <const> = ownership.day_of(listing.by_id[id])
		if ownership.has_our_tag(id) and day and day < self.since
			and self.ledger:first_listed(contract, id) == event then
			number = number + 1
		end
	end
	return number
end

--- The orders of a listing that nobody here made: {contractId=, orderId=, day=YYYYMMDD|nil, could_be={{job=, row=}}}.
local function orders_of_strangers(self, contract, listing, marked)
	local orders <const> = {}
	for _, id in ipairs(self.ledger:unexplained(contract, listing.ids)) do
		local day <const> = ownership.day_of(listing.by_id[id])
		if ownership.has_our_tag(id) and (not day or day >= self.since) then
			orders[#orders + 1] = { contractId = contract, orderId = id, day = day,
				could_be = owners(self, marked, listing, contract, id) }
		end
	end
	return orders
end


--- A person's word for the orders: they are other people's.
local function allow(self, contract, orders)
	local ids <const> = {}
	for _, order in ipairs(orders) do
		ids[#ids + 1] = #order.could_be == 0 and order.orderId or nil
	end
	if #ids > 0 then
		self.ledger:set_others(self.job, contract, ids)
	end
end

--- Asks a person, who may take their time: nobody waits for the ledger meanwhile.
local function ask(self, orders)
	self.ledger:sync()
	return self.on_others(orders)
end

--- Can each of the orders be that of another row?
local function are_owned(orders, rivals)
	for _, order in ipairs(orders) do
		if #order.could_be == 0 then
			return false
		end
	end
	return #orders <= #rivals
end

--- The error where nothing may be sent. Orders that can all be those of rows are looked for there first.
local function refusal(contract, orders, rivals)
	local owned <const> = are_owned(orders, rivals)
	return errors.new { kind = "others_ordered", orders = orders, owned = owned,
		message = messages.say(owned and "others_or_own" or "others_ordered",
			{ contract = contract, number = #orders, id = orders[1].orderId }) }
end

--- Judges a listing of a contract's orders, in the transaction that writes it.
-- @param listing as carrier/evidence.lua makes it
-- @param event with which it was written
-- @param is_start is it the one before the contract's first send of the run?
function strangers_methods:judge(contract, listing, event, is_start)
	local older <const> = is_start and count_older(self, contract, listing, event) or 0
	if older > 0 then
		self.on_older(contract, older)
	end
	local rivals <const> = self.ledger:rivals(contract)
	if is_start and not listing.whole then
		self.on_unchecked(contract)
	end
	local orders <const> = not self.shared and orders_of_strangers(self, contract, listing, rivals) or {}
	self.started[contract] = self.started[contract] or is_start
	if #orders == 0 or self.refused or not self.started[contract] or not is_start and are_owned(orders, rivals) then
		return
	elseif is_start and (self.allowed or self.on_others and ask(self, orders)) then
		allow(self, contract, orders)
	elseif is_start and not self.has_sent then
		self.refused = true -- nobody is asked a second time
		self.on_refused(refusal(contract, orders, rivals))
	else
		self.on_halted(orders)
	end
end

return { new = new }
