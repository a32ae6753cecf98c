--- Holds ledgers against what the simulated carrier says that it accepted.
--
-- Every order at the carrier is matched with the rows of lists that ask for exactly it: the same operation, contract
-- and cells. Rows that ask for the same (twice the same line) share their orders, each with its own.
--
-- Invariant: a ledger is not believed: what a row says of its order is compared with the carrier, every order of the
-- carrier must belong to a row or may come from a row in doubt, and none is there that nobody asked for.

local books <const> = require "chaos.books"
local cjson <const> = require "cjson"
local csv <const> = require "support.csv"
local key <const> = require "chaos.key"
local losses <const> = require "chaos.losses"
local requests <const> = require "chaos.requests"
local states <const> = require "unom.bulk.ledger.states"

local audit <const> = {}

--- Groups the rows with the orders that are exactly what they ask for. An order that no row asks for has none.
local function grouped(read, orders, report)
	local groups <const> = {}
	for _, book in ipairs(read) do
		for _, row in ipairs(book.rows) do
			groups[row.key] = groups[row.key] or { key = row.key, rows = {}, orders = {} }
			table.insert(groups[row.key].rows, row)
		end
	end
	for _, order in ipairs(orders) do
		local group <const> = groups[key.of_order(order)]
		if group and not order.foreign then
			table.insert(group.orders, order)
		elseif not order.foreign then -- which is nobody's here, whatever it asks for
			report(("order %s (%s) is at the carrier and in no row of a list"):format(key.id_of(order), order.operation))
		end
	end
	return groups
end

-- ---- what must be true of a row by its state ----

-- The statuses of the order of a row of that state; the carrier's journal shows orders as get_order_status does.
local STATUSES <const> = {
	succeeded = { ["03"] = true, ["10"] = true, ["15"] = true, ["16"] = true, ["30"] = true, ["60"] = true },
	rejected = { ["04"] = true }, failed = { ["05"] = true }, cancelled = { ["11"] = true },
}
-- A reservation ends otherwise: it is there, or was carried out.
local RESERVED <const> = {
	add_data_share_lines = { succeeded = { ["01"] = true, ["02"] = true } },
	remove_data_share_line = { succeeded = { ["03"] = true, gone = true } },
	cancel_data_share_reserve = { succeeded = { ["0"] = true } },
}

local function has_status(orders, status)
	for _, order in ipairs(orders) do
		if order.status == status then
			return true
		end
	end
	return false
end

-- What shows that a row without an id of its own did succeed: function(facts, cells, group).
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
		return has_status(group.orders, "gone") or has_status(group.orders, "03")
	end,
	disconnect_session = function(facts, cells, group)
		return #group.orders > 0 and not facts.sessions_stay
			or math.tointeger(tonumber(cells.lineNo:sub(-7))) % 3 == 0 -- was never connected
	end,
}

--- Did the row take the order from the carrier's lists?
local function has_adopted(row, id)
	for _, event in ipairs(row.events) do
		if event.what == "adopted" and event.detail.id == id then
			return true
		end
	end
	return false
end

--- Did the row take an order from the lists that the carrier had answered somebody else with? That is the one case in
-- which a list can mislead (see docs/reliability.md), and is counted apart.
local function is_mistaken(facts, row, id)
	local person <const> = facts.answered[id]
	if person == nil or person == row.book.person or not has_adopted(row, id) then
		return false
	end
	facts.mistaken = facts.mistaken + 1
	return true
end

local function described(group)
	local lines <const> = {}
	for _, row in ipairs(group.rows) do
		lines[#lines + 1] = ("  %s, job %d, row %d: %s%s"):format(row.book.path, row.job, row.row, row.state,
			row.may_have_acted and ", with the mark" or "")
		for _, event in ipairs(row.events) do
			lines[#lines + 1] = ("    %s %s %s"):format(event.time, event.what,
				event.detail and cjson.encode(event.detail) or "")
		end
	end
	for _, order in ipairs(group.orders) do
		lines[#lines + 1] = ("  at the carrier: %s status %s fault %s accepted at %.3f"):format(key.id_of(order) or "session",
			order.status, order.fault or "none", order.acceptedAt)
	end
	return table.concat(lines, "\n")
end

--- Notes that the row has the order. No two rows of a ledger have one, and no two people.
local function claim(facts, order, row, group, report)
	local claims <const> = facts.claimed[order] or { rows = {} }
	facts.claimed[order] = claims
	local of_ledger <const> = claims.rows[row.book.id]
	if of_ledger and (of_ledger.job ~= row.job or of_ledger.row ~= row.row) then
		report(("holds %s, which is row %d's of job %d"):format(key.id_of(order), of_ledger.row, of_ledger.job), row, group)
	elseif claims.row and claims.row.book.person ~= row.book.person then
		local id <const> = key.id_of(order)
		if has_adopted(row, id) and has_adopted(claims.row, id) then -- neither was answered with it: one is mistaken
			facts.mistaken = facts.mistaken + 1
		else
			report(("holds %s, which is %s's"):format(id, claims.row.book.person), row, group)
		end
	end
	claims.rows[row.book.id], claims.row = row, row
end

local function check_own_order(facts, row, group, id, report)
	if is_mistaken(facts, row, id) then
		return
	end
	local order
	for _, candidate in ipairs(group.orders) do
		if key.id_of(candidate) == id then
			order = candidate
		end
	end
	if not order then
		local other <const> = facts.by_id[id]
		facts.false_succeeded = facts.false_succeeded + (row.state == "succeeded" and 1 or 0)
		if facts.has_strangers and other and (other.foreign or facts.before[id]) then
			row.has_anothers = true
			table.insert(facts.taken, ("row %d of job %d (%s) took %s, a stranger's %s accepted at %.3f\n%s"):format(row.row,
				row.job, group.key, id, other.operation, other.acceptedAt, described(group)))
			return
		end
		return report(("holds %s, which is %s"):format(id, other
			and ("a %s for %s"):format(other.operation, other.lineNo or "no line") or "not at the carrier"), row, group)
	end
	claim(facts, order, row, group, report)
	local expected <const> = (RESERVED[row.operation] or STATUSES)[row.state]
	if row.book.current and expected and not expected[order.status] then
		report(("is %s, its order %s has status %s"):format(row.state, id, order.status), row, group)
	end
end

local function line_of(order)
	local lines <const> = order.arguments.linesList
	return order.contractId .. " " .. (lines and lines[1].lineNo or order.arguments.lineNo or "")
end

--- Has somebody reserved something else for the line since? Then no list shows the reservation any more, and its row
-- is `unknown` after minutes for which no trial waits.
local function is_overtaken(facts, row)
	local own <const> = RESERVED[row.operation] and facts.by_id[row.reserve_id or false]
	for _, order in pairs(own and facts.by_id or {}) do
		if RESERVED[order.operation] and order.acceptedAt > own.acceptedAt and line_of(order) == line_of(own) then
			return true
		end
	end
	return false
end

--- A row that was counted has one of as many orders as rows, nobody knows which: there is one with the end of the row
-- that no row names, and its id is among those that were counted.
local function check_counted(facts, row, group, report)
	local expected <const> = STATUSES[row.state] or {}
	for _, order in ipairs(group.orders) do
		if not facts.claimed[order] and expected[order.status] and row.reason.ids:find(key.id_of(order), 1, true) then
			return
		end
	end
	report(("was counted as %s, and none of its orders is"):format(row.state), row, group)
end

local function check_row(facts, row, group, report)
	local proof <const> = PROOFS[row.operation]
	-- The reply to a reservation's cancel has the reservation's own id: the record of the cancel has it as well.
	local id <const> = row.order_id or row.reserve_id
	if id then
		check_own_order(facts, row, group, id, report)
	elseif row.evidence == "counted" then
		check_counted(facts, row, group, report)
	elseif row.state == "succeeded" and not (proof and proof(facts, row.cells, group)) then
		report("is succeeded, and nothing at the carrier shows it", row, group)
	end
	if row.state == "succeeded" and proof and not proof(facts, row.cells, group) then
		report("is succeeded, and the carrier did not do it", row, group)
	end
	if row.book.current and not facts.may_be_open and not row.held and not states.is_final(row.state)
		and not (row.state == "tracking" and is_overtaken(facts, row)) then
		report("was left " .. row.state, row, group)
	end
end

-- What has no id at the carrier: a row that is cut again on a copy of the ledger names none of both, and one whose cut
-- was accepted and cut nothing is failed.
local HAS_NO_ID <const> = { disconnect_session = true }

--- May the row have an order at the carrier that it does not name?
local function has_nameless(row)
	return books.is_nameless(row) or row.has_anothers or HAS_NO_ID[row.operation] and row.state == "failed"
end

--- More orders than the rows account for: each row has the one it names, or one that it could not name. The rows of a
-- ledger that was put aside are there twice where a copy of it took its place: counted once.
local function check_owners(facts, group, report)
	local nameless <const>, seen <const> = {}, {}
	for _, row in ipairs(group.rows) do
		local name <const> = ("%s %d %d"):format(row.book.id, row.job, row.row)
		if has_nameless(row) and (HAS_NO_ID[row.operation] or not seen[name]) then
			seen[name] = true
			nameless[#nameless + 1] = row
		end
	end
	local unclaimed = 0
	for _, order in ipairs(group.orders) do
		unclaimed = unclaimed + (facts.claimed[order] and 0 or 1)
	end
	local allowed <const> = #nameless + facts.words:number_more(group.key)
	if unclaimed > allowed then
		report(("%d orders at the carrier for %d rows, of which %d have no row; %d may"):format(#group.orders, #group.rows,
			unclaimed, allowed), group.rows[1], group)
	end
end

-- An order that ended so has cost nothing: its row may be ordered again. A session that is cut, or a reservation that
-- is taken back, is so however often.
local CAME_TO_NOTHING <const> = { ["04"] = true, ["05"] = true, ["11"] = true, cancelled = true, ["0"] = true }

--- No more orders than people asked for.
local function check_words(facts, group, report)
	local number = 0
	for _, order in ipairs(group.orders) do
		number = number + (CAME_TO_NOTHING[order.status] and 0 or 1)
	end
	local asked <const> = facts.words:number(group.key)
	if number > asked then
		report(("was ordered %d times, and asked for %d times"):format(number, asked), group.rows[1], group)
	end
end

local function is_resent(event)
	return event.what == "resolved" and event.detail.answer == "resend"
end

-- The events after which a row may be sent again: nothing was done, by the carrier's word, or by the lists and the word
-- of a person who vouches for how late they are. The orders at the carrier show whether it was so.
local NOTHING_DONE <const> = { not_done = true, not_listed = true }

--- A row is sent a second time only after such an event, or after a person's word.
local function check_events(row, group, report)
	local out = false
	for _, event in ipairs(row.events) do
		if event.what == "submitting" then
			if out then
				report("was sent again although it may have been acted on", row, group)
			end
			out = true
		elseif NOTHING_DONE[event.what] or is_resent(event) then
			out = false
		end
	end
end

--- How often a row may have been sent: once, and once more for every time that a person had it sent again, or vouched
-- that it was not there.
local function sends_allowed(row)
	local number = 1
	for _, event in ipairs(row.events) do
		number = number + ((is_resent(event) or event.what == "not_listed") and 1 or 0)
	end
	return number
end

local function check_result(path, book, report)
	local file <close> = io.open(path, "rb")
	local rows <const> = file and csv.parse(file:read("a")) or {}
	if #rows ~= #book.rows then
		report(("the result file has %d rows of %d"):format(#rows, #book.rows))
	end
	for index, row in ipairs(rows) do
		local own <const> = book.rows[index]
		if row["unom.row"] ~= tostring(index) or row["unom.state"] ~= own.state
			or row["unom.orderId"] ~= (own.order_id or own.reserve_id or "") or row.operation ~= own.operation then
			report(("row %d of the result file is not the ledger's"):format(index))
		end
	end
end

--- The ledger has every row of its lists, each as the list has it.
local function check_book(book, lists, report)
	if book.damage then
		report(("the database %s is damaged: %s"):format(book.path, book.damage))
	end
	for _, job in ipairs(book.jobs) do
		local list <const> = job.purpose == "list" and lists[job.sha256]
		if list and job.total ~= list.rows then
			report(("job %d of %s has %d rows, its list %d"):format(job.job, book.path, job.total, list.rows))
		end
	end
	for _, row in ipairs(book.rows) do
		if row.operation ~= row.cells.operation or row.contract ~= row.cells.contractId then
			report(("row %d of job %d of %s is not the list's"):format(row.row, row.job, book.path))
		end
	end
end

-- ---- the audit ----

local function by_id(...)
	local found <const> = {}
	for _, orders in ipairs { ... } do
		for _, order in ipairs(orders) do
			if key.id_of(order) and order.operation ~= "cancel_data_share_reserve" then
				found[key.id_of(order)] = order
			end
		end
	end
	return found
end

--- The person whose request the carrier answered with an id, by id.
local function answered(read)
	local people <const> = {}
	for _, book in ipairs(read) do
		for _, row in ipairs(book.rows) do
			for _, event in ipairs(row.events) do
				if event.what == "accepted" and event.detail and event.detail.id then
					people[event.detail.id] = book.person
				end
			end
		end
	end
	return people
end

--- @param trial {books=as chaos.books reads them, each with person= and current=bool: is it where its person's ledger
--   is?, lists=those that were run, words=, orders=those at the carrier which came after `others`, others=those before,
--   may_be_open=bool, sessions_stay=does an accepted cut cut nothing?, has_strangers=does somebody order who is no
--   person here?; and where one list was run once: result=path, requests=those since}
-- @return violations, an array of texts; and what was counted: {mistaken=orders of another person that were taken for
--   a row's own, taken=texts on orders of strangers that were, false_succeeded=rows that are succeeded with an order
--   that is not their own, losses=see losses.lua}
function audit.check(trial)
	local violations <const> = {}
	local function report(what, row, group)
		violations[#violations + 1] = row and ("row %d of job %d (%s) %s\n%s"):format(row.row, row.job, group.key, what,
			described(group)) or what
	end
	local facts <const> = {
		may_be_open = trial.may_be_open, by_id = by_id(trial.others, trial.orders), claimed = {}, words = trial.words,
		before = by_id(trial.others), answered = answered(trial.books), mistaken = 0, taken = {}, false_succeeded = 0,
		sessions_stay = trial.sessions_stay, has_strangers = trial.has_strangers,
	}
	for _, book in ipairs(trial.books) do
		check_book(book, trial.lists, report)
	end
	local groups <const> = grouped(trial.books, trial.orders, report)
	facts.losses = losses.count(groups)
	for _, group in pairs(groups) do
		for _, row in ipairs(group.rows) do
			check_row(facts, row, group, report)
			check_events(row, group, report)
		end
		check_owners(facts, group, report)
		check_words(facts, group, report)
	end
	local book <const> = trial.books[1]
	if trial.requests then
		requests.check(book.rows, sends_allowed, trial.requests, report)
	end
	if trial.result then
		check_result(trial.result, book, report)
	end
	return violations, facts
end

return audit
