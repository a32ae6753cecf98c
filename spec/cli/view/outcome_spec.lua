--- How a run ended, as people and programs are told.

local cjson <const> = require "cjson"
local stub_library <const> = require "cli.commands.bulk.stub_library"

describe("an outcome #unit", function()
	local library <const> = stub_library.each_test()

	--- The outcome of a run whose rows wait for `count` unknown rows.
	local function held_by(count)
		local by <const> = {}
		for number = 1, count do
			by[number] = { job = 6, row = number }
		end
		return { job = 7, exit_code = 3, total = 4, states = stub_library.states { pending = 4 },
			held = { rows = 4, by = by }, resume = "unom bulk resume 7" }
	end

	it("names the rows for which others wait, with the command for each", function()
		local result <const> = library:bulk({ "resume", "7", "--ledger", "x.db" }, { resume = held_by(2) })
		assert.equal(3, result.code)
		assert.matches("unom: 4 rows were not sent: [^\n]*\n"
			.. "unom:   row 1 of job 6: unom bulk resolve 6 1 %-%-ledger x%.db\n"
			.. "unom:   row 2 of job 6: unom bulk resolve 6 2 %-%-ledger x%.db\n"
			.. "unom: to go on: unom bulk resume 7 %-%-ledger x%.db\n$", result.err)
	end)

	it("names twenty of them at most to a person, and all to a program", function()
		local result <const> = library:bulk({ "resume", "7", "--json" }, { resume = held_by(23) })
		assert.equal(20, select(2, result.err:gsub(": unom bulk resolve", "")))
		assert.matches("\nunom:   %.%.%. and 3 more\n", result.err)
		local held <const> = cjson.decode(result.out).held
		assert.equal(4, held.rows)
		assert.equal(23, #held.by)
		assert.same({ job = 6, row = 23 }, held.by[23])
	end)

	it("says nothing of them where none waits", function()
		local outcome <const> = held_by(1)
		outcome.held = nil
		local result <const> = library:bulk({ "resume", "7", "--json" }, { resume = outcome })
		assert.is_nil(cjson.decode(result.out).held)
		assert.not_matches("must be said", result.err)
	end)

	it("says when the orders take effect that were processed", function()
		local ended <const> = { job = 7, exit_code = 0, total = 1813, states = stub_library.states { succeeded = 1813 },
			takes_effect = { { day = "2031-12-01", rows = 1812, days = 3 }, { day = "2031-12-02", rows = 1, days = 4 } } }
		local result <const> = library:bulk({ "resume", "7", "--json" }, { resume = ended })
		assert.matches("1813 succeeded\nunom: 1,812 take effect on 2031-12-01, in 3 days\n"
			.. "unom: 1 takes effect on 2031-12-02, in 4 days\n", result.err, 1, true)
		assert.same(ended.takes_effect, cjson.decode(result.out).takesEffect)
		ended.takes_effect = {}
		assert.is_nil(cjson.decode(library:bulk({ "resume", "7", "--json" }, { resume = ended }).out).takesEffect)
	end)

	it("leads to the reasons of the rows that did not succeed", function()
		local ended <const> = { job = 7, exit_code = 1, total = 4,
			states = stub_library.states { succeeded = 1, rejected = 2, failed = 1 } }
		assert.matches("\nunom: why 3 rows did not succeed, and what to do: unom bulk status 7 --ledger x.db\n",
			library:bulk({ "resume", "7", "--ledger", "x.db" }, { resume = ended }).err, 1, true)
		ended.halted, ended.halted_by = true, "failures"
		local halted <const> = library:bulk({ "resume", "7", "--ledger", "x.db" }, { resume = ended }).err
		assert.not_matches("what to do: unom", halted, 1, true)
		assert.matches("tried again with unom bulk retry 7 --ledger x.db\n", halted, 1, true)
		ended.halted, ended.states = nil, stub_library.states { succeeded = 4 }
		assert.not_matches("what to do: unom", library:bulk({ "resume", "7" }, { resume = ended }).err, 1, true)
	end)

	it("says what the result file lacks, and how to have it", function()
		local ended <const> = { job = 7, parent = 6, root = 5, exit_code = 0, total = 4, result = "a.csv", result_lost = 2,
			states = stub_library.states { succeeded = 4 } }
		local result <const> = library:bulk({ "retry", "6", "--json", "--ledger", "x.db" }, { retry = ended })
		assert.matches("\nunom: result: a%.csv\nunom: 2 characters in it are written as 〓, [^\n]*: "
			.. "unom bulk report 7 %-%-bom %-%-ledger x%.db\n"
			.. "unom: the whole list [^\n]*: unom bulk report 5 %-%-ledger x%.db\n", result.err)
		local told <const> = cjson.decode(result.out)
		assert.same({ 6, 5, 2 }, { told.parent, told.root, told.result_lost })
	end)

	it("is asked for in a form", function()
		local ended <const> = { job = 7, exit_code = 0, total = 1, states = stub_library.states { succeeded = 1 } }
		library:bulk({ "resume", "7", "--bom", "--for", "excel" }, { resume = ended })
		library:bulk({ "resume", "7" }, { resume = ended })
		local given <const> = {}
		for index, call in ipairs(library:calls()) do
			given[index] = { call.name, call.options.bom or false, call.options["for"] or "none" }
		end
		assert.same({ { "resume", true, "excel" }, { "resume", false, "none" } }, given)
		assert.matches("'%-%-for'", library:refused { "resume", "7", "--for", "word" })
	end)

	it("says that no waiting helps, and why", function()
		local ended <const> = { job = 7, exit_code = 4, total = 4, states = stub_library.states { pending = 4 },
			permanent = "the network failed: SSL certificate problem",
			resume = "unom bulk resume 7" }
		local result <const> = library:bulk({ "resume", "7", "--json" }, { resume = ended })
		assert.equal(4, result.code)
		assert.matches("\nunom: no waiting helps: the network failed: SSL certificate problem; 4 rows are open\n", result.err)
		local told <const> = cjson.decode(result.out)
		assert.is_true(told.permanent)
		assert.equal("the network failed: SSL certificate problem", told.reason)
	end)
end)
