local change_lists <const> = require "support.change_lists"
local homes <const> = require "support.homes"

describe("unom bulk draft #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)
	before_each(function() home:simulate { lines = 8 } end)

	it("writes a list that passes the check as it is, with a mark for spreadsheets", function()
		local drafted <const> = home:unom { "bulk", "draft", "change_course", "--where", "accessCode=2",
			"--set", "planCode=T3001329", "--set", "agreement=yes", "--set", "requestDate=" .. change_lists.NEXT_FIRST }
		assert.equal(0, drafted.code, drafted.err)
		assert.equal("\u{FEFF}operation,contractId,lineNo,", drafted.out:sub(1, #"\u{FEFF}operation,contractId,lineNo,"))
		assert.matches("8 rows of 8 listed\n", drafted.err)
		assert.is_nil(drafted.err:find "to fill in")
		home:write("draft.csv", drafted.out)
		local checked <const> = home:unom { "bulk", "check", "draft.csv" }
		assert.equal(0, checked.code, checked.err)
		assert.matches("8 rows, no problems", checked.err)
	end)

	it("writes CP932 where that is asked for, and says which columns are to be filled in", function()
		local drafted <const> = home:unom { "bulk", "draft", "change_course", "--encoding", "cp932" }
		assert.equal(0, drafted.code, drafted.err)
		assert.equal("operation", drafted.out:sub(1, 9))
		assert.matches("NTT\x83\x52\x83\x80", drafted.out, 1, true)
		assert.matches("to fill in: agreement, requestDate, planCode\n", drafted.err)
	end)

	it("sends nothing and ends with 2 for what cannot be asked", function()
		for _, words in ipairs { { "add_line" }, { "change_course", "--where", "planCod=x" },
			{ "change_course", "--set", "planCode=x" }, { "change_course", "--set", "planCode" },
			{ "change_course", "--set", "agreement=yes", "--set", "agreement=yes" } } do
			local refused <const> = home:unom { "bulk", "draft", table.unpack(words) }
			assert.equal(2, refused.code, refused.err)
			assert.equal("", refused.out)
		end
		assert.equal(0, #home.simulator:requests())
	end)
end)
