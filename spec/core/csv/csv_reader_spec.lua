--- The CSV reader of the core: the rows of given bytes, and every way in which a file can be wrong.

local core <const> = require "unom.core"
local lists <const> = require "support.lists"
local scratch <const> = require "support.scratch"

local CHUNK <const> = 64 * 1024

local with_file <const> = lists.with_file

--- Everything the reader returns: rows as "LINE:cell|cell", problems as "LINE!code" ("LINE.COLUMN!code").
local function read_all(bytes, encoding)
	return with_file(bytes, function(path)
		local reader <close>, problem = core.csv_reader(path, encoding)
		local lines <const> = {}
		local function complain(found)
			local place = found.line and tostring(found.line) or ""
			place = found.column and place .. "." .. found.column or place
			lines[#lines + 1] = place .. "!" .. found.code
			assert.is_string(found.message)
		end
		if not reader then
			complain(problem)
			return lines
		end
		while true do
			local cells <const>, line <const> = reader:read()
			if cells then
				lines[#lines + 1] = line .. ":" .. table.concat(cells, "|")
			elseif line then
				complain(line)
			else
				return lines, reader:encoding()
			end
		end
	end)
end

local function problem_of(bytes, encoding)
	return with_file(bytes, function(path)
		local reader <close>, problem = core.csv_reader(path, encoding)
		if not reader then
			return problem
		end
		while true do
			local cells <const>, found <const> = reader:read()
			if not cells then
				return found
			end
		end
	end)
end

describe("csv_reader #unit", function()
	describe("lines", function()
		for name, case in pairs {
			["LF"] = { "a,b\nc,d\n", { "1:a|b", "2:c|d" } },
			["CRLF"] = { "a,b\r\nc,d\r\n", { "1:a|b", "2:c|d" } },
			["lone CR"] = { "a,b\rc,d\r", { "1:a|b", "2:c|d" } },
			["all three mixed"] = { "a\r\nb\rc\nd", { "1:a", "2:b", "3:c", "4:d" } },
			["no line break at the end"] = { "a,b\nc,d", { "1:a|b", "2:c|d" } },
			["CR, space, LF is two lines"] = { "a\r \nb", { "1:a", "3:b" } },
			["LF CR is two lines"] = { "a\n\rb", { "1:a", "3:b" } },
			["blank lines are counted"] = { "\n\na\n\n\nb\n\n", { "3:a", "6:b" } },
			["blank CRLF lines"] = { "\r\n\r\na\r\n\r\nb", { "3:a", "5:b" } },
			["white space alone is blank"] = { "a\n \t \nb\n　\nc", { "1:a", "3:b", "5:c" } },
			["empty cells alone are blank"] = { 'a,b\n,,\n"",""\nc,', { "1:a|b", "4:c|" } },
			["an empty file"] = { "", {} },
			["line breaks alone"] = { "\r\n\n\r", {} },
			["a line break in quotes"] = { '"a\nb",c\nd\n', { "1:a\nb|c", "3:d" } },
			["CRLF in quotes stays"] = { '"a\r\nb",c\r\nd\r\n', { "1:a\r\nb|c", "3:d" } },
			["CR in quotes"] = { '"a\rb"\rd', { "1:a\rb", "3:d" } },
			["blank lines in quotes"] = { '"a\n\n\nb"\nd', { "1:a\n\n\nb", "5:d" } },
			["a quoted last cell without a line break"] = { 'a,"b"', { "1:a|b" } },
			["an empty last cell"] = { "a,\nb,", { "1:a|", "2:b|" } },
		} do
			it(name, function()
				assert.same(case[2], (read_all(case[1])))
			end)
		end
	end)

	describe("cells", function()
		for name, case in pairs {
			["space around"] = { "  a  ,\tb\t", { "1:a|b" } },
			["full-width space around"] = { "　a　,　　b　 　", { "1:a|b" } },
			["no-break space around"] = { "\u{A0}a\u{A0} ,b", { "1:a|b" } },
			["space around quotes"] = { ' "a" , "b"\t', { "1:a|b" } },
			["space in quotes"] = { '" a　","\n b\n"', { "1:a|b" } },
			["space within stays"] = { "a b,配送先　建物", { "1:a b|配送先　建物" } },
			["white space alone is empty"] = { 'a,　,"  "', { "1:a||" } },
			["kana that end in the bytes of a space"] = { "〠,。,あ", { "1:〠|。|あ" } },
			["doubled quotes"] = { '"a""b","""",""""""', { '1:a"b|"|""' } },
			["commas in quotes"] = { '"a,b",c', { "1:a,b|c" } },
			["one cell"] = { "a", { "1:a" } },
			["semicolons do not separate"] = { "a;b", { "1:a;b" } },
			["backslashes are themselves"] = { [["a\",b\n]], { [[1:a\|b\n]] } },
		} do
			it(name, function()
				assert.same(case[2], (read_all(case[1])))
			end)
		end

		it("fills a table given to it, and empties what a longer row left", function()
			with_file("a,b,c\nd\n", function(path)
				local reader <close> = core.csv_reader(path)
				local cells <const> = {}
				assert.equal(cells, (reader:read(cells)))
				assert.same({ "a", "b", "c" }, cells)
				assert.equal(cells, (reader:read(cells)))
				assert.same({ "d" }, cells)
				assert.has_error(function() reader:read("x") end)
			end)
		end)
	end)

	describe("encoding", function()
		for name, case in pairs {
			["ASCII"] = { "a,b", "utf-8", { "1:a|b" } },
			["UTF-8"] = { "回線番号,ソ表", "utf-8", { "1:回線番号|ソ表" } },
			["UTF-8 with BOM"] = { "\u{FEFF}回線番号,b", "utf-8", { "1:回線番号|b" } },
			["BOM before a quote"] = { '\u{FEFF}"a","b"', "utf-8", { "1:a|b" } },
			["BOM alone"] = { "\u{FEFF}", "utf-8", {} },
			["UTF-8 of four bytes"] = { "𠮷野家", "utf-8", { "1:𠮷野家" } },
			["CP932"] = { "\x89\xf1\x90\xfc\x94\xd4\x8d\x86,b", "cp932", { "1:回線番号|b" } },
			["CP932 with trail byte 5C"] = { "\x95\x5c,\x83\x5c\r\n\"\x95\x5c\",\"\x83\x5c\"", "cp932",
				{ "1:表|ソ", "2:表|ソ" } },
			["CP932 with trail byte 7C"] = { "\x83\x7c|\x83\x7c", "cp932", { "1:ポ|ポ" } },
			["CP932 half-width kana"] = { "\xb6\xb2\xbe\xdd,\xca\xdf", "cp932", { "1:ｶｲｾﾝ|ﾊﾟ" } },
			["CP932 full-width space around"] = { "\x81\x40\x82\xa0\x81\x40,\x81\x40", "cp932", { "1:あ|" } },
			["CP932 at sign after a trail byte 81"] = { "\x8f\x81\x40", "cp932", { "1:潤@" } },
			["CP932 beyond JIS"] = { "\x87\x40\xed\x95\xfa\xb1", "cp932", { "1:①・髙" } },
			["CP932 dash and wave"] = { "\x81\x5b\x81\x5c\x81\x60\x81\x7c", "cp932", { "1:ー―～－" } },
		} do
			it("detects " .. name, function()
				local expected <const> = case[3]
				local lines <const>, encoding <const> = read_all(case[1])
				assert.equal(case[2], encoding)
				if name ~= "CP932 beyond JIS" then
					assert.same(expected, lines)
				else -- libc's and Microsoft's tables agree on these two
					assert.truthy(lines[1]:find("①", 1, true))
				end
				assert.same(lines, (read_all(case[1], case[2])))
			end)
		end

		it("takes the encoding it is given", function()
			assert.same({ "1:ﾃｱ" }, (read_all("\xc3\xb1", "cp932")))
			assert.same({ "1:ñ" }, (read_all("\xc3\xb1", "utf-8")))
			assert.same({ "1.1!not_cp932" }, (read_all("あ,b", "cp932")))
			assert.has_error(function() core.csv_reader("x", "latin-1") end)
		end)

		it("takes a damaged UTF-8 file for what it is, and tells where", function()
			local lines <const>, encoding <const> = read_all("回線番号,料金\n123,東\xe4\xba\n456,京都\n")
			assert.equal("utf-8", encoding)
			assert.same({ "1:回線番号|料金", "2.2!not_utf8", "3:456|京都" }, lines)
			assert.same({ "1:回線番号", "2.1!not_utf8" }, (read_all("回線番号\n東京\xe9")))
			assert.same({ "1.1!not_utf8" }, (read_all("\u{FEFF}\x89\xf1\x90\xfc")))
		end)

		it("refuses what is neither, and tells the line", function()
			assert.same({ "2!unknown_encoding" }, (read_all("a\ncaf\xe9,b\n")))
			assert.same({ "3!unknown_encoding" }, (read_all("a\r\nb\r\n\x80\n")))
			assert.same({ "1!unknown_encoding" }, (read_all("\x89")))
			assert.matches("CP932 ends at line 3", problem_of("a\n\x89\xf1\n\xff\n").message)
		end)

		it("tells what of a CP932 file has no character", function()
			assert.same({ "1:あ", "2.2!not_cp932", "3:い" }, (read_all("\x82\xa0\na,\x85\x40\n\x82\xa2")))
			assert.same({ "1.1!not_cp932", "2:b" }, (read_all("\x82,a\nb", "cp932")))
		end)

		it("refuses invalid UTF-8 that only looks well", function()
			for _, bytes in ipairs { "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88", "\x80",
				"\xe3\x81" } do
				assert.same({ "1.2!not_utf8" }, (read_all("a," .. bytes, "utf-8")))
			end
			assert.same({ "1:\u{7ff}|\u{800}|\u{d7ff}|\u{ffff}|\u{10ffff}" },
				(read_all("\u{7ff},\u{800},\u{d7ff},\u{ffff},\u{10ffff}")))
		end)
	end)

	describe("files that are no CSV", function()
		for name, case in pairs {
			["UTF-16, little end first, UTF-8 asked"] = { "\xff\xfea\0,\0", "utf16", "utf-8" },
			["UTF-16, big end first, CP932 asked"] = { "\xfe\xff\0a\0,", "utf16", "cp932" },
			["a workbook"] = { "PK\x03\x04\x14\0\x06", "workbook" },
			["an old workbook"] = { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook" },
			["UTF-8 marked, CP932 asked"] = { "\u{FEFF}a", "not_cp932", "cp932" },
		} do
			it(name, function()
				local problem <const> = problem_of(case[1], case[3])
				assert.equal(case[2], problem.code)
				assert.is_nil(problem.line)
			end)
		end

		it("says how to read a UTF-16 file", function()
			assert.equal("saved as Unicode text (UTF-16), not as cp932: name no encoding, and it is read as it is",
				problem_of("\xff\xfea\0", "cp932").message)
		end)

		it("says why a file cannot be read", function()
			local reader, problem = core.csv_reader("/proc/self/fd/none/list.csv")
			assert.is_nil(reader)
			assert.same({ code = "unreadable", message = "No such file or directory" }, problem)
			reader, problem = core.csv_reader("/tmp")
			assert.is_nil(reader)
			assert.same({ code = "unreadable", message = "Is a directory" }, problem)
			reader, problem = core.csv_reader("/dev/null")
			assert.is_nil(reader)
			assert.equal("not a regular file", problem.message)
		end)
	end)

	describe("problems", function()
		for name, case in pairs {
			["text after a closing quote"] = { 'a\n"b"c,d\ne', { "1:a", "2.1!text_after_quote", "3:e" } },
			["a quote after a closed cell"] = { 'a,"b" "c"\ne', { "1.2!text_after_quote", "2:e" } },
			["a quote in an unquoted cell"] = { 'a,b"c\ne', { "1.2!quote_in_cell", "2:e" } },
			["CRLF after a problem"] = { 'b"c\r\ne\r\nf', { "1.1!quote_in_cell", "2:e", "3:f" } },
			["an unclosed quote"] = { 'a\nb,"c\nd\ne\n', { "1:a", "2.2!unclosed_quote" } },
			["an unclosed quote after cells over lines"] = { '"a\nb","c\nd', { "2.2!unclosed_quote" } },
			["a problem in a cell over lines, where it starts"] = { 'x,"a\nb" c\nd', { "1.2!text_after_quote", "3:d" } },
			["a NUL byte"] = { "a\nb\0c\nd", { "1:a", "2!nul_byte" } },
			["a NUL byte after another problem of its row"] = { "a,\xff,\0\nd", { "1!nul_byte" }, "utf-8" },
			["too many cells"] = { ("a,"):rep(256) .. "b\nc", { "1!too_many_cells", "2:c" } },
			["a long cell"] = { "a," .. ("b"):rep(CHUNK + 1) .. "\nc", { "1.2!cell_too_long", "2:c" } },
			["a cell of many chunks"] = { "a," .. ("b"):rep(5 * CHUNK) .. ",x\r\nc", { "1.2!cell_too_long", "2:c" } },
			["a long quoted cell"] = { 'a\n"' .. ("b\n"):rep(CHUNK), { "1:a", "2.1!cell_too_long" } },
			["a long record"] = { (("b"):rep(60000) .. ","):rep(20) .. "\nc", { "1!record_too_long", "2:c" } },
		} do
			it(name, function()
				assert.same(case[2], (read_all(case[1], case[3])))
			end)
		end

		it("takes as many cells, and as long ones, as it says", function()
			assert.equal(1, #read_all(("a,"):rep(255) .. "b"))
			local cell <const> = ("b"):rep(CHUNK)
			assert.same({ "1:a|" .. cell, "2:c" }, (read_all("a," .. cell .. "\nc")))
			assert.same({ "1:a|" .. cell, "2:c" }, (read_all('a,"' .. cell .. '"\nc')))
		end)

		it("asks for the closing quote of a cell that has no end", function()
			assert.matches("closing quote", problem_of('"' .. ("b\n"):rep(CHUNK)).message)
			assert.not_matches("closing quote", problem_of(("b"):rep(2 * CHUNK)).message)
		end)

		it("shows no cell in a message", function()
			for _, bytes in ipairs { 'x"hunter2', '"hunter2"x', '"hunter2', "hunter2\xe9,", "hunter2\0" } do
				assert.not_matches("hunter", problem_of(bytes, "utf-8").message)
			end
		end)
	end)

	describe("chunks", function()
		-- Every byte of `tail` comes to be the first of the second chunk once.
		local function slide(tail, expected, encoding)
			for before = CHUNK - #tail - 1, CHUNK + 1 do
				local filler <const> = ("x"):rep(1000) .. "\n"
				local bytes = filler:rep(before // #filler)
				local lines <const> = before // #filler + 1
				bytes = bytes .. ("y"):rep(before - #bytes - 1) .. "\n"
				local rows <const>, found <const> = read_all(bytes .. tail)
				for index, row in ipairs(expected) do
					local line <const>, cells <const> = row:match("^(%d+)(.*)$")
					assert.equal(line + lines .. cells, rows[lines + index])
				end
				assert.equal(lines + #expected, #rows)
				assert.equal(encoding, found)
			end
		end

		it("may end anywhere in UTF-8", function()
			slide('あ,"い\r\nう""え",𠮷\r\n表,b\r\n\r\nc', { '1:あ|い\r\nう"え|𠮷', "3:表|b", "5:c" }, "utf-8")
		end)

		it("may end anywhere in CP932", function()
			slide("\x95\x5c,\"\x83\x5c\n\"\"\",\xb1\n\x81\x40a\x81\x40\n", { '1:表|ソ\n"|ｱ', "3:a" }, "cp932")
		end)

		it("may end between CR and LF, and after a lone CR", function()
			slide("a\r\n\r\nb\r\rc\r\n", { "1:a", "3:b", "5:c" }, "utf-8")
		end)

		it("may end in a line that is skipped", function()
			slide('"a"b,c\r\nd\r\n', { "1.1!text_after_quote", "2:d" }, "utf-8")
		end)

		-- It was told only where the chunk held it together with what came before it in its line.
		it("may end before a NUL in a line that is skipped", function()
			slide('"a"b,\0c\r\nd\r\n', { "1.1!text_after_quote", "2:d" }, "utf-8")
		end)

		it("hold half of a byte order mark's likeness as text", function()
			slide("a\u{FEFF}b\n", { "1:a\u{FEFF}b" }, "utf-8")
		end)
	end)

	describe("life", function()
		it("is closed once and for all", function()
			with_file("a\n", function(path)
				local reader <const> = core.csv_reader(path)
				reader:close()
				reader:close()
				assert.error_matches(function() reader:read() end, "the reader is closed")
				assert.has_error(function() reader:encoding() end)
			end)
		end)

		it("stays at its end", function()
			with_file("a\n", function(path)
				local reader <close> = core.csv_reader(path)
				reader:read()
				assert.same({ n = 1 }, table.pack(reader:read()))
				assert.same({ n = 1 }, table.pack(reader:read()))
			end)
		end)
	end)
end)

describe("a csv_reader that is let go #unit", function()
	it("may be closed by a finaliser while a row is handed out", function()
		local output <const> = with_file(("a long cell that is no short string of Lua's,b\n"):rep(500), function(path)
			return scratch.lua(([[
				local core = require "unom.core"
				collectgarbage("incremental", 1, 1000, 1)
				local function leave(reader)
					setmetatable({}, { __gc = function() reader:close() end })
				end
				for _ = 1, 100 do
					local reader = core.csv_reader(%q)
					leave(reader)
					local read, message
					for _ = 1, 500 do
						read, message = pcall(reader.read, reader)
					end
					assert(not read and message:find "the reader is closed", message)
				end
				io.write("done")
			]]):format(path))
		end)
		assert.equal("done", output)
	end)
end)
