local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local stub_library <const> = require "cli.commands.bulk.stub_library"

local function orders(first, count)
	local found <const> = {}
	for index = 1, count do
		local number <const> = first + index - 1
		found[index] = { row = number, line = number + 1, operation = "change_course", orderId = ("AGU%03d"):format(number),
			lineNo = ("0901%07d"):format(number) }
	end
	return found
end

--- A plan of job 7 in which nothing is to be done, with `more` put over it.
local function plan_of(more)
	local plan <const> = { job = 7, states = { "pending", "tracking" }, pending = 0, may_have_acted = 0, in_doubt = 0,
		taking_back = {}, processed = {}, running_on = {}, staying = 0, tried = 0, also = {} }
	for name, value in pairs(more) do
		plan[name] = value
	end
	return plan
end

describe("unom bulk cancel #unit", function()
	local library <const> = stub_library.each_test()

	local PLAN <const> = plan_of { pending = 3, may_have_acted = 2, taking_back = orders(1, 21),
		running_on = orders(30, 1), in_doubt = 2 }
	local OUTCOME <const> = { job = 7, exit_code = 0, total = 27, cancel_job = 8,
		states = stub_library.states { cancelled = 26, succeeded = 1 }, result = "x.result.csv" }
	local BOTH <const> = { cancel_plan = PLAN, cancel = OUTCOME }

	it("shows a plan and does nothing when it is only to show", function()
		local result <const> = library:bulk({ "cancel", "7", "--dry-run" }, { cancel_plan = PLAN })
		assert.equal(0, result.code, result.err)
		assert.matches("^to cancel job 7:\n3 rows were not sent and become cancelled\n"
			.. "2 rows were to be sent again and become unknown: the carrier may have acted on the first time\n"
			.. "21 orders are under way and to be taken back:\n  AGU001, line 09010000001, change_course %(row 1%)\n",
			result.out)
		assert.matches("AGU020, line 09010000020, change_course (row 20)\n  ... and 1 more\n"
			.. "1 order cannot be taken back and runs to its end:\n  AGU030, ", result.out, 1, true)
		assert.matches("\n2 rows are unclear, [^\n]*\n$", result.out)
		assert.equal("unom: nothing was done\n", result.err)
		assert.same({ { name = "cancel_plan", options = { job = 7, ledger = "the.db" } } }, library:calls())
	end)

	it("gives a program the whole plan", function()
		local result <const> = library:bulk({ "cancel", "--dry-run", "--json" }, { cancel_plan = PLAN })
		local plan <const> = cjson.decode(result.out)
		assert.same({ 7, 3, 2, 21, 1, 2 },
			{ plan.job, plan.pending, plan.may_have_acted, #plan.taking_back, #plan.running_on, plan.in_doubt })
		assert.same(PLAN.taking_back[21], plan.taking_back[21])
		assert.matches('"running_on": %[%]', library:bulk({ "cancel", "--dry-run", "--json" },
			{ cancel_plan = plan_of { pending = 3 } }).out)
	end)

	it("names an order without a line, and one without an id", function()
		local result <const> = library:bulk({ "cancel", "7", "--dry-run" }, { cancel_plan = plan_of {
			pending = 1, may_have_acted = 1, in_doubt = 1,
			taking_back = { { row = 1, line = 2, operation = "add_line", orderId = "AGU1" } },
			running_on = { { row = 2, line = 3, operation = "disconnect_session", lineNo = "09010000001" } },
		} })
		assert.matches("\n1 row was not sent and becomes cancelled\n1 row was to be sent again and becomes unknown: ",
			result.out, 1, true)
		assert.matches("\n  AGU1, add_line (row 1)\n", result.out, 1, true)
		assert.matches("\n  no id yet, line 09010000001, disconnect_session (row 2)\n", result.out, 1, true)
	end)

	it("names the jobs that have sent its rows again", function()
		local plan <const> = plan_of { also = { retries = { { job = 9, rows = 2, states = { "tracking", "succeeded" } } } } }
		local said <const> = library:bulk({ "cancel", "7", "--dry-run" }, { cancel_plan = plan }).out
		assert.matches("2 rows of job 9, which tries rows of this one again: "
			.. "unom bulk cancel 9 --state tracking --state succeeded\n", said, 1, true)
		assert.is_nil(said:find("is left to cancel", 1, true))
		assert.matches("unom bulk draft cancel_order\n$", library:bulk({ "cancel", "7", "--dry-run" },
			{ cancel_plan = plan_of { also = { counted = 2 } } }).out)
		assert.same(plan.also, cjson.decode(library:bulk({ "cancel", "7", "--dry-run", "--json" },
			{ cancel_plan = plan }).out).also)
	end)

	it("does nothing when nobody can say yes", function()
		local said <const> = library:refused({ "cancel", "7" }, { cancel_plan = PLAN })
		assert.matches("unom: 21 orders are under way", said, 1, true)
		assert.matches("give --yes to cancel job 7; nothing was done\n", said, 1, true)
		assert.equal(1, #library:calls())
	end)

	it("asks on a terminal and takes a yes alone for a yes", function()
		for _, answer in ipairs { "yes\n", "y\n", " yes \n" } do
			local shown <const>, code <const> = library:on_terminal({ "cancel", "7" }, BOTH, answer)
			assert.equal(0, code, shown)
			assert.matches("unom: cancel job 7? (yes or no) ", shown, 1, true)
			assert.matches("job 7: 27 rows: 1 succeeded, 26 cancelled", shown, 1, true)
			assert.equal("cancel", library:calls()[2].name)
			library:forget_calls()
		end
		for _, answer in ipairs { "no\n", "\n", "yess\n", "" } do
			local shown <const>, code <const> = library:on_terminal({ "cancel", "7" }, BOTH, answer)
			assert.equal(2, code, shown)
			assert.matches("not confirmed; nothing was done", shown, 1, true)
			assert.equal(1, #library:calls())
			library:forget_calls()
		end
	end)

	it("is interrupted while it asks, and has done nothing", function()
		library:bulk({ "cancel", "--dry-run" }, BOTH)
		local shown <const>, code <const> = library.home:interrupted({ "bulk", "cancel", "7" }, "(yes or no) ")
		assert.equal(130, code)
		assert.matches("unom: interrupted", shown)
		assert.equal(2, #library:calls()) -- the plan, twice
	end)

	it("tells a program that nobody said yes", function()
		local result <const> = library:bulk({ "cancel", "7", "--json" }, { cancel_plan = PLAN })
		local shown <const> = cjson.decode(result.out)
		assert.same({ false, 2, "not_confirmed" }, { shown.ok, shown.exit_code, shown.kind })
	end)

	it("does it when it was told yes, and tells how it ended", function()
		local result <const> = library:bulk(
			{ "cancel", "--yes", "--deadline", "2m", "--rate", "5/s", "--result", "r.csv", "--json" },
			BOTH)
		assert.equal(0, result.code, result.err)
		assert.matches("unom: job 7: 27 rows: 1 succeeded, 26 cancelled\nunom: the orders are taken back as job 8\n",
			result.err, 1, true)
		local outcome <const> = cjson.decode(result.out)
		assert.equal(7, outcome.job)
		assert.equal(8, outcome.cancel_job)
		assert.same({ name = "cancel",
			options = { job = 7, ledger = "the.db", deadline = 120, rate = 5, result = "r.csv" } }, library:calls()[2])
	end)

	it("gives the command that goes on with it", function()
		local result <const> = library:bulk({ "cancel", "7", "--yes", "--ledger", "my jobs.db", "--json" }, {
			cancel_plan = PLAN,
			cancel = { job = 7, exit_code = 4, total = 27, states = stub_library.states { cancelled = 3, tracking = 24 },
				interrupted = true, cancel_job = 8, resume = "unom bulk cancel 7 --yes" },
		})
		assert.equal(4, result.code)
		assert.matches("interrupted; 24 rows are open", result.err, 1, true)
		assert.matches("to go on: unom bulk cancel 7 --yes --ledger 'my jobs.db'\n", result.err, 1, true)
		assert.equal("unom bulk cancel 7 --yes --ledger 'my jobs.db'", cjson.decode(result.out).resume)
	end)

	it("asks for no yes when nothing is left that could be cancelled", function()
		local result <const> = library:bulk({ "cancel", "7" }, {
			cancel_plan = plan_of { running_on = orders(1, 1) },
			cancel = OUTCOME })
		assert.equal(0, result.code, result.err)
		assert.matches("^unom: nothing of job 7 is left to cancel\nunom: 1 order cannot be taken back", result.err)
	end)

	it("never says that nothing is left when something is", function()
		local function shown(more)
			return library:bulk({ "cancel", "7", "--dry-run", "--ledger", "my jobs.db" }, { cancel_plan = plan_of(more) }).out
		end
		assert.equal("job 7 has no rows to take back that are pending, tracking\n"
			.. "not asked for, and may be taken back as well:\n"
			.. "  1 order that is processed, until it takes effect: "
			.. "unom bulk cancel 7 --state succeeded --ledger 'my jobs.db'\n", shown { also = { succeeded = 1 } })
		assert.equal("job 7 has no rows to take back that are succeeded\n"
			.. "4 rows that succeeded cannot be taken back and stay as they are\n"
			.. "2 orders were to be taken back before and were not: unom bulk status 9 --ledger 'my jobs.db' says why; "
			.. "to try again: unom bulk retry 9 --ledger 'my jobs.db'\n"
			.. "not asked for, and may be taken back as well:\n"
			.. "  5 rows that were not sent: unom bulk cancel 7 --state pending --ledger 'my jobs.db'\n"
			.. "  6 rows that are unclear: unom bulk cancel 7 --state tracking --ledger 'my jobs.db'\n"
			.. "  7 orders under way: unom bulk cancel 7 --state tracking --ledger 'my jobs.db'\n"
			.. "  8 rows of which it is unknown whether they were ordered, once that is said: "
			.. "unom bulk resolve 7 --ledger 'my jobs.db'\n",
			shown { states = { "succeeded" }, staying = 4, tried = 2, tried_by = 9,
				also = { pending = 5, in_doubt = 6, tracking = 7, unknown = 8 } })
		assert.equal("nothing of job 7 is left to cancel\n", shown {})
	end)

	it("takes back rows in the states that are named", function()
		local plan <const> = plan_of { states = { "tracking", "succeeded" }, processed = orders(1, 2),
			also = { pending = 3 } }
		local result <const> = library:bulk({ "cancel", "7", "--state", "succeeded", "--state", "tracking", "--yes" },
			{ cancel_plan = plan, cancel = { job = 7, exit_code = 1, total = 27, cancel_job = 8, left = 1,
				states = stub_library.states { cancelled = 1, succeeded = 1, pending = 25 } } })
		assert.equal(1, result.code, result.err)
		assert.matches("unom: 2 orders are processed and to be taken back, where the carrier still lets them be:\n"
			.. "unom:   AGU001, ", result.err, 1, true)
		assert.matches("unom: 1 row that succeeded can no longer be taken back: ", result.err, 1, true)
		for index, name in ipairs { "cancel_plan", "cancel" } do
			local call <const> = library:calls()[index]
			assert.same({ name, { "succeeded", "tracking" } }, { call.name, call.options.states })
		end
		local shown <const> = cjson.decode(library:bulk({ "cancel", "7", "--dry-run", "--json" },
			{ cancel_plan = plan }).out)
		assert.same({ { "tracking", "succeeded" }, 2, { pending = 3 }, 0 },
			{ shown.states, #shown.processed, shown.also, shown.tried })
		assert.matches("must be one of 'pending', 'tracking', 'succeeded'",
			library:refused { "cancel", "7", "--state", "failed" })
	end)

	it("asks for a yes where rows that were to be sent again become unknown", function()
		library:refused({ "cancel", "7" }, { cancel_plan = plan_of { may_have_acted = 1 } })
		assert.equal(1, #library:calls())
	end)

	it("says why it cannot", function()
		local result <const> = library:bulk({ "cancel", "--yes", "--json" },
			{ cancel_plan = { kind = "usage", message = "no such job" } })
		assert.equal(2, result.code)
		assert.equal("unom: no such job\n", result.err)
		assert.equal("usage", cjson.decode(result.out).kind)
		assert.matches("process 5", library:refused({ "cancel", "--yes" },
			{ cancel_plan = PLAN, cancel = { kind = "locked", message = "process 5 has it" } }))
	end)
end)

describe("unom bulk cancel #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	--- Asserts that every row of a job's result file is final and agrees with the carrier.
	-- @return the number of rows that are succeeded, cancelled at the carrier, and cancelled unsent
	local function assert_carrier_agrees(result_file, count)
		local by_id <const>, by_line <const> = {}, {}
		for _, order in ipairs(home.simulator:orders()) do
			by_id[order.orderId] = order
			if not order.cancels then
				assert.is_nil(by_line[order.lineNo], "ordered twice: " .. order.lineNo)
				by_line[order.lineNo] = order
			end
		end
		local rows <const> = csv.parse(home:read(result_file))
		local seen <const> = { succeeded = 0, cancelled = 0, unsent = 0 }
		assert.equal(count, #rows)
		for _, row in ipairs(rows) do
			local order <const> = by_line[row.lineNo]
			local state = row["unom.state"]
			if row["unom.orderId"] == "" then
				assert.is_nil(order, row.lineNo)
				assert.equal("cancelled", state)
				state = "unsent"
			else
				assert.equal(by_id[row["unom.orderId"]], order)
				assert.equal(order.status == "11" and "cancelled" or "succeeded", state)
				assert.is_true(order.status == "11" or order.status == "03")
			end
			seen[state] = seen[state] + 1
		end
		return seen
	end

	--- Runs the list until the carrier has accepted `count` orders, and interrupts it.
	local function run_until(name, count)
		local running <const> = home:start { "bulk", "run", name, "--agree" }
		homes.wait_until(function() return #home.simulator:orders() >= count end)
		running:signal("INT")
		local result <const> = running:finish()
		assert.equal(4, result.code, result.err)
		return result
	end

	it("in the middle of 200 orders brings every row to an end that the carrier confirms", function()
		home:simulate { lines = 200, latency = 0.02, processing = 1 }
		home:write("list.csv", change_lists.mixed(200))
		run_until("list.csv", 40)
		local before <const> = #home.simulator:orders()
		local plan <const> = cjson.decode(home:bulk({ "cancel", "--dry-run", "--json" }).out)
		assert.equal(200, plan.pending + #plan.taking_back + #plan.running_on + plan.in_doubt
			+ cjson.decode(home:bulk({ "status", "1", "--json" }).out).states.succeeded)

		-- Nobody said yes, so nothing has happened.
		assert.equal(2, home:bulk({ "cancel" }).code)
		assert.equal(before, #home.simulator:orders())

		local result <const> = home:bulk { "cancel", "--yes", "--json" }
		assert.equal(0, result.code, result.err)
		assert.matches("goes on: unom bulk cancel 1 --yes\n", result.err, 1, true)
		local outcome <const> = cjson.decode(result.out)
		assert.equal(200, outcome.states.cancelled + outcome.states.succeeded)
		local seen <const> = assert_carrier_agrees("list.result.csv", 200)
		assert.equal(outcome.states.cancelled, seen.cancelled + seen.unsent)
		assert.equal(200 - before, seen.unsent)
		assert.equal(#plan.taking_back, seen.cancelled)
		assert.is_true(seen.cancelled > 0)
	end)

	--- How many orders the carrier was asked to take back.
	local function cancels()
		local count = 0
		for _, order in ipairs(home.simulator:orders()) do
			count = count + (order.cancels and 1 or 0)
		end
		return count
	end

	--- Starts to cancel job 1 and sends a signal once the carrier has received three of the cancels.
	local function stop_cancel(signal)
		home:simulate { lines = 60, latency = 0.08, processing = 2 }
		home:write("list.csv", change_lists.mixed(60))
		run_until("list.csv", 20)
		local cancelling <const> = home:start { "bulk", "cancel", "1", "--yes" }
		homes.wait_until(function() return cancels() >= 3 end)
		cancelling:signal(signal)
		local result <const> = cancelling:finish()
		assert.is_true(cancels() < 14)
		return result
	end

	it("that is interrupted goes on with the command that it prints", function()
		local stopped <const> = stop_cancel "INT"
		assert.equal(4, stopped.code, stopped.err)
		local told <const> = homes.resume_arguments(stopped)
		assert.same({ "cancel", "1", "--yes" }, told)
		local result <const> = home:bulk(told)
		assert.equal(0, result.code, result.err)
		assert.equal(assert_carrier_agrees("list.result.csv", 60).cancelled, cancels()) -- nothing is taken back twice
	end)

	it("that is killed is taken up again by the same command", function()
		stop_cancel "KILL"
		local result <const> = home:bulk { "cancel", "1", "--yes" }
		assert.equal(0, result.code, result.err)
		assert.equal(assert_carrier_agrees("list.result.csv", 60).cancelled, cancels())
	end)
end)
