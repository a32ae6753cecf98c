--- A person's answers, held against what the ledger and the carrier know before they are taken.

local bulk <const> = require "unom.bulk"
local engine_run <const> = require "support.engine_run"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local operations <const> = require "unom.operations"

local CONTRACT <const> = "N123456789"
local HEADER <const> = "operation,contractId,lineNo,planCode,requestDate,orderId\n"
local LIST <const> = HEADER .. "change_course,N123456789,09000000001,T3001328,20991201,\n"
	.. "change_course,N123456789,09000000002,T3001328,20991201,\n"
local SHARES <const> = "operation,contractId,lineNo\nadd_data_share_lines,N123456789,09000000002\n"

describe("a person's answer #unit", function()
	local home <const> = homes.each_test()

	-- What the carrier has beside what it accepts: its lists, and what it says of one id.
	local accepting, completed, lines, of_id, list_error, carrier
	before_each(function()
		accepting, completed, lines, of_id, list_error = {}, {}, {}, {}, nil
	end)

	local function fail(fields)
		fields.message = fields.message or "it went wrong"
		return nil, errors.new(fields)
	end

	--- Runs a list of which the row for line 09000000002, or without a line, was sent and never answered.
	local function with_unknown_row(list, more)
		local lost = false
		local agreeable <const> = fake_carrier.agreeable()
		carrier = fake_carrier.new(function(operation, arguments, ...)
			if operation:find "^list_" and list_error then
				return nil, list_error
			elseif operation == "list_accepting_orders" then
				return { contractId = CONTRACT, orderList = accepting }
			elseif operation == "list_completed_orders" then
				return { contractId = CONTRACT, orderList = completed }
			elseif operation == "list_data_share_lines" then
				return { contractId = CONTRACT, linesList = lines }
			elseif of_id[arguments.orderId or false] and operation:find "^get_" then
				local said <const> = of_id[arguments.orderId or false]
				if type(said) == "function" then
					return said()
				end
				return said
			elseif operations[operation].changes and not lost and arguments.lineNo ~= "09000000001" then
				lost = true
				return fail { kind = "timeout", sent = "maybe", message = "no response" }
			end
			return agreeable(operation, arguments, ...)
		end)
		local options <const> = home:options(carrier, { path = home:write("list.csv", list or LIST), agree = true,
			wall_clock = function() return engine_run.NOW end })
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		assert.equal(1, assert(bulk.run(options)).states.unknown)
		carrier.calls = {}
	end

	local function answer(given)
		local options <const> = home:options(carrier, { job = 1, row = given.row or 2,
			wall_clock = function() return engine_run.NOW end })
		for name, value in pairs(given) do
			options[name] = value
		end
		return bulk.resolve(options)
	end

	local function row(number)
		local ledger <close> = assert(ledgers.open(home.ledger))
		return ledger:row(1, number or 2)
	end

	--- The answer is refused, and nothing is changed.
	local function assert_refused(given, kind, words)
		local before <const> = row(given.row)
		local taken <const>, err = answer(given)
		assert.is_nil(taken)
		assert.equal(kind, err.kind)
		assert.matches(words, err.message)
		assert.same(before, row(given.row))
		assert.same({}, carrier:submissions())
	end

	local entry <const> = engine_run.entry

	describe("that names an order", function()
		it("is taken where the carrier knows the id and its dates fit, and the mark goes", function()
			with_unknown_row()
			accepting = { entry "AGU700" }
			assert.is_true(row().may_have_acted)
			assert.equal("tracking", assert(answer { order = "AGU700" }).state)
			assert.same({ "tracking", "AGU700", false }, { row().state, row().order_id, row().may_have_acted })
			assert.equal("get_order_status", carrier.calls[1].operation)
		end)

		it("is refused where the carrier does not know the id, whatever the person insists on", function()
			with_unknown_row()
			for _, status in ipairs { 400, 404 } do
				of_id.AGU700 = function() return fail { kind = "api", sent = "yes", status = status, message = "no such order" } end
				assert_refused({ order = "AGU700" }, "usage", "does not know AGU700 .*no such order")
				assert_refused({ order = "AGU700", force = true }, "usage", "does not know AGU700")
			end
		end)

		it("ends the row at once where the carrier does not know it any more", function()
			with_unknown_row()
			assert(answer { order = "AGU700" })
			of_id.AGU700 = function() return fail { kind = "network", sent = "no", message = "no route" } end
			local options <const> = home:options(carrier, { deadline = 20, wall_clock = function() return engine_run.NOW end })
			assert.equal(1, assert(bulk.resume(options)).states.tracking) -- no word of the carrier's
			of_id.AGU700 = function() return fail { kind = "api", sent = "yes", status = 404, message = "no such order" } end
			local before <const> = carrier.now
			options.deadline = 3600
			local outcome <const> = assert(bulk.resume(options))
			assert.same({ 1, 3 }, { outcome.states.unknown, outcome.exit_code })
			assert.is_true(carrier.now - before < 60)
			assert.is_nil(row().order_id)
			assert.is_true(row().may_have_acted)
			local shown <const> = assert(bulk.status { ledger = home.ledger, job = 1 }).rows[1]
			assert.matches("a person named AGU700, and the carrier knows no such order: .*no such order", shown.error)
		end)

		it("is refused where the carrier shows no entry or several", function()
			with_unknown_row()
			for _, list in ipairs { {}, { { number = "1", orderStatus = "03" }, { number = "2", orderStatus = "03" } } } do
				of_id.AGU700 = { contractId = CONTRACT, orderId = "AGU700", orderList = list }
				assert_refused({ order = "AGU700", force = true }, "usage", "is an order of " .. #list .. " lines")
			end
			of_id.AGU700 = { contractId = CONTRACT, orderId = "AGU700", orderList = { { number = "1", orderStatus = "03" } },
				incomplete_entries = 1 }
			assert_refused({ order = "AGU700" }, "usage", "is an order of 2 lines")
		end)

		-- A gateway's 404 is not the carrier's word on the id.
		it("is refused where the carrier could not be asked, with the kind of that failure", function()
			with_unknown_row()
			of_id.AGU700 = function() return fail { kind = "http", sent = "yes", status = 404 } end
			assert_refused({ order = "AGU700" }, "http", "could not be asked, and nothing was changed")
			of_id.AGU700 = function() return fail { kind = "network", sent = "maybe", message = "no route" } end
			carrier.calls = {}
			assert_refused({ order = "AGU700" }, "network", "could not be asked, and nothing was changed: .*no route")
			assert.equal(4, #carrier.calls)
			assert.equal("no", select(2, answer { order = "AGU700" }).sent)
			of_id.AGU700 = function() return fail { kind = "auth", sent = "no", status = 401 } end
			carrier.calls = {}
			assert_refused({ order = "AGU700" }, "auth", "nothing was changed")
			assert.equal(1, #carrier.calls)
		end)

		it("is asked about again where only one read failed", function()
			with_unknown_row()
			local times = 0
			of_id.AGU700 = function()
				times = times + 1
				if times < 4 then
					return fail { kind = "network", sent = "no" }
				end
				return { contractId = CONTRACT, orderId = "AGU700", orderList = { { number = "1", orderStatus = "01" } } }
			end
			assert.equal("tracking", assert(answer { order = "AGU700" }).state)
		end)

		it("is refused where the id was listed before the row was sent", function()
			accepting = { { orderId = "AGU600", orderStatus = "01", requestDate = "20991201" } } -- no day: it could be any
			with_unknown_row(nil, { allow_others = false, shared_contract = true })
			assert_refused({ order = "AGU600", force = true }, "usage", "AGU600 was listed before row 2 was sent")
		end)

		it("is refused for another row's id, other people's, and another system's", function()
			with_unknown_row()
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:set_others(1, CONTRACT, { "AGU800" })
			ledger:sync()
			for id, words in pairs { [row(1).order_id] = "is the order of row 1 of job 1", AGU800 = "somebody else's order",
				AGB700 = "begin with AGU" } do
				assert_refused({ order = id, force = true }, "usage", words)
			end
			assert_refused({ order = "not an id" }, "usage", "orderId: ")
			assert.same({}, carrier.calls)
		end)

		it("is refused where its dates do not fit, unless the person insists", function()
			with_unknown_row()
			for list, words in pairs {
				[{ entry("AGU700", "20270101") }] = "AGU700 is for 20270101, and row 2 asked for 20991201",
				[{ { orderId = "AGU700", orderStatus = "01", serviceDateApply = "20251120" } }] = "was applied for on 20251120",
				[{ { orderId = "AGU700", orderStatus = "01", serviceDateApply = "20251201" } }] = "was applied for on 20251201",
			} do
				accepting, completed = list, {}
				assert_refused({ order = "AGU700" }, "usage", words)
				accepting, completed = {}, list
				assert_refused({ order = "AGU700" }, "usage", words)
			end
			-- What the carrier says of the order itself counts where no list shows it.
			completed = {}
			of_id.AGU700 = { contractId = CONTRACT, orderId = "AGU700",
				orderList = { { number = "1", orderStatus = "03", requestDate = "20270101" } } }
			assert_refused({ order = "AGU700" }, "usage", "AGU700 is for 20270101")
			list_error = errors.new { kind = "network", sent = "no", message = "no route" }
			assert.equal("tracking", assert(answer { order = "AGU700", force = true }).state)
		end)

		it("is refused where the lists cannot be had that would show its dates", function()
			with_unknown_row()
			list_error = errors.new { kind = "network", sent = "no", message = "no route" }
			assert_refused({ order = "AGU700" }, "network", "nothing was changed: .*no route")
		end)

		it("is asked about as a cancel where the row is one", function()
			with_unknown_row(HEADER .. "cancel_order,N123456789,,,,AGU500\n"
				.. "change_course,N123456789,09000000001,T3001328,20991201,\n")
			of_id.AGU700 = { contractId = CONTRACT, orderId = "AGU700", orderStatus = "01" }
			assert.equal("tracking", assert(answer { row = 1, order = "AGU700" }).state)
			assert.equal("get_cancel_status", carrier.calls[1].operation)
		end)

		it("names a reservation that is listed for the row's line", function()
			with_unknown_row(SHARES)
			lines = { { lineNo = "09000000003", status = "01", reserveId = "10000000001" } }
			assert_refused({ row = 1, order = "10000000001", force = true }, "usage",
				"no reservation 10000000001 for line 09000000002")
			list_error = errors.new { kind = "network", sent = "no", message = "no route" }
			assert_refused({ row = 1, order = "10000000001" }, "network", "no route")
			list_error = nil
			lines = { { lineNo = "09000000002", status = "01", reserveId = "10000000001" } }
			assert(answer { row = 1, order = "10000000001" })
			assert.same({ "tracking", "10000000001" }, { row(1).state, row(1).reserve_id })
		end)

		it("is refused for a session, which has no order", function()
			of_id[false] = { sessionStatus = "1", resultCode = "0" } -- asked by its line
			with_unknown_row "operation,contractId,lineNo\ndisconnect_session,N123456789,09000000002\n"
			assert_refused({ row = 1, order = "AGU700" }, "usage", "disconnect_session has no order to follow")
			assert.equal("pending", assert(answer { row = 1, resend = true }).state)
		end)

		it("names the reservation that a row takes back, and no other", function()
			with_unknown_row "operation,contractId,reserveId\ncancel_data_share_reserve,N123456789,10000000001\n"
			assert_refused({ row = 1, order = "10000000002" }, "usage", "takes back reservation 10000000001")
			local ledger <close> = assert(ledgers.open(home.ledger)) -- what it takes back was made by a row
			ledger:transaction(function()
				local job <const> = ledger:add_job { list = "other.csv", columns = {}, settings = {}, purpose = "list" }
				ledger:add_row(job, { row = 1, line = 2, contract = CONTRACT, operation = "add_data_share_lines",
					arguments = { lineNo = "09000000002" } })
				ledger:close_job(job, 1)
				ledger:transition(ledger:row(job, 1), { state = "tracking", reserve_id = "10000000001" }, "accepted")
			end)
			assert.equal("tracking", assert(answer { row = 1, order = "10000000001" }).state)
		end)
	end)

	describe("that a row is to be sent again", function()
		it("is taken where whole lists show nothing that could be its own; the mark stays", function()
			with_unknown_row()
			accepting = { entry("AGB700"), { orderId = "AGU700", orderStatus = "01", serviceDateApply = "20251120" } }
			assert.equal("pending", assert(answer { resend = true }).state)
			assert.same({ "pending", true }, { row().state, row().may_have_acted })
		end)

		it("is refused while an id is listed that could be its own", function()
			with_unknown_row()
			accepting, completed = { entry "AGU700" }, { entry "AGU701" }
			assert_refused({ resend = true }, "usage", "lists AGU700 AGU701, which may be the order of row 2")
		end)

		-- The engine reads the lists once more right before it sends.
		it("is taken where the person insists: the ids are other people's, and the row goes out", function()
			with_unknown_row()
			accepting = { entry "AGU700" }
			assert.equal("pending", assert(answer { resend = true, force = true }).state)
			local outcome <const> = assert(bulk.resume(home:options(carrier, {
				wall_clock = function() return engine_run.NOW end })))
			assert.equal(2, outcome.states.succeeded)
			assert.equal(1, #carrier:submissions())
			-- What came after their word is not covered by it.
			assert.not_equal("AGU700", row().order_id)
		end)

		it("holds the row back where an order shows after the person's word", function()
			with_unknown_row()
			accepting = { entry "AGU700" }
			assert(answer { resend = true, force = true })
			accepting = { entry "AGU700", entry "AGU701" }
			local outcome <const>, err = bulk.resume(home:options(carrier, {
				wall_clock = function() return engine_run.NOW end }))
			assert.is_nil(outcome)
			assert.same({ "others_ordered", "AGU701" }, { err.kind, err.orders[1].orderId })
			assert.same({ { job = 1, row = 2 } }, err.orders[1].could_be)
			assert.is_true(err.owned)
			assert.matches("^rows of this ledger are not answered for, and the carrier lists 1 order ", err.message)
			assert.same({}, carrier:submissions())
		end)

		it("is refused where the lists are at their limit or not to be had, unless the person insists", function()
			with_unknown_row()
			for index = 1, 1000 do
				completed[index] = { orderId = ("AGU9%05d"):format(index), orderStatus = "03", serviceDateApply = "20251101" }
			end
			assert_refused({ resend = true }, "usage", "do not show all there is")
			list_error = errors.new { kind = "timeout", sent = "maybe", message = "too slow" }
			assert_refused({ resend = true }, "timeout", "could not be asked, and nothing was changed: .*too slow")
			assert.equal("pending", assert(answer { resend = true, force = true }).state)
			assert.is_true(row().may_have_acted)
			list_error = nil
			assert.equal(2, assert(bulk.resume(home:options(carrier, {
				wall_clock = function() return engine_run.NOW end }))).states.succeeded)
		end)

		it("is refused where a later row of another job may have ordered the same", function()
			with_unknown_row()
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:transaction(function()
				local job <const> = ledger:add_job { list = "other.csv", columns = {}, settings = {}, purpose = "list" }
				ledger:add_row(job, { row = 1, line = 2, contract = CONTRACT, operation = "change_course",
					arguments = row().arguments })
				ledger:close_job(job, 1)
				ledger:begin_submission(ledger:row(job, 1))
				ledger:transition(ledger:row(job, 1), { state = "succeeded", order_id = "AGU900" }, "succeeded")
			end)
			assert_refused({ resend = true }, "usage", "row 1 of job 2 ordered the same")
		end)

		it("takes back a person's earlier word on an order, which may be its own", function()
			with_unknown_row()
			accepting = { entry "AGU700", entry "AGU701" }
			assert(answer { order = "AGU700" })
			assert_refused({ resend = true }, "usage", "lists AGU701 AGU700, which may be")
			assert.equal("pending", assert(answer { resend = true, force = true }).state)
			assert.is_true(row().may_have_acted)
		end)

		-- They insisted once; the row was sent, and is unknown again.
		it("is a new word each time", function()
			with_unknown_row(SHARES)
			lines = { { lineNo = "09000000002", status = "01", reserveId = "10000000001" } }
			assert_refused({ row = 1, resend = true }, "usage", "lists 10000000001")
			assert(answer { row = 1, resend = true, force = true })
			local ledger <const> = assert(ledgers.open(home.ledger))
			ledger:transition(ledger:row(1, 1), { state = "unknown" }, "held_back")
			ledger:transition(ledger:row(1, 1), { state = "pending" }, "resolved", { answer = "resend" })
			ledger:sync()
			ledger:close()
			assert.equal(1, assert(bulk.resume(home:options(carrier))).states.unknown)
			assert.same({}, carrier:submissions())
		end)
	end)

	it("to let a row go asks nothing and needs no client; the mark stays", function()
		with_unknown_row()
		local taken <const> = assert(bulk.resolve { ledger = home.ledger, job = 1, row = 2, abandon = true })
		assert.equal("cancelled", taken.state)
		assert.same({ "cancelled", true }, { row().state, row().may_have_acted })
		assert.same({}, carrier.calls)
	end)

	it("needs a client that is free where the carrier is asked", function()
		with_unknown_row()
		for _, given in ipairs { { order = "AGU700" }, { resend = true } } do
			given.ledger, given.job, given.row = home.ledger, 1, 2
			assert.error_matches(function() bulk.resolve(given) end, "bad option 'client' to 'bulk.resolve' %(missing%)")
			given.client = carrier
			carrier:start("get_contract", { contractId = CONTRACT })
			assert.error_matches(function() bulk.resolve(given) end, "1 call of its own in flight")
			carrier:wait(1)
		end
	end)

	it("stops at a signal, and nothing is changed", function()
		with_unknown_row()
		local watch <const> = { count = function() return 1 end }
		assert_refused({ order = "AGU700", watch = watch }, "interrupted", "interrupted")
		assert_refused({ resend = true, force = true, watch = watch }, "interrupted", "interrupted")
	end)

	-- Whoever else works with the ledger waited until the carrier had answered.
	it("leaves the ledger free while the carrier is asked", function()
		with_unknown_row()
		local written = 0
		of_id.AGU700 = function()
			local other <close> = assert(ledgers.open(home.ledger))
			other:note(0, nil, "listing", { contract = "N1", orders = 0, whole = true })
			other:sync()
			written = written + 1
			return { contractId = CONTRACT, orderId = "AGU700", orderList = { { number = "1", orderStatus = "01" } } }
		end
		assert(answer { order = "AGU700" })
		assert.is_true(written > 0)
	end)

	it("is not written once somebody else has the contract", function()
		with_unknown_row()
		of_id.AGU700 = function()
			local other <close> = assert(ledgers.open(home.ledger))
			other:set_holder(CONTRACT, 1, 9, "another epoch")
			other:sync()
			return { contractId = CONTRACT, orderId = "AGU700", orderList = { { number = "1", orderStatus = "01" } } }
		end
		assert_refused({ order = "AGU700" }, "locked", "another process has taken")
	end)
end)
