--- The table of errors (エラー一覧表): what each says, and what to do about it.
--
-- An array in the table's order, each entry also under its name and, as a text, under its number: errors["8"] is what
-- errors.not_com_radius is. { number =, printed = the number as the table prints it, status =, name =, message =,
-- what = { ja =, en = }, todo = words }. Two have one message, and one name with it, which is the first's.
--
-- Invariants: numbers 7, 10 and 12 are not there, as in the specification; messages are spelt as there.

local meaning <const> = require "unom.catalogue.meaning"
local messages <const> = require "unom.messages"

-- number, as printed, status, name, message, Japanese, English, the code of the message that says what to do
local TABLE <const> = {
	{ 1, "①", 400, "field_format", "Field Format Error: [Field name]",
		"Input valueエラー：[Field name]には、実際に誤りのあるフィールド名が入ります。契約番号(N番)が存在しない(空文字列)の場合、エラーを返します。エラー①はV2では未使用。",
		"a value has the wrong form; the message names the field. Not used in V2", "remedy_value" },
	{ 2, "②", 404, "unknown_url", "Raising fault. Fault name : Unknown-Re", -- the cell ends here
		"URLエラー：URLが存在しません。", "there is no such URL", "remedy_no_such_url" },
	{ 3, "③", 401, "invalid_token", "Invalid access token",
		"OAuth2エラー：OAuth2とKeyに誤りがあります。API要求時にそのトークンが誤っています。（期限切れを含みます。）",
		"OAuth2 or its key is wrong, or the token, which may have expired", "remedy_token" },
	{ 4, "④", 404, "contract_not_found", "The requested contractId is not found.",
		"契約番号(N番)確認エラー：契約番号(N番)に誤りがあります。", "there is no such contract", "remedy_contract" },
	{ 5, "⑤", 404, "line_not_found", "The requested lineNo is not found",
		"回線番号確認エラー：回線番号に誤りがあります。", "the contract has no such line", "remedy_line" },
	{ 6, "⑥", 404, "line_group_not_found", "The Requested lineGroup is not found.",
		"容量シェアなし：容量シェアグループの対象回線がありません。", "no line of a data-share group is there",
		"remedy_not_shared" },
	{ 8, "⑧", 403, "not_com_radius", "The order is not allowed by user RADIUS/MCOP",
		"ComRadiusでない：ComRadiusではありません。", "the line is not authenticated by the carrier's RADIUS",
		"remedy_other_radius" },
	{ 9, "⑨", 400, "too_many_orders", "Too many requests.",
		"申込件数超過エラー：申込件数が254件を超過しています。", "more than 254 orders were applied for",
		"remedy_too_many_orders" },
	{ 11, "⑪", 404, "cancel_not_found", "The order is not found",
		"キャンセル照会エラー：キャンセルの検索結果が０件です。", "no cancel was found", "remedy_no_such_order" },
	{ 13, "⑬", 400, "order_id_invalid", "The orderId is Invalid.",
		"orderId指定エラー：AGU/AGBの間違いなどorderIdに誤りがあります。",
		"the orderId is wrong, such as AGU and AGB mixed up", "remedy_no_such_order" },
	{ 14, "⑭", 404, "roaming_not_found", "The roaming-option is not found.",
		"ローミング設定エラー：ローミングが設定されていません。", "no roaming is set", "remedy_no_roaming" },
	{ 15, "⑮", 400, "contract_id_invalid", "The contractId is Invalid.",
		"N番入力値エラー：N番の入力値が無効です。", "the contractId is not valid", "remedy_value" },
	{ 16, "⑯", 400, "line_no_invalid", "The lineNo is Invalid.",
		"回線番号入力値エラー：回線番号の入力値が無効です。", "the lineNo is not valid", "remedy_value" },
	{ 17, "⑰", 400, "order_id_invalid", "The orderId is Invalid.",
		"orderId入力値エラー：orderIdの入力値が無効です。", "the orderId is not valid", "remedy_no_such_order" },
	{ 18, "⑱", 400, "reserve_id_invalid", "The reserveId is Invalid.",
		"reserveId入力値エラー：reserveIdの入力値が無効です。", "the reserveId is not valid", "remedy_value" },
	{ 19, "⑲", 400, "request_date_invalid", "The requestDate is Invalid.",
		"日付(利用開始希望日・廃止希望日)入力値エラー：日付（利用開始希望日・廃止希望日）の入力値が無効です。",
		"the requestDate is not valid", "remedy_request_date" },
	{ 20, "⑳", 503, "maintenance", "System Maintainance",
		"メンテナンス等：システムメンテナンス中のため利用できません。", "the carrier's system is under maintenance",
		"remedy_maintenance" },
	{ 21, "21", 404, "not_found", "Not Found", "その他：その他のエラー", "another error", "remedy_rejected" },
	{ 22, "22", 400, "bad_request", "Bad Request", "その他：その他のエラー", "another error", "remedy_rejected" },
	{ 23, "23", 500, "internal_error", "Internal Server Error",
		"その他：その他のエラー、関連システムの異常/故障", "another error: a related system is out of order",
		"remedy_internal_error" },
}

local errors <const> = {}
local by_word <const> = {}

for index, row in ipairs(TABLE) do
	local number <const>, printed <const>, status <const>, name <const>, message <const>, ja <const>, en <const>,
		todo <const> = table.unpack(row)
	local entry <const> = {
		number = number, printed = printed, status = status, name = name, message = message,
		what = meaning.new(ja, en), todo = messages.say(todo),
	}
	errors[index] = entry
	by_word[tostring(number)], by_word[name] = entry, by_word[name] or entry
end

return setmetatable(errors, { __index = by_word })
