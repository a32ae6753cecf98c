--- A row of a change list beside the contract as it is: what it would change, or why it cannot be carried out.
--
-- Invariants: `already_so` is said only where all that the row asks for is shown, and shown so. `cannot` is said only
-- of what the carrier's answers prove.

local acting <const> = require "unom.catalogue.acting"
local standing <const> = require "unom.bulk.carrier.standing"
local status <const> = require "unom.bulk.carrier.status"

local comparison <const> = {
	-- The words for a row, in the order in which they are told.
	WORDS = { "cannot", "change", "already_so", "not_shown", "not_comparable" },
}

-- ---- what a row needs ----

local function cannot(code, field, value)
	return { word = "cannot", code = code, field = field, value = value }
end

--- The code of a field that operation 06 does not have.
-- @param extent how much of such codes it shows
local function unknown_code(row, view, field, find, extent)
	local code <const> = row.arguments[field]
	if extent == "whole" and code and code ~= "" and not find(view, code) then
		return cannot("no_such_code", field, code)
	end
end

-- The values of authenticationType by which somebody else authenticates the line; of another one nothing is known.
local OTHER_RADIUS <const> = { ["お客様Radius"] = true, ["MCOPオプション"] = true }

local ACCESS <const> = { ["1"] = true, ["2"] = true } -- accessType

local function is_gone(row, view)
	local line_no <const> = row.arguments.lineNo
	return line_no and not view:line(line_no) and (view.lines == "whole" or view:is_missing(line_no))
end

-- What speaks against a row, by what it needs; asked before what it changes is looked at.
local FIRST <const> = {
	line = function(row, view)
		return is_gone(row, view) and cannot("no_such_line", "lineNo", row.arguments.lineNo)
	end,
	plan = function(row, view) return unknown_code(row, view, "planCode", view.product, view.products) end,
	device = function(row, view) return unknown_code(row, view, "deviceCode", view.device, view.devices) end,
	roaming_limit = function(row, view)
		return unknown_code(row, view, "roamingCode", view.option, view.options)
	end,
	access_of_device = function(row, view)
		local device <const> = view:device(row.arguments.deviceCode)
		local access <const>, wanted <const> = device and device.accessType, row.arguments.accessCode
		return ACCESS[access] and wanted and access ~= wanted and cannot("not_ready", "accessCode", access)
	end,
	com_radius = function(row, view)
		local line <const> = view:line(row.arguments.lineNo)
		local found <const> = line and line.authenticationType
		return OTHER_RADIUS[found] and cannot("not_ready", "authenticationType", found)
	end,
	order_under_way = function(row, view)
		local order <const> = view:order(row.arguments.orderId)
		if not order then
			return view.accepting == "whole" and view.completed == "whole" and cannot("not_ready", "orderId", "")
		end
		local ended <const> = status.state(order.orderStatus, "completion")
		return ended and ended ~= "cancelled" and cannot("not_ready", "orderStatus", order.orderStatus)
	end,
	reservation = function(row, view)
		local found <const> = view:reservation(row.arguments.reserveId)
		if not found then
			return view.shares == "whole" and cannot("not_ready", "reserveId", "")
		end
		return found.status ~= "01" and found.status ~= "03" and cannot("not_ready", "share", found.status)
	end,
}

-- The like, asked of a row that would change something.
local THEN <const> = {
	not_shared = function(shown) return shown ~= "" and cannot("not_ready", "share", shown) end,
	shared = function(shown) return shown ~= "02" and cannot("not_ready", "share", shown) end,
}

local function first_against(row, view)
	for _, need in ipairs(acting[row.operation].needs) do
		local found <const> = FIRST[need] and FIRST[need](row, view)
		if found then
			return found
		end
	end
end

-- ---- what a row changes ----

-- What becomes of a line whose reservation is taken back, by its status.
local TAKEN_BACK <const> = { ["01"] = "", ["03"] = "02" }

--- What a field becomes of which the row alone does not say it.
local function becomes(field, from)
	if field == "dataVolumes" then
		return tostring(math.tointeger(from) + 1)
	end
	return TAKEN_BACK[from]
end

--- The target of a row, by which earlier rows of the list for it are known.
local function target_of(row)
	return row.arguments.lineNo or row.arguments.reserveId or row.arguments.orderId
end

--- Puts what earlier rows of the list change over what is shown.
local function with_earlier(shown, row, earlier)
	local changed <const> = earlier[target_of(row)]
	for _, each in ipairs(changed and shown or {}) do
		if each.value and changed[each.field] then
			each.value = changed[each.field]
		end
	end
end

local function note(changes, row, earlier)
	local target <const> = target_of(row)
	earlier[target] = earlier[target] or {}
	for _, change in ipairs(changes) do
		earlier[target][change.field] = change.to
	end
end

--- What of a row differs from what is shown, and whether all that it asks for is shown.
local function differences(row, shown)
	local changes <const> = {}
	local all_shown = not standing.hides(row)
	for index, wanted in ipairs(standing.wanted(row)) do
		local from <const> = shown[index].value
		local to <const> = wanted.value or from and becomes(wanted.field, from)
		if not from or not to then
			all_shown = false
		elseif from ~= to then
			changes[#changes + 1] = { field = wanted.field, from = from, to = to }
		end
	end
	return changes, all_shown
end

--- Compares a row with its contract.
-- @param row {operation=, arguments=}, checked
-- @param view of its contract, see contract_view.lua
-- @param earlier what earlier rows of the list change, by target: a table of the caller's, filled here
-- @return {word=one of WORDS; of `change`: changes={ {field=, from=, to=}... }; of `cannot`: code="no_such_line",
--   "no_such_code" or "not_ready", field=, value=the code that is not there, or what stands in the way}
function comparison.of(row, view, earlier)
	local against <const> = first_against(row, view)
	if against then
		return against
	end
	local shown <const>, why <const> = standing.shown(row, view)
	if not shown then
		return { word = why }
	end
	with_earlier(shown, row, earlier)
	local changes <const>, all_shown <const> = differences(row, shown)
	if #changes == 0 then
		return { word = all_shown and "already_so" or "not_shown" }
	end
	for _, need in ipairs(acting[row.operation].needs) do
		local found <const> = THEN[need] and THEN[need](shown[1].value)
		if found then
			return found
		end
	end
	note(changes, row, earlier)
	return { word = "change", changes = changes }
end

-- ---- the day ----

local ZERO_COURSE <const> = "01" -- courseType

--- The first day of the month after a day, both YYYYMMDD.
local function first_of_next_month(day)
	local year <const>, month <const> = day // 10000, day // 100 % 100
	return month == 12 and (year + 1) * 10000 + 101 or year * 10000 + (month + 1) * 100 + 1
end

--- Is the day that a change of the course asks for another than the one that the carrier takes for that course?
-- @param today YYYYMMDD, an integer
-- @return the course type and the day, YYYYMMDD; nil: it is not, or is not known
function comparison.wrong_day(row, view, today)
	local product <const> = row.operation == "change_course" and view:product(row.arguments.planCode)
	local course_type <const>, asked <const> = product and product.courseType, row.arguments.requestDate
	local first <const> = tostring(first_of_next_month(today))
	if course_type and course_type ~= ZERO_COURSE and asked and asked ~= first then
		return course_type, first
	end
end

return comparison
