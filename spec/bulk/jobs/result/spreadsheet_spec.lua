--- Cells for a spreadsheet that opens a file with a double click.

local spreadsheet <const> = require "unom.bulk.jobs.result.spreadsheet"

describe("a cell for a spreadsheet #unit", function()
	it("is no formula", function()
		for _, text in ipairs { "=1+1", "=cmd|' /C calc'!A0", "+81 90", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "＋1",
			"－1", "＠x" } do
			assert.equal("'" .. text, spreadsheet.cell(text))
		end
	end)

	it("keeps its zeros and all its digits", function()
		for _, text in ipairs { "09010000001", "03", "00", "863401000000001", "123456789012", "12E3", "1e5" } do
			assert.equal(('="%s"'):format(text), spreadsheet.cell(text))
		end
	end)

	it("is else what it was", function()
		for _, text in ipairs { "", "0", "7", "20310701", "12345678901", "T3001328", "AGU0000000000001", "a=b", " =1", "0.5",
			"09x", "日本", "2031-07-03", "2031-07-01T09:00:00+09:00", "N123456789", "E5", "(=1)", "'x" } do
			assert.equal(text, spreadsheet.cell(text))
		end
	end)
end)
