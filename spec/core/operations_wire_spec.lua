--- The 29 operations on the wire, against the examples of the specification: method, URL and body as it prints them.
-- Everything here is written out by hand from there, so that the catalogue is checked by something it did not make.
-- Where the specification masks a value (phone number, mail address, passwords), one of the same form is used.

local cjson <const> = require "cjson"
local core <const> = require "unom.core"
local replies <const> = require "support.replies"
local wire <const> = require "support.wire"

local ADDRESS <const> = {
	requestDate = "20170101", deliveryPostalCode = "1008019", deliveryPref = "東京都",
	deliveryCity = "千代田区内幸町", deliveryAddress1 = "ー", deliveryAddress2 = "１丁目",
	deliveryAddress3 = "１番地６号", deliveryBuildingName = "NTT日比谷ビル",
	deliveryCompanyName = "NTTコミュニケーションズ", deliveryDeptName = "オープンネットワーク",
	deliveryPersonName = "○○○○", deliveryPhoneNumber = "0120-00-000",
	notificationMailAddress = "user@ntt.com", notificationPassword = "*******", agreement = "yes",
}

--- A new table with the fields of both.
local function joined(first, second)
	local all <const> = {}
	for _, fields in ipairs { first, second } do
		for name, value in pairs(fields) do
			all[name] = value
		end
	end
	return all
end

local NEW_ADDRESS <const> = joined(ADDRESS, {
	deliveryAddress1 = "―", deliveryBuildingName = "NＴＴ日比谷ビル", deliveryCompanyName = "NＴＴコミュニケーションズ",
})
local NEW_LINE <const> = {
	planCode = "T3001326", deviceCode = "T2000537", roamingCode = "T6000036", actIpAddress = "192.168.1.1",
	sbyIpAddress = "192.168.1.2", roamingIpAddress = "192.168.1.3", authenticationId = "nttcom",
	authenticationPassword = "pw12", accessCode = "1",
}
local ADDRESSES <const> = {
	actIpAddress = "192.168.1.1", sbyIpAddress = "192.168.1.2", roamingIpAddress = "192.168.1.3",
}
local THE_LINE <const> = { lineNo = "09012345678" }
local AGREED <const> = { lineNo = "09012345678", agreement = "yes" }
local DAY <const> = { startTime = "20170202122030", endTime = "20170203122030" }

-- name, arguments, method, URL after the contract, body
local OPERATIONS <const> = {
	{ "get_contract", {}, "GET", "" },
	{ "list_lines", {}, "GET", "/lines" },
	{ "get_traffic", THE_LINE, "GET", "/lines/09012345678/traffic" },
	{ "list_authentications", joined(DAY, { lineNoSearchKey = "09012345678" }), "GET",
		"/authentications?startTime=20170202122030&endTime=20170203122030&lineNoSearchKey=09012345678" },
	{ "list_authentications", joined(DAY, { authSearchKey = "userId@domainName" }), "GET",
		"/authentications?startTime=20170202122030&endTime=20170203122030&authSearchKey=userId@domainName" },
	{ "list_authentications", DAY, "GET", "/authentications?startTime=20170202122030&endTime=20170203122030" },
	{ "list_sessions", joined(DAY, { authSearchKey = "userId@domeinName" }), "GET",
		"/sessions?startTime=20170202122030&endTime=20170203122030&authSearchKey=userId@domeinName" },
	{ "list_sessions", joined(DAY, { lineNoSearchKey = "09012345678" }), "GET",
		"/sessions?startTime=20170202122030&endTime=20170203122030&lineNoSearchKey=09012345678" },
	{ "list_sessions", DAY, "GET", "/sessions?startTime=20170202122030&endTime=20170203122030" },
	{ "list_products", {}, "GET", "/products" },
	{ "list_accepting_orders", {}, "GET", "/orders?status=accepting" },
	{ "list_completed_orders", {}, "GET", "/orders?status=complete" },
	{ "get_data_share_traffic", THE_LINE, "GET", "/lines/09012345678/dataShare/traffic" },
	{ "list_data_share_lines", {}, "GET", "/dataShare" },
	{ "get_order_status", { orderId = "AGU1234567890123" }, "GET", "/orders/AGU1234567890123?status=asyncAccepting" },
	{ "add_line", joined(NEW_ADDRESS, NEW_LINE), "POST", "/lines",
		joined(NEW_ADDRESS, { linesList = { joined(NEW_LINE, { number = "0000000001" }) } }) },
	{ "terminate_line", { lineNo = "09012345678", requestDate = "20171207", agreement = "yes" }, "DELETE",
		"/lines/09012345678?requestDate=20171207&agreement=yes" },
	{ "purchase_device", joined(ADDRESS, { deviceCode = "T2000556" }), "POST", "/devices",
		joined(ADDRESS, { linesList = { { number = "0000000001", deviceCode = "T2000556" } } }) },
	{ "change_course", { lineNo = "09012345678", agreement = "yes", requestDate = "20171201", planCode = "T3001328" },
		"PUT", "/lines/09012345678/courses",
		{ agreement = "yes", requestDate = "20171201", lineInfo = { planCode = "T3001328" } } },
	{ "change_radius_auth", joined(AGREED, { authenticationId = "nttcom", authenticationPassword = "＊＊＊＊＊" }),
		"PUT", "/lines/09012345678/radiusAuth",
		{ agreement = "yes", lineInfo = { authenticationId = "nttcom", authenticationPassword = "＊＊＊＊＊" } } },
	{ "change_ip_addresses", joined(AGREED, ADDRESSES), "PUT", "/lines/09012345678/ipAddresses",
		{ agreement = "yes", lineInfo = ADDRESSES } },
	{ "change_imei", joined(AGREED, { imei = "863401011006836", imeiOption = "2" }), "PUT", "/lines/09012345678/imei",
		{ agreement = "yes", lineInfo = { imei = "863401011006836", imeiOption = "2" } } },
	{ "set_roaming", joined(AGREED, { roamingCode = "T6000036" }), "PUT", "/lines/09012345678/roaming",
		{ agreement = "yes", lineInfo = { roamingCode = "T6000036" } } },
	{ "remove_roaming", AGREED, "DELETE", "/lines/09012345678/roaming?agreement=yes" },
	{ "add_data_share_lines", AGREED, "POST", "/dataShare",
		{ agreement = "yes", linesList = { { lineNo = "09012345678" } } } },
	{ "remove_data_share_line", AGREED, "DELETE", "/dataShare/lines/09012345678?agreement=yes" },
	{ "add_data_volume", AGREED, "POST", "/lines/09012345678/dataVolume", { agreement = "yes" } },
	-- The example's URL leaves the line out; the sheet's own path has it.
	{ "change_access_type",
		joined(AGREED, { accessCode = "1", actIpAddress = "192.168.1.1", sbyIpAddress = "192.168.1.2" }),
		"PUT", "/lines/09012345678/accessTypes",
		{ agreement = "yes",
			lineInfo = { accessCode = "1", actIpAddress = "192.168.1.1", sbyIpAddress = "192.168.1.2" } } },
	{ "get_session", THE_LINE, "GET", "/lines/09012345678/session" },
	-- The example leaves the consent out; the sheet's own URL has it.
	{ "disconnect_session", AGREED, "DELETE", "/lines/09012345678/session?agreement=yes" },
	-- The example prints ？ and ＝ in full width.
	{ "cancel_order", { orderId = "AGU123456789012", agreement = "yes" }, "DELETE",
		"/orders/AGU123456789012?agreement=yes" },
	{ "cancel_data_share_reserve", { reserveId = "201711300000181", agreement = "yes" }, "DELETE",
		"/dataShare/reserves/201711300000181?agreement=yes" },
	{ "get_cancel_status", { orderId = "AGU1234567890123" }, "GET",
		"/orders/AGU1234567890123?status=asyncCancelAccepting" },
}

describe("the specification's example #wire", function()
	for _, case in ipairs(OPERATIONS) do
		local name <const>, arguments <const>, method <const>, url <const>, body <const> = table.unpack(case, 1, 5)
		it(("of %s: %s %s"):format(name, method, url), function()
			local _ <const>, err <const>, requests <const> = wire.once(wire.reply(200, replies.lean(name)), name, arguments)
			assert.is_nil(err)
			assert.equal(1, #requests)
			local request <const> = requests[1]
			assert.equal(method, request.method)
			assert.equal("/v2/unom/contracts/N123456789" .. url,
				request.path .. (request.query and "?" .. request.query or ""))
			if body then
				assert.same(body, cjson.decode(request.body))
			else
				assert.is_true(request.body == nil or request.body == "")
				assert.is_nil(request.headers["content-type"])
			end
		end)
	end

	it("is there for every operation", function()
		local names <const> = {}
		for _, case in ipairs(OPERATIONS) do
			names[case[1]] = true
		end
		for _, operation in ipairs(core.operations) do
			assert.is_true(names[operation.name], operation.name)
			names[operation.name] = nil
		end
		assert.is_nil(next(names))
	end)

	it("also goes out for many lines in one request", function()
		local good <const> = wire.reply(200, { resultCode = "0001", orderId = "AGU1", reserveId = "1" })
		local _ <const>, _ <const>, requests <const> = wire.once(good, "add_data_share_lines",
			{ agreement = true, linesList = { { lineNo = "09012345678" }, { lineNo = "09012345679" } } })
		assert.same({ agreement = "yes", linesList = { { lineNo = "09012345678" }, { lineNo = "09012345679" } } },
			cjson.decode(requests[1].body))
		local _ <const>, _ <const>, devices <const> = wire.once(good, "purchase_device",
			joined(ADDRESS, { linesList = { { deviceCode = "T2000556" }, { deviceCode = "T2000557" } } }))
		assert.same({
			{ number = "0000000001", deviceCode = "T2000556" }, { number = "0000000002", deviceCode = "T2000557" },
		}, cjson.decode(devices[1].body).linesList)
	end)
end)
