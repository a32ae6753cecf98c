--- How an accepted row is followed to its end: which operation is asked, and what reads its answer.
--
-- Invariant: a row leaves `tracking` only on the carrier's own word. An answer that does not speak of the row, or with
-- a status that we do not know, leaves it where it is.

local data_share <const> = require "unom.bulk.carrier.data_share"
local orders <const> = require "unom.bulk.carrier.orders"
local session <const> = require "unom.bulk.carrier.session"

local function of_contract(row)
	return { contractId = row.contract }
end

local function of_order(row)
	return { contractId = row.contract, orderId = row.order_id }
end

local function of_target(row)
	return { contractId = row.contract, orderId = row.arguments.orderId }
end

local function as_it_is(reply)
	return reply
end

-- The statuses with which the carrier says that it does not know an id.
local NOT_KNOWN <const> = { [400] = true, [404] = true }

--- Is the error of a read the carrier's own no to the id in it?
local function is_refused(err)
	return err ~= nil and err.kind == "api" and err.sent == "yes" and NOT_KNOWN[err.status] == true
end

--- That the carrier does not know the cancel is an answer: it says nothing of the order.
local function or_missing(reply, err)
	return reply or is_refused(err) and { missing = err } or nil
end

local function read_cancel(opened, row)
	return opened.missing and { missing = opened.missing } or orders.read_cancel(opened, row)
end

-- A way to follow a row:
--   operation, arguments(row)    what is asked
--   shared                       one answer speaks of all such rows of the contract
--   open(reply, err, contract)   the answer as `read` takes it; nil when it says nothing of any row
--   read(opened, row)            the reading: {state=nil | a final state, order_status=, message_id=, message=,
--                                takes_effect=the day | nil}; of a cancel also
--                                {missing=the error by which the carrier does not know it}; of a reservation {list=},
--                                see engine/following/reserving.lua
--   slow                         the wait is one of hours or days
--   factor                       by which each wait is longer than the one before; nil: as most are
--   listed                       the lists of orders tell that there is something new to ask for
--   unless_listed                it is asked only while the lists do not show the order
local BY_ORDER <const> = {
	operation = "get_order_status", arguments = of_order, open = as_it_is, read = orders.read_status, listed = true,
}
local BY_CANCEL <const> = {
	operation = "get_cancel_status", arguments = of_order, open = or_missing, read = read_cancel,
}

--- What it says of a row is read beside what was listed before the row was sent.
local BY_SHARE <const> = {
	operation = data_share.OPERATION, arguments = of_contract, shared = true, open = data_share.list,
	read = function(list) return { list = list } end,
}

local function by_list(operation)
	return {
		operation = operation, arguments = of_contract, shared = true, slow = true, read = orders.read_completion,
		open = function(reply, _, contract) return orders.list(operation, reply, contract) end,
	}
end

local WAYS <const> = {
	add_data_share_lines = BY_SHARE,
	remove_data_share_line = BY_SHARE,
	cancel_data_share_reserve = BY_SHARE,
	cancel_order = BY_CANCEL,
	disconnect_session = {
		operation = "get_session", arguments = function(row) return session.question(row).arguments end,
		open = session.open, read = session.read, factor = 2,
	},
}

local COMPLETION <const> = {}
for index, operation in ipairs(orders.LISTS) do
	COMPLETION[index] = by_list(operation)
end
COMPLETION[#COMPLETION + 1] = {
	operation = "get_order_status", arguments = of_order, open = as_it_is, read = orders.read_completion_by_id,
	slow = true, unless_listed = true,
}

local tracking <const> = {
	is_refused = is_refused,
	COMPLETION = COMPLETION, -- the ways to follow a processed order on to its completion, all of them together
	BY_TARGET = { -- a way to follow the order that a cancel is to take back
		operation = "get_order_status", arguments = of_target, open = as_it_is, read = orders.read_status,
	},
}

--- The way to follow a cut session by the log of connections.
-- @param now returns the moment, as the ledger writes it
-- @param read(reply, row) as that of a way
function tracking.by_log(now, read)
	return {
		operation = "list_sessions", arguments = function(row) return session.log_question(row, now()).arguments end,
		open = as_it_is, read = read, factor = 2,
	}
end

--- The same way with another reader, and without waits of hours.
function tracking.with_reader(way, read)
	return { operation = way.operation, arguments = way.arguments, shared = way.shared, open = way.open, read = read,
		factor = way.factor }
end

--- The way to follow an accepted row of that operation to its final state.
function tracking.way(operation)
	return WAYS[operation] or BY_ORDER
end

--- Is there more to follow once an order of the operation is processed?
function tracking.can_complete(operation)
	return tracking.way(operation) == BY_ORDER
end

return tracking
