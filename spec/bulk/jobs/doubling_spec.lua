--- Ways in which people came to order a line twice: each by words that were true where they were said.

local bulk <const> = require "unom.bulk"
local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local database <const> = require "unom.bulk.ledger.database"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local moments <const> = require "unom.moments"
local scratch <const> = require "support.scratch"

local N1 <const> = "N123456789"
local NOON <const> = 1764298800 -- 2025-11-28 in Japan
local TODAY <const> = "20251128"
local COURSE <const> = "operation,contractId,lineNo,planCode,requestDate"

describe("no word doubles an order #unit", function()
	local home <const> = homes.each_test()

	-- What the carrier lists; the line whose first answer is lost; how many it has accepted.
	local listed, lost_line, accepted
	before_each(function() listed, lost_line, accepted = {}, "09000000002", 0 end)

	local function carrier()
		accepted = accepted + 100
		return fake_carrier.new(fake_carrier.except(function(operation, arguments, times)
			if operation == "list_accepting_orders" then
				return { contractId = arguments.contractId, orderList = listed }
			elseif operation == "change_course" and arguments.lineNo == lost_line and times == 1 then
				lost_line = nil
				return nil, errors.new { kind = "timeout", sent = "maybe", message = "no answer" }
			end
		end, fake_carrier.agreeable(nil, accepted)))
	end

	local function options(asked, more)
		local made <const> = home:options(asked, more)
		made.wall_clock = function() return NOON end
		return made
	end

	local function course(line, plan)
		return ("change_course,%s,0900000000%d,%s,20991201"):format(N1, line, plan or "T3001328")
	end

	local function run(name, lines, more, asked)
		local given <const> = options(asked or carrier(), more)
		given.path, given.agree = home:write(name, COURSE .. "\n" .. table.concat(lines, "\n") .. "\n"), true
		return bulk.run(given)
	end

	local function show(id)
		listed[#listed + 1] = { orderId = id, serviceDateApply = TODAY, requestDate = "20991201", orderStatus = "01" }
	end

	local function resolve(answer)
		local asked <const> = carrier()
		answer.client, answer.clock, answer.sleep = asked, asked:clock(), asked:sleeper()
		answer.ledger, answer.job, answer.row = home.ledger, answer.job or 1, answer.row or 2
		return bulk.resolve(answer)
	end

	local function row_of(job, row)
		local ledger <close> = assert(ledgers.open(home.ledger))
		return ledger:row(job, row)
	end

	it("orders that a marked row could own do not become other people's by --allow-others of another job", function()
		assert.equal(1, assert(run("a.csv", { course(1), course(2) })).states.unknown)
		show "AGU9000000000001" -- the order of row 2, listed late
		assert(run("nightly.csv", { course(5) }, { allow_others = true }))
		local _, err = resolve { resend = true }
		assert.equal("usage", err.kind)
		assert.matches("AGU9000000000001", err.message)
		assert.equal("tracking", assert(resolve { order = "AGU9000000000001" }).state)
	end)

	it("a resend is held back by what is listed, though --allow-others is given with it", function()
		assert(run("a.csv", { course(1), course(2) }))
		assert(resolve { resend = true })
		show "AGU9000000000001"
		local asked <const> = carrier()
		assert.equal(3, assert(bulk.resume(options(asked, { job = 1, allow_others = true }))).exit_code)
		assert.equal(0, #asked:submissions())
		assert.equal("unknown", row_of(1, 2).state)
	end)

	it("a resend is not forced beside an order that is open", function()
		assert(run("a.csv", { course(1), course(2) }))
		assert(run("b.csv", { course(2, "T3001326") }, { deadline = 2 },
			fake_carrier.new(fake_carrier.agreeable("01", 5000))))
		for _, force in ipairs { false, true } do
			local _, err = resolve { resend = true, force = force or nil }
			assert.equal("usage", err and err.kind)
			assert.matches("has not ended", err.message)
		end
	end)

	it("an order that another row could own as well is named with that row", function()
		assert(run("a.csv", { course(1), course(2) }))
		lost_line = "09000000004"
		assert(run("b.csv", { course(4) }))
		show "AGU9000000000001"
		assert.same({ { job = 2, row = 1 } }, assert(resolve { order = "AGU9000000000001" }).could_be)
	end)

	it("a word for the start covers a row in doubt as well, and the job goes on", function()
		assert.error(function()
			run("a.csv", { course(1), course(2), course(3) }, { at = function(point)
				if point == "answered" and not lost_line then -- row 2 is left in doubt
					error("killed", 0)
				end
			end })
		end)
		show "AGU9000000000001"
		show "AGU9000000000002"
		local asked <const> = carrier()
		local outcome <const> = assert(bulk.resume(options(asked, { job = 1, allow_others = true })))
		assert.is_false(outcome.halted)
		assert.equal("09000000003", asked:submissions()[1].arguments.lineNo)
	end)

	it("a job waits until the row in doubt of another on its contract is settled", function()
		assert.error(function()
			run("a.csv", { course(1), course(2) }, { at = function(point)
				if point == "answered" and not lost_line then
					error("killed", 0)
				end
			end })
		end)
		local asked <const> = carrier()
		local outcome <const>, err = run("b.csv", { course(5) }, {}, asked)
		assert.is_nil(outcome)
		assert.equal("locked", err.kind)
		assert.matches("job 1 has a row.*bulk.resume { job = 1 }", err.message)
		assert.equal(0, #asked.calls)
	end)

	it("an id that is another row's makes a row unknown", function()
		local asked <const> = fake_carrier.new(fake_carrier.except(function(operation, arguments)
			if operation == "change_course" then
				return { contractId = arguments.contractId, resultCode = "0001", orderId = "AGU2511280000001" }
			end
		end, fake_carrier.agreeable()))
		assert.equal(3, assert(run("a.csv", { course(1), course(3) }, {}, asked)).exit_code)
		assert.equal("succeeded", row_of(1, 1).state)
		assert.same({ "unknown", true, "id_of_another" }, { row_of(1, 2).state, row_of(1, 2).may_have_acted,
			row_of(1, 2).reason.code })
	end)

	it("others' orders do not stop what orders nothing", function()
		show "AGU9000000000001"
		show "AGU9000000000002"
		local first = true
		local asked <const> = fake_carrier.new(fake_carrier.except(function(operation, arguments)
			if operation == "cancel_order" and first then
				first = false
				return nil, errors.new { kind = "timeout", sent = "maybe", message = "no answer" }
			elseif operation:find "^list_" then
				return { contractId = arguments.contractId, orderList = listed, linesList = {} }
			end
		end, fake_carrier.agreeable("11", 700)))
		local given <const> = options(asked, { deadline = 3600 })
		given.path = home:write("back.csv", "operation,contractId,orderId\ncancel_order," .. N1 .. ",AGU9000000000001\n"
			.. "cancel_order," .. N1 .. ",AGU9000000000002\n")
		given.agree = true
		local outcome <const> = assert(bulk.run(given))
		assert.is_false(outcome.halted)
		assert.equal(2, #asked:submissions("cancel_order"))
	end)

	it("a reservation that came after the row was sent is not taken for one that was there before", function()
		local ledger <close> = assert(ledgers.open(home.ledger, function() return NOON end))
		local baseline <const> = require "unom.bulk.ledger.baseline"
		local kind <const> = require("unom.bulk.carrier.evidence").kind "add_data_share_lines"
		local job <const> = ledger:transaction(function()
			local number <const> = ledger:add_job { list = "l", columns = {}, settings = {}, purpose = "list" }
			ledger:add_row(number, { row = 1, line = 2, contract = N1, operation = "add_data_share_lines",
				arguments = { contractId = N1, lineNo = "09000000001", agreement = "yes" } })
			return number
		end)
		baseline.set(ledger, job, N1, kind, { ids = { "7" }, whole = true })
		local row <const> = ledger:row(job, 1)
		ledger:begin_submission(row)
		baseline.set(ledger, job, N1, kind, { ids = { "7", "8" }, whole = true }) -- another run's start
		assert.is_true(baseline.is_known(ledger, row, kind, "7"))
		assert.is_false(baseline.is_known(ledger, row, kind, "8"))
		baseline.set(ledger, job, N1, kind, { ids = { "8" }, whole = true })
		assert.is_false(baseline.is_known(ledger, row, kind, "7")) -- it left
		ledger:sync()
	end)

	it("a ledger of an earlier version is not changed under a job that runs on it", function()
		local made <const> = assert(database.open(home.ledger))
		made:begin()
		local file <close> = assert(io.open "spec/bulk/ledger/schema/version_1.sql")
		for statement in (file:read "a"):gmatch "(.-);\n" do
			made:run(statement)
		end
		made:commit()
		local path <const> = made.path
		made:close()
		local runs <const> = home:write("runs", "")
		local holder <close> = scratch.start_lua(([[
			local file = assert(io.open(%q .. ".lock", "w"))
			assert(require("lfs").lock(file, "w", 123456789, 1))
			io.write("locked\n"):flush()
			while io.open(%q) do require("unom.core").sleep(0.01) end]]):format(path, runs))
		assert.equal("locked", holder:read "l")
		local opened <const>, err = ledgers.open(home.ledger)
		os.remove(runs)
		assert.is_nil(opened)
		assert.equal("locked", err.kind)
		assert.matches("an earlier unom runs a job", err.message)
	end)

	it("copies of one ledger of an earlier version are one ledger once they have come to the present form", function()
		local ids <const> = {}
		for index = 1, 2 do
			local made <const> = assert(database.open(home:path("copy" .. index .. ".db")))
			made:begin()
			local file <close> = assert(io.open "spec/bulk/ledger/schema/version_1.sql")
			for statement in (file:read "a"):gmatch "(.-);\n" do
				made:run(statement)
			end
			made:commit()
			made:close()
			local ledger <close> = assert(ledgers.open(home:path("copy" .. index .. ".db")))
			ids[index] = ledger.id
		end
		assert.equal(ids[1], ids[2])
	end)

	it("an order of which the earlier version did not say since when is nobody's but a person's", function()
		local ownership <const> = require "unom.bulk.carrier.ownership"
		local row <const> = { operation = "change_course", first_sent = 8, first_sent_at = moments.write(NOON),
			ended_at = moments.write(NOON) }
		assert.is_true(ownership.could_own(row, { serviceDateApply = TODAY }, -1))
		assert.is_false(ownership.was_listed_before(row, -1))
		assert.is_true(ownership.was_listed_before(row, 8))
		assert.is_false(ownership.was_listed_before(row, 9))
	end)

	it("a look at the lists holds for some seconds, not until a rate lets the row go", function()
		local lanes <const> = require "unom.bulk.engine.lane"
		local lane <const> = lanes.new(nil, 1, N1, 254)
		local row <const> = { row = 1, may_have_acted = true }
		assert.is_true(lane:needs_look(row, 1000))
		lane:begin_look()
		lane:end_look(row, 1000)
		assert.is_false(lane:needs_look(row, 1004))
		assert.is_true(lane:needs_look(row, 1100))
		assert.is_falsy(lane:needs_look({ may_have_acted = false }, 1000))
	end)

	it("a lock is given back after a ledger was brought to the present form alone", function()
		local ledger <close> = assert(ledgers.open(home.ledger))
		local called = 0
		contract_lock.alone(ledger.path, function() called = called + 1 end)
		assert.equal(1, called)
		local lock <close> = assert(contract_lock.acquire(ledger, { N1 }, 1))
		assert(lock)
		ledger:sync()
		assert.error(function() contract_lock.alone(ledger.path, function() called = called + 1 end) end)
		assert.equal(1, called)
	end)
end)
