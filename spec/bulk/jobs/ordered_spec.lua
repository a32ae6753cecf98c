--- Ordered before: a list that is corrected, saved again, sorted, renamed or run beside another orders nothing twice.

local bulk <const> = require "unom.bulk"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

local NOON <const> = 1764298800 -- 2025-11-28 in Japan
local HOUR <const>, DAY <const> = 3600, 86400

describe("ordered before #unit", function()
	local home <const> = homes.each_test()

	local now, carriers
	before_each(function() now, carriers = NOON, 0 end)

	--- A carrier that accepts all, with ids of its own; `exception` may answer instead.
	local function carrier_with(exception, status)
		carriers = carriers + 1
		local respond <const> = fake_carrier.agreeable(status, 1000 * carriers)
		return fake_carrier.new(exception and fake_carrier.except(exception, respond) or respond)
	end

	local function options(carrier, more)
		local made <const> = home:options(carrier, more)
		made.wall_clock = function() return now end
		return made
	end

	--- Runs a list of these lines after the header, under a name.
	local function run(name, header, lines, more, carrier)
		carrier = carrier or carrier_with()
		local given <const> = options(carrier, more)
		given.path = home:write(name, header .. "\n" .. table.concat(lines, "\n") .. "\n")
		given.agree, given.contract_id = true, "N123456789"
		local outcome <const>, err <const> = bulk.run(given)
		return outcome, err, carrier
	end

	local COURSE <const> = "operation,lineNo,planCode,requestDate"
	local function course(line, plan, date)
		return ("change_course,0900000000%d,%s,%s"):format(line, plan or "T3001328", date or "20991201")
	end

	--- The problems of an error, each as "line code job/row".
	local function shown(err)
		assert.equal("change_list", err and err.kind)
		local found <const> = {}
		for index, problem in ipairs(err.problems) do
			found[index] = ("%d %s %s"):format(problem.line, problem.code, problem.message:match "row %d+ of job %d+")
		end
		return found
	end

	local function assert_done(outcome, err)
		assert.is_truthy(outcome, tostring(err and err.problems or err))
		assert.equal(0, outcome.exit_code)
	end

	local function refuse(operation)
		if operation == "change_course" then
			return nil, errors.new { kind = "api", status = 404, sent = "yes", message = "Line is not found." }
		end
	end

	describe("a list that is run again", function()
		before_each(function() assert_done(run("plans.csv", COURSE, { course(1), course(2), course(3) })) end)

		it("is refused row by row when one row was corrected; with skip_ordered that row alone goes out", function()
			local corrected <const> = { course(1), course(4), course(3) }
			local outcome, err, carrier = run("plans.csv", COURSE, corrected)
			assert.is_nil(outcome)
			assert.same({ "2 already_ordered row 1 of job 1", "4 already_ordered row 3 of job 1" }, shown(err))
			assert.equal(0, #carrier.calls)
			assert.equal(1, #assert(bulk.jobs { ledger = home.ledger }))
			outcome, err, carrier = run("plans.csv", COURSE, corrected, { skip_ordered = true })
			assert_done(outcome, err)
			assert.equal("09000000004", carrier:submissions()[1].arguments.lineNo)
			assert.equal(1, #carrier:submissions())
			assert.equal(2, outcome.states.skipped)
			local rows <const> = csv.parse(home:read "plans.job-2.result.csv")
			assert.same({ "skipped", "succeeded", "skipped" },
				{ rows[1]["unom.state"], rows[2]["unom.state"], rows[3]["unom.state"] })
			assert.equal("row 1 of job 1 is the same order", rows[1]["unom.error"])
		end)

		it("is refused when it was saved again, sorted, renamed, or given another day", function()
			for name, lines in pairs {
				["plans.csv"] = { course(1), course(2), course(3), "" }, ["b.csv"] = { course(3), course(1), course(2) },
				["c.csv"] = { course(1, nil, "20991202"), course(2), course(3) },
			} do
				local outcome <const>, err, carrier = run(name, COURSE, lines)
				assert.is_nil(outcome)
				assert.equal(3, #shown(err))
				assert.equal(0, #carrier.calls)
			end
		end)

		it("is refused byte by byte as before, and runs with skip_ordered, all skipped", function()
			local lines <const> = { course(1), course(2), course(3) }
			local _, refused = run("plans.csv", COURSE, lines)
			assert.equal("already_run", refused.kind)
			local outcome <const>, err, carrier = run("plans.csv", COURSE, lines, { skip_ordered = true })
			assert_done(outcome, err)
			assert.equal(3, outcome.states.skipped)
			assert.equal(0, #carrier.calls)
			assert.is_nil(outcome.resume)
		end)

		it("is ordered a second time with again", function()
			local outcome <const>, err, carrier = run("plans.csv", COURSE, { course(1), course(2), course(3) }, { again = true })
			assert_done(outcome, err)
			assert.equal(3, #carrier:submissions())
		end)

		it("takes one word or the other", function()
			assert.error_matches(function()
				run("plans.csv", COURSE, { course(1) }, { again = true, skip_ordered = true })
			end, "not together with 'again'")
		end)

		it("may want something else of a line, or the same on another contract, or the same after something else", function()
			assert_done(run("other.csv", COURSE, { course(1, "T3001326") }))
			assert_done(run("back.csv", COURSE, { course(1) })) -- plan A, B, A
			assert_done(run("contract.csv", "contractId," .. COURSE, { "N987654321," .. course(2) }))
		end)

		it("is asked about for 62 days", function()
			now = NOON + 61 * DAY
			assert.is_nil((run("b.csv", COURSE, { course(2) })))
			now = NOON + 63 * DAY
			assert_done(run("b.csv", COURSE, { course(2) }))
		end)
	end)

	describe("an earlier row that has not ended", function()
		it("is a problem whatever its cells, also with again and skip_ordered, of another job too", function()
			assert(run("a.csv", COURSE, { course(1), course(2) }, { deadline = 5 }, carrier_with(nil, "01")))
			for _, more in ipairs { {}, { again = true }, { skip_ordered = true } } do
				local outcome <const>, err, carrier = run("b.csv", COURSE, { course(1, "T3001326"), course(3) }, more)
				assert.is_nil(outcome)
				assert.same({ "2 already_open row 1 of job 1" }, shown(err))
				assert.equal(0, #carrier.calls)
			end
		end)
	end)

	describe("an earlier row on which the carrier may have acted", function()
		local function lost_once(_, arguments, times)
			if arguments.lineNo == "09000000001" and times == 1 then
				return nil, errors.new { kind = "timeout", sent = "maybe", message = "no answer" }
			end
		end

		before_each(function() assert(run("a.csv", COURSE, { course(1), course(2) }, {}, carrier_with(lost_once))) end)

		it("is a problem for the same order, whatever word is given, and none for another", function()
			for _, more in ipairs { {}, { again = true }, { skip_ordered = true } } do
				local outcome <const>, err = run("b.csv", COURSE, { course(1) }, more)
				assert.is_nil(outcome)
				assert.same({ "2 may_be_ordered row 1 of job 1" }, shown(err))
			end
			local outcome <const> = run("c.csv", COURSE, { course(1, "T3001326") }) -- waits for the answer
			assert.same({ rows = 1, by = { { job = 1, row = 1 } } }, outcome.held)
			assert.equal(3, outcome.exit_code)
		end)

		it("stays one after a person has let it go, however long ago, and retry names what it leaves out", function()
			assert(bulk.resolve { ledger = home.ledger, job = 1, row = 1, abandon = true })
			now = NOON + 300 * DAY
			local _, err = run("b.csv", COURSE, { course(1) })
			assert.same({ "2 may_be_ordered row 1 of job 1" }, shown(err))
			local retried <const>, refused = bulk.retry(options(carrier_with(), { job = 1 }))
			assert.is_nil(retried)
			assert.equal("usage", refused.kind)
			assert.matches("may have acted.*bulk.resolve { job = 1, row = 1, order", refused.message)
		end)
	end)

	it("rows that did nothing are looked past: rejected, skipped; and an order that a list took back", function()
		assert(run("a.csv", COURSE, { course(1) }, {}, carrier_with(refuse)))
		assert_done(run("b.csv", COURSE, { course(1), "" }))
		assert_done(run("b.csv", COURSE, { course(1) }, { skip_ordered = true })) -- a skipped row, beside the ordered one
		local _, err = run("c.csv", COURSE, { course(1), "", "" })
		assert.same({ "2 already_ordered row 1 of job 2" }, shown(err))
		local ledger <close> = assert(ledgers.open(home.ledger))
		local id <const> = ledger:row(2, 1).order_id
		local taken_back <const> = carrier_with(function(operation, arguments)
			if operation == "get_order_status" and arguments.orderId == id then
				return { contractId = arguments.contractId, orderId = id, orderList = { { number = "1", orderStatus = "11" } } }
			elseif operation:find "^list_" then
				return { contractId = arguments.contractId, linesList = {}, orderList = { { orderId = id, orderStatus = "11",
					serviceDateApply = "20251101" } } }
			end
		end)
		assert_done(run("back.csv", "operation,orderId", { "cancel_order," .. id }, {}, taken_back))
		assert_done(run("c.csv", COURSE, { course(1), "", "" }))
	end)

	it("one group is one matter: roaming set and removed, the newest decides", function()
		local SET <const>, REMOVE <const> = "set_roaming,09000000001,T6000037", "remove_roaming,09000000001,"
		assert_done(run("a.csv", "operation,lineNo,roamingCode", { SET }))
		assert_done(run("b.csv", "operation,lineNo,roamingCode", { REMOVE }))
		local _, err = run("c.csv", "operation,lineNo,roamingCode", { REMOVE, "" })
		assert.same({ "2 already_ordered row 1 of job 2" }, shown(err))
		assert_done(run("d.csv", "operation,lineNo,roamingCode", { SET, "" }))
	end)

	it("two rows for one line of a list are both found when the list is run again", function()
		local HEADER <const> = "operation,lineNo,roamingCode"
		assert_done(run("a.csv", HEADER, { "set_roaming,09000000001,T6000037", "set_roaming,09000000001,T6000038" },
			{ allow_duplicates = true }))
		local outcome <const>, err, asked = run("a.csv", HEADER, { "set_roaming,09000000001,T6000037",
			"set_roaming,09000000001,T6000038", "" }, { allow_duplicates = true, skip_ordered = true })
		assert_done(outcome, err)
		assert.equal(2, outcome.states.skipped)
		assert.equal(0, #asked:submissions())
	end)

	it("a volume may be bought again after a day", function()
		assert_done(run("a.csv", "operation,lineNo", { "add_data_volume,09000000001" }))
		now = NOON + 23 * HOUR
		local _, err = run("b.csv", "operation,lineNo", { "add_data_volume,09000000001", "" })
		assert.same({ "2 already_ordered row 1 of job 1" }, shown(err))
		now = NOON + 25 * HOUR
		assert_done(run("b.csv", "operation,lineNo", { "add_data_volume,09000000001", "" }))
	end)

	it("a session may be cut as often as anybody likes", function()
		assert_done(run("a.csv", "operation,lineNo", { "disconnect_session,09000000001" }))
		assert_done(run("b.csv", "operation,lineNo", { "disconnect_session,09000000001", "" }))
	end)

	describe("a row that held a password", function()
		local RADIUS <const> = "operation,lineNo,authenticationId,authenticationPassword"
		before_each(function()
			assert_done(run("a.csv", RADIUS, { "change_radius_auth,09000000001,user1,hunter2hunter2" }))
		end)

		it("is a problem for a day, also with skip_ordered, and not after it", function()
			local again <const> = { "change_radius_auth,09000000001,user1,another2another2" }
			for _, more in ipairs { {}, { skip_ordered = true } } do
				local _, err = run("b.csv", RADIUS, again, more)
				assert.same({ "2 already_ordered row 1 of job 1" }, shown(err))
				assert.is_nil(tostring(err.problems):find("another2", 1, true))
			end
			now = NOON + 25 * HOUR
			assert_done(run("b.csv", RADIUS, again))
		end)

		it("is ordered again with again, and leaves no password where rows are compared", function()
			assert_done(run("b.csv", RADIUS, { "change_radius_auth,09000000001,user1,another2another2" }, { again = true }))
			local ledger <close> = assert(ledgers.open(home.ledger))
			for _, row in ipairs(ledger.database:all "SELECT order_key, compared FROM list_row") do
				assert.is_nil((row.order_key .. row.compared):find("2another2", 1, true))
			end
		end)
	end)

	it("rows that name nothing they act on stand for one another, one by one", function()
		local DEVICE <const> = "operation,deviceCode,requestDate,deliveryPostalCode,deliveryPref,deliveryCity,"
			.. "deliveryAddress1,deliveryCompanyName,notificationMailAddress,notificationPassword"
		local function device(company)
			return ("purchase_device,T2000554,20991201,1000001,東京都,千代田区,千代田,%s,a@example.com,secret-1"):format(company)
		end
		assert_done(run("a.csv", DEVICE, { device "見本商会", device "見本商会", device "別商会" },
			{ allow_duplicates = true }))
		local _, err = run("b.csv", DEVICE, { device "見本商会", device "見本商会", device "見本商会", device "他商会" },
			{ allow_duplicates = true })
		assert.same({ "2 already_ordered row 1 of job 1", "3 already_ordered row 2 of job 1" }, shown(err))
		now = NOON + 25 * HOUR
		assert_done(run("b.csv", DEVICE, { device "見本商会" }))
	end)

	it("retry asks as well", function()
		assert(run("a.csv", COURSE, { course(1) }, {}, carrier_with(refuse)))
		assert_done(run("b.csv", COURSE, { course(1), "" }))
		local carrier <const> = carrier_with()
		local retried <const>, err = bulk.retry(options(carrier, { job = 1 }))
		assert.is_nil(retried)
		assert.same({ "2 already_ordered row 1 of job 2" }, shown(err))
		assert.equal(0, #carrier.calls)
		assert.equal(1, assert(bulk.retry(options(carrier, { job = 1, skip_ordered = true }))).states.skipped)
	end)

	describe("check", function()
		local function check(lines, ledger)
			return bulk.check(home:write("c.csv", COURSE .. "\n" .. table.concat(lines, "\n") .. "\n"),
				{ ledger = ledger, agree = true, contract_id = "N123456789", wall_clock = function() return now end })
		end

		it("looks in a ledger, and writes nothing there", function()
			assert_done(run("a.csv", COURSE, { course(1), course(2) }))
			local before <const> = home:read "ledger.db"
			local summary, problems = check({ course(1), course(3) }, home.ledger)
			assert.is_nil(summary)
			assert.equal(1, #problems)
			assert.matches("c.csv:2: lineNo: row 1 of job 1 ordered the same", tostring(problems[1]))
			summary = assert(check({ course(3) }, home.ledger))
			assert.equal(1, summary.rows)
			assert.equal(before, home:read "ledger.db")
			assert.equal(2, assert(check({ course(1), course(3) })).rows) -- no ledger, no look
			assert.same({ 1 }, { #assert(bulk.jobs { ledger = home.ledger }) })
		end)

		it("advises where an order is not yet in effect and another is wanted", function()
			assert_done(run("a.csv", COURSE, { course(1) }))
			local summary <const> = assert(check({ course(1, "T3001326"), course(2) }, home.ledger))
			local found <const> = {}
			for _, advice in ipairs(summary.advice) do
				found[#found + 1] = advice.code == "order_not_in_effect" and tostring(advice) or nil
			end
			assert.equal(1, #found)
			assert.matches("c.csv:2: lineNo: row 1 of job 1 ordered something else", found[1])
		end)

		it("makes no ledger where there is none", function()
			assert(check({ course(1) }, home:path "none.db"))
			assert.is_nil(io.open(home:path "none.db"))
		end)
	end)

	it("a run that is refused leaves no job, no row and no result file", function()
		assert_done(run("a.csv", COURSE, { course(1) }))
		assert.is_nil((run("b.csv", COURSE, { course(1), course(2) })))
		local ledger <close> = assert(ledgers.open(home.ledger))
		assert.equal(1, ledger.database:first("SELECT COUNT(*) AS number FROM list_row").number)
		assert.is_nil(io.open(home:path "b.result.csv"))
	end)
end)
