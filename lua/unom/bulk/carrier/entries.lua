--- The entries of a list in a reply of the carrier.
--
-- Invariant: a reply without the list, with something else in its place, or that does not name the contract it was
-- asked for, has no entries: it is no list, not an empty one.

local entries <const> = {}

--- An array has numbers for keys, an object names; an empty one may be either.
local function is_array(value)
	return type(value) == "table" and type(next(value)) ~= "string"
end

--- @param reply the reply, or nil
-- @param name of the list in it
-- @return the array, or nil where the reply is no list of the contract
function entries.of(reply, name, contract)
	local list <const> = reply and reply.contractId == contract and reply[name]
	return is_array(list) and list or nil
end

return entries
