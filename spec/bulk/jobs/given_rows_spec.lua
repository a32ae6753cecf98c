--- Jobs of rows that a script gives as tables: the same checks, ledger and result file as for a list in a file.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local core <const> = require "unom.core"
local csv <const> = require "support.csv"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"

local CONTRACT <const> = "N123456789"

local function roaming(number, code)
	return { operation = "set_roaming", contractId = CONTRACT, lineNo = ("0901%07d"):format(number),
		roamingCode = code or "T6000037", agreement = true }
end

describe("rows that a script gives #unit", function()
	local home <const> = homes.each_test()
	local carrier, before

	before_each(function()
		before = lfs.currentdir()
		assert(lfs.chdir(home.directory))
		carrier = fake_carrier.new(fake_carrier.agreeable())
	end)
	after_each(function() lfs.chdir(before) end)

	local function run(rows, more)
		local options <const> = home:options(carrier, more)
		options.rows = rows
		return bulk.run(options)
	end

	local function result(name)
		return csv.parse(home:read(name))
	end

	it("run as a list does, and leave a result file with their keys", function()
		local rows <const> = { roaming(1), roaming(2, ""), { operation = "change_course", contractId = CONTRACT,
			["回線番号"] = "09010000003", planCode = "T3001328", requestDate = math.tointeger(change_lists.NEXT_FIRST),
			agreement = true, ["#ticket"] = 7 } }
		local outcome <const> = assert(run(rows))
		assert.equal(3, outcome.states.succeeded)
		assert.equal("rows.result.csv", outcome.result)
		local written <const> = result("rows.result.csv")
		assert.same({ "09010000001", "T6000037", "1", "succeeded" }, { written[1].lineNo, written[1].roamingCode,
			written[1]["unom.row"], written[1]["unom.state"] })
		assert.equal("", written[2].roamingCode)
		assert.same({ "7", change_lists.NEXT_FIRST, "yes" }, { written[3]["#ticket"], written[3].requestDate,
			written[3].agreement })
		for _, call in ipairs(carrier.calls) do
			if call.operation == "set_roaming" and call.arguments.lineNo == "09010000002" then
				assert.equal("", call.arguments.roamingCode)
			end
		end
	end)

	it("are known when they come again, whole or one by one", function()
		assert(run { roaming(1), roaming(2) })
		local again <const>, err <const> = run { roaming(1), roaming(2) }
		assert.is_nil(again)
		assert.same({ "already_run", 1, false }, { err.kind, err.job, err.open })
		assert.matches("rows", err.message, 1, true)
		local _, refused <const> = run({ roaming(3), roaming(2) }, { name = "more" })
		assert.equal("change_list", refused.kind)
		assert.equal(1, #refused.problems)
		assert.equal("already_ordered", refused.problems[1].code)
		assert.matches("^more: row 2: lineNo: ", tostring(refused.problems[1]))
		assert.same({ 2 }, { refused.problems[1].row, refused.problems[1].line })
		local skipping <const> = assert(run({ roaming(3), roaming(2) }, { name = "more", skip_ordered = true }))
		assert.same({ 1, 1 }, { skipping.states.skipped, skipping.states.succeeded })
		assert.equal("more.result.csv", skipping.result)
	end)

	it("are not sent where one has a problem, and none is read twice", function()
		local times = 0
		local function next_row()
			times = times + 1
			return times <= 2 and (times == 1 and roaming(1) or { operation = "set_roaming" }) or nil
		end
		local outcome <const>, err <const> = run(next_row)
		assert.is_nil(outcome)
		assert.equal("change_list", err.kind)
		assert.matches("^rows: row 2: ", tostring(err.problems[1]))
		assert.equal(3, times)
		assert.equal(0, #carrier.calls)
	end)

	it("are checked, previewed and planned as a list is", function()
		local rows <const>, shown <const> = { roaming(1) }, {}
		assert.equal(1, assert(bulk.check { rows = rows }).rows)
		assert.equal(1, assert(bulk.check(nil, { rows = rows, ledger = home.ledger })).rows)
		assert(bulk.preview { rows = rows, on_row = function(row) shown[#shown + 1] = row end })
		assert.same({ "set_roaming", "09010000001" }, { shown[1].operation, shown[1].arguments.lineNo })
		local _, refused <const> = bulk.plan(home:options(carrier, { rows = { { operation = "set_roaming" } } }))
		assert.matches("rows: row 1: ", tostring(refused.problems[1]))
		assert(run(rows))
		local _, problems <const> = bulk.check { rows = rows, ledger = home.ledger, name = "rows" }
		assert.matches("^rows: row 1: lineNo: row 1 of job 1 ", tostring(problems[1]))
	end)

	it("are tried again with their secrets given again", function()
		local function radius(password)
			return { operation = "change_radius_auth", contractId = CONTRACT, lineNo = "09010000001",
				authenticationId = "abc@example", authenticationPassword = password, agreement = true }
		end
		carrier = fake_carrier.new(fake_carrier.except(function(operation, _, times)
			if operation == "change_radius_auth" and times == 1 then
				return nil, require("unom.error").new { kind = "api", status = 400, code = "400", sent = "yes", message = "no" }
			end
		end, fake_carrier.agreeable()))
		assert.equal(1, assert(run { radius "Secret12" }).states.rejected)
		local _, gone <const> = bulk.retry(home:options(carrier))
		assert.equal("secrets_gone", gone.kind)
		local _, other <const> = bulk.retry(home:options(carrier, { rows = { radius "Secret13" } }))
		assert.equal("change_list", other.kind)
		assert.equal(1, assert(bulk.retry(home:options(carrier, { rows = { radius "Secret12" } }))).states.succeeded)
		assert.is_nil(home:read("rows.result.csv"):find("Secret12", 1, true))
	end)

	it("are named by their numbers where a retry finds one ordered since", function()
		carrier = fake_carrier.new(fake_carrier.except(function(operation, _, times)
			if operation == "set_roaming" and times == 1 then
				return nil, require("unom.error").new { kind = "api", status = 400, code = "400", sent = "yes", message = "no" }
			end
		end, fake_carrier.agreeable()))
		assert.equal(1, assert(run { roaming(1) }).states.rejected)
		assert(run({ roaming(1) }, { again = true, name = "more" }))
		local _, refused <const> = bulk.retry(home:options(carrier, { job = 1 }))
		assert.matches("^rows: row 1: lineNo: ", tostring(refused.problems[1]))
	end)

	it("may have a metatable that is hidden", function()
		local rows <const> = { roaming(1) }
		local options <const> = { contract_id = "N123456789", agree = true }
		options.rows = setmetatable(rows, { __metatable = 7 })
		assert.equal(1, assert(bulk.check(options)).rows)
		options.rows = setmetatable({}, { __metatable = 7, __call = function() return table.remove(rows) end })
		assert.equal(1, assert(bulk.check(options)).rows)
	end)

	-- Neither one Ctrl-C nor two ended a function that gives rows for ever.
	it("are no longer asked for after a signal, and none is sent", function()
		local signals <close> = core.interrupt_watch()
		local given = 0
		local function rows()
			given = given + 1
			if given == 3 then
				io.popen("kill -INT $PPID"):close()
			end
			return given < 10 and roaming(given) or nil
		end
		local outcome <const>, err <const> = run(rows)
		assert.is_nil(outcome)
		assert.same({ "interrupted", "no", 3, 1 }, { err.kind, err.sent, given, signals:count() })
		assert.same({}, carrier.calls)
	end)

	it("are given as an array or a function, and not with what is of a file", function()
		local function refused(options, words)
			options.client = carrier
			assert.error_matches(function() bulk.run(options) end, words, 1, true)
		end
		refused({}, "bad option 'path' to 'bulk.run' (missing)")
		refused({ path = "a.csv", rwos = {} }, "bad option 'rwos' to 'bulk.run' (unknown; did you mean 'rows'?)")
		refused({ rows = roaming(1) }, "bad option 'rows' to 'bulk.run' (an array of rows without gaps, or a function")
		refused({ rows = { roaming(1), nil, roaming(2) } }, "bad option 'rows' to 'bulk.run' (an array")
		refused({ rows = {}, path = "x.csv" }, "bad option 'path' to 'bulk.run' (not together with 'rows')")
		refused({ rows = {}, encoding = "cp932" }, "bad option 'encoding' to 'bulk.run' (not together with 'rows')")
		refused({ rows = {}, name = "a\0b" }, "bad option 'name' to 'bulk.run' (a name expected)")
		refused({ path = "x.csv", name = "x" }, "bad option 'name' to 'bulk.run' (only with 'rows')")
	end)
end)
