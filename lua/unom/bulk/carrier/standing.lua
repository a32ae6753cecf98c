--- What a row changes, beside how that stands at the carrier now.
--
-- Invariant: a field that the carrier's reply does not have, or that no reply shows, has no value here: nothing is
-- guessed.

local acting <const> = require "unom.catalogue.acting"
local operations <const> = require "unom.operations"

local standing <const> = {}

--- What is shown once the row is in effect.
-- @param row {operation=, arguments=}
-- @return an array of {field=, value=}, in the order of acting.lua; "" is none. Without `value` it depends on how it
--   was before: `dataVolumes` is one more for each row, `share` of a reservation that is taken back as it was before
--   that. A field that the row leaves as it is, and one that no reply shows, is not in it
function standing.wanted(row)
	local of <const>, fields <const> = acting[row.operation], operations[row.operation].fields
	local wanted <const> = {}
	for _, field in ipairs(of.shows) do
		local value <const> = row.arguments[field] or of.becomes and of.becomes[field]
		if value or not fields[field] then
			wanted[#wanted + 1] = { field = field, value = value or nil }
		end
	end
	return wanted
end

--- Does the row ask for something that no reply shows, such as a password?
function standing.hides(row)
	for _, field in ipairs(acting[row.operation].hides or {}) do
		if row.arguments[field] then
			return true
		end
	end
	return false
end

--- How a line in operation 02 has a field. A line that is gone has none, but for `listed`.
local function of_line(row, view)
	local line_no <const> = row.arguments.lineNo
	local line <const> = line_no and view:line(line_no)
	if line then
		return line
	end
	local is_gone <const> = view.lines == "whole" or view:is_missing(line_no)
	return row.operation == "terminate_line" and is_gone and { listed = "" } or nil
end

local function of_share(row, view)
	local reserve_id <const>, line_no <const> = row.arguments.reserveId, row.arguments.lineNo
	local found
	if reserve_id then
		found = view:reservation(reserve_id)
	else
		found = view:share(line_no)
	end
	return found and { share = found.status } or view.shares == "whole" and { share = "" } or nil
end

local READERS <const> = {
	list_lines = of_line,
	list_data_share_lines = of_share,
	get_session = function(row, view) return { sessionStatus = view:session(row.arguments.lineNo) } end,
	get_cancel_status = function(row, view)
		local order <const> = view:order(row.arguments.orderId)
		return order and { orderStatus = order.orderStatus }
	end,
}

--- How the fields of `wanted` stand now.
-- @param view of the row's contract, see contract_view.lua
-- @return an array of {field=, value=} in the same order, without `value` where the carrier does not tell it; or nil
--   and "not_comparable" (the operation changes nothing that is there) or "not_shown" (the carrier does not tell it)
function standing.shown(row, view)
	local of <const>, wanted <const> = acting[row.operation], standing.wanted(row)
	if #of.shows == 0 then
		return nil, "not_comparable"
	end
	local now <const> = #wanted > 0 and READERS[of.shown_by](row, view)
	if not now then
		return nil, "not_shown"
	end
	local shown <const>, told = {}, false
	for index, each in ipairs(wanted) do
		local value <const> = now[each.field]
		shown[index] = { field = each.field, value = type(value) == "string" and value or nil }
		told = told or shown[index].value ~= nil
	end
	if not told then
		return nil, "not_shown"
	end
	return shown
end

-- What is kept of a line in operation 02: what an operation changes, and what tells whether one can be ordered.
local KEPT <const> = { "listed", "authenticationType" }
for _, operation in ipairs(operations) do
	local of <const> = acting[operation.name]
	for _, field in ipairs(of and of.shown_by == "list_lines" and of.shows or {}) do
		KEPT[#KEPT + 1] = field
	end
end

--- What is to be kept of a line as it stands now: the fields that operations change, how it shares its data (`share`,
-- `reserveId`); nil where nothing of it is shown.
function standing.kept(line_no, view)
	local line <const>, share <const> = view:line(line_no), view:share(line_no)
	local kept <const> = {}
	for _, field in ipairs(line and KEPT or {}) do
		local value <const> = line[field]
		kept[field] = type(value) == "string" and value or nil
	end
	if share then
		kept.share, kept.reserveId = share.status, share.reserveId
	elseif view.shares == "whole" then
		kept.share = ""
	end
	return (line or share) and kept or nil
end

--- What is to be kept of a contract before orders change it.
-- @return {offered=bool, whole=bool, shares_whole=bool|nil, by_field={lineNo={lineNo=...}, reserveId={reserveId=...}}},
--   as `ledger:record_seen` takes it; nil where the carrier told nothing
function standing.seen(view)
	if not (view.lines or view.shares) then
		return nil
	end
	local by_line <const>, by_reservation <const> = {}, {}
	for _, line in ipairs(view.line_list) do
		by_line[line.lineNo] = standing.kept(line.lineNo, view)
	end
	for _, entry in ipairs(view.share_list and view.share_list.entries or {}) do
		local share <const> = view:share(entry.lineNo)
		by_line[entry.lineNo] = standing.kept(entry.lineNo, view)
		if share.reserveId then
			by_reservation[share.reserveId] = { lineNo = share.lineNo, share = share.status, reserveId = share.reserveId }
		end
	end
	local shares_whole
	if view.shares then
		shares_whole = view.shares == "whole"
	end
	return { offered = view.lines == "whole" or view.lines == "cut", whole = view.lines == "whole",
		shares_whole = shares_whole, by_field = { lineNo = by_line, reserveId = by_reservation } }
end

return standing
