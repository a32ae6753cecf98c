--- The entries of a list in a reply of the carrier.
--
-- Invariant: a reply without the list, with something else in its place, or that does not name the contract it was
-- asked for, has no entries: it is no list, not an empty one. A list of which an entry could not be read is not whole:
-- what it does not show may be there.

local entries <const> = {}

--- An array has numbers for keys, an object names; an empty one may be either.
local function is_array(value)
	return type(value) == "table" and type(next(value)) ~= "string"
end

--- The value where it is a text that is not empty, as an id or a code is; else nil.
function entries.filled(value)
	return type(value) == "string" and value ~= "" and value or nil
end

--- @param reply the reply, or nil. The client has taken entries that lack their key out of it: it says how many in
--   `incomplete_entries`
-- @param name of the list in it
-- @param key what every entry has
-- @return {the entries with that key, in order}, how many entries the carrier gave in all; nil where the reply is no
--   list of the contract
function entries.of(reply, name, contract, key)
	local list <const> = reply and reply.contractId == contract and reply[name]
	if not is_array(list) then
		return nil
	end
	local found <const>, total = {}, reply.incomplete_entries or 0
	for _, entry in ipairs(list) do
		total = total + 1
		if type(entry) == "table" and entries.filled(entry[key]) then
			found[#found + 1] = entry
		end
	end
	return found, total
end

return entries
