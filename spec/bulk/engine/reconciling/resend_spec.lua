--- The mark: a row that the carrier may have acted on bears it, and is sent again only when the lists show nothing that
-- could be its own.

local baseline <const> = require "unom.bulk.ledger.baseline"
local engine_run <const> = require "support.engine_run"
local evidence <const> = require "unom.bulk.carrier.evidence"
local fake_carrier <const> = require "support.fake_carrier"
local ledgers <const> = require "unom.bulk.ledger"
local reason <const> = require "unom.reason"
local resolve <const> = require "unom.bulk.jobs.resolving.resolve"

local N1 <const> = "N123456789"
local OWN <const>, OTHER <const> = "AGU9000000000001", "AGU9000000000002"
local FIRST <const>, SECOND <const> = "09000000001", "09000000002"
local entry <const>, failure <const> = engine_run.entry, engine_run.failure
local rows_of <const>, line_row <const> = engine_run.rows_of, engine_run.line_row

describe("resending #unit", function()
	local ledger
	local add_job <const>, run_job <const>, events_of <const> = engine_run.each_test(function(made) ledger = made end)

	--- Runs a job, which ends some time also where it follows what should not have been sent.
	local function run(job, carrier, options)
		options = options or {}
		options.deadline = options.deadline or 3600
		return run_job(job, carrier, options)
	end

	local LISTS <const> = { list_accepting_orders = "orderList", list_completed_orders = "orderList",
		list_data_share_lines = "linesList" }
	local accepted = 0

	--- A carrier that accepts every order; see fake_carrier.except for `exception`.
	-- @param lists by operation, what it shows: entries, or a function that is given how often it was asked
	local function carrier_with(lists, exception)
		accepted = accepted + 100 -- the ids of no other carrier
		return fake_carrier.new(fake_carrier.except(function(operation, arguments, times)
			local list = lists and lists[operation]
			if list then
				list = type(list) == "function" and list(times) or list
				return { contractId = arguments.contractId, [LISTS[operation]] = list }
			end
			return (exception or function() end)(operation, arguments, times)
		end, fake_carrier.agreeable(nil, accepted)))
	end

	local function lose_first(_, arguments)
		if arguments.lineNo == FIRST then
			return failure { kind = "timeout", sent = "maybe" }
		end
	end

	local function marked(job)
		return ledger:row(job, 1).may_have_acted
	end

	--- A job of these rows whose first is unknown and bears the mark.
	local function unknown_first(rows)
		local job <const> = add_job(rows)
		local row <const> = ledger:pending_rows(job, N1, 0, 1)[1]
		ledger:begin_submission(row)
		ledger:transition(row, { state = "unknown", may_have_acted = true }, "undecided")
		ledger:sync()
		return job
	end

	--- A person's answer for the first row of a job. Returns the row.
	local function answer(job, options, carrier)
		options.row, options.client = 1, carrier or carrier_with()
		options.clock, options.sleep = options.client:clock(), options.client:sleeper()
		options.random = function() return 0.5 end
		assert(resolve.row(ledger, ledger:job(job), options))
		return ledger:row(job, 1)
	end

	--- A job whose first row bears the mark and is to be sent again.
	-- @param force did the person insist?
	local function resent_first(rows, force, carrier)
		local job <const> = unknown_first(rows)
		assert.equal("pending", answer(job, { resend = true, force = force }, carrier).state)
		return job
	end

	--- Asserts that the first row was held back for that reason, and that the rows after it were sent.
	local function assert_held_back(job, carrier, why, states)
		local row <const> = ledger:row(job, 1)
		assert.equal("unknown", row.state)
		assert.is_true(row.may_have_acted)
		assert.same(why, row.reason)
		assert.equal("submitting undecided resolved held_back", events_of(job, 1))
		for _, call in ipairs(carrier:submissions()) do
			assert.is_not.equal(FIRST, call.arguments.lineNo)
		end
		assert.equal(ledger:job(job).total - 1, #carrier:submissions())
		assert.equal(ledger:job(job).total - 1, states.succeeded)
	end

	describe("is marked", function()
		it("while the row is in doubt, and when it ends unknown", function()
			local job <const> = add_job(rows_of(N1, 1))
			local in_doubt
			run(job, carrier_with({ list_completed_orders = function(times)
				in_doubt = in_doubt or times > 1 and ledger:row(job, 1)
				return {}
			end }, lose_first))
			assert.equal("submitting", in_doubt.state)
			assert.is_true(in_doubt.may_have_acted)
			assert.equal("unknown", ledger:row(job, 1).state)
			assert.is_true(marked(job))
		end)

		it("when a run was cut off while it was sent", function()
			local job <const> = add_job(rows_of(N1, 1))
			baseline.set(ledger, job, N1, evidence.kind "change_course", { ids = {}, whole = true })
			ledger:begin_submission(ledger:pending_rows(job, N1, 0, 1)[1])
			ledger:sync()
			assert.is_false(marked(job))
			local while_looking
			run(job, carrier_with(nil, function() while_looking = marked(job) end))
			assert.is_true(while_looking)
			assert.is_true(marked(job))
			assert.equal("submitting cut_off listed listed undecided", events_of(job, 1))
		end)

		it("no more once it is adopted", function()
			local job <const> = add_job(rows_of(N1, 1))
			run(job, carrier_with({ list_accepting_orders = function(times) return times > 1 and { entry(OWN) } or {} end },
				lose_first))
			assert.equal(OWN, ledger:row(job, 1).order_id)
			assert.is_false(marked(job))
		end)

		it("no more once its second request is answered with an id", function()
			local job <const> = resent_first(rows_of(N1, 1))
			assert.equal(1, run(job, carrier_with()).states.succeeded)
			assert.is_false(marked(job))
		end)

		it("no more once a person names its order", function()
			local job <const> = unknown_first(rows_of(N1, 1))
			local row <const> = answer(job, { order = OWN })
			assert.equal("tracking", row.state)
			assert.is_false(row.may_have_acted)
		end)

		it("still when a person has it sent again or abandons it, and however long ago it was", function()
			local sent_again <const> = resent_first(rows_of(N1, 1))
			assert.is_true(marked(sent_again))
			local abandoned <const> = unknown_first(rows_of(N1, 1))
			assert.equal("cancelled", answer(abandoned, { abandon = true }).state)
			assert.is_true(marked(abandoned))
			local later <close> = assert(ledgers.open(ledger.path, function() return engine_run.NOW + 400 * 24 * 3600 end))
			local found <const> = {}
			for index, row in ipairs(later:marked_rows(N1)) do
				found[index] = { row.job, row.state, row.first_sent_at }
			end
			assert.same({ { sent_again, "pending", "2025-11-28T03:00:00Z" },
				{ abandoned, "cancelled", "2025-11-28T03:00:00Z" } }, found)
		end)

		-- What answers the second request says nothing of the first: it may be refused because that was acted on.
		for state, fields in pairs { unknown = { kind = "api", sent = "yes", status = 400 },
			pending = { kind = "auth", sent = "no", status = 401 } } do
			it(("still when the answer to its second request makes it %s"):format(state), function()
				local job <const> = resent_first(rows_of(N1, 1))
				local carrier <const> = carrier_with(nil, function(operation)
					if operation == "change_course" then
						return failure(fields)
					end
				end)
				assert.equal(1, run(job, carrier).states[state])
				assert.equal(1, #carrier:submissions())
				assert.is_true(marked(job))
			end)
		end
	end)

	describe("needs a look", function()
		--- The operations that were asked for, in order, up to the first submission for that line; polls left out.
		local function before(carrier, line)
			local names <const> = {}
			for _, call in ipairs(carrier.calls) do
				if call.arguments.lineNo == line then
					return names
				elseif not call.operation:find "^get_" then
					names[#names + 1] = call.operation
				end
			end
		end

		it("right before it is sent: both lists, and nothing between; no other row does", function()
			local job <const> = resent_first(rows_of(N1, 2))
			local carrier <const> = carrier_with()
			assert.equal(2, run(job, carrier).states.succeeded)
			assert.same({ "list_accepting_orders", "list_completed_orders", "list_accepting_orders",
				"list_completed_orders" }, before(carrier, FIRST))
			assert.equal(4, #carrier:submissions "list_accepting_orders" + #carrier:submissions "list_completed_orders")
			local look <const> = carrier:submissions("list_completed_orders")[2]
			local sent <const> = carrier:submissions("change_course")[1]
			assert.equal(FIRST, sent.arguments.lineNo)
			assert.equal(look.responded, sent.started)
		end)

		it("again when it comes back undone", function()
			local job <const> = resent_first(rows_of(N1, 1))
			local carrier <const> = carrier_with(nil, function(operation, _, times)
				if operation == "change_course" and times == 1 then
					return failure { kind = "network", sent = "no" }
				end
			end)
			assert.equal(1, run(job, carrier).states.succeeded)
			assert.equal(2, #carrier:submissions())
			assert.equal(3, #carrier:submissions "list_completed_orders")
			assert.equal(carrier:submissions("list_completed_orders")[3].responded, carrier:submissions()[2].started)
		end)

		it("in this run: one of a run before counts for nothing", function()
			local job <const> = resent_first(rows_of(N1, 1))
			local stopped <const> = carrier_with()
			run(job, stopped, { deadline = 0.35 }) -- after the baseline, while the look is taken
			assert.equal(0, #stopped:submissions())
			local carrier <const> = carrier_with()
			assert.equal(1, run(job, carrier).states.succeeded)
			assert.equal(2, #carrier:submissions "list_completed_orders")
		end)
	end)

	describe("is held back, and the next row goes on,", function()
		it("when the look shows an order that could be its own", function()
			local job <const> = resent_first(rows_of(N1, 3))
			local carrier <const> = carrier_with { list_accepting_orders = function(times)
				return times > 1 and { entry(OWN) } or {}
			end }
			assert_held_back(job, carrier, reason.new("resend_seen", { ids = OWN }), run(job, carrier).states)
		end)

		it("when the completed list alone shows two of them", function()
			local job <const> = resent_first(rows_of(N1, 2))
			local carrier <const> = carrier_with { list_completed_orders = function(times)
				return times > 1 and { entry(OWN), entry(OTHER) } or {}
			end }
			assert_held_back(job, carrier, reason.new("resend_seen", { ids = OWN .. " " .. OTHER }),
				run(job, carrier, { shared_contract = true }).states)
		end)

		it("when the lists show one at the start, where nobody is asked about them", function()
			local job <const> = resent_first(rows_of(N1, 3))
			local carrier <const> = carrier_with { list_accepting_orders = { entry(OWN) } }
			assert_held_back(job, carrier, reason.new("resend_seen", { ids = OWN }),
				run(job, carrier, { shared_contract = true }).states)
			assert.equal(1, #carrier:submissions "list_completed_orders")
		end)

		local full <const> = {}
		for index = 1, 1000 do
			full[index] = entry(("AGB8%012d"):format(index))
		end

		-- From which time on the lists are asked they are not whole: the start is the first, the look the second.
		for from, where in ipairs { "at the start", "at the look" } do
			it(("when a list is at its limit %s"):format(where), function()
				local job <const> = resent_first(rows_of(N1, 2))
				local carrier <const> = carrier_with { list_completed_orders = function(times)
					return times >= from and full or {}
				end }
				assert_held_back(job, carrier, reason.new "resend_not_whole", run(job, carrier).states)
			end)

			it(("when a list cannot be had %s"):format(where), function()
				local job <const> = resent_first(rows_of(N1, 2))
				local carrier <const> = carrier_with(nil, function(operation, _, times)
					if operation == "list_accepting_orders" and times >= from then
						return failure { kind = "api", sent = "yes", status = 400 }
					end
				end)
				assert_held_back(job, carrier, reason.new "resend_not_whole", run(job, carrier).states)
			end)
		end

		it("but not for what cannot be its own: of another system, another row's, or from before", function()
			local job <const> = add_job(rows_of(N1, 2))
			run(job, carrier_with({ list_accepting_orders = { entry(OTHER) } }, lose_first), { shared_contract = true })
			local named <const> = ledger:row(job, 2).order_id
			assert.equal("pending", answer(job, { resend = true }).state)
			local carrier <const> = carrier_with { list_accepting_orders = { entry(OTHER), entry "AGB9000000000001",
				entry(named) } }
			assert.equal(2, run(job, carrier, { shared_contract = true }).states.succeeded)
			assert.equal(1, #carrier:submissions())
		end)
	end)

	describe("of a data-share row", function()
		local OPERATIONS <const> = { add_data_share_lines = "01", remove_data_share_line = "03" }

		--- The first line as it is listed once the operation was accepted.
		local function listed(status)
			return { { lineNo = FIRST, status = status, reserveId = "77" } }
		end

		--- A line as it is listed after the row that was sent last was carried out.
		local function registered(line)
			return { lineNo = line, status = "02", reserveId = ("%d"):format(1000 + accepted) }
		end

		--- Lists in which every other line is as it is before its row was sent, and once it was carried out.
		local function share_lists(operation, first)
			return { list_data_share_lines = function(times)
				local lines <const> = { table.unpack(first(times)) }
				lines[#lines + 1] = (operation == "add_data_share_lines") == (times > 2) and registered(SECOND) or nil
				return lines
			end }
		end

		--- Accepts with reserveIds of its own.
		local function accept(operation, arguments)
			if OPERATIONS[operation] then
				accepted = accepted + 1
				return { contractId = arguments.contractId, resultCode = "0001", reserveId = ("%d"):format(1000 + accepted) }
			end
		end

		for operation, status in pairs(OPERATIONS) do
			it(("is sent after a look that does not show its line: %s"):format(operation), function()
				local job <const> = resent_first({ line_row(N1, FIRST, operation) })
				local carrier <const> = carrier_with(share_lists(operation, function(times)
					return (status == "01") == (times > 2) and { registered(FIRST) } or {}
				end), accept)
				assert.equal(1, run(job, carrier).states.succeeded)
				assert.equal(1, #carrier:submissions())
				assert.equal(carrier:submissions("list_data_share_lines")[2].responded, carrier:submissions()[1].started)
				assert.is_false(marked(job))
			end)

			-- What the baseline shows it explains from then on: the row is judged before.
			it(("is held back when the lists show its reservation at the start: %s"):format(operation), function()
				local job <const> = resent_first(rows_of(N1, 2, operation))
				local carrier <const> = carrier_with(share_lists(operation, function() return listed(status) end), accept)
				assert_held_back(job, carrier, reason.new("resend_seen", { ids = "77" }), run(job, carrier).states)
			end)

			it(("is held back when the look shows it: %s"):format(operation), function()
				local job <const> = resent_first(rows_of(N1, 2, operation))
				local carrier <const> = carrier_with(share_lists(operation,
					function(times) return times > 1 and listed(status) or {} end), accept)
				assert_held_back(job, carrier, reason.new("resend_seen", { ids = "77" }), run(job, carrier).states)
			end)
		end

		it("is held back when the list cannot be had", function()
			local job <const> = resent_first(rows_of(N1, 1, "add_data_share_lines"))
			local carrier <const> = carrier_with(nil, function(operation)
				if operation == "list_data_share_lines" then
					return failure { kind = "api", sent = "yes", status = 400 }
				end
			end)
			assert_held_back(job, carrier, reason.new "resend_not_whole", run(job, carrier).states)
		end)

		it("is judged by its own list alone", function()
			local job <const> = resent_first(rows_of(N1, 1, "remove_data_share_line"))
			local sent = false
			local carrier <const> = carrier_with(nil, function(operation, arguments)
				if operation == "list_completed_orders" then
					return failure { kind = "api", sent = "yes", status = 400 }
				end
				sent = sent or operation == "remove_data_share_line"
				if operation == "list_data_share_lines" then
					return { contractId = N1, linesList = not sent and { registered(FIRST) } or {} }
				end
				return accept(operation, arguments)
			end)
			assert.equal(1, run(job, carrier).states.succeeded)
		end)

		for what, first in pairs { ["it is listed"] = listed "01", ["the list is not whole"] = { {} } } do
			it(("is sent although %s when a person insists"):format(what), function()
				local operation <const> = "add_data_share_lines"
				local job <const> = resent_first({ line_row(N1, FIRST, operation) }, true)
				local carrier <const> = carrier_with(share_lists(operation, function(times)
					return times > 2 and { registered(FIRST) } or first
				end), accept)
				assert.equal(1, run(job, carrier).states.succeeded)
				assert.equal(1, #carrier:submissions())
			end)
		end
	end)

	describe("on which a person insists", function()
		it("passes what was shown then, and lists that are not whole", function()
			local shown <const> = { list_accepting_orders = { entry(OWN) } }
			local job <const> = resent_first(rows_of(N1, 1), true, carrier_with(shown))
			local carrier <const> = carrier_with({ list_accepting_orders = shown.list_accepting_orders }, function(operation)
				if operation == "list_completed_orders" then
					return failure { kind = "api", sent = "yes", status = 400 }
				end
			end)
			assert.equal(1, run(job, carrier).states.succeeded)
			assert.equal(1, #carrier:submissions())
		end)

		it("is held back all the same for an order that is shown since", function()
			local shown <const> = { list_accepting_orders = { entry(OWN) } }
			local job <const> = resent_first(rows_of(N1, 2), true, carrier_with(shown))
			local carrier <const> = carrier_with { list_accepting_orders = function(times)
				return { entry(OWN), times > 1 and entry(OTHER) or nil }
			end }
			assert_held_back(job, carrier, reason.new("resend_seen", { ids = OTHER }), run(job, carrier).states)
		end)
	end)
end)
