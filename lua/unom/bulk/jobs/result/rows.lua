--- What a result file has of a job: the columns of its list, and after them what became of each row.
--
-- Invariants: there is no secret in it; every column of the list is there under its own header, in the list's order,
-- those that nobody read with the cells that were kept.

local effect <const> = require "unom.bulk.carrier.effect"
local identity <const> = require "unom.bulk.carrier.identity"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local reason <const> = require "unom.reason"

local rows <const> = {}

local CONTRACT <const> = "contractId"

-- The columns after the list's own, and what they have of a row and of its fate: the row itself, or that of the retry
-- which took it last.
local RESULT_COLUMNS <const> = {
	{ "unom.row", function(row) return row.row end },
	{ "unom.state", function(_, fate) return fate.state end },
	{ "unom.orderId", function(_, fate) return identity.of(fate) end },
	{ "unom.orderStatus", function(_, fate) return fate.order_status end },
	{ "unom.messageId", function(_, fate) return fate.message_id end },
	{ "unom.error", function(_, fate) return reason.words(fate.reason) end },
	{ "unom.submittedAt", function(_, fate) return moments.shown(fate.submitted_at) end },
	{ "unom.finishedAt", function(_, fate) return moments.shown(fate.finished_at) end },
	{ "unom.takesEffect", function(_, fate) return moments.day_shown(effect.day(fate)) end },
	{ "unom.evidence", function(_, fate) return fate.evidence end },
	{ "unom.job", function(_, fate) return fate.job end },
}

--- The columns of a job's list, and the contract's where the list has none.
-- @return an array of {header=, field=nil: the column was not read}
function rows.columns(job)
	local columns <const>, has_contract = {}, false
	for index, column in ipairs(job.columns) do
		columns[index] = column
		has_contract = has_contract or column.field == CONTRACT
	end
	if not has_contract then
		columns[#columns + 1] = { header = CONTRACT, field = CONTRACT }
	end
	return columns
end

--- The cells of the header.
function rows.header(columns)
	local cells <const> = {}
	for _, column in ipairs(columns) do
		cells[#cells + 1] = column.header
	end
	for _, column in ipairs(RESULT_COLUMNS) do
		cells[#cells + 1] = column[1]
	end
	return cells
end

local function list_cell(row, field_name)
	if field_name == "operation" then
		return row.operation
	elseif field_name == CONTRACT then
		return row.contract
	end
	local field <const> = operations[row.operation].fields[field_name]
	return not (field and field.secret) and row.arguments[field_name] or ""
end

--- The cells of a row, as texts.
-- @param fate a row of the ledger: the row itself, or the one that says what became of it
function rows.cells(columns, row, fate)
	local cells <const> = {}
	local unread = 0
	for _, column in ipairs(columns) do
		if column.field then
			cells[#cells + 1] = list_cell(row, column.field)
		else
			unread = unread + 1
			cells[#cells + 1] = row.kept and row.kept[unread] or ""
		end
	end
	for _, column in ipairs(RESULT_COLUMNS) do
		cells[#cells + 1] = tostring(column[2](row, fate) or "")
	end
	return cells
end

return rows
