--- What reconciliation found does with the row and its lane.
--
-- Invariant: a row leaves the mark behind only with the id of its order, with the proof that it is done, or with the
-- proof that it was not ordered.

local identity <const> = require "unom.bulk.carrier.identity"
local reason <const> = require "unom.reason"

local conclusions <const> = {}

--- Takes what reconciliation found of a row.
function conclusions.take(engine, row, conclusion)
	local row_lane <const> = engine.lanes[row.contract]
	if not conclusion.late then
		row_lane:end_doubt()
		engine:set_waiting(row.contract, nil)
	end
	local none <const> = engine.ledger.NONE
	if conclusion.state then
		engine:transition(row, { state = conclusion.state, may_have_acted = false, reason = none }, "proved", conclusion.seen)
	elseif conclusion.order_id or conclusion.accepted then
		engine:transition(row, { state = "tracking", may_have_acted = false, order_id = conclusion.order_id,
			reserve_id = conclusion.reserve_id, reason = none, evidence = "adopted", finished_at = none }, "adopted",
			{ id = identity.of(conclusion) })
		engine:follow(row)
	elseif conclusion.not_listed and not conclusion.is_last then
		engine:transition(row, { state = "pending", may_have_acted = false, sent_marked = false, reason = none },
			"not_listed", conclusion.seen)
		row_lane:put_back(row)
	elseif conclusion.not_listed then
		local why <const> = reason.new("not_listed_too_often", { error = row.reason })
		engine:transition(row, { state = "unknown", may_have_acted = false, sent_marked = false, reason = why },
			"not_listed", why)
	else
		local why <const> = reason.new("undecided", { error = row.reason or reason.new "cut_off", seen = conclusion.seen })
		engine:transition(row, { state = "unknown", may_have_acted = true, reason = why }, "undecided", conclusion.seen)
	end
end

--- Orders that nobody explains could be the row's as well as the one that it has.
function conclusions.doubt(engine, row, ids)
	local code <const> = row.evidence == "adopted" and "adopted_doubted" or "resent_doubted"
	local why <const> = reason.new(code, { id = row.order_id, ids = table.concat(ids, " ") })
	local followed <const> = engine.polling:drop(row)
	engine.lanes[row.contract]:end_order(followed or row)
	engine:transition(followed or row, { state = "unknown", may_have_acted = true, order_id = engine.ledger.NONE,
		evidence = engine.ledger.NONE, reason = why }, "doubted", why)
end

--- A pending row that a person wanted sent again is not: the lists show what may be its order.
function conclusions.hold_back(engine, row, why)
	engine:transition(row, { state = "unknown", reason = why }, "held_back", why)
	engine.lanes[row.contract]:read_again()
end

return conclusions
