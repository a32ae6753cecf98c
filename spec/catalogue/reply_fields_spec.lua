local unom <const> = require "unom"

describe("the fields of a reply #unit", function()
	it("all have a label", function()
		for _, operation in ipairs(unom.operations) do
			for _, name in ipairs { table.unpack(operation.reply_fields) } do
				assert.is_string(name.label, operation.name .. " " .. name.name)
			end
		end
	end)

	it("are in the order of the reply, each once and under its name", function()
		local fields <const> = unom.operations.get_order_status.reply_fields
		local names <const> = {}
		for index, field in ipairs(fields) do
			names[index] = field.name
		end
		assert.same({
			"contractId", "orderId", "checkErrorInfo", "messageId", "message", "orderList", "number", "serviceDateApply",
			"requestDate", "serviceDateStartScheduled", "orderStatus",
		}, names)
		assert.equal("開通日", fields.serviceDateStartScheduled.label)
	end)

	it("have the label of their own sheet", function()
		local function label(operation, field)
			return unom.operations[operation].reply_fields[field].label
		end
		assert.equal("結果コード", label("change_course", "resultCode"))
		assert.equal("処理結果", label("get_session", "resultCode"))
		assert.equal("受付結果", label("disconnect_session", "resultCode"))
		assert.equal("認証時間(認証時刻)", label("list_authentications", "sessionTime"))
		assert.equal("接続開始時間", label("list_sessions", "sessionTime"))
		assert.equal("予約番号", label("list_data_share_lines", "reserveId"))
		assert.equal("照会エラー情報", label("get_cancel_status", "referenceErrorInfo"))
		assert.equal("申込エラー情報", label("add_data_share_lines", "referenceErrorInfo"))
		assert.equal("利用通信量 17日前(日単位/Byte)", label("get_traffic", "traffic17daysAgo"))
		assert.equal("利用通信量 1日前(日単位/Byte)", label("get_data_share_traffic", "traffic1dayAgo"))
		assert.equal("連絡先 電話番号", label("get_contract", "billingPhoneNumber"))
	end)

	it("have the codes that they hold", function()
		local codes <const> = unom.operations.list_data_share_lines.reply_fields.status.codes
		assert.same({ code = "03", ja = "削除予約", en = "removal reserved" }, codes[3])
		assert.is_nil(unom.operations.list_lines.reply_fields.lineNo.codes)
		assert.equal("0", unom.operations.disconnect_session.reply_fields.resultCode.codes[1].code)
		assert.equal(1, #unom.operations.disconnect_session.reply_fields.resultCode.codes)
	end)
end)
