--- What the carrier says of the lines that share their data (operation 10): 01 reserved, 02 registered, 03 removal
-- reserved; a line that was removed is not listed.
--
-- Invariant: a line or a reservation counts as absent only in a whole list of its own contract. The specification names
-- no limit for this list: it is whole when each of its entries could be read.

local entries <const> = require "unom.bulk.carrier.entries"

local filled <const> = entries.filled

local data_share <const> = {}

data_share.OPERATION = "list_data_share_lines"

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

--- The first entry of a list whose `key` has that value, or nil.
function data_share.find(list, key, value)
	for _, entry in ipairs(list.entries) do
		if entry[key] == value then
			return entry
		end
	end
end

--- Does the list prove that there is no entry whose `key` has that value? An entry without the key may be it.
function data_share.is_absent(list, key, value)
	for _, entry in ipairs(list.entries) do
		if entry[key] == value or not filled(entry[key]) then
			return false
		end
	end
	return list.whole
end

--- Reads the list for a row of `add_data_share_lines`.
-- @return {state=nil | a final state, order_status=}
function data_share.read_addition(list, row)
	local entry <const> = data_share.find(list, "lineNo", row.arguments.lineNo)
	local status <const> = entry and filled(entry.status)
	return { state = status == "02" and "succeeded" or nil, order_status = status }
end

--- Reads the list for a row of `remove_data_share_line`. Returns a reading.
function data_share.read_removal(list, row)
	local entry <const> = data_share.find(list, "lineNo", row.arguments.lineNo)
	local gone <const> = data_share.is_absent(list, "lineNo", row.arguments.lineNo)
	return { state = gone and "succeeded" or nil, order_status = entry and filled(entry.status) }
end

--- Reads the list for a row of `cancel_data_share_reserve`. Returns a reading.
function data_share.read_cancel(list, row)
	local entry <const> = data_share.find(list, "reserveId", row.reserve_id)
	if not entry then
		return { state = data_share.is_absent(list, "reserveId", row.reserve_id) and "succeeded" or nil }
	elseif entry.status ~= "02" then -- still reserved, or no word that we know
		return { order_status = filled(entry.status) }
	end
	-- A registration that was still reserved after the cancel, and is registered now, was carried out all the same.
	return { state = row.order_status == "01" and "failed" or "succeeded", order_status = entry.status }
end

return data_share
