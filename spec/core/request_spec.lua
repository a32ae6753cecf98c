local arguments <const> = require "support.arguments"
local cjson <const> = require "cjson"
local core <const> = require "unom.core"

local NONE <const> = arguments.nil_value
local BASE <const> = "/v2/unom/contracts/N200000002"
local LINE <const> = BASE .. "/lines/07011112222"

local DELIVERY <const> = {
	requestDate = "20261201", deliveryPostalCode = "5300001", deliveryPref = "大阪府", deliveryCity = "大阪市北区",
	deliveryAddress1 = "ー", deliveryAddress2 = "３丁目", deliveryAddress3 = "４番５号", deliveryBuildingName = "試験ビル",
	deliveryCompanyName = "試験工業", deliveryDeptName = "購買部", deliveryPersonName = "試験次郎",
	deliveryPhoneNumber = "06-0000-0000", notificationMailAddress = "koubai@example.jp",
	notificationPassword = "open sesame", agreement = "yes",
}

local function delivered(line)
	local body <const> = { linesList = { line } }
	for field, value in pairs(DELIVERY) do
		body[field] = value
	end
	return body
end

-- What each operation sends for support.arguments: path with query, body or nil.
local SENT <const> = {
	get_contract = { BASE },
	list_lines = { BASE .. "/lines" },
	get_traffic = { LINE .. "/traffic" },
	list_authentications = { BASE .. "/authentications?startTime=20261101000000&endTime=20261115235959"
		.. "&lineNoSearchKey=07011112222" },
	list_sessions = { BASE .. "/sessions?startTime=20261101000000&endTime=20261115235959&authSearchKey=id9@co.jp" },
	list_products = { BASE .. "/products" },
	list_accepting_orders = { BASE .. "/orders?status=accepting" },
	list_completed_orders = { BASE .. "/orders?status=complete" },
	get_data_share_traffic = { LINE .. "/dataShare/traffic" },
	list_data_share_lines = { BASE .. "/dataShare" },
	get_order_status = { BASE .. "/orders/AGU17?status=asyncAccepting" },
	add_line = { BASE .. "/lines", delivered {
		number = "1", planCode = "T3000301", deviceCode = "T2000301", roamingCode = "T6000040", actIpAddress = "172.16.0.1",
		sbyIpAddress = "172.16.0.2", roamingIpAddress = "172.16.0.3", authenticationId = "meter-77",
		authenticationPassword = "k7[x]/9", accessCode = "1",
	} },
	terminate_line = { LINE .. "?requestDate=20261231&agreement=yes" },
	purchase_device = { BASE .. "/devices", delivered { number = "0000000001", deviceCode = "T2000301" } },
	change_course = { LINE .. "/courses", {
		agreement = "yes", requestDate = "20261201", lineInfo = { planCode = "T3000302" },
	} },
	change_radius_auth = { LINE .. "/radiusAuth", {
		agreement = "yes", lineInfo = { authenticationId = "meter-77", authenticationPassword = "秘密の言葉" },
	} },
	change_ip_addresses = { LINE .. "/ipAddresses", {
		agreement = "yes",
		lineInfo = { actIpAddress = "172.16.0.1", sbyIpAddress = "172.16.0.2", roamingIpAddress = "172.16.0.3" },
	} },
	change_imei = { LINE .. "/imei", { agreement = "yes", lineInfo = { imei = "356938035643809", imeiOption = "1" } } },
	set_roaming = { LINE .. "/roaming", { agreement = "yes", lineInfo = { roamingCode = "T6000047" } } },
	remove_roaming = { LINE .. "/roaming?agreement=yes" },
	add_data_share_lines = { BASE .. "/dataShare", { agreement = "yes", linesList = { { lineNo = "07011112222" } } } },
	remove_data_share_line = { BASE .. "/dataShare/lines/07011112222?agreement=yes" },
	add_data_volume = { LINE .. "/dataVolume", { agreement = "yes" } },
	change_access_type = { LINE .. "/accessTypes", {
		agreement = "yes", lineInfo = { accessCode = "2", actIpAddress = "172.16.0.1", sbyIpAddress = "172.16.0.2" },
	} },
	get_session = { LINE .. "/session" },
	disconnect_session = { LINE .. "/session?agreement=yes" },
	cancel_order = { BASE .. "/orders/AGU17?agreement=yes" },
	cancel_data_share_reserve = { BASE .. "/dataShare/reserves/20261?agreement=yes" },
	get_cancel_status = { BASE .. "/orders/AGU17?status=asyncCancelAccepting" },
}

local function sent(name, given, ...)
	local path <const>, body <const> = core.request(name, given, ...)
	return path, body and cjson.decode(body)
end

local function body_of(...)
	return select(2, sent(...))
end

describe("a request #unit", function()
	for _, name in ipairs(arguments.names) do
		it("of " .. name .. " is what the specification says", function()
			local path <const>, body <const> = sent(name, arguments.of(name))
			assert.equal(SENT[name][1], path)
			assert.same(SENT[name][2], body)
		end)
	end

	it("takes the client's contract where the arguments name none", function()
		local given <const> = arguments.of("terminate_line", { contractId = NONE })
		assert.equal("/v2/unom/contracts/N300000003/lines/07011112222?requestDate=20261231&agreement=yes",
			(sent("terminate_line", given, "N300000003")))
		assert.equal(SENT.terminate_line[1], (sent("terminate_line", arguments.of "terminate_line", "N300000003")))
		assert.error_matches(function() sent("terminate_line", given, "N3/..") end, "contractId", nil, true)
		assert.error_matches(function() sent("terminate_line", given) end, "required, but missing", nil, true)
	end)

	it("sends every value as a string", function()
		local body <const> = body_of("change_course",
			arguments.of("change_course", { requestDate = 20261201, agreement = true }))
		assert.same(SENT.change_course[2], body)
		assert.equal(LINE .. "?requestDate=20261231&agreement=no", (sent("terminate_line",
			arguments.of("terminate_line", { requestDate = 20261231, agreement = false }))))
		assert.equal("1", body_of("change_access_type",
			arguments.of("change_access_type", { accessCode = 1 })).lineInfo.accessCode)
	end)

	it("sends the access code under the name that is given", function()
		local body <const> = body_of("change_access_type", arguments.of "change_access_type", nil, "accessType")
		assert.equal("2", body.lineInfo.accessType)
		assert.is_nil(body.lineInfo.accessCode)
		local added <const> = body_of("add_line", arguments.of "add_line", nil, "accessType")
		assert.equal("1", added.linesList[1].accessType)
	end)

	it("takes the access code by the name that the carrier has announced, and sends the one that is given", function()
		local given <const> = arguments.of("change_access_type", { accessCode = NONE, accessType = "2" })
		assert.same(SENT.change_access_type[2], body_of("change_access_type", given))
		assert.equal("2", body_of("change_access_type", given, nil, "accessType").lineInfo.accessType)
		assert.same({ accessCode = "2" }, { accessCode = core.masked("change_access_type", given).accessCode })
		assert.is_nil(core.masked("change_access_type", given).accessType)
	end)

	it("keeps an empty roaming code, which means none", function()
		local body <const> = body_of("set_roaming", arguments.of("set_roaming", { roamingCode = "" }))
		assert.same({ roamingCode = "" }, body.lineInfo)
	end)

	it("numbers the lines in the order of the list", function()
		local list <const> = {}
		for index = 1, 254 do
			list[index] = { deviceCode = ("T2%06d"):format(index) }
		end
		list[7].number = 70
		local body <const> = body_of("purchase_device", arguments.of("purchase_device", {
			deviceCode = NONE, number = NONE, linesList = list,
		}))
		assert.equal(254, #body.linesList)
		assert.same({ number = "0000000001", deviceCode = "T2000001" }, body.linesList[1])
		assert.same({ number = "0000000070", deviceCode = "T2000007" }, body.linesList[7])
		assert.same({ number = "0000000254", deviceCode = "T2000254" }, body.linesList[254])
		assert.is_nil(list[1].number)
		assert.equal("0000000001", body_of("purchase_device",
			arguments.of("purchase_device", { number = NONE })).linesList[1].number)
	end)

	it("fills in no number that a line of the list names", function()
		local function numbers(...)
			local list <const> = {}
			for index, number in ipairs { ... } do
				list[index] = { deviceCode = "T2000301", number = number or nil }
			end
			local body <const> = body_of("purchase_device", arguments.of("purchase_device", {
				deviceCode = NONE, number = NONE, linesList = list,
			}))
			local result <const> = {}
			for index, line in ipairs(body.linesList) do
				result[index] = tonumber(line.number)
			end
			return result
		end
		assert.same({ 1, 2, 3 }, numbers(false, false, false))
		assert.same({ 300, 2, 3 }, numbers(300, false, false))
		for _, two in ipairs { 2, "2", "002", "0000000002" } do
			assert.same({ 2, 1 }, numbers(two, false))
			assert.same({ 2, 1, 3 }, numbers(two, false, false))
			assert.same({ 1, 3, 2 }, numbers(false, false, two))
		end
		assert.same({ 4, 3, 1, 2 }, numbers(4, 3, false, false))
		assert.same({ 1, 2, 3, 4 }, numbers(false, false, 3, false))
	end)

	it("lets no value change its URL", function()
		local given <const> = arguments.of("list_sessions", { authSearchKey = "a/b?c#d&e=f%g+h\"i@j.k" })
		assert.equal(BASE .. "/sessions?startTime=20261101000000&endTime=20261115235959"
			.. "&authSearchKey=a%2Fb%3Fc%23d%26e%3Df%25g%2Bh%22i@j.k", (sent("list_sessions", given)))
		for _, mark in ipairs { "\0", "\n", "\r\n", "/", "?", "#", "%", "&", " ", "\xFF", "\u{3000}" } do
			for name, field in pairs { get_traffic = "lineNo", get_order_status = "orderId", terminate_line = "requestDate" } do
				local value <const> = arguments.of(name)[field]
				assert.has_error(function() sent(name, arguments.of(name, { [field] = value .. mark })) end)
				assert.has_error(function() sent(name, arguments.of(name, { [field] = mark .. value })) end)
			end
		end
	end)

	it("is untouched by what others set in cjson", function()
		cjson.encode_number_precision(3)
		cjson.encode_max_depth(1)
		finally(function()
			cjson.encode_number_precision(14)
			cjson.encode_max_depth(1000)
		end)
		local body <const> = body_of("add_line", arguments.of "add_line")
		assert.same(SENT.add_line[2], body)
	end)

	it("leaves the arguments as they were", function()
		local given <const> = arguments.of("purchase_device", { number = NONE })
		core.request("purchase_device", given)
		assert.same(arguments.of("purchase_device", { number = NONE }), given)
	end)
end)

describe("a request that is refused #unit", function()
	it("raises at the place of its caller, with the message of a Lua library", function()
		local line <const> = debug.getinfo(1, "l").currentline + 1
		local ok <const>, message <const> = pcall(function() core.request("change_course", { requestDate = "20261301",
			contractId = "N200000002", lineNo = "07011112222", agreement = "yes", planCode = "T3000302" }) end)
		assert.is_false(ok)
		local said <const> = tostring(message)
		assert.is_truthy(said:find("spec/core/request_spec.lua:" .. line, 1, true)
			or said:find("spec/core/request_spec.lua:" .. line + 1, 1, true), said)
		assert.is_truthy(said:find(
			[[bad argument 'requestDate' to 'change_course' (not a calendar day, YYYYMMDD: "20261301")]], 1, true))
	end)

	it("names a misspelt field before the one that is missing for it", function()
		local given <const> = arguments.of("change_course", { planCode = NONE, plancode = "T3000302" })
		assert.error_matches(function() core.request("change_course", given) end,
			"bad argument 'plancode' to 'change_course' (no such field, perhaps 'planCode')", nil, true)
	end)

	it("names the entry of a list", function()
		local given <const> = arguments.of("add_data_share_lines", { lineNo = NONE, linesList = { { lineNo = "07011112222" },
			{ lineNo = 7011112222 } } })
		assert.error_matches(function() core.request("add_data_share_lines", given) end,
			"bad argument 'linesList[2].lineNo' to 'add_data_share_lines' (string expected, got integer", nil, true)
	end)

	it("names the line whose number another one has", function()
		local given <const> = arguments.of("purchase_device", { deviceCode = NONE, number = NONE, linesList = {
			{ deviceCode = "T2000301", number = "2" }, { deviceCode = "T2000301", number = 2 },
		} })
		assert.error_matches(function() core.request("purchase_device", given) end,
			"bad argument 'linesList[2].number' to 'purchase_device' (2 is the number of linesList[1] too)", nil, true)
	end)

	it("shows no secret", function()
		for _, field in ipairs { "notificationPassword", "authenticationPassword" } do
			local ok <const>, err <const> = pcall(core.request, "add_line",
				arguments.of("add_line", { [field] = "hunter2 \u{3042}" }))
			assert.is_false(ok)
			assert.matches(field, tostring(err), 1, true)
			for _, shown in pairs(err) do
				assert.not_matches("unter", tostring(shown), 1, true)
			end
		end
	end)
end)

describe("a masked copy #unit", function()
	it("hides what is secret or personal, and what no one knows", function()
		local given <const> = arguments.of("add_line", { nope = "x", linesList = NONE })
		local copy <const> = core.masked("add_line", given)
		for field, value in pairs(given) do
			local open <const> = ({
				contractId = true, requestDate = true, agreement = true, number = true, planCode = true, deviceCode = true,
				roamingCode = true, actIpAddress = true, sbyIpAddress = true, roamingIpAddress = true, accessCode = true,
			})[field]
			assert.equal(open and value or "***", copy[field], field)
		end
	end)

	it("hides it in lists too", function()
		local copy <const> = core.masked("add_line", {
			contractId = "N200000002", linesList = { { authenticationPassword = "x", planCode = "T3000301" }, "y" },
		})
		assert.same({
			contractId = "N200000002", linesList = { { authenticationPassword = "***", planCode = "T3000301" }, "***" },
		}, copy)
		assert.same({ linesList = {} }, core.masked("add_line", { linesList = "secret", "positional" }))
		assert.same({ lineInfo = "***" }, core.masked("change_course", { lineInfo = { planCode = "x" } }))
		assert.same({ ["lineNo\0x"] = "***" }, core.masked("change_course", { ["lineNo\0x"] = "secret" }))
	end)
end)
