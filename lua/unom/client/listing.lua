--- A listing: what the carrier's lists show, to go through in a loop and to look at as a whole.
--
-- Invariant: `truncated` is true wherever the carrier may have more than `entries` holds.

local listing <const> = {}

local NAME <const> = "unom.listing"

--- Is it a listing?
function listing.is(value)
	return type(value) == "table" and (getmetatable(value) or {}).__name == NAME
end

--- What goes through the entries. A loop gives it the entry before, and so begins at the first however the last loop
-- ended; called without anything it gives one entry after the other.
local function stepper()
	local at, places = 0, {}
	return function(self, ...)
		local entries <const> = self.entries
		if select("#", ...) == 0 then
			at = at + 1
			return entries[at]
		end
		local previous <const> = select(2, ...)
		if previous == nil then
			return entries[1]
		elseif entries[places[previous] or 0] ~= previous then -- not looked for yet, or the caller has sorted the entries
			places = {}
			for place, entry in ipairs(entries) do
				places[entry] = place
			end
		end
		return entries[places[previous] + 1]
	end
end

--- Makes a listing.
-- @param entries an array of tables
-- @param found {contract_id=, truncated=true|nil, incomplete_entries=how many the carrier gave that are no entries|nil}
function listing.new(entries, found)
	return setmetatable({ entries = entries, contract_id = found.contract_id, truncated = found.truncated,
		incomplete_entries = found.incomplete_entries }, { __name = NAME, __call = stepper() })
end

--- The contract that the arguments of an operation are about.
function listing.contract_of(client, arguments)
	return (arguments or {}).contractId or client:contract_id()
end

return listing
