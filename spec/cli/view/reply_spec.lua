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

	it("is one row of CSV when it has no list", function()
		assert.equal('resultCode,orderId,checkErrorInfo\n0001,AGU1,"{""messageId"":""m""}"\n',
			reply.render({ orderId = "AGU1", resultCode = "0001", checkErrorInfo = { messageId = "m" } },
				{ reply = { "resultCode", "orderId", "checkErrorInfo{messageId,message}" } }, "csv"))
	end)
end)
