--- The list that undoes a job: what it can tell, and what it leaves. Whole journeys are in round_trip_spec.lua.

local bulk <const> = require "unom.bulk"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

local CONTRACT <const> = "N123456789"
local LINE <const> = "09000000001"
local NOON <const> = 1764558000 -- of a 1 December in Japan
local DAY <const> = 24 * 3600

describe("inverse #unit", function()
	local home <const> = homes.each_test()
	local carrier, line, others, accepting, completed, shares, later
	before_each(function()
		line = { lineNo = LINE, planCode = "T3001326", accessCode = "2", imei = "490154203237518", imeiOption = "2",
			optionCodeList = {}, authenticationType = "NTTコム", authenticationId = "id-one" }
		others, accepting, completed, shares, later = {}, {}, {}, {}, 0
		local agreeable <const> = fake_carrier.agreeable()
		carrier = fake_carrier.new(function(operation, arguments, ...)
			if operation == "list_lines" then
				return { contractId = CONTRACT, linesList = { line, table.unpack(others) } }
			elseif operation == "list_accepting_orders" then
				return { contractId = CONTRACT, orderList = accepting }
			elseif operation == "list_completed_orders" then
				return { contractId = CONTRACT, orderList = completed }
			elseif operation == "list_data_share_lines" then
				return { contractId = CONTRACT, linesList = shares }
			elseif operation == "remove_data_share_line" then
				shares[1].status = "03"
				return { contractId = CONTRACT, resultCode = "0001", reserveId = shares[1].reserveId }
			end
			return agreeable(operation, arguments, ...)
		end)
	end)

	local number = 0

	--- Runs a list; each of its rows succeeds.
	local function run_list(text)
		number = number + 1
		local outcome <const>, err <const> = bulk.run(home:options(carrier, { agree = true, again = true,
			path = home:write(("list-%d.csv"):format(number), text), allow_others = true, allow_duplicates = true,
			wall_clock = function() return NOON end }))
		assert.is_truthy(outcome, err and tostring(err.problems and err.problems[1] or err))
		assert.equal(outcome.total, outcome.states.succeeded)
	end

	--- Runs one row of the line. `becomes`: what the line is after it.
	local function run(operation, fields, becomes)
		local names <const>, cells <const> = { "operation", "contractId", "lineNo" }, { operation, CONTRACT, LINE }
		for name, value in pairs(fields) do
			names[#names + 1], cells[#cells + 1] = name, value
		end
		run_list(table.concat(names, ",") .. "\n" .. table.concat(cells, ",") .. "\n")
		for name, value in pairs(becomes or {}) do
			line[name] = value
		end
	end

	local function inverse(more)
		more = more or {}
		more.wall_clock = function() return NOON + later end
		return bulk.inverse(home:options(carrier, more))
	end

	--- Why the only row of the newest job has no inverse.
	local function why()
		local made <const> = assert(inverse())
		assert.same({ 0, 1, 1 }, { #made.rows, #made.left, made.exit_code })
		return made.left[1].why
	end

	it("has the order that makes the line what it was, consent and day blank", function()
		run("change_course", { planCode = "T3001328", requestDate = "20251201" }, { planCode = "T3001328" })
		local made <const> = assert(inverse())
		assert.same({ { operation = "change_course", contractId = CONTRACT, lineNo = LINE, planCode = "T3001326",
			["#undoes"] = "row 1 of job 1 (change_course)" } }, made.rows)
		assert.same({ "operation", "contractId", "lineNo", "agreement", "requestDate", "planCode", "#undoes" }, made.columns)
		assert.same({}, made.left)
		assert.equal(0, made.exit_code)
	end)

	it("fills in the consent and the day that a person gives, and nothing else", function()
		run("change_course", { planCode = "T3001328", requestDate = "20251201" }, { planCode = "T3001328" })
		local row <const> = assert(inverse { set = { agreement = "はい", requestDate = "2025/12/31" } }).rows[1]
		assert.same({ "yes", "20251231" }, { row.agreement, row.requestDate })
		for _, set in ipairs { { planCode = "T3001329" }, { requestDate = "20251130" }, { agreement = "perhaps" } } do
			local made <const>, err <const> = inverse { set = set }
			assert.is_nil(made)
			assert.equal("usage", err.kind)
		end
	end)

	it("takes an order back as long as the carrier shows it under way", function()
		run("change_course", { planCode = "T3001328", requestDate = "20251210" })
		accepting = { { orderId = "AGU0000000000001", orderStatus = "15" } }
		local made <const> = assert(inverse())
		assert.same({ { operation = "cancel_order", contractId = CONTRACT, orderId = "AGU0000000000001",
			["#undoes"] = "row 1 of job 1 (change_course)" } }, made.rows)
		accepting = {}
		assert.equal("not_yet", why())
	end)

	it("has nothing for a row that changed nothing, or whose order was taken back", function()
		run("change_imei", { imei = "490154203237518", imeiOption = "2" })
		local made = assert(inverse())
		assert.same({ 0, 0, 1, 0 }, { #made.rows, #made.left, made.unchanged, made.exit_code })
		run("change_course", { planCode = "T3001328", requestDate = "20251201" })
		completed = { { orderId = "AGU0000000000002", orderStatus = "11" } }
		made = assert(inverse())
		assert.same({ 0, 0, 1, 0 }, { #made.rows, #made.left, made.unchanged, made.exit_code })
	end)

	it("leaves what a later job changed", function()
		run("change_course", { planCode = "T3001328", requestDate = "20251201" }, { planCode = "T3001328" })
		run("change_course", { planCode = "T3001329", requestDate = "20251201" }, { planCode = "T3001329" })
		later = 2 * DAY
		local made <const> = assert(inverse { job = 1 })
		assert.equal("changed_since", made.left[1].why)
		assert.same({ job = 2, row = 1 }, made.left[1].changed_by)
		assert.equal("T3001328", assert(inverse { job = 2 }).rows[1].planCode)
	end)

	it("has one row for a line that the job changed twice: to what it was before the job", function()
		run_list("operation,contractId,lineNo,planCode,requestDate\n"
			.. ("change_course,%s,%s,T3001328,20251201\n"):format(CONTRACT, LINE)
			.. ("change_course,%s,%s,T3001329,20251201\n"):format(CONTRACT, LINE))
		line.planCode, later = "T3001329", 2 * DAY
		local made <const> = assert(inverse())
		assert.same({ 1, 0, 0 }, { #made.rows, #made.left, made.unchanged })
		assert.equal("T3001326", made.rows[1].planCode)
	end)

	it("leaves an address that no reply shows and that a later job changed", function()
		run("change_ip_addresses", { actIpAddress = "10.0.0.1" })
		run("change_ip_addresses", { actIpAddress = "10.0.0.2" })
		completed = { { orderId = "AGU0000000000002", orderStatus = "60" } }
		assert.equal("10.0.0.1", assert(inverse { job = 2 }).rows[1].actIpAddress)
		run("change_ip_addresses", { actIpAddress = "10.0.0.3" })
		local made = assert(inverse { job = 2 })
		assert.same({ 0, 1, 1 }, { #made.rows, #made.left, made.exit_code })
		assert.same({ "changed_since", { job = 3, row = 1 } }, { made.left[1].why, made.left[1].changed_by })
		run("change_ip_addresses", { actIpAddress = "10.0.0.2" }) -- as job 2 had it
		made = assert(inverse { job = 2 })
		assert.same({ 1, 0, 0 }, { #made.rows, #made.left, made.exit_code })
	end)

	it("shares nothing of a line that is gone", function()
		shares = { { lineNo = LINE, status = "02", reserveId = "123456789012345" } }
		run("remove_data_share_line", {})
		shares = {}
		assert.equal("add_data_share_lines", assert(inverse()).rows[1].operation)
		line.lineNo = "09000000009"
		assert.equal("differs", why())
	end)

	it("leaves an address that a later row may have changed of which nothing is known", function()
		run("change_ip_addresses", { actIpAddress = "10.0.0.1" })
		run("change_ip_addresses", { actIpAddress = "10.0.0.2" })
		run("change_ip_addresses", { actIpAddress = "10.0.0.3" })
		completed = { { orderId = "AGU0000000000002", orderStatus = "60" } }
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger:transaction(function()
			ledger.database:run "UPDATE list_row SET state = 'unknown', may_have_acted = 1 WHERE job = 3"
		end)
		local made <const> = assert(inverse { job = 2 })
		assert.same({ 0, 1, 1, "hidden" }, { #made.rows, #made.left, made.exit_code, made.left[1] and made.left[1].why })
	end)

	it("has no address from before where nobody knows whether an earlier row gave another", function()
		run("change_ip_addresses", { actIpAddress = "10.0.0.1" })
		run("change_ip_addresses", { actIpAddress = "10.0.0.2" })
		run("change_ip_addresses", { actIpAddress = "10.0.0.3" })
		completed = { { orderId = "AGU0000000000003", orderStatus = "60" } }
		assert.equal("10.0.0.2", assert(inverse()).rows[1].actIpAddress)
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger:transaction(function()
			ledger.database:run "UPDATE list_row SET state = 'unknown', may_have_acted = 1 WHERE job = 2"
		end)
		assert.equal("no_address", why())
	end)

	it("guesses nothing where an earlier job's order took effect after the line was looked at", function()
		run("change_course", { planCode = "T3001328", requestDate = "20251203" })
		run("change_course", { planCode = "T3001329", requestDate = "20251205" })
		line.planCode, later = "T3001329", 5 * DAY
		assert.equal("not_seen", why())
	end)

	it("goes by what was seen where an earlier order had taken effect, or takes effect later", function()
		run("change_course", { planCode = "T3001328", requestDate = "20251201" }, { planCode = "T3001328" })
		run("change_course", { planCode = "T3001330", requestDate = "20251220" })
		run("change_course", { planCode = "T3001329", requestDate = "20251205" })
		line.planCode, later = "T3001329", 5 * DAY
		assert.equal("T3001328", assert(inverse()).rows[1].planCode)
	end)

	it("does not pass over what a row changed and a later row of the job left as it was", function()
		line.sbyIpAddress, line.roamingIpAddress = "10.0.1.1", "10.0.2.1"
		run("change_ip_addresses", { actIpAddress = "10.0.0.1" })
		run_list("operation,contractId,lineNo,accessCode,actIpAddress,sbyIpAddress,roamingIpAddress\n"
			.. ("change_ip_addresses,%s,%s,,10.0.0.2,10.0.1.2,10.0.2.2\n"):format(CONTRACT, LINE)
			.. ("change_access_type,%s,%s,1,10.0.0.3,10.0.1.3,\n"):format(CONTRACT, LINE))
		line.sbyIpAddress, line.roamingIpAddress, line.accessCode, later = "10.0.1.3", "10.0.2.2", "1", 2 * DAY
		completed = { { orderId = "AGU0000000000002", orderStatus = "60" },
			{ orderId = "AGU0000000000003", orderStatus = "60" } }
		local made <const> = assert(inverse())
		assert.same({ "change_access_type", 1, 1 }, { made.rows[1].operation, #made.rows, made.exit_code })
		assert.same({ 1, "changed_since" }, { made.left[1].row, made.left[1].why })
	end)

	it("leaves what differs from what was ordered", function()
		run("change_course", { planCode = "T3001328", requestDate = "20251201" })
		later = 2 * DAY
		assert.equal("differs", why())
	end)

	it("leaves an address that nobody knows, and takes it from an earlier job", function()
		run("change_ip_addresses", { actIpAddress = "10.0.0.1" })
		completed = { { orderId = "AGU0000000000001", orderStatus = "60" } }
		assert.equal("no_address", why())
		run("change_ip_addresses", { actIpAddress = "10.0.0.2" })
		completed[2] = { orderId = "AGU0000000000002", orderStatus = "60" }
		assert.equal("10.0.0.1", assert(inverse()).rows[1].actIpAddress)
	end)

	it("leaves an address that there was not, since no order takes one away", function()
		line.sbyIpAddress = ""
		run("change_access_type", { accessCode = "1", sbyIpAddress = "10.0.0.3" },
			{ accessCode = "1", sbyIpAddress = "10.0.0.3" })
		assert.equal("was_none", why())
	end)

	it("leaves a password alone blank, with the id that there was", function()
		run("change_radius_auth", { authenticationId = "id-two-two", authenticationPassword = "hush-hush" },
			{ authenticationId = "id-two-two" })
		local row <const> = assert(inverse()).rows[1]
		assert.equal("id-one", row.authenticationId)
		assert.is_nil(row.authenticationPassword)
		run("change_radius_auth", { authenticationId = "id-two-two", authenticationPassword = "hush-hush-2" })
		assert.equal("not_yet", why())
		completed = { { orderId = "AGU0000000000002", orderStatus = "60" } }
		assert.equal("id-two-two", assert(inverse()).rows[1].authenticationId) -- its password is another one now
	end)

	it("leaves what was there before and does not pass the rules now", function()
		line.imei = "490154203237518"
		line.imeiOption = "7"
		run("change_imei", { imei = "490154203237526", imeiOption = "2" }, { imei = "490154203237526", imeiOption = "2" })
		assert.equal("no_longer_valid", why())
	end)

	describe("of new lines with one id", function()
		local operations <const> = require "unom.operations"
		local NEW <const>, NEWER <const> = "09000000002", "09000000003"

		--- Runs rows that each add a line with that id.
		local function add(...)
			local rows <const> = {}
			for index, address in ipairs { ... } do
				local example <const> = operations.example "add_line"
				example.operation, example.contractId, example.requestDate = "add_line", CONTRACT, "20251201"
				example.authenticationId, example.actIpAddress = "fleet-id-1", address
				example.sbyIpAddress, example.roamingIpAddress, example.agreement, example.number = nil, nil, nil, nil
				rows[index] = example
			end
			local columns <const> = { "operation" }
			for name in pairs(rows[1]) do
				columns[#columns + 1] = name ~= "operation" and name or nil
			end
			run_list(require("unom.cli.view.grid").csv(rows, columns))
			later = 2 * DAY
		end

		it("does not take a line for its own that may be another's", function()
			add("10.0.7.1", "10.0.7.2")
			others = { { lineNo = NEW, authenticationId = "fleet-id-1" } }
			completed = { { orderId = "AGU0000000000001", orderStatus = "60" } }
			accepting = { { orderId = "AGU0000000000002", orderStatus = "10" } }
			local made <const> = assert(inverse())
			assert.same({ "cancel_order", nil }, { made.rows[1].operation, made.rows[2] })
			assert.equal("line_not_known", made.left[1].why)
		end)

		it("takes the only one with its id for its own once its order is complete", function()
			add "10.0.7.1"
			others = { { lineNo = NEW, authenticationId = "fleet-id-1" } }
			assert.equal("line_not_known", why()) -- a colleague's, perhaps
			completed = { { orderId = "AGU0000000000001", orderStatus = "60" } }
			assert.equal(NEW, assert(inverse()).rows[1].lineNo)
			others[2] = { lineNo = NEWER, authenticationId = "fleet-id-1" }
			assert.equal("line_not_known", why())
		end)
	end)

	it("leaves a line that nobody looked at before the job", function()
		local hidden <const> = line
		line = nil
		run("change_imei", { imei = "490154203237526", imeiOption = "2" })
		line = hidden
		line.imei = "490154203237526"
		assert.equal("not_seen", why())
	end)
end)
