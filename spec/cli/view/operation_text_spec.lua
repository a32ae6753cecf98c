local operation_text <const> = require "unom.cli.view.operation_text"
local operations <const> = require "unom.operations"

local function has(name, line)
	return operation_text.all(operations[name]):find("\n" .. line, 1, true) ~= nil
end

describe("an operation as text #unit", function()
	it("is there for each, without the name of a rule or of a need", function()
		for _, operation in ipairs(operations) do
			local shown <const> = operation_text.all(operation)
			assert.equal(1, shown:find(operation.name, 1, true))
			for _, field in ipairs(operation.fields) do
				assert.is_nil(field.rule:find("_", 1, true) and shown:find(field.rule, 1, true), field.rule)
			end
			for _, field in ipairs(operation.reply_fields) do
				assert.is_true(has(operation.name, "  " .. field.name), field.name)
				assert.is_truthy(shown:find(field.label, 1, true), field.label)
			end
		end
	end)

	it("has rules in words, with lengths", function()
		assert.matches("\ncontractId +yes +path +N and nine digits +契約番号", operation_text.all(operations.add_line))
		assert.matches("\nauthenticationPassword +no +line +letters, digits and !%$%(%)%-/;<%?%[%]^{}%% +2%-15 ",
			operation_text.all(operations.add_line))
	end)

	it("has the codes of its fields: few on a line, many below one another", function()
		assert.is_true(has("change_imei", "  imeiOption: 1 = IMEI認証無し（ID認証） / no IMEI authentication: ID alone; 2 = "))
		assert.is_true(has("set_roaming", "    (blank) = なし / none\n    T6000036 = "))
		assert.is_true(has("get_order_status", "    60 = 完了 / complete\n"))
		assert.is_true(has("change_course", "  resultCode: 0001 = OK / the order was taken; 0002 = NG / "))
		assert.matches("0003 = NG（対象データ無し） / there was nothing to act on", operation_text.all(operations.cancel_order))
		assert.is_nil(operation_text.all(operations.change_course):find("0003 =", 1, true))
	end)

	it("has the remarks of its sheet in both languages, and one for fields that share it", function()
		assert.is_true(has("purchase_device", "  deliveryBuildingName ... deliveryPersonName:\n    システムが宅配業者と連携"))
		assert.is_true(has("cancel_order", "    The id that the order was answered with; not for orders of data share\n"))
		assert.is_true(has("get_traffic", "  trafficThisMonth ... remainedDataVolume:\n    Byte単位となります。\n    In bytes"))
		assert.is_true(has("get_traffic", "  monthlyLimitStartTime ... dailyLimitStartTime:\n"))
	end)

	it("says what is needed, what shows it, and what takes it back or undoes it", function()
		assert.is_true(has("change_radius_auth", "needs: a line that list_lines (02) has; a line with authenticationType"))
		assert.is_true(has("change_radius_auth", "its effect is shown by: list_lines (authenticationId)\n"))
		assert.is_true(has("change_radius_auth", "no reply shows: authenticationPassword\n"))
		assert.is_true(has("change_radius_auth", "taken back by: nothing\n"))
		assert.is_true(has("change_radius_auth", "undone, once it is in effect, by: change_radius_auth with what was there"))
		assert.is_true(has("terminate_line", "taken back by: cancel_order\n"))
		assert.is_true(has("terminate_line", "undone, once it is in effect, by: nothing\n"))
		assert.is_true(has("set_roaming", "undone, once it is in effect, by: set_roaming or remove_roaming with"))
		assert.is_true(has("purchase_device", "its effect is shown by: nothing but status 60 in list_completed_orders\n"))
		assert.is_false(has("list_lines", "taken back by"))
	end)

	it("says how many lines one order takes", function()
		assert.is_true(has("add_line", "line fields travel inside: linesList, of one line alone\n"))
		assert.is_true(has("purchase_device", "line fields travel inside: linesList, one entry a line, up to 254 in one"))
		assert.is_true(has("change_imei", "line fields travel inside: lineInfo\n"))
	end)

	it("says when an earlier order is the same", function()
		assert.is_true(has("change_course", "the same order: an earlier one with the same lineNo, planCode, of the last 62 "))
		assert.is_true(has("purchase_device", "the same order: an earlier one with the same fields, of the last 1 day\n"))
		assert.is_false(has("disconnect_session", "the same order"))
	end)

	it("says what the specification leaves open, and who reads it so", function()
		assert.is_true(has("change_course", "left open: no deadline is printed. "))
		assert.is_true(has("change_course", "left open: the specification says \"254 exceeded\" and no more. "))
		assert.is_false(has("set_roaming", "left open: no deadline is printed. "))
		assert.is_true(has("list_lines", "left open: a list has at most 1000 entries"))
		assert.is_true(has("list_lines", "availability: announced"))
		assert.is_false(has("get_session", "left open"))
	end)
end)
