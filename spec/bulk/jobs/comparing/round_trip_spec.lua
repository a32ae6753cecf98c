--- There and back: every operation that acts, run on a simulated carrier whose days pass, verified before and after its
-- day, and undone.

local bulk <const> = require "unom.bulk"
local core <const> = require "unom.core"
local homes <const> = require "support.homes"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"

local CONTRACT <const> = "N123456789"
local NOON <const> = moments.read "2099-01-15T03:00:00Z"

local function line_no(number)
	return ("0901%07d"):format(number)
end

--- One row for each operation but the cancels: the line's number, the operation, and what it wants.
local ROWS <const> = {
	{ 1, "change_course", planCode = "T3001328", requestDate = "20990201" },
	{ 2, "change_imei", imei = "490154203237518", imeiOption = "2" },
	{ 3, "change_radius_auth", authenticationId = "another-id-3", authenticationPassword = "hush-hush-3" },
	{ 5, "change_ip_addresses", actIpAddress = "10.9.9.5", sbyIpAddress = "10.9.8.5" },
	{ 6, "set_roaming", roamingCode = "T6000042" },
	{ 8, "remove_roaming" },
	{ 12, "set_roaming", roamingCode = "T6000042" },
	{ 7, "add_data_volume" },
	{ 9, "change_access_type", accessCode = "1" },
	{ 10, "add_data_share_lines" },
	{ 48, "remove_data_share_line" },
	{ 11, "terminate_line", requestDate = "20990120" },
	{ 13, "disconnect_session" },
	{ nil, "purchase_device", requestDate = "20990118" },
	{ nil, "add_line", requestDate = "20990118" },
}

describe("there and back #wire", function()
	local home <const> = homes.each_test()
	local client, hastened, now
	after_each(function() client:close() end)

	--- Starts a carrier on a 15 January; its days pass when the spec says so.
	local function simulate(more)
		local options <const> = { lines = 60, latency = 0, processing = 0.05, dated = true, today = "20990115" }
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		home:simulate(options)
		client, now = home:client(), NOON
		hastened = home:hastened(client, 50) -- once: a run may leave reads of its own in flight on it
	end

	local function options(more)
		for name, value in pairs(hastened) do
			more[name] = value
		end
		more.wall_clock = function() return now end
		return more
	end

	local function csv(columns, rows)
		local lines <const> = { core.csv_line(columns) }
		for index, row in ipairs(rows) do
			local cells <const> = {}
			for place, column in ipairs(columns) do
				cells[place] = row[column] or ""
			end
			lines[index + 1] = core.csv_line(cells)
		end
		return table.concat(lines)
	end

	--- What a list of rows would change: a word by operation.
	local function plan(name, columns, rows)
		local planned <const> = {}
		assert(bulk.plan(options { path = home:write(name, csv(columns, rows)), agree = true, contract_id = CONTRACT,
			again = true, on_row = function(row) planned[row.operation] = row.word end }))
		return planned
	end

	--- Runs rows as a list, each column named. Returns the outcome.
	local function run(name, columns, rows)
		local outcome <const>, err <const> = bulk.run(options { path = home:write(name, csv(columns, rows)), agree = true,
			contract_id = CONTRACT, again = true })
		assert.is_truthy(outcome, err and tostring(err.problems and err.problems[1] or err))
		assert.equal(#rows, outcome.states.succeeded, home:read(name:gsub("%.csv$", ".result.csv")))
		return outcome
	end

	--- The rows of ROWS for which `wanted` holds, and all their columns.
	local function list(wanted)
		local columns <const>, known, rows <const> = { "operation", "lineNo" }, { lineNo = true, operation = true }, {}
		for _, given in ipairs(ROWS) do
			local operation <const> = given[2]
			if not wanted or wanted[operation] then
				local row <const> = { operation = operation, lineNo = given[1] and line_no(given[1]) }
				local filled <const> = given[1] and {} or operations.example(operation)
				for _, field in ipairs(operations[operation].fields) do
					local value <const> = given[field.name] or filled[field.name]
					if value and field.name ~= "contractId" and field.name ~= "agreement" then
						row[field.name] = value
						columns[#columns + 1] = not known[field.name] and field.name or nil
						known[field.name] = true
					end
				end
				rows[#rows + 1] = row
			end
		end
		return columns, rows
	end

	local function pass_to(day)
		home.simulator:set_today(day)
		now = moments.read(day:gsub("^(%d%d%d%d)(%d%d)(%d%d)$", "%1-%2-%3T03:00:00Z"))
	end

	local function words(found)
		local by_operation <const> = {}
		for _, row in ipairs(found.rows) do
			by_operation[row.operation] = row.word .. (row.day and " " .. row.day or row.why and " " .. row.why or "")
		end
		return by_operation
	end

	--- The lines as the carrier has them, by number; what does not come back is left out.
	local function lines(without)
		local by_number <const> = {}
		for _, line in ipairs(home.simulator:lines()) do
			if line.contractId == CONTRACT then
				line.startDate, line.reserveId, line.connected = nil, nil, nil
				by_number[line.lineNo] = line
			end
		end
		for _, number in ipairs(without) do
			by_number[line_no(number)] = nil
		end
		return by_number
	end

	it("leads through every operation, and the lines are as they were", function()
		simulate()
		run("addresses.csv", { "operation", "lineNo", "actIpAddress", "sbyIpAddress" }, { { operation =
			"change_ip_addresses", lineNo = line_no(5), actIpAddress = "10.1.1.5", sbyIpAddress = "10.1.2.5" } })
		local before <const> = lines { 7, 11 }
		local columns <const>, rows <const> = list()
		for operation, word in pairs(plan("list.csv", columns, rows)) do
			local is_new <const> = operation == "add_line" or operation == "purchase_device"
			assert.equal(is_new and "not_comparable" or "change", word, operation)
		end
		local job <const> = run("list.csv", columns, rows).job

		local found = assert(bulk.verify(options { job = job }))
		assert.same({
			change_course = "not_yet 20990201", change_imei = "as_ordered", change_radius_auth = "as_ordered",
			change_ip_addresses = "as_ordered", set_roaming = "as_ordered", remove_roaming = "as_ordered",
			add_data_volume = "as_ordered", change_access_type = "as_ordered", add_data_share_lines = "not_yet",
			remove_data_share_line = "not_yet", terminate_line = "not_yet 20990120", disconnect_session = "as_ordered",
			purchase_device = "not_yet 20990118", add_line = "not_yet 20990118",
		}, words(found))
		assert.equal(4, found.exit_code)

		pass_to "20990202"
		found = assert(bulk.verify(options { job = job }))
		for operation, word in pairs(words(found)) do
			assert.equal("as_ordered", word, operation)
		end
		assert.equal(0, found.exit_code)

		local undo <const> = assert(bulk.inverse(options { job = job,
			set = { agreement = "yes", requestDate = "2099-03-01" } }))
		local left <const> = {}
		for _, row in ipairs(undo.left) do
			left[row.operation] = row.why
		end
		assert.same({ add_data_volume = "no_inverse", terminate_line = "no_inverse", disconnect_session = "no_inverse",
			purchase_device = "no_inverse" }, left)
		assert.equal(1, undo.exit_code)
		local undone <const> = {}
		for _, row in ipairs(undo.rows) do
			undone[#undone + 1] = row.operation
			assert.is_nil(row.authenticationPassword)
			if row.operation == "change_radius_auth" then
				row.authenticationPassword = "hush-hush-4"
			end
		end
		assert.equal("change_course change_imei change_radius_auth change_ip_addresses remove_roaming set_roaming "
			.. "set_roaming "
			.. "change_access_type remove_data_share_line add_data_share_lines terminate_line", table.concat(undone, " "))

		for operation, word in pairs(plan("back.csv", undo.columns, undo.rows)) do
			assert.equal("change", word, operation)
		end
		local back <const> = run("back.csv", undo.columns, undo.rows).job
		pass_to "20990302"
		found = assert(bulk.verify(options { job = back }))
		for operation, word in pairs(words(found)) do
			assert.equal("as_ordered", word, operation)
		end
		assert.same(before, lines { 7, 11 })
		found = words(assert(bulk.verify(options { job = job })))
		assert.equal("changed_since", found.change_course)
		assert.equal("as_ordered", found.terminate_line)
	end)

	it("takes back what has not come to pass, and nothing has changed", function()
		simulate()
		local before <const> = lines {}
		local job <const> = run("list.csv", list { change_course = true, terminate_line = true, add_data_share_lines = true,
			remove_data_share_line = true, add_line = true, purchase_device = true }).job
		local undo <const> = assert(bulk.inverse(options { job = job, set = { agreement = "yes" } }))
		assert.equal(0, undo.exit_code)
		local cancels <const> = {}
		for _, row in ipairs(undo.rows) do
			cancels[row.operation] = (cancels[row.operation] or 0) + 1
		end
		assert.same({ cancel_order = 4, cancel_data_share_reserve = 2 }, cancels)
		local back <const> = run("back.csv", undo.columns, undo.rows).job
		pass_to "20990202"
		assert.same(before, lines {})
		local found = assert(bulk.verify(options { job = back }))
		for operation, word in pairs(words(found)) do
			assert.equal("as_ordered", word, operation)
		end
		found = assert(bulk.verify(options { job = job }))
		for operation, word in pairs(words(found)) do
			assert.equal("changed_since", word, operation)
		end
	end)

	it("verifies a cancel by the orders that it took back", function()
		simulate()
		local job <const> = run("list.csv", list { change_course = true, terminate_line = true }).job
		local cancelled <const> = assert(bulk.cancel(options { job = job, states = { "succeeded" } }))
		local found <const> = assert(bulk.verify(options { job = cancelled.cancel_job }))
		assert.equal(cancelled.cancel_job, found.job)
		assert.same({ cancel_order = "as_ordered" }, words(found))
		assert.equal(2, #found.rows)
		assert.same({ cancelled = 2 }, assert(bulk.verify(options { job = job })).not_ordered)
	end)

	it("says what it cannot tell where operation 02 is refused", function()
		simulate { without = { "list_lines" } }
		local job <const> = run("list.csv", list()).job
		pass_to "20990202"
		local found <const> = assert(bulk.verify(options { job = job }))
		local of_lines <const> = "not_verifiable not_offered"
		assert.same({
			change_course = of_lines, change_imei = of_lines, change_radius_auth = of_lines, change_ip_addresses = of_lines,
			set_roaming = of_lines, remove_roaming = of_lines, add_data_volume = of_lines, change_access_type = of_lines,
			terminate_line = of_lines, add_data_share_lines = "as_ordered", remove_data_share_line = "as_ordered",
			disconnect_session = "as_ordered", purchase_device = "as_ordered", add_line = "as_ordered",
		}, words(found))
		assert.equal(0, found.exit_code)
		local undo <const> = assert(bulk.inverse(options { job = job }))
		local undone <const> = {}
		for _, row in ipairs(undo.rows) do
			undone[#undone + 1] = row.operation
		end
		assert.equal("remove_data_share_line add_data_share_lines", table.concat(undone, " "))
		assert.equal(1, undo.exit_code)
	end)

	it("asks after lines that a list of 1000 does not show", function()
		simulate { lines = 1200 }
		local job <const> = run("list.csv", { "operation", "lineNo", "imei", "imeiOption", "requestDate" }, {
			{ operation = "change_imei", lineNo = line_no(2), imei = "490154203237518", imeiOption = "2" },
			{ operation = "change_imei", lineNo = line_no(1101), imei = "490154203237519", imeiOption = "2" },
			{ operation = "terminate_line", lineNo = line_no(1102), requestDate = "20990120" },
		}).job
		pass_to "20990122"
		local found <const> = assert(bulk.verify(options { job = job }))
		assert.same({ "as_ordered", "not_verifiable", "as_ordered" },
			{ found.rows[1].word, found.rows[2].word, found.rows[3].word })
		assert.equal("not_listed", found.rows[2].why)
		local undo <const> = assert(bulk.inverse(options { job = job }))
		assert.equal(1, #undo.rows)
		assert.same({ "not_listed", "no_inverse" }, { undo.left[1].why, undo.left[2].why })
	end)
end)
