--- Whose an order in the carrier's lists can be: pure functions over rows and entries.
--
-- The lists say of an order when it was applied for, not by whom. Invariant: what these functions call impossible is
-- impossible; where the carrier says too little, an order could be anybody's.

local entries <const> = require "unom.bulk.carrier.entries"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"

local ownership <const> = {}

-- The first letters of an orderId name the system that took the order (the specification's システム判別用のタグ): orders
-- of this API have AGU.
local OUR_TAG <const> = "AGU"

-- Seconds: the carrier's clock may be this far behind when a request is sent, and it may take this long after the
-- request has ended until the order is applied for.
local BEFORE_SEND <const>, AFTER_END <const> = 5 * 60, 15 * 60

--- Was the order taken by the system that takes ours?
function ownership.has_our_tag(id)
	return id:sub(1, #OUR_TAG) == OUR_TAG
end

--- The day on which an order was applied for (serviceDateApply); nil where the entry does not say it.
function ownership.day_of(entry)
	local day <const> = entry and entries.filled(entry.serviceDateApply)
	return day and day:match "^%d%d%d%d%d%d%d%d$"
end

--- Is it known that an order was listed before the row was first sent?
-- @param first_listed the event at which its id was first listed; -1: that is not known
function ownership.was_listed_before(row, first_listed)
	return row.first_sent ~= nil and first_listed >= 0 and first_listed <= row.first_sent
end

--- Is the day on which an order was applied for one on which the row's could have been?
-- @param row as `ledger:marked_rows` gives it: `first_sent_at`, `ended_at`
function ownership.fits(row, day)
	return moments.day(row.first_sent_at, -BEFORE_SEND) <= day and day <= moments.day(row.ended_at, AFTER_END)
end

--- Had an order of the row been applied for by then, if it had one?
-- @param row as `ledger:marked_rows` gives it
function ownership.had_applied(row, moment)
	return moments.read(moment) >= moments.read(row.ended_at) + AFTER_END
end

--- Is the order for the date that the row asks for, where it asks for one?
function ownership.has_its_date(row, entry)
	return not row.arguments.requestDate or entry.requestDate == row.arguments.requestDate
end

--- Could the order be the one that the row was sent for?
-- @param row as `ledger:marked_rows` gives it
-- @param entry of the list, or nil
-- @param first_listed the event at which its id was first listed
function ownership.could_own(row, entry, first_listed)
	if operations[row.operation].identity ~= "orderId" or not row.first_sent
		or ownership.was_listed_before(row, first_listed) then
		return false
	end
	local day <const> = ownership.day_of(entry)
	return not day or ownership.fits(row, day)
end

return ownership
