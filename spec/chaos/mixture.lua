--- The change list of a trial, made from its seed: every kind of order on three contracts, several orders for one
-- line, cancels of what others ordered before.
--
-- Invariant: the same seed gives the same rows in the same order. A row is a table of cells by column; `secret`
-- columns apart, its cells say which order at the carrier is its own.

local change_lists <const> = require "support.change_lists"

local mixture <const> = {}

mixture.CONTRACTS = { "N123456789", "N987654321", "N111222333" }
mixture.LINES = 100 -- of each contract for one list; see the simulator's contracts for what each is like

local PREFIX <const> = { N123456789 = "0901", N987654321 = "0902", N111222333 = "0903" }

mixture.COLUMNS = {
	"operation", "contractId", "lineNo", "orderId", "reserveId", "requestDate", "planCode", "roamingCode", "imei",
	"imeiOption", "actIpAddress", "authenticationId", "authenticationPassword", "accessCode", "deviceCode",
	"deliveryPostalCode", "deliveryPref", "deliveryCity", "deliveryAddress1", "deliveryCompanyName",
	"notificationMailAddress", "notificationPassword",
}
mixture.SECRET = { authenticationPassword = true, notificationPassword = true }

-- Lines that only certain rows use; the other rows draw from the first LAST_PLAIN.
local LAST_PLAIN <const> = 47
local SHARED <const> = { 48, 98 } -- in the data-share group from the beginning

function mixture.line_no(contract, number)
	return ("%s%07d"):format(PREFIX[contract], number)
end

local function delivery(cells, number)
	cells.deliveryPostalCode, cells.deliveryPref, cells.deliveryCity = "1000001", "東京都", "千代田区"
	cells.deliveryAddress1, cells.deliveryCompanyName = "千代田", "見本商会"
	cells.notificationMailAddress = ("row%d@example.com"):format(number)
	cells.notificationPassword = ("secret-%d"):format(number)
	return cells
end

-- The carrier judges each day: for most changes of plan it takes the first of next month alone.
local NEXT_FIRST <const> = change_lists.NEXT_FIRST

--- A day of next month.
local function date(draw)
	return ("%s%02d"):format(NEXT_FIRST:sub(1, 6), draw:integer(28))
end

-- The kinds of rows, each a function of the random stream, the row's number and its line's. A kind that is right
-- for some lines alone says which in `lines`.
local KINDS <const> = {
	function() return { operation = "change_course", planCode = "T3001328", requestDate = NEXT_FIRST } end,
	function(draw)
		return { operation = "change_course", planCode = "T3001326", requestDate = date(draw) }
	end,
	function() return { operation = "set_roaming", roamingCode = "T6000037" } end,
	function() return { operation = "set_roaming", roamingCode = "" } end,
	function(_, number)
		return { operation = "change_imei", imei = ("4901542%08d"):format(number), imeiOption = "2" }
	end,
	function(_, number)
		return { operation = "change_ip_addresses", actIpAddress = ("192.168.%d.%d"):format(number // 250, number % 250 + 1) }
	end,
	function() return { operation = "add_data_volume" } end,
	function() return { operation = "add_data_share_lines" } end,
	function() return { operation = "disconnect_session" } end,
	function(draw) return { operation = "terminate_line", requestDate = date(draw) } end,
	function(_, number)
		return { operation = "change_radius_auth", authenticationId = ("row%d"):format(number),
			authenticationPassword = ("hidden%d"):format(number) }
	end,
	function() return { operation = "change_access_type", accessCode = "2" } end,
	function(draw, number)
		return delivery({ operation = "purchase_device", deviceCode = "T2000554", requestDate = date(draw) }, number),
			true
	end,
	function(draw, number)
		return delivery({ operation = "add_line", planCode = "T3001328", deviceCode = "T2000537", accessCode = "2",
			actIpAddress = ("10.9.%d.%d"):format(number // 250, number % 250 + 1),
			authenticationId = ("new%d"):format(number), authenticationPassword = "hidden",
			requestDate = date(draw) }, number), true
	end,
}

local function add(rows, contract, line, cells, has_no_line)
	cells.contractId = contract
	if line and not has_no_line then
		cells.lineNo = mixture.line_no(contract, line)
	end
	rows[#rows + 1] = cells
end

--- Rows of one contract whose line is asked for more than once: each waits for the one before.
local function add_same_line(rows, contract, draw, first)
	local line <const> = first + draw:integer(40)
	local twice <const> = draw:integer(3)
	if twice == 1 then
		add(rows, contract, line, { operation = "add_data_volume" })
		add(rows, contract, line, { operation = "add_data_volume" })
	elseif twice == 2 then
		add(rows, contract, first + SHARED[2], { operation = "remove_data_share_line" })
		add(rows, contract, first + SHARED[2], { operation = "add_data_share_lines" })
	else
		add(rows, contract, line, { operation = "add_data_share_lines" })
		add(rows, contract, line, { operation = "add_data_share_lines" }) -- which the carrier refuses
	end
end

local function add_cancels(rows, contract, others)
	for _, order_id in ipairs(others.orders[contract]) do
		add(rows, contract, nil, { operation = "cancel_order", orderId = order_id })
	end
	for _, reserve_id in ipairs(others.reservations[contract]) do
		add(rows, contract, nil, { operation = "cancel_data_share_reserve", reserveId = reserve_id })
	end
end

local function has_secret(cells)
	for name in pairs(mixture.SECRET) do
		if cells[name] then
			return true
		end
	end
	return false
end

--- @param draw a stream of unom.simulator.random
-- @param options {count=about how many rows, others=what was ordered before: {orders={[contract]={ids}},
--   reservations={[contract]={ids}}} (nil: nothing), first=the list is for lines after that one, a multiple of
--   mixture.LINES (nil: 0), without_secrets=bool}
-- @return rows, in the list's order
function mixture.rows(draw, options)
	local rows <const>, first <const> = {}, options.first or 0
	for _, contract in ipairs(mixture.CONTRACTS) do
		if options.others then
			add_cancels(rows, contract, options.others)
		end
		add_same_line(rows, contract, draw, first)
		add(rows, contract, first + SHARED[1], { operation = "remove_data_share_line" })
	end
	while #rows < options.count do
		local contract <const> = mixture.CONTRACTS[draw:integer(#mixture.CONTRACTS)]
		local kind <const>, line <const> = KINDS[draw:integer(#KINDS)], first + draw:integer(LAST_PLAIN)
		local cells <const>, has_no_line <const> = kind(draw, first + #rows + 1)
		if not (options.without_secrets and has_secret(cells)) then
			add(rows, contract, line, cells, has_no_line)
		end
	end
	return rows
end

--- `count` rows of one contract, for a line each: a list of set_roaming or change_course.
function mixture.alike(operation, count)
	local rows <const> = {}
	for number = 1, count do
		add(rows, mixture.CONTRACTS[1], number, operation == "set_roaming"
			and { operation = operation, roamingCode = "T6000037" }
			or { operation = operation, planCode = "T3001328", requestDate = NEXT_FIRST })
	end
	return rows
end

--- The list as the bytes of a CSV file.
function mixture.text(rows)
	local lines <const> = { table.concat(mixture.COLUMNS, ",") }
	for _, row in ipairs(rows) do
		local cells <const> = {}
		for index, column in ipairs(mixture.COLUMNS) do
			cells[index] = row[column] or ""
		end
		lines[#lines + 1] = table.concat(cells, ",")
	end
	return table.concat(lines, "\n") .. "\n"
end

return mixture
