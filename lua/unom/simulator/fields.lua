--- What one value of a request may be, as the order sheets of the specification have it.
--
-- Each rule is a function from a text to a boolean. Where the specification contradicts itself, the
-- looser of its statements is taken, and no value of its own examples is refused.
--
-- Invariant: a rule sees a text, never another type, and never changes it.
local calendar <const> = require "unom.simulator.calendar"

local fields = {}

local function matcher(pattern, shortest, longest)
	return function(text)
		return #text >= shortest and #text <= longest and text:find(pattern) ~= nil
	end
end

--- Any characters but control characters, counted as characters (N and NX).
function fields.text(longest)
	return function(text)
		local length <const> = utf8.len(text)
		return length ~= nil and length >= 1 and length <= longest and not text:find("%c")
	end
end

--- Printable half-width characters (X).
function fields.half_width(shortest, longest)
	return matcher("^[ -~]*$", shortest, longest)
end

function fields.one_of(...)
	local known <const> = {}
	for _, choice in ipairs { ... } do
		known[choice] = true
	end
	return function(text)
		return known[text] == true
	end
end

fields.contract_id = matcher("^N%d%d%d%d%d%d%d%d%d$", 10, 10)
fields.line_no = matcher("^%d+$", 1, 11)
fields.order_id = matcher("^AG[UB]%d+$", 4, 64)
fields.reserve_id = matcher("^%d+$", 1, 64)
fields.code = matcher("^%w+$", 8, 8)
fields.postal_code = matcher("^[%d-]+$", 7, 9)
fields.phone = matcher("^[%d()+ -]+$", 1, 16)
fields.email = matcher("^[^@%s]+@[^@%s]+$", 3, 255)
fields.search_id = matcher("^[^@%s]+@[^@%s]+$", 8, 64)
fields.sequence = matcher("^%d+$", 1, 10)
fields.authentication_id = matcher("^[%w%-._+=]+$", 3, 15)
fields.authentication_password = matcher("^[%w!$()%-/;<?%[%]^{}%%]+$", 2, 15)
fields.date = calendar.is_day
fields.moment = calendar.is_moment

--- A roaming code, or the empty text for none.
function fields.roaming_code(text)
	return text == "" or fields.code(text)
end

function fields.ipv4(text)
	local octets <const> = { text:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$") }
	for _, octet in ipairs(octets) do
		if #octet > 3 or tonumber(octet) > 255 or (#octet > 1 and octet:sub(1, 1) == "0") then
			return false
		end
	end
	return #octets == 4
end

return fields
