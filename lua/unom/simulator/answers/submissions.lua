--- The operations that change something.
--
-- Each is a function of the carrier and a call (see init.lua) and returns a status, a body and, when
-- it accepted something, the record of that. An order whose content makes no sense is accepted and
-- ends 04: a code that list_products does not show, a line that is being terminated or has another
-- order between acceptance and 03. A requestDate out of its window is refused at once (error 19): today in
-- Japan to the end of next month, or its first day alone for a course that is no zero course.
--
-- Invariant: only what returns resultCode "0001" (0 for a session) has changed anything.
local calendar <const> = require "unom.simulator.calendar"
local errors <const> = require "unom.simulator.errors"
local json <const> = require "unom.simulator.json"
local orders <const> = require "unom.simulator.state.orders"
local products <const> = require "unom.simulator.state.products"

local submissions = {}

local OK <const>, NG <const>, NO_DATA <const> = "0001", "0002", "0003"
local UNKNOWN_CODE <const>, BUSY_LINE <const> = "W00020001", "W00020002"

--- An answer that nothing was done. `id`: the name of the identity that the reply would have.
local function refused(call, code, id, info)
	local message <const> = code == NO_DATA and "W00030003" or "W00030002"
	return 200, {
		contractId = call.contract.id, resultCode = code, [id] = "",
		[info] = { messageId = message, message = "" },
	}
end

local function refused_order(call, code)
	return refused(call, code, "orderId", "checkErrorInfo")
end

local function refused_reservation(call, code)
	return refused(call, code, "reserveId", "referenceErrorInfo")
end

--- What an accepted order or reservation begins with. One of somebody else (call.tag, the tag of its id)
-- meets no fault, so that it takes none away from the others.
local function record_of(carrier, call, entries)
	local fate, chance
	if not call.tag then
		fate, chance = carrier.faults:of_order()
	end
	return {
		contractId = call.contract.id, operation = call.operation.name, arguments = call.arguments,
		lineNo = call.line and call.line.lineNo, acceptedAt = call.now, day = calendar.day(call.time),
		entries = entries or 1, fate = fate, stuck_early = fate == "stuck" and chance < 0.5, tag = call.tag,
	}
end

local function is_busy(carrier, line, now)
	local latest <const> = line.latest_order
	return latest ~= nil and carrier.orders:is_under_way(latest, now)
		or line.termination ~= nil and not carrier.orders:is_in_vain(line.termination, now)
end

local function fail(order, message)
	if not order.fate then
		order.fate, order.messageId = "ng", message
	end
end

--- Is the requestDate, where there is one, one that can be asked for today?
local function is_in_window(call)
	local day <const> = call.arguments.requestDate
	if not day then
		return true
	end
	local today <const> = calendar.day(call.time)
	local plan <const> = call.operation.name == "change_course" and call.arguments.planCode
	if plan and products.is_line_course(plan) and not products.is_zero_course(plan) then
		return day == calendar.first_of_next_month(today)
	end
	return day >= today and day <= calendar.last_of_next_month(today)
end

--- Accepts an order that does `effect` to its line when it is done. sound: are its codes known?
local function accept(carrier, call, effect, sound, entries)
	if not is_in_window(call) then
		return errors.request_date_invalid()
	elseif call.arguments.agreement == "no" then
		return refused_order(call, NG)
	elseif not carrier.orders:has_room(call.contract.id, entries or 1, call.now) then
		return errors.too_many_orders()
	end
	local order <const> = record_of(carrier, call, entries)
	order.effect = effect
	if sound == false then
		fail(order, UNKNOWN_CODE)
	end
	local line <const> = call.line
	if line then
		if is_busy(carrier, line, call.now) then
			fail(order, BUSY_LINE)
		end
		line.latest_order = order
		line.termination = order.operation == "terminate_line" and order or line.termination
	end
	carrier.orders:accept(order)
	return 200, {
		contractId = call.contract.id, resultCode = OK, orderId = order.orderId, checkErrorInfo = json.null,
	}, order
end

-- ---- orders ----

function submissions.add_line(carrier, call)
	local given <const> = call.arguments.linesList[1]
	local sound <const> = products.goes_with(given.planCode, given.deviceCode, given.accessCode)
		and (given.roamingCode == nil or given.roamingCode == "" or products.is_roaming(given.roamingCode))
	return accept(carrier, call, function(order)
		order.lineNo = call.contract:add_line({
			startDate = order.opens, planCode = given.planCode, accessCode = given.accessCode,
			roamingCode = given.roamingCode ~= "" and given.roamingCode or nil,
			actIpAddress = given.actIpAddress, sbyIpAddress = given.sbyIpAddress,
			roamingIpAddress = given.roamingIpAddress, authenticationId = given.authenticationId,
			connected = false,
		}).lineNo
	end, sound)
end

function submissions.terminate_line(carrier, call)
	return accept(carrier, call, function()
		call.contract:remove_line(call.line)
		if carrier.data_share:find(call.contract.id, call.line.lineNo) then
			carrier.data_share:leave(call.contract.id, call.line.lineNo)
		end
	end)
end

function submissions.purchase_device(carrier, call)
	local sound = true
	for _, each in ipairs(call.arguments.linesList) do
		sound = sound and products.is_spare_device(each.deviceCode)
	end
	return accept(carrier, call, nil, sound, #call.arguments.linesList)
end

--- An effect that gives the line these fields of the arguments, where they are.
local function set(call, ...)
	local names <const> = { ... }
	return function()
		for _, name in ipairs(names) do
			call.line[name] = call.arguments[name] or call.line[name]
		end
	end
end

function submissions.change_course(carrier, call)
	return accept(carrier, call, set(call, "planCode"), products.is_line_course(call.arguments.planCode))
end

function submissions.change_radius_auth(carrier, call)
	if call.line.authenticationType ~= "NTTコム" then
		return errors.not_com_radius()
	end
	return accept(carrier, call, set(call, "authenticationId"))
end

function submissions.change_ip_addresses(carrier, call)
	return accept(carrier, call, set(call, "actIpAddress", "sbyIpAddress", "roamingIpAddress"))
end

function submissions.change_imei(carrier, call)
	return accept(carrier, call, set(call, "imei", "imeiOption"))
end

--- The empty code means none.
function submissions.set_roaming(carrier, call)
	local code <const> = call.arguments.roamingCode
	return accept(carrier, call, function()
		call.line.roamingCode = code ~= "" and code or nil
	end, code == "" or products.is_roaming(code))
end

function submissions.remove_roaming(carrier, call)
	if not call.line.roamingCode then
		return errors.roaming_not_found()
	end
	return accept(carrier, call, function()
		call.line.roamingCode = nil
	end)
end

function submissions.add_data_volume(carrier, call)
	return accept(carrier, call, function()
		call.line.volumes = call.line.volumes + 1
	end)
end

function submissions.change_access_type(carrier, call)
	return accept(carrier, call, set(call, "accessCode", "actIpAddress", "sbyIpAddress"))
end

-- ---- the data-share group ----

local function reserved(call, reservation)
	return 200, {
		contractId = call.contract.id, resultCode = OK, reserveId = reservation.reserveId,
		referenceErrorInfo = json.null,
	}, reservation
end

function submissions.add_data_share_lines(carrier, call)
	local numbers <const>, seen <const> = {}, {}
	local is_free, is_any_free = true, false
	for i, each in ipairs(call.arguments.linesList) do
		if not call.contract.lines[each.lineNo] then
			return errors.line_not_found()
		end
		local is_member <const> = carrier.data_share:find(call.contract.id, each.lineNo) ~= nil
		is_free = is_free and not seen[each.lineNo] and not is_member
		is_any_free = is_any_free or not is_member
		numbers[i], seen[each.lineNo] = each.lineNo, true
	end
	if call.arguments.agreement == "no" then
		return refused_reservation(call, NG)
	elseif not is_free then -- without a line that is not registered there is nothing to do
		return refused_reservation(call, is_any_free and NG or NO_DATA)
	end
	local record <const> = record_of(carrier, call, #numbers)
	record.lineNo = #numbers == 1 and numbers[1] or nil
	return reserved(call, carrier.data_share:reserve_lines(record, numbers))
end

function submissions.remove_data_share_line(carrier, call)
	local member <const> = carrier.data_share:find(call.contract.id, call.line.lineNo)
	if not member then
		return errors.line_group_not_found()
	elseif call.arguments.agreement == "no" or member.status == "03" then
		return refused_reservation(call, NG)
	elseif member.status == "01" then -- not registered yet: there is nothing to remove
		return refused_reservation(call, NO_DATA)
	end
	return reserved(call, carrier.data_share:reserve_removal(record_of(carrier, call), call.line.lineNo))
end

-- ---- sessions ----

--- A session that is cut already is answered with success.
function submissions.disconnect_session(carrier, call)
	local reply <const> = { contractId = call.contract.id, lineNo = call.line.lineNo, resultCode = 0 }
	if call.arguments.agreement == "no" then
		reply.resultCode = 1
		return 200, reply
	end
	carrier.sessions:cut(call.contract, call.line, call.time)
	return 200, reply, {
		contractId = call.contract.id, lineNo = call.line.lineNo, operation = call.operation.name,
		arguments = call.arguments, acceptedAt = call.now, status = "0",
	}
end

-- ---- cancels ----

function submissions.cancel_order(carrier, call)
	local target <const> = carrier.orders:find(call.contract.id, call.arguments.orderId)
	if call.arguments.agreement == "no" then
		return refused_order(call, NG)
	elseif not target or target.cancels or carrier.orders:is_over(target, call.now) then
		return refused_order(call, NO_DATA)
	elseif not orders.can_be_cancelled(target.operation) then
		return refused_order(call, NG)
	end
	local order <const> = record_of(carrier, call)
	order.lineNo = target.lineNo
	carrier.orders:accept_cancel(order, target)
	return 200, {
		contractId = call.contract.id, resultCode = OK, orderId = order.orderId,
		acceptDateTime = calendar.moment(call.time), checkErrorInfo = json.null,
	}, order
end

function submissions.cancel_data_share_reserve(carrier, call)
	local id <const> = call.arguments.reserveId
	if call.arguments.agreement == "no" then
		return refused_reservation(call, NG)
	elseif not carrier.data_share:cancel(call.contract.id, id) then
		return refused_reservation(call, NO_DATA)
	end
	return 200, {
		contractId = call.contract.id, resultCode = OK, reserveId = id, referenceErrorInfo = json.null,
	}, {
		contractId = call.contract.id, operation = call.operation.name, arguments = call.arguments,
		reserveId = id, cancels = id, acceptedAt = call.now, status = "0",
	}
end

return submissions
