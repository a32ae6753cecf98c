--- What a script waits for: the order, the cancel, the reservation or the cut session that a reply or an id names.
--
-- Invariant: it has all that its questions need, or the caller is told what is missing.

local checks <const> = require "unom.client.checks"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local tracking <const> = require "unom.bulk.carrier.tracking"

local subject <const> = {}

--- A row as the functions of bulk/carrier take it.
local function row_of(operation, contract, arguments, started)
	return { operation = operation, contract = contract, arguments = arguments, submitted_at = moments.write(started) }
end

--- The rows of a request: one for each of its lines.
local function rows_of(operation, contract, arguments, started)
	local rows <const> = {}
	for index, line in ipairs(arguments.linesList or {}) do
		rows[index] = row_of(operation, contract, { lineNo = line.lineNo }, started)
	end
	return rows[1] and rows or { row_of(operation, contract, arguments, started) }
end

local function with_ids(rows, order_id, reserve_id)
	for _, row in ipairs(rows) do
		row.order_id, row.reserve_id = order_id, reserve_id
	end
	return rows
end

--- Why the row cannot be asked about, as the client says it, or nil.
local function why_not(row)
	local way <const> = tracking.way(row.operation)
	local ok <const>, raised <const> = pcall(core.request, way.operation, way.arguments(row))
	return not ok and raised or nil
end

--- What a reply is about.
-- @param origin the reply's metatable
-- @return the rows; or nil and why nobody can ask about them
function subject.of_reply(reply, origin)
	local rows <const> = with_ids(rows_of(origin.operation, origin.contract_id, origin.arguments, origin.started),
		reply.orderId, reply.reserveId)
	local why <const> = why_not(rows[1])
	return not why and rows or nil, why
end

-- What an id is, by the operation that gave it, and what else must be known.
local BY_ID <const> = {
	cancel_order = { id = "order_id", needs = "orderId" },
	add_data_share_lines = { id = "reserve_id", needs = "lineNo" },
	remove_data_share_line = { id = "reserve_id", needs = "lineNo" },
	cancel_data_share_reserve = { id = "reserve_id", argument = "reserveId" },
	disconnect_session = { argument = "lineNo" },
}
local OF_AN_ORDER <const> = { id = "order_id" }

-- Operations by whose rules the options with an id are checked: what is wrong is told before anything is asked.
local RULED_BY <const> = { lineNo = "get_session", orderId = "get_order_status" }

--- Raises where an option is no id of its kind.
local function check_ids(options, level)
	for option, operation in pairs(RULED_BY) do
		local ok <const>, problems <const> = core.check(operation, { [option] = options[option] })
		for _, problem in ipairs(options[option] and not ok and problems or {}) do
			if problem.field == option then
				errors.refuse("await", option, problem.message, level + 1)
			end
		end
	end
end

--- What an id is about. Raises at `level` where something is missing or wrong.
-- @param options {operation=, contract_id=, lineNo=, orderId=}
function subject.of_id(id, options, client, level)
	local operation <const> = operations[options.operation or false]
	if not operation or not operation.changes then
		errors.refuse("await", "operation", "the name of the operation that gave the id expected", level + 1)
	end
	local what <const> = BY_ID[operation.name] or OF_AN_ORDER
	if what.needs and not options[what.needs] then
		errors.refuse("await", what.needs, ("needed of %s"):format(operation.name), level + 1)
	end
	check_ids(options, level + 1)
	local row <const> = row_of(operation.name, options.contract_id or client:contract_id(),
		{ lineNo = options.lineNo, orderId = options.orderId }, os.time())
	row[what.id or "no_id"] = id
	row.arguments[what.argument or "no_argument"] = id
	local why <const> = why_not(row)
	if why then
		checks.blame(level + 1, error, why, 0)
	end
	return { row }
end

return subject
