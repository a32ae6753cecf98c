--- What the carrier's lists prove of a row in doubt: pure functions over replies.
--
-- Invariant: a conclusion names an id or a state only when the lists leave no other reading. A list at its limit, or
-- with an entry that could not be read, an id that another row may own, two ids where one was looked for: these prove
-- nothing. That a list does not show an order proves nothing either. (No list shows who made an order: one that
-- somebody else made on the contract at that moment looks like ours.)

local data_share <const> = require "unom.bulk.carrier.data_share"
local entries <const> = require "unom.bulk.carrier.entries"
local identity <const> = require "unom.bulk.carrier.identity"
local operations <const> = require "unom.operations"
local orders <const> = require "unom.bulk.carrier.orders"
local ownership <const> = require "unom.bulk.carrier.ownership"
local reason <const> = require "unom.reason"
local session <const> = require "unom.bulk.carrier.session"

local filled <const> = entries.filled

-- A kind of evidence:
--   name                          under which a baseline remembers it
--   column                        the ledger's column of a row's own id
--   needs_baseline                does it prove something only beside what was there before the first send?
--   lists_orders                  its questions are those for the two lists of orders
--   questions(row, now)           what is asked: {operation=, arguments=}...; `now`: the moment, as the ledger writes
--                                 it, may be nil
--   listing(answers, contract)    the answers, {reply=, err=} for each question, as `weigh` takes them, with `ids`, the
--                                 ids that a baseline remembers, and `whole`: do they show all there is?
--   weigh(row, listing, known)    the conclusion: {seen=reason, candidate=orderId, reserve_id=, accepted=, state=,
--                                 hopeless=}. `candidate`: the one order that can be the row's, by this listing;
--                                 `accepted`: the carrier accepted the row; `state`: it is done; `hopeless`: asking
--                                 again can prove no more
--   own(row, listing, known)      an array of what in the lists could be the row's own order
-- where `known` is what the ledger knows of the listing:
--   is_known(id)                  was the id there before, or is it a row's?
--   unexplained                   the ids of orders that are no row's and not known as other people's
--   could_own(row, id)            could that order be the row's?
--   is_new(id)                    is it known since when the order is listed?
--   seen_before                   what was whole before the first send: "both" lists of orders, the "accepting" one,
--                                 nil: none
--   rivals                        the other rows of the contract that the carrier may have acted on
--   adopts                        false where people order on the contract all the time: no order is the row's by being
--                                 the only one
local function of_contract(row)
	return { contractId = row.contract }
end

local function asking(...)
	local names <const> = { ... }
	return function(row)
		local questions <const> = {}
		for index, operation in ipairs(names) do
			questions[index] = { operation = operation, arguments = of_contract(row) }
		end
		return questions
	end
end

-- ---- orders: an unexplained orderId in the lists of operations 07 and 08 ----

local ask_for_orders <const> = asking(table.unpack(orders.LISTS))
local LIST_NAMES <const> = { "accepting", "completed" } -- as they are called in a listing

--- Every order in the two lists, by its id, in their order; and each list by itself, nil where it could not be had:
-- `failures` has the errors by operation.
local function list_orders(answers, contract)
	local listing <const> = { ids = {}, by_id = {}, whole = true, failures = {} }
	for index, operation in ipairs(orders.LISTS) do
		local list <const> = orders.list(operation, answers[index].reply, contract)
		listing[LIST_NAMES[index]] = list
		listing.failures[operation] = answers[index].err
		listing.whole = listing.whole and list ~= nil and list.whole
		for _, id in ipairs(list and list.ids or {}) do
			if not listing.by_id[id] then
				listing.ids[#listing.ids + 1] = id
			end
			listing.by_id[id] = list.by_id[id]
		end
	end
	return listing
end

local function own_orders(row, _, known)
	local own <const> = {}
	for _, id in ipairs(known.unexplained) do
		own[#own + 1] = ownership.has_our_tag(id) and known.could_own(row, id) and id or nil
	end
	return own
end

local function has_rival(known, id)
	for _, rival in ipairs(known.rivals) do
		if known.could_own(rival, id) then
			return true
		end
	end
	return false
end

--- Is the order one that came after the first send? It is where both lists showed all there was before, whatever they
-- leave out now. Where only that of orders under way did, it is while it is in that one: no order comes back to it.
local function is_proved_new(listing, id, seen_before)
	local accepting <const>, completed <const> = listing.accepting, listing.completed
	if seen_before == "both" then
		return accepting ~= nil and completed ~= nil and accepting.readable and completed.readable
	end
	return seen_before ~= nil and accepting ~= nil and accepting.whole and accepting.by_id[id] ~= nil
end

--- Can no later reading show more, since what the lists leave out may be the order?
local function is_hopeless(listing, seen_before)
	return listing.accepting ~= nil and not listing.accepting.whole and seen_before ~= "both"
end

--- What a listing tells of a row in doubt by itself. An order is adopted when it is the candidate again later, see
-- engine/reconciling/doubts.lua.
local function weigh_order(row, listing, known)
	local own <const> = own_orders(row, listing, known)
	local conclusion <const> = { seen = reason.new(#own > 0 and "seen_orders" or "seen_no_orders",
		{ number = #listing.ids, ids = table.concat(own, " ") }) }
	local id <const> = own[1]
	if not known.adopts then
		conclusion.seen = reason.new("seen_shared", { seen = conclusion.seen })
	elseif id and has_rival(known, id) then
		conclusion.seen = reason.new("seen_with_another", { seen = conclusion.seen })
	elseif #own == 1 and known.is_new(id) and ownership.has_its_date(row, listing.by_id[id])
		and is_proved_new(listing, id, known.seen_before) then
		conclusion.candidate = id
	elseif not listing.whole then
		conclusion.seen = reason.new("seen_not_whole", { seen = conclusion.seen })
	end
	conclusion.hopeless = not known.adopts or is_hopeless(listing, known.seen_before)
	return conclusion
end

local ORDERS <const> = {
	name = "orders", column = identity.COLUMNS.orderId, needs_baseline = true, lists_orders = true,
	questions = ask_for_orders, listing = list_orders, weigh = weigh_order, own = own_orders,
}

-- ---- a cancel: the order it was to take back, seen cancelled ----

local function weigh_cancel(row, listing)
	local id <const> = row.arguments.orderId
	local entry <const> = listing.by_id[id]
	local order_status <const> = entry and filled(entry.orderStatus)
	return {
		seen = reason.new(order_status and "seen_order" or "seen_order_missing", { id = id, status = order_status }),
		state = order_status == "11" and "succeeded" or nil,
	}
end

--- The order is taken back, or there is an order that could be the cancel.
local function own_cancel(row, listing, known)
	return weigh_cancel(row, listing).state and { row.arguments.orderId } or own_orders(row, listing, known)
end

local CANCELS <const> = {
	name = "cancels", lists_orders = true,
	questions = ask_for_orders, listing = list_orders, weigh = weigh_cancel, own = own_cancel,
}

-- ---- data share: the line itself is in the list ----

local NO_LIST <const> = { entries = {}, whole = false }

local function list_lines(answers, contract)
	local list <const> = data_share.list(answers[1].reply, answers[1].err, contract) or NO_LIST
	local ids <const> = {}
	for _, entry in ipairs(list.entries) do
		table.move(data_share.words(entry), 1, 4, #ids + 1, ids)
	end
	return { entries = list.entries, whole = list.whole, ids = ids }
end

-- The statuses that a line has once the operation was accepted.
local ACCEPTED_STATUSES <const> = {
	add_data_share_lines = { ["01"] = true, ["02"] = true },
	remove_data_share_line = { ["03"] = true },
}

--- Was the entry's reservation there before, or is it another row's? A registration keeps its id when it is carried
-- out; what a removal reserves shows only in how the line is listed.
local function is_explained(row, entry, is_known)
	local reserve_id <const> = filled(entry.reserveId)
	if row.operation == "add_data_share_lines" and reserve_id then
		return is_known(reserve_id)
	end
	return is_known(data_share.standing(entry))
end

local function weigh_share(row, listing, known)
	local is_known <const> = known.is_known
	local entry <const> = data_share.find(listing, "lineNo", row.arguments.lineNo)
	if not entry then
		local removed <const> = data_share.is_absent(listing, "lineNo", row.arguments.lineNo)
			and row.operation == "remove_data_share_line" and is_known(row.arguments.lineNo)
		return { seen = reason.new("seen_line_missing", { line_no = row.arguments.lineNo }),
			state = removed and "succeeded" or nil }
	end
	local seen <const> = reason.new("seen_line", { line_no = entry.lineNo, status = tostring(entry.status) })
	local conclusion <const> = { seen = seen }
	if ACCEPTED_STATUSES[row.operation][entry.status] and not is_explained(row, entry, is_known) then
		conclusion.reserve_id = filled(entry.reserveId)
		conclusion.accepted = true
	end
	return conclusion
end

local function weigh_share_cancel(row, listing, known)
	local reading <const> = data_share.read(listing, row, { was_listed = known.is_known })
	return { seen = reading.seen, state = reading.state == "succeeded" and reading.state or nil }
end

--- The two kinds share what their baseline remembers.
local function of_share(weigh)
	local function own(row, listing, known)
		local conclusion <const> = weigh(row, listing, known)
		return (conclusion.accepted or conclusion.state) and { identity.of(conclusion) or row.arguments.lineNo
			or row.arguments.reserveId } or {}
	end
	return {
		name = "shares", column = identity.COLUMNS.reserveId, needs_baseline = true,
		questions = asking(data_share.OPERATION), listing = list_lines, weigh = weigh, own = own,
	}
end

local SHARES <const>, SHARE_CANCELS <const> = of_share(weigh_share), of_share(weigh_share_cancel)

-- ---- a session: is the line connected, and what does the log of connections say? ----

local function weigh_session(row, listing)
	local reading <const> = session.read(listing.status, row)
	if reading.state then
		return { seen = reason.new("seen_session", { status = reading.session_status }), state = reading.state }
	end
	local logged <const> = session.read_log(listing.log, row)
	if logged.state then
		return { seen = reason.new("seen_session_ended", { time = logged.ended }), state = logged.state }
	end
	return { seen = reading.session_status and reason.new("seen_session", { status = reading.session_status })
		or reason.new "seen_session_missing" }
end

local SESSIONS <const> = {
	name = "sessions",
	questions = function(row, now) return { session.question(row), session.log_question(row, now) } end,
	listing = function(answers)
		return { ids = {}, whole = answers[1].reply ~= nil, status = answers[1].reply, log = answers[2].reply }
	end,
	weigh = weigh_session,
	own = function() return {} end, -- a session that is cut is cut, however often it is asked for
}

local KINDS <const> = {
	add_data_share_lines = SHARES,
	remove_data_share_line = SHARES,
	cancel_data_share_reserve = SHARE_CANCELS,
	cancel_order = CANCELS,
	disconnect_session = SESSIONS,
}

local evidence <const> = { ORDERS = ORDERS, is_proved_new = is_proved_new }

--- The kind of evidence there is for an operation, as described above.
function evidence.kind(operation)
	return KINDS[operation] or ORDERS
end

--- The kinds of evidence whose lists are read before the first of an array of operations is sent, each once. Those of
-- orders are read before whatever orders: they show whether somebody else does.
function evidence.kinds_with_baseline(names)
	local kinds <const>, seen <const> = {}, {}
	local function add(kind)
		if kind.needs_baseline and not seen[kind] then
			seen[kind] = true
			kinds[#kinds + 1] = kind
		end
	end
	for _, operation in ipairs(names) do
		add(evidence.kind(operation))
		if operations[operation].kind == "order" then
			add(ORDERS)
		end
	end
	return kinds
end

return evidence
