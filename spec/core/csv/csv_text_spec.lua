--- Change lists as the programs of the field write them: byte for byte what each of them saves.

local core <const> = require "unom.core"
local lists <const> = require "support.lists"

local ROWS <const> = { "1:回線番号|備考", "2:09010000001|東京支店 ｶﾞｲｻﾝ①" }

local function utf_16(text, format)
	local units <const> = {}
	for _, code in utf8.codes(text) do
		if code >= 0x10000 then
			units[#units + 1] = format:pack(0xD800 + ((code - 0x10000) >> 10))
			code = 0xDC00 + ((code - 0x10000) & 0x3FF)
		end
		units[#units + 1] = format:pack(code)
	end
	return table.concat(units)
end

local function cp932(text)
	return (core.from_utf8("cp932", text))
end

--- The rows, or the problem as "LINE!code: message"; then what the reader says of the file, and of each row's end.
local function read(bytes, options)
	options = options or {}
	return lists.with_file(bytes, function(path)
		local reader <close>, refused = core.csv_reader(path, options.encoding, options.digest)
		local lines <const>, ends <const> = {}, {}
		local function refuse(problem)
			lines[#lines + 1] = (problem.line or "") .. "!" .. problem.code .. ": " .. problem.message
		end
		if not reader then
			refuse(refused)
			return lines
		end
		if options.separator then
			assert(reader:separator(options.separator))
		end
		while true do
			local cells <const>, line <const>, short_end <const> = reader:read()
			if not cells and not line then
				return lines, reader:encoding(), reader:marked(), ends
			elseif not cells then
				refuse(line)
			else
				lines[#lines + 1] = line .. ":" .. table.concat(cells, "|")
				ends[#ends + 1] = tostring(short_end)
			end
		end
	end)
end

local function file_of(separator, line_end)
	local text <const> = "回線番号,備考\n09010000001,東京支店 ｶﾞｲｻﾝ①\n"
	return (text:gsub(",", separator or ","):gsub("\n", line_end or "\r\n"))
end

describe("csv_text #unit", function()
	for name, case in pairs {
		["Excel's CSV UTF-8"] = { "\u{FEFF}" .. file_of(), "utf-8", true },
		["Excel's CSV in Shift_JIS"] = { cp932(file_of()), "cp932", false },
		["Excel's Unicode text"] = { "\xFF\xFE" .. utf_16(file_of("\t"), "<I2"), "utf-16le", true, "\t" },
		["Unicode text, big end first"] = { "\xFE\xFF" .. utf_16(file_of("\t"), ">I2"), "utf-16be", true, "\t" },
		["UTF-16 without a mark"] = { utf_16(file_of(), "<I2"), "utf-16le", false },
		["UTF-16 without a mark, big end first"] = { utf_16(file_of(), ">I2"), "utf-16be", false },
		["Excel for Mac's CSV, whose lines end with CR"] = { cp932(file_of(",", "\r")), "cp932", false },
		["Excel in a country of semicolons"] = { "\u{FEFF}" .. file_of(";"), "utf-8", true, ";" },
		["a program that writes the mark again"] = { "\u{FEFF}\u{FEFF}" .. file_of(), "utf-8", true },
		["UTF-16 with the mark twice"] = { "\xFF\xFE\xFF\xFE" .. utf_16(file_of(), "<I2"), "utf-16le", true },
		["a program of DOS"] = { cp932(file_of()) .. "\x1A", "cp932", false },
		["a program of DOS that pads"] = { cp932(file_of()) .. "\x1A\x1A\0\0\0\r\n\x1A", "cp932", false },
		["Ctrl-Z before the last line end"] = { cp932(file_of()):sub(1, -3) .. "\x1A\r\n", "cp932", false },
		["Ctrl-Z in place of the last line end"] = { file_of():sub(1, -3) .. "\x1A", "utf-8", false },
	} do
		it("reads " .. name, function()
			local lines <const>, encoding <const>, marked <const>, ends <const> = read(case[1], { separator = case[4] })
			assert.same(ROWS, lines)
			assert.same({ case[2], case[3] }, { encoding, marked })
			assert.same({ "nil", "nil" }, ends)
			assert.same(ROWS, (read(case[1], { separator = case[4], encoding = case[2], digest = true })))
		end)
	end

	it("reads UTF-16 without a mark whose characters have a zero on the other side, or end as with Ctrl-Z", function()
		local text <const> = "回線番号,備考\r\n09010000001,東京　一号店 開通\r\n"
		for encoding, form in pairs { ["utf-16le"] = "<I2", ["utf-16be"] = ">I2" } do
			local lines <const>, found <const> = read(utf_16(text, form))
			assert.same({ "1:回線番号|備考", "2:09010000001|東京　一号店 開通" }, lines)
			assert.equal(encoding, found)
			assert.same(lines, (read(utf_16(text, form), { encoding = encoding })))
		end
	end)

	it("leaves what Numbers and the Finder take apart as it is", function()
		assert.same({ "1:カ\u{3099}イ線" }, (read("カ\u{3099}イ線\n")))
	end)

	it("reads the gaiji of CP932", function()
		assert.same({ "1:\u{E000}\u{E757}|b" }, (read("\xF0\x40\xF9\xFC,b\n")))
	end)

	it("names the NUL that ends a list", function()
		assert.same({ "1:備考",
			"2!nul_byte: a NUL byte: this is no text, or a damaged one; save the list again as CSV UTF-8" },
			(read("備考\na\0\n")))
	end)

	describe("Ctrl-Z", function()
		it("is text where it does not end the file", function()
			assert.same({ "1:a\x1Ab", "2:c" }, (read("a\x1Ab\r\nc\r\n")))
			assert.same({ "1:a", "2:\x1A", "3:b" }, (read("a\n\x1A\nb")))
		end)

		it("ends a long file too", function()
			local lines <const> = read(("x,y\n"):rep(40000) .. "z,\x1A\r\n")
			assert.same({ 40001, "40001:z|" }, { #lines, lines[#lines] })
		end)

		it("is of the digest", function()
			local digests <const> = {}
			for index, bytes in ipairs { "abc", "abc\x1A" } do
				digests[index] = lists.with_file(bytes, function(path)
					local reader <close> = core.csv_reader(path, nil, true)
					return reader:sha256()
				end)
			end
			assert.equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digests[1])
			assert.not_equal(digests[1], digests[2])
		end)
	end)

	describe("the end", function()
		local function ends(bytes)
			return select(4, read(bytes))
		end

		it("is told where the last row has no line end", function()
			assert.same({ "nil", "true" }, ends("a\nb"))
			assert.same({ "true" }, ends('"a"'))
			assert.same({ "nil", "true" }, ends("\xFF\xFE" .. utf_16("a\nb", "<I2")))
		end)

		it("is whole where the row has one, or a Ctrl-Z", function()
			assert.same({ "nil" }, ends("a\r\n"))
			assert.same({ "nil" }, ends("a\r"))
			assert.same({ "nil" }, ends("a\n  "))
			assert.same({ "nil" }, ends("a\x1A"))
		end)
	end)

	describe("a separator", function()
		it("begins again, and stays for later passes", function()
			lists.with_file("a;b\nc;d\n", function(path)
				local reader <close> = core.csv_reader(path)
				assert.same({ "a;b" }, (reader:read()))
				assert.is_true(reader:separator(";"))
				assert.same({ { "a", "b" }, 1 }, { reader:read() })
				assert.is_true(reader:rewind())
				assert.same({ { "a", "b" }, 1 }, { reader:read() })
				assert.is_true(reader:separator("\t"))
				assert.same({ "a;b" }, (reader:read()))
				assert.error_matches(function() reader:separator("|") end, "invalid option '|'")
			end)
		end)

		it("may be a tab, with cells that are empty or quoted", function()
			assert.same({ "1:a||c", "2:x\ty|b|" }, (read('a\t\tc\n"x\ty"\tb\t\n', { separator = "\t" })))
		end)
	end)

	describe("UTF-16", function()
		it("may be cut anywhere by a chunk", function()
			local row <const> = ("𠮷"):rep(9000)
			for before = 0, 3 do
				local lines <const>, encoding <const> =
					read("\xFF\xFE" .. utf_16(("x"):rep(before) .. (",,," .. row):rep(4, ",,\n"), "<I2"))
				assert.same({ 4, "utf-16le" }, { #lines, encoding })
				for index = 1, 4 do
					assert.equal(("%d:%s|||%s"):format(index, index == 1 and ("x"):rep(before) or "", row),
						(lines[index]:gsub("||$", "")))
				end
			end
		end)

		it("is refused where half a character is", function()
			assert.matches("^1!not_utf16: half a character of UTF%-16", read("\xFF\xFEa\0,\0\x42\xD8,\0b\0\n\0")[1])
			assert.matches("^2!not_utf16: ", read("\xFF\xFEa\0\n\0b\0c")[2])
		end)
	end)

	describe("half-width kana that are UTF-8 by chance", function()
		it("are CP932 where the whole file tells", function()
			local lines <const>, encoding <const> = read("lineNo,memo\r\n1,\xC3\xBD\xC4\xB1\r\n2,\xC6\xBD\xDE\xB6\r\n")
			assert.same({ { "1:lineNo|memo", "2:1|ﾃｽﾄｱ", "3:2|ﾆｽﾞｶ" }, "cp932" }, { lines, encoding })
		end)

		it("are letters where they touch letters", function()
			for _, text in ipairs { "Müller,naïve", "São Tomé,10 Ω and Łódź" } do
				local lines <const>, encoding <const> = read(text)
				assert.same({ { "1:" .. text:gsub(",", "|") }, "utf-8" }, { lines, encoding })
			end
		end)

		it("are letters where the file has Japanese in UTF-8, or the mark of UTF-8", function()
			assert.equal("utf-8", select(2, read("備考\n\xC3\xBD\xC4\xB1,\xC6\xBD\n")))
			assert.equal("utf-8", select(2, read("\u{FEFF}\xC3\xBD\xC4\xB1,\xC6\xBD\n")))
		end)

		it("are asked about where nothing tells", function()
			assert.same({ "3!unknown_encoding: letters in UTF-8 or half-width kana in CP932: say which with "
				.. "{--encoding utf-8} or {--encoding cp932}" }, (read("lineNo\n1\n\xC3\xB1\n")))
			assert.matches("^1!unknown_encoding: ", read("Müller,\xC6\xBD\xC7\xB1\n")[1])
			assert.same({ "1:ñ" }, (read("\xC3\xB1", { encoding = "utf-8" })))
		end)
	end)

	describe("mojibake", function()
		local ORIGINAL <const> = "電話番号,アクセス方式\r\n09010000001,東京都港区\r\n"
		-- The same in UTF-8, which Excel was told is CP932, saved as CSV UTF-8.
		local MISREAD <const> = "\u{FEFF}髮ｻ隧ｱ逡ｪ蜿ｷ,繧｢繧ｯ繧ｻ繧ｹ譁ｹ蠑・\r\n09010000001,譚ｱ莠ｬ驛ｽ貂ｯ蛹ｺ\r\n"

		it("is recognised where UTF-8 was taken for CP932", function()
			local said <const> = read(MISREAD)
			assert.equal(1, #said)
			assert.matches("^!mojibake: text in UTF%-8 that was opened as CP932 and saved", said[1])
			assert.matches("{--encoding utf-8} reads this one as it is", said[1], 1, true)
		end)

		it("is recognised wherever it begins in a long file", function()
			assert.matches("^!mojibake: ", read(("lineNo,a\n"):rep(20000) .. MISREAD:sub(4))[1])
		end)

		it("is recognised where CP932 was taken for UTF-8", function()
			local damaged <const> = cp932(ORIGINAL):gsub("[\x80-\xFF]", "\u{FFFD}")
			assert.matches("^!mojibake: text in CP932 that was opened as UTF%-8 and saved", read(damaged)[1])
		end)

		it("is read as it is where a person says so", function()
			assert.matches("^1:髮ｻ隧ｱ", read(MISREAD, { encoding = "utf-8" })[1])
		end)

		it("is nothing that Japanese looks like", function()
			for _, text in ipairs { ORIGINAL, "渡邊太郎,纐纈\n", "縺れた糸,繧繝縁\n", "備考\u{FFFD}\n", "ﾒｰﾙ,ｱﾄﾞﾚｽ\n" } do
				assert.matches("^1:", read(text)[1])
			end
		end)
	end)
end)
