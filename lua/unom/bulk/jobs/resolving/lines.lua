--- How the line of an unknown row stands now, beside what was ordered and what was seen before the job.
--
-- Invariant: what the carrier does not tell speaks neither for nor against an order.

local acting <const> = require "unom.catalogue.acting"
local standing <const> = require "unom.bulk.carrier.standing"

local lines <const> = {}

-- What shows how a line stands, of what is read for unknown rows.
local READ <const> = { list_lines = true, list_data_share_lines = true }

--- The operations to ask for the lines of these rows, as a set.
function lines.operations(rows)
	local names <const> = {}
	for _, row in ipairs(rows) do
		local name <const> = acting[row.operation].shown_by
		names[name or false] = READ[name or false] and true or nil
	end
	return names
end

--- What was seen before the job, a table of fields; nil where nothing was.
local function seen_before(ledger, row)
	local target <const> = row.arguments.lineNo
	return target and ledger:seen(row.job, row.contract, target) or nil
end

--- @param view of the row's contract, see carrier/contract_view.lua; nil: nothing was read
-- @return {fields={{field=, ordered=, now=, before=}...}, stands="as_ordered"|"otherwise"|nil: it cannot be said,
--   has_changed=bool: it is as ordered, and was not before the job}; or nil and "not_shown" or "not_comparable"
function lines.of(ledger, row, view)
	if not view or not READ[acting[row.operation].shown_by or false] then
		return nil, #acting[row.operation].shows == 0 and "not_comparable" or "not_shown"
	end
	local now <const>, why = standing.shown(row, view)
	if not now then
		return nil, why
	end
	local before <const>, found <const> = seen_before(ledger, row), { fields = {}, has_changed = false }
	local stands = "as_ordered"
	for index, wanted in ipairs(standing.wanted(row)) do
		local field <const> = { field = wanted.field, ordered = wanted.value, now = now[index].value,
			before = before and before[wanted.field] }
		found.fields[index] = field
		if not (field.ordered and field.now) then
			stands = nil
		elseif field.ordered ~= field.now then
			stands = stands and "otherwise"
		end
		found.has_changed = found.has_changed or field.before ~= nil and field.before ~= field.ordered
	end
	found.stands = stands
	found.has_changed = stands == "as_ordered" and found.has_changed
	return found
end

return lines
