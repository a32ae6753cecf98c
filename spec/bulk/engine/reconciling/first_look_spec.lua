--- What a contract looks like before a job's first send is kept, where it can be had, and no run depends on it.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"

local N1 <const>, N2 <const> = "N123456789", "N987654321"

describe("the first look #unit", function()
	local run, ledger

	before_each(function()
		run = engine_run.new()
		ledger = run.ledger
	end)
	after_each(function() run:close() end)

	local LINES <const> = { { lineNo = "09000000001", planCode = "T3001326", optionCodeList = { "T6000084" } },
		{ lineNo = "09000000009", planCode = "T3001330" } }

	--- Answers list_lines with these lines, or as `respond` does.
	-- @param accepted how many orders it has accepted before
	local function carrier_with(respond, accepted)
		return fake_carrier.new(fake_carrier.except(function(operation, arguments, times)
			if operation == "list_lines" then
				if respond then
					return respond(arguments, times)
				end
				return { contractId = arguments.contractId, linesList = LINES }
			end
		end, fake_carrier.agreeable(nil, accepted)))
	end

	it("keeps how the lines of the job's rows stand, from before the first send", function()
		local job <const> = run:add_job(engine_run.rows_of(N1, 3))
		local carrier <const> = carrier_with()
		assert.equal(3, run:run(job, carrier).states.succeeded)
		assert.equal(1, #carrier:submissions "list_lines")
		assert.is_true(carrier:submissions "list_lines"[1].started < carrier:submissions()[1].started)
		local seen <const> = ledger:seen(job, N1, "09000000001")
		assert.equal("T3001326", seen.planCode)
		assert.equal("1", seen.dataVolumes)
		assert.is_nil(ledger:seen(job, N1, "09000000009"))
		assert.is_true(ledger:seen_of(job, N1).whole)
	end)

	it("is taken of each contract once, whatever is resumed or retried", function()
		local rows <const> = engine_run.rows_of(N1, 2)
		table.move(engine_run.rows_of(N2, 1), 1, 1, 3, rows)
		local job <const> = run:add_job(rows)
		local carrier <const> = carrier_with()
		local outcome <const> = run:run(job, carrier, { deadline = 0.2 })
		assert.is_true(outcome.deadline)
		run:run(job, carrier)
		assert.equal(2, #carrier:submissions "list_lines")
		local retry <const> = run:add_job(engine_run.rows_of(N1, 1))
		ledger.database:run("UPDATE job SET parent = ?, purpose = 'retry' WHERE job = ?", job, retry)
		run:run(retry, carrier)
		assert.equal(2, #carrier:submissions "list_lines")
		assert.equal("T3001326", ledger:seen(retry, N1, "09000000001").planCode)
	end)

	it("is not taken once something was sent", function()
		local job <const> = run:add_job(engine_run.rows_of(N1, 3))
		local carrier <const> = carrier_with(function(_, times)
			if times <= 3 then
				return engine_run.failure { kind = "network", sent = "maybe" }
			end
		end)
		run:run(job, carrier, { canary = 1, deadline = 2.85 })
		assert.equal(1, #carrier:submissions())
		run:run(job, carrier)
		assert.equal(3, #carrier:submissions "list_lines")
		assert.is_nil(ledger:seen_of(job, N1))
	end)

	it("says that the carrier does not offer it, and where it showed not all", function()
		local job <const> = run:add_job(engine_run.rows_of(N1, 1))
		run:run(job, carrier_with(function()
			return engine_run.failure { kind = "api", status = 404, name = "unknown_url", sent = "yes" }
		end))
		assert.is_false(ledger:seen_of(job, N1).offered)
		local cut <const> = run:add_job(engine_run.rows_of(N2, 1))
		run:run(cut, carrier_with(function()
			return { contractId = N2, linesList = LINES, incomplete_entries = 2 }
		end))
		assert.is_true(ledger:seen_of(cut, N2).offered)
		assert.is_false(ledger:seen_of(cut, N2).whole)
	end)

	--- Runs a job; returns its outcome and what a person was told meanwhile.
	local function run_and_hear(job, carrier)
		local heard <const> = {}
		return run:run(job, carrier, { on_progress = function(progress)
			table.move(progress.notices or {}, 1, #(progress.notices or {}), #heard + 1, heard)
		end }), table.concat(heard, "\n")
	end

	it("changes nothing of a run where it fails, whatever it fails with, and a person is told", function()
		for number, case in ipairs { { { kind = "auth", status = 401, sent = "yes" }, 1 },
			{ { kind = "network", sent = "maybe" }, 3 }, { { kind = "network", sent = "no", permanent = true }, 1 },
			{ { kind = "http", status = 503, sent = "maybe" }, 3 } } do
			local job <const> = run:add_job(engine_run.rows_of(N1, 2))
			local carrier <const> = carrier_with(function() return engine_run.failure(case[1]) end, number * 10)
			local outcome <const>, heard <const> = run_and_hear(job, carrier)
			assert.equal(2, outcome.states.succeeded)
			assert.is_nil(outcome.unauthorised or outcome.permanent)
			assert.equal(case[2], #carrier:submissions "list_lines")
			assert.is_true(carrier.now < 1010)
			assert.is_nil(ledger:seen_of(job, N1))
			assert.matches("contract N123456789: how its lines are could not be had before the first send", heard, 1, true)
		end
	end)

	it("asks again before the first send where it fails", function()
		local job <const> = run:add_job(engine_run.rows_of(N1, 2))
		local carrier <const> = carrier_with(function(_, times)
			if times < 3 then
				return engine_run.failure { kind = "http", status = 500, sent = "maybe" }
			end
			return { contractId = N1, linesList = LINES }
		end)
		local _, heard <const> = run_and_hear(job, carrier)
		local asked <const> = carrier:submissions "list_lines"
		assert.equal(3, #asked)
		assert.is_true(asked[3].started < carrier:submissions()[1].started)
		assert.equal("T3001326", ledger:seen(job, N1, "09000000001").planCode)
		assert.is_nil(heard:find("could not be had", 1, true))
	end)

	it("holds a run back for ten seconds at most, and what comes later is not kept", function()
		local job <const> = run:add_job(engine_run.rows_of(N1, 2))
		local carrier <const> = carrier_with()
		local start <const>, respond <const> = carrier.start, carrier.respond
		function carrier:start(operation, arguments)
			self.latency = operation == "list_lines" and 10.5 or 0.1
			return start(self, operation, arguments)
		end
		function carrier.respond(operation, arguments, times)
			if operation == "get_order_status" and carrier.now < 1020 then
				return { contractId = N1, orderId = arguments.orderId, orderList = { { number = "1", orderStatus = "02" } } }
			end
			return respond(operation, arguments, times)
		end
		assert.equal(2, run:run(job, carrier).states.succeeded)
		local first <const> = carrier:submissions()[1].started - 1000
		assert.is_true(first > 9 and first < 10.5, first)
		assert.is_nil(ledger:seen_of(job, N1))
	end)

	it("has the lines that share their data from what the baseline asks for", function()
		local row <const> = { contract = N1, operation = "add_data_share_lines",
			arguments = { contractId = N1, lineNo = "09000000001", agreement = "yes" } }
		local job <const> = run:add_job { row }
		local carrier <const> = fake_carrier.new(fake_carrier.except(function(operation, _, times)
			if operation == "list_data_share_lines" then
				return { contractId = N1, linesList = { { lineNo = "09000000002", status = "02" },
					times > 1 and { lineNo = "09000000001", status = "01", reserveId = "7" } or nil } }
			elseif operation == "add_data_share_lines" then
				return { contractId = N1, resultCode = "0001", reserveId = "7" }
			elseif operation == "list_lines" then
				return { contractId = N1, linesList = LINES }
			end
		end, fake_carrier.agreeable()))
		assert.equal(1, run:run(job, carrier).states.succeeded)
		assert.equal("", ledger:seen(job, N1, "09000000001").share)
		assert.is_true(ledger:seen_of(job, N1).shares_whole)
		assert.equal(2, #carrier:submissions "list_data_share_lines") -- one of them followed the order
	end)

	it("is not taken for what changes nothing that is kept", function()
		local job <const> = run:add_job { { contract = N1, operation = "disconnect_session",
			arguments = { contractId = N1, lineNo = "09000000001", agreement = "yes" } } }
		local carrier <const> = carrier_with()
		run:run(job, carrier)
		local buys <const> = engine_run.line_row(N2, nil, "purchase_device")
		run:run(run:add_job { buys }, carrier)
		assert.equal(0, #carrier:submissions "list_lines")
	end)
end)
