--- The sheets that people fill in, as Flat OpenDocument spreadsheets for Calc to save as CSV; make.sh does both.
--
--     lua5.4 spec/support/sheets/sheets.lua DIRECTORY
--
-- The lines are those that the simulated carrier has. Days are in 2099: who uses a sheet writes a day that is due.

-- Each cell: a text, or { number = }, or { date = "2099-01-01" }, shown as 2099/1/1; "" and nil: nothing.

local function hyphened(number)
	return ("090-1000-%04d"):format(number)
end

local LAST_ROW <const> = 300

--- Plans for 300 lines as a department writes them: memos, hyphens, slashes, a number that lost its zero, two codes
-- mistyped, a line that a colleague added again, a total below.
local function messy()
	local rows <const> = { { "回線番号", "利用者", "料金コース", "利用開始希望日", "備考" } }
	for number = 1, LAST_ROW do
		rows[number + 1] = {
			number % 3 == 0 and ("0901000%04d"):format(number) or hyphened(number),
			("営業%d課 佐藤"):format(number % 9 + 1), "T3001330", { date = "2099-01-01" },
			number % 20 == 0 and "本社在庫、要確認" or "",
		}
	end
	rows[1 + 123][1] = { number = 9010000123 }
	rows[1 + 77][3], rows[1 + 188][3] = "T300133", "T30013"
	rows[1 + 250][1], rows[1 + 250][5] = hyphened(45), "鈴木追加分"
	rows[#rows + 1] = { "合計", "", "300件", "", "" }
	return rows
end

--- Roaming for a few lines, under a title and a day, with columns that are marked as not for the carrier.
local function titled()
	return {
		{ "国際ローミング申請一覧" },
		{ "作成日", { date = "2099-01-01" }, "", "担当：情報システム部" },
		{},
		{ "操作", "回線番号", "利用限度額", "#備考", "#部署" },
		{ "set_roaming", "090-1000-0001", "T6000042", "出張", "営業" },
		{ "set_roaming", "０９０１０００００２１", "Ｔ６００００３７", "", "総務" },
		{ "set_roaming", "090 1000 0003", "", "利用停止" },
	}
end

-- The sheets, and the words of Calc's filter for text files that each is saved with: the separator's character code,
-- that of the quote, and the encoding (60: Windows-932, 76: UTF-8, 65535: UTF-16).
local SHEETS <const> = {
	{ name = "messy", rows = messy, saved = { ["messy-cp932"] = "44,34,60", ["messy-utf16-tabs"] = "9,34,65535" } },
	{ name = "titled", rows = titled, saved = { ["titled-semicolons"] = "59,34,76", ["titled-cp932"] = "44,34,60" } },
}

local HEAD <const> = [[<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<number:date-style style:name="D"><number:year number:style="long"/><number:text>/</number:text><number:month/>
<number:text>/</number:text><number:day/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="Sheet1">
]]
local TAIL <const> = "</table:table></office:spreadsheet></office:body></office:document>\n"

local function cell(value)
	if type(value) == "table" and value.number then
		return ('<table:table-cell office:value-type="float" office:value="%d"/>'):format(value.number)
	elseif type(value) == "table" then
		return ('<table:table-cell table:style-name="day" office:value-type="date" office:date-value="%s"/>')
			:format(value.date)
	elseif value == "" then
		return "<table:table-cell/>"
	end
	return ('<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'):format(value)
end

local function write(path, rows)
	local file <close> = assert(io.open(path, "w"))
	file:write(HEAD)
	for _, row in ipairs(rows) do
		local cells <const> = {}
		for index, value in ipairs(row) do
			cells[index] = cell(value)
		end
		file:write("<table:table-row>", #cells > 0 and table.concat(cells) or cell "", "</table:table-row>\n")
	end
	file:write(TAIL)
end

local directory <const> = assert(arg[1], "a directory")
for _, sheet in ipairs(SHEETS) do
	write(("%s/%s.fods"):format(directory, sheet.name), sheet.rows())
	for name, filter in pairs(sheet.saved) do
		print(sheet.name, name, filter)
	end
end
