local meaning <const> = require "unom.catalogue.meaning"
local unom <const> = require "unom"

describe("unom.meaning #unit", function()
	it("is the carrier's words and English, and prints as both", function()
		local found <const> = unom.meaning("orderStatus", "15")
		assert.equal("オーダー確定", found.ja)
		assert.equal("order confirmed", found.en)
		assert.equal("オーダー確定 (order confirmed)", tostring(found))
		assert.equal("is オーダー確定 (order confirmed)", "is " .. found)
	end)

	it("is nil where no table has the code", function()
		assert.is_nil(unom.meaning("orderStatus", "12"))
		assert.is_nil(unom.meaning("planCode", "T3001328"))
		assert.is_nil(unom.meaning("resultCode", "2", "change_course"))
		assert.is_nil(unom.meaning("nothing", "1"))
	end)

	it("tells the resultCode of an order from that of a session by the operation", function()
		assert.equal("取得成功", unom.meaning("resultCode", "0", "get_session").ja)
		assert.equal("正常", unom.meaning("resultCode", "0", "disconnect_session").ja)
		assert.equal("OK", unom.meaning("resultCode", "0001", "change_course").ja)
	end)

	it("without the operation is the table's that has the code alone, or names each", function()
		assert.equal("異常終了", unom.meaning("resultCode", "1").ja)
		assert.equal("NG（対象データ無し）", unom.meaning("resultCode", "0003").ja)
		assert.equal("取得成功（get_session）、正常（disconnect_session）", unom.meaning("resultCode", "0").ja)
	end)

	it("of a row's status is by its operation", function()
		assert.equal("処理済み（OK）", meaning.of_row("change_course", "03").ja)
		assert.equal("削除予約", meaning.of_row("remove_data_share_line", "03").ja)
		assert.equal("登録予約", meaning.of_row("cancel_data_share_reserve", "01").ja)
		assert.equal("オーダー取消", meaning.of_row("cancel_order", "11").ja)
		assert.is_nil(meaning.of_row("change_course", nil))
	end)

	it("stands in brackets after its code, where it is known and says more", function()
		assert.equal("03 (processed: OK)", meaning.told("03", meaning.of("orderStatus", "03")))
		assert.equal("77", meaning.told("77", meaning.of("orderStatus", "77")))
		assert.equal("NTTコム", meaning.told("NTTコム", meaning.of("authenticationType", "NTTコム")))
	end)

	it("of every orderStatus is in unom.order_status", function()
		assert.equal("完了", unom.order_status["60"].ja)
		assert.equal("complete", unom.order_status["60"].en)
		assert.is_nil(unom.order_status["99"])
		local count = 0
		for _ in pairs(unom.order_status) do
			count = count + 1
		end
		assert.equal(11, count)
	end)
end)
