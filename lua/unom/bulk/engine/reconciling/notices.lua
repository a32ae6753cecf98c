--- What a person should know of a contract's lists before its first send, in words.
--
-- Invariant: said is only what the lists showed, and what follows if no order leaves them.

local messages <const> = require "unom.messages"
local orders <const> = require "unom.bulk.carrier.orders"

local notices <const> = {}

--- What the lists of orders cannot show.
-- @param listing as carrier/evidence.lua makes it
-- @param is_vouched does a person vouch for when orders are listed?
-- @return an array of sentences
function notices.of_lists(ledger, job, contract, listing, is_vouched)
	local said <const> = {}
	local accepting <const>, limit <const> = listing.accepting, orders.LIMIT
	local function say(code, values)
		values = values or {}
		values.contract = contract
		said[#said + 1] = messages.say(code, values)
	end
	if not (accepting and accepting.whole) then
		say "notice_accepting_not_whole"
	else
		local row <const> = ledger:pending_row_after(job, contract, limit - #accepting.ids - 1)
		if row then
			say("notice_lists_full_from", { number = #accepting.ids, row = row, limit = limit })
		end
		if not listing.whole then
			say "notice_completed_not_whole"
		end
	end
	if is_vouched and not listing.whole then
		say "notice_proves_nothing"
	end
	return said
end

return notices
