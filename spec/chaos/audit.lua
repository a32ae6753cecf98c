--- Holds a ledger against what the simulated carrier says that it accepted.
--
-- Every order at the carrier is matched with the rows of the list that ask for exactly it: the same operation,
-- contract and cells. Rows that ask for the same (twice the same line) share their orders, each with its own.
--
-- Invariant: the ledger is not believed: what a row says of its order is compared with the carrier, and every order of
-- the carrier must belong to a row or may come from a row in doubt.

local cjson <const> = require "cjson"
local csv <const> = require "support.csv"
local ledgers <const> = require "unom.bulk.ledger"
local states <const> = require "unom.bulk.ledger.states"
local mixture <const> = require "chaos.mixture"
local requests <const> = require "chaos.requests"

local audit <const> = {}

local NOT_COMPARED <const> = { operation = true, agreement = true, number = true }

--- What an order asks for, as one word: the same for a row of the list and for its order at the carrier.
function audit.key_of(operation, cells)
	local words <const> = {}
	for name, value in pairs(cells) do
		if type(value) == "string" and not mixture.SECRET[name] and not NOT_COMPARED[name] then
			words[#words + 1] = name .. "=" .. value
		end
	end
	table.sort(words)
	return operation .. " " .. table.concat(words, " ")
end

--- The arguments of an order as the list has them: those of its one line beside the others.
function audit.flat(arguments)
	local cells <const> = {}
	for name, value in pairs(arguments) do
		cells[name] = value
	end
	for name, value in pairs(arguments.linesList and arguments.linesList[1] or {}) do
		cells[name] = value
	end
	return cells
end

local function group_for(groups, key)
	groups[key] = groups[key] or { key = key, rows = {}, orders = {} }
	return groups[key]
end

local function id_of(order)
	return order.orderId or order.reserveId
end

--- Groups the rows with the orders that are exactly what they ask for. An order that no row asks for has none.
local function grouped(list, stored, orders, report)
	local groups <const> = {}
	for index, cells in ipairs(list) do
		table.insert(group_for(groups, audit.key_of(cells.operation, cells)).rows, stored[index])
	end
	for _, order in ipairs(orders) do
		local group <const> = groups[audit.key_of(order.operation, audit.flat(order.arguments))]
		if group then
			table.insert(group.orders, order)
		else
			report(("order %s (%s) is at the carrier and in no row of the list"):format(id_of(order), order.operation))
		end
	end
	return groups
end

-- ---- what must be true of a row by its state ----

-- The status of the order of a row of that state; the carrier's journal shows orders by their acceptance.
local STATUSES <const> = { succeeded = "03", rejected = "04", failed = "05", cancelled = "11" }
-- A reservation ends otherwise.
local RESERVED <const> = {
	add_data_share_lines = { succeeded = "02" },
	remove_data_share_line = { succeeded = "gone" },
	cancel_data_share_reserve = { succeeded = "0" },
}

local function has_status(orders, status)
	for _, order in ipairs(orders) do
		if order.status == status then
			return true
		end
	end
	return false
end

-- What shows that a row without an id of its own did succeed: function(facts, row, cells, group).
local PROOFS <const> = {
	cancel_order = function(facts, cells)
		local target <const> = facts.by_id[cells.orderId]
		return target ~= nil and target.status == "11"
	end,
	cancel_data_share_reserve = function(facts, cells)
		local target <const> = facts.by_id[cells.reserveId]
		return target ~= nil and target.status == "cancelled"
	end,
	remove_data_share_line = function(_, _, group)
		return has_status(group.orders, "gone")
	end,
	disconnect_session = function(_, cells, group)
		return #group.orders > 0 or math.tointeger(tonumber(cells.lineNo:sub(-7))) % 3 == 0 -- was never connected
	end,
}

local function check_own_order(facts, row, group, id, report)
	local order
	for _, candidate in ipairs(group.orders) do
		if id_of(candidate) == id then
			order = candidate
		end
	end
	if not order then
		local other <const> = facts.by_id[id]
		return report(("holds %s, which is %s"):format(id, other
			and ("a %s for %s"):format(other.operation, other.lineNo or "no line") or "not at the carrier"), row, group)
	elseif facts.claimed[order] then
		return report(("holds %s, which is row %d's"):format(id, facts.claimed[order].row), row, group)
	end
	facts.claimed[order] = row
	local expected <const> = (RESERVED[row.operation] or STATUSES)[row.state]
	if expected and order.status ~= expected then
		report(("is %s, its order %s has status %s"):format(row.state, id, order.status), row, group)
	end
end

local function check_row(facts, row, cells, group, report)
	local proof <const> = PROOFS[row.operation]
	-- The reply to a reservation's cancel has the reservation's own id: the record of the cancel has it as well.
	local id <const> = row.order_id or row.reserve_id
	if id then
		check_own_order(facts, row, group, id, report)
	elseif row.state == "succeeded" and not (proof and proof(facts, cells, group)) then
		report("is succeeded, and nothing at the carrier shows it", row, group)
	end
	if row.state == "succeeded" and proof and not proof(facts, cells, group) then
		report("is succeeded, and the carrier did not do it", row, group)
	end
	if not facts.may_be_open and not states.is_final(row.state) then
		report("was left " .. row.state, row, group)
	end
end

--- More orders than the rows account for: each row has the one it names, or one that it could not name.
local function check_count(facts, group, report)
	local named, nameless = 0, 0
	for _, row in ipairs(group.rows) do
		if row.order_id or row.reserve_id then
			named = named + 1
		elseif row.state == "unknown" or row.state == "submitting" or row.state == "succeeded" then
			nameless = nameless + 1
		end
	end
	local unclaimed = 0
	for _, order in ipairs(group.orders) do
		unclaimed = unclaimed + (facts.claimed[order] and 0 or 1)
	end
	if unclaimed > nameless then
		report(("%d orders at the carrier for %d rows, %d with an id and %d that may have one"):format(
			#group.orders, #group.rows, named, nameless), group.rows[1], group)
	end
end

local function is_resent(event)
	return event.what == "resolved" and event.detail.answer == "resend"
end

--- A row is sent a second time only after the event that nothing was done, or after a person's word.
local function check_events(row, events, group, report)
	local out = false
	for _, event in ipairs(events) do
		if event.what == "submitting" then
			if out then
				report("was sent again although it may have been acted on", row, group)
			end
			out = true
		elseif event.what == "not_done" or is_resent(event) then
			out = false
		end
	end
end

--- How often a row may have been sent: once, and once more for every time that a person had it sent again.
local function sends_allowed(events)
	local number = 1
	for _, event in ipairs(events) do
		number = number + (is_resent(event) and 1 or 0)
	end
	return number
end

local function check_result(path, list, stored, report)
	local file <close> = io.open(path, "rb")
	local rows <const> = file and csv.parse(file:read("a")) or {}
	if #rows ~= #list then
		report(("the result file has %d rows of %d"):format(#rows, #list))
	end
	for index, row in ipairs(rows) do
		local own <const> = stored[index]
		if row["unom.row"] ~= tostring(index) or row["unom.state"] ~= own.state
			or row["unom.orderId"] ~= (own.order_id or own.reserve_id or "") or row.operation ~= own.operation then
			report(("row %d of the result file is not the ledger's"):format(index))
		end
	end
end

-- ---- the audit ----

local function by_id(...)
	local found <const> = {}
	for _, orders in ipairs { ... } do
		for _, order in ipairs(orders) do
			if id_of(order) and (order.operation ~= "cancel_data_share_reserve") then
				found[id_of(order)] = order
			end
		end
	end
	return found
end

local function read_ledger(path, list, report)
	local ledger <close> = assert(ledgers.open(path))
	local stored <const>, events <const> = ledger:rows_after(1, 0, #list + 1), {}
	if #stored ~= #list or #ledger:jobs() ~= 1 then
		report(("the ledger has %d jobs, and %d rows of %d in the first"):format(#ledger:jobs(), #stored, #list))
	end
	for index, row in ipairs(stored) do
		events[index] = ledger:events(1, row.row)
		if row.operation ~= list[index].operation or row.contract ~= list[index].contractId then
			report(("row %d is not the list's"):format(index))
		end
	end
	local sound <const> = ledger.database:first("PRAGMA integrity_check").integrity_check
	if sound ~= "ok" then
		report("the database is damaged: " .. sound)
	end
	return stored, events
end

local function described(row, group, events)
	local lines <const> = {}
	for _, event in ipairs(events[row.row]) do
		lines[#lines + 1] = ("    %s %s %s"):format(event.time, event.what,
			event.detail and cjson.encode(event.detail) or "")
	end
	for _, order in ipairs(group.orders) do
		lines[#lines + 1] = ("    at the carrier: %s status %s fault %s accepted at %.3f"):format(id_of(order) or "session",
			order.status, order.fault or "none", order.acceptedAt)
	end
	return table.concat(lines, "\n")
end

--- @param trial {list=rows of the mixture, ledger=path, result=path, orders=those at the carrier which came after
--   `others`, others=those before, requests=those since, may_be_open=bool}
-- @return violations, an array of texts; and the ledger's rows and their events
function audit.check(trial)
	local violations <const> = {}
	local events = {}
	local function report(what, row, group)
		violations[#violations + 1] = row and ("row %d (%s) %s\n%s"):format(row.row, group.key, what,
			described(row, group, events)) or what
	end
	local stored
	stored, events = read_ledger(trial.ledger, trial.list, report)
	local facts <const> = {
		may_be_open = trial.may_be_open, by_id = by_id(trial.others, trial.orders), claimed = {},
	}
	local groups <const> = grouped(trial.list, stored, trial.orders, report)
	for _, group in pairs(groups) do
		for _, row in ipairs(group.rows) do
			check_row(facts, row, trial.list[row.row], group, report)
			check_events(row, events[row.row], group, report)
		end
		check_count(facts, group, report)
	end
	local allowed <const> = {}
	for index in ipairs(stored) do
		allowed[index] = sends_allowed(events[index])
	end
	requests.check(trial.list, allowed, trial.requests, report)
	check_result(trial.result, trial.list, stored, report)
	return violations, stored, events
end

return audit
