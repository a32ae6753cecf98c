local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local ledgers <const> = require "unom.bulk.ledger"

local N1 <const>, N2 <const> = "N123456789", "N987654321"
local rows_of <const> = engine_run.rows_of
local failure <const> = engine_run.failure
local agreeable <const>, except <const> = fake_carrier.agreeable, fake_carrier.except

describe("reconciliation #unit", function()
	local ledger
	local add_job <const>, run <const>, events_of <const> = engine_run.each_test(function(made) ledger = made end)

	-- A carrier that loses the response to the second line's order and lists what `lists(times)` returns on the first
	-- contract.
	local function carrier_with(lists, options)
		options = options or {}
		local asked = 0
		return fake_carrier.new(except(function(operation, arguments, times)
			if operation == "list_accepting_orders" and arguments.contractId == N1 then
				asked = asked + 1
				return { contractId = arguments.contractId, orderList = lists(asked) }
			elseif operation == (options.operation or "change_course") and times == 1
				and arguments.lineNo == (options.lost or "09000000002") then
				return failure { kind = "network", sent = "maybe", message = "the connection was lost" }
			end
		end, agreeable(nil, options.accepted)))
	end

	--- Writes that a row was sent and that nobody knows what the carrier did.
	local function lose(of, row)
		of:begin_submission(row)
		of:transition(row, { state = "unknown", may_have_acted = true }, "undecided")
		of:sync()
	end

	local entry <const> = engine_run.entry

	--- The same entry, applied for the day before.
	local function of_yesterday(listed)
		listed.serviceDateApply = "20251127"
		return listed
	end

	local FOREIGN <const> = "AGU9000000000001"

	-- What is listed at the baseline and each time after it -> the second row's state, its events, its id.
	local CASES <const> = {
		{ "adopts the one id that nobody explains", { {}, { entry(FOREIGN) } }, "succeeded",
			"submitting in_doubt listed listed adopted succeeded", FOREIGN },
		{ "finds it when it is listed later, while the run lasts", { {}, {}, { entry(FOREIGN) } }, "succeeded",
			"submitting in_doubt listed listed listed undecided listed adopted succeeded", FOREIGN },
		{ "leaves to a person what is not listed", { {}, {}, {} }, "unknown",
			"submitting in_doubt listed listed undecided" },
		{ "adopts nothing that was applied for before", { {}, { of_yesterday(entry(FOREIGN)) },
			{ of_yesterday(entry(FOREIGN)) } }, "unknown", "submitting in_doubt listed listed undecided" },
		{ "adopts nothing of another system", { {}, { entry "AGB9000000000001" }, { entry "AGB9000000000001" } },
			"unknown", "submitting in_doubt listed listed undecided" },
		{ "adopts none of another day", { {}, { entry(FOREIGN, "20261202") }, { entry(FOREIGN, "20261202") } },
			"unknown", "submitting in_doubt listed listed undecided" },
		{ "adopts nothing that is another row's", { {}, { entry("AGU0000000000001") },
			{ entry("AGU0000000000001") } }, "unknown", "submitting in_doubt listed listed undecided" },
	}
	for _, case in ipairs(CASES) do
		local name <const>, lists <const>, state <const>, events <const>, id <const> = table.unpack(case)
		it(name, function()
			local carrier <const> = carrier_with(function(asked) return lists[math.min(asked, #lists)] end)
			local job <const> = add_job(rows_of(N1, 3))
			run(job, carrier)
			local row <const> = ledger:rows_after(job, 1, 1)[1]
			assert.equal(state, row.state)
			assert.equal(events, events_of(job, 2))
			assert.equal(id, row.order_id)
			assert.equal(3, #carrier:submissions())
		end)
	end

	it("takes a list at its limit for no proof", function()
		local full <const> = {}
		for index = 1, 1000 do
			full[index] = of_yesterday(entry(("AGU8%012d"):format(index)))
		end
		for try, lists in ipairs { { full, {}, { entry(FOREIGN) } }, { {}, { entry(FOREIGN), table.unpack(full, 2) } } } do
			local carrier <const> = carrier_with(function(asked) return lists[math.min(asked, #lists)] end,
				{ accepted = 10 * try, lost = ("0900000000%d"):format(3 * try - 1) })
			assert.equal(1, run(add_job(rows_of(N1, 3, nil, 3 * try - 3)), carrier).states.unknown)
		end
	end)

	it("sends nothing of that contract until the row is reconciled, and lets the others go on", function()
		local carrier <const> = carrier_with(function(asked) return asked > 1 and { entry(FOREIGN) } or {} end)
		local rows <const> = rows_of(N1, 4)
		for _, row in ipairs(rows_of(N2, 1)) do
			rows[#rows + 1] = row
			row.arguments.lineNo = "09000000099"
		end
		assert.equal(5, run(add_job(rows), carrier).states.succeeded)
		local lost, listing
		for _, call in ipairs(carrier.calls) do
			if call.arguments.lineNo == "09000000002" then
				lost = call
			elseif lost and not listing and call.operation == "list_accepting_orders" then
				listing = call
			elseif call.arguments.lineNo == "09000000003" then
				assert.is_true(call.started >= listing.responded)
			end
		end
		assert.is_truthy(listing)
	end)

	it("adopts no id that an earlier unknown row may own", function()
		local job <const> = add_job(rows_of(N1, 2))
		lose(ledger, ledger:pending_rows(job, N1, 0, 1)[1])
		local carrier <const> = carrier_with(function(asked) return asked > 1 and { entry(FOREIGN) } or {} end)
		assert.equal(2, run(job, carrier).states.unknown)
	end)

	it("adopts again a day after an earlier row was lost", function()
		local day_before <const> = assert(ledgers.open(ledger.path, function() return engine_run.NOW - 25 * 3600 end))
		lose(day_before, day_before:pending_rows(add_job(rows_of(N1, 1, nil, 9)), N1, 0, 1)[1])
		day_before:close()
		local carrier <const> = carrier_with(function(asked) return asked > 1 and { entry(FOREIGN) } or {} end)
		assert.equal(2, run(add_job(rows_of(N1, 2)), carrier).states.succeeded)
	end)

	it("asks for the accepting orders before the completed ones, one after the other", function()
		local carrier <const> = carrier_with(function() return {} end)
		run(add_job(rows_of(N1, 2)), carrier)
		local before
		for _, call in ipairs(carrier.calls) do
			if call.operation:find("_orders$") then
				assert.is_true(not before or call.started >= before.responded)
				assert.equal(before and before.operation == "list_accepting_orders" and "list_completed_orders"
					or "list_accepting_orders", call.operation)
				before = call
			end
		end
		assert.is_truthy(before)
	end)

	it("is told by its own line for data share", function()
		for operation, status in pairs { add_data_share_lines = "01", remove_data_share_line = "03" } do
			local asked = 0
			local reserve_id <const> = "77" .. status
			local carrier <const> = fake_carrier.new(function(called, arguments, times)
				if called == "list_data_share_lines" then
					asked = asked + 1
					return { contractId = arguments.contractId, linesList = asked == 1 and {} or asked < 4
						and { { lineNo = "09000000001", status = status, reserveId = reserve_id } }
						or operation == "add_data_share_lines" and { { lineNo = "09000000001", status = "02" } } or {} }
				elseif times == 1 then
					return failure { kind = "timeout", sent = "maybe" }
				end
			end)
			local job <const> = add_job(rows_of(N1, 1, operation))
			assert.equal(1, run(job, carrier).states.succeeded)
			assert.equal(reserve_id, ledger:rows_after(job, 0, 1)[1].reserve_id)
			assert.matches("^submitting in_doubt listed adopted ", events_of(job, 1))
		end
	end)

	it("is told by the session for a cut, and by the order for a cancel", function()
		for status, state in pairs { ["0"] = "succeeded", ["1"] = "unknown" } do
			local carrier <const> = fake_carrier.new(function(called)
				if called == "get_session" then
					return { sessionStatus = status, resultCode = "0" }
				elseif called == "list_sessions" then
					return { contractId = N1, searchList = {} }
				end
				return failure { kind = "network", sent = "maybe" }
			end)
			local job <const> = add_job(rows_of(N1, 1, "disconnect_session", tonumber(status)))
			assert.equal(1, run(job, carrier).states[state])
			assert.equal(1, #carrier:submissions())
		end
		for status, state in pairs { ["11"] = "succeeded", ["10"] = "unknown" } do
			local carrier <const> = fake_carrier.new(function(called)
				if called:find("^list_") then
					return { contractId = N1, orderList = { { orderId = "AGU77", orderStatus = status } } }
				end
				return failure { kind = "network", sent = "maybe" }
			end)
			local cancel <const> = { contract = N1, operation = "cancel_order",
				arguments = { contractId = N1, orderId = "AGU77", agreement = "yes" } }
			assert.equal(1, run(add_job { cancel }, carrier).states[state])
		end
	end)

	it("takes up what a killed run left submitting, by the baseline of that run", function()
		local job <const> = add_job(rows_of(N1, 3))
		local killed <const> = fake_carrier.new(agreeable(), 1)
		local wait <const> = killed.wait
		function killed:wait(seconds)
			return #self:submissions() > 1 and {} or wait(self, seconds)
		end
		run(job, killed, { watch = { count = function() return #killed:submissions() > 1 and 2 or 0 end } })
		assert.equal(1, ledger:count_states(job).submitting)
		local carrier <const> = carrier_with(function() return { entry("AGU0000000000002") } end, { accepted = 10 })
		local outcome <const> = run(job, carrier)
		assert.equal("submitting cut_off listed listed adopted succeeded", events_of(job, 2))
		assert.equal(3, outcome.states.succeeded)
		assert.equal(3, #killed:submissions() + #carrier:submissions())
	end)

	it("reads the lists before the first send once, also where a row is adopted meanwhile", function()
		local job <const> = add_job(rows_of(N1, 2))
		local killed <const> = fake_carrier.new(agreeable(), 1)
		local wait <const> = killed.wait
		function killed:wait(seconds)
			return #self:submissions() > 0 and {} or wait(self, seconds)
		end
		run(job, killed, { watch = { count = function() return #killed:submissions() > 0 and 2 or 0 end } })
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if operation == "list_accepting_orders" then
				return { contractId = N1, orderList = carrier.now > 1010.15 and { entry("AGU0000000000001") } or {} }
			end
		end, agreeable(function() return carrier.now > 1100 and "03" or "02" end, 10)))
		local start <const>, slow = carrier.start, 60
		function carrier:start(operation, arguments) -- the first reading after those for the row in doubt takes long
			local is_slow <const> = operation == "list_completed_orders" and ledger:row(job, 1).state == "unknown"
			self.latency, slow = is_slow and slow or 0.1, is_slow and 0.1 or slow
			return start(self, operation, arguments)
		end
		run(job, carrier)
		assert.equal("adopted", ledger:row(job, 1).evidence)
		local _, number <const> = events_of(job):gsub("baseline", "")
		assert.equal(2, number) -- one in each run
	end)

	it("keeps asking through failures, and waits for the response", function()
		local failures = 0
		local lists <const> = function(asked) return asked > 1 and { entry(FOREIGN) } or {} end
		local carrier <const> = carrier_with(lists)
		carrier.respond = except(function(operation, _, times)
			if operation == "list_completed_orders" and times > 1 and failures < 20 then
				failures = failures + 1
				return failure { kind = "http", status = 500, sent = "maybe" }
			end
		end, carrier.respond)
		assert.equal(3, run(add_job(rows_of(N1, 3)), carrier).states.succeeded)
		assert.equal(20, failures)
	end)

	it("goes on without a baseline that cannot be had, and then adopts nothing", function()
		local carrier <const> = carrier_with(function(asked) return asked > 1 and { entry(FOREIGN) } or {} end)
		carrier.respond = except(function(operation, _, times)
			if operation == "list_accepting_orders" and times <= 12 then
				return failure { kind = "http", status = 500, sent = "maybe" }
			end
		end, carrier.respond)
		local outcome <const> = run(add_job(rows_of(N1, 3)), carrier)
		assert.equal(1, outcome.states.unknown)
		assert.equal(2, outcome.states.succeeded)
	end)
end)
