local counts = require "unom.cli.view.counts"
local json = require "unom.cli.view.json"
local progress = require "unom.cli.view.progress"
local reply = require "unom.cli.view.reply"
local shape = require "unom.cli.view.shape"
local grid = require "unom.cli.view.grid"
local text = require "unom.cli.view.text"

local LIST <const> = { reply = { "contractId", "linesList[]{lineNo,optionCodeList[],planCode}" } }

describe("the command's output #unit", function()
	describe("as text", function()
		it("counts the columns of a terminal", function()
			assert.equal(4, text.width("abcd"))
			assert.equal(8, text.width("回線番号"))
			assert.equal(4, text.width("ｱｲｳｴ"))
			assert.equal(4, text.width("ＩＤ"))
			assert.equal(2, text.width("か\u{3099}"))
			assert.equal("回線  ", text.pad("回線", 6))
		end)

		it("has nothing that a terminal would obey", function()
			assert.equal("a [31mb c", text.plain("a\27[31mb\nc"))
			assert.equal("a b", text.plain("a\u{9b}b"))
			assert.equal("??", text.plain("\x8a\xbf"))
		end)
	end)

	describe("as a table", function()
		it("aligns Japanese with the rest", function()
			assert.equal("name  label\na     回線\n回線  b\n",
				grid.aligned({ { name = "a", label = "回線" }, { name = "回線", label = "b" } }, { "name", "label" }))
		end)

		it("leaves absent cells empty", function()
			assert.equal("a  b\n   2\n1\n", grid.aligned({ { b = 2 }, { a = 1 } }, { "a", "b" }))
		end)
	end)

	it("is CSV that quotes what must be quoted", function()
		assert.equal('a,b\n"x,y","say ""no"""\n"two\nlines"," "\n',
			grid.csv({ { a = "x,y", b = 'say "no"' }, { a = "two\nlines", b = " " } }, { "a", "b" }))
	end)

	describe("as JSON", function()
		it("keeps the stated order and sorts the rest", function()
			assert.equal('{"z":1,"a":true,"b":"x","c":1.5}',
				json.compact(json.ordered({ a = true, b = "x", c = 1.5, z = 1 }, { "z", "a" })))
		end)

		it("knows an empty array from an empty object", function()
			assert.equal('{"a":[],"b":{}}', json.compact { a = json.array {}, b = {} })
		end)

		it("escapes", function()
			assert.equal([["\"\\\n\u0001\u007f回"]], json.compact("\"\\\n\1\127回"))
		end)

		it("is indented", function()
			assert.equal('{\n  "a": [\n    1,\n    2\n  ]\n}', json.encode { a = { 1, 2 } })
		end)
	end)

	describe("of a reply", function()
		it("follows the shape that the catalogue gives", function()
			local members <const> = shape.of { reply = { "a", "b[]{c,d[]{e,f},g}", "h{i}" } }
			assert.same({ "a", "b", "h" }, shape.names(members))
			assert.same({ "c", "d", "g" }, shape.names(members[2].members))
			assert.same({ "e", "f" }, shape.names(members[2].members[2].members))
			assert.is_true(members[2].list)
			assert.is_false(members[3].list)
		end)

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

		it("is a table of its list, below what stands beside it", function()
			assert.equal("field       value\ncontractId  N123456789\n\n"
				.. "lineNo       optionCodeList     planCode  extra\n"
				.. "09012345678  T6000084 T6000084  T3001328\n"
				.. "09012345679                               new\n", reply.render(lines, LIST, "table"))
		end)

		it("is JSON in the catalogue's order, with empty lists as lists", function()
			assert.equal('{\n  "contractId": "N123456789",\n  "linesList": []\n}\n',
				reply.render({ linesList = {}, contractId = "N123456789" }, LIST, "json"))
		end)

		it("names the entries of a list within a list in a table, and holds them whole in CSV", function()
			local products <const> = { reply = { "list[]{code,deviceList[]{deviceCode,deviceName},note{id,text}}" } }
			local function found()
				return { list = { {
					code = "P1", note = { text = "new", id = "1" },
					deviceList = { { deviceName = "one", deviceCode = "D1" }, { deviceCode = "D2" } },
				} } }
			end
			assert.matches("\nP1    D1 D2       1 new\n$", reply.render(found(), products, "table"))
			assert.equal('code,deviceList,note\nP1,"[{""deviceCode"":""D1"",""deviceName"":""one""},{""deviceCode"":""D2""}]",'
				.. '"{""id"":""1"",""text"":""new""}"\n', reply.render(found(), products, "csv"))
		end)

		it("is one row of CSV when it has no list", function()
			assert.equal('resultCode,orderId,checkErrorInfo\n0001,AGU1,"{""messageId"":""m""}"\n',
				reply.render({ orderId = "AGU1", resultCode = "0001", checkErrorInfo = { messageId = "m" } },
					{ reply = { "resultCode", "orderId", "checkErrorInfo{messageId,message}" } }, "csv"))
		end)
	end)

	describe("on progress", function()
		local said, now, environment

		before_each(function()
			said, now = {}, 1000
			environment = {
				getenv = function() return nil end,
				time = function() return now end,
				say = function(_, line) said[#said + 1] = line end,
				err = {
					write = function(_, ...) said[#said + 1] = table.concat { ... } end,
					flush = function() end,
				},
			}
		end)

		local function report(succeeded)
			return { total = 4, states = { succeeded = succeeded, pending = 4 - succeeded } }
		end

		it("is a line every 10 s away from a terminal", function()
			local shown <const> = progress.new(environment, false)
			shown:show(report(1))
			now = now + 9
			shown:show(report(2))
			assert.same({}, said)
			now = now + 1
			shown:show(report(3))
			assert.same({ "3 of 4 rows ended: 3 succeeded, 1 pending" }, said)
		end)

		it("is a bar on a terminal, gone at the end", function()
			local shown <const> = progress.new(environment, true)
			shown:show(report(2))
			assert.equal("\r\27[K[==========          ] 2 of 4 rows ended: 2 succeeded, 2 pending", said[1])
			shown:show(report(2))
			assert.equal(1, #said)
			shown:finish()
			shown:finish()
			assert.same({ "\r\27[K" }, { table.unpack(said, 2) })
		end)

		it("keeps the bar on one line", function()
			local shown <const> = progress.new(environment, true)
			local waiting <const> = report(2)
			waiting.waiting = ("待"):rep(60)
			shown:show(waiting)
			assert.is_true(text.width((said[1]:gsub("^\r\27%[K", ""))) < 80)
		end)
	end)

	it("counts rows in words", function()
		assert.equal("2 succeeded, 1 unknown, 3 pending",
			counts.words { pending = 3, unknown = 1, succeeded = 2, failed = 0 })
		assert.equal("no rows", counts.words {})
		assert.equal(3, counts.ended { pending = 3, unknown = 1, succeeded = 2 })
	end)
end)
