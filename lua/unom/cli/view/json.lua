--- JSON that is easy to read and stable: indented, keys in a given order, empty arrays as arrays.
--
-- Invariant: the text depends on the value and its marks alone, so two runs give the same bytes.

local json <const> = {}

-- What a table cannot show by itself: the order of its keys, and that it is an array although empty.
local orders <const> = setmetatable({}, { __mode = "k" })
local arrays <const> = setmetatable({}, { __mode = "k" })

--- Marks the table `value` as an array, for when it is empty. Returns it.
function json.array(value)
	arrays[value] = true
	return value
end

--- Marks the table `value` to have its keys written in the order of `keys`, then any others, sorted. Returns it.
function json.ordered(value, keys)
	orders[value] = keys
	return value
end

--- An array of the entries, each with its keys written as `ordered` has them.
function json.each(entries, keys)
	local shown <const> = json.array {}
	for index, entry in ipairs(entries) do
		shown[index] = json.ordered(entry, keys)
	end
	return shown
end

local ESCAPES <const> = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function encode_string(value)
	return '"' .. value:gsub('[%c"\\\x7F]', function(character)
		return ESCAPES[character] or ("\\u%04x"):format(character:byte())
	end) .. '"'
end

local function sorted_keys(value)
	local keys <const>, seen <const>, rest <const> = {}, {}, {}
	for _, key in ipairs(orders[value] or {}) do
		if value[key] ~= nil and not seen[key] then
			keys[#keys + 1] = key
			seen[key] = true
		end
	end
	for key in pairs(value) do
		if not seen[key] then
			rest[#rest + 1] = tostring(key)
		end
	end
	table.sort(rest)
	table.move(rest, 1, #rest, #keys + 1, keys)
	return keys
end

local encode_value

local function encode_members(members, open, close, indent)
	if #members == 0 then
		return open .. close
	elseif not indent then
		return open .. table.concat(members, ",") .. close
	end
	local inner <const> = indent .. "  "
	return open .. "\n" .. inner .. table.concat(members, ",\n" .. inner) .. "\n" .. indent .. close
end

local function encode_table(value, indent)
	local members <const> = {}
	local inner <const> = indent and indent .. "  "
	if arrays[value] or #value > 0 then
		for index, member in ipairs(value) do
			members[index] = encode_value(member, inner)
		end
		return encode_members(members, "[", "]", indent)
	end
	for index, key in ipairs(sorted_keys(value)) do
		members[index] = encode_string(key) .. (indent and ": " or ":") .. encode_value(value[key], inner)
	end
	return encode_members(members, "{", "}", indent)
end

function encode_value(value, indent)
	local kind <const> = type(value)
	if kind == "table" then
		return encode_table(value, indent)
	elseif kind == "number" then
		return math.type(value) == "integer" and tostring(value) or ("%.14g"):format(value)
	elseif kind == "boolean" then
		return tostring(value)
	end
	return encode_string(tostring(value))
end

--- `value` as JSON over several lines, without a final line end.
function json.encode(value)
	return encode_value(value, "")
end

--- `value` as JSON on one line.
function json.compact(value)
	return encode_value(value)
end

return json
