--- What the sheets remark (備考) about the fields of a request and of a reply.
--
-- Plain data: { request = { field = { ja, en } }, request_of = { operation = { field = { ja, en } } }, reply =,
-- reply_of = }: `_of` where the sheet of an operation remarks something else. What only repeats the label is left out.
--
-- Invariant: the Japanese is the specification's own; what the English says beyond it is of unom, and says so.

local RENAMED_JA <const> = "フィールド名「accessCode」から「accessType」に名称を変更する予定です。修正時期につきましては、別途、周知致します。"
local RENAMED_EN <const> = "It was announced that accessCode will be called accessType; unom takes both names"
local LOG_JA <const> = "検索範囲は、過去30日分のみとします。ただし、検索件数は、1000件までとします。"
local LOG_EN <const> = "Only the last 30 days can be searched, and at most 1000 entries come back"
local COURIER <const> = {
	"システムが宅配業者と連携している場合、文字数がさらに短く制限される場合がありますので、ご了承ください。",
	"Where the carrier's system works with a courier the text may be limited to fewer characters still",
}
local PRODUCTS_JA <const> = "「料金コース・アクセス方式・通信機器購入の対応表」を参照してください。"
local PRODUCTS_EN <const> = "The table that the sheet refers to is not in the specification: list_products (06) "
	.. "has the codes of the contract"
local EITHER_JA <const> =
	"本項目は、任意指定となりますが、認証IDか、パスワードのいずれかは、指定するようにしてください。"
local EITHER_EN <const> = "Either authenticationId or authenticationPassword must be given"
local NEXT_MONTH <const> = {
	"開通希望日は、申し込み日の翌月末日までで指定するようにしてください。",
	"At the latest the last day of the month after the day of application",
}
local KEEP_ID <const> = {
	"オーダー確認時に必要となる為、IDは、忘れないようにしてください。先頭にシステム判別用のタグ「AGU」が付いたIDとなります。",
	"Needed to ask about the order later. It begins with AGU, the mark of the system that took it",
}
local RESERVE_ID <const> = {
	"オーダー確認時に必要となる為、IDは、忘れないようにしてください。", "Needed to ask about the reservation later",
}
local START_TIME <const> = {
	"処理に不具合がある為、表示されません。出力形式は、ISO 8601フォマット形式に修正する予定です。"
		.. "【修正後出力例】2013/12/31T20:30+09:00",
	"Not shown for now, because of a fault at the carrier. Announced: 2013/12/31T20:30+09:00 instead of "
		.. "2013/12/31:20:30; unom passes both on as they are",
}
local RESTRICTIONS <const> = {
	"「規制条件表」シート参照してください。", "limitStatus1 and limitStatus2 together tell: unom.traffic_state in Lua",
}
local BYTES <const> = { "Byte単位となります。", "In bytes" }

local REPLY <const> = {
	domainName = { "お客様申し込み名(3-23文字)を示します。", "The name that the customer applied for, of 3 to 23 characters" },
	startDate = { "希望年月日をYYYYMMDD形式で示します。", "YYYYMMDD" },
	accessCode = { RENAMED_JA, RENAMED_EN },
	optionCodeList = {
		"契約番号（N番）で利用可能なオプションをコードで示します。06.申込入力コード一覧APIで取得した情報を参照してください。"
			.. "このフィールド内には、容量追加した回数分、コード値として、「T6000084」が追加表示されます。",
		"The codes of the line's options, which list_products (06) has; T6000084 is there once for each data volume added",
	},
	simType = { "回線ごとのSIM種別を和名で示します。", "The kind of SIM, by its Japanese name" },
	actIpAddress = {
		"対応現行バージョンでは、不具合があり表示できません。ポータルサイトにてご確認ください",
		"Not shown for now, because of a fault at the carrier; the portal site shows it",
	},
	limitStatus1 = RESTRICTIONS,
	limitStatus2 = RESTRICTIONS,
	monthlyLimitStartTime = START_TIME,
	dailyLimitStartTime = START_TIME,
	limitCause = {
		"レスポンス応答は行いますが、内容については、今後、提供する予定です。", "Empty for now: announced",
	},
	remainedDataVolume = BYTES,
	trafficThisMonth = BYTES, traffic1monthAgo = BYTES, traffic2monthAgo = BYTES, trafficToday = BYTES,
	sessionType = { "回線番号とＮＡＳ-IPアドレスをもとに、コード値で返却します。", "Told by the line and the NAS's address" },
	orderId = KEEP_ID,
	orderStatus = {
		"04:処理済み（業務NG）は、オーダー受付後、お申し込み内容に論理的な不備等があり、システム側で受付を却下したエラーとなります。"
			.. "お客様ご自身で取り消しを行う必要はございません。申し込み内容をご確認の上、再度、お申し込みを行ってください。",
		"04: something in the order is not right, and the carrier refused it after it was taken. It needs no cancel: "
			.. "correct it and apply again",
	},
	messageId = {
		"詳細は、シート「エラーコード一覧」を参照してください。",
		"The carrier's code of what was wrong. The sheet that is referred to lists no such codes (W..., E...): ask the "
			.. "carrier",
	},
	message = { "現行バージョンでは、空文字を返します。", "Empty for now: reserved" },
	checkErrorInfo = { "正常時はnull エラー時は、必須。", "null where all is well" },
	referenceErrorInfo = { "正常時はnull エラー時は、必須。", "null where all is well" },
	number = { "オーダー時の連番を示します。", "Counts the entries of an order" },
	acceptDateTime = { "取り消しオーダーを受け付けた日時を返します。", "When the cancel was taken, YYYYMMDDhhmmss" },
	reserveId = RESERVE_ID,
	sessionStatus = { "端末現在の接続状態を示します。", "Whether the line's device is connected now" },
}
for day = 1, 30 do
	REPLY[day == 1 and "traffic1dayAgo" or ("traffic%ddaysAgo"):format(day)] = BYTES
end

return {
	request = {
		lineNo = { "契約番号(N番)に所属している回線番号を指定してください。", "A line of the contract" },
		lineNoSearchKey = { "契約番号(N番)に所属している回線番号を指定してください。", "A line of the contract" },
		authSearchKey = { "認証ＩＤを、認証ID＠ドメイン名の形式で指定してください。", "Written authenticationId@domain" },
		startTime = { "検索対象の開始日時を指定してください。" .. LOG_JA, LOG_EN },
		endTime = { "検索対象の終了日時を指定してください。" .. LOG_JA, LOG_EN },
		deliveryAddress1 = {
			"配送先の大字通称がない場合は、全角のハイフン「ー」を入れるようにしてください。",
			"Where the address has none: the full-width dash ー",
		},
		deliveryBuildingName = COURIER, deliveryCompanyName = COURIER,
		deliveryDeptName = COURIER, deliveryPersonName = COURIER,
		number = {
			"オーダー時の連番を示します。",
			"Counts the entries of an order. The table says three digits, the examples show ten (0000000001): unom fills "
				.. "in ten",
		},
		planCode = {
			"料金コースのコードを指定してください。", "The code of a plan; list_products (06) has those of the contract",
		},
		deviceCode = { "通信機器機種コードを指定してください。" .. PRODUCTS_JA, PRODUCTS_EN },
		roamingCode = {
			"06.申込入力コード一覧APIで取得した情報から、利用限度額をコードで指定してください。空値の””は、NULL値を示します。",
			"The code of an upper limit, which list_products (06) has; blank is none",
		},
		authenticationId = { EITHER_JA, EITHER_EN },
		authenticationPassword = { EITHER_JA, EITHER_EN },
		accessCode = {
			"左記載のパラメーターである、1~2のコードを指定してください。" .. RENAMED_JA, RENAMED_EN,
		},
		reserveId = { "取り消ししたい容量シェアの予約IDを指定してください。", "The reservation to take back" },
	},
	request_of = {
		get_order_status = { orderId = {
			"申し込み時の入力元受付IDを指定してください。入力元受付IDは、先頭にタグとしてAGUが付いたIDとなります。",
			"The id that the order was answered with; it begins with AGU",
		} },
		get_cancel_status = { orderId = {
			"キャンセル申し込み時の入力元受付IDを指定してください。入力元受付IDは、先頭にタグとしてAGUが付いたIDとなります。",
			"The id that the cancel was answered with, not the order's; it begins with AGU",
		} },
		add_line = {
			requestDate = { "希望年月日をYYYYMMDD形式で指定してください。" .. NEXT_MONTH[1], NEXT_MONTH[2] },
			planCode = { "料金コースのコードを指定してください。" .. PRODUCTS_JA, PRODUCTS_EN },
			authenticationId = {
				EITHER_JA .. "3～15文字英数字(大文字/小文字の区別可能)、記号にて入力ください。利用可能な記号は、-._+=の5種類となります。",
				EITHER_EN .. ". 3 to 15 letters, digits and -._+=; capitals differ from small letters",
			},
			authenticationPassword = {
				EITHER_JA .. "2～15文字の英数字(大文字/小文字の区別可能)、記号にて入力ください。利用可能な記号は、"
					.. "!$()-/;<?[]^{}%の15種類となります。",
				EITHER_EN .. ". 2 to 15 letters, digits and !$()-/;<?[]^{}%; capitals differ from small letters",
			},
		},
		terminate_line = { requestDate = {
			"希望年月日をYYYYMMDD形式で指定してください。廃止希望日は、申し込み日の翌月末日までで指定するようにしてください", NEXT_MONTH[2],
		} },
		purchase_device = { requestDate = {
			"希望年月日をYYYYMMDD形式で指定してください。廃止希望日は、申し込み日の翌月末日までで指定するようにしてください", NEXT_MONTH[2],
		} },
		change_course = { requestDate = {
			"希望年月日をYYYYMMDD形式で指定してください。ゼロコースは、申し込み日の翌月末日までで指定するようにしてください。"
				.. "ゼロコース以外の利用開始希望日は、申し込み日の翌月1日で指定するようにしてください。",
			"For the zero course (courseType 01 in list_products) at the latest the last day of the month after the day of "
				.. "application; for any other the 1st of that month",
		} },
		add_data_share_lines = { lineNo = {
			"契約番号(N番)に所属している回線番号のうち、グループシェアに登録されていない回線番号を対象として指定してください。",
			"A line of the contract that is not in the data-share group",
		} },
		remove_data_share_line = { lineNo = {
			"契約番号(N番)に所属し、かつ、グループシェアに登録されている回線番号のうち、グループから外したい(削除したい)回線番号を指定してください。",
			"A line of the contract that is in the data-share group and is to leave it",
		} },
		cancel_order = { orderId = {
			"容量シェア以外の申し込みオーダーを取り消す際、申し込み時の入力元受付IDを指定してください。",
			"The id that the order was answered with; not for orders of data share",
		} },
	},
	reply = REPLY,
	reply_of = {
		list_authentications = { sessionTime = { "認証時間(認証時刻)を示します。", "When it was authenticated, YYYYMMDDhhmmss" } },
		list_sessions = { sessionTime = { "接続開始時間を示します。", "When the connection began, YYYYMMDDhhmmss" } },
		list_data_share_lines = {
			status = {
				"グループ内の回線番号同士で行う容量シェアの登録/削除状況を示します。",
				"How far the line's registration or removal has come",
			},
			reserveId = { "登録/削除時の予約番号を示します。", "The reservation of the registration or the removal" },
		},
		get_session = { resultCode = { "接続状態取得時の処理結果を示します。", "Whether the state could be told" } },
		disconnect_session = { resultCode = {
			"既に切断済みのセッションに対して、切断要求した場合の処理結果は、常に、正常：0を返します。切断結果については、接続状態取得APIで確認してください。",
			"0 also where the session was cut already: get_session (26) tells whether it is",
		} },
		cancel_order = { orderId = {
			"取り消しした際の予約ＩＤを示します。" .. KEEP_ID[1],
			"A new id, that of the cancel, for get_cancel_status (30). It begins with AGU",
		} },
	},
}
