--- Orders that the carrier has processed, taken back: which are tried, and what becomes of their rows.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local csv <const> = require "support.csv"
local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local reason <const> = require "unom.reason"

local CONTRACT <const> = "N123456789"

describe("orders that are processed #unit", function()
	local home <const> = homes.each_test()

	-- What the carrier has: by orderId the status in the lists of orders (60 and 11 in that of completed ones; nil: in
	-- neither), by line the entry in the list of lines that share data.
	local listed, shares, script, carrier

	local function list_of(completed)
		local entries <const> = {}
		for id, status in pairs(listed) do
			if (status == "60" or status == "11") == completed then
				entries[#entries + 1] = { orderId = id, orderStatus = status }
			end
		end
		return { contractId = CONTRACT, orderList = entries }
	end

	local READS <const> = {
		list_accepting_orders = function() return list_of(false) end,
		list_completed_orders = function() return list_of(true) end,
		list_lines = function() return { contractId = CONTRACT, linesList = {} } end,
		list_data_share_lines = function()
			local entries <const> = {}
			for _, entry in pairs(shares) do
				entries[#entries + 1] = entry
			end
			return { contractId = CONTRACT, linesList = entries }
		end,
		get_order_status = function(arguments)
			return { contractId = CONTRACT, orderId = arguments.orderId,
				orderList = { { number = "1", orderStatus = script.by_id or "03" } } }
		end,
		get_cancel_status = function(arguments)
			return { contractId = CONTRACT, orderId = arguments.orderId, orderStatus = script.cancel or "03" }
		end,
	}

	local function respond(operation, arguments)
		if script.override then
			local reply <const>, err <const> = script.override(operation, arguments)
			if reply or err then
				return reply, err
			end
		end
		if READS[operation] then
			return READS[operation](arguments)
		elseif operation:find "^list_" then
			return { contractId = CONTRACT, linesList = {} }
		elseif operation == "cancel_data_share_reserve" then
			for line, entry in pairs(shares) do
				shares[line] = entry.reserveId ~= arguments.reserveId and entry or nil
			end
			return { contractId = CONTRACT, resultCode = "0001", reserveId = arguments.reserveId }
		end
		script.accepted = (script.accepted or 0) + 1
		local id <const> = ("AGU%013d"):format(script.accepted)
		if operation == "add_data_share_lines" then
			local reserve_id <const> = ("GSR%09d"):format(script.accepted)
			shares[arguments.lineNo] = { lineNo = arguments.lineNo, status = "01", reserveId = reserve_id }
			return { contractId = CONTRACT, resultCode = "0001", reserveId = reserve_id }
		elseif operation == "cancel_order" then
			listed[arguments.orderId] = "11"
		else
			listed[id] = "10"
		end
		return { contractId = CONTRACT, resultCode = "0001", orderId = id }
	end

	before_each(function()
		listed, shares, script = {}, {}, {}
		carrier = fake_carrier.new(respond)
	end)

	--- Runs a list of rows of these operations to their ends.
	local function run(...)
		local lines <const> = { "operation,lineNo,planCode,requestDate\n" }
		for number, operation in ipairs { ... } do
			local dated <const> = operation ~= "add_data_share_lines" and operation ~= "remove_roaming"
			lines[number + 1] = ("%s,0900000000%d,%s,%s\n"):format(operation, number,
				operation == "change_course" and "T3001328" or "", dated and change_lists.NEXT_FIRST or "")
		end
		return assert(bulk.run(home:options(carrier, { path = home:write("list.csv", table.concat(lines)), agree = true,
			contract_id = CONTRACT })))
	end

	local function cancel(states, more)
		local options <const> = home:options(carrier, more)
		options.job, options.states = 1, states
		return bulk.cancel(options)
	end

	local function row_of(job, number)
		local ledger <close> = assert(ledgers.open(home.ledger))
		return ledger:row(job, number)
	end

	local function plan(states)
		return assert(bulk.cancel_plan { ledger = home.ledger, job = 1, states = states })
	end

	local function result_rows()
		return csv.parse(home:read "list.result.csv")
	end

	it("are taken back when they are asked for, and their rows are cancelled", function()
		run("change_course", "terminate_line")
		local outcome <const> = assert(cancel { "succeeded" })
		assert.equal(0, outcome.exit_code)
		assert.same({ 2, 2, 0 }, { outcome.cancel_job, outcome.states.cancelled, outcome.left })
		for number, row in ipairs(result_rows()) do
			assert.same({ "cancelled", "11", "" }, { row["unom.state"], row["unom.orderStatus"], row["unom.error"] }, number)
		end
		assert.equal(2, #carrier:submissions "cancel_order")
		assert.equal(0, assert(cancel { "succeeded" }).exit_code) -- and once
		assert.equal(2, #carrier:submissions "cancel_order")
	end)

	it("are told where it is a retry that has them", function()
		run("change_course", "terminate_line")
		assert(cancel { "succeeded" })
		assert.same({}, plan().also)
		assert.equal(3, assert(bulk.retry(home:options(carrier, { job = 1, states = { "cancelled" } }))).job)
		assert.same({ retries = { { job = 3, rows = 2, states = { "succeeded" } } } }, plan({ "succeeded" }).also)
		assert.equal(2, #carrier:submissions "terminate_line")
	end)

	it("are told and left alone where nobody asks for them", function()
		run("change_course", "terminate_line", "remove_roaming")
		local told <const> = plan()
		assert.same({ { "pending", "tracking" }, {}, { succeeded = 2 }, 0 },
			{ told.states, told.processed, told.also, told.staying })
		assert.equal(0, assert(cancel()).exit_code)
		assert.equal(0, #carrier:submissions "cancel_order")
		local asked <const> = plan { "succeeded" }
		assert.same({ 2, {}, 1 }, { #asked.processed, asked.also, asked.staying })
		assert.same({ row = 1, line = 2, operation = "change_course", contractId = CONTRACT, lineNo = "09000000001",
			orderId = "AGU0000000000001" }, asked.processed[1])
		assert.equal(1, assert(cancel { "succeeded" }).exit_code) -- what cannot be taken back is left
	end)

	it("are not tried when they are complete, and the rows say so", function()
		run("change_course", "terminate_line")
		listed["AGU0000000000001"] = "60"
		local outcome <const> = assert(cancel { "succeeded" })
		assert.same({ 1, 1, 1, 1 },
			{ outcome.exit_code, outcome.left, outcome.states.succeeded, #carrier:submissions "cancel_order" })
		local rows <const> = result_rows()
		assert.same({ "succeeded", "60", "order AGU0000000000001 has status 60 (complete): it was not taken back" },
			{ rows[1]["unom.state"], rows[1]["unom.orderStatus"], rows[1]["unom.error"] })
		assert.equal("cancelled", rows[2]["unom.state"])
		assert.same({ {}, 1, {} }, { plan({ "succeeded" }).processed, plan({ "succeeded" }).staying, plan().also })
	end)

	it("keep the time at which their rows ended", function()
		run("change_course")
		local before <const> = row_of(1, 1).finished_at
		listed["AGU0000000000001"] = "60"
		local options <const> = home:options(carrier, { job = 1, states = { "succeeded" },
			wall_clock = function() return os.time() + 86400 end })
		assert(bulk.cancel(options))
		assert.same({ "60", before }, { row_of(1, 1).order_status, row_of(1, 1).finished_at })
	end)

	it("that somebody else took back are cancelled without being tried", function()
		run("change_course")
		listed["AGU0000000000001"] = "11"
		assert.equal(0, assert(cancel { "succeeded" }).exit_code)
		assert.same({ "cancelled", 0 }, { row_of(1, 1).state, #carrier:submissions "cancel_order" })
	end)

	it("that no list shows are asked for by their ids", function()
		run("change_course")
		listed, script.by_id = {}, "60"
		assert.equal(1, assert(cancel { "succeeded" }).exit_code)
		assert.equal(0, #carrier:submissions "cancel_order")
		script.by_id = "15"
		assert.equal("60", row_of(1, 1).order_status) -- and one seen complete is not asked for again
		assert.equal(1, assert(cancel { "succeeded" }).exit_code)
		assert.equal(0, #carrier:submissions "cancel_order")
	end)

	it("that no list shows are tried while their own status is below 60", function()
		run("change_course")
		listed, script.by_id = {}, "15"
		script.override = function(operation)
			script.by_id = operation == "cancel_order" and "11" or script.by_id
		end
		assert.equal(0, assert(cancel { "succeeded" }).exit_code)
		assert.equal("cancelled", row_of(1, 1).state)
	end)

	it("of which the carrier cannot be asked are left, and nothing is done", function()
		run("change_course", "change_course")
		script.override = function(operation)
			if operation == "list_completed_orders" then
				return engine_run.failure { kind = "network", sent = "maybe" }
			end
		end
		local outcome <const>, err <const> = cancel { "succeeded" }
		assert.is_nil(outcome)
		assert.equal("network", err.kind)
		assert.matches("^nothing was done: which orders can still be taken back could not be asked: ", err.message)
		assert.equal("no", err.sent)
		assert.same({ "succeeded", 0 }, { row_of(1, 1).state, #carrier:submissions "cancel_order" })
	end)

	it("of which one cannot be asked by its id are left, and nothing is done", function()
		run("change_course")
		listed = {}
		script.override = function(operation)
			if operation == "get_order_status" then
				return engine_run.failure { kind = "timeout", sent = "maybe" }
			end
		end
		assert.equal("timeout", select(2, cancel { "succeeded" }).kind)
		assert.equal(0, #carrier:submissions "cancel_order")
	end)

	it("have their contracts to themselves while they are taken back", function()
		run("change_course")
		local refused
		script.override = function(operation)
			if operation == "list_accepting_orders" and not refused then
				refused = select(2, bulk.cancel(home:options(fake_carrier.new(respond), { job = 1, states = { "succeeded" } })))
			end
		end
		assert.equal(0, assert(cancel { "succeeded" }).exit_code)
		assert.equal("locked", refused.kind)
	end)

	it("are open while a cancel of them is, and the command that goes on is told", function()
		run("change_course")
		script.override = function(operation)
			return operation == "get_cancel_status" and { contractId = CONTRACT, orderStatus = "01" } or nil
		end
		assert.equal(4, assert(cancel({ "succeeded" }, { deadline = 30 })).exit_code)
		local command <const> = home:going_on "cancel 1 --state succeeded --yes"
		for job = 1, 2 do
			local told <const> = assert(bulk.status { ledger = home.ledger, job = job })
			assert.same({ "stopped", command }, { told.state, told.resume }, job)
		end
		script.override = nil
		assert.equal(0, assert(bulk.resume(home:options(carrier, { job = 2 }))).exit_code) -- by itself as well
		assert.equal("cancelled", row_of(1, 1).state)
		assert.equal("cancelled", result_rows()[1]["unom.state"])
		assert.equal("ended", assert(bulk.status { ledger = home.ledger, job = 1 }).state)
	end)

	it("are left where the carrier refuses to take them back, which their rows tell", function()
		run("change_course")
		script.override = function(operation)
			if operation == "cancel_order" then
				return engine_run.failure { kind = "api", sent = "yes", status = 400, message = "too late" }
			end
		end
		assert.equal(1, assert(cancel { "succeeded" }).exit_code)
		local row <const> = result_rows()[1]
		assert.equal("succeeded", row["unom.state"])
		assert.matches("^it was not taken back %(row 1 of job 2 is rejected%): .*400", row["unom.error"])
		local told <const> = plan { "succeeded" }
		assert.same({ 1, 2, {} }, { told.tried, told.tried_by, told.processed })
		assert.equal(1, assert(cancel { "succeeded" }).exit_code)
		assert.equal(1, #carrier:submissions "cancel_order") -- a retry tries again, by a person's word
	end)

	it("are cancelled with what is tried again of a refused cancel", function()
		run("change_course")
		script.override = function(operation)
			if operation == "cancel_order" then
				return engine_run.failure { kind = "api", sent = "yes", status = 400 }
			end
		end
		assert(cancel { "succeeded" })
		script.override = nil
		assert.equal(0, assert(bulk.retry(home:options(carrier, { job = 2 }))).exit_code)
		local row <const> = result_rows()[1]
		assert.same({ "cancelled", "11", "" }, { row["unom.state"], row["unom.orderStatus"], row["unom.error"] })
		assert.equal(0, assert(cancel { "succeeded" }).exit_code)
	end)

	describe("whose cancel is lost", function()
		--- The order comes to this status so many seconds after the cancel left.
		local function lost(status, seconds)
			local asked
			script.override = function(operation)
				if asked and carrier.now > asked + seconds then
					listed["AGU0000000000001"] = status
				end
				if operation == "cancel_order" then
					asked = carrier.now
					return engine_run.failure { kind = "timeout", sent = "maybe" }
				end
			end
		end

		it("are cancelled when they come to 11", function()
			run("change_course")
			lost("11", 300)
			assert.equal(0, assert(cancel { "succeeded" }).exit_code)
			assert.same({ "cancelled", "succeeded" }, { row_of(1, 1).state, row_of(2, 1).state })
		end)

		it("were not taken back when they come to 60", function()
			run("change_course")
			lost("60", 300)
			assert.equal(1, assert(cancel { "succeeded" }).exit_code)
			assert.same({ "succeeded", "60", "failed" }, { row_of(1, 1).state, row_of(1, 1).order_status, row_of(2, 1).state })
			assert.matches("^it was not taken back %(row 1 of job 2 is failed%)", result_rows()[1]["unom.error"])
		end)

		it("are unknown after ten minutes, and settled when they end", function()
			run("change_course")
			lost("11", 3000)
			local began <const> = carrier.now
			local outcome <const> = assert(cancel { "succeeded" })
			assert.same({ 3, nil, false }, { outcome.exit_code, outcome.resume, outcome.deadline })
			assert.is_true(carrier.now - began > 600 and carrier.now - began < 1000)
			assert.same({ "succeeded", "unknown" }, { row_of(1, 1).state, row_of(2, 1).state })
			assert.matches("^it is not known whether it was taken back", reason.words(row_of(1, 1).reason))
			carrier.now = carrier.now + 3000
			assert.equal(0, assert(cancel { "succeeded" }).exit_code)
			assert.same({ "cancelled", "succeeded" }, { row_of(1, 1).state, row_of(2, 1).state })
			assert.equal(1, #carrier:submissions "cancel_order")
		end)

		it("go on by the command that is told where a person's time is up first", function()
			run("change_course")
			lost("11", 500)
			local outcome <const> = assert(cancel({ "succeeded" }, { deadline = 100 }))
			assert.same({ 3, true, home:going_on "cancel 1 --state succeeded --yes" },
				{ outcome.exit_code, outcome.deadline, outcome.resume })
			assert.equal("tracking", row_of(1, 1).state)
			assert.equal(0, assert(cancel { "succeeded" }).exit_code)
			assert.equal("cancelled", row_of(1, 1).state)
		end)
	end)

	describe("of data share", function()
		it("are taken back while they are listed as reservations", function()
			run("add_data_share_lines", "add_data_share_lines")
			shares["09000000002"].status = "02"
			local outcome <const> = assert(cancel { "succeeded" })
			assert.same({ 1, 1, 1 }, { outcome.exit_code, outcome.left, #carrier:submissions "cancel_data_share_reserve" })
			local rows <const> = result_rows()
			assert.same({ "cancelled", "succeeded" }, { rows[1]["unom.state"], rows[2]["unom.state"] })
			assert.matches("reservation GSR000000002 has status 02 (registered): it was not taken back",
				rows[2]["unom.error"], 1, true)
		end)

		it("are not asked about once they were seen carried out", function()
			script.override = function(operation)
				for _, entry in pairs(operation == "list_data_share_lines" and shares or {}) do
					entry.status = "02"
				end
			end
			run("add_data_share_lines")
			local asked <const> = plan { "succeeded" }
			assert.same({ 0, 1, {} }, { #asked.processed, asked.staying, plan().also })
		end)

		it("are not when no such reservation is listed", function()
			run("add_data_share_lines")
			shares = {}
			assert.equal(1, assert(cancel { "succeeded" }).exit_code)
			assert.equal(0, #carrier:submissions "cancel_data_share_reserve")
		end)
	end)
end)
