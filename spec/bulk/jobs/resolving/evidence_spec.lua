--- What speaks for an answer to unknown rows, and the answers that are taken from it, through the public functions.

local bulk <const> = require "unom.bulk"
local engine_run <const> = require "support.engine_run"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

local CONTRACT <const> = "N123456789"
local HEADER <const> = "operation,contractId,lineNo,planCode,requestDate,orderId\n"

local entry <const> = engine_run.entry

describe("what speaks for an answer #unit", function()
	local home <const> = homes.each_test()

	-- What the carrier has beside what it accepts: its lists, the orders it has at a status, and the lines whose
	-- requests get no answer.
	local accepting, completed, shown_lines, status_of, list_error, lost, carrier, later
	before_each(function()
		accepting, completed, shown_lines, status_of, list_error, lost, later = {}, {}, {}, {}, nil, {}, 0
	end)

	local function wall_clock()
		return engine_run.NOW + later
	end

	local function respond(agreeable)
		return fake_carrier.new(function(operation, arguments, ...)
			if operation:find "^list_" and list_error then
				return nil, errors.new(list_error)
			elseif operation == "list_accepting_orders" then
				return { contractId = CONTRACT, orderList = accepting }
			elseif operation == "list_completed_orders" then
				return { contractId = CONTRACT, orderList = completed }
			elseif operation == "list_lines" then
				return { contractId = CONTRACT, linesList = shown_lines }
			elseif operation == "get_order_status" and status_of[arguments.orderId] then
				return { contractId = CONTRACT, orderId = arguments.orderId,
					orderList = { { number = "1", orderStatus = status_of[arguments.orderId] } } }
			elseif not operation:find "^get_" and lost[arguments.lineNo or arguments.orderId] then
				return nil, errors.new { kind = "timeout", sent = "maybe", message = "no response" }
			end
			return agreeable(operation, arguments, ...)
		end)
	end

	local function line(number)
		return ("0900000%04d"):format(number)
	end

	--- Runs a list of rows for the lines 1 to `count`; those of `unanswered` are sent and never answered, nor listed.
	local function run(count, unanswered, more)
		local rows <const> = {}
		for number = 1, count do
			rows[number] = ("change_course,%s,%s,T3001328,20991201,\n"):format(CONTRACT, line(number))
		end
		for _, number in ipairs(unanswered) do
			lost[line(number)] = true
		end
		carrier = respond(fake_carrier.agreeable())
		local options <const> = home:options(carrier, { path = home:write("list.csv", HEADER .. table.concat(rows)),
			agree = true, wall_clock = wall_clock })
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		assert.equal(#unanswered, assert(bulk.run(options)).states.unknown)
		carrier.calls = {}
	end

	--- What `bulk.evidence` shows so many seconds after the run.
	local function look(seconds)
		later = seconds
		return assert(bulk.evidence(home:options(carrier, { job = 1, wall_clock = wall_clock }))).rows
	end

	local function answer(seconds, given)
		later = seconds
		local options <const> = home:options(carrier, { job = 1, wall_clock = wall_clock })
		for name, value in pairs(given) do
			options[name] = value
		end
		return assert(bulk.resolve(options))
	end

	--- The answer that a row's evidence speaks for: how strongly, what, and which order.
	local function proposal(row)
		local made <const> = row.proposal or {}
		return { made.certainty, made.code, made.orderId }
	end

	local function row(number, job)
		local ledger <close> = assert(ledgers.open(home.ledger))
		return ledger:row(job or 1, number)
	end

	it("is nothing where no row is unknown, and nothing is asked", function()
		run(2, {})
		assert.same({}, look(10))
		assert.same({}, carrier.calls)
		assert.same({ job = 1, taken = {}, refused = {}, left = 0, resumes = {} }, answer(10, { accept = true }))
	end)

	it("is read with one reading of the lists of a contract, and nothing is sent or changed", function()
		run(6, { 2, 4, 6 })
		accepting = { entry "AGU700" }
		local before <const> = { row(2), row(4), row(6) }
		assert.equal(3, #look(100))
		local asked <const> = {}
		for _, call in ipairs(carrier.calls) do
			asked[call.operation] = (asked[call.operation] or 0) + 1
		end
		assert.same({ list_accepting_orders = 1, list_completed_orders = 1, list_lines = 1, get_order_status = 1 }, asked)
		assert.same(before, { row(2), row(4), row(6) })
	end)

	it("shows the row, when it was sent, what could be its order, and the orders beside it", function()
		run(3, { 2 })
		completed = { { orderId = "AGU700", orderStatus = "60", serviceDateApply = "20251128", requestDate = "20991201" } }
		status_of.AGU700 = "60"
		local shown <const> = look(100)[1]
		assert.same({ 1, 2, 3, "change_course", CONTRACT, line(2), "unknown" }, { shown.job, shown.row, shown.line,
			shown.operation, shown.contractId, shown.target, shown.state })
		assert.matches("no response", shown.error)
		assert.matches("^2025%-11%-28T12:00:00%+09:00$", shown.sentAt)
		assert.is_true(shown.listedWhole)
		assert.same({ { orderId = "AGU700", orderStatus = "60", appliedOn = "2025-11-28", requestDate = "2099-12-01",
			listedAt = "2025-11-28T12:01:40+09:00", listed = true, others = {} } }, shown.couldBe)
		assert.same({ 1, row(1).order_id }, { shown.before.row, shown.before.orderId })
		assert.same({ 3, row(3).order_id }, { shown.after.row, shown.after.orderId })
	end)

	describe("for the one order that is nobody's", function()
		before_each(function()
			run(3, { 2 })
			accepting = { entry "AGU700" }
			status_of.AGU700 = "03"
		end)

		it("is a likelihood by the reading that lists it first, and a proof by a later one", function()
			assert.same({ "likelihood", "likely_settling", "AGU700" }, proposal(look(100)[1]))
			assert.same({ "likelihood", "likely_settling", "AGU700" }, proposal(look(105)[1]))
			assert.same({ "proof", "proved_alone", "AGU700" }, proposal(look(106)[1]))
		end)

		it("is no proof within seconds of the request's end: another may be listed late", function()
			look(0)
			assert.same({ "likelihood", "likely_settling", "AGU700" }, proposal(look(15)[1]))
			assert.same({ "proof", "proved_alone", "AGU700" }, proposal(look(16)[1]))
		end)

		it("is taken by accept when it is a proof, and not before", function()
			assert.same({ {}, 1 }, { answer(100, { accept = true }).taken, answer(101, { accept = true }).left })
			local taken <const> = answer(110, { accept = true })
			assert.same({ job = 1, taken = { { job = 1, row = 2, answer = "order", orderId = "AGU700", state = "tracking" } },
				refused = {}, left = 0, resumes = { home:going_on "resume 1" } }, taken)
			assert.same({ "tracking", "AGU700", false, "adopted" }, { row(2).state, row(2).order_id, row(2).may_have_acted,
				row(2).evidence })
			assert.same({}, carrier:submissions())
			assert.equal(3, assert(bulk.resume(home:options(carrier, { wall_clock = wall_clock }))).states.succeeded)
		end)

		it("is no proof where the carrier shows several entries of it, or none", function()
			look(100)
			status_of.AGU700 = nil
			carrier.respond = fake_carrier.except(function(operation)
				if operation == "get_order_status" then
					return { contractId = CONTRACT, orderId = "AGU700", orderList = {} }
				end
			end, carrier.respond)
			assert.same({}, proposal(look(110)[1]))
		end)

		it("is no proof where it is for another date", function()
			accepting = { entry("AGU700", "20990101") }
			look(100)
			assert.same({}, proposal(look(110)[1]))
		end)

		it("is no proof where somebody else orders on the contract", function()
			look(100)
			accepting = { entry "AGU700", { orderId = "AGU701", orderStatus = "01", serviceDateApply = "20250101" } }
			assert.same({}, proposal(look(110)[1])) -- AGU701 is of another day, and so of no row here
			assert.matches("^somebody else orders on the contract", look(110)[1].noProposal)
		end)

		it("is no proof where a person has said so of an order since", function()
			look(100)
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:set_others(1, CONTRACT, { "AGU800" })
			ledger:sync()
			assert.same({}, proposal(look(110)[1]))
		end)

		it("is no proof where whole lists long after the send did not show it yet", function()
			accepting = {}
			look(1200)
			accepting = { entry "AGU700" }
			look(3600)
			local shown <const> = look(3700)[1]
			assert.same({}, proposal(shown))
			assert.matches("it may be somebody else's", shown.noProposal, 1, true)
			assert.equal(1, answer(3800, { accept = true }).left)
		end)
	end)

	it("is no proof where people order on the contract all the time", function()
		run(3, { 2 }, { shared_contract = true })
		accepting, status_of = { entry "AGU700" }, { AGU700 = "03" }
		look(100)
		assert.equal("likelihood", proposal(look(110)[1])[1])
		assert.same({}, answer(120, { accept = true }).taken)
	end)

	describe("for as many orders as rows that could have made them", function()
		before_each(function()
			run(5, { 2, 4 })
			accepting = { entry "AGU701", entry "AGU700" }
		end)

		it("is a proof that all were ordered once all came to one end; accept ends them so", function()
			status_of = { AGU700 = "03", AGU701 = "60" }
			assert.same({ "likelihood", "likely_in_sequence", "AGU700" }, proposal(look(100)[1]))
			for _, shown in ipairs(look(110)) do
				assert.same({ "proof", "proved_counted" }, proposal(shown))
				assert.matches("AGU701", shown.proposal.why)
			end
			local taken <const> = answer(120, { accept = true })
			assert.same({ 2, 0 }, { #taken.taken, taken.left })
			for _, number in ipairs { 2, 4 } do
				assert.same({ "succeeded", false, "counted" }, { row(number).state, row(number).may_have_acted,
					row(number).evidence })
				assert.is_nil(row(number).order_id)
			end
			local ledger <close> = assert(ledgers.open(home.ledger))
			assert.same({}, ledger:unexplained(CONTRACT, { "AGU700", "AGU701" }))
			assert.is_false(ledger:has_others_since(CONTRACT, 0))
			ledger:sync()
			local plan <const> = assert(bulk.cancel_plan { ledger = home.ledger, job = 1, states = { "succeeded" } })
			assert.same({ 2, 0 }, { plan.also.counted, plan.staying }) -- their orders can be taken back, by their ids
		end)

		it("proposes them in the order of the sends where they have not ended alike, and accepts nothing", function()
			for _, ends in ipairs { { "03", "01" }, { "03", "05" } } do
				status_of = { AGU700 = ends[1], AGU701 = ends[2] }
				look(100)
				local rows <const> = look(110)
				assert.same({ "likelihood", "likely_in_sequence", "AGU700" }, proposal(rows[1]))
				assert.same({ "likelihood", "likely_in_sequence", "AGU701" }, proposal(rows[2]))
				assert.same({ { job = 1, row = 4 } }, rows[1].couldBe[1].others)
				assert.same({}, answer(120, { accept = true }).taken)
			end
		end)

		it("does not count a row that was sent twice as one", function()
			status_of = { AGU700 = "03", AGU701 = "03" }
			look(100)
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:transition(ledger:row(1, 2), { state = "pending" }, "resolved", { answer = "resend" })
			ledger:begin_submission(ledger:row(1, 2))
			ledger:transition(ledger:row(1, 2), { state = "unknown" }, "undecided")
			ledger:sync()
			for _, shown in ipairs(look(110)) do
				assert.not_equal("proof", proposal(shown)[1])
			end
		end)

		it("leaves rows that another row may have made open", function()
			status_of = { AGU700 = "03", AGU701 = "03" }
			look(100)
			assert(bulk.resolve(home:options(carrier, { job = 1, row = 4, abandon = true })))
			assert.not_equal("proof", proposal(look(110)[1])[1]) -- the one that was let go may have made it
		end)
	end)

	it("takes an order that is certainly one row's as that row's, and counts the others", function()
		run(5, { 1, 3, 5 })
		accepting = { entry "AGU700", entry "AGU701", entry "AGU702" }
		status_of = { AGU700 = "01", AGU701 = "03", AGU702 = "03" }
		look(100)
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger.database:run("UPDATE listed SET first_event = ? WHERE id = 'AGU700'", row(1).first_sent + 1)
		ledger:sync()
		local rows <const> = look(110)
		assert.same({ "proof", "proved_alone", "AGU700" }, proposal(rows[1]))
		for index = 2, 3 do
			assert.same({ "proof", "proved_counted" }, proposal(rows[index]))
			assert.not_matches("AGU700", rows[index].proposal.why)
		end
		local told <const> = answer(120, { accept = true })
		assert.same({ 3, 0 }, { #told.taken, told.left })
		assert.same({ "tracking", "AGU700" }, { row(1).state, row(1).order_id })
		assert.same({ "succeeded", "succeeded" }, { row(3).state, row(5).state })
	end)

	it("proposes nothing for one order of two rows", function()
		run(5, { 2, 4 })
		accepting, status_of = { entry "AGU700" }, { AGU700 = "03" }
		look(100)
		for _, shown in ipairs(look(1000)) do
			assert.same({}, proposal(shown))
			assert.equal("1 order that is nobody's could be of 2 rows", shown.noProposal)
		end
	end)

	it("proposes the order between those of the rows that were sent right before and after", function()
		run(5, { 2, 4 })
		local after <const> = row(3).order_id
		local id <const> = after:gsub("%d$", function(digit) return math.tointeger(digit) - 1 end) .. "5"
		accepting = { entry(id) }
		assert.same({}, proposal(look(100)[1])) -- it is longer than theirs: such ids do not rise together
		-- An id as long as those of its neighbours, between them.
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger:transition(ledger:row(1, 3), { order_id = "AGU0000000000009" }, "status")
		ledger:sync()
		accepting = { entry "AGU0000000000005" }
		status_of.AGU0000000000005 = "03"
		local rows <const> = look(110)
		assert.same({ "likelihood", "likely_between", "AGU0000000000005" }, proposal(rows[1]))
		assert.same({}, proposal(rows[2]))
	end)

	it("proposes no order that another row sent between the same two can have made", function()
		run(5, { 2, 3 })
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger:transition(ledger:row(1, 4), { order_id = "AGU0000000000009" }, "status")
		ledger:sync()
		accepting, status_of = { entry "AGU0000000000005" }, { AGU0000000000005 = "03" }
		look(100)
		for _, shown in ipairs(look(110)) do
			assert.same({}, proposal(shown))
		end
	end)

	describe("where nothing is listed", function()
		before_each(function() run(3, { 2 }) end)

		it("proposes to send it again, 10 minutes after its request ended", function()
			assert.same({}, proposal(look(599)[1]))
			assert.matches("9 minutes after its request ended: from 10 minutes on", look(599)[1].noProposal)
			assert.same({ "likelihood", "likely_unlisted" }, proposal(look(600)[1]))
		end)

		it("sends it again by a person's word for all of them, and it keeps the mark", function()
			local told = answer(599, { resend_unlisted = true, accept = true })
			assert.same({ {}, 1, "unknown" }, { told.taken, told.left, row(2).state })
			told = answer(600, { resend_unlisted = true })
			assert.same({ { job = 1, row = 2, answer = "resend", state = "pending" } }, told.taken)
			assert.same({ "pending", true }, { row(2).state, row(2).may_have_acted })
			assert.same({}, carrier:submissions())
			lost = {}
			assert.equal(3, assert(bulk.resume(home:options(carrier, { wall_clock = wall_clock }))).states.succeeded)
		end)

		it("does not where a later row has ordered the same", function()
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:transaction(function()
				local job <const> = ledger:add_job { list = "other.csv", columns = {}, settings = {}, purpose = "list" }
				ledger:add_row(job, { row = 1, line = 2, contract = CONTRACT, operation = "change_course",
					arguments = row(2).arguments })
				ledger:close_job(job, 1)
				ledger:begin_submission(ledger:row(job, 1))
				ledger:transition(ledger:row(job, 1), { state = "succeeded", order_id = "AGU900" }, "succeeded")
			end)
			local told <const> = answer(700, { resend_unlisted = true })
			assert.same({ {}, 1, 2 }, { told.taken, told.left, told.refused[1].row })
			assert.matches("row 1 of job 2 ordered the same", told.refused[1].message)
		end)

		it("proposes nothing where the lists are at their limit", function()
			for index = 1, 1000 do
				completed[index] = { orderId = ("AGB9%05d"):format(index), orderStatus = "03", serviceDateApply = "20251101" }
			end
			assert.same({}, proposal(look(1000)[1]))
			assert.matches("do not show all there is", look(1000)[1].noProposal)
			assert.same({}, answer(1000, { resend_unlisted = true }).taken)
		end)

		it("says so where the carrier could not be asked", function()
			list_error = { kind = "network", sent = "no", message = "no route" }
			assert.same({}, proposal(look(1000)[1]))
			assert.matches("could not be asked: .*no route", look(1000)[1].noProposal)
			assert.same({}, answer(1000, { resend_unlisted = true, accept = true }).taken)
		end)

		it("stops where nobody is authorised", function()
			list_error = { kind = "auth", sent = "no", status = 401, message = "no" }
			local found <const>, err = bulk.evidence(home:options(carrier, { job = 1 }))
			assert.is_nil(found)
			assert.equal("auth", err.kind)
		end)

		it("is refused while somebody works on the contract", function()
			local ledger <close> = assert(ledgers.open(home.ledger))
			local lock <close> = assert(require("unom.bulk.ledger.contract_lock").acquire(ledger, { CONTRACT }, 9))
			assert.truthy(lock)
			local found <const>, err = bulk.evidence(home:options(carrier, { job = 1 }))
			assert.is_nil(found)
			assert.equal("locked", err.kind)
		end)
	end)

	describe("of how the line stands", function()
		--- What the carrier shows of lines: their plans, by number.
		local function show(plans)
			shown_lines = {}
			for number, plan in pairs(plans) do
				table.insert(shown_lines, { lineNo = line(number), planCode = plan })
			end
		end

		it("is shown beside what was ordered and what was there before the job", function()
			show { [2] = "T3001327" }
			run(3, { 2 })
			show { [2] = "T3001326" }
			assert.same({ { field = "planCode", ordered = "T3001328", now = "T3001326", before = "T3001327" } }, look(10)[1].now)
			show { [1] = "T3001326" }
			assert.same({ "not_shown" }, { look(10)[1].notShown, look(10)[1].now })
		end)

		for code, before in pairs { likely_line_so = "T3001328", likely_line_changed = "T3001327" } do
			it("keeps a row from being sent again whose line is as ordered: " .. code, function()
				show { [2] = before }
				run(3, { 2 })
				show { [2] = "T3001328" }
				assert.same({ "likelihood", code }, proposal(look(700)[1]))
				assert.equal("abandon", look(700)[1].proposal.answer)
				assert.same({}, answer(700, { resend_unlisted = true }).taken)
				show { [2] = "T3001326" }
				assert.same({ "likelihood", "likely_unlisted" }, proposal(look(700)[1]))
			end)
		end

		it("tells which of two rows has an order: the one whose line has become as ordered", function()
			show { [2] = "T3001327", [4] = "T3001327" }
			run(5, { 2, 4 })
			completed = { { orderId = "AGU700", orderStatus = "60", serviceDateApply = "20251128", requestDate = "20991201" } }
			status_of = { AGU700 = "60" }
			look(100)
			assert.same({}, proposal(look(110)[2])) -- its day has not come: no line shows anything of it
			show { [2] = "T3001327", [4] = "T3001328" }
			local rows <const> = look(110)
			assert.same({}, proposal(rows[1]))
			assert.same({ "likelihood", "likely_by_line", "AGU700" }, proposal(rows[2]))
		end)

		it("tells that an order in effect is of no row whose line stands otherwise", function()
			show { [2] = "T3001327", [4] = "T3001328" }
			run(5, { 2, 4 })
			local order <const> = { orderId = "AGU700", orderStatus = "60", serviceDateApply = "20251128" }
			completed, status_of = { order }, { AGU700 = "60" }
			look(100)
			-- A row that asks for no day.
			local ledger <close> = assert(ledgers.open(home.ledger))
			for _, number in ipairs { 2, 4 } do
				local arguments <const> = row(number).arguments
				arguments.requestDate = nil
				ledger:transition(ledger:row(1, number), { arguments = arguments }, "status")
			end
			ledger:sync()
			local rows <const> = look(110)
			assert.same({}, proposal(rows[1]))
			assert.same({ "likelihood", "likely_by_line", "AGU700" }, proposal(rows[2]))
		end)
	end)

	it("proves a cancel by its order, which is taken back", function()
		carrier = respond(fake_carrier.agreeable())
		lost.AGU500 = true
		accepting = { { orderId = "AGU500", orderStatus = "10", serviceDateApply = "20251101" } }
		assert.equal(1, assert(bulk.run(home:options(carrier, { agree = true, wall_clock = wall_clock,
			path = home:write("list.csv", HEADER .. "cancel_order," .. CONTRACT .. ",,,,AGU500\n") }))).states.unknown)
		assert.not_equal("proof", proposal(look(100)[1])[1])
		accepting, completed = {}, { { orderId = "AGU500", orderStatus = "11", serviceDateApply = "20251101" } }
		assert.same({ "proof", "proved_ended" }, proposal(look(110)[1]))
		assert.same({ "succeeded" }, { answer(110, { accept = true }).taken[1].state })
		assert.same({ "succeeded", false }, { row(1).state, row(1).may_have_acted })
	end)

	it("shows unknown rows of retries too, and says how to go on with each job", function()
		run(3, { 2 })
		local ledger <close> = assert(ledgers.open(home.ledger, wall_clock))
		ledger:transaction(function()
			local job <const> = ledger:add_job { list = "list.csv", columns = {}, settings = {}, purpose = "retry", parent = 1 }
			local arguments <const> = ledger:row(1, 3).arguments
			arguments.lineNo = line(9)
			ledger:add_row(job, { row = 1, line = 2, contract = CONTRACT, operation = "change_course", arguments = arguments })
			ledger:close_job(job, 1)
			ledger:begin_submission(ledger:row(job, 1))
			ledger:transition(ledger:row(job, 1), { state = "unknown", may_have_acted = true }, "undecided")
		end)
		local rows <const> = look(700)
		assert.same({ { 1, 2 }, { 2, 1 } }, { { rows[1].job, rows[1].row }, { rows[2].job, rows[2].row } })
		assert.same({ home:going_on "resume 1", home:going_on "resume 2" }, answer(700, { resend_unlisted = true }).resumes)
	end)

	it("proposes nothing where one of the two lists of orders could not be had", function()
		run(3, { 2 })
		carrier.respond = fake_carrier.except(function(operation)
			if operation == "list_completed_orders" then
				return { contractId = CONTRACT }
			end
		end, carrier.respond)
		assert.same({}, proposal(look(700)[1]))
		assert.matches("could not be asked: there is no list", look(700)[1].noProposal)
	end)

	it("does not send a row again whose secrets are gone", function()
		run(3, { 2 })
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger:transition(ledger:row(1, 2), { wiped = "authenticationPassword" }, "status")
		ledger:sync()
		local told <const> = answer(700, { resend_unlisted = true })
		assert.same({ {}, 1 }, { told.taken, told.left })
		assert.matches("passwords of row 2 are no longer kept", told.refused[1].message)
	end)

	describe("of a reservation", function()
		local shares, no_baseline
		before_each(function()
			shares, no_baseline, lost[line(2)] = {}, false, true
			carrier = respond(fake_carrier.except(function(operation)
				if operation == "list_data_share_lines" then
					return { contractId = CONTRACT, linesList = not no_baseline and shares or nil }
				end
			end, fake_carrier.agreeable()))
		end)

		local function run_shares()
			assert.equal(1, assert(bulk.run(home:options(carrier, { agree = true, wall_clock = wall_clock,
				path = home:write("list.csv", "operation,contractId,lineNo\nadd_data_share_lines," .. CONTRACT .. ","
					.. line(2) .. "\n") }))).states.unknown)
		end

		it("is a proof where the line is listed since, and was not before", function()
			run_shares()
			shares = { { lineNo = line(2), status = "01", reserveId = "10000000001" } }
			assert.same({ "proof", "proved_line", "10000000001" }, proposal(look(100)[1]))
			assert.equal("10000000001", answer(100, { accept = true }).taken[1].orderId)
			assert.same({ "tracking", "10000000001" }, { row(1).state, row(1).reserve_id })
		end)

		it("is none where nobody knows how the line was before", function()
			no_baseline = true
			run_shares()
			no_baseline, shares = false, { { lineNo = line(2), status = "01", reserveId = "10000000001" } }
			assert.same({}, proposal(look(100)[1]))
			assert.matches("nobody knows how it was before", look(100)[1].noProposal)
		end)

		it("proposes to send it again where the line is not listed", function()
			run_shares()
			assert.same({}, proposal(look(599)[1]))
			assert.same({ "likelihood", "likely_unlisted" }, proposal(look(700)[1]))
		end)
	end)

	it("takes answers for all rows, or for one", function()
		run(2, {})
		assert.error_matches(function() bulk.resolve(home:options(carrier, { job = 1, row = 1, accept = true })) end,
			"'row' to 'bulk.resolve' %(not together with 'accept'")
		assert.error_matches(function() bulk.resolve(home:options(carrier, { job = 1 })) end,
			"'row' to 'bulk.resolve' %(missing%)")
	end)

	it("proves that a cancel came to nothing by its order, which has ended otherwise", function()
		carrier = respond(fake_carrier.agreeable())
		lost.AGU500 = true
		accepting = { { orderId = "AGU500", orderStatus = "10", serviceDateApply = "20251101" } }
		assert(bulk.run(home:options(carrier, { agree = true, wall_clock = wall_clock,
			path = home:write("list.csv", HEADER .. "cancel_order," .. CONTRACT .. ",,,,AGU500\n") })))
		accepting[2] = entry "AGU700" -- it may be the cancel's
		assert.same({}, proposal(look(1000)[1]))
		assert.matches("AGU500 .*10", look(1000)[1].noProposal)
		completed, accepting = { { orderId = "AGU500", orderStatus = "60", serviceDateApply = "20251101" } }, {}
		assert.same({ "proof", "not_taken_back" }, proposal(look(1010)[1]))
		assert.equal("failed", answer(1010, { accept = true }).taken[1].state)
		-- AGU700 may be the cancel's: it is not to be taken for another row's.
		assert.same({ "failed", true, "not_taken_back" }, { row(1).state, row(1).may_have_acted, row(1).reason.code })
	end)

	it("needs a client", function()
		run(2, {})
		assert.error_matches(function() bulk.evidence { ledger = home.ledger } end, "'client' to 'bulk.evidence' %(missing%)")
		assert.error_matches(function() bulk.resolve { ledger = home.ledger, job = 1, accept = true } end,
			"'client' to 'bulk.resolve' %(missing%)")
	end)
end)
