--- The answer that the evidence of an unknown row speaks for, and how strongly: pure functions over a finding.
--
-- Invariant: a proof is what the engine itself would act on, or what counting leaves no other reading of. Where nobody
-- can say, nothing is proposed.

local counting <const> = require "unom.bulk.jobs.resolving.counting"
local moments <const> = require "unom.moments"
local reason <const> = require "unom.reason"
local status <const> = require "unom.bulk.carrier.status"

local proposal <const> = {
	-- Seconds after its request ended from which a row of which nothing is listed may be sent again by a person's word
	-- for all of them.
	UNLISTED_AFTER = 10 * 60,
}

-- Seconds after its request ended, and after it was listed first, until an order is a row's: as the engine has it.
local ENDED_FOR <const>, LISTED_FOR <const> = 16, 6

local PROOF <const>, LIKELIHOOD <const> = "proof", "likelihood"

local function propose(certainty, answer, code, values)
	local made <const> = { answer = answer, certainty = certainty, why = reason.new(code, values) }
	made.order, made.state = values.id, values.state
	return made
end

--- Seconds from a moment of the ledger's to the reading.
local function since(finding, moment)
	return moments.read(finding.now) - moments.read(moment)
end

-- ---- orders ----

--- Was everything there long enough?
local function is_settled(finding, order)
	return since(finding, finding.row.ended_at) >= ENDED_FOR and order.listed_at ~= nil
		and since(finding, order.listed_at) >= LISTED_FOR
end

--- Does the carrier know the order, as one of one line?
local function is_of_one_line(order)
	return order.status ~= nil and order.status.entries == 1
end

--- The end that all orders of a part came to, or nil.
local function common_end(part)
	local state
	for index, order in ipairs(part.orders) do
		local own <const> = is_of_one_line(order) and order.status.state
		if not own or index > 1 and own ~= state then
			return nil
		end
		state = own
	end
	return state
end

--- Does every attempt of a part belong to a row that is asked about, and was everything there long enough?
local function is_whole_part(finding, part)
	for _, attempt in ipairs(part.attempts) do
		if not finding.asked[attempt.row.job .. " " .. attempt.row.row]
			or since(finding, attempt.row.ended_at) < ENDED_FOR then
			return false
		end
	end
	for _, order in ipairs(part.orders) do
		if not order.listed_at or since(finding, order.listed_at) < LISTED_FOR then
			return false
		end
	end
	return true
end

--- The order at the place in the ids that the row has among the attempts by their sends, where as many orders as
-- attempts are there and each pair fits.
local function in_sequence(finding)
	local counted <const> = finding.counted
	local part <const> = counted.part
	if not part.is_even then
		return nil
	end
	local orders <const>, attempts <const> = {}, {}
	for number = 1, #part.orders do
		orders[number], attempts[number] = number, number
	end
	table.sort(orders, function(a, b) return part.orders[a].id < part.orders[b].id end)
	table.sort(attempts, function(a, b)
		local one <const>, other <const> = part.attempts[a].row, part.attempts[b].row
		if one.submitted_at ~= other.submitted_at then
			return one.submitted_at < other.submitted_at
		end
		return one.first_sent < other.first_sent
	end)
	local own
	for index, attempt in ipairs(attempts) do
		if not part.fits(attempt, orders[index]) then
			return nil
		end
		own = attempt == counted.place and part.orders[orders[index]] or own
	end
	return own
end

--- What is likely of a row that one of several orders may be.
local function likely_order(finding)
	local counted <const> = finding.counted
	local values <const> = { number = #counted.own, orders = #counted.part.orders, rows = #counted.part.attempts }
	if counted.part.has_strangers then
		return nil, reason.new("strangers_order", values)
	elseif counted.part.is_late then
		return nil, reason.new("listed_late", values)
	end
	local ways <const> = {
		{ counted.certain, "likely_settling" },
		{ counted.by_place, "likely_between" },
		{ counted.by_line, "likely_by_line" },
		{ counted.by_date, #counted.own == 1 and "likely_alone" or "likely_by_date" },
		{ in_sequence(finding), "likely_in_sequence" },
	}
	for _, way in ipairs(ways) do
		local order <const> = way[1]
		if order and order.entry and not (order.status and order.status.entries ~= 1) then
			values.id = order.id
			return propose(LIKELIHOOD, "order", way[2], values)
		end
	end
	return nil, reason.new("several_orders", values)
end

--- Seconds from the end of the row's request to the reading, in whole minutes.
local function minutes(finding)
	return since(finding, finding.row.ended_at) // 60
end

--- What is likely of a row of which nothing is listed.
local function likely_resend(finding)
	if finding.line and finding.line.stands == "as_ordered" then
		return propose(LIKELIHOOD, "abandon", finding.line.has_changed and "likely_line_changed" or "likely_line_so", {})
	elseif not finding.listing.whole then
		return nil, reason.new "unlisted_not_whole"
	elseif since(finding, finding.row.ended_at) < proposal.UNLISTED_AFTER then
		return nil, reason.new("unlisted_too_early", { minutes = minutes(finding),
			after = proposal.UNLISTED_AFTER // 60 })
	end
	return propose(LIKELIHOOD, "resend", "likely_unlisted", { minutes = minutes(finding) })
end

--- A cancel is proved by the order that it was to take back.
local function of_cancel(finding)
	local entry <const> = finding.listing.by_id[finding.row.arguments.orderId] or {}
	local ended <const> = status.state(entry.orderStatus, "completion")
	if ended and ended ~= "cancelled" then
		return propose(PROOF, "ended", "not_taken_back", { state = "failed", seen = finding.conclusion.seen })
	elseif finding.counted and #finding.counted.own > 0 then
		return nil, finding.conclusion.seen
	end
	return likely_resend(finding)
end

--- The proof that a row was ordered, with the others that may have made the same orders, where all of these came to one
-- end; or nil.
local function proved_counted(finding)
	local part <const>, ids <const> = counting.rest(finding.counted.part), {}
	local ended <const> = is_whole_part(finding, part) and common_end(part)
	if not ended then
		return nil
	end
	for index, order in ipairs(part.orders) do
		ids[index] = order.id
	end
	local made <const> = propose(PROOF, "counted", "proved_counted", { number = #ids, state = ended,
		ids = table.concat(ids, " ") })
	made.part = part
	return made
end

local function of_orders(finding)
	local counted <const> = finding.counted
	if not counted or #counted.own == 0 then
		return likely_resend(finding)
	end
	local certain <const> = not finding.shared and counted.certain or nil
	if certain and is_of_one_line(certain) and is_settled(finding, certain) then
		return propose(PROOF, "order", #counting.others(counted.part, finding.row, certain) == 0 and "proved_alone"
			or "proved_by_counting", { id = certain.id })
	end
	local made <const> = not finding.shared and counted.is_ordered and not counted.certain and proved_counted(finding)
	if made then
		return made
	end
	return likely_order(finding)
end

-- ---- what names its line ----

local function of_line(finding)
	local id <const> = finding.conclusion.reserve_id
	if not finding.conclusion.accepted then
		return likely_resend(finding)
	elseif not finding.has_baseline then
		return nil, reason.new "line_without_baseline"
	elseif not id then
		return nil, finding.conclusion.seen
	end
	return propose(PROOF, "order", "proved_line", { id = id, seen = finding.conclusion.seen })
end

--- What a finding speaks for.
-- @param finding see jobs/resolving/findings.lua
-- @return {answer="order"|"counted"|"ended"|"resend"|"abandon", certainty="proof"|"likelihood", why=reason, order=id,
--   state=the state that it ended in, part=of those counted}; or nil and the reason why nothing is proposed
function proposal.of(finding)
	local state <const> = finding.conclusion and finding.conclusion.state
	if not finding.conclusion then
		return nil, reason.new("evidence_not_read", { reason = finding.failure and reason.of(finding.failure)
			or reason.new "no_list" })
	elseif state and (finding.has_baseline or not finding.kind.needs_baseline) then
		return propose(PROOF, "ended", "proved_ended", { state = state, seen = finding.conclusion.seen })
	elseif finding.kind.lists_orders then
		return (finding.kind.needs_baseline and of_orders or of_cancel)(finding)
	end
	return of_line(finding)
end

return proposal
