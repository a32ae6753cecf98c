--- One row of a change list: days that are over.

local core <const> = require "unom.core"
local lists <const> = require "support.lists"

local read <const>, with <const> = lists.read, lists.with

describe("a row of a change_list #unit", function()
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
