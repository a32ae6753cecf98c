local text <const> = require "unom.cli.view.text"

describe("text #unit", function()
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
