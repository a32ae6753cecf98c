--- The operations that only read.
--
-- Each is a function of the carrier and a call (see init.lua) and returns a status and a body. The
-- keys are as in the carrier's examples, misspellings included: domeinName, saessionType, "contractId ".
--
-- Invariant: nothing here changes anything.
local errors <const> = require "unom.simulator.errors"
local json <const> = require "unom.simulator.json"
local option_codes <const> = require "unom.simulator.answers.option_codes"
local orders <const> = require "unom.simulator.state.orders"
local products <const> = require "unom.simulator.state.products"
local traffic <const> = require "unom.simulator.answers.traffic"

local references = {}

local LINES_LIMIT <const> = 1000
local DIGITS <const> = "0120-000-000"

function references.get_contract(_, call)
	return 200, {
		contractId = call.contract.id,
		domeinName = call.contract.domain,
		contractCustomerName = "エヌ・ティ・ティ・コミュニケーションズ株式会社",
		contractCustomerNameKana = "エヌティティコミュニケーションズカブシキガイシャ",
		contractPostalNumber = "1000011",
		contractAddress = "東京都千代田区内幸町",
		contractAddressLine1 = "１丁目",
		contractAddressLine2 = " １番地６号",
		contractAddressLine3 = json.null,
		contractBuildingName1 = "NTT日比谷ビル",
		contractBuildingName2 = json.null,
		contractBuildingName3 = json.null,
		contractSamakata = json.null,
		techPersonName = "NTT COM",
		techPhoneNumber = DIGITS,
		techFaxNumber = DIGITS,
		techMailAddress = "tech@example.com",
		contactDeptName = "オープンネットワーク",
		contactPersonName = "NTT COM",
		contactPhoneNumber = DIGITS,
		contactMailAddress = "contact@example.com",
		billingPostalNumber = "1008019",
		billingAddress = "東京都千代田区内幸町1丁目１番地６号",
		billingNameKana = "エヌティティコム",
		billingPersonName = "NTT COM",
		billingPhoneNumber = DIGITS,
	}
end

local function codes_of(line)
	local codes <const> = { line.roamingCode }
	for _ = 1, line.volumes do
		codes[#codes + 1] = products.DATA_VOLUME
	end
	return codes
end

function references.list_lines(carrier, call)
	local lines <const> = {}
	for i, line in ipairs(call.contract.order) do
		if i > LINES_LIMIT then
			break
		end
		lines[i] = {
			lineNo = line.lineNo, startDate = line.startDate,
			planCode = " " .. line.planCode .. " ",
			accessCode = line.accessCode,
			optionCodeList = option_codes.of(codes_of(line), carrier.option_codes),
			simType = line.simType, simNumber = line.simNumber, deviceName = line.deviceName,
			imei = line.imei, imeiOption = line.imeiOption,
			authenticationType = line.authenticationType, authenticationId = line.authenticationId,
			actIpAddress = "", -- the carrier says that it cannot show it for now
			sbyIpAddress = line.sbyIpAddress, roamingIpAddress = line.roamingIpAddress,
			note = line.note,
		}
	end
	return 200, { ["contractId "] = call.contract.id, linesList = json.list(lines) }
end

--- Lines outside the data-share group; those inside have the operation below.
function references.get_traffic(carrier, call)
	if carrier.data_share:find(call.contract.id, call.line.lineNo) then
		return errors.not_found()
	end
	return 200, traffic.of(call.contract, call.line, carrier.times, carrier:today())
end

function references.get_data_share_traffic(carrier, call)
	if not carrier.data_share:find(call.contract.id, call.line.lineNo) then
		return errors.line_group_not_found()
	end
	return 200, traffic.of(call.contract, call.line, carrier.times, carrier:today())
end

local function is_search_of_both(search)
	return search.authSearchKey ~= nil and search.lineNoSearchKey ~= nil
		or search.startTime > search.endTime
end

--- A line to search for has to be one of the contract.
local function misses_line(call)
	local line_no <const> = call.arguments.lineNoSearchKey
	return line_no ~= nil and call.contract.lines[line_no] == nil
end

--- A search of a log: the reply has the entries that `find` returns, in `list_name`.
-- @param find the name of a method of the sessions
local function search(list_name, find)
	return function(carrier, call)
		if is_search_of_both(call.arguments) then
			return errors.bad_request()
		elseif misses_line(call) then
			return errors.line_not_found()
		end
		local sessions <const> = carrier.sessions
		return 200, {
			contractId = call.contract.id,
			[list_name] = json.list(sessions[find](sessions, call.contract, call.arguments, call.time)),
		}
	end
end

references.list_authentications = search("resultList", "authentications")
references.list_sessions = search("searchList", "connections")

function references.list_products(_, call)
	return 200, { contractId = call.contract.id, productInfoList = products.list() }
end

--- What is wrong with an order, in a status where something is.
local function check_error(order, status)
	if status == "04" or status == "05" then
		return { messageId = order.messageId or status == "04" and "W00010004" or "E00010005", message = "" }
	end
	return json.null
end

local function list_orders(carrier, call, over)
	local list <const> = {}
	for i, order in ipairs(carrier.orders:list(call.contract.id, over, call.now)) do
		local status <const> = carrier.orders:life(order, call.now)
		list[i] = {
			orderId = order.orderId, serviceDateApply = order.day,
			requestDate = order.arguments.requestDate or order.day,
			serviceDateStartScheduled = carrier.orders:told_opening(order, status, "lists") or json.null,
			orderStatus = status, checkErrorInfo = check_error(order, status),
		}
	end
	return 200, { contractId = call.contract.id, orderList = json.list(list) }
end

function references.list_accepting_orders(carrier, call)
	return list_orders(carrier, call, false)
end

function references.list_completed_orders(carrier, call)
	return list_orders(carrier, call, true)
end

--- A contract without a line that shares has no group.
function references.list_data_share_lines(carrier, call)
	local members <const> = carrier.data_share:list(call.contract.id)
	if #members == 0 then
		return errors.line_group_not_found()
	end
	return 200, { contractId = call.contract.id, linesList = members }
end

function references.get_order_status(carrier, call)
	local order <const> = carrier.orders:find(call.contract.id, call.arguments.orderId)
	if not order or order.cancels then
		return errors.not_found()
	end
	local status <const> = carrier.orders:status(order, call.now)
	local date <const> = order.arguments.requestDate or order.day
	local entries <const> = {}
	for number = 1, math.min(order.entries, orders.LIST_LIMIT) do
		-- The carrier's example shows the blanks of an error beside a good status.
		local blank <const> = status == "03" and { messageId = "", message = "" }
		entries[number] = {
			number = number, serviceDateApply = order.day, requestDate = date,
			serviceDateStartScheduled = carrier.orders:told_opening(order, status, "id") or json.null,
			orderStatus = status, checkErrorInfo = blank or check_error(order, status),
		}
	end
	return 200, {
		contractId = call.contract.id, orderId = order.orderId,
		checkErrorInfo = json.null, orderList = entries,
	}
end

--- Asked with the orderId that cancel_order gave.
function references.get_cancel_status(carrier, call)
	local order <const> = carrier.orders:find(call.contract.id, call.arguments.orderId)
	if not order or not order.cancels then
		return errors.cancel_not_found()
	end
	local status <const> = carrier.orders:status(order, call.now)
	return 200, {
		contractId = call.contract.id, orderId = order.orderId, orderStatus = status,
		referenceErrorInfo = json.null, checkErrorInfo = check_error(order, status),
	}
end

--- Numbers, not texts, as in the carrier's example. resultCode is 1 (ended abnormally) or 2 (asked too
-- often) every other second for the lines that contracts.lua names: then the rest says nothing.
function references.get_session(carrier, call)
	local line <const> = call.line
	local result <const> = line.session_result and math.floor(call.now) % 2 == 0 and line.session_result or 0
	return 200, {
		contractId = call.contract.id, lineNo = line.lineNo,
		sessionType = line.roamingCode and 1 or 0,
		sessionStatus = result == 0 and carrier.sessions:is_connected(line, call.time) and 1 or 0,
		resultCode = result,
	}
end

return references
