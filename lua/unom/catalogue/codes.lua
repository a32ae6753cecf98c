--- The tables of codes of the specification: what is printed, and the same in English.
--
-- Plain data: an array of tables, each { fields = the names of the fields that hold its codes, operations = those alone
-- that have these codes (nil: all that have such a field), codes = { { code, Japanese, English }, ... } }.
--
-- Invariants: the Japanese is the specification's own, as printed but for line breaks; where two of its cells are one
-- meaning the second is in brackets. The English says no more.

--- The upper limits of international roaming.
local ROAMING <const> = {
	{ "", "なし", "none" },
	{ "T6000036", "[docomo]国際ローミング[100万円]", "[docomo] international roaming, up to 1,000,000 yen" },
	{ "T6000037", "[docomo]国際ローミング[10万円]", "[docomo] international roaming, up to 100,000 yen" },
	{ "T6000038", "[docomo]国際ローミング[20万円]", "[docomo] international roaming, up to 200,000 yen" },
	{ "T6000039", "[docomo]国際ローミング[30万円]", "[docomo] international roaming, up to 300,000 yen" },
	{ "T6000040", "[docomo]国際ローミング[40万円]", "[docomo] international roaming, up to 400,000 yen" },
	{ "T6000041", "[docomo]国際ローミング[50万円]", "[docomo] international roaming, up to 500,000 yen" },
	{ "T6000042", "[docomo]国際ローミング[5万円]", "[docomo] international roaming, up to 50,000 yen" },
	{ "T6000043", "[docomo]国際ローミング[60万円]", "[docomo] international roaming, up to 600,000 yen" },
	{ "T6000044", "[docomo]国際ローミング[70万円]", "[docomo] international roaming, up to 700,000 yen" },
	{ "T6000045", "[docomo]国際ローミング[80万円]", "[docomo] international roaming, up to 800,000 yen" },
	{ "T6000046", "[docomo]国際ローミング[90万円]", "[docomo] international roaming, up to 900,000 yen" },
	{ "T6000047", "[docomo]国際ローミング[制限なし]", "[docomo] international roaming, without a limit" },
}

local SIM_TYPES <const> = {
	{ "1", "標準SIM", "standard SIM" },
	{ "2", "microSIM", "micro SIM" },
	{ "3", "nanoSIM", "nano SIM" },
}

-- Of the table of restrictions each field has a part; together they are in unom.catalogue.restrictions.
local NO_LIMIT <const> = {
	"規制なし（limitStatus2が1の場合は月間規制中）", "no restriction (with limitStatus2 at 1: restricted for the month)",
}

return {
	{
		fields = { "orderStatus" },
		codes = {
			{ "01", "処理待ち", "waiting to be processed" },
			{ "02", "処理中", "being processed" },
			{ "03", "処理済み（OK）", "processed: OK" },
			{ "04", "処理済み（業務NG）", "processed: refused, something in the order is not right" },
			{ "05", "処理済み（システムエラー）", "processed: an error of the carrier's system" },
			{ "10", "オーダー登録", "order registered" },
			{ "11", "オーダー取消", "order cancelled" },
			{ "15", "オーダー確定", "order confirmed" },
			{ "16", "処理中", "in progress" },
			{ "30", "処理中", "in progress" },
			{ "60", "完了", "complete" },
		},
	},
	{
		fields = { "status" },
		operations = { "list_data_share_lines" },
		codes = {
			{ "01", "登録予約", "registration reserved" },
			{ "02", "登録完了", "registered" },
			{ "03", "削除予約", "removal reserved" },
		},
	},
	-- What is asked for; `unom` fills it in.
	{
		fields = { "status" }, operations = { "list_accepting_orders" },
		codes = { { "accepting", "申込み一覧", "the list of orders under way" } },
	},
	{
		fields = { "status" }, operations = { "list_completed_orders" },
		codes = { { "complete", "申込み完了一覧", "the list of completed orders" } },
	},
	{
		fields = { "status" }, operations = { "get_order_status" },
		codes = { { "asyncAccepting", "申込み状態取得", "the status of one order" } },
	},
	{
		fields = { "status" }, operations = { "get_cancel_status" },
		codes = { { "asyncCancelAccepting", "申込みキャンセル状態取得", "the status of one cancel" } },
	},
	{
		fields = { "resultCode" },
		operations = {
			"add_line", "terminate_line", "purchase_device", "change_course", "change_radius_auth", "change_ip_addresses",
			"change_imei", "set_roaming", "remove_roaming", "add_data_share_lines", "remove_data_share_line",
			"add_data_volume", "change_access_type", "cancel_order", "cancel_data_share_reserve",
		},
		codes = {
			{ "0001", "OK", "the order was taken" },
			{ "0002", "NG", "the order was not taken" },
		},
	},
	{
		fields = { "resultCode" },
		operations = { "add_data_share_lines", "remove_data_share_line", "cancel_order", "cancel_data_share_reserve" },
		codes = { { "0003", "NG（対象データ無し）", "there was nothing to act on" } },
	},
	{
		fields = { "resultCode" },
		operations = { "get_session" },
		codes = {
			{ "0", "取得成功", "the state could be told" },
			{ "1", "異常終了", "abnormal end" },
			{ "2", "取得数上限超過", "more than can be fetched" },
		},
	},
	{
		fields = { "resultCode" },
		operations = { "disconnect_session" },
		codes = {
			{ "0", "正常", "the request was taken, always, also where the session was cut already" },
		},
	},
	{
		fields = { "sessionType" },
		codes = {
			{ "0", "国内通信", "in Japan" },
			{ "1", "国際ローミング", "international roaming" },
		},
	},
	{
		fields = { "sessionStatus" },
		codes = {
			{ "0", "切断", "disconnected" },
			{ "1", "接続", "connected" },
		},
	},
	{
		fields = { "authenticationResult" },
		codes = {
			{ "01", "認証OK", "authenticated" },
			{ "02", "認証NG", "authentication failed" },
		},
	},
	{
		fields = { "eventType" },
		codes = {
			{ "01", "セッション開始", "session begun" },
			{ "02", "セッション切断", "session cut" },
		},
	},
	{
		fields = { "courseType" },
		codes = {
			{ "01", "ゼロコース", "zero course" },
			{ "02", "基本コース", "basic course" },
			{ "03", "通信ありコース", "course with data" },
			{ "04", "個別料金コース", "course with a price of its own" },
			{ "99", "予備機プラン", "plan for spare devices" },
		},
	},
	{
		fields = { "deviceType" },
		codes = {
			{ "1", "SIMのみ", "SIM alone" },
			{ "2", "端末のみ", "device alone" },
			{ "3", "SIM+端末", "SIM and device" },
		},
	},
	{ fields = { "simTypeCode" }, codes = SIM_TYPES },
	{ fields = { "simType" }, operations = { "list_lines" }, codes = SIM_TYPES },
	{
		fields = { "accessCode", "accessType" },
		codes = {
			{ "1", "3G", "3G" },
			{ "2", "LTE", "LTE" },
		},
	},
	{
		fields = { "authenticationType" },
		codes = {
			{ "NTTコム", "NTTコム", "authenticated by the carrier" },
			{ "お客様Radius", "お客様Radius", "authenticated by the customer's RADIUS" },
			{ "MCOPオプション", "MCOPオプション", "authenticated by the MCOP option" },
		},
	},
	{
		fields = { "imeiOption" },
		codes = {
			{ "1", "IMEI認証無し（ID認証）", "no IMEI authentication: ID alone" },
			{ "2", "IMEI認証有り（ID+IMEI認証）", "IMEI authentication: ID and IMEI" },
		},
	},
	{ fields = { "roamingCode", "optionCode", "optionCodeList" }, codes = ROAMING },
	{
		fields = { "optionCode", "optionCodeList" },
		operations = { "list_lines" },
		codes = {
			{ "T6000084", "容量追加（容量追加した回数分、追加表示されます）", "data volume added; there once for each time" },
		},
	},
	{
		fields = { "limitStatus1" },
		codes = {
			{ "NULL", table.unpack(NO_LIMIT) },
			{ "0", table.unpack(NO_LIMIT) },
			{ "1", "直近規制中（limitStatus2が1の場合は規制中（月間、直近））",
				"restricted for recent use (with limitStatus2 at 1: for the month and for recent use)" },
			{ "2", "月間規制中", "restricted for the month (limitStatus2 is not looked at)" },
			{ "3", "規制中（月間、直近）", "restricted for the month and for recent use (limitStatus2 is not looked at)" },
		},
	},
	{
		fields = { "limitStatus2" },
		codes = {
			{ "0", "limitStatus1による", "limitStatus1 alone tells" },
			{ "1", "月間規制中（limitStatus1が1または3の場合は規制中（月間、直近））",
				"restricted for the month (with limitStatus1 at 1 or 3: for recent use as well)" },
		},
	},
	{
		fields = { "agreement" },
		codes = {
			{ "yes", "約款等に同意する", "consent to the carrier's terms" },
			{ "no", "約款等に同意しない（処理が中断されます）", "no consent: the carrier stops" },
		},
	},
}
