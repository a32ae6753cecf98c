--- Every code of the specification, typed from it once more: field, operation, code, Japanese.

local meaning <const> = require "unom.catalogue.meaning"

local ORDERS <const> = { "list_accepting_orders", "list_completed_orders", "get_order_status", "get_cancel_status" }
local RESULTS <const> = {
	"add_line", "terminate_line", "purchase_device", "change_course", "change_radius_auth", "change_ip_addresses",
	"change_imei", "set_roaming", "remove_roaming", "add_data_volume", "change_access_type",
}
local RESULTS_3 <const> = {
	"add_data_share_lines", "remove_data_share_line", "cancel_order", "cancel_data_share_reserve",
}
local RESULT_CODES <const> = { ["0001"] = "OK", ["0002"] = "NG" }
local LIMITS <const> = {
	[""] = "なし", T6000036 = "[docomo]国際ローミング[100万円]", T6000037 = "[docomo]国際ローミング[10万円]",
	T6000038 = "[docomo]国際ローミング[20万円]", T6000039 = "[docomo]国際ローミング[30万円]",
	T6000040 = "[docomo]国際ローミング[40万円]", T6000041 = "[docomo]国際ローミング[50万円]",
	T6000042 = "[docomo]国際ローミング[5万円]", T6000043 = "[docomo]国際ローミング[60万円]",
	T6000044 = "[docomo]国際ローミング[70万円]", T6000045 = "[docomo]国際ローミング[80万円]",
	T6000046 = "[docomo]国際ローミング[90万円]", T6000047 = "[docomo]国際ローミング[制限なし]",
}
local YEN <const> = {
	T6000036 = "1,000,000 yen", T6000037 = "100,000 yen", T6000038 = "200,000 yen", T6000039 = "300,000 yen",
	T6000040 = "400,000 yen", T6000041 = "500,000 yen", T6000042 = "50,000 yen", T6000043 = "600,000 yen",
	T6000044 = "700,000 yen", T6000045 = "800,000 yen", T6000046 = "900,000 yen", T6000047 = "without a limit",
}
local SIMS <const> = { ["1"] = "標準SIM", ["2"] = "microSIM", ["3"] = "nanoSIM" }
local TRAFFIC <const> = { "get_traffic", "get_data_share_traffic" }
local PLACES <const> = { ["0"] = "国内通信", ["1"] = "国際ローミング" }
local ACCESS <const> = { ["1"] = "3G", ["2"] = "LTE" }

-- { field, operations, codes }
local TABLES <const> = {
	{ "orderStatus", ORDERS, {
		["01"] = "処理待ち", ["02"] = "処理中", ["03"] = "処理済み（OK）", ["04"] = "処理済み（業務NG）",
		["05"] = "処理済み（システムエラー）", ["10"] = "オーダー登録", ["11"] = "オーダー取消", ["15"] = "オーダー確定",
		["16"] = "処理中", ["30"] = "処理中", ["60"] = "完了",
	} },
	{ "status", { "list_data_share_lines" }, { ["01"] = "登録予約", ["02"] = "登録完了", ["03"] = "削除予約" } },
	{ "resultCode", RESULTS, RESULT_CODES },
	{ "resultCode", RESULTS_3, { ["0001"] = "OK", ["0002"] = "NG", ["0003"] = "NG（対象データ無し）" } },
	{ "resultCode", { "get_session" }, { ["0"] = "取得成功", ["1"] = "異常終了", ["2"] = "取得数上限超過" } },
	{ "resultCode", { "disconnect_session" }, { ["0"] = "正常" } },
	{ "sessionType", { "list_authentications", "list_sessions", "get_session" }, PLACES },
	{ "sessionStatus", { "get_session" }, { ["0"] = "切断", ["1"] = "接続" } },
	{ "authenticationResult", { "list_authentications" }, { ["01"] = "認証OK", ["02"] = "認証NG" } },
	{ "eventType", { "list_sessions" }, { ["01"] = "セッション開始", ["02"] = "セッション切断" } },
	{ "courseType", { "list_products" }, {
		["01"] = "ゼロコース", ["02"] = "基本コース", ["03"] = "通信ありコース", ["04"] = "個別料金コース", ["99"] = "予備機プラン",
	} },
	{ "deviceType", { "list_products" }, { ["1"] = "SIMのみ", ["2"] = "端末のみ", ["3"] = "SIM+端末" } },
	{ "simTypeCode", { "list_products" }, SIMS },
	{ "simType", { "list_lines" }, SIMS },
	{ "accessType", { "list_products" }, ACCESS },
	{ "accessCode", { "list_lines", "add_line", "change_access_type" }, ACCESS },
	{ "authenticationType", { "list_lines" }, {
		["NTTコム"] = "NTTコム", ["お客様Radius"] = "お客様Radius", ["MCOPオプション"] = "MCOPオプション",
	} },
	{ "imeiOption", { "list_lines", "change_imei" }, {
		["1"] = "IMEI認証無し（ID認証）", ["2"] = "IMEI認証有り（ID+IMEI認証）",
	} },
	{ "roamingCode", { "add_line", "set_roaming" }, LIMITS },
	{ "optionCode", { "list_products" }, LIMITS },
	{ "optionCodeList", { "list_lines" }, LIMITS },
	{ "limitStatus1", TRAFFIC, { ["2"] = "月間規制中", ["3"] = "規制中（月間、直近）" } },
	{ "agreement", { "change_course" }, {
		yes = "約款等に同意する", no = "約款等に同意しない（処理が中断されます）",
	} },
}

describe("the tables of codes #unit", function()
	it("have every code of the specification, in its words and in English", function()
		for _, row in ipairs(TABLES) do
			local field <const>, operations <const>, codes <const> = table.unpack(row)
			for _, operation in ipairs(operations) do
				for code, ja in pairs(codes) do
					local found <const> = meaning.of(field, code, operation)
					local which <const> = ("%s %s of %s"):format(field, code, operation)
					assert.is_truthy(found, which)
					assert.equal(ja, found.ja, which)
					assert.is_true(#found.en > 0, which)
				end
			end
		end
	end)

	it("give each limit of roaming its amount", function()
		for code, amount in pairs(YEN) do
			assert.equal("[docomo] international roaming, " .. (code == "T6000047" and amount or "up to " .. amount),
				meaning.of("roamingCode", code).en, code)
		end
		assert.equal("none", meaning.of("roamingCode", "").en)
	end)

	it("know the code that counts the volumes", function()
		assert.matches("容量追加", meaning.of("optionCodeList", "T6000084").ja)
		assert.is_nil(meaning.of("roamingCode", "T6000084"))
	end)

	it("say no English that has Japanese in it, but for names", function()
		for _, entry in ipairs(meaning.all) do
			assert.is_nil(entry.meaning.en:find("[\x80-\xff]"), entry.field .. " " .. entry.code)
		end
	end)

	it("have each code of a field once in an operation", function()
		local seen <const> = {}
		for _, entry in ipairs(meaning.all) do
			local key <const> = ("%s %s %s"):format(entry.field, entry.code, table.concat(entry.names or {}, ","))
			assert.is_nil(seen[key], key)
			seen[key] = true
		end
	end)
end)
