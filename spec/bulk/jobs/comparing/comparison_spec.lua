--- A row beside the contract as it is: each of the sixteen operations, where it changes something, where it is so
-- already, and where it cannot be carried out.

local comparison <const> = require "unom.bulk.jobs.comparing.comparison"
local contract_view <const> = require "unom.bulk.carrier.contract_view"

local CONTRACT <const> = "N123456789"

local function orders(...)
	return { reply = { contractId = CONTRACT, orderList = { ... } } }
end

local function lists(more)
	local answers <const> = {
		list_lines = { reply = { contractId = CONTRACT, linesList = {
			{ lineNo = "1", planCode = "T3001326", accessCode = "2", imei = "490154203237518", imeiOption = "2",
				authenticationId = "sensor-1", authenticationType = "NTTコム", sbyIpAddress = "10.0.0.2",
				roamingIpAddress = "10.0.0.3", optionCodeList = { "T6000036", "T6000084" } },
			{ lineNo = "2", planCode = "T3001328", authenticationType = "お客様Radius", authenticationId = "x" },
			{ lineNo = "3", planCode = "T3001328" }, { lineNo = "4", planCode = "T3001328" },
		} } },
		list_products = { reply = { contractId = CONTRACT, productInfoList = {
			{ productCode = "T3001326", courseType = "01", optionInfoList = { { optionCode = "T6000040" } },
				deviceInfoList = { { deviceCode = "T2000537", accessType = "2" } } },
			{ productCode = "T3001328", courseType = "02", optionInfoList = {}, deviceInfoList = {} },
		} } },
		list_data_share_lines = { reply = { contractId = CONTRACT, linesList = {
			{ lineNo = "2", status = "01", reserveId = "71" }, { lineNo = "3", status = "02", reserveId = "72" },
			{ lineNo = "4", status = "03", reserveId = "73" } } } },
		list_accepting_orders = orders({ orderId = "A", orderStatus = "15" }, { orderId = "B", orderStatus = "11" }),
		list_completed_orders = orders({ orderId = "C", orderStatus = "60" }),
	}
	for operation, answer in pairs(more or {}) do
		answers[operation] = answer or nil
	end
	return contract_view.read(CONTRACT, answers)
end

local function compare(operation, arguments, view, earlier)
	return comparison.of({ operation = operation, arguments = arguments }, view or lists(), earlier or {})
end

--- The word with what belongs to it, as one text.
local function words(found)
	local told <const> = { found.word, found.code, found.field, found.value }
	for _, change in ipairs(found.changes or {}) do
		told[#told + 1] = ("%s:%s>%s"):format(change.field, change.from, change.to)
	end
	return table.concat(told, " ")
end

-- Operation, arguments, and what is said of it.
local ROWS <const> = {
	{ "add_line", { planCode = "T3001326", deviceCode = "T2000537", accessCode = "2", actIpAddress = "10.0.0.9" },
		"not_comparable" },
	{ "add_line", { planCode = "T3009999", deviceCode = "T2000537" }, "cannot no_such_code planCode T3009999" },
	{ "add_line", { planCode = "T3001326", deviceCode = "T2009999" }, "cannot no_such_code deviceCode T2009999" },
	{ "add_line", { planCode = "T3001326", deviceCode = "T2000537", roamingCode = "T6000047" },
		"cannot no_such_code roamingCode T6000047" },
	{ "add_line", { planCode = "T3001326", deviceCode = "T2000537", accessCode = "1" },
		"cannot not_ready accessCode 2" },
	{ "terminate_line", { lineNo = "1" }, "change listed:1>" },
	{ "terminate_line", { lineNo = "9" }, "cannot no_such_line lineNo 9" },
	{ "purchase_device", { deviceCode = "T2000537" }, "not_comparable" },
	{ "purchase_device", { deviceCode = "T2009999" }, "cannot no_such_code deviceCode T2009999" },
	{ "change_course", { lineNo = "1", planCode = "T3001328" }, "change planCode:T3001326>T3001328" },
	{ "change_course", { lineNo = "1", planCode = "T3001326" }, "already_so" },
	{ "change_course", { lineNo = "1", planCode = "T3009999" }, "cannot no_such_code planCode T3009999" },
	{ "change_course", { lineNo = "9", planCode = "T3001326" }, "cannot no_such_line lineNo 9" },
	{ "change_radius_auth", { lineNo = "1", authenticationId = "new", authenticationPassword = "p" },
		"change authenticationId:sensor-1>new" },
	{ "change_radius_auth", { lineNo = "1", authenticationId = "sensor-1", authenticationPassword = "p" }, "not_shown" },
	{ "change_radius_auth", { lineNo = "1", authenticationId = "sensor-1" }, "already_so" },
	{ "change_radius_auth", { lineNo = "2", authenticationId = "x" }, "cannot not_ready authenticationType お客様Radius" },
	{ "change_ip_addresses", { lineNo = "1", actIpAddress = "10.0.0.1" }, "not_shown" },
	{ "change_ip_addresses", { lineNo = "1", actIpAddress = "10.0.0.1", sbyIpAddress = "10.0.0.2" }, "not_shown" },
	{ "change_ip_addresses", { lineNo = "1", actIpAddress = "10.0.0.1", sbyIpAddress = "10.0.0.9" },
		"change sbyIpAddress:10.0.0.2>10.0.0.9" },
	{ "change_ip_addresses", { lineNo = "9", actIpAddress = "10.0.0.1" }, "cannot no_such_line lineNo 9" },
	{ "change_imei", { lineNo = "1", imei = "490154203237518", imeiOption = "1" }, "change imeiOption:2>1" },
	{ "change_imei", { lineNo = "1", imei = "490154203237518", imeiOption = "2" }, "already_so" },
	{ "change_imei", { lineNo = "3", imei = "490154203237518", imeiOption = "2" }, "not_shown" },
	{ "set_roaming", { lineNo = "1", roamingCode = "T6000040" }, "change roamingCode:T6000036>T6000040" },
	{ "set_roaming", { lineNo = "3", roamingCode = "T6000040" }, "change roamingCode:>T6000040" },
	{ "set_roaming", { lineNo = "3", roamingCode = "" }, "already_so" },
	{ "set_roaming", { lineNo = "1", roamingCode = "" }, "change roamingCode:T6000036>" },
	{ "set_roaming", { lineNo = "1", roamingCode = "T6000047" }, "cannot no_such_code roamingCode T6000047" },
	{ "remove_roaming", { lineNo = "1" }, "change roamingCode:T6000036>" },
	{ "remove_roaming", { lineNo = "3" }, "already_so" },
	{ "add_data_share_lines", { lineNo = "1" }, "change share:>02" },
	{ "add_data_share_lines", { lineNo = "3" }, "already_so" },
	{ "add_data_share_lines", { lineNo = "2" }, "cannot not_ready share 01" },
	{ "add_data_share_lines", { lineNo = "4" }, "cannot not_ready share 03" },
	{ "remove_data_share_line", { lineNo = "3" }, "change share:02>" },
	{ "remove_data_share_line", { lineNo = "1" }, "already_so" },
	{ "remove_data_share_line", { lineNo = "2" }, "cannot not_ready share 01" },
	{ "remove_data_share_line", { lineNo = "4" }, "cannot not_ready share 03" },
	{ "add_data_volume", { lineNo = "1" }, "change dataVolumes:1>2" },
	{ "change_access_type", { lineNo = "1", accessCode = "1" }, "change accessCode:2>1" },
	{ "change_access_type", { lineNo = "1", accessCode = "2" }, "already_so" },
	{ "change_access_type", { lineNo = "1", accessCode = "2", actIpAddress = "10.0.0.1" }, "not_shown" },
	{ "disconnect_session", { lineNo = "1" }, "not_shown" },
	{ "disconnect_session", { lineNo = "9" }, "cannot no_such_line lineNo 9" },
	{ "cancel_order", { orderId = "A" }, "change orderStatus:15>11" },
	{ "cancel_order", { orderId = "B" }, "already_so" },
	{ "cancel_order", { orderId = "C" }, "cannot not_ready orderStatus 60" },
	{ "cancel_order", { orderId = "Z" }, "cannot not_ready orderId " },
	{ "cancel_data_share_reserve", { reserveId = "71" }, "change share:01>" },
	{ "cancel_data_share_reserve", { reserveId = "72" }, "cannot not_ready share 02" },
	{ "cancel_data_share_reserve", { reserveId = "73" }, "change share:03>02" },
	{ "cancel_data_share_reserve", { reserveId = "79" }, "cannot not_ready reserveId " },
}

describe("a row beside its contract #unit", function()
	for number, each in ipairs(ROWS) do
		it(("is %s: %s, case %d"):format(each[3], each[1], number), function()
			assert.equal(each[3], words(compare(each[1], each[2])))
		end)
	end

	it("is each of the sixteen operations", function()
		local has, count <const> = {}, require("unom.catalogue.acting")
		for _, each in ipairs(ROWS) do
			has[each[1]] = true
		end
		for name in pairs(count) do
			assert.is_true(has[name], name)
		end
	end)

	it("takes a blank kind of authentication for none that was told", function()
		local view <const> = lists { list_lines = { reply = { contractId = CONTRACT, linesList = {
			{ lineNo = "1", authenticationType = "", authenticationId = "old" } } } } }
		assert.equal("change authenticationId:old>new",
			words(compare("change_radius_auth", { lineNo = "1", authenticationId = "new" }, view)))
	end)

	it("takes a product without its list of options or devices for one that does not tell them", function()
		local view <const> = lists { list_products = { reply = { contractId = CONTRACT, productInfoList = {
			{ productCode = "T3001326", optionInfoList = "" },
			{ productCode = "T3001328", optionInfoList = { "T6000040" }, deviceInfoList = { 1 } } } } } }
		assert.equal("change roamingCode:T6000036>T6000047",
			words(compare("set_roaming", { lineNo = "1", roamingCode = "T6000047" }, view)))
		assert.equal("not_comparable", words(compare("purchase_device", { deviceCode = "T2009999" }, view)))
		assert.equal("cannot no_such_code planCode T3009999",
			words(compare("change_course", { lineNo = "1", planCode = "T3009999" }, view)))
	end)

	it("knows nothing of a value that the specification does not have", function()
		local view <const> = lists {
			list_lines = { reply = { contractId = CONTRACT, linesList = {
				{ lineNo = "1", authenticationType = "ＮＴＴコム", authenticationId = "old" } } } },
			list_products = { reply = { contractId = CONTRACT, productInfoList = { { productCode = "T3001326",
				deviceInfoList = { { deviceCode = "T2000537", accessType = "LTE" } } } } } },
		}
		assert.equal("change authenticationId:old>new",
			words(compare("change_radius_auth", { lineNo = "1", authenticationId = "new" }, view)))
		assert.equal("not_comparable", words(compare("add_line", { planCode = "T3001326", deviceCode = "T2000537",
			accessCode = "2" }, view)))
	end)

	it("cuts a session that is connected, and not one that is not", function()
		local view <const> = lists()
		view:set_session("1", "1")
		view:set_session("2", "0")
		assert.equal("change sessionStatus:1>0", words(compare("disconnect_session", { lineNo = "1" }, view)))
		assert.equal("already_so", words(compare("disconnect_session", { lineNo = "2" }, view)))
	end)

	it("cannot be judged by what a list does not show, unless it is whole", function()
		local cut <const> = lists { list_lines = { reply = { contractId = CONTRACT, linesList = {},
			incomplete_entries = 1 } } }
		assert.equal("not_shown", words(compare("change_course", { lineNo = "9", planCode = "T3001328" }, cut)))
		cut:set_missing("9")
		assert.equal("cannot no_such_line lineNo 9",
			words(compare("change_course", { lineNo = "9", planCode = "T3001328" }, cut)))
		local without <const> = lists { list_products = { err = { kind = "api", status = 404, sent = "yes" } } }
		assert.equal("change planCode:T3001326>T3009999",
			words(compare("change_course", { lineNo = "1", planCode = "T3009999" }, without)))
		local half <const> = lists { list_completed_orders = orders() }
		assert.equal("cannot not_ready orderId ", words(compare("cancel_order", { orderId = "Z" }, half)))
		local unread <const> = lists { list_completed_orders = false }
		assert.equal("not_shown", words(compare("cancel_order", { orderId = "Z" }, unread)))
		local unshared <const> = lists { list_data_share_lines = { err = { kind = "api", status = 403, sent = "yes" } } }
		assert.equal("not_shown", words(compare("add_data_share_lines", { lineNo = "1" }, unshared)))
		assert.equal("not_shown", words(compare("cancel_data_share_reserve", { reserveId = "71" }, unshared)))
	end)

	it("comes after the earlier rows of the list for the same line", function()
		local earlier <const> = {}
		local function after(operation, arguments)
			return words(compare(operation, arguments, nil, earlier))
		end
		assert.equal("change roamingCode:T6000036>", after("remove_roaming", { lineNo = "1" }))
		assert.equal("change roamingCode:>T6000040", after("set_roaming", { lineNo = "1", roamingCode = "T6000040" }))
		assert.equal("change dataVolumes:1>2", after("add_data_volume", { lineNo = "1" }))
		assert.equal("change dataVolumes:2>3", after("add_data_volume", { lineNo = "1" }))
		assert.equal("change dataVolumes:0>1", after("add_data_volume", { lineNo = "3" }))
	end)

	it("asks for the 1st of the next month, unless the course is a zero course", function()
		local view <const> = lists()
		local function wrong(plan, day, today)
			return { comparison.wrong_day({ operation = "change_course", arguments = { planCode = plan, requestDate = day } },
				view, today) }
		end
		assert.same({}, wrong("T3001328", "20990201", 20990115))
		assert.same({ "02", "20990201" }, wrong("T3001328", "20990215", 20990115))
		assert.same({ "02", "21000101" }, wrong("T3001328", "20991231", 20991231))
		assert.same({}, wrong("T3001328", "21000101", 20991201))
		assert.same({}, wrong("T3001326", "20990215", 20990115))
		assert.same({}, wrong("T3009999", "20990215", 20990115))
	end)
end)
