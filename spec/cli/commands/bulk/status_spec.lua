local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local homes <const> = require "support.homes"
local stub_library <const> = require "cli.commands.bulk.stub_library"

local START <const>, LAST <const> = "2031-07-01T02:10:00+09:00", "2031-07-01T02:14:10+09:00"

describe("unom bulk status #unit", function()
	local library <const> = stub_library.each_test()

	--- A job as bulk.status returns it, with `more` put over it.
	local function job(more)
		local made <const> = { job = 7, created = START, list = "x.csv", total = 99, open = false, state = "ended",
			running = false, states = stub_library.states { succeeded = 99 }, rows = {}, waiting = {}, failures = {},
			takes_effect = {}, listing_time = { orders = 0, longest = 0 } }
		for name, value in pairs(more or {}) do
			made[name] = value
		end
		return made
	end

	local function unknown_row(number)
		return { job = 7, row = number, line = number + 1, state = "unknown", operation = "set_roaming",
			contractId = "N123456789", target = ("0901000%04d"):format(number) }
	end

	--- A group of so many unknown rows.
	local function unknown_group(count)
		local examples <const> = {}
		for number = 1, math.min(count, 3) do
			examples[number] = unknown_row(number)
		end
		return { state = "unknown", operation = "set_roaming", error = "set_roaming: no answer in time", rows = count,
			advice = "look", examples = examples }
	end

	local function shown(more, arguments)
		local result <const> = library:bulk({ "status", table.unpack(arguments or {}) }, { status = job(more) })
		assert.equal(0, result.code, result.err)
		assert.equal("", result.err)
		return result.out
	end

	local RUN <const> = { job = 7, process = 4242, host = "ops1", since = START }

	it("tells a job that runs: who runs it, its last step, and what each contract waits for", function()
		local out <const> = shown { state = "running", running = true, run = RUN, open = true,
			states = stub_library.states { succeeded = 90, submitting = 1, pending = 8 },
			last_step = { job = 7, time = LAST, row = 3, what = "submitting", words = "to be sent" },
			waiting = {
				{ job = 7, contractId = "N1", words = "sending orders", since = LAST },
				{ job = 7, contractId = "N2", words = "all is sent", since = LAST },
				{ job = 7, contractId = "N3", words = "sending orders", since = START },
			} }
		assert.equal("job 7 of " .. START .. ": x.csv, 99 rows: 90 succeeded; 1 being sent, 8 not yet sent\n"
			.. "running: process 4242 on ops1 since " .. START .. "\n"
			.. "last step at " .. LAST .. ": row 3: to be sent\n\n"
			.. "what it waits for:\n"
			.. "  N1, N3: sending orders (since " .. START .. ")\n"
			.. "  N2: all is sent (since " .. LAST .. ")\n", out)
	end)

	it("tells a job that has stopped, and the command that goes on", function()
		local out <const> = shown({ state = "stopped", run = RUN, open = true, resume = "unom bulk resume 7",
			states = stub_library.states { submitting = 1, pending = 98 },
			waiting = { { job = 7, contractId = "N1", words = "sending orders", since = LAST } } },
			{ "--ledger", "other.db" })
		assert.equal("job 7 of " .. START .. ": x.csv, 99 rows: 1 in doubt, 98 not yet sent\n"
			.. "stopped: process 4242 on ops1, which began at " .. START .. ", no longer works on it\n"
			.. "to go on: unom bulk resume 7 --ledger other.db\n\n"
			.. "what it waited for:\n  N1: sending orders (since " .. LAST .. ")\n", out)
		assert.matches("\nstopped: no process works on it\nto go on: unom bulk resume 7\n",
			shown { state = "stopped", open = true, resume = "unom bulk resume 7" }, 1, true)
	end)

	it("calls what another machine ran neither running nor stopped", function()
		local out <const> = shown { state = "not_known", run = RUN, open = true, resume = "unom bulk resume 7" }
		assert.matches("\nit was begun by process 4242 on ops1 at " .. START .. ": whether that still works can be told "
			.. "there alone\nto go on there, where it is stopped: unom bulk resume 7\n", out, 1, true)
		assert.not_matches("running", out)
		local told <const> = cjson.decode(shown({ state = "not_known", open = true, run = RUN }, { "--json" }))
		assert.equal("not_known", told.state)
	end)

	it("says the contracts of one reason once, at most three of them by name", function()
		local waiting <const> = {}
		for number = 1, 5 do
			waiting[number] = { job = 7, contractId = "N" .. number, words = "all is sent", since = LAST }
		end
		for number = 6, 27 do
			waiting[number] = { job = 7, contractId = "N" .. number, words = "reason " .. number, since = LAST }
		end
		local out <const> = shown { state = "running", open = true, run = RUN, waiting = waiting }
		assert.matches("\n  N1, N2, N3 and 2 more: all is sent (since " .. LAST .. ")\n", out, 1, true)
		assert.matches("\n  N24: reason 24 (since " .. LAST .. ")\n  ... and 3 more\n", out, 1, true)
	end)

	it("names rows that need a person first, with the commands, and other failures in groups", function()
		local rejected <const> = { state = "rejected", operation = "set_roaming", error = "the order ended with status 04",
			messageId = "W1", advice = "correct it", rows = 1, examples = { { job = 7, row = 9, line = 10 } } }
		local out <const> = shown({ states = stub_library.states { unknown = 60, rejected = 1 },
			failures = { unknown_group(60), rejected } }, { "--ledger", "other.db" })
		local function command(row)
			return ("unom bulk resolve 7 %d --ledger other.db --order ID | --resend | --abandon\n"):format(row)
		end
		assert.equal("job 7 of " .. START .. ": x.csv, 99 rows: 1 rejected, 60 unknown\nended\n\n"
			.. "60 rows need a person: each may have been ordered. Look at the carrier, then say what became of them:\n"
			.. "  60 unknown: set_roaming: no answer in time\n"
			.. "    what to do: look\n"
			.. "    row 1 (x.csv:2) 09010000001: " .. command(1)
			.. "    row 2 (x.csv:3) 09010000002: " .. command(2)
			.. "    row 3 (x.csv:4) 09010000003: " .. command(3)
			.. "    ... and 57 more: unom bulk status 7 --state unknown --ledger other.db\n"
			.. "to see what speaks for which answer: unom bulk resolve 7 --ledger other.db\n\n"
			.. "1 row ended otherwise:\n"
			.. "  1 rejected: set_roaming: the order ended with status 04\n"
			.. "    the carrier's code: W1 (its specification has no table of these: ask the carrier)\n"
			.. "    what to do: correct it\n"
			.. "    row 9 (x.csv:10)\n"
			.. "to try them again as they are: unom bulk retry 7 --ledger other.db\n", out)
		assert.not_matches("to try them again", shown { open = true, state = "stopped", resume = "unom bulk resume 7",
			failures = { rejected } }, 1, true)
	end)

	it("says of rows without a reason that nobody knows one, or that they were taken back", function()
		local function group(state)
			return { state = state, operation = "add_line", rows = 1, examples = { { job = 7, row = 9, line = 10 } } }
		end
		assert.matches("\n  1 failed: add_line: no reason is known\n", shown { failures = { group "failed" } }, 1, true)
		assert.matches("\n  1 cancelled: add_line: its order was taken back\n", shown { failures = { group "cancelled" } },
			1, true)
	end)

	it("shows the job of a list with its retries and cancels as one", function()
		local function member(number, purpose)
			return { job = number, purpose = purpose, parent = number > 7 and 7 or nil, created = START, total = 3,
				state = "ended", open = false, states = stub_library.states { rejected = 3 } }
		end
		local family <const> = { root = 7, state = "ended", open = false, result = "x.result.csv",
			states = stub_library.states { succeeded = 98, rejected = 1 }, jobs = { member(7, "list"), member(8, "retry"),
				member(9, "cancel") } }
		local rejected <const> = { state = "rejected", operation = "set_roaming", rows = 1,
			examples = { { job = 8, row = 2, line = 10 } } }
		local out <const> = shown { states = stub_library.states { rejected = 99 }, family = family, result = "x.result.csv",
			failures = { rejected }, last_step = { job = 8, time = LAST, row = 2, words = "rejected" } }
		assert.equal("job 7 of " .. START .. ": x.csv, 99 rows: 98 succeeded, 1 rejected\nended\n"
			.. "last step at " .. LAST .. ": row 2 of job 8: rejected\n\n"
			.. "1 row ended otherwise:\n  1 rejected: set_roaming: no reason is known\n"
			.. "    row 2 of job 8 (x.csv:10)\n"
			.. "to try them again as they are: unom bulk retry 8\n\n"
			.. "job 7 and what followed from it:\n"
			.. "job  purpose    created                    state  total  rows\n"
			.. "7               " .. START .. "  ended  3      3 rejected\n"
			.. "8    retries 7  " .. START .. "  ended  3      3 rejected\n"
			.. "9    cancels 7  " .. START .. "  ended  3      3 rejected\n"
			.. "the whole list with what became of each row: unom bulk report 7 (writes x.result.csv)\n", out)
		assert.matches("\nretries 7; all together: 98 succeeded, 1 rejected (unom bulk status 7)\n",
			shown { job = 8, purpose = "retry", parent = 7, family = family }, 1, true)
		local told <const> = cjson.decode(shown({ family = family }, { "--json" })).family
		assert.same({ 7, "x.result.csv", 98, 8, 7 }, { told.root, told.result, told.states.succeeded, told.jobs[2].job,
			told.jobs[2].parent })
	end)

	it("counts down to the days on which orders take effect", function()
		local days <const> = {}
		for number = 1, 22 do
			days[number] = { day = ("2031-08-%02d"):format(number), rows = number == 1 and 1234567 or number == 2 and 1 or 999,
				days = number }
		end
		local out <const> = shown { takes_effect = days }
		assert.matches("\nended\n1,234,567 take effect on 2031-08-01, in 1 day\n1 takes effect on 2031-08-02, in 2 days\n"
			.. "999 take effect on 2031-08-03, in 3 days\n", out, 1, true)
		assert.matches("08%-20, in 20 days\n  %.%.%. and 2 more\n$", out)
		assert.same({ { day = "2031-08-01", rows = 1234567, days = 1 } },
			cjson.decode(shown({ takes_effect = { days[1] } }, { "--json" })).takesEffect)
	end)

	it("shows rows one by one where they are asked for", function()
		local out <const> = shown({ rows = { unknown_row(3) } }, { "--state", "unknown", "--state", "pending" })
		assert.matches("\n\nrow  line  state    operation    contractId  target       orderId  orderStatus  takesEffect  "
			.. "messageId  error"
			.. "\n3    4     unknown  set_roaming  N123456789  09010000003\n$", out)
		assert.same({ "unknown", "pending" }, library:calls()[1].options.states)
		local seen <const> = unknown_row(4)
		seen.orderStatus = "15"
		assert.matches(" 15 %(order confirmed%)\n", shown({ rows = { seen } }, { "--state", "unknown" }))
		seen.operation, seen.orderStatus = "remove_data_share_line", "03"
		assert.matches(" 03 %(removal reserved%)\n", shown({ rows = { seen } }, { "--state", "unknown" }))
		assert.matches("\n\nno rows\n$", shown({}, { "--state", "pending" }))
		assert.matches("argument for option '%-%-state' must be one of", library:refused { "status", "--state", "gone" })
	end)

	it("asks for no rows where none are shown, and for all that matter for a program", function()
		shown()
		assert.same({}, library:calls()[1].options.states)
		library:forget_calls()
		local told <const> = cjson.decode(shown({ rows = { unknown_row(3) }, run = RUN,
			failures = { unknown_group(1) } }, { "--json" }))
		assert.is_nil(library:calls()[1].options.states)
		assert.same({ 7, 3, 4, "N123456789", "09010000003", "unom bulk resolve 7 3" }, { told.rows[1].job, told.rows[1].row,
			told.rows[1].line, told.rows[1].contractId, told.rows[1].target, told.rows[1].resolve })
		assert.same({ true, 0 }, { told.ok, told.exit_code })
		assert.same({ "ended", false, 4242, "ops1" }, { told.state, told.running, told.run.process, told.run.host })
		assert.equal("unom bulk resolve 7 1", told.failures[1].examples[1].resolve)
		assert.same({}, told.waiting)
	end)

	it("tells how long the carrier took to list orders, where it listed any", function()
		local listed <const> = { listing_time = { orders = 3, longest = 31 } }
		assert.matches("\nthe carrier listed 3 orders of it, 31 s after acceptance at most", shown(listed))
		assert.not_matches("the carrier listed", shown())
		assert.same({ orders = 3, longest = 31 }, cjson.decode(shown(listed, { "--json" })).listingTime)
	end)
end)

describe("unom bulk status of processes #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	--- Starts a run of so many rows whose orders take so long; returns its process once some are with the carrier.
	local function start(count, processing)
		home:simulate { lines = count, processing = processing }
		home:write("list.csv", change_lists.roaming(count))
		local process <const> = home:start { "bulk", "run", "list.csv", "--agree" }
		homes.wait_until(function()
			local result <const> = home:bulk { "status", "--json" }
			return result.code == 0 and cjson.decode(result.out).states.tracking > 0
		end)
		return process
	end

	local function status(...)
		return home:bulk { "status", ... }
	end

	it("is running while the process is there, and stopped once it was killed", function()
		local process <const> = start(3, 600)
		local told = cjson.decode(status("--json").out)
		assert.same({ "running", true }, { told.state, told.running })
		assert.equal(process.pid, ("%d"):format(told.run.process))
		assert.matches(("\nrunning: process %d on "):format(told.run.process), status().out, 1, true)
		assert.equal("running", cjson.decode(home:bulk({ "list", "--json" }).out).jobs[1].state)
		assert.matches("\n1 .* running ", home:bulk({ "list" }).out)

		process:signal "KILL"
		process:finish()
		told = cjson.decode(status("--json").out)
		assert.same({ "stopped", false, "unom bulk resume 1" }, { told.state, told.running, told.resume })
		assert.matches("\nstopped: process %d+ on [^\n]* no longer works on it\n", status().out)
		assert.matches("\nto go on: unom bulk resume 1\n", status().out, 1, true)
		assert.matches("\n1 .* stopped ", home:bulk({ "list" }).out)
	end)

	it("--follow ends with 4 when the process is gone while rows are open", function()
		local process <const> = start(3, 600)
		local follower <const> = home:start { "bulk", "status", "--follow" }
		homes.wait_until(function() return follower:errors():find("rows ended", 1, true) end)
		process:signal "KILL"
		process:finish()
		local result = follower:finish()
		assert.equal(4, result.code, result.err)
		assert.matches("^unom: running: process %d+ on [^\n]*\nunom: %d%d:%d%d:%d%d JST: 0 of 3 rows ended: ", result.err)
		assert.matches("\nto go on: unom bulk resume 1\n", result.out, 1, true)
		result = status("--follow", "--json") -- nobody is there from the beginning
		assert.equal(4, result.code)
		local told <const> = cjson.decode(result.out)
		assert.same({ false, 4, "stopped" }, { told.ok, told.exit_code, told.state })
	end)

	it("--follow ends with the run's exit code when every row has ended, and Ctrl-C ends it with 130", function()
		local process <const> = start(4, 3)
		local interrupted <const> = home:start { "bulk", "status", "1", "--follow" }
		local follower <const> = home:start { "bulk", "status", "1", "--follow" }
		homes.wait_until(function() return interrupted:errors():find("rows ended", 1, true) end)
		interrupted:signal "INT"
		assert.equal(130, interrupted:finish().code)
		local ran <const>, followed <const> = process:finish(), follower:finish()
		assert.equal(0, ran.code, ran.err)
		assert.equal(0, followed.code, followed.err)
		assert.matches("^job 1 of %S+: list.csv, 4 rows: 4 succeeded\nended\n", followed.out)
	end)
end)
