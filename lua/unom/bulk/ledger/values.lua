--- Values as the ledger keeps them: JSON text, the same under every locale.
--
-- Invariant: what `encode` wrote, `decode` reads back the same, whatever locale a script has set meanwhile.

local cjson <const> = require("cjson").new()

local values <const> = {}

-- A number with a fraction is kept as a text with this before it: JSON writers and readers in C take the decimal point
-- from the locale.
local FRACTION <const> = "\1number:"

--- The number with a point, whatever stands for it in the locale.
local function with_point(number)
	return (("%.17g"):format(number):gsub("[^%deE+-]+", "."))
end

--- Calls `change` with every value in a table, inner ones too, and returns a table of what it returned.
local function map(value, change)
	if type(value) ~= "table" then
		return change(value)
	end
	local mapped <const> = {}
	for key, inner in pairs(value) do
		mapped[key] = map(inner, change)
	end
	return mapped
end

local function keep_fraction(value)
	return math.type(value) == "float" and FRACTION .. with_point(value) or value
end

--- JSON has one kind of number: what is whole is an integer in Lua, and fractions are read from their texts.
local function read_number(value)
	local digits <const> = type(value) == "string" and value:match("^" .. FRACTION .. "([%deE.+-]+)$")
	if digits then
		return tonumber(digits) + 0.0
	end
	return type(value) == "number" and math.tointeger(value) or value
end

--- @param value a table of texts, numbers, booleans and such tables; nil stays nil
function values.encode(value)
	return value and cjson.encode(map(value, keep_fraction))
end

--- @param text what `encode` returned, or nil
function values.decode(text)
	return text and map(cjson.decode(text), read_number)
end

return values
