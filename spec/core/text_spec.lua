--- Text for a terminal and for a spreadsheet: widths, normal forms, lines of CSV, encodings.

local core <const> = require "unom.core"

local BAD <const> = "a\xE3\x81"

describe("core.text_width #unit", function()
	for name, case in pairs {
		["nothing"] = { "", 0 },
		["ASCII"] = { "abc", 3 },
		["a full-width text"] = { "回線ＩＤ", 8 },
		["half-width kana"] = { "ｱｲｳ", 3 },
		["half-width kana with voicing marks"] = { "ｶﾞﾊﾟ", 4 },
		["voiced kana of a Mac"] = { "か\u{3099}は\u{309A}", 4 },
		["a letter with a combining mark"] = { "e\u{301}", 1 },
		["characters of ambiguous width"] = { "○①", 2 },
		["a gaiji"] = { "\u{E000}", 1 },
		["an emoji"] = { "\u{1F600}", 2 },
		["a newer emoji"] = { "\u{1F7E0}", 2 },
		["an emoji with a skin tone"] = { "\u{1F44D}\u{1F3FD}", 2 },
		["a family joined of three emoji"] = { "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", 2 },
		["a heart in the style of emoji"] = { "\u{2764}\u{FE0F}", 2 },
		["a flag"] = { "\u{1F1EF}\u{1F1F5}", 2 },
		["a kanji with a variation selector"] = { "葛\u{E0100}", 2 },
	} do
		it("counts " .. name, function()
			assert.equal(case[2], core.text_width(case[1]))
			assert.equal(case[2] + 2, core.text_width("a" .. case[1] .. "b"))
		end)
	end

	it("says nothing of what is not UTF-8", function()
		assert.is_nil(core.text_width(BAD))
		assert.is_nil(core.text_width("\xFFabc"))
	end)
end)

describe("core.normalize #unit", function()
	it("composes what a Mac takes apart", function()
		assert.equal("電話番号ガパ", core.normalize("電話番号カ\u{3099}ハ\u{309A}", "nfc"))
		assert.equal("ＩＤｶﾞ", core.normalize("ＩＤｶﾞ", "nfc"))
	end)

	it("makes one of full and half width", function()
		assert.equal("IDガ(株)1", core.normalize("ＩＤｶﾞ㈱①", "nfkc"))
	end)

	it("leaves ASCII and NUL as they are", function()
		assert.equal("a\0b", core.normalize("a\0b", "nfkc"))
		assert.equal("あ\0い", core.normalize("あ\0い", "nfc"))
	end)

	it("says nothing of what is not UTF-8", function()
		assert.is_nil(core.normalize(BAD, "nfc"))
	end)

	it("knows no other form", function()
		assert.error_matches(function() core.normalize("a", "nfd") end, "invalid option 'nfd'")
	end)
end)

describe("core.csv_line #unit", function()
	it("quotes what must be quoted and nothing else", function()
		assert.equal('a,"b,c","say ""no""","two\nlines","\r"," x","x\u{3000}","\x1A","\u{FEFF}",あ,;,\r\n',
			core.csv_line { "a", "b,c", 'say "no"', "two\nlines", "\r", " x", "x\u{3000}", "\x1A", "\u{FEFF}", "あ", ";", "" })
	end)

	it("quotes the separator that it writes", function()
		assert.equal('a,b;"c;d"\r\n', core.csv_line({ "a,b", "c;d" }, ";"))
		assert.equal('a,b\t"c\td"\r\n', core.csv_line({ "a,b", "c\td" }, "\t"))
	end)

	it("writes numbers as Lua does", function()
		local cells <const> = { 12, 1.5 }
		assert.equal("12,1.5\r\n", core.csv_line(cells))
		assert.equal("integer", math.type(cells[1]))
	end)

	it("takes a line of any length", function()
		local cells <const> = {}
		for i = 1, 3000 do
			cells[i] = ('"'):rep(10)
		end
		assert.equal(3000 * 23 + 1, #core.csv_line(cells))
		assert.equal("\r\n", core.csv_line {})
	end)

	it("takes nothing that is no text", function()
		assert.error_matches(function() core.csv_line { "a", true } end, "cell 2 is no string: boolean")
		assert.error_matches(function() core.csv_line({ "a" }, "|") end, "invalid option '|'")
	end)
end)

describe("core.from_utf8 #unit", function()
	--- The text in CP932, and what comes back when it is read.
	local function there_and_back(text)
		local bytes <const>, lost <const> = core.from_utf8("cp932", text)
		local path <const> = os.tmpname()
		local file <const> = assert(io.open(path, "wb"))
		file:write(bytes, "\n")
		file:close()
		local reader <close> = assert(core.csv_reader(path, "cp932"))
		os.remove(path)
		return reader:read()[1], lost, bytes
	end

	it("leaves UTF-8 as it is", function()
		assert.same({ BAD, 0 }, { core.from_utf8("utf-8", BAD) })
	end)

	it("writes what Excel writes", function()
		local back <const>, lost <const>, bytes <const> = there_and_back("備考ｱ①髙㈱\u{E000}")
		assert.same({ "備考ｱ①髙㈱\u{E000}", 0 }, { back, lost })
		assert.equal("\x94\xF5\x8D\x6C\xB1\x87\x40\xFB\xFC\x87\x8A\xF0\x40", bytes)
	end)

	it("takes the forms that Windows has for the dashes of Unicode", function()
		local back <const>, lost <const> = there_and_back("〜−‖¢£¬—")
		assert.same({ "～－∥￠￡￢―", 0 }, { back, lost })
	end)

	it("composes the kana of a Mac and leaves rare kanji apart", function()
		local back <const>, lost <const> = there_and_back("カ\u{3099}ハ\u{309A}神\u{FA19}")
		assert.same({ "ガパ神\u{FA19}", 0 }, { back, lost })
	end)

	it("writes a geta for what CP932 lacks and counts it", function()
		local back <const>, lost <const> = there_and_back("a\u{1F468}\u{200D}\u{1F469}é\xFFb한")
		assert.same({ "a〓〓〓b〓", 4 }, { back, lost })
	end)

	it("knows the encodings of a list alone", function()
		assert.error_matches(function() core.from_utf8("latin1", "a") end, "no encoding of a list")
	end)
end)
