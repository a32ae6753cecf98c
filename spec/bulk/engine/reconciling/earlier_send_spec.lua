--- A row that was sent again on a person's word, while its first send was acted on after all: that order comes to be
-- listed when the row has another.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local ledgers <const> = require "unom.bulk.ledger"
local reason <const> = require "unom.reason"

local N1 <const>, LATE <const> = "N123456789", "AGU9000000000003"

describe("the order of an earlier send #unit", function()
	local ledger
	local add_job <const>, run <const> = engine_run.each_test(function(made) ledger = made end)

	--- A job of two rows whose first bears the mark and is to be sent again.
	-- @param of the ledger that has its first send
	local function resent_first(of)
		local job <const> = add_job(engine_run.rows_of(N1, 2))
		local row <const> = of:pending_rows(job, N1, 0, 1)[1]
		of:begin_submission(row)
		of:transition(row, { state = "unknown", may_have_acted = true }, "in_doubt")
		of:transition(row, { state = "pending" }, "resolved", { answer = "resend" })
		of:sync()
		return job
	end

	--- A carrier that loses the second row's request, and lists the late order from then on.
	local function losing_second()
		local carrier
		carrier = fake_carrier.new(fake_carrier.except(function(operation, arguments)
			if operation == "list_accepting_orders" then
				local list <const> = carrier:submissions()[2] and { engine_run.entry(LATE) } or {}
				return { contractId = N1, orderList = list }
			elseif operation == "change_course" and arguments.lineNo == "09000000002" then
				return engine_run.failure { kind = "timeout", sent = "maybe" }
			end
		end, fake_carrier.agreeable()))
		return carrier
	end

	it("is no other row's", function()
		local job <const> = resent_first(ledger)
		local outcome <const> = run(job, losing_second())
		assert.equal("unknown", ledger:row(job, 2).state)
		assert.equal(1, outcome.states.unknown)
		assert.equal("succeeded", ledger:row(job, 1).state)
	end)

	it("makes the row unknown, and halts nothing", function()
		local job <const> = resent_first(ledger)
		local carrier
		carrier = fake_carrier.new(fake_carrier.except(function(operation)
			if operation == "list_accepting_orders" then
				return { contractId = N1, orderList = carrier.now > 1020 and { engine_run.entry(LATE) } or {} }
			elseif operation == "get_order_status" and carrier.now < 1100 then
				return { contractId = N1, orderList = { { orderStatus = "02" } } }
			end
		end, fake_carrier.agreeable()))
		local outcome <const> = run(job, carrier, { deadline = 3600 })
		local row <const> = ledger:row(job, 1)
		assert.equal("unknown", row.state)
		assert.is_nil(row.order_id)
		assert.is_true(row.may_have_acted)
		assert.matches("of an earlier time that it was sent", reason.words(row.reason))
		assert.is_nil(outcome.halted_by)
	end)

	it("is of the days of that send: on another day an order is another row's", function()
		local day_before <const> = assert(ledgers.open(ledger.path, function() return engine_run.NOW - 25 * 3600 end))
		local job <const> = resent_first(day_before)
		day_before:close()
		run(job, losing_second())
		assert.equal(LATE, ledger:row(job, 2).order_id)
	end)
end)
