--- Reservations of data share, followed by the list of the lines that share.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local reason <const> = require "unom.reason"

local N1 <const>, LINE <const> = "N123456789", "09000000001"
local line_row <const>, rows_of <const>, failure <const> = engine_run.line_row, engine_run.rows_of, engine_run.failure

describe("reserving #unit", function()
	local ledger
	local add_job <const>, run_job <const>, events_of <const> = engine_run.each_test(function(made) ledger = made end)
	local reserved = 0

	local function entry(status, id, line)
		return { lineNo = line or LINE, status = status, reserveId = id }
	end

	--- A carrier that takes each reservation with an id of its own ("R1", "R2" ...), or a cancel with the id that it takes
	-- back, and lists what `shows(sent, seconds)` returns; `sent`: the id that was reserved last, or nil.
	local function carrier_of(shows)
		local carrier, sent
		carrier = fake_carrier.new(function(operation, arguments)
			if operation == "list_data_share_lines" then
				local list <const>, err = shows(sent, carrier.now - 1000)
				if err then
					return nil, err
				end
				return { contractId = N1, linesList = { table.unpack(list) }, incomplete_entries = list.incomplete }
			elseif operation:find "^list_" then
				return { contractId = N1, orderList = {}, searchList = {} }
			elseif operation == "disconnect_session" or operation == "get_session" then
				return { contractId = N1, lineNo = arguments.lineNo, resultCode = "0", sessionStatus = "0" }
			end
			reserved = reserved + 1
			sent = arguments.reserveId or ("%d"):format(reserved)
			return { contractId = N1, resultCode = "0001", reserveId = sent }
		end)
		return carrier
	end

	local function cancel_row(id)
		return { contract = N1, operation = "cancel_data_share_reserve",
			arguments = { contractId = N1, reserveId = id, agreement = "yes" } }
	end

	--- Runs a row, which goes on for a day at most. Returns it, the carrier and the outcome.
	local function follow(row, shows, options)
		local carrier <const> = carrier_of(shows)
		local job <const> = add_job { row }
		options = options or {}
		options.deadline = options.deadline or 86400
		local outcome <const> = run_job(job, carrier, options)
		return ledger:row(job, 1), carrier, outcome
	end

	local function add(shows, options) return follow(line_row(N1, LINE, "add_data_share_lines"), shows, options) end
	local function remove(shows, options) return follow(line_row(N1, LINE, "remove_data_share_line"), shows, options) end

	--- Asserts that a row is `unknown` ten minutes after it was sent, and says what was seen.
	local function assert_left_open(seen, row, carrier)
		assert.equal("unknown", row.state)
		assert.matches(seen, reason.words(row.reason), 1, true)
		assert.is_true(carrier.now > 1600 and carrier.now < 1700, carrier.now)
		assert.is_truthy(row.reserve_id)
		assert.is_false(row.may_have_acted)
		ledger:transition(row, { state = "cancelled" }, "resolved", { answer = "abandon" }) -- its line is free again
	end

	-- It was followed to 02, until the first of a month.
	it("ends an addition once it is listed as reserved", function()
		local row <const>, carrier <const> = add(function(sent) return { sent and entry("01", sent) } end)
		assert.same({ "succeeded", "01" }, { row.state, row.order_status })
		assert.is_nil(row.reason)
		assert.is_true(carrier.now < 1010)
	end)

	it("asks once for all reservations of a contract", function()
		local polls = -1 -- the first is the baseline
		local carrier <const> = fake_carrier.new(function(operation, arguments)
			if operation == "list_data_share_lines" then
				polls = polls + 1
				local list <const> = {}
				for index = 1, polls < 3 and 0 or 6 do
					list[index] = entry("01", ("9%08d"):format(index), ("090%08d"):format(index))
				end
				return { contractId = arguments.contractId, linesList = list }
			elseif operation:find "^list_" then
				return { contractId = N1, orderList = {} }
			end
			return { contractId = N1, resultCode = "0001", reserveId = (arguments.lineNo:gsub("^090", "9")) }
		end)
		assert.equal(6, run_job(add_job(rows_of(N1, 6, "add_data_share_lines")), carrier).states.succeeded)
		assert.equal(3, polls)
	end)

	it("ends a removal once it is listed as reserved, and lets the next row of the line go", function()
		local carrier <const> = carrier_of(function(sent) return { entry(sent and "03" or "02", sent or "5") } end)
		local job <const> = add_job { line_row(N1, LINE, "remove_data_share_line"),
			line_row(N1, LINE, "disconnect_session") }
		assert.equal(2, run_job(job, carrier).states.succeeded)
		assert.is_true(carrier.now < 1010)
		assert.equal("03", ledger:row(job, 1).order_status)
	end)

	it("ends a removal by a reservation that bears another id, unless it was there before", function()
		local row = remove(function(sent) return { entry(sent and "03" or "02", "5") } end)
		assert.equal("succeeded", row.state)
		local carrier
		row, carrier = remove(function() return { entry("03", "5") } end)
		assert_left_open("line 09000000001 has status 03 (removal reserved), by reservation 5", row, carrier)
	end)

	it("ends a removal once the line, or its group, is gone", function()
		local row = remove(function(sent) return sent and {} or { entry("02", "5") } end)
		assert.equal("succeeded", row.state)
		local _, gone = failure { kind = "api", status = 404, name = "line_group_not_found", sent = "yes" }
		row = remove(function(sent) return { entry("02", "5") }, sent and gone or nil end)
		assert.equal("succeeded", row.state)
	end)

	it("knows that the line was there also where a later baseline shows it gone", function()
		local carrier <const> = carrier_of(function(sent) return sent and {} or { entry("02", "5") } end)
		local job <const> = add_job { line_row(N1, LINE, "remove_data_share_line"),
			line_row(N1, "09000000002", "remove_data_share_line") }
		run_job(job, carrier, { deadline = 1, rate = 0.5 })
		assert.same({ "tracking", "pending" }, { ledger:row(job, 1).state, ledger:row(job, 2).state })
		run_job(job, carrier_of(function(sent) return not sent and { entry("02", "6", "09000000002") } or {} end))
		assert.same({ "succeeded", "succeeded" }, { ledger:row(job, 1).state, ledger:row(job, 2).state })
		assert.equal("submitting accepted line_listed succeeded", events_of(job, 1))
	end)

	describe("of a cancel", function()
		it("of an addition succeeds when the reservation is gone, and fails when it was carried out", function()
			local function cancel(after)
				return follow(cancel_row "7", function(sent) return sent and after or { entry("01", "7") } end)
			end
			assert.equal("succeeded", cancel({}).state)
			local row <const> = cancel { entry("02", "7") }
			assert.same({ "failed", "02" }, { row.state, row.order_status })
			assert.equal("reservation 7 has status 02 (registered): it was not taken back", reason.words(row.reason))
			assert_left_open("reservation 7 is not listed", cancel { entry("02", "8") })
			assert_left_open("reservation 7 has status 01 (registration reserved)", cancel { entry("01", "7") })
		end)

		it("of a removal succeeds when the line is registered again, and fails when it is gone", function()
			local function cancel(after)
				return follow(cancel_row "7", function(sent) return sent and after or { entry("03", "7") } end)
			end
			assert.equal("succeeded", cancel({ entry("02", "6") }).state)
			assert.equal("succeeded", cancel({ entry("02", "7") }).state)
			assert.equal("failed", cancel({}).state)
			assert_left_open("reservation 7 is not listed", cancel { entry("03", "8") })
		end)

		it("knows what the reservation was also where a later baseline shows it gone", function()
			for status, ends in pairs { ["01"] = "succeeded", ["03"] = "failed" } do
				local job <const> = add_job { cancel_row "7", line_row(N1, LINE, "add_data_share_lines") }
				run_job(job, carrier_of(function() return { entry(status, "7", "09000000003") } end), { deadline = 1, rate = 0.5 })
				assert.same({ "tracking", "pending" }, { ledger:row(job, 1).state, ledger:row(job, 2).state })
				run_job(job, carrier_of(function(sent) return { sent and entry("01", sent) } end))
				assert.same({ ends, "succeeded" }, { ledger:row(job, 1).state, ledger:row(job, 2).state })
				assert.equal("submitting accepted line_listed " .. ends, events_of(job, 1))
			end
		end)

		it("goes by the row that made the reservation where no list showed it before", function()
			for operation, ends in pairs { add_data_share_lines = { gone = "succeeded", ["02"] = "failed" },
				remove_data_share_line = { gone = "failed", ["02"] = "succeeded" } } do
				for after, state in pairs(ends) do
					local made
					local status <const> = operation == "add_data_share_lines" and "01" or "03"
					local row <const> = follow(line_row(N1, LINE, operation), function(sent)
						made = sent
						return { sent and entry(status, sent) or status == "03" and entry("02", "5") or nil }
					end)
					assert.equal("succeeded", row.state)
					local cancelled <const> = follow(cancel_row(made), function()
						return { after == "02" and entry("02", made) or nil }
					end)
					assert.equal(state, cancelled.state, operation .. " " .. after)
				end
			end
		end)
	end)

	it("leaves open what the lists do, for ten minutes", function()
		for _, send in ipairs { add, remove } do
			assert_left_open("line 09000000001 is not listed", send(function() return {} end))
			assert_left_open("line 09000000001 has status 02 (registered), by reservation 5", send(function()
				return { entry("02", "5") }
			end))
		end
	end)

	it("waits anew in a resumed run", function()
		local row = add(function() return {} end, { deadline = 400 })
		run_job(row.job, carrier_of(function() return {} end), { deadline = 400 })
		assert.equal("tracking", ledger:row(row.job, 1).state)
		run_job(row.job, carrier_of(function() return { entry("01", row.reserve_id) } end), { deadline = 400 })
		row = ledger:row(row.job, 1)
		assert.equal("succeeded", row.state)
	end)

	describe("by a list with entries that cannot be read", function()
		local function unread(...)
			return { incomplete = 1, ... }
		end

		it("says so in the row, and takes it back once the list can be read", function()
			local row = add(function() return unread() end, { deadline = 300 })
			assert.equal("tracking", row.state)
			assert.matches("has entries that cannot be read", reason.words(row.reason))
			assert.equal("submitting accepted poll_failed", events_of(row.job, 1))
			run_job(row.job, carrier_of(function(_, seconds) return seconds < 60 and unread() or {} end), { deadline = 300 })
			row = ledger:row(row.job, 1)
			assert.equal("tracking", row.state)
			assert.is_nil(row.reason)
			assert.equal("submitting accepted poll_failed poll_recovered", events_of(row.job, 1))
		end)

		it("takes what it shows", function()
			assert.equal("succeeded", add(function(sent) return unread(sent and entry("01", sent)) end).state)
		end)

		it("ends unknown as well", function()
			assert_left_open("the lists do not show all there is", remove(function(sent)
				return sent and unread() or { entry("02", "5") }
			end))
		end)
	end)

	it("waits for lists that do not come for as long as it takes", function()
		local _, err = failure { kind = "http", status = 500, sent = "maybe" }
		local row <const>, _, outcome = add(function(sent) return {}, sent and err or nil end)
		assert.equal("tracking", row.state)
		assert.is_true(outcome.deadline)
	end)
end)
