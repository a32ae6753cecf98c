--- Where a person decides about a job: `unom bulk cancel`, `retry` and `resolve`, and what `status` tells of it.

local cjson = require "cjson"
local command = require "support.command"
local scratch = require "support.scratch"

-- Stands for the bulk library: notes each call, and answers what the test says.
local STUB <const> = [[
local cjson = require "cjson"
local function shown(options)
	local kept = {}
	for name, value in pairs(options) do
		if name ~= "client" and name ~= "watch" and type(value) ~= "function" then
			kept[name] = value
		end
	end
	return kept
end
package.preload["unom.bulk"] = function()
	return setmetatable({}, { __index = function(_, name)
		return function(options)
			local calls <close> = assert(io.open("calls", "a"))
			calls:write(cjson.encode { name = name, options = shown(options) }, "\n")
			local answer = ANSWERS[name]
			if answer.kind then
				return nil, answer
			end
			return answer
		end
	end })
end
]]

--- A value as Lua source; JSON would not keep its integers.
local function source(value)
	if type(value) ~= "table" then
		return ("%q"):format(value)
	end
	local members <const> = {}
	for key, member in pairs(value) do
		members[#members + 1] = ("[%q] = %s"):format(key, source(member))
	end
	return "{" .. table.concat(members, ", ") .. "}"
end

local function states(given)
	for _, state in ipairs {
		"pending", "submitting", "tracking", "succeeded", "rejected", "failed", "cancelled", "unknown",
	} do
		given[state] = given[state] or 0
	end
	return given
end

local function orders(first, count)
	local found <const> = {}
	for index = 1, count do
		local number <const> = first + index - 1
		found[index] = { row = number, line = number + 1, operation = "change_course", orderId = ("AGU%03d"):format(number),
			lineNo = ("0901%07d"):format(number) }
	end
	return found
end

describe("a person's commands #unit", function()
	local home

	before_each(function()
		home = scratch.directory()
	end)

	after_each(function()
		scratch.remove(home)
	end)

	local function environment(answers)
		scratch.file(home .. "/stub.lua", ("local ANSWERS = %s\n%s"):format(source(answers), STUB))
		return { LUA_INIT_5_4 = "@" .. home .. "/stub.lua", UNOM_ACCESS_TOKEN = "hush", UNOM_LEDGER = "the.db" }
	end

	--- Runs `unom bulk ...` with a library that answers {name = answer}.
	local function bulk(arguments, answers, input)
		local result <const> = command.run({ "bulk", table.unpack(arguments) },
			{ home = home, environment = environment(answers or {}), input = input })
		assert.not_matches("stack traceback", result.err, 1, true)
		assert.not_matches("internal error", result.err, 1, true)
		return result
	end

	--- The same on a terminal, where a person types `input`. Returns what the terminal showed, and the exit code.
	local function on_terminal(arguments, answers, input)
		local words <const> = command.words({ "bulk", table.unpack(arguments) }, home, environment(answers))
		local typed <const> = scratch.file(home .. "/typed", input)
		local shell <const> = io.popen(("script -qec '%s' /dev/null <%s"):format(words:gsub("'", "'\\''"), typed))
		local shown <const> = shell:read("a")
		local _, _, code <const> = shell:close()
		return shown, code
	end

	--- What the library was asked: {name=, options=} each.
	local function calls()
		local found <const> = {}
		local file <close> = io.open(home .. "/calls")
		for line in file and file:lines() or function() end do
			found[#found + 1] = cjson.decode(line)
		end
		return found
	end

	local function refused(arguments, answers)
		local result <const> = bulk(arguments, answers)
		assert.equal(2, result.code, result.err)
		return result.err
	end

	describe("cancel", function()
		local PLAN <const> = { job = 7, pending = 3, taking_back = orders(1, 21), running_on = orders(30, 1), in_doubt = 2 }
		local OUTCOME <const> = { job = 7, exit_code = 0, total = 27, states = states { cancelled = 26, succeeded = 1 },
			cancel_job = 8, result = "x.result.csv" }

		it("shows a plan and does nothing when it is only to show", function()
			local result <const> = bulk({ "cancel", "7", "--dry-run" }, { cancel_plan = PLAN })
			assert.equal(0, result.code, result.err)
			assert.matches("^to cancel job 7:\n3 rows were not sent and become cancelled\n"
				.. "21 orders are under way and to be taken back:\n  AGU001, line 09010000001, change_course %(row 1%)\n",
				result.out)
			assert.matches("AGU020, line 09010000020, change_course (row 20)\n  ... and 1 more\n"
				.. "1 order cannot be taken back and runs to its end:\n  AGU030, ", result.out, 1, true)
			assert.matches("\n2 rows are unclear, [^\n]*\n$", result.out)
			assert.equal("unom: nothing was done\n", result.err)
			assert.same({ { name = "cancel_plan", options = { job = 7, ledger = "the.db" } } }, calls())
		end)

		it("gives a program the whole plan", function()
			local result <const> = bulk({ "cancel", "--dry-run", "--json" }, { cancel_plan = PLAN })
			local plan <const> = cjson.decode(result.out)
			assert.same({ 7, 3, 21, 1, 2 },
				{ plan.job, plan.pending, #plan.taking_back, #plan.running_on, plan.in_doubt })
			assert.same(PLAN.taking_back[21], plan.taking_back[21])
			assert.matches('"running_on": %[%]', bulk({ "cancel", "--dry-run", "--json" },
				{ cancel_plan = { job = 7, pending = 3, taking_back = {}, running_on = {}, in_doubt = 0 } }).out)
		end)

		it("names an order without a line, and one without an id", function()
			local result <const> = bulk({ "cancel", "7", "--dry-run" }, { cancel_plan = { job = 7, pending = 1, in_doubt = 1,
				taking_back = { { row = 1, line = 2, operation = "add_line", orderId = "AGU1" } },
				running_on = { { row = 2, line = 3, operation = "disconnect_session", lineNo = "09010000001" } } } })
			assert.matches("\n1 row was not sent and becomes cancelled\n", result.out, 1, true)
			assert.matches("\n  AGU1, add_line (row 1)\n", result.out, 1, true)
			assert.matches("\n  no id yet, line 09010000001, disconnect_session (row 2)\n", result.out, 1, true)
		end)

		it("does nothing when nobody can say yes", function()
			local said <const> = refused({ "cancel", "7" }, { cancel_plan = PLAN })
			assert.matches("unom: 21 orders are under way", said, 1, true)
			assert.matches("give --yes to cancel job 7; nothing was done\n", said, 1, true)
			assert.equal(1, #calls())
		end)

		it("asks on a terminal and takes a yes alone for a yes", function()
			for _, answer in ipairs { "yes\n", "y\n", " yes \n" } do
				local shown <const>, code <const> = on_terminal({ "cancel", "7" }, { cancel_plan = PLAN, cancel = OUTCOME }, answer)
				assert.equal(0, code, shown)
				assert.matches("unom: cancel job 7? (yes or no) ", shown, 1, true)
				assert.matches("job 7: 27 rows: 1 succeeded, 26 cancelled", shown, 1, true)
				assert.equal("cancel", calls()[2].name)
				os.remove(home .. "/calls")
			end
			for _, answer in ipairs { "no\n", "\n", "yess\n", "" } do
				local shown <const>, code <const> = on_terminal({ "cancel", "7" }, { cancel_plan = PLAN, cancel = OUTCOME }, answer)
				assert.equal(2, code, shown)
				assert.matches("that was no yes; nothing was done", shown, 1, true)
				assert.equal(1, #calls())
				os.remove(home .. "/calls")
			end
		end)

		it("does it when it was told yes, and tells how it ended", function()
			local result <const> = bulk(
				{ "cancel", "--yes", "--deadline", "2m", "--rate", "5/s", "--result", "r.csv", "--json" },
				{ cancel_plan = PLAN, cancel = OUTCOME })
			assert.equal(0, result.code, result.err)
			assert.matches("unom: job 7: 27 rows: 1 succeeded, 26 cancelled\nunom: the orders are taken back as job 8\n",
				result.err, 1, true)
			local outcome <const> = cjson.decode(result.out)
			assert.equal(7, outcome.job)
			assert.equal(8, outcome.cancel_job)
			assert.same({ name = "cancel",
				options = { job = 7, ledger = "the.db", deadline = 120, rate = 5, result = "r.csv" } }, calls()[2])
		end)

		it("gives the command that goes on with it", function()
			local result <const> = bulk({ "cancel", "7", "--yes", "--ledger", "my jobs.db", "--json" }, { cancel_plan = PLAN,
				cancel = { job = 7, exit_code = 4, total = 27, states = states { cancelled = 3, tracking = 24 },
					interrupted = true, cancel_job = 8, resume = "unom bulk cancel 7 --yes" } })
			assert.equal(4, result.code)
			assert.matches("interrupted; 24 rows are open", result.err, 1, true)
			assert.matches("to go on: unom bulk cancel 7 --yes --ledger 'my jobs.db'\n", result.err, 1, true)
			assert.equal("unom bulk cancel 7 --yes --ledger 'my jobs.db'", cjson.decode(result.out).resume)
		end)

		it("asks for no yes when nothing is left that could be cancelled", function()
			local result <const> = bulk({ "cancel", "7" }, {
				cancel_plan = { job = 7, pending = 0, taking_back = {}, running_on = orders(1, 1), in_doubt = 0 },
				cancel = OUTCOME })
			assert.equal(0, result.code, result.err)
			assert.matches("^unom: nothing of job 7 is left to cancel\nunom: 1 order cannot be taken back", result.err)
		end)

		it("says why it cannot", function()
			local result <const> = bulk({ "cancel", "--yes", "--json" },
				{ cancel_plan = { kind = "usage", message = "no such job" } })
			assert.equal(2, result.code)
			assert.equal("unom: no such job\n", result.err)
			assert.equal("usage", cjson.decode(result.out).kind)
			assert.matches("process 5", refused({ "cancel", "--yes" },
				{ cancel_plan = PLAN, cancel = { kind = "locked", message = "process 5 has it" } }))
		end)
	end)

	describe("retry", function()
		local OUTCOME <const> = { job = 9, parent = 7, exit_code = 0, total = 2, states = states { succeeded = 2 } }

		it("takes the newest job, and leaves the states to the library", function()
			local result <const> = bulk({ "retry", "--json" }, { retry = OUTCOME })
			assert.equal(0, result.code, result.err)
			assert.same({ { name = "retry", options = { ledger = "the.db" } } }, calls())
			assert.matches("unom: job 9 retries rows of job 7\nunom: job 9: 2 rows: 2 succeeded\n", result.err, 1, true)
			assert.equal(7, cjson.decode(result.out).parent)
		end)

		it("takes states, the list again and the options of a run", function()
			bulk({ "retry", "7", "--state", "cancelled", "--state", "rejected", "--state", "cancelled", "--list", "a b.csv",
				"--canary", "2", "--max-failures", "5%", "--until", "complete", "--max-outstanding", "9" }, { retry = OUTCOME })
			assert.same({ job = 7, ledger = "the.db", states = { "rejected", "cancelled" }, path = "a b.csv", canary = 2,
				max_failures = { percent = 5 }, wait_until = "complete", max_outstanding = 9 }, calls()[1].options)
		end)

		it("refuses a state that cannot be tried again", function()
			for _, state in ipairs { "unknown", "succeeded", "pending", "" } do
				assert.matches("'--state' must be one of", refused { "retry", "--state", state })
			end
			assert.matches("--list", refused { "retry", "--list=" }, 1, true)
			assert.same({}, calls())
		end)

		it("says what it lacks", function()
			local result <const> = bulk({ "retry", "7", "--json" },
				{ retry = { kind = "secrets_gone", message = "give the list again with --list" } })
			assert.equal(2, result.code)
			assert.equal("unom: give the list again with --list\n", result.err)
			assert.equal("secrets_gone", cjson.decode(result.out).kind)
		end)
	end)

	describe("resolve", function()
		it("takes one answer and no more, and none by itself", function()
			assert.matches("give one answer", refused { "resolve", "7", "3" })
			assert.matches("can not be used together", refused { "resolve", "7", "3", "--resend", "--abandon" })
			assert.matches("can not be used together", refused { "resolve", "7", "3", "--order", "AGU1", "--abandon" })
			assert.matches("--order", refused { "resolve", "7", "3", "--order=" }, 1, true)
			assert.same({}, calls())
		end)

		it("takes a job and a row", function()
			assert.matches("missing argument 'job'", refused { "resolve", "--resend" })
			assert.matches("missing argument 'row'", refused { "resolve", "7", "--resend" })
			assert.matches("a row is a whole number, not 'third'", refused { "resolve", "7", "third", "--resend" })
			assert.matches("a job is a whole number, not '0'", refused { "resolve", "0", "3", "--resend" })
		end)

		it("says what it did and how to go on", function()
			local done <const> = { job = 7, row = 3, state = "tracking", resume = "unom bulk resume 7" }
			local result = bulk({ "resolve", "7", "3", "--order", "AGU1", "--ledger", "my jobs.db", "--json" },
				{ resolve = done })
			assert.equal(0, result.code, result.err)
			assert.equal("unom: row 3 of job 7 is order AGU1; it will be followed when the job is resumed\n"
				.. "unom: to go on: unom bulk resume 7 --ledger 'my jobs.db'\n", result.err)
			done.resume = done.resume .. " --ledger 'my jobs.db'"
			assert.same(done, cjson.decode(result.out))
			assert.same({ job = 7, row = 3, order = "AGU1", ledger = "my jobs.db" }, calls()[1].options)

			result = bulk({ "resolve", "7", "3", "--resend" },
				{ resolve = { job = 7, row = 3, state = "pending", resume = "unom bulk resume 7" } })
			assert.equal("unom: row 3 of job 7 is pending again; it will be sent when the job is resumed\n"
				.. "unom: to go on: unom bulk resume 7\n", result.err)
			assert.equal("", result.out)
			assert.same({ job = 7, row = 3, resend = true, ledger = "the.db" }, calls()[2].options)

			result = bulk({ "resolve", "7", "3", "--abandon" }, { resolve = { job = 7, row = 3, state = "cancelled" } })
			assert.equal("unom: row 3 of job 7 is cancelled\n", result.err)
			assert.same({ job = 7, row = 3, abandon = true, ledger = "the.db" }, calls()[3].options)
		end)
	end)

	describe("status", function()
		local function job(count)
			local rows <const> = { { row = 1, line = 2, state = "rejected", operation = "set_roaming" } }
			for number = 1, count do
				rows[number + 1] = { row = number + 1, line = number + 2, state = "unknown", operation = "set_roaming" }
			end
			return { job = 7, created = "now", list = "x.csv", total = 99, open = false, states = states { unknown = count },
				rows = rows }
		end

		it("names the command that settles each unknown row", function()
			local result <const> = bulk({ "status", "7", "--ledger", "other.db" }, { status = job(2) })
			assert.equal(0, result.code, result.err)
			assert.equal("unom: look for each unknown row at the carrier, then say what became of it:\n"
				.. "unom:   unom bulk resolve 7 2 --ledger other.db --order ID | --resend | --abandon\n"
				.. "unom:   unom bulk resolve 7 3 --ledger other.db --order ID | --resend | --abandon\n", result.err)
			assert.equal("", bulk({ "status" }, { status = job(0) }).err)
		end)

		it("names twenty of them to a person and all to a program", function()
			local result <const> = bulk({ "status" }, { status = job(22) })
			assert.equal(22, select(2, result.err:gsub("\n", "")))
			assert.matches("unom:   ... and 2 more\n$", result.err)
			local rows <const> = cjson.decode(bulk({ "status", "--json" }, { status = job(22) }).out).rows
			assert.is_nil(rows[1].resolve)
			assert.equal("unom bulk resolve 7 23", rows[23].resolve)
		end)
	end)
end)
