--- Orders in the carrier's lists that nobody here made: what they stop, and what a person's word lets pass.

local bulk <const> = require "unom.bulk"
local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local moments <const> = require "unom.moments"

local N1 <const>, N2 <const> = "N123456789", "N987654321"
local FOREIGN <const>, SECOND <const>, THIRD <const> = "AGU9000000000001", "AGU9000000000002", "AGU9000000000003"
local entry <const>, rows_of <const>, line_row <const> = engine_run.entry, engine_run.rows_of, engine_run.line_row

--- The entry as it is when it was applied for on another day; nil: on a day that it does not say.
local function applied(listed, day)
	listed.serviceDateApply = day
	return listed
end

describe("strangers #unit", function()
	local accepted = 0

	--- A carrier that accepts every order.
	-- @param lists by contract, what its accepting list shows: an array, or a function that is given how often it was
	--   asked and returns one
	-- @param exception as for fake_carrier.except
	local function carrier_with(lists, exception)
		accepted = accepted + 100 -- the ids of no other carrier
		local asked <const> = {}
		return fake_carrier.new(fake_carrier.except(function(operation, arguments, times)
			local contract <const> = arguments.contractId
			local list = operation == "list_accepting_orders" and lists[contract]
			if not list then
				return (exception or function() end)(operation, arguments, times)
			end
			asked[contract] = (asked[contract] or 0) + 1
			list = type(list) == "function" and list(asked[contract]) or list
			return { contractId = contract, orderList = list }
		end, fake_carrier.agreeable(nil, accepted)))
	end

	--- Loses the answer to the first order for the second line of ten.
	local function lose_second(operation, arguments, times)
		if operation == "change_course" and arguments.lineNo:find "2$" and times == 1 then
			return engine_run.failure { kind = "network", sent = "maybe" }
		end
	end

	describe("at a run's start", function()
		local ledger
		local add_job <const>, run <const> = engine_run.each_test(function(made) ledger = made end)

		--- Asserts that the run of a job is refused with nothing sent. Returns the error.
		local function refused(job, carrier, options)
			options = options or {}
			options.deadline = 3600 -- of a run that is not refused and would follow its orders for ever
			local ran <const>, err = pcall(run, job, carrier, options)
			assert.is_false(ran)
			assert.equal("others_ordered", err.kind)
			assert.equal(0, #carrier:submissions())
			assert.equal(ledger:job(job).total, ledger:count_states(job).pending)
			return err
		end

		--- Asserts that a job runs to its end.
		local function passes(job, carrier, options)
			local outcome <const> = run(job, carrier, options)
			assert.is_false(outcome.halted)
			assert.equal(outcome.total, outcome.states.succeeded)
			return outcome
		end

		it("refuse before anything is sent, with each order, its day and the rows that could own it", function()
			local earlier <const> = add_job(rows_of(N1, 2))
			local lost <const> = ledger:pending_rows(earlier, N1, 0, 1)[1]
			ledger:begin_submission(lost)
			ledger:transition(lost, { state = "unknown", may_have_acted = true }, "undecided")
			ledger:sync()
			local carrier <const> = carrier_with { [N1] = { entry(FOREIGN), applied(entry(SECOND), "20251129") } }
			local err <const> = refused(add_job(rows_of(N1, 3)), carrier)
			assert.same({
				{ contractId = N1, orderId = FOREIGN, day = engine_run.TODAY, could_be = { { job = earlier, row = 1 } } },
				{ contractId = N1, orderId = SECOND, day = "20251129", could_be = {} },
			}, err.orders)
			assert.matches(N1 .. " has 2 orders .*" .. FOREIGN, tostring(err))
			refused(add_job(rows_of(N1, 3)), carrier_with { [N1] = { entry(FOREIGN) } }) -- the lost row's, perhaps
		end)

		it("refuse for every contract of the job", function()
			local carrier <const> = carrier_with { [N2] = { entry(FOREIGN) } }
			local rows <const> = rows_of(N1, 2)
			rows[3] = line_row(N2, "09000000099")
			assert.equal(N2, refused(add_job(rows), carrier).orders[1].contractId)
		end)

		it("count without a day, and where the completed list alone shows them", function()
			assert.is_nil(refused(add_job(rows_of(N1, 1)), carrier_with { [N1] = { applied(entry(FOREIGN)) } }).orders[1].day)
			refused(add_job(rows_of(N1, 1)), carrier_with({}, function(operation)
				return operation == "list_completed_orders" and { contractId = N1, orderList = { entry(SECOND) } } or nil
			end))
		end)

		it("do not count when they are of yesterday or of another system", function()
			passes(add_job(rows_of(N1, 1)), carrier_with { [N1] = { applied(entry(FOREIGN), "20251127"),
				entry "AGB9000000000001" } })
		end)

		it("do not count when they are a row's, by its orderId or its reserveId, of whatever job", function()
			local earlier <const> = add_job(rows_of(N1, 2))
			for index, row in ipairs(ledger:pending_rows(earlier, N1, 0, 2)) do
				ledger:begin_submission(row)
				ledger:transition(row, { state = "tracking", [index == 1 and "order_id" or "reserve_id"] = index == 1 and FOREIGN
					or SECOND }, "accepted")
				ledger:transition(row, { state = "succeeded" }, "succeeded")
			end
			ledger:sync()
			passes(add_job { line_row(N1, "09000000099") }, carrier_with { [N1] = { entry(FOREIGN), entry(SECOND) } })
		end)

		it("do not count when they are known as other people's, and others still do", function()
			ledger:set_others(0, N1, { FOREIGN })
			ledger:sync()
			passes(add_job(rows_of(N1, 1)), carrier_with { [N1] = { entry(FOREIGN) } })
			local err <const> = refused(add_job(rows_of(N1, 1)), carrier_with { [N1] = { entry(FOREIGN), entry(SECOND) } })
			assert.equal(1, #err.orders)
			assert.equal(SECOND, err.orders[1].orderId)
			refused(add_job(rows_of(N2, 1)), carrier_with { [N2] = { entry(FOREIGN) } })
		end)

		it("pass with allow_others, and never count again", function()
			passes(add_job(rows_of(N1, 1)), carrier_with { [N1] = { entry(FOREIGN) } }, { allow_others = true })
			assert.same({}, ledger:unexplained(N1, { FOREIGN }))
			passes(add_job(rows_of(N1, 1)), carrier_with { [N1] = { entry(FOREIGN) } })
			refused(add_job(rows_of(N1, 1)), carrier_with { [N1] = { entry(FOREIGN), entry(SECOND) } })
		end)

		it("are shown to a person, whose no refuses and whose yes lets them pass for ever", function()
			local shown
			local function answering(word)
				return { on_others = function(orders)
					shown = orders
					return word
				end }
			end
			local job <const> = add_job(rows_of(N1, 1))
			local err <const> = refused(job, carrier_with { [N1] = { entry(FOREIGN) } }, answering(false))
			assert.equal(FOREIGN, shown[1].orderId)
			assert.same(shown, err.orders)
			refused(job, carrier_with { [N1] = { entry(FOREIGN) } })
			passes(job, carrier_with { [N1] = { entry(FOREIGN) } }, answering(true))
			passes(add_job(rows_of(N1, 1)), carrier_with { [N1] = { entry(FOREIGN) } })
		end)

		it("do not keep a lost order from being adopted, once they are allowed", function()
			local carrier <const> = carrier_with({ [N1] = function(asked)
				return { entry(FOREIGN), asked > 1 and entry(SECOND) or nil }
			end }, lose_second)
			local job <const> = add_job(rows_of(N1, 3))
			passes(job, carrier, { allow_others = true })
			assert.equal(SECOND, ledger:row(job, 2).order_id)
		end)

		it("are not asked about on a shared contract, and halt nothing there, but nothing is adopted", function()
			local one <const> = carrier_with({ [N1] = function(asked)
				return asked > 1 and { entry "AGU9000000000004" } or {}
			end }, lose_second)
			local first <const> = add_job(rows_of(N1, 3, nil, 10))
			assert.equal(1, run(first, one, { shared_contract = true }).states.unknown)
			local carrier <const> = carrier_with({ [N1] = function(asked)
				return asked == 1 and { entry(FOREIGN) } or { entry(FOREIGN), entry(SECOND), entry(THIRD) }
			end }, lose_second)
			local outcome <const> = run(add_job(rows_of(N1, 3)), carrier, { shared_contract = true,
				on_others = function() error "asked" end })
			assert.is_nil(outcome.halted_by)
			assert.equal(2, outcome.states.succeeded)
			assert.equal(1, outcome.states.unknown)
			assert.equal(3, #carrier:submissions())
		end)

		it("do not stop a job that orders nothing: cancels, cut sessions, nothing pending", function()
			local target <const> = "AGU0000000000077"
			local cancelled
			local function session_or_line(operation)
				if operation == "get_session" then
					return { sessionStatus = "0", resultCode = "0" }
				elseif operation == "list_data_share_lines" then
					return { contractId = N1, linesList = not cancelled
						and { { lineNo = "09000000002", status = "01", reserveId = "77" } } or {} }
				elseif operation == "cancel_data_share_reserve" then
					cancelled = true
					return { contractId = N1, resultCode = "0001", reserveId = "77" }
				end
			end
			for operation, arguments in pairs { cancel_order = { orderId = target }, cancel_data_share_reserve =
				{ reserveId = "77" }, disconnect_session = { lineNo = "09000000001" } } do
				arguments.contractId, arguments.agreement = N1, "yes"
				local carrier <const> = carrier_with({ [N1] = { entry(FOREIGN) } }, session_or_line)
				passes(add_job { { contract = N1, operation = operation, arguments = arguments } }, carrier)
				assert.equal(1, #carrier:submissions(operation), operation)
			end
			local under_way <const> = add_job(rows_of(N1, 1))
			local row <const> = ledger:pending_rows(under_way, N1, 0, 1)[1]
			ledger:begin_submission(row)
			ledger:transition(row, { state = "tracking", order_id = SECOND }, "accepted")
			ledger:sync()
			passes(under_way, carrier_with { [N1] = { entry(FOREIGN) } })
		end)

		it("stop a job of data-share orders, and one that has an order among its cancels", function()
			for _, operation in ipairs { "add_data_share_lines", "remove_data_share_line" } do
				refused(add_job(rows_of(N1, 1, operation)), carrier_with { [N1] = { entry(FOREIGN) } })
			end
			local cancel <const> = { contract = N1, operation = "cancel_order",
				arguments = { contractId = N1, orderId = "AGU0000000000077", agreement = "yes" } }
			refused(add_job { cancel, line_row(N1, "09000000002") }, carrier_with { [N1] = { entry(FOREIGN) } })
		end)

		--- A carrier whose lists of the second contract take `seconds` each, and its job of a row in both contracts.
		local function with_slow_lists(seconds, lists)
			local carrier <const> = carrier_with(lists)
			local start <const> = carrier.start
			function carrier:start(operation, arguments)
				local slow <const> = operation:find "^list_" and arguments.contractId == N2
				self.latency = slow and seconds or 0.1
				return start(self, operation, arguments)
			end
			local rows <const> = rows_of(N1, 1)
			rows[2] = line_row(N2, "09000000099")
			return add_job(rows), carrier
		end

		--- When the first order of the first contract was sent, after the run began, and when the second's were listed.
		local function times_of(carrier)
			local sent, listed
			for _, call in ipairs(carrier.calls) do
				local contract <const> = call.arguments.contractId
				if call.operation == "change_course" and contract == N1 then
					sent = sent or call.started - 1000
				elseif call.operation == "list_completed_orders" and contract == N2 then
					listed = call.responded - 1000
				end
			end
			return sent, listed
		end

		it("are looked for on every contract before the first order of one is sent", function()
			local job, carrier = with_slow_lists(4, {})
			passes(job, carrier)
			local sent <const>, listed = times_of(carrier)
			assert.equal(8, listed)
			assert.is_true(sent >= listed and sent < 9)
			job, carrier = with_slow_lists(4, { [N2] = { entry(FOREIGN) } })
			refused(job, carrier)
		end)

		it("are waited for 10 s at most; shown later, they halt", function()
			local job <const>, carrier <const> = with_slow_lists(30, { [N2] = { entry(FOREIGN) } })
			local outcome <const> = run(job, carrier)
			local sent <const> = times_of(carrier)
			assert.is_true(sent >= 10 and sent < 11)
			assert.is_true(outcome.halted)
			assert.equal("others_ordered", outcome.halted_by)
			assert.equal(FOREIGN, outcome.others[1].orderId)
			assert.equal(1, outcome.states.succeeded)
			assert.equal(1, outcome.states.pending)
			assert.equal(1, #carrier:submissions())
		end)
	end)

	describe("while rows are sent", function()
		local ledger
		local add_job <const>, run <const> = engine_run.each_test(function(made) ledger = made end)

		--- Runs five rows of which the second's answer is lost, and `listed` is shown from then on.
		local function run_losing(listed, options)
			return run(add_job(rows_of(N1, 5)), carrier_with({ [N1] = function(asked) return asked > 1 and listed or {} end },
				lose_second), options)
		end

		it("halt when they are more than the rows that the carrier may have acted on", function()
			local outcome <const> = run_losing { entry(FOREIGN), entry(SECOND) }
			assert.is_true(outcome.halted)
			assert.equal("others_ordered", outcome.halted_by)
			assert.equal(2, #outcome.others)
			assert.same({ { job = 1, row = 2 } }, outcome.others[1].could_be)
			assert.equal(1, outcome.states.unknown)
			assert.equal(1, outcome.states.succeeded) -- what was under way is followed to its end
			assert.equal(3, outcome.states.pending)
		end)

		it("halt nothing when they are as many, rows of other jobs among them", function()
			local outcome = run_losing { entry(FOREIGN) }
			assert.is_nil(outcome.halted_by)
			assert.equal(5, outcome.states.succeeded)
			local row <const> = ledger:pending_rows(add_job { line_row(N1, "09000000099") }, N1, 0, 1)[1]
			ledger:begin_submission(row)
			ledger:transition(row, { state = "unknown", may_have_acted = true }, "undecided")
			ledger:sync()
			outcome = run_losing { entry(SECOND), entry(THIRD) }
			assert.is_nil(outcome.halted_by)
			assert.equal(4, outcome.states.succeeded)
			assert.equal(1, outcome.states.unknown)
		end)

		it("halt when no row could have them, however many the carrier may have acted on", function()
			local strange <const> = entry(FOREIGN)
			strange.serviceDateApply = "20251130" -- no request was under way that day
			local outcome <const> = run_losing { strange }
			assert.equal("others_ordered", outcome.halted_by)
			assert.equal(1, #outcome.others)
		end)

		it("halt although a person allowed those that the start showed", function()
			local outcome <const> = run_losing({ entry(FOREIGN), entry(SECOND) }, { allow_others = true })
			assert.equal("others_ordered", outcome.halted_by)
		end)
	end)

	describe("through the library", function()
		local home <const> = homes.each_test()
		local LIST <const> = "operation,contractId,lineNo,planCode,requestDate\n"
			.. "change_course,N123456789,09000000001,T3001328,20991201\n"
			.. "change_course,N123456789,09000000002,T3001328,20991201\n"
			.. "change_course,N123456789,09000000003,T3001328,20991201\n"

		--- An entry that was applied for so many days from now: the library's ledgers have the real clock.
		local function applied_in(id, days)
			return applied(entry(id, "20991201"), moments.japan("%Y%m%d", os.time() + days * 24 * 3600))
		end

		local function run(carrier, more)
			local options <const> = home:options(carrier, more)
			options.path, options.agree = home:write("list.csv", LIST), true
			return bulk.run(options)
		end

		local function strange()
			return carrier_with { [N1] = function() return { applied_in(FOREIGN, 0) } end }
		end

		it("leave no job behind when they refuse a run, and the same list can be run again", function()
			local carrier <const> = strange()
			local outcome <const>, err = run(carrier)
			assert.is_nil(outcome)
			assert.equal("others_ordered", err.kind)
			assert.equal(FOREIGN, err.orders[1].orderId)
			assert.matches("somebody else orders here", err.message)
			assert.is_false(err.owned)
			assert.is_nil(err.job)
			assert.is_nil(err.resume)
			assert.same({}, bulk.jobs { ledger = home.ledger })
			assert.equal(0, #carrier:submissions())
			assert.is_nil(io.open(home:path("list.result.csv")))
			assert.equal(0, assert(run(strange(), { allow_others = true })).exit_code)
			assert.equal(1, #bulk.jobs { ledger = home.ledger })
		end)

		it("keep the job of a resume that they refuse", function()
			assert.equal(3, assert(run(carrier_with {}, { deadline = 0.05 })).states.pending)
			local carrier <const> = strange()
			local outcome <const>, err = bulk.resume(home:options(carrier))
			assert.is_nil(outcome)
			assert.equal("others_ordered", err.kind)
			assert.equal(1, err.job)
			assert.equal(home:going_on "resume 1", err.resume)
			assert.equal(0, #carrier:submissions())
			assert.equal(3, assert(bulk.status { ledger = home.ledger }).states.pending)
			assert.equal(0, assert(bulk.resume(home:options(strange(), { allow_others = true }))).exit_code)
		end)

		it("halt a run with exit code 5", function()
			-- An order of the day after tomorrow can be no row's: the lost row adopts the other one.
			local carrier <const> = carrier_with({ [N1] = function(asked)
				return asked > 1 and { applied_in(FOREIGN, 0), applied_in(SECOND, 2) } or {}
			end }, lose_second)
			local outcome <const> = assert(run(carrier))
			assert.equal(5, outcome.exit_code)
			assert.equal("others_ordered", outcome.halted_by)
			assert.equal(2, outcome.states.succeeded)
			assert.equal(1, outcome.states.pending)
		end)
	end)
end)
