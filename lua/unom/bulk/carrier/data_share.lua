--- What the carrier says of the lines that share their data (operation 10): 01 reserved, 02 registered, 03 removal
-- reserved; a line that was removed is not listed. What was ordered is the reservation: that is not carried out before
-- the first of a month.
--
-- Invariant: a line or a reservation counts as absent only in a whole list of its own contract. The specification names
-- no limit for this list: it is whole when each of its entries could be read.

local entries <const> = require "unom.bulk.carrier.entries"
local reason <const> = require "unom.reason"

local filled <const> = entries.filled

local data_share <const> = {}

data_share.OPERATION = "list_data_share_lines"

local RESERVED <const>, REGISTERED <const>, REMOVAL_RESERVED <const> = "01", "02", "03"

-- The error by which the carrier says that a contract has no group: its list is empty.
local NO_GROUP <const> = "line_group_not_found"

--- Reads the list.
-- @return {entries={...}, whole=bool}; nil when the answer is no list of this contract
function data_share.list(reply, err, contract)
	if err then
		return err.name == NO_GROUP and { entries = {}, whole = true } or nil
	end
	local list <const>, total <const> = entries.of(reply, "linesList", contract, "lineNo")
	return list and { entries = list, whole = #list == total }
end

--- The entries by the values of `key`, the first of each, made once for all rows; and whether each entry has one.
local function index_of(list, key)
	list.indexes = list.indexes or {}
	local index = list.indexes[key]
	if not index then
		index = { first = {}, all_filled = true }
		for _, entry in ipairs(list.entries) do
			local value <const> = filled(entry[key])
			if value then
				index.first[value] = index.first[value] or entry
			else
				index.all_filled = false
			end
		end
		list.indexes[key] = index
	end
	return index
end

--- The first entry of a list whose `key` has that value, or nil.
function data_share.find(list, key, value)
	return index_of(list, key).first[value]
end

--- Does the list prove that there is no entry whose `key` has that value? An entry without the key may be it.
function data_share.is_absent(list, key, value)
	local index <const> = index_of(list, key)
	return list.whole and index.all_filled and index.first[value] == nil
end

-- ---- words: how something was listed ----

local function standing(line_no, status, reserve_id)
	return ("%s:%s:%s"):format(line_no, status, reserve_id)
end

local function reserved(status, reserve_id)
	return ("%s:%s"):format(status, reserve_id)
end

--- How a line is listed, as one word.
function data_share.standing(entry)
	return standing(entry.lineNo, filled(entry.status), filled(entry.reserveId) or "")
end

--- What an entry says, as words: how its line is listed, the line, the reservation, and a reservation that is still to
-- be carried out as such.
function data_share.words(entry)
	local words <const> = { data_share.standing(entry), entry.lineNo }
	local reserve_id <const>, status <const> = filled(entry.reserveId), entry.status
	if reserve_id then
		words[3] = reserve_id
		words[4] = (status == RESERVED or status == REMOVAL_RESERVED) and reserved(status, reserve_id) or nil
	end
	return words
end

-- The status at which each operation's reservation is still to be carried out.
data_share.RESERVES = { add_data_share_lines = RESERVED, remove_data_share_line = REMOVAL_RESERVED }

--- The words of a reservation that is still to be carried out, as a set.
function data_share.words_of_reservation(line_no, status, reserve_id)
	return { [standing(line_no, status, reserve_id)] = true, [reserved(status, reserve_id)] = true }
end

--- How the word for a line with a reservation that is still to be carried out ends, and the line in such a word.
function data_share.ending(status, reserve_id)
	return standing("", status, reserve_id)
end

function data_share.line_in(word)
	return word:match "^(%w+):"
end

-- ---- what a list says of a row ----

local function seen_of(entry, line_no)
	if not entry then
		return reason.new("seen_line_missing", { line_no = line_no })
	end
	return reason.new(filled(entry.reserveId) and "seen_line_reservation" or "seen_line",
		{ line_no = entry.lineNo, status = tostring(entry.status), id = filled(entry.reserveId) })
end

--- A registration has its reservation's id, reserved or carried out. A reservation may be of several lines.
local function read_addition(list, row)
	local line_no <const> = row.arguments.lineNo
	local of_line <const> = data_share.find(list, "lineNo", line_no)
	local entry = of_line
	if row.reserve_id and not (of_line and of_line.reserveId == row.reserve_id) then
		entry = data_share.find(list, "reserveId", row.reserve_id)
	end
	local is_own <const> = entry and entry.lineNo == line_no
	local status <const> = is_own and filled(entry.status) or nil
	return { state = (status == RESERVED or status == REGISTERED) and "succeeded" or nil, order_status = status,
		seen = seen_of(is_own and entry or of_line, line_no) }
end

local function read_removal(list, row, known)
	local line_no <const> = row.arguments.lineNo
	local entry <const> = data_share.find(list, "lineNo", line_no)
	local status <const> = entry and filled(entry.status)
	local done
	if status == REMOVAL_RESERVED then
		done = row.reserve_id ~= nil and entry.reserveId == row.reserve_id
			or row.order_status ~= nil and row.order_status ~= status -- it was seen otherwise after the send
			or known.is_whole() and not known.is_known(data_share.standing(entry))
	else
		done = data_share.is_absent(list, "lineNo", line_no) and known.had_line()
	end
	return { state = done and "succeeded" or nil, order_status = status, seen = seen_of(entry, line_no) }
end

--- The line whose reservation is listed no more, as far as the lines that are still listed tell.
local function line_of(list, status, reserve_id, known)
	for _, entry in ipairs(list.entries) do
		if known.was_listed(standing(entry.lineNo, status, reserve_id)) then
			return entry
		end
	end
end

--- A reservation that is listed no more: what became of its line?
local function read_gone(list, id, known)
	if not data_share.is_absent(list, "reserveId", id) then
		return nil
	elseif known.was_listed(reserved(RESERVED, id)) then
		local entry <const> = line_of(list, RESERVED, id, known)
		return (not entry or entry.status ~= REGISTERED) and "succeeded" or nil
	elseif known.was_listed(reserved(REMOVAL_RESERVED, id)) and not line_of(list, REMOVAL_RESERVED, id, known) then
		return "failed" -- the line was removed
	end
end

--- Reads the list for a row of `cancel_data_share_reserve`: a registration that is taken back is listed no more, and
-- nor is its line; a line whose removal is taken back is registered again.
local function read_cancel(list, row, known)
	local id <const> = row.arguments.reserveId
	local entry <const> = data_share.find(list, "reserveId", id)
	local status <const> = entry and filled(entry.status)
	local state
	if status == REGISTERED then
		local was_addition <const> = row.order_status == RESERVED or known.was_listed(reserved(RESERVED, id))
		local was_removal <const> = row.order_status == REMOVAL_RESERVED
			or known.was_listed(standing(entry.lineNo, REMOVAL_RESERVED, id))
		state = was_addition and "failed" or was_removal and "succeeded" or nil
	elseif not entry then
		local removed_line <const> = line_of(list, REMOVAL_RESERVED, id, known)
		state = removed_line and removed_line.status == REGISTERED and "succeeded" or read_gone(list, id, known)
	end
	local seen <const> = entry and reason.new("seen_reservation", { id = id, status = tostring(entry.status) })
		or reason.new("seen_reservation_missing", { id = id })
	return { state = state, order_status = status, seen = seen,
		reason = state == "failed" and reason.new("not_taken_back", { seen = seen }) or nil }
end

local READERS <const> = {
	add_data_share_lines = read_addition,
	remove_data_share_line = read_removal,
	cancel_data_share_reserve = read_cancel,
}

--- Reads the list for a row.
-- @param row with its reserve_id, where it has one, and the `order_status` that it was last seen at
-- @param known what was listed earlier: {is_known(word)=before the row was first sent, is_whole()=is all of that known,
--   was_listed(word)=at any time, had_line()=the row's line, at any time}
-- @return {state=nil | a final state, order_status=, seen=what the list shows, as a reason, reason=why it failed, or
--   that the list does not show all there is}
function data_share.read(list, row, known)
	local reading <const> = READERS[row.operation](list, row, known)
	if not reading.state and not list.whole then
		reading.reason = reason.new "share_not_whole"
	end
	return reading
end

return data_share
