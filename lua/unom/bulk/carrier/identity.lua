--- The id that the carrier gave a row's order: an orderId, or the reserveId of a data-share reservation.
--
-- Invariant: which of the two an operation has is said by the catalogue alone.

local operations <const> = require "unom.operations"

local identity <const> = {
	COLUMNS = { orderId = "order_id", reserveId = "reserve_id" }, -- the ledger's column of each
}

--- What the operation's id is called, "orderId" or "reserveId"; nil where it has none.
function identity.name(operation)
	return operations[operation].identity
end

--- The ledger's column that holds it, or nil.
function identity.column(operation)
	return identity.COLUMNS[identity.name(operation) or false]
end

--- The row's own id, or nil while none is known.
function identity.of(row)
	return row.order_id or row.reserve_id
end

--- The id in the carrier's reply to the operation, as columns for `ledger:transition`; empty where it has none.
function identity.of_reply(operation, reply)
	local column <const> = identity.column(operation)
	return column and { [column] = reply[identity.name(operation)] } or {}
end

--- The id of the order that a row of a cancel operation takes back.
function identity.of_target(cancel)
	return cancel.arguments.orderId or cancel.arguments.reserveId
end

return identity
