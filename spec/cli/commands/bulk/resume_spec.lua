local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local homes <const> = require "support.homes"

describe("unom bulk resume #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	it("goes on with an interrupted run, by the command that the run printed", function()
		home:simulate { lines = 20, latency = 0.2, processing = 0.1 }
		home:write("twenty.csv", change_lists.roaming(20))
		local process <const> = home:start { "bulk", "run", "twenty.csv", "--agree", "--ledger", "my jobs.db", "--json" }
		homes.wait_until(function() return #home.simulator:orders() >= 3 end)
		process:signal("TERM")
		local result <const> = process:finish()
		assert.equal(4, result.code, result.err)
		assert.matches("interrupted; %d+ rows are open", result.err)
		assert.matches("to go on: unom bulk resume 1 --ledger 'my jobs.db'\n", result.err, 1, true)
		assert.equal("unom bulk resume 1 --ledger 'my jobs.db'", cjson.decode(result.out).resume)
		assert.is_true(#home.simulator:orders() < 20)

		local resumed <const> = home:unom { "bulk", "resume", "1", "--ledger", "my jobs.db" }
		assert.equal(0, resumed.code, resumed.err)
		local seen <const> = {}
		for _, order in ipairs(home.simulator:orders()) do
			assert.is_nil(seen[order.lineNo])
			seen[order.lineNo] = true
		end
		assert.equal(20, #home.simulator:orders())
	end)

	it("says that a job had ended whose orders are followed to completion, and that they are not", function()
		home:simulate { lines = 3, processing = 1 }
		home:write("two.csv", ("operation,lineNo,planCode,requestDate\nchange_course,09010000002,T3001330,%s\n")
			:format(change_lists.NEXT_FIRST))
		assert.equal(0, home:bulk({ "run", "two.csv", "--agree" }).code)
		local result <const> = home:bulk { "resume", "1", "--until", "complete", "--deadline", "1s" }
		assert.equal(4, result.code, result.err)
		assert.matches("^unom: job 1 had ended: its 1 order that is processed is followed to completion\n", result.err)
		assert.matches("this goes on: unom bulk resume 1 --until complete --deadline 1s\n", result.err, 1, true)
		assert.matches("to go on: unom bulk resume 1 --until complete --deadline 1s\n", result.err, 1, true)
		assert.equal(0, home:bulk({ "resume", "1" }).code) -- no further than its run followed them
		home:write("cut.csv", "operation,lineNo,roamingCode\nset_roaming,09010000003,T6000037\n")
		assert.equal(0, home:bulk({ "run", "cut.csv", "--agree", "--until", "complete" }).code)
		assert.matches("unom: job 2 has ended, and none of its orders is followed on",
			home:bulk({ "resume", "2", "--until", "complete" }).err, 1, true)
	end)
end)
