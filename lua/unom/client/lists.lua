--- The carrier's lists as listings: the lines of a contract, and its orders.
--
-- Invariant: an order is in a listing once, as the list that was read last shows it.

local listing <const> = require "unom.client.listing"
local operations <const> = require "unom.operations"

local lists <const> = {}

-- The accepting list is read first: an order that moves to the other meanwhile is in both, not in neither.
local ORDERS <const> = { "list_accepting_orders", "list_completed_orders" }

--- Takes what a reply says of its own list.
local function take(found, reply)
	found.truncated = found.truncated or reply.truncated
	if reply.incomplete_entries then
		found.incomplete_entries = (found.incomplete_entries or 0) + reply.incomplete_entries
	end
end

--- The lines of a contract.
-- @param arguments those of list_lines, or nil
-- @return a listing; nil and an error
function lists.lines(client, arguments)
	local reply <const>, err <const> = client:call("list_lines", arguments)
	if not reply then
		return nil, err
	end
	local found <const> = { contract_id = listing.contract_of(client, arguments) }
	take(found, reply)
	return listing.new(reply[operations.list_lines.list], found)
end

--- The orders of a contract, those under way and those that are complete.
-- @param arguments those of list_accepting_orders, or nil
-- @return a listing; nil and an error
function lists.orders(client, arguments)
	local entries <const>, places <const> = {}, {}
	local found <const> = { contract_id = listing.contract_of(client, arguments) }
	for _, name in ipairs(ORDERS) do
		local reply <const>, err <const> = client:call(name, arguments)
		if not reply then
			return nil, err
		end
		take(found, reply)
		local operation <const> = operations[name]
		for _, entry in ipairs(reply[operation.list]) do
			local id <const> = entry[operation.entry_key]
			places[id] = places[id] or #entries + 1
			entries[places[id]] = entry
		end
	end
	return listing.new(entries, found)
end

return lists
