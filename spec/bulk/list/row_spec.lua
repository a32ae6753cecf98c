--- One row of a change list: cells that are missing, days that are over.

local core <const> = require "unom.core"
local lists <const> = require "support.lists"

local AGREED <const>, with <const> = lists.AGREED, lists.with
local read <const> = lists.read

describe("a row of a change_list #unit", function()
	describe("empty cells", function()
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

		it("are not those that are missing where the file ends without a line end", function()
			local _, codes = read("lineNo,operation,imei\n09012345678,remove_roaming", AGREED)
			assert.same({ "2: -: cut_row" }, codes)
			_, codes = read("lineNo,operation,,\n09012345678,remove_roaming", AGREED) -- no heading, no column
			assert.same({}, codes)
		end)
	end)

	describe("a requestDate", function()
		it("that is over in Japan is a problem, today is none", function()
			local list <const> = "lineNo,requestDate\n09012345678,20261114\n09012345679,20261115\n09012345670,20200101\n"
			local rows <const>, codes <const> = read(list, with { operation = "terminate_line" })
			assert.same({ "2: requestDate: date_passed", "4: requestDate: date_passed" }, codes)
			assert.equal(1, #rows)
			for seconds, day in pairs { [1794668399] = "20261114", [1794668400] = "20261115" } do -- midnight in Japan
				local _, _, problems <const> = read(list, with { operation = "terminate_line",
					wall_clock = function() return seconds end })
				assert.equal(day == "20261114" and 1 or 2, #problems)
				assert.matches("in Japan it is " .. day, problems[1].message, 1, true)
			end
		end)

		it("is judged by the clock in a list alone", function()
			assert.is_true((core.check("terminate_line", { contractId = "N123456789", lineNo = "09012345678",
				requestDate = "20200101", agreement = "yes" })))
		end)
	end)
end)
