--- What the ledger knows of a listing: which orders are explained, and by whom the others could be owned.
--
-- Invariant: both who reconcile a row and who answer for it judge by this.

local baseline <const> = require "unom.bulk.ledger.baseline"
local claim <const> = require "unom.bulk.carrier.claim"
local identity <const> = require "unom.bulk.carrier.identity"
local ownership <const> = require "unom.bulk.carrier.ownership"
local reason <const> = require "unom.reason"

local known <const> = {}

--- @param kind of evidence, and `listing` as it made it, see carrier/evidence.lua
-- @param adopts may an order be the row's by being the only one?
-- @return what carrier/evidence.lua calls `known`
function known.of(ledger, row, kind, listing, adopts)
	local made <const> = { adopts = adopts, unexplained = {}, rivals = {} }
	function made.is_known(id)
		return baseline.is_known(ledger, row, kind, id)
	end
	if not kind.lists_orders then
		return made
	end
	made.unexplained = ledger:unexplained(row.contract, listing.ids)
	made.seen_before = row.known_before
	local with_times <const> = ledger:with_times(row)
	for _, rival in ipairs(ledger:rivals(row.contract)) do
		if rival.job ~= row.job or rival.row ~= row.row then
			made.rivals[#made.rivals + 1] = rival
		end
	end
	function made.is_new(id)
		return ledger:first_listed(row.contract, id) >= 0
	end
	function made.could_own(of, id)
		return ownership.could_own(of == row and with_times or of, listing.by_id[id],
			ledger:first_listed(row.contract, id))
	end
	return made
end

--- Is there an order that is nobody's and was not listed before the row was first sent, whatever its tag and date: in
-- this listing, or in an earlier one?
function known.has_new_order(ledger, row, listing)
	for _, id in ipairs(ledger:unexplained(row.contract, listing.ids)) do
		if not ownership.was_listed_before(row, ledger:first_listed(row.contract, id)) then
			return true
		end
	end
	return not row.first_sent or ledger:has_unexplained_since(row.contract, row.first_sent)
end

--- The ids of orders in a listing that are no row's, and that no row in doubt could own.
function known.nobodys(ledger, contract, listing)
	local unexplained <const>, nobodys <const> = ledger:unexplained(contract, listing.ids), {}
	local marked <const> = #unexplained > 0 and ledger:marked_rows(contract) or {}
	for _, id in ipairs(unexplained) do
		local could_be = not ownership.has_our_tag(id)
		for _, row in ipairs(marked) do
			could_be = could_be or ownership.could_own(row, listing.by_id[id], ledger:first_listed(contract, id))
		end
		nobodys[#nobodys + 1] = not could_be and id or nil
	end
	return nobodys
end

--- The ids in a listing that could be the order of a marked row.
function known.own_ids(ledger, row, kind, listing)
	return kind.own(row, listing, known.of(ledger, row, kind, listing, true))
end

--- Those of the ids that no other marked row of the contract could own.
function known.only_own(ledger, row, kind, listing, ids)
	local made <const>, only <const> = known.of(ledger, row, kind, listing, true), {}
	for _, id in ipairs(ids) do
		local could_be_anothers = false
		for _, rival in ipairs(made.rivals) do
			could_be_anothers = could_be_anothers or made.could_own(rival, id)
		end
		only[#only + 1] = not could_be_anothers and id or nil
	end
	return only
end

--- The ids that a person was shown who insisted that the row is sent again, as a set; nil where nobody did. Their
-- newest answer counts.
local function insisted_in_spite_of(ledger, row)
	local shown
	for _, event in ipairs(ledger:events(row.job, row.row)) do
		if event.what == "resolved" then
			shown = event.detail.answer == "resend" and event.detail.force and {} or nil
			for id in (shown and event.detail.ids or ""):gmatch "%S+" do
				shown[id] = true
			end
		end
	end
	return shown
end

--- Why a marked row must not be sent again after this listing, or nil.
function known.why_not_resend(ledger, row, kind, listing)
	local shown <const>, own <const> = insisted_in_spite_of(ledger, row), {}
	for _, id in ipairs(known.own_ids(ledger, row, kind, listing)) do
		own[#own + 1] = not (shown and (shown[id] or not kind.lists_orders)) and id or nil
	end
	if #own > 0 then
		return reason.new("resend_seen", { ids = table.concat(own, " ") })
	end
	return not listing.whole and not shown and reason.new "resend_not_whole" or nil
end

--- Why the row cannot be the order that a person named, or nil.
-- @param err what the carrier answered about that order alone
function known.why_not_named(ledger, row, err)
	local id <const> = identity.of(row)
	return claim.is_refused(err) and ledger:has_event(row, "resolved", "id", id)
		and reason.new("named_no_order", { id = id, error = reason.of(err) }) or nil
end

return known
