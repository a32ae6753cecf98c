--- The end of a row: cells that are missing, and a last one that may have been cut with the file.

local lists <const> = require "support.lists"

local AGREED <const>, read <const> = lists.AGREED, lists.read

describe("empty cells at the end of a row of a change_list #unit", function()
	-- A file that was cut in the middle of its last row turned roaming off.
	it("are not those that are missing at the end of a row, where they would mean something", function()
		local rows <const>, codes <const> = read(
			"operation,lineNo,roamingCode\nset_roaming,09012345678\nset_roaming,09012345679,\n", AGREED)
		assert.same({ "2: roamingCode: missing_cell" }, codes)
		assert.equal(1, #rows)
	end)

	it("may be missing at the end of a row where they mean nothing, and are counted", function()
		local rows <const>, codes <const>, _, list <const> = read(
			"lineNo,operation,roamingCode,imei\n09012345678,remove_roaming\n09012345679,remove_roaming,,\n"
			.. "09012345670,set_roaming,T6000042\n", AGREED)
		assert.same({}, codes)
		assert.equal(3, #rows)
		assert.equal(2, list.summary:finish().short_rows)
	end)

	it("are not those that are missing, or end, where the file ends without a line end", function()
		for list, code in pairs {
			["lineNo,operation,imei\n09012345678,remove_roaming"] = "2: -: cut_row",
			["lineNo,operation,roamingCode\n09012345678,set_roaming,"] = "2: -: cut_row", -- cut after the comma
			["lineNo,operation,roamingCode\n09012345678,set_roaming,T600"] = "2: roamingCode: wrong_form",
			["lineNo,operation,,\n09012345678,remove_roaming"] = false, -- no heading, no column
			["lineNo,operation,roamingCode\n09012345678,remove_roaming,"] = false,
			["lineNo,operation,roamingCode\n09012345678,set_roaming,T6000042"] = false,
		} do
			local _, codes <const>, _, _, advice <const> = read(list, AGREED)
			assert.same({ code or nil }, codes, list)
			assert.same({}, advice, list)
		end
	end)

	it("are whole where the file ends with a line end, else that is asked", function()
		local list <const> = "operation,imeiOption,lineNo,imei\nchange_imei,1,09012345678,863401011006836"
		local _, codes <const>, _, _, advice <const> = read(list, AGREED)
		assert.same({}, codes)
		assert.same({ 2, "imei", "no_line_end" }, { advice[1].line, advice[1].column, advice[1].code })
		local rows <const>, _, _, _, none <const> = read(list .. "\n", AGREED)
		assert.equal(1, #rows)
		assert.same({}, none)
	end)
end)
