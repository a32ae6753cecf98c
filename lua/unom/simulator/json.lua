--- JSON as the simulator speaks it: null, and arrays that may be empty.
--
-- Invariant: what `list` returned is encoded as an array, also when it is empty.
local cjson <const> = require "cjson.safe"

local json = { null = cjson.null }

-- cjson encodes an empty table as {}. This text, which no reply holds otherwise, is put in for [].
local EMPTY_LIST <const> = "\0empty list\0"
local EMPTY_LIST_ENCODED <const> = cjson.encode(EMPTY_LIST)

function json.list(array)
	return #array > 0 and array or EMPTY_LIST
end

function json.encode(value)
	return (assert(cjson.encode(value)):gsub(EMPTY_LIST_ENCODED, "[]", nil))
end

--- The value, or nil when the text is no JSON.
function json.decode(text)
	return (cjson.decode(text))
end

--- A JSON object: a table whose every key is a string.
function json.is_object(value)
	if type(value) ~= "table" then
		return false
	end
	for key in pairs(value) do
		if type(key) ~= "string" then
			return false
		end
	end
	return true
end

--- A JSON array with at least one entry.
function json.is_filled_array(value)
	return type(value) == "table" and #value > 0 and not json.is_object(value)
end

return json
