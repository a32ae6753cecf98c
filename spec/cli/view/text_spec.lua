local printable <const> = require "unom.printable"
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

	it("makes one text of lines, of which none can end early", function()
		local lines <const> = { "a", "b\27[1mc" }
		assert.equal("a\n" .. printable.line("b\27[1mc") .. "\n", text.lines(lines))
		assert.same({ "a", "b\27[1mc" }, lines)
		assert.equal(1, select(2, text.lines({ "a\nb" }):gsub("\n", "")))
		assert.equal("", text.lines {})
	end)

	it("is plain as all that is printed is", function()
		assert.equal(printable.line, text.plain)
	end)
end)
