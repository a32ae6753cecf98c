--- How an engine follows accepted rows to their ends, on a clock that the spec moves.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"

local N1 <const> = "N123456789"
local line_row <const>, rows_of <const> = engine_run.line_row, engine_run.rows_of
local failure <const> = engine_run.failure
local agreeable <const>, except <const> = fake_carrier.agreeable, fake_carrier.except

describe("following accepted rows #unit", function()
	local ledger
	local add_job <const>, run <const>, events_of <const> = engine_run.each_test(function(made) ledger = made end)

	it("polls first after 2 s, then less and less often", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation, arguments, times)
			if operation == "get_order_status" and times < 4 then
				return { orderId = arguments.orderId, orderList = { { orderStatus = "02" } } }
			end
		end, agreeable()), 1.0)
		run(add_job(rows_of(N1, 1)), carrier)
		local polls <const> = carrier:submissions("get_order_status")
		assert.equal(4, #polls)
		local pauses <const>, before = {}, carrier:submissions()[1]
		for index, poll in ipairs(polls) do
			pauses[index], before = ("%.3f"):format(poll.started - before.responded), poll
		end
		assert.same({ "2.000", "3.000", "4.500", "6.750" }, pauses)
	end)

	it("keeps the day on which an order takes effect, as the carrier last told it", function()
		local ENTRIES <const> = {
			{ orderStatus = "02" }, { orderStatus = "02", serviceDateStartScheduled = "20310703" },
			{ orderStatus = "03", serviceDateStartScheduled = "20310704" },
		}
		local carrier <const> = fake_carrier.new(except(function(operation, arguments, times)
			if operation == "get_order_status" then
				return { orderId = arguments.orderId, orderList = { ENTRIES[times] } }
			end
		end, agreeable()))
		local job <const> = add_job(rows_of(N1, 1))
		run(job, carrier)
		assert.equal("20310704", ledger:row(job, 1).takes_effect)
		assert.equal("submitting accepted status status succeeded", events_of(job, 1))
		assert.is_true(ledger:has_event(ledger:row(job, 1), "status", "takes_effect", "20310703"))
	end)

	it("asks the right operation for orders, cancels and cut sessions", function()
		local cancel <const> = { contract = N1, operation = "cancel_order",
			arguments = { contractId = N1, orderId = "AGU77", agreement = "yes" } }
		local cut <const> = line_row(N1, "09000000009", "disconnect_session")
		local carrier <const> = fake_carrier.new(agreeable())
		local job <const> = add_job { line_row(N1, "09000000001"), cancel, cut }
		assert.equal(3, run(job, carrier).states.succeeded)
		assert.equal("AGU0000000000001", carrier:submissions("get_order_status")[1].arguments.orderId)
		assert.equal("AGU0000000000002", carrier:submissions("get_cancel_status")[1].arguments.orderId)
		assert.equal(1, #carrier:submissions("get_cancel_status"))
		assert.equal("09000000009", carrier:submissions("get_session")[1].arguments.lineNo)
		assert.equal("submitting accepted succeeded", events_of(job, 3))
	end)

	-- They were waited for until the order was seen at 03 or 60, which took months.
	for _, status in ipairs { "10", "15", "16", "30" } do
		it("takes an order that shows " .. status .. " by its id for processed: its line and its room are free", function()
			local carrier <const> = fake_carrier.new(agreeable(status))
			local job <const> = add_job { line_row(N1, "09000000001"), line_row(N1, "09000000001") }
			assert.equal(2, run(job, carrier, { max_outstanding = 1 }).states.succeeded)
			assert.is_true(carrier.now < 1010)
			assert.equal(status, ledger:rows_after(job, 0, 1)[1].order_status)
			assert.equal("submitting accepted succeeded", events_of(job, 1))
		end)
	end

	it("reads 04, 05 and 11 as rejected, failed and cancelled", function()
		for status, state in pairs { ["04"] = "rejected", ["05"] = "failed", ["11"] = "cancelled", ["60"] = "succeeded" } do
			local job <const> = add_job(rows_of(N1, 1))
			run(job, fake_carrier.new(agreeable(status, 10 * job)))
			local row <const> = ledger:rows_after(job, 0, 1)[1]
			assert.equal(state, row.state)
			assert.equal(status, row.order_status)
			assert.equal(state ~= "succeeded", row.reason ~= nil)
		end
	end)

	it("learns nothing of the row from a failed poll", function()
		local carrier <const> = fake_carrier.new(except(function(operation, _, times)
			if operation == "get_order_status" and times < 5 then
				return failure { kind = "http", status = 500, sent = "maybe" }
			end
		end, agreeable()))
		local job <const> = add_job(rows_of(N1, 1))
		assert.equal(1, run(job, carrier).states.succeeded)
		assert.equal("submitting accepted poll_failed succeeded", events_of(job, 1))
	end)

	-- It stayed on the row for as long as the order was followed.
	it("takes a failed poll's error from the row once a poll has worked again", function()
		local respond <const> = agreeable()
		local polls = 0
		local carrier <const> = fake_carrier.new(function(operation, arguments)
			if operation ~= "get_order_status" then
				return respond(operation, arguments)
			end
			polls = polls + 1
			if polls == 2 then
				return failure { kind = "network", sent = "maybe" }
			end
			return { orderId = arguments.orderId, orderList = { { orderStatus = "01" } } }
		end)
		local job <const> = add_job(rows_of(N1, 1))
		run(job, carrier, { deadline = 60 })
		local row <const> = ledger:rows_after(job, 0, 1)[1]
		assert.equal("tracking", row.state)
		assert.is_nil(row.error)
		assert.equal("submitting accepted status poll_failed poll_recovered", events_of(job, 1))
	end)

	it("shows a row to a person when the carrier's id cannot be asked about", function()
		local carrier <const> = fake_carrier.new(function() return { resultCode = "0001", orderId = "AGU 1/2" } end)
		local start <const> = carrier.start
		function carrier:start(operation, arguments)
			if operation == "get_order_status" then
				error("bad argument 'orderId' to 'get_order_status'", 0)
			end
			return start(self, operation, arguments)
		end
		assert.equal(1, run(add_job(rows_of(N1, 1)), carrier).states.unknown)
	end)

	-- One list worked and took away the error of the other, which went on failing.
	it("keeps the error of one list while the other works, and takes it away once both do", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if operation == "list_accepting_orders" then
				return { contractId = N1, orderList = carrier:submissions("change_course")[1]
					and { { orderId = "AGU0000000000001", orderStatus = "15" } } or {} }
			elseif operation == "list_completed_orders" and carrier.now > 1010 and carrier.now < 20000 then
				return failure { kind = "http", status = 500, sent = "yes", message = "broken" }
			end
		end, agreeable()))
		local job <const> = add_job(rows_of(N1, 1))
		run(job, carrier, { wait_until = "complete", deadline = 15000 })
		assert.equal("broken", ledger:rows_after(job, 0, 1)[1].reason.message)
		run(job, carrier, { wait_until = "complete", deadline = 15000 })
		assert.is_nil(ledger:rows_after(job, 0, 1)[1].reason)
		assert.equal("submitting accepted status status poll_failed poll_failed poll_recovered", events_of(job, 1))
	end)

	-- The other list's failure was written to a row that had succeeded.
	it("leaves alone a row that has ended by one list when the other fails afterwards", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if operation == "list_completed_orders" then
				return { contractId = N1, orderList = carrier:submissions("change_course")[1]
					and { { orderId = "AGU0000000000001", orderStatus = "60" } } or {} }
			elseif operation == "list_accepting_orders" then
				if carrier.now > 1005 then
					return failure { kind = "http", status = 500, sent = "yes", message = ("broken %.0f"):format(carrier.now) }
				end
				return { contractId = N1, orderList = {} }
			end
		end, agreeable()))
		local job <const> = add_job { line_row(N1, "09000000001"), line_row(N1, "09000000002") }
		run(job, carrier, { wait_until = "complete", deadline = 5000 })
		local rows <const> = ledger:rows_after(job, 0, 2)
		assert.same({ "succeeded", "tracking" }, { rows[1].state, rows[2].state })
		assert.is_nil(rows[1].reason)
		assert.matches("broken", rows[2].reason.message)
	end)

	it("says of a row that its list does not come, and takes nothing from a reply without it", function()
		for index, reply in ipairs { {}, { contractId = N1 }, { linesList = {} },
			{ contractId = "N000000000", linesList = {} },
			{ contractId = N1, linesList = { lineNo = "09000000001", status = "02" } } } do
			local carrier <const> = fake_carrier.new(function(operation)
				return operation == "list_data_share_lines" and reply or { resultCode = "0001", reserveId = "1" }
			end)
			local job <const> = add_job { line_row(N1, ("0901000%04d"):format(index), "remove_data_share_line") }
			assert.equal(1, run(job, carrier, { deadline = 600 }).states.tracking)
			assert.matches("no list of the contract", ledger:rows_after(job, 0, 1)[1].reason.message)
		end
	end)

	it("follows an order on to 60 when asked to wait until complete", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if operation == "list_accepting_orders" then
				return { contractId = N1, orderList = carrier:submissions("change_course")[1]
					and { { orderId = "AGU0000000000001", orderStatus = "15" } } or {} }
			elseif operation == "list_completed_orders" then
				return { contractId = N1,
					orderList = carrier.now > 50000 and { { orderId = "AGU0000000000001", orderStatus = "60" } }
					or {} }
			end
		end, agreeable()))
		local job <const> = add_job(rows_of(N1, 1))
		assert.equal(1, run(job, carrier, { wait_until = "complete" }).states.succeeded)
		assert.equal("submitting accepted status status succeeded", events_of(job, 1))
		assert.equal("60", ledger:rows_after(job, 0, 1)[1].order_status)
		assert.is_true(#carrier.calls < 400)
	end)

	it("follows an order on to 60 that was never seen at 03, also after a resume", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			local completed <const> = operation == "list_completed_orders"
			if completed or operation == "list_accepting_orders" then
				return { contractId = N1, orderList = carrier:submissions("change_course")[1]
					and completed == (carrier.now > 5000)
					and { { orderId = "AGU0000000000001", orderStatus = completed and "60" or "16" } } or {} }
			end
		end, agreeable "16"))
		local job <const> = add_job(rows_of(N1, 1))
		assert.equal(1, run(job, carrier, { wait_until = "complete", deadline = 60 }).states.tracking)
		local asked <const> = #carrier:submissions("get_order_status")
		assert.equal(1, run(job, carrier, { wait_until = "complete" }).states.succeeded)
		assert.equal(asked, #carrier:submissions("get_order_status"))
		assert.equal("submitting accepted status succeeded", events_of(job, 1))
	end)

	-- An order that the carrier had forgotten was asked about for ever, and nobody was told.
	for operation, asked in pairs { change_course = "get_order_status", cancel_order = "get_cancel_status" } do
		it("ends a row unknown when the carrier denies its id for ten minutes, but answers for others: " .. operation,
			function()
				local row <const> = line_row(N1, "09000000002", operation)
				row.arguments.orderId = operation == "cancel_order" and "AGU77" or nil
				local denied
				local carrier <const> = fake_carrier.new(except(function(called, arguments)
					if (called == "get_order_status" or called == asked) and arguments.orderId ~= "AGU0000000000001" then
						denied = arguments.orderId
						return failure { kind = "api", sent = "yes", status = 404, message = "The order is not found" }
					end
				end, agreeable()))
				local job <const> = add_job { line_row(N1, "09000000001"), row }
				local outcome <const> = run(job, carrier, { deadline = 3600 })
				assert.is_truthy(denied)
				assert.same({ 1, 1 }, { outcome.states.succeeded, outcome.states.unknown })
				assert.is_true(carrier.now > 1600 and carrier.now < 1800, carrier.now)
				assert.matches("not found", require("unom.reason").words(ledger:rows_after(job, 1, 1)[1].reason))
			end)
	end

	it("ends no row while the carrier denies every id and answers nothing else", function()
		local carrier <const> = fake_carrier.new(except(function(operation)
			if operation == "get_order_status" or operation:find "^list_" and operation ~= "list_accepting_orders"
				and operation ~= "list_completed_orders" then
				return failure { kind = "api", sent = "yes", status = 404, message = "The order is not found" }
			end
		end, agreeable()))
		local start <const> = carrier.start
		function carrier:start(operation, arguments)
			if self.now > 1010 and operation:find "_orders$" then
				operation = "get_order_status" -- denied as well
			end
			return start(self, operation, arguments)
		end
		assert.equal(1, run(add_job(rows_of(N1, 1)), carrier, { deadline = 3600 }).states.tracking)
	end)
end)
