--- optionCodeList of list_lines, in each shape in which it can come: the table of the specification has an object
-- with a member optionCode, its example several codes in braces, which is no JSON.
--
-- Invariant: every shape holds the same codes in the same order.
local json <const> = require "unom.simulator.json"

local option_codes = {}

local SHAPES <const> = {
	array = json.list,
	object = function(codes)
		return { optionCode = #codes > 1 and codes or codes[1] or "" }
	end,
	objects = function(codes)
		local list <const> = {}
		for i, code in ipairs(codes) do
			list[i] = { optionCode = code }
		end
		return json.list(list)
	end,
	string = function(codes)
		return table.concat(codes, ",")
	end,
}

option_codes.SHAPES = { "array", "object", "objects", "string" }

--- codes: an array; shape: of SHAPES.
function option_codes.of(codes, shape)
	return SHAPES[shape](codes)
end

return option_codes
