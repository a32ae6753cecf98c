--- What contracts looked like before a job's first send: kept once, of what the job acts upon.

local engine_run <const> = require "support.engine_run"

local N1 <const>, N2 <const> = "N123456789", "N987654321"

describe("what was seen before a job #unit", function()
	local run, ledger

	before_each(function()
		run = engine_run.new()
		ledger = run.ledger
	end)
	after_each(function() run:close() end)

	local function add_job(rows, parent, purpose)
		return ledger:transaction(function()
			local job <const> = ledger:add_job { list = "l.csv", columns = {}, settings = {}, parent = parent,
				purpose = purpose or "list" }
			for number, row in ipairs(rows) do
				row.row, row.line, row.contract = number, number + 1, N1
				ledger:add_row(job, row)
			end
			return job
		end)
	end

	local function course(line)
		return { operation = "change_course", arguments = { lineNo = line, planCode = "T3001328" } }
	end

	--- What a look at lines 1 to 3 shows.
	local function found(more)
		local made <const> = { offered = true, whole = true, by_field = {
			lineNo = { ["1"] = { listed = "1", planCode = "A" }, ["2"] = { listed = "2", planCode = "B" },
				["3"] = { listed = "3", planCode = "C" } },
			reserveId = { ["7"] = { lineNo = "3", share = "01", reserveId = "7" } },
		} }
		for name, value in pairs(more or {}) do
			made[name] = value
		end
		return made
	end

	it("is kept of the lines that the job acts upon, and of no others", function()
		local job <const> = add_job { course "1", { operation = "remove_roaming", arguments = { lineNo = "2" } } }
		ledger:record_seen(job, N1, found())
		assert.same({ listed = "1", planCode = "A" }, ledger:seen(job, N1, "1"))
		assert.same({ listed = "2", planCode = "B" }, ledger:seen(job, N1, "2"))
		assert.is_nil(ledger:seen(job, N1, "3"))
		assert.is_nil(ledger:seen(job, N1, "7"))
		assert.is_nil(ledger:seen(job, N2, "1"))
		assert.same({ offered = true, whole = true, time = ledger:now() }, ledger:seen_of(job, N1))
		assert.is_nil(ledger:seen_of(job, N2))
	end)

	it("is kept of the reservations that it takes back", function()
		local job <const> = add_job { { operation = "cancel_data_share_reserve", arguments = { reserveId = "7" } } }
		ledger:record_seen(job, N1, found { shares_whole = false })
		assert.same({ lineNo = "3", share = "01", reserveId = "7" }, ledger:seen(job, N1, "7"))
		assert.is_nil(ledger:seen(job, N1, "3"))
		assert.is_false(ledger:seen_of(job, N1).shares_whole)
	end)

	it("says which lines there were, where the job adds one", function()
		local job <const> = add_job { course "1", { operation = "add_line", arguments = { actIpAddress = "10.0.0.1" } } }
		ledger:record_seen(job, N1, found())
		assert.same({ listed = "1", planCode = "A" }, ledger:seen(job, N1, "1"))
		assert.same({ listed = "3" }, ledger:seen(job, N1, "3"))
	end)

	it("stays what was seen first, in retries too, and not in cancels", function()
		local job <const> = add_job { course "1" }
		assert.is_true(ledger:lacks_seen(job, N1))
		ledger:record_seen(job, N1, found())
		assert.is_false(ledger:lacks_seen(job, N1))
		local retry <const> = add_job({ course "1" }, job, "retry")
		local second <const> = add_job({ course "1" }, retry, "retry")
		local cancel <const> = add_job({ { operation = "cancel_order", arguments = { orderId = "A" } } }, job, "cancel")
		ledger:record_seen(second, N1, { offered = false, whole = false, by_field = {} })
		assert.is_false(ledger:lacks_seen(second, N1))
		assert.equal("A", ledger:seen(second, N1, "1").planCode)
		assert.is_true(ledger:seen_of(second, N1).offered)
		assert.is_nil(ledger:seen_of(cancel, N1))
	end)

	it("is of a time before the first send alone", function()
		for _, change in ipairs { "state = 'tracking'", "state = 'rejected'", "may_have_acted = 1" } do
			local job <const> = add_job { course "1", course "2" }
			ledger.database:run(("UPDATE list_row SET %s WHERE job = ? AND list_row = 2"):format(change), job)
			assert.is_false(ledger:lacks_seen(job, N1))
			assert.is_true(ledger:lacks_seen(job, N2))
		end
		local skipped <const> = add_job { course "1", course "2" }
		ledger.database:run("UPDATE list_row SET state = 'skipped' WHERE job = ? AND list_row = 2", skipped)
		assert.is_true(ledger:lacks_seen(skipped, N1))
	end)

	it("goes with a job that goes", function()
		local job <const> = add_job { course "1" }
		ledger:record_seen(job, N1, found())
		ledger:forget_job(job)
		assert.is_nil(ledger.database:first "SELECT 1 AS found FROM seen")
		assert.is_nil(ledger.database:first "SELECT 1 AS found FROM seen_target")
	end)
end)
