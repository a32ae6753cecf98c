--- Orders that nobody here made, as people and programs are shown them: by a refusal, and by a run that was halted.

local cjson <const> = require "cjson"
local stub_library <const> = require "cli.commands.bulk.stub_library"

describe("orders that nobody here made #unit", function()
	local library <const> = stub_library.each_test()

	local ORDER <const> = { contractId = "N123456789", orderId = "AGU1", day = "20251128",
		could_be = { { job = 7, row = 3 }, { job = 8, row = 1 } } }

	local function orders(count)
		local all <const> = { ORDER }
		for number = 2, count do
			all[number] = { contractId = "N123456789", orderId = "AGU" .. number, could_be = {} }
		end
		return all
	end

	local function refusal_of(count)
		return { kind = "others_ordered", message = "somebody else orders here", orders = orders(count),
			job = 7, resume = "unom bulk resume 7" }
	end

	it("are shown with their days and whose they could be, and how to go on", function()
		for _, name in ipairs { "resume", "retry" } do
			local result <const> = library:bulk({ name, "7", "--ledger", "x.db" }, { [name] = refusal_of(2) })
			assert.equal(2, result.code, result.err)
			assert.matches("^unom: somebody else orders here\n"
				.. "unom:   N123456789: AGU1, applied for on 2025%-11%-28\n"
				.. "unom:     it may be row 3 of job 7\n"
				.. "unom:     it may be row 1 of job 8\n"
				.. "unom:   N123456789: AGU2, applied for on an unknown day\n"
				.. "unom: [^\n]* row of job 7, [^\n]*: unom bulk resolve 7 %-%-ledger x%.db\n"
				.. "unom: [^\n]* row of job 8, [^\n]*: unom bulk resolve 8 %-%-ledger x%.db\n"
				.. "unom: [^\n]*%-%-allow%-others[^\n]*%-%-shared%-contract[^\n]*\n"
				.. "unom: to go on: unom bulk resume 7 %-%-ledger x%.db\n$", result.err)
		end
	end)

	it("come with the answer where one row alone could be whose they are", function()
		local refused <const> = refusal_of(1)
		refused.orders = { { contractId = "N123456789", orderId = "AGU5", could_be = { { job = 7, row = 3 } } } }
		local result <const> = library:bulk({ "resume", "7", "--ledger", "x.db" }, { resume = refused })
		assert.matches("unom:     it may be row 3 of job 7: unom bulk resolve 7 3 --ledger x.db --order AGU5\n",
			result.err, 1, true)
	end)

	it("are twenty at most to a person, and all to a program", function()
		local result <const> = library:bulk({ "resume", "7", "--json" }, { resume = refusal_of(23) })
		assert.equal(2, result.code)
		assert.equal(20, select(2, result.err:gsub("applied for", "")))
		assert.matches("\nunom:   %.%.%. and 3 more\n", result.err)
		local shown <const> = cjson.decode(result.out)
		assert.same({ false, 2, "others_ordered", "somebody else orders here", 23 },
			{ shown.ok, shown.exit_code, shown.kind, shown.message, #shown.orders })
		assert.same(ORDER, shown.orders[1])
		assert.matches('"could_be":%s*%[%]', result.out)
	end)

	it("that can all be those of rows are looked for there first", function()
		local refusal <const> = refusal_of(1)
		refusal.owned = true
		local result <const> = library:bulk({ "resume", "7" }, { resume = refusal })
		assert.matches("say what became of these rows, then give the same command again", result.err, 1, true)
		assert.not_matches("--shared-contract", result.err, 1, true)
	end)

	it("are told where they halted a run, with what to do", function()
		local outcome <const> = { job = 7, exit_code = 5, total = 4, states = stub_library.states { pending = 4 },
			halted = true, halted_by = "others_ordered", others = orders(1), log_kept = true, resume = "unom bulk resume 7" }
		local result <const> = library:bulk({ "resume", "7", "--json" }, { resume = outcome })
		assert.equal(5, result.code)
		assert.matches("halted: the carrier lists orders that no row of this ledger has; 4 rows are not sent:\n"
			.. "unom:   N123456789: AGU1, applied for on 2025%-11%-28\nunom:     it may be row 3", result.err)
		assert.matches("unom: if they are other people's: --allow-others (for these), or --shared-contract", result.err, 1,
			true)
		assert.matches("passwords that were wiped may stay in its log", result.err)
		local shown <const> = cjson.decode(result.out)
		assert.same({ true, "others_ordered", { ORDER }, true },
			{ shown.halted, shown.halted_by, shown.others, shown.log_kept })
		outcome.log_kept, outcome.halted_by, outcome.others = false, "canary", nil
		local other <const> = library:bulk({ "resume", "7", "--json" }, { resume = outcome })
		assert.not_matches("passwords", other.err)
		assert.matches("halted by the canary; 4 rows were not sent\n"
			.. "unom: see first why rows did not succeed: unom bulk status 7; "
			.. "what was not sent goes on as below, what ended is tried again with unom bulk retry 7\n", other.err, 1, true)
		assert.is_nil(cjson.decode(other.out).log_kept)
	end)
end)
