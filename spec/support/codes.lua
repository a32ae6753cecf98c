--- Every code of the specification, typed from it once more: { field, operations, { code = Japanese } }.

local ORDERS <const> = { "list_accepting_orders", "list_completed_orders", "get_order_status", "get_cancel_status" }
local RESULTS <const> = {
	"add_line", "terminate_line", "purchase_device", "change_course", "change_radius_auth", "change_ip_addresses",
	"change_imei", "set_roaming", "remove_roaming", "add_data_volume", "change_access_type",
}
local RESULTS_3 <const> = {
	"add_data_share_lines", "remove_data_share_line", "cancel_order", "cancel_data_share_reserve",
}
local RESULT_CODES <const> = { ["0001"] = "OK", ["0002"] = "NG" }
-- The limits of roaming.
local LIMITS <const> = {
	[""] = "なし", T6000036 = "[docomo]国際ローミング[100万円]", T6000037 = "[docomo]国際ローミング[10万円]",
	T6000038 = "[docomo]国際ローミング[20万円]", T6000039 = "[docomo]国際ローミング[30万円]",
	T6000040 = "[docomo]国際ローミング[40万円]", T6000041 = "[docomo]国際ローミング[50万円]",
	T6000042 = "[docomo]国際ローミング[5万円]", T6000043 = "[docomo]国際ローミング[60万円]",
	T6000044 = "[docomo]国際ローミング[70万円]", T6000045 = "[docomo]国際ローミング[80万円]",
	T6000046 = "[docomo]国際ローミング[90万円]", T6000047 = "[docomo]国際ローミング[制限なし]",
}
local SIMS <const> = { ["1"] = "標準SIM", ["2"] = "microSIM", ["3"] = "nanoSIM" }
local TRAFFIC <const> = { "get_traffic", "get_data_share_traffic" }
local PLACES <const> = { ["0"] = "国内通信", ["1"] = "国際ローミング" }
local ACCESS <const> = { ["1"] = "3G", ["2"] = "LTE" }

return {
	{ "status", { "list_accepting_orders" }, { accepting = "申込み一覧" } },
	{ "status", { "list_completed_orders" }, { complete = "申込み完了一覧" } },
	{ "status", { "get_order_status" }, { asyncAccepting = "申込み状態取得" } },
	{ "status", { "get_cancel_status" }, { asyncCancelAccepting = "申込みキャンセル状態取得" } },
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
