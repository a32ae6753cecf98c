--- `unom bulk run -`: a list from standard input, and where its results are.

local change_lists <const> = require "support.change_lists"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"

describe("a list from standard input #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	it("is run, and each job of it has a result of its own where it was run", function()
		home:simulate { processing = 0.1 }
		local list <const> = "operation,contractId,lineNo,planCode,requestDate\n"
			.. "change_course,N123456789,09010000001,T3001328," .. change_lists.NEXT_FIRST .. "\n"
		local first <const> = home:bulk({ "run", "-", "--agree" }, { input = list })
		assert.equal(0, first.code, first.err)
		assert.matches("\nunom: result: stdin%.job%-1%.result%.csv\n", first.err)
		local again <const> = home:bulk({ "run", "-", "--agree", "--again" }, { input = list })
		assert.matches("\nunom: result: stdin%.job%-2%.result%.csv\n", again.err)
		for job = 1, 2 do
			local rows <const> = csv.parse(home:read(("stdin.job-%d.result.csv"):format(job)))
			assert.same({ "09010000001", tostring(job) }, { rows[1].lineNo, rows[1]["unom.job"] })
		end
	end)
end)
