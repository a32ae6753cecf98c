--- A row of the ledger as it is shown.
--
-- Invariant: of its cells there is only what it acts on; nothing secret is among that.

local effect <const> = require "unom.bulk.carrier.effect"
local identity <const> = require "unom.bulk.carrier.identity"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local reason <const> = require "unom.reason"

local rows <const> = {}

--- @param row as the ledger gives it
-- @return {job=, row=, line=of the list's file, operation=, contractId=, target=what it acts on|nil, state=, orderId=,
--   orderStatus=, messageId=, error=words, takesEffect=the day, YYYY-MM-DD, of one that succeeded|nil}
function rows.of(row)
	local named_by <const> = operations[row.operation].ordered_before.target
	return {
		job = row.job, row = row.row, line = row.line, operation = row.operation, contractId = row.contract,
		target = named_by and row.arguments[named_by] or nil, state = row.state, orderId = identity.of(row),
		orderStatus = row.order_status, messageId = row.message_id, error = reason.words(row.reason),
		takesEffect = moments.day_shown(effect.day(row)),
	}
end

return rows
