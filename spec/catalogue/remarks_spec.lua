local remarks <const> = require "unom.catalogue.remarks"
local unom <const> = require "unom"

local function of(operation, field)
	return unom.operations[operation].fields[field].remark
end

describe("the remarks of the sheets #unit", function()
	it("are there in both languages", function()
		local function check(remark, which)
			assert.is_truthy(remark[1]:find("[\x80-\xff]"), which)
			assert.is_true(#remark[2] > 0, which)
		end
		for _, part in ipairs { "request", "reply" } do
			for field, remark in pairs(remarks[part]) do
				check(remark, field)
			end
			for operation, fields in pairs(remarks[part .. "_of"]) do
				for field, remark in pairs(fields) do
					check(remark, operation .. " " .. field)
				end
			end
		end
	end)

	it("are of fields that there are", function()
		for _, part in ipairs { "request", "reply" } do
			local fields_of <const> = part == "request" and "fields" or "reply_fields"
			for operation, fields in pairs(remarks[part .. "_of"]) do
				for field in pairs(fields) do
					assert.is_truthy(unom.operations[operation][fields_of][field], operation .. " " .. field)
				end
			end
			for field in pairs(remarks[part]) do
				local has = false
				for _, operation in ipairs(unom.operations) do
					has = has or operation[fields_of][field] ~= nil
				end
				assert.is_true(has, field)
			end
		end
	end)

	it("are those of the operation's own sheet", function()
		assert.matches("翌月末日まで", of("terminate_line", "requestDate").ja)
		assert.matches("翌月1日", of("change_course", "requestDate").ja)
		assert.matches("キャンセル申し込み時", of("get_cancel_status", "orderId").ja)
		assert.matches("容量シェア以外", of("cancel_order", "orderId").ja)
		assert.matches("登録されていない回線番号", of("add_data_share_lines", "lineNo").ja)
		assert.equal("A line of the contract", of("get_traffic", "lineNo").en)
	end)

	it("say what the courier and the carrier limit, and what was only announced", function()
		assert.matches("宅配業者", of("purchase_device", "deliveryDeptName").ja)
		assert.matches("accessType", of("change_access_type", "accessCode").ja)
		assert.matches("three digits", of("add_line", "number").en)
		local reply <const> = unom.operations.get_traffic.reply_fields
		assert.matches("2013/12/31T20:30+09:00", reply.monthlyLimitStartTime.remark.en, 1, true)
		assert.matches("ask the carrier", unom.operations.get_order_status.reply_fields.messageId.remark.en)
	end)
end)
