--- Which earlier row of the ledger is the same order as a new one: every rule, on rows that are put there as they are.

local engine_run <const> = require "support.engine_run"

local CONTRACT <const>, OTHER_CONTRACT <const> = "N123456789", "N987654321"
local DAY <const> = 86400

describe("the ledger, asked what was ordered before, #unit", function()
	local ledger
	engine_run.each_test(function(made)
		ledger = made
		ledger.wall_clock = function() return engine_run.NOW end
	end)

	local function row(operation, arguments, contract)
		arguments.contractId = contract or CONTRACT
		return { contract = arguments.contractId, operation = operation, arguments = arguments }
	end

	local function course(plan, line, date)
		return row("change_course", { lineNo = line or "09000000001", planCode = plan or "A", requestDate = date })
	end

	local function volume(line)
		return row("add_data_volume", { lineNo = line or "09000000001" })
	end

	local function device(company, contract)
		return row("purchase_device", { deviceCode = "T2000554", deliveryCompanyName = company }, contract)
	end

	--- Moves a row on: {state=, ...}; with `sent`, after it was sent.
	local function move(job, number, changes, sent)
		local stored <const> = ledger:row(job, number)
		if sent then
			ledger:begin_submission(stored)
		end
		ledger:transition(stored, changes, changes.state)
		ledger:sync()
	end

	--- Adds a job of these rows, {row, changes|nil}: those with changes were sent, and are so now.
	-- @return its number
	local function job_of(list, settings)
		local number
		ledger:transaction(function()
			number = ledger:add_job { list = "list.csv", sha256 = "", columns = {}, settings = settings or {}, purpose = "list" }
			for index, entry in ipairs(list) do
				entry[1].row, entry[1].line = index, index + 1
				ledger:add_row(number, entry[1])
			end
			ledger:close_job(number, #list)
		end)
		for index, entry in ipairs(list) do
			if entry[2] then
				move(number, index, entry[2], true)
			end
		end
		return number
	end

	local SUCCEEDED <const> = { state = "succeeded" }

	--- What is found for rows that are in no job, each as "ROW CODE JOB/ROW".
	local function ask(...)
		local rows <const> = { ... }
		local found <const> = {}
		for _, finding in ipairs(ledger:ordered_before(0, function(take)
			for index, new in ipairs(rows) do
				new.row, new.line = index, index + 1
				take(new)
			end
		end)) do
			found[#found + 1] = ("%d %s %d/%d"):format(finding.row, finding.code, finding.job, finding.earlier_row)
		end
		return found
	end

	describe("of an earlier row that", function()
		for _, state in ipairs { "pending", "submitting", "tracking" } do
			it(("is %s finds that it is open, whatever it asks for"):format(state), function()
				job_of { { course "A", state == "tracking" and { state = state } or nil } }
				if state == "submitting" then
					ledger:begin_submission(ledger:row(1, 1))
				end
				assert.same({ "1 already_open 1/1", "2 already_open 1/1" }, ask(course "A", course "B"))
			end)
		end

		for _, state in ipairs { "rejected", "failed", "cancelled", "skipped" } do
			it(("is %s finds nothing, and with the mark that it may be ordered"):format(state), function()
				job_of { { course "A", { state = state } } }
				assert.same({}, ask(course "A"))
				job_of { { course "A", { state = state, may_have_acted = true } } }
				assert.same({ "1 may_be_ordered 2/1" }, ask(course "A", course "B"))
				job_of { { course "A", { state = state } } } -- does not hide the one before
				assert.same({ "1 may_be_ordered 2/1" }, ask(course "A"))
			end)
		end

		it("is unknown finds that the same may be ordered, and an order of a pending row with the mark is open", function()
			job_of { { course "A", { state = "unknown", may_have_acted = true } } }
			assert.same({ "1 may_be_ordered 1/1" }, ask(course "A", course "B"))
			move(1, 1, { state = "pending" })
			assert.same({ "1 already_open 1/1", "2 already_open 1/1" }, ask(course "A", course "B"))
		end)
	end)

	describe("of an order that succeeded", function()
		local function later(seconds) ledger.wall_clock = function() return engine_run.NOW + seconds end end

		for name, case in pairs {
			["a plan, for 62 days"] = { course, 62 * DAY }, ["a volume, for 24 hours"] = { volume, DAY },
			["a device, for 24 hours"] = { device, DAY },
			["a password, for 24 hours"] = { function()
				return row("change_radius_auth", { lineNo = "09000000001", authenticationId = "id1",
					authenticationPassword = "hush" })
			end, DAY },
		} do
			it("finds it: " .. name, function()
				job_of { { case[1](), SUCCEEDED } }
				later(case[2])
				assert.same({ "1 already_ordered 1/1" }, ask(case[1]()))
				later(case[2] + 1)
				assert.same({}, ask(case[1]()))
			end)
		end

		it("counts from its end, not from when it was listed or sent", function()
			job_of { { course "A", { state = "tracking" } } }
			later(30 * DAY)
			move(1, 1, SUCCEEDED)
			later(91 * DAY)
			assert.same({ "1 already_ordered 1/1" }, ask(course "A"))
		end)

		it("still finds it when the clock was set back", function()
			job_of { { course "A", SUCCEEDED } }
			later(-400 * DAY)
			assert.same({ "1 already_ordered 1/1" }, ask(course "A"))
		end)

		it("never compares the day, the consent and a number, and always the contract, the line and the plan", function()
			local ordered <const> = course("A", nil, "20251201")
			ordered.arguments.agreement = "yes"
			job_of { { ordered, SUCCEEDED } }
			assert.same({ "1 already_ordered 1/1" }, ask(course("A", nil, "20260101")))
			assert.same({}, ask(course("A", "09000000002"),
				row("change_course", { lineNo = "09000000001", planCode = "A" }, OTHER_CONTRACT)))
		end)
	end)

	describe("takes for the newest", function()
		it("what was sent last, though its job is older: it was sent again after a newer job", function()
			job_of { { course "A", { state = "unknown", may_have_acted = true } } }
			job_of { { course "B", SUCCEEDED } }
			assert.same({ "1 already_ordered 2/1" }, ask(course "B", course "A"))
			move(1, 1, { state = "pending" })
			move(1, 1, { state = "succeeded", may_have_acted = false }, true)
			assert.same({ "1 already_ordered 1/1" }, ask(course "A", course "B"))
		end)

		it("what is open, though a newer one was sent since", function()
			job_of { { course "A", { state = "unknown", may_have_acted = true } } }
			job_of { { course "B", SUCCEEDED } }
			move(1, 1, { state = "pending" })
			assert.same({ "1 already_open 1/1", "2 already_open 1/1", "3 already_open 1/1" },
				ask(course "A", course "B", course "C"))
		end)

		it("any operation of the group", function()
			local function roaming(code)
				return row(code and "set_roaming" or "remove_roaming", { lineNo = "09000000001", roamingCode = code })
			end
			job_of { { roaming "T6000037", SUCCEEDED } }
			job_of { { roaming(), SUCCEEDED } }
			assert.same({ "3 already_ordered 2/1" }, ask(roaming "T6000037", roaming "T6000042", roaming()))
			local function access(code)
				return row("change_access_type", { lineNo = "09000000001", accessCode = code, actIpAddress = "10.0.0.1" })
			end
			job_of { { access "2", { state = "tracking" } } }
			assert.same({ "1 already_open 3/1" },
				ask(row("change_ip_addresses", { lineNo = "09000000001", actIpAddress = "10.0.0.2" })))
		end)
	end)

	describe("looks past an order that a list took back:", function()
		for name, case in pairs {
			["an order"] = { course(), "order_id", "AGU0000000000001", "cancel_order", "orderId" },
			["a reservation"] = { row("add_data_share_lines", { lineNo = "09000000001" }), "reserve_id", "202511280000001",
				"cancel_data_share_reserve", "reserveId" },
		} do
			local ordered <const>, column <const>, id <const>, cancel <const>, field <const> = table.unpack(case)

			it(name, function()
				job_of { { ordered, { state = "succeeded", [column] = id } } }
				local number <const> = job_of { { row(cancel, { [field] = id }), { state = "tracking" } } }
				assert.same({ "1 already_ordered 1/1" }, ask(ordered)) -- not yet
				move(number, 1, SUCCEEDED)
				assert.same({}, ask(ordered))
				assert.same({ "1 already_ordered 2/1" }, ask(row(cancel, { [field] = id })))
			end)

			it(name .. ", and not one of another contract with that id", function()
				job_of { { ordered, { state = "succeeded", [column] = id } } }
				job_of { { row(cancel, { [field] = id }, OTHER_CONTRACT), SUCCEEDED } }
				assert.same({ "1 already_ordered 1/1" }, ask(ordered))
			end)
		end

		it("what was ordered before it decides then", function()
			job_of { { course "A", SUCCEEDED } }
			job_of { { course "B", { state = "succeeded", order_id = "AGU0000000000001" } } }
			assert.same({}, ask(course "A"))
			job_of { { row("cancel_order", { orderId = "AGU0000000000001" }), SUCCEEDED } }
			assert.same({ "1 already_ordered 1/1" }, ask(course "A"))
		end)
	end)

	describe("of rows that name nothing they act on", function()
		it("lets each earlier one stand for one row, contract by contract", function()
			job_of { { device(), SUCCEEDED }, { device(), SUCCEEDED }, { device(nil, OTHER_CONTRACT), SUCCEEDED } }
			assert.same({ "1 already_ordered 1/1", "2 already_ordered 1/3", "4 already_ordered 1/2" },
				ask(device(), device(nil, OTHER_CONTRACT), device "another", device(), device()))
		end)

		it("gives each row the problem that its earlier one calls for, and none for one that does not count", function()
			job_of { { device(), { state = "rejected" } }, { device(), SUCCEEDED },
				{ device(), { state = "unknown", may_have_acted = true } }, { device() } }
			assert.same({ "1 already_ordered 1/2", "2 may_be_ordered 1/3", "3 already_open 1/4" },
				ask(device(), device(), device(), device()))
			ledger.wall_clock = function() return engine_run.NOW + 2 * DAY end
			assert.same({ "1 may_be_ordered 1/3", "2 already_open 1/4" }, ask(device(), device(), device(), device()))
		end)

		it("takes a line with an address for that address, and one without for its cells", function()
			local function line(address, plan)
				return row("add_line", { actIpAddress = address, planCode = plan or "A" })
			end
			job_of { { line "10.0.0.1", SUCCEEDED }, { line(), SUCCEEDED } }
			assert.same({ "1 already_ordered 1/1", "3 already_ordered 1/2" },
				ask(line("10.0.0.1", "B"), line "10.0.0.2", line(), line(nil, "B"), line()))
			local fields <const> = {}
			for _, finding in ipairs(ledger:ordered_before(0, function(take) take(line "10.0.0.1") take(line()) end)) do
				fields[#fields + 1] = finding.field or "none"
			end
			assert.same({ "actIpAddress", "none" }, fields)
		end)

		it("counts over the windows in which rows are asked about", function()
			local ordered <const>, asked <const> = {}, {}
			for index = 1, 1003 do
				ordered[index], asked[index] = { device() }, device()
			end
			asked[1004] = device()
			job_of(ordered)
			local found <const> = ask(table.unpack(asked))
			assert.equal(1003, #found)
			assert.equal("1003 already_open 1/1003", found[1003])
		end)
	end)

	it("never counts a cut session, also an open one", function()
		local function session() return row("disconnect_session", { lineNo = "09000000001" }) end
		job_of { { session(), SUCCEEDED }, { session() } }
		assert.same({}, ask(session()))
	end)

	describe("advises of an order that is not yet in effect and wants something else", function()
		it("from the day after today in Japan on", function()
			job_of { { course("A", "09000000001", engine_run.TODAY), SUCCEEDED },
				{ course("A", "09000000002", "20251129"), SUCCEEDED } }
			assert.same({ "2 order_not_in_effect 1/2" }, ask(course("B", "09000000001"), course("B", "09000000002")))
			ledger.wall_clock = function() return engine_run.NOW + 12 * 3600 end -- midnight in Japan
			assert.same({}, ask(course("B", "09000000001"), course("B", "09000000002")))
		end)

		it("by the day that the carrier told, where it told one", function()
			job_of {
				{ course("A", "09000000001", engine_run.TODAY), { state = "succeeded", takes_effect = "20251203" } },
				{ course("A", "09000000002", "20251203"), { state = "succeeded", takes_effect = engine_run.TODAY } },
			}
			assert.same({ "1 order_not_in_effect 1/1" }, ask(course("B", "09000000001"), course("B", "09000000002")))
		end)

		it("also where it is not the newest, and not where the newest is a problem", function()
			job_of { { course("A", nil, "20251201"), SUCCEEDED } }
			job_of { { course("B", nil, engine_run.TODAY), SUCCEEDED } }
			assert.same({ "1 order_not_in_effect 1/1", "2 already_ordered 2/1" }, ask(course "C", course "B"))
			job_of { { course "D" } }
			assert.same({ "1 already_open 3/1" }, ask(course "C"))
		end)
	end)

	describe("for a row that is sent again", function()
		local UNKNOWN <const> = { state = "unknown", may_have_acted = true }

		local function of(job, number)
			local found <const> = ledger:ordered_before_row(ledger:row(job, number))
			return found and ("%s %d/%d"):format(found.code, found.job, found.earlier_row)
		end

		it("asks other jobs, newer ones too, and never its own, whose list asked for all of its rows", function()
			job_of { { course "A", UNKNOWN }, { course "B" }, { course "A", UNKNOWN }, { course "A", SUCCEEDED } }
			assert.is_nil(of(1, 1))
			job_of { { course "A", SUCCEEDED } }
			assert.equal("already_ordered 2/1", of(1, 1))
			job_of { { course "C" } }
			assert.equal("already_open 3/1", of(1, 1))
		end)

		it("lets a job that was run with `again` repeat what succeeded, and nothing else", function()
			job_of { { course "A", SUCCEEDED } }
			assert.equal("already_ordered 1/1", of(job_of { { course "A", UNKNOWN } }, 1))
			move(2, 1, { state = "cancelled", may_have_acted = false })
			local again <const> = job_of({ { course "A", UNKNOWN } }, { again = true })
			assert.is_nil(of(again, 1))
			move(2, 1, { state = "unknown", may_have_acted = true })
			job_of { { course "A", { state = "rejected", may_have_acted = true } } }
			assert.equal("may_be_ordered 4/1", of(again, 1))
			move(2, 1, { state = "pending" })
			assert.equal("already_open 2/1", of(again, 1))
		end)
	end)

	it("asks about every row of a long list, each by its own place", function()
		local ordered <const>, asked <const> = {}, {}
		for index = 1, 2500 do
			asked[index] = course("A", ("090%08d"):format(index))
		end
		for _, index in ipairs { 1, 999, 1000, 1001, 2000, 2001, 2500 } do
			ordered[#ordered + 1] = { course("A", ("090%08d"):format(index)) }
		end
		job_of(ordered)
		assert.same({ "1 already_open 1/1", "999 already_open 1/2", "1000 already_open 1/3", "1001 already_open 1/4",
			"2000 already_open 1/5", "2001 already_open 1/6", "2500 already_open 1/7" }, ask(table.unpack(asked)))
	end)
end)
