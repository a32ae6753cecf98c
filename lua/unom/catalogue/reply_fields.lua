--- The Japanese labels of the fields of a reply, as the sheets print them.
--
-- Plain data: { common = { field = label }, of = { operation = { field = label } } }: `of` where a sheet prints another
-- one. What a reply has, and in which order, is in the C catalogue (`operation.reply`).

local COMMON <const> = {
	contractId = "契約番号（N番）",
	lineNo = "回線番号",

	-- 01
	domainName = "ドメイン名",
	contractCustomerName = "ご契約者 お名前",
	contractCustomerNameKana = "ご契約者 フリガナ",
	contractPostalNumber = "ご契約者 郵便番号",
	contractAddress = "ご契約者 ご住所",
	contractAddressLine1 = "ご契約者 番地等１",
	contractAddressLine2 = "ご契約者 番地等２",
	contractAddressLine3 = "ご契約者 番地等３",
	contractBuildingName1 = "ご契約者 建物等１",
	contractBuildingName2 = "ご契約者 建物等２",
	contractBuildingName3 = "ご契約者 建物等３",
	contractSamakata = "ご契約者 様方等",
	techPersonName = "技術担当者 お名前",
	techPhoneNumber = "技術担当者 電話番号",
	techFaxNumber = "技術担当者 FAX",
	techMailAddress = "技術担当者 E-mail",
	contactDeptName = "事務担当者 部署名",
	contactPersonName = "事務担当者 ご担当者名",
	contactPhoneNumber = "事務担当者 電話番号",
	contactMailAddress = "事務担当者 E-mail",
	billingPostalNumber = "請求先 郵便番号",
	billingAddress = "請求先 ご住所",
	billingNameKana = "請求先 フリガナ",
	billingPersonName = "連絡先 お名前",
	billingPhoneNumber = "連絡先 電話番号",

	-- 02
	linesList = "回線リスト",
	startDate = "ご利用開始日",
	planCode = "料金コース",
	accessCode = "アクセス方式",
	optionCodeList = "オプションコードリスト(国際ローミング等)",
	simType = "SIM種別",
	simNumber = "SIM番号",
	deviceName = "通信機器機種名",
	imei = "機器製造番号（IMEI）",
	authenticationType = "認証方式",
	actIpAddress = "国内ACT用IPアドレス",
	sbyIpAddress = "国内SBY用IPアドレス",
	roamingIpAddress = "国際ローミング用IPアドレス",
	authenticationId = "認証ID",
	note = "備考欄",
	imeiOption = "IMEI認証有無",

	-- 03 and 09
	limitStatus1 = "規制状態1",
	monthlyLimitStartTime = "月次規制開始日時",
	dailyLimitStartTime = "日次規制開始日時",
	limitCause = "規制理由",
	limitStatus2 = "規制状態2",
	trafficThisMonth = "利用通信量 当月(月単位/Byte)",
	traffic1monthAgo = "利用通信量 前月(月単位/Byte)",
	traffic2monthAgo = "利用通信量前々月(月単位/Byte)",
	trafficToday = "利用通信量 当日(日単位/Byte)",
	remainedDataVolume = "残容量(今月)",

	-- 04 and 05
	resultList = "検索結果リスト",
	searchList = "検索結果リスト",
	sessionType = "国内/国際ローミング",
	authenticationResult = "ログ内容(認証結果)",
	eventType = "イベント種別",

	-- 06
	productInfoList = "商品情報リスト",
	productCode = "料金コード",
	productName = "料金コース名",
	courseType = "料金コースタイプ",
	deviceInfoList = "提供商品リスト",
	deviceCode = "通信機器機種名コード",
	deviceType = "提供商品識別",
	simTypeCode = "SIMタイプコード",
	simTypeName = "SIMタイプ名",
	deviceShortName = "通信機器機種名(表示用)",
	accessType = "アクセス方式",
	optionInfoList = "オプション情報リスト",
	optionCode = "オプションコード(国際ローミング等)",
	optionName = "オプション名",

	-- 07, 08, 11, 30, and what acts
	orderList = "オーダーリスト",
	orderId = "入力元受付ID",
	number = "連番",
	serviceDateApply = "申込年月日",
	requestDate = "開通希望日",
	serviceDateStartScheduled = "開通日",
	orderStatus = "申込商品ステータス",
	checkErrorInfo = "チェックエラー情報",
	referenceErrorInfo = "申込エラー情報",
	messageId = "メッセージＩＤ",
	message = "メッセージ(予約フィールド)",
	resultCode = "結果コード",
	acceptDateTime = "受付日時",
	reserveId = "予約ID",

	-- 10 and 26
	status = "ステータス",
	sessionStatus = "端末の接続状態(現在)",
}

for day = 1, 30 do
	COMMON[day == 1 and "traffic1dayAgo" or ("traffic%ddaysAgo"):format(day)]
		= ("利用通信量 %d日前(日単位/Byte)"):format(day)
end

return {
	common = COMMON,
	of = {
		list_authentications = { sessionTime = "認証時間(認証時刻)" },
		list_sessions = { sessionTime = "接続開始時間" },
		list_data_share_lines = {
			linesList = "容量シェア中の回線リスト", lineNo = "グループ内の回線番号", reserveId = "予約番号",
		},
		get_session = { sessionType = "国内通信／国際ローミング", resultCode = "処理結果" },
		disconnect_session = { resultCode = "受付結果" },
		get_cancel_status = { referenceErrorInfo = "照会エラー情報" },
	},
}
