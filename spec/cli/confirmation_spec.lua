--- What a person is asked before rows are sent, on a terminal and off one.

local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local homes <const> = require "support.homes"

local HEADER <const> = "operation,lineNo,roamingCode,requestDate\n"

--- Rows that change roaming, and then rows that terminate lines.
local function list_of(changes, terminations)
	local rows <const> = { HEADER }
	for number = 1, changes + terminations do
		rows[#rows + 1] = (number <= changes and "set_roaming,0901%07d,T6000037,\n" or "terminate_line,0901%07d,,%s\n")
			:format(number, change_lists.NEXT_FIRST)
	end
	return table.concat(rows)
end

describe("the question before rows are sent #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	before_each(function()
		home:simulate { lines = 20, processing = 0.01 }
		home:write("two.csv", list_of(2, 0))
		home:write("last.csv", list_of(1, 3))
	end)

	local function run(name, ...)
		return { "bulk", "run", name, "--agree", ... }
	end

	local function assert_nothing_done()
		assert.equal(0, #home.simulator:orders())
		assert.same({}, cjson.decode(home:bulk({ "list", "--json" }).out).jobs)
	end

	it("is asked on a terminal: whatever is no yes sends nothing, and leaves nothing in the ledger", function()
		for _, answer in ipairs { "no\n", "\n", "2\n", "" } do
			local shown <const>, code <const> = home:on_terminal(run "two.csv", answer)
			assert.equal(2, code, shown)
			assert.matches("unom: two.csv: 2 rows to be sent (set_roaming 2)", shown, 1, true)
			assert.matches("send these 2 rows to the carrier? (yes or no) ", shown, 1, true)
			assert.matches("unom: not confirmed; nothing was sent", shown, 1, true)
		end
		assert_nothing_done()
		local shown <const>, code <const> = home:on_terminal(run "two.csv", "yes\n")
		assert.equal(0, code, shown)
		assert.equal(2, #home.simulator:orders())
	end)

	it("wants the number of terminations typed", function()
		for _, answer in ipairs { "yes\n", "4\n", "03\n", "" } do
			local shown <const>, code <const> = home:on_terminal(run "last.csv", answer)
			assert.equal(2, code, shown)
			assert.matches("3 of these 4 rows terminate lines for good; type 3 to send them all: ", shown, 1, true)
		end
		assert_nothing_done()
		local shown <const>, code <const> = home:on_terminal(run "last.csv", " 3 \n")
		assert.equal(0, code, shown)
		assert.equal(4, #home.simulator:orders())
	end)

	it("ends with 130 at Ctrl-C, and nothing is done", function()
		local shown <const>, code <const> = home:interrupted(run "last.csv", "send them all: ")
		assert.equal(130, code)
		assert.matches("unom: interrupted; nothing was sent", shown)
		assert_nothing_done()
	end)

	it("is not asked where --yes is given, or where there is no terminal", function()
		local shown <const>, code <const> = home:on_terminal(run("last.csv", "--yes"), "no\n")
		assert.equal(0, code, shown)
		assert.not_matches("type 3", shown)
		home:write("three.csv", "operation,lineNo,roamingCode\nset_roaming,09010000009,T6000037\n")
		local result <const> = home:unom(run "three.csv")
		assert.equal(0, result.code, result.err)
		assert.matches("three.csv: 1 row to be sent (set_roaming 1)", result.err, 1, true)
		assert.equal(5, #home.simulator:orders())
	end)

	it("is owed to terminations where there is no terminal either", function()
		local result <const> = home:unom(run("last.csv", "--json"))
		assert.equal(2, result.code)
		assert.matches("3 rows terminate lines for good, and there is no terminal to ask on: give --yes", result.err, 1, true)
		local shown <const> = cjson.decode(result.out)
		assert.same({ false, 2, "not_confirmed" }, { shown.ok, shown.exit_code, shown.kind })
		assert_nothing_done()
		assert.equal(0, home:unom(run("last.csv", "--yes")).code)
	end)

	it("is asked by resume and retry; a job that was confirmed goes on without a terminal", function()
		home:simulate { lines = 20, processing = 0.01, faults = { ng = 1 } }
		local stopped <const> = home:unom(run("last.csv", "--yes", "--canary", "1"))
		assert.equal(5, stopped.code, stopped.err)
		local shown, code = home:on_terminal({ "bulk", "resume" }, "no\n")
		assert.equal(2, code, shown)
		assert.matches("unom: job 1: 2 rows are still to be sent (terminate_line 2)", shown, 1, true)
		assert.matches("type 2 to send them all: ", shown, 1, true)
		assert.equal(2, #home.simulator:orders())
		local result = home:unom { "bulk", "resume", "--canary", "9", "--max-failures", "9" }
		assert.equal(1, result.code, result.err)
		assert.equal(4, #home.simulator:orders())

		shown, code = home:on_terminal({ "bulk", "retry" }, "no\n")
		assert.equal(2, code, shown)
		assert.matches("unom: 4 rows of job 1 to be sent again (terminate_line 3, set_roaming 1)", shown, 1, true)
		result = home:unom { "bulk", "retry" }
		assert.equal(2, result.code, result.err)
		assert.matches("3 rows terminate lines for good", result.err, 1, true)
		assert.equal(1, #cjson.decode(home:bulk({ "list", "--json" }).out).jobs)
		assert.equal(1, home:unom({ "bulk", "retry", "--yes" }).code)
		assert.equal(8, #home.simulator:orders())
	end)
end)
