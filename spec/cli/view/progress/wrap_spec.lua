local wrap <const> = require("unom.cli.view.progress.wrap").wrap

describe("wrapping #unit", function()
	it("breaks between words, and leaves out the spaces there", function()
		assert.same({ "one two", "three" }, wrap("one two three", 7))
		assert.same({ "one  two", "three" }, wrap("one  two   three ", 12 - 4))
		assert.same({ "" }, wrap("", 5))
	end)

	it("breaks a word that is too wide for a line, and wide characters anywhere", function()
		assert.same({ "ab ab", "cdefg", "cd" }, wrap("ab abcdefg cd", 5))
		assert.same({ "全て", "送信", "済" }, wrap("全て送信済", 5))
		assert.same({ "ab全", "て cd" }, wrap("ab全て cd", 5))
	end)

	it("keeps together what is combined", function()
		assert.same({ "か\u{3099}", "か\u{3099}" }, wrap("か\u{3099}か\u{3099}", 3))
		assert.same({ "e\u{301}e", "e" }, wrap("e\u{301}ee", 2))
	end)
end)
