--- What the carrier's lists prove of a row whose fate is unclear: pure functions over replies.
--
-- Invariant: a finding names an id or a state only when the lists leave no other reading. A list at its limit, an
-- id that another row may own, two ids where one was looked for: these prove nothing. That a list does not show an
-- order proves nothing either. (What no list can tell is an order that somebody else made on the contract just then.)

local operations <const> = require "unom.operations"

local evidence <const> = {}

local function entries(answer, key)
	local list <const> = answer.reply and answer.reply[key]
	return type(list) == "table" and list or {}
end

--- A list that was refused, or that may have been cut off at its limit, does not show all there is.
local function is_whole(question, answer)
	if answer.err then
		return question.empty_when ~= nil and answer.err.name == question.empty_when
	end
	return #entries(answer, question.list) < (operations[question.operation].list_limit or math.huge)
end

local function all_whole(kind, answers)
	for index, question in ipairs(kind.lists) do
		if not is_whole(question, answers[index]) then
			return false
		end
	end
	return true
end

-- ---- orders: an unexplained orderId in the lists of operations 07 and 08 ----
-- The accepting list is asked first: an order that moves to the other one meanwhile stands in both, not in neither.

local ORDERS <const> = {
	name = "orders",
	own_id = "order_id",
	needs_baseline = true,
	lists = {
		{ operation = "list_accepting_orders", list = "orderList" },
		{ operation = "list_completed_orders", list = "orderList" },
	},
}

--- Every order listed, by its id.
local function orders_listed(answers)
	local listed <const>, ids <const> = {}, {}
	for index, question in ipairs(ORDERS.lists) do
		for _, entry in ipairs(entries(answers[index], question.list)) do
			local id <const> = entry.orderId
			if type(id) == "string" and id ~= "" then
				if not listed[id] then
					ids[#ids + 1] = id
				end
				listed[id] = entry
			end
		end
	end
	return listed, ids
end

function ORDERS.ids(answers)
	return select(2, orders_listed(answers))
end

local function may_be_of(row, entry)
	return not row.arguments.requestDate or entry.requestDate == row.arguments.requestDate
end

function ORDERS.weigh(row, answers, is_known, has_rival)
	local listed <const>, ids <const> = orders_listed(answers)
	local unexplained <const> = {}
	for _, id in ipairs(ids) do
		if not is_known(id) then
			unexplained[#unexplained + 1] = id
		end
	end
	local finding <const> = { seen = ("%d listed, unexplained: %s"):format(#ids,
		#unexplained > 0 and table.concat(unexplained, " ") or "none") }
	local whole <const>, id <const> = all_whole(ORDERS, answers), unexplained[1]
	if has_rival then
		finding.seen = finding.seen .. "; another row's order may be among them"
	elseif not whole then
		finding.seen = finding.seen .. "; the lists do not show all there is"
	elseif #unexplained == 1 and may_be_of(row, listed[id]) then
		finding.order_id = id
	end
	finding.hopeless = #unexplained > 1 or not whole
	return finding
end

-- ---- a cancel: the order it was to take back, seen cancelled ----

local CANCELS <const> = { name = "cancels", lists = ORDERS.lists }

function CANCELS.ids()
	return {}
end

function CANCELS.weigh(row, answers)
	local entry <const> = orders_listed(answers)[row.arguments.orderId]
	return {
		seen = ("order %s has status %s"):format(row.arguments.orderId, entry and entry.orderStatus or "unknown"),
		state = entry and entry.orderStatus == "11" and "succeeded" or nil,
	}
end

-- ---- data share: the line itself stands in the list ----

local SHARES <const> = {
	name = "shares",
	own_id = "reserve_id",
	needs_baseline = true,
	current = true, -- a line that left and came back is another story: only the last baseline counts
	lists = { { operation = "list_data_share_lines", list = "linesList", empty_when = "line_group_not_found" } },
}

--- How a line stands, as one word.
local function standing(entry)
	return ("%s:%s:%s"):format(entry.lineNo, entry.status, entry.reserveId or "")
end

--- A registration that is reserved and not yet carried out, as one word.
local function registration(reserve_id)
	return "01:" .. reserve_id
end

function SHARES.ids(answers)
	local ids <const> = {}
	for _, entry in ipairs(entries(answers[1], "linesList")) do
		if entry.lineNo then
			ids[#ids + 1] = standing(entry)
			ids[#ids + 1] = entry.lineNo
			ids[#ids + 1] = entry.reserveId
			ids[#ids + 1] = entry.status == "01" and entry.reserveId and registration(entry.reserveId) or nil
		end
	end
	return ids
end

-- The statuses a line has once the operation was accepted.
local ACCEPTED_STATUSES <const> = {
	add_data_share_lines = { ["01"] = true, ["02"] = true },
	remove_data_share_line = { ["03"] = true },
}

local function find(list, key, value)
	for _, entry in ipairs(list) do
		if entry[key] == value then
			return entry
		end
	end
end

--- A reserved registration that is gone was taken back: one that was carried out stays listed, as 02. A reserved
-- removal is gone either way, and proves nothing.
local function weigh_share_cancel(row, list, whole, is_known)
	local id <const> = row.arguments.reserveId
	local entry <const> = find(list, "reserveId", id)
	return {
		seen = entry and ("reservation %s has status %s"):format(id, entry.status)
			or ("reservation %s is not listed"):format(id),
		state = whole and not entry and is_known(registration(id)) and "succeeded" or nil,
	}
end

--- Is the entry's reservation one that was there before, or another row's? A registration keeps its id when it is
-- carried out; what a removal reserves shows in the standing alone.
local function is_explained(row, entry, is_known)
	if row.operation == "add_data_share_lines" and entry.reserveId then
		return is_known(entry.reserveId)
	end
	return is_known(standing(entry))
end

function SHARES.weigh(row, answers, is_known)
	local list <const> = entries(answers[1], "linesList")
	local whole <const> = all_whole(SHARES, answers)
	if row.operation == "cancel_data_share_reserve" then
		return weigh_share_cancel(row, list, whole, is_known)
	end
	local entry <const> = find(list, "lineNo", row.arguments.lineNo)
	local finding <const> = { seen = entry and ("line %s has status %s"):format(entry.lineNo, entry.status)
		or ("line %s is not listed"):format(row.arguments.lineNo) }
	if entry and ACCEPTED_STATUSES[row.operation][entry.status] and not is_explained(row, entry, is_known) then
		finding.reserve_id = entry.reserveId
		finding.accepted = true
	elseif not entry and whole and row.operation == "remove_data_share_line" and is_known(row.arguments.lineNo) then
		finding.state = "succeeded"
	end
	return finding
end

-- ---- a session: is the line connected? ----

local SESSIONS <const> = { name = "sessions", lists = { { operation = "get_session" } }, of_line = true }

function SESSIONS.ids()
	return {}
end

function SESSIONS.weigh(_, answers)
	local status <const> = answers[1].reply and answers[1].reply.sessionStatus
	return {
		seen = ("sessionStatus %s"):format(status or "unknown"),
		state = status == "0" and "succeeded" or nil,
	}
end

local KINDS <const> = {
	add_data_share_lines = SHARES,
	remove_data_share_line = SHARES,
	cancel_data_share_reserve = SHARES,
	cancel_order = CANCELS,
	disconnect_session = SESSIONS,
}

--- The kind of evidence there is for an operation: {name=, own_id=the column of a row's own id, ids(answers)=,
-- weigh(row, answers, is_known, has_rival)=}.
-- `ids` names what a baseline remembers; `weigh` returns {seen=words, order_id=|reserve_id=, accepted=, state=,
-- hopeless=}: `accepted` or an id: it was accepted; `state`: it is done; `hopeless`: a later look can prove no more.
function evidence.kind(operation)
	return KINDS[operation] or ORDERS
end

--- The questions whose answers `weigh` and `ids` read.
function evidence.questions(kind, row)
	local questions <const> = {}
	for index, question in ipairs(kind.lists) do
		questions[index] = { operation = question.operation,
			arguments = { contractId = row.contract, lineNo = kind.of_line and row.arguments.lineNo or nil } }
	end
	return questions
end

--- Do the answers show all there is?
function evidence.is_whole(kind, answers)
	return all_whole(kind, answers)
end

return evidence
