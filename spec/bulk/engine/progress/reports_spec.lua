--- What is reported of a run while it lasts, to the one who watches and to the ledger.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"

local N1 <const>, N2 <const> = "N123456789", "N987654321"
local rows_of <const>, failure <const> = engine_run.rows_of, engine_run.failure
local agreeable <const>, except <const> = fake_carrier.agreeable, fake_carrier.except

describe("reports of a run #unit", function()
	local ledger
	local add_job <const>, run <const> = engine_run.each_test(function(made) ledger = made end)

	--- A carrier that lets no order move before a time.
	local function still_until(time)
		local carrier
		carrier = fake_carrier.new(except(function(operation, arguments)
			if operation == "get_order_status" and carrier.now < time then
				return { orderId = arguments.orderId, orderList = { { orderStatus = "02" } } }
			end
		end, agreeable()))
		return carrier
	end

	--- Runs a job to its end and returns its reports, each with the time at which it came.
	local function reports_of(job, carrier, options)
		local reports <const> = {}
		options = options or {}
		options.on_progress = function(progress)
			local states <const> = table.move({}, 1, 0, 1, {})
			for name, number in pairs(progress.states) do
				states[name] = number
			end
			reports[#reports + 1] = { at = carrier.now, states = states, waiting = progress.waiting, waits = progress.waits,
				rate = progress.rate, left = progress.left, sends = progress.sends }
		end
		run(job, carrier, options)
		return reports
	end

	it("come every second, whether or not anything moves, and the first before the first request", function()
		local carrier <const> = still_until(1300)
		local reports <const> = reports_of(add_job(rows_of(N1, 2)), carrier)
		assert.equal(1000, reports[1].at)
		assert.same({ 2, 0 }, { reports[1].states.pending, reports[1].states.tracking })
		for index = 2, #reports do
			assert.is_true(reports[index].at - reports[index - 1].at <= 1.001, index)
		end
		assert.is_true(#reports > 290 and #reports < 400, #reports)
		assert.equal("all is sent; waiting for the carrier to process the orders of row 1, row 2", reports[200].waiting)
		assert.same({ [N1] = reports[200].waiting }, reports[200].waits)
	end)

	it("have words that are hardly older than their counts", function()
		local carrier <const> = fake_carrier.new(agreeable())
		local reports <const>, right, told = reports_of(add_job(rows_of(N1, 40)), carrier), {}, 0
		for _, report in ipairs(reports) do
			right[report.states.tracking] = report.at
			local orders <const> = tonumber((report.waiting or ""):match "^all is sent; .- (%d+) orders")
			if orders and orders ~= report.states.tracking then
				assert.is_true(report.at - (right[orders] or -1) <= 0.1, report.at)
			end
			told = told + (orders and 1 or 0)
		end
		assert.is_true(told > 1, told)
	end)

	it("leave a run that nobody watches alone: it sleeps as long as it can", function()
		local carrier <const> = still_until(4000)
		local job <const>, sleeps = add_job(rows_of(N1, 1)), 0
		local wait <const> = carrier.wait
		function carrier:wait(seconds)
			sleeps = sleeps + 1
			return wait(self, seconds)
		end
		local sleeper <const> = carrier.sleeper
		function carrier:sleeper()
			local sleep <const> = sleeper(self)
			return function(seconds)
				sleeps = sleeps + 1
				sleep(seconds)
			end
		end
		run(job, carrier)
		assert.is_true(sleeps < 600, sleeps)
	end)

	it("tell rate and time left once there is ground for it", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if operation == "change_course" then
				carrier.latency = 2
			end
		end, agreeable()))
		local reports <const> = reports_of(add_job(rows_of(N1, 200)), carrier)
		for _, report in ipairs(reports) do
			assert.is_nil(report.at < 1030 and report.left or nil)
			if report.at > 1250 and report.at < 1350 then
				assert.is_true(report.rate > 25 and report.rate < 35, report.rate)
				local left <const> = reports[#reports].at - report.at
				assert.is_true(math.abs(report.left - left) < 0.2 * left + 10, report.left .. " for " .. left)
			end
		end
	end)

	it("tell no time while the carrier cannot be reached", function()
		local carrier
		carrier = fake_carrier.new(except(function()
			if carrier.now >= 1100 and carrier.now < 1200 then
				return failure { kind = "network", sent = "no", message = "no route to host" }
			end
		end, agreeable()), 0.5)
		local down = 0
		for _, report in ipairs(reports_of(add_job(rows_of(N1, 300)), carrier)) do
			if report.waiting and report.waiting:find "^the carrier cannot be reached since .*no route to host" then
				down = down + 1
				assert.is_nil(report.left)
			end
		end
		assert.is_true(down >= 80, down)
	end)

	it("take away what a run that was killed has left in the ledger", function()
		local carrier <const>, seen = fake_carrier.new(agreeable()), nil
		local job <const> = add_job(rows_of(N1, 1))
		ledger:transaction(function() ledger:set_waiting(job, N1, "what was long ago") end)
		run(job, carrier, { reconcile_only = true, at = function() seen = seen or ledger:waiting(job) end })
		assert.same({}, seen)
	end)

	it("leave in the ledger what each contract waits for, while the run lasts", function()
		local carrier <const> = still_until(1100)
		local rows <const> = rows_of(N1, 2)
		rows[3] = engine_run.line_row(N2, "09000000009")
		local job <const>, seen, changes = add_job(rows), {}, 0
		local set_waiting <const> = ledger.set_waiting
		ledger.set_waiting = function(...)
			changes = changes + 1
			return set_waiting(...)
		end
		local sleeper <const> = carrier.sleeper
		function carrier:sleeper()
			local sleep <const> = sleeper(self)
			return function(seconds)
				local found <const> = ledger:waiting(job)
				seen = #found == 2 and found or seen
				sleep(seconds)
			end
		end
		run(job, carrier)
		assert.same({ { N1, "all is sent; waiting for the carrier to process the orders of row 1, row 2" },
			{ N2, "all is sent; waiting for the carrier to process the order of row 3" } },
			{ { seen[1].contract, seen[1].words }, { seen[2].contract, seen[2].words } })
		assert.same({}, ledger:waiting(job))
		assert.is_true(changes < 20, changes)
	end)
end)
