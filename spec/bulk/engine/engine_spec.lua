local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local ledgers <const> = require "unom.bulk.ledger"

local N1 <const>, N2 <const> = "N123456789", "N987654321"
local line_row <const>, rows_of <const> = engine_run.line_row, engine_run.rows_of
local failure <const> = engine_run.failure
local agreeable <const>, except <const> = fake_carrier.agreeable, fake_carrier.except

describe("engine #unit", function()
	local ledger
	local add_job <const>, run <const>, events_of <const> = engine_run.each_test(function(made) ledger = made end)

	it("carries every row to its end, one at a time and in file order in each lane", function()
		local rows <const> = {}
		for index = 1, 30 do
			rows[index] = line_row(index % 3 == 0 and N2 or N1, ("090%08d"):format(index))
		end
		local carrier <const> = fake_carrier.new(agreeable())
		local outcome <const> = run(add_job(rows), carrier)
		assert.equal(30, outcome.states.succeeded)
		local last <const> = { [N1] = {}, [N2] = {} }
		for _, call in ipairs(carrier:submissions()) do
			local before <const> = last[call.arguments.contractId]
			assert.is_true(not before.responded or call.started >= before.responded)
			assert.is_true(not before.line or call.arguments.lineNo > before.line)
			before.responded, before.line = call.responded, call.arguments.lineNo
		end
		assert.equal(30, #carrier:submissions())
	end)

	it("sends the next row as soon as the one before has its response", function()
		local carrier <const> = fake_carrier.new(agreeable(), 0.25)
		run(add_job(rows_of(N1, 20)), carrier)
		local sent <const> = carrier:submissions()
		assert.is_true(math.abs(sent[20].started - sent[1].started - 19 * 0.25) < 1e-6)
	end)

	it("writes submitting before it sends", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if operation == "change_course" then
				local other <close> = assert(ledgers.open(ledger.path))
				assert.equal(1, other:count_states(1).submitting)
			end
		end, agreeable()))
		assert.equal(3, run(add_job(rows_of(N1, 3)), carrier).states.succeeded)
	end)

	-- The table "after a send": error -> the row's state, its events, how often it was sent, an outcome flag.
	local CASES <const> = {
		{ "not sent", { kind = "network", sent = "no" }, "succeeded",
			"submitting not_done submitting accepted succeeded", 2 },
		{ "429", { kind = "http", sent = "no", status = 429 }, "succeeded",
			"submitting not_done submitting accepted succeeded", 2 },
		{ "503 of the carrier", { kind = "api", sent = "no", status = 503, name = "maintenance" }, "succeeded",
			"submitting not_done submitting accepted succeeded", 2 },
		{ "too many orders", { kind = "api", sent = "no", status = 400, name = "too_many_orders" }, "succeeded",
			"submitting not_done submitting accepted succeeded", 2 },
		{ "404", { kind = "api", sent = "yes", status = 404, name = "line_not_found" }, "rejected",
			"submitting rejected", 1 },
		{ "resultCode 0002", { kind = "api", sent = "yes", status = 200, code = "0002" }, "rejected",
			"submitting rejected", 1 },
		{ "500", { kind = "http", sent = "maybe", status = 500 }, "unknown",
			"submitting in_doubt listed listed undecided", 1 },
		{ "502", { kind = "http", sent = "maybe", status = 502 }, "unknown",
			"submitting in_doubt listed listed undecided", 1 },
		{ "503 of a gateway", { kind = "http", sent = "maybe", status = 503 }, "unknown",
			"submitting in_doubt listed listed undecided", 1 },
		{ "unreadable", { kind = "protocol", sent = "maybe" }, "unknown",
			"submitting in_doubt listed listed undecided", 1 },
		{ "lost", { kind = "network", sent = "maybe" }, "unknown",
			"submitting in_doubt listed listed undecided", 1 },
		{ "timeout", { kind = "timeout", sent = "maybe" }, "unknown",
			"submitting in_doubt listed listed undecided", 1 },
	}
	for _, case in ipairs(CASES) do
		local name <const>, err <const>, state <const>, events <const>, sends <const> = table.unpack(case)
		it(("after a send, %s: %s"):format(name, state), function()
			local carrier <const> = fake_carrier.new(except(function(operation, arguments, times)
				if operation == "change_course" and arguments.lineNo == "09000000002" and times == 1 then
					return failure(err)
				end
			end, agreeable()))
			local job <const> = add_job(rows_of(N1, 3))
			local outcome <const> = run(job, carrier)
			assert.equal(state, ledger:rows_after(job, 1, 1)[1].state)
			assert.equal(events, events_of(job, 2))
			assert.equal(3, #carrier:submissions() - sends + 1)
			assert.equal(3, outcome.states.succeeded + (state ~= "succeeded" and 1 or 0))
		end)
	end

	-- The client sends nothing more while any watch has counted a signal. The engine would have tried for ever.
	it("stops where the client sends nothing more because of a signal", function()
		local carrier <const> = fake_carrier.new(except(function(operation, _, _)
			if operation == "change_course" then
				return failure { kind = "interrupted", sent = "no" }
			end
		end, agreeable()))
		local job <const> = add_job(rows_of(N1, 2))
		local outcome <const> = run(job, carrier)
		assert.same({ true, 2, 1 }, { outcome.interrupted, outcome.states.pending, #carrier:submissions() })
	end)

	it("waits as long as Retry-After says, and backs off without it", function()
		local carrier <const> = fake_carrier.new(except(function(operation, _, times)
			if operation == "change_course" and times == 1 then
				return failure { kind = "http", sent = "no", status = 429, retry_after = 100 }
			elseif operation == "change_course" and times < 4 then
				return failure { kind = "network", sent = "no" }
			end
		end, agreeable()))
		run(add_job(rows_of(N1, 1)), carrier, { random = function() return 1 end })
		local sent <const> = carrier:submissions()
		local pauses <const> = {}
		for index = 2, 4 do
			pauses[#pauses + 1] = ("%.3f"):format(sent[index].started - sent[index - 1].responded)
		end
		-- A read finds out first that the carrier answers again; the second failed try waits 0.5 s x 2.
		assert.same({ "100.100", "1.000", "2.000" }, pauses)
	end)

	it("keeps trying through an hour without a network", function()
		local carrier
		carrier = fake_carrier.new(except(function()
			if carrier.now < 4600 then
				return failure { kind = "network", sent = "no" }
			end
		end, agreeable()))
		assert.equal(5, run(add_job(rows_of(N1, 5)), carrier).states.succeeded)
		assert.is_true(#carrier:submissions() < 1000)
	end)

	it("waits for an order to end when the carrier has too many", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation, arguments, times)
			if operation == "change_course" and arguments.lineNo == "09000000003" and times == 1 then
				return failure { kind = "api", sent = "no", status = 400, name = "too_many_orders" }
			end
		end, agreeable()))
		assert.equal(3, run(add_job(rows_of(N1, 3)), carrier).states.succeeded)
		local sent <const> = carrier:submissions()
		local first_poll <const> = carrier:submissions("get_order_status")[1]
		assert.equal(first_poll.responded, sent[4].started)
	end)

	it("stops at the first refusal of its credentials, with the row still pending", function()
		local carrier <const> = fake_carrier.new(function()
			return failure { kind = "auth", sent = "no", status = 401 }
		end)
		local job <const> = add_job(rows_of(N1, 3))
		local outcome <const> = run(job, carrier)
		assert.equal(3, outcome.states.pending)
		assert.equal("auth", outcome.unauthorised.kind)
		assert.equal(0, #carrier:submissions())
	end)

	it("waits with a line's next order until the one before is processed", function()
		local carrier <const> = fake_carrier.new(agreeable())
		local job <const> = add_job {
			line_row(N1, "09000000001", "change_course"), line_row(N1, "09000000001", "remove_roaming"),
		}
		assert.equal(2, run(job, carrier).states.succeeded)
		local poll <const> = carrier:submissions("get_order_status")[1]
		assert.is_true(carrier:submissions("remove_roaming")[1].started >= poll.responded)
	end)

	it("keeps no more than 254 orders of a contract under way when nothing else is said", function()
		local carrier <const> = fake_carrier.new(agreeable("01"), 0.01)
		local outcome <const> = run(add_job(rows_of(N1, 300)), carrier, { deadline = 600 })
		assert.equal(254, #carrier:submissions())
		assert.equal(254, outcome.states.tracking)
		assert.equal(46, outcome.states.pending)
	end)

	it("keeps no more orders under way than it may", function()
		local carrier <const> = fake_carrier.new(agreeable())
		run(add_job(rows_of(N1, 12)), carrier, { max_outstanding = 4 })
		local under_way, most = 0, 0
		local changes <const> = {}
		for _, call in ipairs(carrier.calls) do
			if not call.operation:find("^list_") then
				table.insert(changes, { call.responded, call.operation == "change_course" and 1 or -1 })
			end
		end
		table.sort(changes, function(a, b) return a[1] < b[1] or a[1] == b[1] and a[2] < b[2] end)
		for _, change in ipairs(changes) do
			under_way = under_way + change[2]
			most = math.max(most, under_way)
		end
		assert.equal(4, most)
	end)

	it("halts submission at the limit of failures, and follows what it has sent", function()
		local carrier <const> = fake_carrier.new(except(function(operation, arguments)
			if operation == "change_course" and arguments.lineNo > "09000000002" then
				return failure { kind = "api", sent = "yes", status = 404 }
			end
		end, agreeable()))
		local outcome <const> = run(add_job(rows_of(N1, 50)), carrier)
		assert.is_true(outcome.halted)
		assert.equal(2, outcome.states.succeeded)
		assert.equal(5, outcome.states.rejected)
		assert.equal(43, outcome.states.pending)
	end)

	it("is not halted when the limit is reached with nothing left to send", function()
		local outcome <const> = run(add_job(rows_of(N1, 6)), fake_carrier.new(agreeable("04")), { canary = 6 })
		assert.is_false(outcome.halted)
		assert.equal(6, outcome.states.rejected)
	end)

	it("sends the canary rows first, and the rest once they have succeeded", function()
		local carrier <const> = fake_carrier.new(agreeable())
		assert.equal(6, run(add_job(rows_of(N1, 6)), carrier, { canary = 2 }).states.succeeded)
		local sent <const>, polls <const> = carrier:submissions(), carrier:submissions("get_order_status")
		assert.is_true(sent[3].started >= polls[2].responded)
		assert.is_true(sent[2].started < polls[1].started)
	end)

	it("spaces submissions by the rate over all lanes", function()
		local rows <const> = rows_of(N1, 4)
		for _, row in ipairs(rows_of(N2, 4)) do
			rows[#rows + 1] = row
		end
		local carrier <const> = fake_carrier.new(agreeable(), 0.01)
		run(add_job(rows), carrier, { rate = 4 })
		local sent <const> = carrier:submissions()
		for index = 2, 8 do
			assert.is_true(sent[index].started - sent[index - 1].started >= 0.25 - 1e-9)
		end
	end)

	it("stops at its deadline with the responses in flight written", function()
		local carrier <const> = fake_carrier.new(agreeable(), 1)
		local job <const> = add_job(rows_of(N1, 10))
		local outcome <const> = run(job, carrier, { deadline = 5.5 }) -- the baseline takes two seconds
		assert.is_true(outcome.deadline)
		assert.equal(0, outcome.states.submitting)
		assert.equal(4, #carrier:submissions())
		assert.equal(6, outcome.states.pending)
		assert.is_nil(outcome.waiting)
	end)

	it("says what it waited for when its deadline came", function()
		local carrier <const> = fake_carrier.new(function()
			return failure { kind = "network", sent = "no", message = "nobody there" }
		end, 1)
		local outcome <const> = run(add_job(rows_of(N1, 1)), carrier, { deadline = 30 })
		assert.is_true(outcome.deadline)
		assert.matches("^the carrier cannot be reached since 1%d:%d%d:%d%d JST .*nobody there.*next try at 1%d:",
			outcome.waiting)
	end)

	it("stops at a signal with the responses in flight written, and at the second at once", function()
		for signals, left in ipairs { { submitting = 0, tracking = 3 }, { submitting = 1, tracking = 2 } } do
			local carrier <const> = fake_carrier.new(agreeable(nil, 10 * signals), 1)
			local watch <const> = { count = function() return #carrier:submissions() >= 3 and signals or 0 end }
			local wait <const> = carrier.wait
			function carrier:wait(seconds) -- a signal ends a wait before the response comes
				return watch.count() == 2 and {} or wait(self, seconds)
			end
			local job <const> = add_job(rows_of(signals == 1 and N1 or N2, 10))
			local outcome <const> = run(job, carrier, { watch = watch })
			assert.is_true(outcome.interrupted)
			assert.equal(3, #carrier:submissions())
			assert.equal(left.submitting, outcome.states.submitting)
			assert.equal(left.tracking, outcome.states.tracking)
			assert.equal(7, outcome.states.pending)
		end
	end)

	it("lets a request leave only within ten seconds after the time before its row was synced", function()
		local carrier <const> = fake_carrier.new(agreeable(nil, 300))
		local within <const> = {}
		local start <const> = carrier.start
		function carrier:start(operation, arguments, options)
			if operation == "change_course" then
				within[#within + 1] = options.leave_within
			end
			return start(self, operation, arguments)
		end
		run(add_job(rows_of(N1, 1)), carrier, { at = function(point)
			if point == "synced" and #within == 0 then
				carrier.now = carrier.now + 3 -- a slow disk, or a process that was stopped
			end
		end })
		assert.same({ 7.0 }, within)
	end)

	it("goes on where a run was stopped", function()
		local job <const> = add_job(rows_of(N1, 10))
		local first <const> = fake_carrier.new(agreeable(), 1)
		run(job, first, { deadline = 6.5 })
		local second <const> = fake_carrier.new(agreeable(nil, 10), 1)
		assert.equal(10, run(job, second).states.succeeded)
		assert.equal(10, #first:submissions() + #second:submissions())
	end)

	it("never sends again what it finds submitting: where nothing is found, a person decides", function()
		local job <const> = add_job(rows_of(N1, 3))
		ledger:transition(ledger:pending_rows(job, N1, 0, 1)[1], { state = "submitting" }, "submitting")
		ledger:sync()
		local carrier <const> = fake_carrier.new(agreeable())
		local outcome <const> = run(job, carrier)
		assert.equal(1, outcome.states.unknown)
		assert.equal(2, outcome.states.succeeded)
		assert.equal(2, #carrier:submissions())
		assert.equal("submitting cut_off listed undecided", events_of(job, 1)) -- no baseline: listed once is enough
	end)

	it("rejects a row that the client itself refuses, and goes on", function()
		local carrier <const> = fake_carrier.new(agreeable())
		local start <const> = carrier.start
		function carrier:start(operation, arguments)
			if arguments.lineNo == "09000000001" then
				error("bad argument 'planCode' to 'change_course' (...)", 0)
			end
			return start(self, operation, arguments)
		end
		local outcome <const> = run(add_job(rows_of(N1, 2)), carrier)
		assert.equal(1, outcome.states.rejected)
		assert.equal(1, outcome.states.succeeded)
	end)

	it("tells its progress and why it waits", function()
		local carrier <const> = fake_carrier.new(except(function(operation, _, times)
			if operation == "change_course" and times == 1 then
				return failure { kind = "network", sent = "no", message = "no route to host" }
			end
		end, agreeable()))
		local told <const> = {}
		run(add_job(rows_of(N1, 1)), carrier, { on_progress = function(progress)
			told[#told + 1] = progress.waiting or progress.states.succeeded
		end })
		assert.matches("no route to host", table.concat(told, "\n"))
		assert.equal(1, told[#told])
	end)
end)
