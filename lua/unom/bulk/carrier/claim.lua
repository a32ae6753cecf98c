--- What the carrier's answers say against a person's word that an id is a row's order: pure functions.
--
-- Invariant: an id that the carrier does not know, or that stands for something else than the one line of a row, is no
-- row's order. An error that is not the carrier's own word says nothing of the id.

local data_share <const> = require "unom.bulk.carrier.data_share"
local entries <const> = require "unom.bulk.carrier.entries"
local identity <const> = require "unom.bulk.carrier.identity"
local orders <const> = require "unom.bulk.carrier.orders"
local ownership <const> = require "unom.bulk.carrier.ownership"
local reason <const> = require "unom.reason"
local tracking <const> = require "unom.bulk.carrier.tracking"

local filled <const> = entries.filled

local claim <const> = {}

--- The question to the carrier about the id, as the engine would ask it once the row is followed.
function claim.question(row, id)
	local way <const> = tracking.way(row.operation)
	local followed <const> = setmetatable({ [identity.column(row.operation)] = id }, { __index = row })
	return { operation = way.operation, arguments = way.arguments(followed) }
end

--- Is the answer to a read the carrier's own no to the id in it?
claim.is_refused = tracking.is_refused

local function against_order(row, id, answer)
	if claim.is_refused(answer.err) then
		return reason.new("resolve_no_such_order", { id = id, reason = reason.of(answer.err) })
	elseif answer.err then
		return nil, answer.err
	elseif tracking.way(row.operation).operation ~= "get_order_status" then
		return nil
	end
	local number <const> = orders.number_of_entries(answer.reply)
	return number ~= 1 and reason.new("resolve_not_one_entry", { id = id, number = number }) or nil
end

local function against_reservation(row, id, answer)
	local taken_back <const> = row.arguments.reserveId
	if taken_back then -- a cancel has the id of what it takes back, which is listed or not
		return id ~= taken_back and reason.new("resolve_other_reservation", { id = id, wanted = taken_back }) or nil
	end
	local list <const> = data_share.list(answer.reply, answer.err, row.contract)
	if not list then
		return nil, answer.err or { kind = "protocol" }
	end
	local entry <const> = data_share.find(list, "reserveId", id)
	return not (entry and entry.lineNo == row.arguments.lineNo)
		and reason.new("resolve_no_such_reservation", { id = id, line_no = row.arguments.lineNo }) or nil
end

local AGAINST <const> = { orderId = against_order, reserveId = against_reservation }

--- What the answer to `question` says against the id: a reason, or nil.
-- @param answer {reply=} or {err=}
-- @return the reason or nil, and the error where the answer says nothing; one without a message where it is no list
function claim.against(row, id, answer)
	return AGAINST[identity.name(row.operation)](row, id, answer)
end

--- What the dates of an order say against its being the row's: a reason, or nil.
-- @param row with its times, as `ledger:with_times` gives it
-- @param entry of the order, in a list or in the answer about it
function claim.against_dates(row, id, entry)
	local wanted <const>, date <const> = row.arguments.requestDate, filled(entry.requestDate)
	local day <const> = ownership.day_of(entry)
	if wanted and date and date ~= wanted then
		return reason.new("resolve_other_date", { id = id, date = date, row = row.row, wanted = wanted })
	elseif day and row.first_sent_at and not ownership.fits(row, day) then
		return reason.new("resolve_other_day", { id = id, day = day, row = row.row })
	end
end

return claim
