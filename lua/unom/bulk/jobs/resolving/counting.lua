--- The orders of a contract that are nobody's, and the attempts of rows that could have made them, counted together.
--
-- Invariant: what is called certain holds for every way in which the attempts can have made the orders, where nobody
-- else ordered on the contract meanwhile; where the ledger shows that somebody did, nothing is certain. Nor is it where
-- the lists showed all there is after a row's order must have been applied for, and showed an order later only: that
-- one may be somebody else's. An attempt is counted for every send of a row that may have been acted on.

local evidence <const> = require "unom.bulk.carrier.evidence"
local identity <const> = require "unom.bulk.carrier.identity"
local matching <const> = require "unom.bulk.jobs.resolving.matching"
local moments <const> = require "unom.moments"
local ownership <const> = require "unom.bulk.carrier.ownership"

local counting <const> = {}

local counted_methods <const> = {}
local counted_mt <const> = { __name = "unom.counted", __index = counted_methods }

--- The events with which a row was sent that may have made an order which it does not name, the first send first.
local function sends_of(ledger, row)
	local sends <const> = ledger:sends_of(row)
	if not row.sent_marked or #sends == 0 then
		return { sends[#sends] or row.first_sent }
	elseif identity.of(row) and #sends > 1 then
		sends[#sends] = nil -- it made the order that the row names
	end
	return sends
end

--- Every attempt, as {row=, alone=is it the only one of its row?, before=, after=the orders that the contract's lane
-- had accepted last before the attempt, and first after it}.
local function attempts_of(ledger, contract)
	local attempts <const> = {}
	for _, row in ipairs(ledger:rivals(contract)) do
		local sends <const> = row.first_sent and sends_of(ledger, row) or {}
		for _, send in ipairs(sends) do
			local before <const>, after <const> = ledger:accepted_beside(contract, send)
			attempts[#attempts + 1] = { row = row, alone = #sends == 1, before = before, after = after }
		end
	end
	return attempts
end

--- Is an id between those of the orders beside an attempt? Ids of one length that rise with time are compared.
local function is_between(attempt, id)
	local before <const>, after <const> = attempt.before and attempt.before.id, attempt.after and attempt.after.id
	return (before or after) ~= nil and #id == #(before or after)
		and not (before and before >= id) and not (after and after <= id)
		and not (before and after and #before ~= #after)
end

--- The event with which the first of the attempts was sent.
local function earliest_send(attempts)
	local earliest = math.maxinteger
	for _, attempt in ipairs(attempts) do
		earliest = math.min(earliest, attempt.row.first_sent)
	end
	return earliest
end

--- The orders of this API that are nobody's, as {id=, entry=of the list|nil, first_listed=}: those that are listed, and
-- those that were since the first of the attempts.
local function orders_of(ledger, contract, listing, attempts)
	local orders <const>, seen <const> = {}, {}
	for _, ids in ipairs { ledger:unexplained(contract, listing.ids),
		ledger:unexplained_since(contract, earliest_send(attempts)) } do
		for _, id in ipairs(ids) do
			if not seen[id] and ownership.has_our_tag(id) then
				orders[#orders + 1] = { id = id, entry = listing.by_id[id], first_listed = ledger:first_listed(contract, id) }
			end
			seen[id] = true
		end
	end
	return orders
end

-- ---- the parts ----

--- Is everything there to be seen that the counting goes by?
local function is_sound(part, listing)
	if not listing.whole then
		return false
	end
	for _, attempt in ipairs(part.attempts) do
		for _, order in ipairs(part.orders) do
			if not order.entry or order.first_listed < 0
				or not evidence.is_proved_new(listing, order.id, attempt.row.known_before) then
				return false
			end
		end
	end
	return true
end

--- The event with which the first row of the contract was sent in the jobs of the attempts.
local function first_send(self, part)
	local first, seen <const> = math.maxinteger, {}
	for _, attempt in ipairs(part.attempts) do
		local job <const> = attempt.row.job
		first = seen[job] and first or math.min(first, self.ledger:first_send_of(job, self.contract) or first)
		seen[job] = true
	end
	return first
end

--- Is there an order that came late for every attempt which could have made it?
local function has_late_order(part)
	for number in ipairs(part.orders) do
		local is_late = true
		for owner in ipairs(part.attempts) do
			is_late = is_late and not (part.could_own(owner, number) and part.is_timely(owner, number))
		end
		if is_late then
			return true
		end
	end
	return false
end

--- Did somebody else order on the contract by this API since then? Their orders may be taken for rows'.
local function has_strangers(self, since)
	for _, order in ipairs(self.strays) do
		if order.first_listed > since then
			return true
		end
	end
	return self.ledger:has_others_since(self.contract, since)
end

--- Did somebody order on the contract by another system since then? They may do so by this API as well.
local function has_other_systems(self, since)
	for _, id in ipairs(self.ledger:unexplained_since(self.contract, since)) do
		if not ownership.has_our_tag(id) then
			return true
		end
	end
	return false
end

--- Are there as many orders as attempts, each the only one of its row?
local function is_even(part)
	for _, attempt in ipairs(part.attempts) do
		if not attempt.alone then
			return false
		end
	end
	return #part.orders == #part.attempts
end

--- Counts those orders of a part alone that have a place between the orders beside some row.
local function match_places(part)
	local placed <const> = {}
	local function fits(owner, order)
		return part.fits(owner, order) and is_between(part.attempts[owner], part.orders[order].id)
	end
	for order in ipairs(part.orders) do
		local has_place = false
		for owner in ipairs(part.attempts) do
			has_place = has_place or fits(owner, order)
		end
		placed[#placed + 1] = has_place and order or nil
	end
	local matched <const> = matching.of(#placed, #part.attempts, function(owner, index)
		return fits(owner, placed[index])
	end)
	local only_owner <const> = {}
	for index, owner in pairs(matched and matched.only_owner or {}) do
		only_owner[placed[index]] = owner
	end
	return { only_owner = only_owner }
end

local COMPLETE <const> = "60" -- the status of an order in the lists

--- Counts the orders of a part by how the lines stand: an order that is complete, for a day that has come, is of no row
-- whose line stands otherwise; and where as many lines as orders have become as ordered, these are theirs.
-- @return nil where no line tells anything
local function match_lines(self, part)
	local tells, changed = false, 0
	local lines <const> = {}
	for owner, attempt in ipairs(part.attempts) do
		lines[owner] = self.line_of(attempt.row) or {}
		changed = changed + (lines[owner].has_changed and 1 or 0)
	end
	local matched <const> = matching.of(#part.orders, #part.attempts, function(owner, order)
		local entry <const> = part.orders[order].entry
		local is_in_effect <const> = entry and entry.orderStatus == COMPLETE and (entry.requestDate or "") <= self.today
		local speaks_against <const> = is_in_effect and lines[owner].stands == "otherwise"
			or changed == #part.orders and not lines[owner].has_changed
		tells = tells or speaks_against and part.fits(owner, order)
		return part.fits(owner, order) and not speaks_against
	end)
	return tells and matched or nil
end

local function count(self, part, listing)
	local orders <const>, attempts <const> = part.orders, part.attempts
	function part.fits(owner, order)
		return part.could_own(owner, order) and orders[order].entry ~= nil
			and ownership.has_its_date(attempts[owner].row, orders[order].entry)
	end
	--- Was the order listed by the first whole reading after an order of the attempt's row had been applied for?
	function part.is_timely(owner, order)
		local reading <const> = self:reading_after(attempts[owner].row)
		return not reading or orders[order].first_listed <= reading
	end
	local since <const> = first_send(self, part)
	part.is_even, part.has_strangers, part.is_late = is_even(part), has_strangers(self, since), has_late_order(part)
	part.certain = is_sound(part, listing) and not (part.has_strangers or part.is_late or has_other_systems(self, since))
		and matching.of(#orders, #attempts, part.could_own) or nil
	part.in_time = part.certain and matching.of(#orders, #attempts, function(owner, order)
		return part.fits(owner, order) and part.is_timely(owner, order)
	end)
	part.by_date = matching.of(#orders, #attempts, part.fits)
	part.by_place = match_places(part)
	part.by_line = match_lines(self, part)
end

--- The event of the first reading that showed all there is after an order of the row had been applied for; nil: none
-- was read yet.
function counted_methods:reading_after(row)
	for _, reading in ipairs(self.readings) do
		if ownership.had_applied(row, reading.time) then
			return reading.event
		end
	end
end

--- Which attempt could have made which order: function(attempt, order), by their places. Each pair is judged once.
local function judge(attempts, orders)
	local could <const> = {}
	for owner, attempt in ipairs(attempts) do
		could[owner] = {}
		for number, order in ipairs(orders) do
			could[owner][number] = ownership.could_own(attempt.row, order.entry, order.first_listed)
		end
	end
	return function(owner, order) return could[owner][order] end
end

--- Counts the orders of a contract.
-- @param listing of its orders
-- @param line_of function(row): how its line stands, see lines.lua, or nil
-- @return the counted; its methods say what it found of a row
function counting.of(ledger, contract, listing, line_of)
	local attempts <const> = attempts_of(ledger, contract)
	local orders <const> = orders_of(ledger, contract, listing, attempts)
	local self <const> = setmetatable({ ledger = ledger, contract = contract, line_of = line_of,
		today = moments.day(ledger:now()), parts = {}, strays = {},
		readings = #attempts > 0 and ledger:whole_listings_since(contract, earliest_send(attempts)) or {} }, counted_mt)
	local could_own <const> = judge(attempts, orders)
	for _, found in ipairs(matching.parts(#orders, #attempts, could_own)) do
		local part <const> = { orders = {}, attempts = {} }
		for index, order in ipairs(found.orders) do
			part.orders[index] = orders[order]
		end
		for index, owner in ipairs(found.owners) do
			part.attempts[index] = attempts[owner]
		end
		function part.could_own(owner, order)
			return could_own(found.owners[owner], found.orders[order])
		end
		if #part.attempts > 0 then
			self.parts[#self.parts + 1] = part
		else
			table.move(part.orders, 1, #part.orders, #self.strays + 1, self.strays)
		end
	end
	for _, part in ipairs(self.parts) do
		count(self, part, listing)
	end
	return self
end

--- The place of a row's attempt among those of a part, or nil.
local function place_of(part, row)
	for place, attempt in ipairs(part.attempts) do
		if attempt.row.job == row.job and attempt.row.row == row.row then
			return place
		end
	end
end

--- The order among the part's that `matched` says is the owner's alone, where its date fits; and its
-- place among them.
local function only_order(part, matched, owner)
	for order, of in pairs(matched and matched.only_owner or {}) do
		if of == owner and part.fits(owner, order) then
			return part.orders[order], order
		end
	end
end

--- The order that by its place is that of one of a row's attempts alone; nil where there is none, or more than one.
local function order_by_place(part, row)
	local found
	for owner, attempt in ipairs(part.attempts) do
		local own <const> = attempt.row.job == row.job and attempt.row.row == row.row
			and only_order(part, part.by_place, owner)
		if own and found then
			return nil
		end
		found = own or found
	end
	return found
end

--- What was counted of a row.
-- @return {part=, place=of its attempt in the part, own={the orders that could be its own}, is_ordered=bool: it surely
--   has one, be it this or that, certain=the order that is its own, or nil; and the one that is left to it, or nil:
--   by_date=where each order has the date of its row, by_place=and is between the orders beside it, by_line=by how
--   the lines stand}; nil where no order could be its own
function counted_methods:of_row(row)
	for _, part in ipairs(self.parts) do
		local owner <const> = place_of(part, row)
		if owner then
			local own <const>, is_alone <const> = {}, part.attempts[owner].alone
			for number, order in ipairs(part.orders) do
				own[#own + 1] = part.could_own(owner, number) and order or nil
			end
			local certain <const>, number = only_order(part, part.certain, owner)
			return {
				part = part, place = owner, own = own,
				certain = is_alone and certain and part.is_timely(owner, number) and certain or nil,
				by_date = is_alone and only_order(part, part.by_date, owner) or nil,
				by_line = is_alone and only_order(part, part.by_line, owner) or nil,
				by_place = order_by_place(part, row),
				is_ordered = part.is_even and part.in_time ~= nil,
			}
		end
	end
end

--- What of a part is left where each order that is certainly one attempt's is taken from it, with that attempt: the
-- orders and attempts of which nobody knows which is whose. One and the same for every call.
function counting.rest(part)
	if not part.rest then
		local certain <const> = part.certain and part.certain.only_owner or {}
		local taken <const> = {}
		part.rest = { orders = {}, attempts = {} }
		for number, order in ipairs(part.orders) do
			taken[certain[number] or false] = true
			table.insert(part.rest.orders, not certain[number] and order or nil)
		end
		for owner, attempt in ipairs(part.attempts) do
			table.insert(part.rest.attempts, not taken[owner] and attempt or nil)
		end
	end
	return part.rest
end

--- The other rows that could have made an order of a part, as {{job=, row=}}.
function counting.others(part, row, order)
	local found <const>, seen <const> = {}, { [row.job .. " " .. row.row] = true }
	for number, other in ipairs(part.orders) do
		for owner, attempt in ipairs(other == order and part.attempts or {}) do
			local name <const> = attempt.row.job .. " " .. attempt.row.row
			if not seen[name] and part.could_own(owner, number) then
				seen[name] = true
				found[#found + 1] = { job = attempt.row.job, row = attempt.row.row }
			end
		end
	end
	return found
end

return counting
