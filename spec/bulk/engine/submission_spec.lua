--- Which rows leave when: the lanes of a job side by side, on a carrier with a clock of its own.

local engine <const> = require "unom.bulk.engine"
local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local submission <const> = require "unom.bulk.engine.submission"

local N1 <const>, N2 <const> = "N123456789", "N987654321"
local line_row <const>, rows_of <const> = engine_run.line_row, engine_run.rows_of
local failure <const> = engine_run.failure
local agreeable <const>, except <const> = fake_carrier.agreeable, fake_carrier.except

local function line(index)
	return ("090%08d"):format(index)
end

--- The lines of the orders that were sent, by their last digit, in order.
local function sent_lines(carrier, operation)
	local lines <const> = {}
	for index, call in ipairs(carrier:submissions(operation)) do
		lines[index] = call.arguments.lineNo and call.arguments.lineNo:sub(-1) or "-"
	end
	return table.concat(lines, " ")
end

describe("submission #unit", function()
	local ledger
	local add_job <const>, run <const>, events_of <const> = engine_run.each_test(function(made) ledger = made end)

	--- A job that an earlier run left in this state: its first row, for line 1.
	local function earlier_job(changes, operation)
		local job <const> = add_job(rows_of(N1, 1, operation or "remove_roaming"))
		local row <const> = ledger:row(job, 1)
		ledger:begin_submission(row)
		ledger:transition(row, changes, "undecided")
		ledger:sync()
		return job, row
	end

	describe("of several contracts", function()
		--- A job of `count` rows for each of `contracts` contracts, a row of each in turn.
		local function job_of(contracts, count)
			local rows <const> = {}
			for index = 1, count do
				for number = 1, contracts do
					rows[#rows + 1] = line_row(("N%09d"):format(number), line(number * 100 + index))
				end
			end
			return add_job(rows)
		end

		for _, contracts in ipairs { 1, 2, 3, 100 } do
			it(("takes as long for %d as for one"):format(contracts), function()
				local carrier <const> = fake_carrier.new(agreeable(), 1)
				assert.equal(8 * contracts, run(job_of(contracts, 8), carrier).states.succeeded)
				local sent <const> = carrier:submissions()
				assert.equal(8 * contracts, #sent)
				assert.equal(8.0, sent[#sent].responded - sent[1].started)
			end)
		end

		it("gives each its turn under a rate", function()
			local carrier <const> = fake_carrier.new(agreeable(), 0.1)
			run(job_of(3, 4), carrier, { rate = 2 })
			local last
			for index, call in ipairs(carrier:submissions()) do
				local contract <const> = call.arguments.contractId
				assert.equal(("N%09d"):format((index - 1) % 3 + 1), contract)
				assert.is_true(not last or call.started - last.started >= 0.5 - 1e-9)
				last = call
			end
			assert.equal(11 * 0.5, last.started - carrier:submissions()[1].started)
		end)

		it("lets none wait for one that is slow", function()
			local carrier <const> = fake_carrier.new(except(function(operation, arguments)
				if operation == "change_course" and arguments.contractId == "N000000002" then
					return failure { kind = "http", sent = "no", status = 429, retry_after = 3600 }
				end
			end, agreeable()), 1)
			local outcome <const> = run(job_of(3, 5), carrier, { deadline = 1000 })
			assert.equal(10, outcome.states.succeeded)
			for _, call in ipairs(carrier:submissions()) do
				assert.is_true(call.started <= carrier:submissions()[1].started + 4)
			end
		end)
	end)

	it("lets rows for other lines pass one whose line has an order under way", function()
		local job <const> = add_job {
			line_row(N1, line(1)), line_row(N1, line(1), "remove_roaming"), line_row(N1, line(2)), line_row(N1, line(3)),
			line_row(N1, line(2), "remove_roaming"),
		}
		local carrier <const> = fake_carrier.new(agreeable(), 0.1)
		assert.equal(5, run(job, carrier).states.succeeded)
		assert.equal("1 2 3 1 2", sent_lines(carrier))
	end)

	it("lets rows pass one that waits for another job's order, which it follows", function()
		local other <const> = earlier_job { state = "tracking", order_id = "AGU0000000000009" }
		local done <const>, carrier = { at = math.huge }, nil
		carrier = fake_carrier.new(except(function(operation, arguments)
			if operation == "get_order_status" and arguments.orderId == "AGU0000000000009" then
				return { contractId = N1, orderId = arguments.orderId,
					orderList = { { number = "1", orderStatus = carrier.now >= done.at and "03" or "02" } } }
			end
		end, agreeable()), 0.1)
		done.at = carrier.now + 100
		assert.equal(3, run(add_job(rows_of(N1, 3)), carrier).states.succeeded)
		assert.equal("2 3 1", sent_lines(carrier))
		assert.is_true(carrier:submissions()[3].started >= done.at)
		assert.equal("succeeded", ledger:row(other, 1).state)
	end)

	it("sends a row that came back next, before what could leave meanwhile", function()
		local carrier <const> = fake_carrier.new(except(function(operation, arguments, times)
			if operation == "change_course" and arguments.lineNo == line(2) and times == 1 then
				return failure { kind = "http", sent = "no", status = 429, retry_after = 600 }
			end
		end, agreeable()), 0.1)
		local job <const> = add_job { line_row(N1, line(1)), line_row(N1, line(1), "remove_roaming"), line_row(N1, line(2)),
			line_row(N1, line(3)) }
		assert.equal(4, run(job, carrier).states.succeeded)
		assert.equal("1 2 2 1 3", sent_lines(carrier))
	end)

	it("wakes the loop once for the time when the rate lets a row pass", function()
		local woken = 0
		local waiting <const> = { sends = true, contracts = { N1 }, last_to_send = 0, clock = function() return 1 end,
			reachability = { is_down = function() return false end },
			limits = { allow = function() return false, 5 end }, wake_at = function() woken = woken + 1 end }
		for _ = 1, 3 do
			assert.same({}, submission.choose(waiting))
		end
		assert.equal(1, woken)
	end)

	describe("behind an unknown row", function()
		it("reads past any number of held rows at once", function()
			earlier_job { state = "unknown", may_have_acted = true }
			local rows <const> = {}
			for index = 1, 1200 do
				rows[index] = line_row(N1, line(index < 1200 and 1 or 2))
			end
			local carrier <const> = fake_carrier.new(agreeable())
			local outcome <const> = run(add_job(rows), carrier)
			assert.equal(1199, outcome.held.rows)
			assert.equal("2", sent_lines(carrier))
		end)

		it("goes on when its order is found, or nothing was done, while the run lasts", function()
			for _, found in ipairs { true, false } do
				local first <const>, second <const> = line(found and 1 or 11), line(found and 2 or 12)
				local carrier, running
				carrier = fake_carrier.new(except(function(operation, arguments, times)
					if operation == "change_course" and arguments.lineNo == first and times == 1 then
						return failure { kind = "network", sent = "maybe" }
					end
				end, agreeable(function() return carrier.now < 1200 and "02" or "03" end, found and 0 or 5)))
				local job <const> = add_job { line_row(N1, first), line_row(N1, first, "remove_roaming"), line_row(N1, second) }
				local answered = false
				running = engine.new { job = job, ledger = ledger, client = carrier, contracts = { N1 },
					clock = carrier:clock(), sleep = carrier:sleeper(), random = function() return 0.5 end,
					at = function(point)
						local row <const> = point == "taken" and not answered and carrier.now > 1100 and ledger:row(job, 1)
						if row then
							assert.equal("unknown", row.state)
							assert.equal(first:sub(-1) .. " " .. second:sub(-1), sent_lines(carrier))
							answered = true
							running:transition(row, { state = found and "tracking" or "pending", may_have_acted = false,
								order_id = found and "AGU0000000000099" or nil }, found and "adopted" or "not_listed")
							if found then
								running:follow(row)
							else
								running.lanes[N1]:put_back(row)
							end
						end
					end }
				local outcome <const> = running:run()
				assert.is_nil(outcome.held)
				assert.equal(3, outcome.states.succeeded)
				assert.equal(found and "1 2 1" or "1 2 1 1", sent_lines(carrier))
			end
		end)

		it("of its job holds a row for its line, sends all others, and names what to answer", function()
			local carrier <const> = fake_carrier.new(except(function(operation, arguments)
				if operation == "change_course" and arguments.lineNo == line(1) then
					return failure { kind = "network", sent = "maybe" }
				end
			end, agreeable()))
			local job <const> = add_job { line_row(N1, line(1)), line_row(N1, line(1), "remove_roaming"),
				line_row(N1, line(2)), line_row(N2, line(1), "remove_roaming") }
			local outcome <const> = run(job, carrier)
			assert.same({ rows = 1, by = { { job = job, row = 1 } } }, outcome.held)
			assert.equal(1, outcome.states.unknown)
			assert.equal(1, outcome.states.pending)
			assert.equal(2, outcome.states.succeeded)
			assert.equal("", events_of(job, 2))
		end)

		it("of an earlier job as well, and ends at once when all rows are held", function()
			local other <const> = earlier_job { state = "unknown", may_have_acted = true }
			local carrier <const> = fake_carrier.new(agreeable())
			local outcome <const> = run(add_job(rows_of(N1, 1)), carrier)
			assert.same({ rows = 1, by = { { job = other, row = 1 } } }, outcome.held)
			assert.equal(0, #carrier:submissions())
		end)

		it("is told of no held rows where it was stopped, or halted", function()
			earlier_job { state = "unknown", may_have_acted = true }
			local carrier <const> = fake_carrier.new(agreeable("02"))
			assert.is_nil(run(add_job(rows_of(N1, 2)), carrier, { deadline = 60 }).held)
			carrier.respond = function(operation)
				if operation:find "^list_" then
					return { contractId = N1, orderList = {} }
				end
				return failure { kind = "api", sent = "yes", status = 404 }
			end
			local job <const> = add_job { line_row(N1, line(1)), line_row(N1, line(8)), line_row(N1, line(9)) }
			local outcome <const> = run(job, carrier, { max_failures = { rows = 1 } })
			assert.is_true(outcome.halted)
			assert.is_nil(outcome.held)
		end)

		it("goes on once a person has answered", function()
			local _ <const>, row <const> = earlier_job { state = "unknown", may_have_acted = true }
			local job <const> = add_job(rows_of(N1, 2))
			assert.equal(1, run(job, fake_carrier.new(agreeable())).held.rows)
			ledger:transition(row, { state = "cancelled" }, "resolved")
			ledger:sync()
			local outcome <const> = run(job, fake_carrier.new(agreeable(nil, 10)))
			assert.is_nil(outcome.held)
			assert.equal(2, outcome.states.succeeded)
		end)
	end)

	describe("to a carrier that is full", function()
		local FULL <const> = { kind = "api", sent = "no", status = 400, name = "too_many_orders" }

		--- A carrier that takes no more than `room(now)` orders at once, of which each takes `seconds`, and line 1 for ever.
		local function with_room(room, seconds)
			local carrier
			local under_way <const>, accept <const> = {}, agreeable()
			carrier = fake_carrier.new(function(operation, arguments, times)
				if operation == "change_course" then
					local number = 0
					for _, order in pairs(under_way) do
						number = number + (carrier.now < order and 1 or 0)
					end
					if number >= room(carrier.now) then
						return failure(FULL)
					end
					local reply <const> = accept(operation, arguments, times)
					under_way[reply.orderId] = arguments.lineNo == line(1) and math.huge or carrier.now + seconds
					return reply
				elseif operation == "get_order_status" then
					return { contractId = N1, orderId = arguments.orderId,
						orderList = { { number = "1", orderStatus = carrier.now < under_way[arguments.orderId] and "02" or "03" } } }
				end
				return accept(operation, arguments, times)
			end, 0.1)
			return carrier
		end

		it("sends again when one of its orders has ended", function()
			local carrier <const> = with_room(function() return 2 end, 5)
			run(add_job(rows_of(N1, 3)), carrier, { deadline = 40 })
			assert.equal("1 2 3 3", sent_lines(carrier))
		end)

		it("sends again after a minute where its own orders do not move", function()
			local carrier
			carrier = with_room(function(now) return now < 1010 and 1 or 10 end, 5)
			local outcome <const> = run(add_job(rows_of(N1, 4)), carrier, { deadline = 600 })
			assert.equal(3, outcome.states.succeeded)
			local sent <const> = carrier:submissions()
			assert.equal("1 2 2 3 4", sent_lines(carrier))
			assert.equal(60.0, sent[3].started - sent[2].responded)
		end)

		it("tries at growing intervals to a minute where none of the orders is its own", function()
			local carrier <const> = with_room(function(now) return now < 1500 and 0 or 10 end, 5)
			local waits <const> = {}
			local outcome <const> = run(add_job(rows_of(N1, 3)), carrier, { deadline = 800, random = function() return 0.99 end,
				on_progress = function(progress) waits[#waits + 1] = progress.waiting end })
			assert.equal(2, outcome.states.succeeded)
			local sent <const> = carrier:submissions()
			assert.is_true(#sent <= 3 + 15)
			assert.is_true(sent[#sent].started < 1500 + 62)
			assert.matches("the carrier did not take the order of row %d %(.-%); it is sent again at %d%d:",
				table.concat(waits, "\n"))
		end)
	end)

	it("does not halt for failures that are few of the rows accepted, though none has ended", function()
		local carrier <const> = fake_carrier.new(except(function(operation, arguments)
			if operation == "change_course" and tonumber(arguments.lineNo) % 25 == 0 then
				return failure { kind = "api", sent = "yes", status = 404 }
			end
		end, agreeable "02"), 0.1)
		local outcome <const> = run(add_job(rows_of(N1, 200)), carrier, { deadline = 60 })
		assert.is_false(outcome.halted)
		assert.equal(8, outcome.states.rejected)
		assert.equal(192, outcome.states.tracking)
		-- What is accepted when a run begins is counted in it.
		carrier.respond = except(function(operation, arguments)
			if operation == "get_order_status" and tonumber(arguments.orderId:sub(4)) <= 9 then
				return { contractId = N1, orderId = arguments.orderId, orderList = { { number = "1", orderStatus = "04" } } }
			end
		end, agreeable "02")
		local resumed <const> = run(1, carrier, { deadline = 60 })
		assert.equal(17, resumed.states.rejected)
		assert.is_nil(resumed.halted_by)
	end)

	describe("with a canary", function()
		local function mixed()
			local rows <const> = {}
			for index = 1, 4 do
				rows[#rows + 1] = line_row(N1, line(index))
				rows[#rows + 1] = line_row(N1, line(index), "remove_roaming")
			end
			rows[#rows + 1] = line_row(N1, line(5), "remove_roaming")
			rows[#rows + 1] = line_row(N2, line(6))
			rows[#rows + 1] = line_row(N2, line(7))
			return rows
		end

		it("sends the first rows of each operation and contract, and the others once these have succeeded", function()
			local carrier <const> = fake_carrier.new(agreeable(), 0.1)
			assert.equal(11, run(add_job(mixed()), carrier, { canary = 1 }).states.succeeded)
			local sent <const>, last = carrier:submissions(), 0
			local first <const> = {}
			for index = 1, 3 do
				first[index] = sent[index].arguments.lineNo:sub(-1)
			end
			table.sort(first)
			assert.equal("1 5 6", table.concat(first, " "))
			for _, poll in ipairs(carrier:submissions "get_order_status") do
				last = poll.responded <= sent[4].started and last + 1 or last
			end
			assert.equal(3, last)
		end)

		it("halts when one of them has not", function()
			local carrier <const> = fake_carrier.new(except(function(operation, arguments)
				if operation == "remove_roaming" and arguments.lineNo == line(5) then
					return failure { kind = "api", sent = "yes", status = 404 }
				end
			end, agreeable()))
			local job <const> = add_job(mixed())
			local outcome <const> = run(job, carrier, { canary = 1 })
			assert.equal("canary", outcome.halted_by)
			assert.equal(3, #carrier:submissions())
			-- A person has looked: it is not asked again.
			assert.equal(10, run(job, fake_carrier.new(agreeable(nil, 9)), { canary = 1 }).states.succeeded)
		end)

		it("ends when a row of it is held", function()
			earlier_job { state = "unknown", may_have_acted = true }
			local outcome <const> = run(add_job(mixed()), fake_carrier.new(agreeable()), { canary = 1 })
			assert.equal(1, outcome.held.rows)
			assert.equal(2, outcome.states.succeeded)
			assert.equal(9, outcome.states.pending)
		end)
	end)
end)
