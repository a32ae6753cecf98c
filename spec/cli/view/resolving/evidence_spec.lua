--- How much of a row with many orders is shown.

local evidence <const> = require "unom.cli.view.resolving.evidence"

describe("the view of what speaks for an answer #unit", function()
	local function row(orders, others)
		local made <const> = { job = 7, row = 1, operation = "change_course", contractId = "N123456789", couldBe = {},
			noProposal = "nobody can say" }
		for index = 1, orders do
			made.couldBe[index] = { orderId = "AGU" .. index, listed = true, others = {} }
			for number = 1, others do
				made.couldBe[index].others[number] = { job = 7, row = number + 1 }
			end
		end
		return made
	end

	it("shows ten orders of a row, and three rows that could have made each", function()
		local shown <const> = evidence.as_text(row(12, 5))
		assert.matches("could be AGU10, status %-, applied for on %-, for %-, listed first %-; so could row 2 of job 7, "
			.. "row 3 of job 7, row 4 of job 7, 2 more\n", shown)
		assert.not_matches("AGU11", shown)
		assert.matches("\n  ... and 2 more\n", shown, 1, true)
		assert.matches("AGU10, .*job 7\n", evidence.as_text(row(10, 3)))
		assert.not_matches("more", evidence.as_text(row(10, 3)))
	end)

	it("shows no control characters", function()
		local made <const> = row(0, 0)
		made.error = "a\27[2Jb"
		assert.not_matches("\27", evidence.as_text(made))
	end)
end)
