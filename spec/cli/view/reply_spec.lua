local operations <const> = require "unom.operations"
local reply <const> = require "unom.cli.view.reply"

local LIST <const> = { reply = { "contractId", "linesList[]{lineNo,optionCodeList[],planCode}" } }

describe("reply #unit", function()
	local lines <const> = {
		linesList = {
			{ planCode = "T3001328", lineNo = "09012345678", optionCodeList = { "T6000084", "T6000084" } },
			{ lineNo = "09012345679", optionCodeList = {}, extra = "new" },
		},
		contractId = "N123456789",
	}

	it("is CSV of its list", function()
		assert.equal("lineNo,optionCodeList,planCode,extra\n09012345678,T6000084 T6000084,T3001328,\n"
			.. "09012345679,,,new\n", reply.render(lines, LIST, "csv"))
	end)

	it("is a table of its list, below the other members", function()
		assert.equal("field       value\ncontractId  N123456789\n\n"
			.. "lineNo       optionCodeList     planCode  extra\n"
			.. "09012345678  T6000084 T6000084  T3001328\n"
			.. "09012345679                               new\n", reply.render(lines, LIST, "table"))
	end)

	it("is JSON in the catalogue's order, with empty lists as lists", function()
		assert.equal('{\n  "contractId": "N123456789",\n  "linesList": []\n}\n',
			reply.render({ linesList = {}, contractId = "N123456789" }, LIST, "json"))
	end)

	it("names the entries of a list within a list in a table, and keeps all of them in CSV", function()
		local products <const> = { reply = { "list[]{code,deviceList[]{deviceCode,deviceName},note{id,text}}" } }
		local function received()
			return { list = { {
				code = "P1", note = { text = "new", id = "1" },
				deviceList = { { deviceName = "one", deviceCode = "D1" }, { deviceCode = "D2" } },
			} } }
		end
		assert.matches("\nP1    D1 D2       1 new\n$", reply.render(received(), products, "table"))
		assert.equal('code,deviceList,note\nP1,"[{""deviceCode"":""D1"",""deviceName"":""one""},{""deviceCode"":""D2""}]",'
			.. '"{""id"":""1"",""text"":""new""}"\n', reply.render(received(), products, "csv"))
	end)

	describe("in a table", function()
		local function shown(name, received)
			return reply.render(received, operations[name], "table")
		end

		it("has what a code means, by the operation", function()
			assert.equal("field          value\nlineNo         09012345678\nsessionType    1 (international roaming)\n"
				.. "sessionStatus  0 (disconnected)\nresultCode     0 (the state could be told)\n",
				shown("get_session", { lineNo = "09012345678", sessionType = "1", sessionStatus = "0", resultCode = "0" }))
			assert.matches("resultCode  0001 %(the order was taken%)\n", shown("change_course", { resultCode = "0001" }))
			assert.matches("\n0901    03 %(removal reserved%)\n",
				shown("list_data_share_lines", { linesList = { { lineNo = "0901", status = "03" } } }))
		end)

		it("has what codes in a list mean", function()
			local text <const> = shown("list_lines", { linesList = { { lineNo = "0901", accessCode = "2",
				authenticationType = "NTTコム", optionCodeList = { "T6000042", "T6000084" } },
				{ lineNo = "0902", optionCodeList = {} } } })
			assert.matches("2 (LTE)", text, 1, true)
			assert.matches("T6000042 ([docomo] international roaming, up to 50,000 yen) T6000084 (data volume added;", text, 1,
				true)
			assert.matches("NTTコム\n", text)
		end)

		it("has what both statuses of a restriction mean together", function()
			local text <const> = shown("get_traffic", { limitStatus1 = "1", limitStatus2 = "1" })
			assert.matches("limitStatus1  1\n", text)
			assert.matches("limitStatus2  1 %(restricted for the month and for recent use%)\n", text)
			assert.matches("limitStatus2  1 %(restricted for the month%)\n", shown("get_traffic", { limitStatus2 = "1" }))
			assert.matches("limitStatus1  3 %(restricted for the month and for recent use%)\n",
				shown("get_traffic", { limitStatus1 = "3" }))
		end)

		it("has a code that is not known as it is", function()
			assert.matches("orderStatus  77\n", shown("get_cancel_status", { orderStatus = "77" }))
			assert.matches("limitStatus1  7\n", shown("get_traffic", { limitStatus1 = "7" }))
		end)

		it("leaves the reply and the other formats as they are", function()
			local received <const> = { orderStatus = "03" }
			shown("get_cancel_status", received)
			assert.same({ orderStatus = "03" }, received)
			assert.matches("\nAGU1,03,", reply.render({ orderList = { { orderId = "AGU1", orderStatus = "03" } } },
				{ reply = { "orderList[]{orderId,orderStatus,x}" }, reply_fields = operations.get_order_status.reply_fields,
					name = "get_order_status" }, "csv"))
		end)
	end)

	it("is one row of CSV when it has no list", function()
		assert.equal('resultCode,orderId,checkErrorInfo\n0001,AGU1,"{""messageId"":""m""}"\n',
			reply.render({ orderId = "AGU1", resultCode = "0001", checkErrorInfo = { messageId = "m" } },
				{ reply = { "resultCode", "orderId", "checkErrorInfo{messageId,message}" } }, "csv"))
	end)
end)
