--- How many requests an order costs, and how late its word comes, on a clock that the spec moves.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local moving_orders <const> = require "support.moving_orders"

local N1 <const> = "N123456789"
local LATENCY <const> = 0.1

describe("following many orders #unit", function()
	local add_job <const>, run <const> = engine_run.each_test(function(ledger)
		ledger.database:all "PRAGMA synchronous = OFF" -- nobody kills these, and they write thousands of times
	end)

	--- A carrier of one contract whose orders move.
	local function carrier_of(settings, latency)
		local carrier
		settings.now = function() return carrier.now end
		carrier = fake_carrier.new((moving_orders.new(settings)), latency or LATENCY)
		return carrier
	end

	--- Runs so many rows; returns the requests an order, the seconds that it took, and the best possible.
	local function measure(number, settings, latency)
		local carrier <const> = carrier_of(settings, latency)
		local outcome <const> = run(add_job(engine_run.rows_of(N1, number)), carrier)
		assert.equal(number, outcome.states.succeeded)
		local done <const>, time = {}, 1000 + 2 * carrier.latency -- the lists are read first
		for index = 1, number do
			time = math.max(time, done[index - 254] or 0) + carrier.latency
			done[index] = time - carrier.latency + settings.processing
		end
		return #carrier.calls / number, carrier.now - 1000, done[number] - 1000
	end

	-- 250 orders of ten minutes cost 17,000 status requests.
	for _, case in ipairs {
		-- seconds of processing, who shows them, the most requests an order, the most time over the best possible
		{ 1, "always", 2.1, 1.05 },
		{ 10, "always", 2.2, 1.05 },
		{ 10, "once_moved", 2.2, 1.05 },
		{ 10, "never", 2.2, 1.05 },
		{ 600, "always", 2.5, 1.05 },
		{ 600, "never", 2.5, 1.05 },
	} do
		it(("cost little at %d s where the lists show them: %s"):format(case[1], case[2]), function()
			local requests <const>, took, best = measure(250, { processing = case[1], shows = case[2] })
			assert.is_true(requests <= case[3], requests)
			assert.is_true(took <= case[4] * best, took / best)
		end)
	end

	it("cost little where the lists are full", function()
		local requests <const>, took, best = measure(1300, { processing = 10, stays = true })
		assert.is_true(requests <= 2.2, requests)
		assert.is_true(took <= 1.05 * best, took / best)
	end)

	for _, shows in ipairs { "always", "never" } do
		it("wait little for the room that others make, where the lists show them: " .. shows, function()
			local requests <const>, took, best = measure(400, { processing = 10, shows = shows }, 0.005)
			assert.is_true(requests <= 2.2, requests)
			assert.is_true(took <= 1.1 * best, took / best)
		end)
	end

	it("are known to take a second before so many are under way that the next would wait", function()
		local requests <const>, took, best = measure(600, { processing = 1, shows = "always" }, 0.005)
		assert.is_true(requests <= 2.1, requests)
		assert.is_true(took <= 1.05 * best, took / best)
	end)

	it("ask 150 times at most in an hour of maintenance, and go on after it", function()
		local carrier <const> = carrier_of { processing = 600 }
		carrier.respond = fake_carrier.except(function()
			if carrier.now >= 1100 and carrier.now < 4700 then
				return engine_run.failure { kind = "http", status = 503, sent = "maybe", message = "maintenance" }
			end
		end, carrier.respond)
		assert.equal(250, run(add_job(engine_run.rows_of(N1, 250)), carrier).states.succeeded)
		local asked = 0
		for _, call in ipairs(carrier.calls) do
			asked = asked + (call.started >= 1100 and call.started < 4700 and 1 or 0)
		end
		assert.is_true(asked <= 150, asked)
		assert.is_true(carrier.now < 4800, carrier.now)
	end)

	it("ask 150 times at most in such an hour for a hundred contracts together", function()
		local rows <const> = {}
		for index = 1, 300 do
			rows[index] = engine_run.line_row(("N%09d"):format(index % 100), ("090%08d"):format(index))
		end
		local of <const> = {}
		local carrier
		carrier = fake_carrier.new(function(operation, arguments)
			if carrier.now >= 1100 and carrier.now < 4700 then
				return engine_run.failure { kind = "network", sent = "no" }
			end
			local contract <const> = arguments.contractId
			of[contract] = of[contract] or moving_orders.new { processing = 600, series = tonumber(contract:sub(2)),
				now = function() return carrier.now end }
			return of[contract](operation, arguments)
		end, LATENCY)
		assert.equal(300, run(add_job(rows), carrier).states.succeeded)
		local asked = 0
		for _, call in ipairs(carrier.calls) do
			asked = asked + (call.started >= 1100 and call.started < 4700 and 1 or 0)
		end
		assert.is_true(asked <= 150, asked)
	end)

	it("ask about one order that hangs beside the others, which do not wait for it", function()
		local carrier <const> = carrier_of { processing = 2, shows = "never" }
		local start <const> = carrier.start
		function carrier:start(operation, arguments)
			local id <const> = start(self, operation, arguments)
			if operation == "get_order_status" and arguments.orderId:match "00[1-4]$" and self.now < 1100 then
				local call <const> = self.in_transit[#self.in_transit]
				call.at, call.reply = self.now + 60, nil
				call.err = select(2, engine_run.failure { kind = "timeout", sent = "maybe" })
			end
			return id
		end
		assert.equal(100, run(add_job(engine_run.rows_of(N1, 100)), carrier).states.succeeded)
		local last = 0
		for _, call in ipairs(carrier:submissions "get_order_status") do
			last = math.max(last, not call.arguments.orderId:match "00[1-4]$" and call.started or 0)
		end
		assert.is_true(last < 1200, last)
		assert.is_true(carrier:submissions()[100].started < 1015)
	end)
end)
