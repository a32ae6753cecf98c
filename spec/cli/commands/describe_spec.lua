local cjson <const> = require "cjson"
local homes <const> = require "support.homes"

describe("unom describe #unit", function()
	local home <const> = homes.each_test()

	it("shows an operation with its fields", function()
		local result <const> = home:unom { "describe", "change_imei" }
		assert.equal(0, result.code)
		for _, words in ipairs {
			"IMEI変更", "PUT /v2/unom/contracts/{contractId}/lines/{lineNo}/imei", "通信機器製造番号（IMEI）",
			"tracked by: get_order_status", "line fields travel inside: lineInfo",
		} do
			assert.matches(words, result.out, 1, true)
		end
		assert.matches("imeiOption: 1 = [^\n]*; 2 = ", result.out)
	end)

	it("shows an operation as JSON", function()
		local operation <const> = cjson.decode(home:unom({ "describe", "add_line", "--json" }).out)
		assert.equal("linesList", operation.container)
		assert.equal("contractId", operation.fields[1].name)
		assert.is_true(operation.fields[15].secret)
		assert.equal("LTE", operation.fields[26].codes[2].ja)
		assert.matches("accessType", operation.fields[26].remark.ja)
		assert.equal("入力元受付ID", operation.reply_fields[3].label)
		assert.same({ "plan", "device", "roaming_limit", "access_of_device" }, operation.needs)
		assert.equal("terminate_line", operation.inverse.operation)
		assert.equal("actIpAddress", operation.ordered_before.target)
	end)
end)
