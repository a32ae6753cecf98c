--- What the carrier says of the lines that share their data (operation 10): 01 reserved, 02 registered, 03 removal
-- reserved; a line that was removed is not listed.
--
-- Invariant: a line counts as absent only in a list of its own contract. The specification names no limit for this
-- list, so that one which came is whole.

local entries <const> = require "unom.bulk.carrier.entries"

local data_share <const> = {}

data_share.OPERATION = "list_data_share_lines"

-- The error by which the carrier says that a contract has no group: its list is empty.
local NO_GROUP <const> = "line_group_not_found"

--- Reads the list.
-- @return {entries={...}, whole=true}; nil when the answer is no list of this contract
function data_share.list(reply, err, contract)
	if err then
		return err.name == NO_GROUP and { entries = {}, whole = true } or nil
	end
	local list <const> = entries.of(reply, "linesList", contract)
	for _, entry in ipairs(list or {}) do
		if type(entry) ~= "table" then
			return nil
		end
	end
	return list and { entries = list, whole = true }
end

--- The first entry of a list whose `key` has that value, or nil.
function data_share.find(list, key, value)
	for _, entry in ipairs(list.entries) do
		if entry[key] == value then
			return entry
		end
	end
end

--- Reads the list for a row of `add_data_share_lines`.
-- @return {state=nil | a final state, order_status=}
function data_share.read_addition(list, row)
	local entry <const> = data_share.find(list, "lineNo", row.arguments.lineNo)
	local status <const> = entry and entry.status
	return { state = status == "02" and "succeeded" or nil, order_status = status }
end

--- Reads the list for a row of `remove_data_share_line`. Returns a reading.
function data_share.read_removal(list, row)
	local entry <const> = data_share.find(list, "lineNo", row.arguments.lineNo)
	return { state = not entry and "succeeded" or nil, order_status = entry and entry.status }
end

--- Reads the list for a row of `cancel_data_share_reserve`. Returns a reading.
function data_share.read_cancel(list, row)
	local entry <const> = data_share.find(list, "reserveId", row.reserve_id)
	if not entry then
		return { state = "succeeded" }
	end
	local reserved <const> = entry.status == "01" or entry.status == "03"
	-- A registration that was still reserved after the cancel, and is registered now, was carried out all the same.
	local carried_out <const> = entry.status == "02" and row.order_status == "01"
	return { state = carried_out and "failed" or not reserved and "succeeded" or nil, order_status = entry.status }
end

return data_share
