--- The header below titles, and what separates cells.

local lists <const> = require "support.lists"

local read <const>, with <const> = lists.read, lists.with

local ROAMING <const> = { operation = "remove_roaming" }

describe("the search for the header #unit", function()
	local function lines_of(rows)
		local numbers <const> = {}
		for index, row in ipairs(rows) do
			numbers[index] = row.arguments.lineNo
		end
		return numbers
	end

	for name, case in pairs {
		["semicolons"] = { ";", "operation;lineNo\nremove_roaming;09010000001\n" },
		["semicolons and quotes"] = { ";", '"operation";"lineNo"\n"remove_roaming";"09010000001"\n' },
		["tabs"] = { "\t", "operation\tlineNo\nremove_roaming\t09010000001\n" },
		["tabs and quotes"] = { "\t", '"operation"\t"lineNo"\nremove_roaming\t"09010000001"\n' },
		["a line that names the separator"] = { ";", "sep=;\noperation;lineNo\nremove_roaming;09010000001\n" },
		["such a line in quotes and after a mark"] = { ";",
			"\u{FEFF}\"sep=;\"\noperation;lineNo\nremove_roaming;09010000001\n" },
		["such a line for commas"] = { ",", "SEP=,\noperation,lineNo\nremove_roaming,09010000001\n" },
		["such a line for tabs"] = { "\t", "sep=\t\noperation\tlineNo\nremove_roaming\t09010000001\n" },
		["commas in a title above semicolons"] = { ";", "一覧,2026年,本社\noperation;lineNo\nremove_roaming;09010000001\n" },
	} do
		it("finds " .. name, function()
			local rows <const>, codes <const>, _, list <const> = read(case[2], with {})
			assert.same({}, codes)
			assert.same({ "09010000001" }, lines_of(rows))
			assert.equal(case[1], list.separator)
		end)
	end

	it("goes by the separator that a person names", function()
		local _, codes <const> = read("operation;lineNo\nremove_roaming;09010000001\n", with { separator = "," })
		assert.equal("1: operation;lineNo: wrong_separator", codes[1])
		local _, _, problems <const> = read("sep=|\noperation|lineNo\nremove_roaming|09010000001\n", with {})
		assert.matches("save it with commas", problems[1].message, 1, true)
		assert.not_matches("take a separator", problems[1].message, 1, true)
		local rows <const> = read("operation;lineNo\nremove_roaming;09010000001\n", with { separator = ";" })
		assert.equal(1, #rows)
	end)

	it("finds the header below titles, and tells the lines of these", function()
		local rows <const>, codes <const>, _, list <const> = read("ローミング停止一覧,,\n作成日,2026/1/1,担当：佐藤\n\n,,\n"
			.. "操作,回線番号\nremove_roaming,09010000001\n", with {})
		assert.same({}, codes)
		assert.equal(6, rows[1].line)
		assert.same({ 1, 2 }, list.skipped)
		assert.equal(5, list.header_line)
	end)

	it("takes a header of one column", function()
		for _, above in ipairs { "", "停止一覧\n", "停止一覧,2026年\n" } do
			local rows <const>, codes <const> = read(above .. "回線番号,備考\n09010000001,x\n",
				with { operation = "remove_roaming", ignore = { "備考" } })
			assert.same({}, codes)
			assert.equal(1, #rows)
		end
	end)

	it("refuses what could be an order above the header", function()
		for _, row in ipairs { "09010000001,x", "090-1000-0001,x", "０９０１０００００１,x", "remove_roaming,x", "(090)1000-0001,x",
			"9010000001,x", "9.01E+10,x", "9010000001.0,x", "'09010000001,x", "+819010000001,x" } do
			local _, codes <const> = read(row .. "\nlineNo,operation\n09010000002,remove_roaming\n", with {})
			assert.same({ "1: -: row_above_header" }, codes)
		end
	end)

	it("refuses orders above a second header that the first one names by other columns", function()
		for above, operation in pairs {
			["orderId,#memo\nAGU0000000001,x\n"] = "cancel_order", ["reserveId,#memo\n123,x\n"] = "cancel_data_share_reserve",
			["T6000042,国際ローミング変更\n"] = "set_roaming", ["lineNo,#memo\n9010000001,x\n"] = "remove_roaming",
			["deviceCode,#memo\nT6000042,x\n"] = "purchase_device", ["a\n10.0.0.1\n"] = "add_line",
			["lineNo,#memo\n090‐1000‐0001,x\n"] = "remove_roaming", ["lineNo,#memo\n02012345678901,x\n"] = "remove_roaming",
		} do
			local _, codes <const> = read(above .. "lineNo,operation\n09010000002,remove_roaming\n", with {})
			assert.equal("row_above_header", (codes[1] or ""):match "[%w_]+$", above .. operation)
		end
	end)

	it("takes no row of orders for a header, and no title with a heading in it", function()
		for bytes, lines in pairs {
			["lineNo,#memo\n09010000001,回線番号\n09010000002,操作\n"] = { 2, 3 },
			["契約番号,N123456789\n回線番号,#memo\n09010000001,x\n"] = { 3 },
			["操作,停止のお願い\n回線番号\n09010000001\n"] = { 3 },
			["回線番号,依頼書\n回線番号,#memo\n09010000001,x\n"] = { 3 },
		} do
			local rows <const>, codes <const> = read(bytes, with(ROAMING))
			local found <const> = {}
			for index, row in ipairs(rows) do
				found[index] = row.line
			end
			assert.same({}, codes, bytes)
			assert.same(lines, found, bytes)
		end
	end)

	it("takes no title for an order", function()
		for _, above in ipairs { "国際ローミング変更\n", "契約番号,N123456789\n", "作成日,2026/1/1\n作成日時,,202601011530\n", "N123456789\n",
			"一覧 2026年度,,\n" } do
			for _, heading in ipairs { "操作,回線番号\nremove_roaming,09010000001\n", "操作,受付ID\ncancel_order,AGU1\n" } do
				local rows <const>, codes <const> = read(above .. heading, with { map = { ["受付ID"] = "orderId" } })
				assert.same({}, codes, above)
				assert.equal(1, #rows)
			end
		end
	end)

	it("takes a row with a name and its value for a title where a row below has nothing but names", function()
		for _, title in ipairs { "契約番号,N123456789,2026/12/01", "操作,ローミング停止" } do
			local rows <const>, codes <const>, _, list <const> = read(title .. "\n\n回線番号,#備考\n09010000001,x\n",
				with { operation = "remove_roaming" })
			assert.same({}, codes)
			assert.equal("09010000001", rows[1].arguments.lineNo)
			assert.same({ 1 }, list.skipped)
		end
	end)

	it("refuses a title that names another contract than that of the rows", function()
		local of <const> = { operation = "remove_roaming" }
		for _, title in ipairs { "契約番号,N999999999", "契約番号：Ｎ９９９９９９９９９ 分," } do
			assert.same({ "1: -: other_contract" }, select(2, read(title .. "\n回線番号,#x\n09010000001,\n", with(of))))
			assert.same({}, select(2, read(title .. "\n回線番号,契約番号\n09010000001,N123456789\n", with(of))))
		end
		assert.same({}, select(2, read("契約番号：N123456789,XN999999999\n回線番号,#x\n09010000001,\n", with(of))))
	end)

	it("says how to name columns where the first row could be an order", function()
		for _, row in ipairs { "09010000001,x\n", "090-1000-0001\n", "9010000001;x\n", "remove_roaming,09010000001\n" } do
			local _, codes <const>, problems <const> = read(row:rep(2), with { operation = "remove_roaming" })
			assert.same({ "1: -: no_header" }, codes)
			assert.matches("columns = {", problems[1].message, 1, true)
			assert.is_nil(problems[1].may_be_ignored)
		end
	end)

	it("tells of the first row where none names columns", function()
		local _, codes <const> = read("a,b\nc,d\n", with(ROAMING))
		assert.equal("1: a: unknown_column", codes[1])
		local far <const> = ("x,y\n"):rep(20) .. "operation,lineNo\nremove_roaming,09010000001\n"
		assert.equal("1: x: unknown_column", select(2, read(far, with {}))[1])
		assert.equal(1, #read(far:sub(5), with {}))
	end)

	it("reads a list without a header by the columns that are named", function()
		local _, codes <const> = read("09010000001,863401013000019\n",
			with { operation = "change_imei", columns = { "lineNo", "imei", "imeiOption" } })
		assert.same({ "1: imeiOption: missing" }, codes)
		local good <const> = read("09010000001\n09010000002\n", with { operation = "remove_roaming", columns = { "回線番号" } })
		assert.same({ "09010000001", "09010000002" }, lines_of(good))
		assert.same({ 1, 2 }, { good[1].line, good[2].line })
	end)

	it("takes no column of values as they were for the field", function()
		for _, heading in ipairs { "回線番号（旧）", "回線番号(変更前)", "lineNo [現在]", "lineNo (Old)", "回線番号【参考】" } do
			local _, codes <const> = read(("操作,%s\nremove_roaming,09010000001\n"):format(heading), with {})
			assert.same({ ("1: %s: unknown_column"):format(heading) }, codes)
		end
		assert.equal(1, #read("操作,回線番号（変更後）\nremove_roaming,09010000001\n", with {}))
	end)

	it("tells what separates the cells of a list without a header", function()
		for bytes, separator in pairs {
			["09010000001;x\n09010000002;y\n"] = ";", ["09010000001\tx\n09010000002\ty, z\n"] = "\t",
			["09010000001,x;y\n09010000002,\n"] = ",", ["sep=;\n09010000001;x\n09010000002;y,z\n"] = ";",
		} do
			local rows <const>, codes <const>, _, list <const> = read(bytes,
				with { operation = "remove_roaming", columns = { "lineNo", "#memo" } })
			assert.same({}, codes)
			assert.same({ "09010000001", "09010000002" }, lines_of(rows))
			assert.equal(separator, list.separator)
			assert.is_nil(list.header_line)
		end
		local _, codes <const> = read("09010000001;x\n",
			with { operation = "remove_roaming", columns = { "lineNo", "#memo" }, separator = "," })
		assert.same({ "1: lineNo: wrong_form" }, codes)
	end)

	it("finds headings in every width, broken over lines, and with remarks", function()
		for _, heading in ipairs { "回線番号（必須）", "＊回線番号", "回線番号※", "回線\n番号", "回線 番号", "【必須】回線番号", "回線番号\n※ハイフンなし",
			"【回線番号】", "LINENO", "（旧）回線番号" } do
			local rows <const>, codes <const> = read(('操作,"%s"\nremove_roaming,09010000001\n'):format(heading), with {})
			if heading == "LINENO" or heading == "【回線番号】" or heading:find "旧" then
				assert.equal(0, #rows) -- another word
			else
				assert.same({}, codes, heading)
				assert.equal(1, #rows)
			end
		end
	end)
end)
