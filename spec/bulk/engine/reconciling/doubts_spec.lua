local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"

local N1 <const> = "N123456789"
local LOST <const> = "09000000002"
local rows_of <const>, entry <const>, failure <const> = engine_run.rows_of, engine_run.entry, engine_run.failure
local agreeable <const>, except <const> = fake_carrier.agreeable, fake_carrier.except

describe("rows in doubt #unit", function()
	local ledger
	local add_job <const>, run <const>, events_of <const> = engine_run.each_test(function(made) ledger = made end)

	--- A carrier that answers nothing to the second line's first order, and then lists orders.
	-- @param orders array of {id, from=seconds after that request at which it is listed, to=until when, completed=bool:
	--   in the list of completed ones}, each an entry
	-- @param options {others=function(operation, arguments, times, seconds since that request), processing=seconds until
	--   an order is at 03, full=bool: is the list of completed orders at its limit?}
	local function carrier_with(orders, options)
		options = options or {}
		local carrier, lost
		local accepted_at <const> = {}
		carrier = fake_carrier.new(except(function(operation, arguments, times)
			local since <const> = lost and carrier.now - lost or -1
			if options.others then
				local reply <const>, err = options.others(operation, arguments, times, since)
				if reply or err then
					return reply, err
				end
			end
			if operation:find "^list_.*_orders$" then
				local list <const> = {}
				local is_full <const> = options.full and since >= (options.since or -1)
				for index = 1, is_full and operation == "list_completed_orders" and 1000 or 0 do
					list[index] = entry(("AGU8%012d"):format(index))
					list[index].serviceDateApply = "20251120"
				end
				for _, order in ipairs(orders) do
					if lost and since >= (order.from or 0) and since < (order.to or math.huge)
						and (operation == "list_completed_orders") == (order.completed or false) then
						list[#list + 1] = order
					end
				end
				return { contractId = N1, orderList = list }
			elseif operation == "change_course" and arguments.lineNo == LOST and times == 1 then
				lost = carrier.now
				return failure { kind = "network", sent = "maybe", message = "the connection was lost" }
			elseif operation == "get_order_status" then
				accepted_at[arguments.orderId] = accepted_at[arguments.orderId] or carrier.now
				local status <const> = carrier.now - accepted_at[arguments.orderId] < (options.processing or 0) and "02" or "03"
				return { contractId = N1, orderId = arguments.orderId, orderList = { { number = "1", orderStatus = status } } }
			end
		end, agreeable()))
		return carrier
	end

	local function listed(id, from, more)
		local made <const> = entry(id)
		made.from = from
		for name, value in pairs(more or {}) do
			made[name] = value
		end
		return made
	end

	local OWN <const>, OTHER <const> = "AGU9000000000001", "AGU9000000000002"
	local SHORT <const>, LONG <const> = { processing = 0 }, { processing = 300 }

	-- What is listed, and when -> the state and the id of the lost row at the end of the run, and how many rows were
	-- sent: three, unless there are more orders than rows that could have them.
	for _, case in ipairs {
		{ "alone in both looks", { listed(OWN, 1) }, SHORT, "succeeded", OWN },
		{ "later, while others are followed", { listed(OWN, 40) }, LONG, "succeeded", OWN },
		{ "shortly before the run would end", { listed(OWN, 9) }, SHORT, "succeeded", OWN },
		{ "in one reading alone", { listed(OWN, 9, { to = 11 }) }, SHORT, "unknown" },
		{ "beside another in the second look", { listed(OTHER, 1), listed(OWN, 5) }, SHORT, "unknown", nil, 2 },
		{ "after another, which was adopted", { listed(OTHER, 1), listed(OWN, 40) }, LONG, "unknown" },
		{ "of another date after the one that was adopted",
			{ listed(OWN, 1), listed(OTHER, 40, { requestDate = "20261202" }) }, LONG, "succeeded", OWN },
		{ "of another day after the one that was adopted",
			{ listed(OWN, 1), listed(OTHER, 40, { serviceDateApply = "20251126" }) }, LONG, "succeeded", OWN },
		{ "of another system after the one that was adopted", { listed(OWN, 1), listed("AGB9000000000002", 40) }, LONG,
			"succeeded", OWN },
		{ "under way, where the completed list is at its limit", { listed(OWN, 1) }, { full = true }, "succeeded", OWN },
		{ "completed, where that list comes to its limit", { listed(OWN, 1, { completed = true }) },
			{ full = true, since = 0 }, "succeeded", OWN },
		{ "completed, where that list is at its limit", { listed(OWN, 1, { completed = true }) }, { full = true },
			"unknown" },
	} do
		local name <const>, orders <const>, options <const>, state <const>, id <const>, sent <const> =
			table.unpack(case, 1, 6)
		it("an order " .. name .. ": " .. state, function()
			local carrier <const> = carrier_with(orders, options)
			local job <const> = add_job(rows_of(N1, 3))
			local outcome <const> = run(job, carrier)
			local row <const> = ledger:row(job, 2)
			assert.equal(state, row.state)
			assert.equal(id, row.order_id)
			assert.equal(id and "adopted" or nil, row.evidence)
			assert.equal(state == "unknown", row.may_have_acted)
			assert.equal(sent or 3, #carrier:submissions())
			assert.equal((sent or 3) - outcome.states.unknown, outcome.states.succeeded)
		end)
	end

	-- The request that is under way when it is first listed could have made it, for all that is known then.
	it("find their orders while other rows are sent without a pause", function()
		local carrier <const> = carrier_with({ listed(OWN, 12) }, LONG)
		carrier.latency = 0.5
		local job <const> = add_job(rows_of(N1, 150))
		run(job, carrier, { deadline = 100 })
		local row <const> = ledger:row(job, 2)
		assert.equal(OWN, row.order_id)
		local adopted, last_sent
		for _, event in ipairs(ledger:events(job)) do
			adopted = event.what == "adopted" and event.event or adopted
			last_sent = event.what == "submitting" and event.event or last_sent
		end
		assert.is_true(adopted < last_sent)
	end)

	it("are what the run waits for, whatever other contracts do", function()
		local rows <const> = rows_of(N1, 3)
		for _, row in ipairs(rows_of("N987654321", 200)) do
			row.arguments.lineNo = row.arguments.lineNo:gsub("^090", "080")
			rows[#rows + 1] = row
		end
		local waits <const> = {}
		local outcome <const> = run(add_job(rows), carrier_with({ listed(OWN, 1) }, LONG), {
			deadline = 9, on_progress = function(progress) waits[#waits + 1] = progress.waiting end })
		local doubt <const> = "^contract N123456789: the answer to row %d of job %d was lost: "
		assert.is_true(#waits > 50)
		local began
		for _, words in ipairs(waits) do
			began = began or words:find(doubt) ~= nil
			assert.is_true(not began or words:find(doubt) ~= nil, words)
		end
		assert.matches(doubt, outcome.waiting)
	end)

	it("are not a row's order while it has more entries than one", function()
		local asked = 0
		local carrier <const> = carrier_with({ listed(OWN, 1) }, { others = function(operation, arguments)
			if operation == "get_order_status" and arguments.orderId == OWN then
				asked = asked + 1
				return { contractId = N1, orderId = OWN, orderList = { { orderStatus = "03" }, { orderStatus = "03" } } }
			end
		end })
		assert.equal(1, run(add_job(rows_of(N1, 3)), carrier).states.unknown)
		assert.equal(1, asked)
	end)

	-- A row was sent while the list of completed orders was full, and the run was cut off; at the next start that list is
	-- whole, and shows an old order of the day.
	it("take no order that was hidden before they were sent, though it is seen to be new later", function()
		local full <const> = {}
		for index = 1, 1000 do
			full[index] = entry(("AGU8%012d"):format(index))
			full[index].serviceDateApply = "20251120"
		end
		local function with_completed(completed)
			local respond <const> = except(function(operation)
				if operation == "list_completed_orders" then
					return { contractId = N1, orderList = completed }
				end
			end, agreeable(nil, #completed))
			return fake_carrier.new(respond, 1)
		end
		local killed <const> = with_completed(full)
		local job <const> = add_job(rows_of(N1, 2))
		local wait <const> = killed.wait
		function killed:wait(seconds)
			return #self:submissions() > 0 and {} or wait(self, seconds)
		end
		run(job, killed, { watch = { count = function() return #killed:submissions() > 0 and 2 or 0 end } })
		assert.equal(1, ledger:count_states(job).submitting)
		run(job, with_completed { entry(OTHER) }, { allow_others = true })
		assert.equal("unknown", ledger:row(job, 1).state)
	end)

	it("are doubted again when they have ended, also in another job", function()
		local first <const> = add_job(rows_of(N1, 3))
		assert.equal(3, run(first, carrier_with { listed(OWN, 1) }).states.succeeded)
		local rows <const> = rows_of(N1, 5)
		table.move(rows, 4, 5, 1)
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if operation == "list_accepting_orders" then
				return { contractId = N1, orderList = carrier.now < 1030 and { entry(OWN) } or { entry(OWN), entry(OTHER) } }
			elseif operation == "get_order_status" and carrier.now < 1200 then
				return { contractId = N1, orderList = { { orderStatus = "02" } } }
			end
		end, agreeable(nil, 10)))
		run(add_job { rows[1], rows[2] }, carrier, { max_failures = { rows = 9 } })
		local row <const> = ledger:row(first, 2)
		assert.equal("unknown", row.state)
		assert.is_nil(row.order_id)
		assert.is_true(row.may_have_acted)
		assert.matches(" adopted succeeded doubted$", events_of(first, 2))
	end)

	it("have the lists read every two seconds while the lane waits, and seldom afterwards", function()
		local carrier <const> = carrier_with({}, LONG)
		run(add_job(rows_of(N1, 3)), carrier)
		local lost
		local times <const> = {}
		for _, call in ipairs(carrier.calls) do
			lost = lost or call.arguments.lineNo == LOST and call.started
			if lost and call.operation == "list_accepting_orders" then
				times[#times + 1] = math.floor(call.started - lost)
			end
		end
		assert.same({ 2, 4, 6, 8, 10 }, table.move(times, 1, 5, 1, {}))
		assert.is_true(#times < 20, #times)
		local last <const> = carrier:submissions()[3]
		assert.is_true(last.started - lost >= 10 and last.started - lost < 11)
	end)

	it("have the lists read no more often while an order is asked about that could be theirs", function()
		local carrier <const> = carrier_with({ listed(OWN, 12) }, { processing = 300, others = function(operation, arguments,
			_, since)
			if operation == "get_order_status" and arguments.orderId == OWN and since < 100 then
				return failure { kind = "network", sent = "maybe" }
			end
		end })
		local job <const> = add_job(rows_of(N1, 3))
		run(job, carrier)
		assert.equal(OWN, ledger:row(job, 2).order_id)
		local listings <const> = #carrier:submissions "list_accepting_orders"
		assert.is_true(listings < 70, listings)
	end)

	it("do not keep a run for ever where reading the lists takes long", function()
		local carrier <const> = carrier_with({}, SHORT)
		local start <const> = carrier.start
		function carrier:start(operation, arguments)
			self.latency = operation:find "^list_" and 4 or 0.1
			return start(self, operation, arguments)
		end
		run(add_job(rows_of(N1, 3)), carrier, { deadline = 5000 })
		assert.is_true(carrier.now < 1100, carrier.now)
	end)

	describe("notices before the first send", function()
		--- What is said of a contract with `under_way` orders, `completed` ones and `pending` rows.
		local function notices_of(under_way, completed, pending, options)
			local numbers <const> = { list_accepting_orders = under_way, list_completed_orders = completed }
			local carrier <const> = fake_carrier.new(except(function(operation)
				local list <const> = {}
				for index = 1, numbers[operation] or 0 do
					list[index] = entry(("AGU8%012d"):format(index))
					list[index].serviceDateApply = "20251120"
				end
				return numbers[operation] and { contractId = N1, orderList = list } or nil
			end, agreeable()))
			local said <const> = {}
			options = options or {}
			options.on_progress = function(progress)
				for _, notice in ipairs(progress.notices or {}) do
					said[#said + 1] = notice
				end
			end
			run(add_job(rows_of(N1, pending)), carrier, options)
			return said
		end

		it("say nothing of lists with room for all", function()
			assert.same({}, notices_of(990, 999, 9))
		end)

		it("say from which row on the list may be full", function()
			local said <const> = notices_of(990, 999, 12)
			assert.equal(1, #said)
			assert.matches("has 990 orders under way: from row 10 on", said[1])
		end)

		it("say what a list at its limit cannot show", function()
			local said <const> = notices_of(1000, 0, 1)
			assert.equal(1, #said)
			assert.matches("list of orders under way does not show all", said[1])
			assert.matches("list of completed orders does not show all", notices_of(0, 1000, 1)[1])
		end)

		it("say that it takes the proof from what a person vouches for", function()
			assert.matches("not proved not to be ordered", notices_of(0, 1000, 1, { listed_within = 60 })[2])
		end)
	end)

	it("tell how long the carrier took to list an order", function()
		local carrier <const> = carrier_with({ listed("AGU0000000000001", 25) }, LONG)
		local now = engine_run.NOW
		ledger.wall_clock = function() return now + (carrier.now - 1000) // 1 end
		local job <const> = add_job(rows_of(N1, 3))
		run(job, carrier)
		local times <const> = ledger:listing_time(job)
		assert.equal(1, times.orders)
		assert.is_true(times.longest >= 25 and times.longest <= 100, times.longest)
	end)

	describe("where a person vouches for when orders are listed", function()
		local function vouched(orders, options, seconds)
			local carrier <const> = carrier_with(orders, options)
			local job <const> = add_job(rows_of(N1, 3))
			return run(job, carrier, { listed_within = seconds or 60 }), carrier, job
		end

		it("are sent again when nothing is listed by then, and next", function()
			local outcome <const>, carrier <const>, job <const> = vouched {}
			assert.equal(3, outcome.states.succeeded)
			local lines <const> = {}
			for index, call in ipairs(carrier:submissions()) do
				lines[index] = call.arguments.lineNo
			end
			assert.same({ "09000000001", LOST, LOST, "09000000003" }, lines)
			local calls <const> = carrier:submissions()
			assert.is_true(calls[3].started - calls[2].started >= 62)
			assert.is_false(ledger:row(job, 2).may_have_acted)
			assert.matches(" not_listed submitting accepted ", events_of(job, 2))
		end)

		it("take an order that is listed late", function()
			local outcome <const>, carrier <const>, job <const> = vouched { listed(OWN, 50) }
			assert.equal(3, outcome.states.succeeded)
			assert.equal(OWN, ledger:row(job, 2).order_id)
			assert.equal(3, #carrier:submissions())
		end)

		it("take one that the second of the readings after that time shows as well", function()
			local _, _, job <const> = vouched { listed(OWN, 58.5) }
			assert.equal(OWN, ledger:row(job, 2).order_id)
		end)

		-- Orders that cannot be the row's by their tag or day are none, but speak against its not being listed.
		for _, order in ipairs { listed("AGB9000000000002", 5), listed(OTHER, 5, { serviceDateApply = "20251126" }),
			listed(OTHER, 5, { requestDate = "20261202" }) } do
			it("are left unknown while anything is new: " .. order.orderId .. " " .. order.requestDate, function()
				local outcome <const>, carrier <const> = vouched { order }
				assert.equal(1, outcome.states.unknown)
				assert.equal(3, #carrier:submissions())
			end)
		end

		it("are left unknown when an order was listed and is no more", function()
			local outcome <const>, carrier <const> = vouched { listed(OWN, 9, { to = 11 }) }
			assert.equal(1, outcome.states.unknown)
			assert.equal(3, #carrier:submissions())
		end)

		it("prove nothing by a list at its limit", function()
			local outcome <const>, carrier <const> = vouched({}, { full = true })
			assert.equal(1, outcome.states.unknown)
			assert.equal(3, #carrier:submissions())
		end)

		it("wait anew when a list could not be had", function()
			local failed
			local _, carrier <const> = vouched({}, { others = function(operation, _, _, since)
				if operation == "list_completed_orders" and since > 50 and not failed then
					failed = since
					return { contractId = N1 }
				end
			end })
			local calls <const> = carrier:submissions()
			assert.is_true(failed > 50)
			assert.is_true(calls[3].started - calls[2].started >= failed + 60)
		end)

		it("are left unknown when a list could not be had for as long", function()
			local outcome <const>, carrier <const> = vouched({}, { others = function(operation)
				if operation == "list_completed_orders" then
					return failure { kind = "api", sent = "yes", status = 403 }
				end
			end })
			assert.equal(1, outcome.states.unknown)
			assert.equal(3, #carrier:submissions())
			local calls <const> = carrier:submissions()
			assert.is_true(calls[3].started - calls[2].started >= 60)
		end)

		it("wait anew at each start", function()
			local carrier <const> = carrier_with {}
			local job <const> = add_job(rows_of(N1, 3))
			run(job, carrier, { listed_within = 60, deadline = 30 })
			local again <const> = fake_carrier.new(agreeable(nil, 50))
			assert.equal(3, run(job, again, { listed_within = 60 }).states.succeeded)
			assert.is_true(again:submissions()[1].started >= 1000 + 60)
		end)

		it("are left unknown when they were not listed three times", function()
			local carrier <const> = carrier_with({}, { others = function(operation, arguments)
				if operation == "change_course" and arguments.lineNo == LOST then
					return failure { kind = "network", sent = "maybe" }
				end
			end })
			local outcome <const> = run(add_job(rows_of(N1, 3)), carrier, { listed_within = 60 })
			assert.equal(1, outcome.states.unknown)
			assert.equal(3, #carrier:submissions() - 2)
			assert.equal(0, #ledger:rivals(N1)) -- it was not ordered, and hinders no other row
		end)
	end)
end)
