--- Is what a row ordered in effect? Told by its order's day, its order in the lists of orders, and its line as the
-- carrier shows it now.
--
-- Invariant: a row is as ordered only where a reply of the carrier shows it, or its order as complete where no reply
-- shows more; it differs only where a reply shows something else after its day. What is not told is not verifiable.

local acting <const> = require "unom.catalogue.acting"
local effect <const> = require "unom.bulk.carrier.effect"
local operations <const> = require "unom.operations"
local standing <const> = require "unom.bulk.carrier.standing"
local status <const> = require "unom.bulk.carrier.status"

local verification <const> = {
	-- The words, in the order in which they are told.
	WORDS = { "differs", "not_yet", "changed_since", "not_verifiable", "as_ordered" },
}

-- How a comparison ends.
local SAME <const>, OTHER <const>, PENDING <const> = "same", "other", "pending"

local NOTHING <const> = {}

local CARRIED_OUT <const>, TAKEN_BACK <const> = "60", "11"
local RESERVED <const>, REGISTERED <const>, REMOVAL_RESERVED <const> = "01", "02", "03"

local TERMINATION <const> = "terminate_line"

-- The carrier shows a line that was terminated until that day is over.
local THE_DAY_AFTER <const> = { [TERMINATION] = true }

local function not_shown(why)
	return nil, why
end

local function other(field, new, old)
	return OTHER, { field = field, old = old, new = new }
end

-- ---- what the carrier shows, beside what was ordered ----

--- Why operation 02 does not show a line.
local function why_not_shown(view)
	return view.lines == "not_offered" and "not_offered" or view.lines == "cut" and "not_listed" or "not_told"
end

--- Is all that is shown as it was before the row, which asks for something that is not shown as well? Then that what is
-- shown is as ordered tells nothing of the order. `wiped`: the row had secrets.
local function is_hidden(row, wanted, context)
	if not (standing.hides(row) or row.wiped) then
		return false
	end
	for _, each in ipairs(wanted) do
		local before <const> = context.seen and context.seen[each.field]
		if before and before ~= each.value then
			return false
		end
	end
	return true
end

local function compare_line(row, view, context)
	local wanted <const> = standing.wanted(row)
	if #wanted == 0 then
		return not_shown "hidden"
	end
	local line_no <const> = row.arguments.lineNo
	local shown <const> = standing.shown(row, view)
	if not shown and row.operation == TERMINATION and context.is_gone then
		return SAME
	elseif not shown and view.lines == "whole" and not view:line(line_no) then
		return other("lineNo", line_no, "")
	elseif not shown then
		return not_shown(why_not_shown(view))
	end
	local all_told = true
	for index, each in ipairs(wanted) do
		local now <const> = shown[index].value
		if now ~= nil and now ~= each.value then
			return other(each.field, each.value, now)
		end
		all_told = all_told and now ~= nil
	end
	if not all_told then
		return not_shown "not_told"
	elseif is_hidden(row, wanted, context) then
		return not_shown "hidden"
	end
	return SAME
end

--- Data volumes are counted: each row of the line adds one to those that were there before.
local function compare_volumes(row, view, context)
	local line <const> = view:line(row.arguments.lineNo)
	local before <const> = context.seen and math.tointeger(tonumber(context.seen.dataVolumes))
	if not line then
		return compare_line(row, view, context)
	elseif not before then
		return not_shown "no_count_before"
	end
	local wanted <const> = before + context.volumes
	if math.tointeger(tonumber(line.dataVolumes)) >= wanted then -- somebody may have added more
		return SAME
	end
	return other("dataVolumes", tostring(wanted), line.dataVolumes)
end

--- How operation 10 lists a line or a reservation: its status, "" where it does not; nil: it does not tell.
local function share_of(row, view)
	local shown <const> = standing.shown(row, view)
	return shown and shown[1].value
end

local function why_not_shared(view)
	return not_shown(view.shares == "not_offered" and "not_offered" or view.shares == "cut" and "not_listed" or "not_told")
end

local function compare_addition(row, view)
	local share <const> = share_of(row, view)
	if not share then
		return why_not_shared(view)
	elseif share == RESERVED then
		return PENDING
	elseif share == REGISTERED or share == REMOVAL_RESERVED then -- it is registered until that is carried out
		return SAME
	end
	return other("share", REGISTERED, share)
end

local function compare_removal(row, view)
	local share <const> = share_of(row, view)
	if not share then
		return why_not_shared(view)
	elseif share == REMOVAL_RESERVED then
		return PENDING
	elseif share == "" then
		return SAME
	end
	return other("share", "", share)
end

--- What was reserved decides how a line stands whose reservation was taken back.
local function compare_reservation(row, view, context)
	local reserved <const> = context.seen and context.seen.share
	local share <const> = share_of(row, view)
	if not share then
		return why_not_shared(view)
	elseif share == RESERVED or share == REMOVAL_RESERVED then
		return other("share", reserved == RESERVED and "" or REGISTERED, share)
	elseif not reserved then
		return not_shown "no_state_before"
	end
	local line <const> = context.seen.lineNo and view:share(context.seen.lineNo)
	if reserved == RESERVED and share ~= "" then
		return other("share", "", share)
	elseif reserved == RESERVED then
		if line and not line.reserveId then -- it may be the reservation's
			return not_shown "not_told"
		end
		return SAME
	end
	if line and line.status == REGISTERED then
		return SAME
	end
	return other("share", REGISTERED, line and line.status or "")
end

--- A device may be back within seconds: then the log of its sessions tells that one was cut.
local function compare_session(_, _, context)
	local session <const> = context.session or {}
	if session.is_cut then
		return SAME
	elseif session.connected and session.has_log then
		return other("sessionStatus", "0", "1")
	end
	return not_shown "not_told"
end

local function compare_cancel(_, _, context)
	local now <const> = context.target_status
	if now == TAKEN_BACK then
		return SAME
	elseif not now then
		return not_shown "not_told"
	elseif not status.state(now, "completion") then
		return PENDING
	end
	return other("orderStatus", TAKEN_BACK, now)
end

--- Does a line have what a row that adds one ordered for it? An address is one line's, an id may be many lines'.
-- @return bool, and whether it is an address
local function is_like(row, line)
	local function has(field)
		local wanted <const> = row.arguments[field]
		return wanted ~= nil and wanted ~= "" and line[field] == wanted
	end
	local by_address <const> = has "sbyIpAddress" or has "roamingIpAddress"
	return by_address or has "authenticationId", by_address
end

--- The line that the row added: the only one that was not there before and has its id or one of its addresses, where
-- no other row that adds a line may have added it.
-- @return its lineNo, and whether it has an address of the row; or nil
function verification.added_line(row, view, context)
	local found, has_address
	if row.operation ~= "add_line" or view.lines ~= "whole" or not context.was_seen then
		return nil
	end
	for _, line in ipairs(view.line_list) do
		local is_own <const>, by_address <const> = is_like(row, line)
		if is_own and not context.was_seen(line.lineNo) then
			if found then
				return nil
			end
			found, has_address = line, by_address
		end
	end
	for _, rival in ipairs(found and context.rivals() or {}) do
		if is_like(rival, found) then
			return nil
		end
	end
	return found and found.lineNo, has_address
end

local function compare_new_line(row, view, context)
	return verification.added_line(row, view, context) and SAME or nil, "only_complete"
end

local COMPARE <const> = {
	add_line = compare_new_line,
	purchase_device = function() return not_shown "only_complete" end,
	add_data_volume = compare_volumes,
	add_data_share_lines = compare_addition,
	remove_data_share_line = compare_removal,
	cancel_data_share_reserve = compare_reservation,
	disconnect_session = compare_session,
	cancel_order = compare_cancel,
}

-- What is hidden, or is not a line that there is yet, is in effect when its order is complete.
local COMPLETE_SERVES <const> = { only_complete = true, hidden = true }

-- ---- the word ----

local function word(name, more)
	local made <const> = { word = name }
	for key, value in pairs(more or {}) do
		made[key] = value
	end
	return made
end

--- Is a row that succeeded in effect? A reservation has no day: the list tells.
local function is_in_effect(row, view, today)
	local day <const> = effect.day(row)
	if day then
		return day <= today
	end
	return (COMPARE[row.operation] or compare_line)(row, view, NOTHING) == SAME
end

--- The later row that is in effect and decides how the line is now; nil: there is none.
local function changed_by(row, view, context)
	for _, later in ipairs(context.later()) do
		if later.state == "succeeded" and (later.job ~= row.job or later.row ~= row.row)
			and is_in_effect(later, view, context.today) then
			return { job = later.job, row = later.row }
		end
	end
end

--- What a row asks for that no reply shows, as a set of fields.
local function hidden_fields(row)
	local hidden <const>, fields <const> = {}, operations[row.operation].fields
	for _, field in ipairs(acting[row.operation].hides or {}) do
		hidden[field] = (row.arguments[field] or row.wiped and fields[field].secret) and true or nil
	end
	return hidden
end

--- May a later row of which it is not known yet have changed what no reply shows?
local function hidden_in_doubt(row, context)
	local hidden <const> = hidden_fields(row)
	for _, later in ipairs(next(hidden) and context.unsettled() or NOTHING) do
		for field in pairs(hidden_fields(later)) do
			if hidden[field] then
				return true
			end
		end
	end
	return false
end

--- The later row in effect that gave another value to what no reply shows, or ended the line; nil: there is none. What
-- cannot be seen any more is another value.
local function hidden_changed_by(row, view, context)
	local open <const>, fields <const> = hidden_fields(row), operations[row.operation].fields
	for _, later in ipairs(next(open) and context.later() or NOTHING) do
		local is_other <const> = later.state == "succeeded" and (later.job ~= row.job or later.row ~= row.row)
		if is_other and is_in_effect(later, view, context.today) then
			local by <const> = { job = later.job, row = later.row }
			if later.operation == TERMINATION then
				return by
			end
			for field in pairs(open) do
				local given <const> = later.arguments[field]
				if given and given == row.arguments[field] then
					open[field] = nil
				elseif given or later.wiped and fields[field].secret then
					return by
				end
			end
		end
	end
end

--- The day on which the order takes effect; the carrier's list of orders may know it when the row does not.
local function day_of(row, order)
	local scheduled <const> = order and order.serviceDateStartScheduled
	local told <const> = type(scheduled) == "string" and scheduled:find "^%d%d%d%d%d%d%d%d$" and scheduled
	return row.takes_effect or told or effect.day(row)
end

--- May it show only later?
local function may_come(row, order, day, today)
	local completion <const> = order and status.state(order.orderStatus, "completion")
	if order and not completion then
		return true
	elseif not day then
		return false
	end
	return today < day or today == day and (THE_DAY_AFTER[row.operation] or completion ~= "succeeded" and row.order_status
		~= CARRIED_OUT) or false
end

--- How the lists show the row's order, in the words of its completion, and whether it is known to be complete. What a
-- cancel orders is told by the order that it takes back.
local function completion_of(row, view)
	local order <const> = row.order_id and view:order(row.order_id)
	local completion <const> = order and row.operation ~= "cancel_order" and status.state(order.orderStatus, "completion")
	return completion, completion == "succeeded" or row.order_status == CARRIED_OUT
end

--- Is the row's order known to be complete?
function verification.is_complete(row, view)
	local _, is_complete <const> = completion_of(row, view)
	return is_complete
end

--- @param row as the ledger gives it
-- @param view of its contract, see contract_view.lua
-- @param context {today=the day in Japan, seen=what the ledger has of its target from before the job|nil,
--   rivals=function() -> other rows that may have added a line since,
--   later=function() -> the rows that may have changed the same since, unsettled=function() -> the like of which it is
--   not known yet, volumes=how many rows of its line added a data volume since then, is_gone=bool: operation 26 knows
--   no such line, session={is_cut=, connected=, has_log=}|nil, target_status=of the order that the row takes back|nil,
--   was_seen=function(lineNo) -> was it there before|nil}
-- @return {word=, day=of not_yet, if it is known, field=, old=as it is now, new=as it was ordered, changed_by={job=,
--   row=}, why=a code of what is not verifiable}
function verification.of(row, view, context)
	if row.state == "unknown" then
		return word("not_verifiable", { why = "unknown" })
	elseif row.state ~= "succeeded" then
		return word "not_yet"
	end
	local order <const> = row.order_id and view:order(row.order_id)
	local completion <const>, is_complete <const> = completion_of(row, view)
	if completion and completion ~= "succeeded" then
		local by <const> = changed_by(row, view, context)
		return by and word("changed_since", { changed_by = by })
			or word("differs", { field = "orderStatus", old = order.orderStatus, new = CARRIED_OUT })
	end
	local day <const> = day_of(row, row.operation ~= "cancel_order" and order or nil)
	if row.arguments.requestDate and day and context.today < day and not is_complete then
		return word("not_yet", { day = day })
	end
	local compared <const>, found = (COMPARE[row.operation] or compare_line)(row, view, context)
	if compared == SAME or not compared and COMPLETE_SERVES[found] and is_complete then
		if hidden_in_doubt(row, context) then
			return word("not_verifiable", { why = "hidden" })
		end
		local by <const> = hidden_changed_by(row, view, context)
		return by and word("changed_since", { changed_by = by }) or word "as_ordered"
	elseif compared == PENDING then
		return word("not_yet", { day = day and context.today < day and day or nil })
	elseif compared == OTHER or COMPLETE_SERVES[found] then
		local is_dated <const> = acting[row.operation].shown_by ~= "get_session" and row.operation ~= "cancel_order"
		if is_dated and may_come(row, order, day, context.today) then
			return word("not_yet", { day = day })
		end
	end
	if not compared then
		return word("not_verifiable", { why = found })
	end
	local by <const> = changed_by(row, view, context)
	return by and word("changed_since", { changed_by = by }) or word("differs", found)
end

return verification
