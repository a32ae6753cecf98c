--- The sixteen operations that act, each led through a plan, a run, a check before and after its day, its inverse and a
-- cancel, on a simulated carrier whose days pass: one that shows its lines, one that does not offer to list them, and
-- one whose list is at its limit of 1000.

local bulk <const> = require "unom.bulk"
local homes <const> = require "support.homes"
local operations <const> = require "unom.operations"
local operator <const> = require "support.operator"

local CONTRACT <const> = "N123456789"
local TODAY <const>, FIRST <const>, LATER <const> = "20990115", "20990201", "20990301"
local DAY_AFTER <const>, END <const> = "20990202", "20990302"
local STATES <const> = { "succeeded", "rejected", "failed", "unknown", "cancelled" }

--- What the sixteen rows want: the line's number, the operation, its fields. The two that take something back take the
-- order and the reservation of an earlier job.
local ROWS <const> = {
	{ nil, "add_line", requestDate = "20990118" },
	{ 11, "terminate_line", requestDate = "20990120" },
	{ nil, "purchase_device", requestDate = "20990118" },
	{ 1, "change_course", planCode = "T3001328", requestDate = FIRST },
	{ 3, "change_radius_auth", authenticationId = "another-id", authenticationPassword = "hush-hush-1" },
	{ 5, "change_ip_addresses", actIpAddress = "10.9.9.5", sbyIpAddress = "10.9.8.5" },
	{ 2, "change_imei", imei = "490154203237518", imeiOption = "2" },
	{ 6, "set_roaming", roamingCode = "T6000042" },
	{ 8, "remove_roaming" },
	{ 10, "add_data_share_lines" },
	{ 48, "remove_data_share_line" },
	{ 7, "add_data_volume" },
	{ 9, "change_access_type", accessCode = "1" },
	{ 14, "disconnect_session" },
	{ nil, "cancel_order" },
	{ nil, "cancel_data_share_reserve" },
}

-- What leaves its line for good as it was not before; and once its day is over, a termination.
local FOR_GOOD <const> = { add_data_volume = true }

-- In turn: the plan's word, of a change the fields; verified before the days of the rows; what undoes the row then, or
-- why nothing does; both once the days are over; verified when what undoes it is in effect.
local EXPECTED <const> = {
	["lists its lines"] = [[
add_line| not_comparable| not_yet 20990118| cancel_order| as_ordered| terminate_line| as_ordered
terminate_line| listed | not_yet 20990120| cancel_order| as_ordered| no_inverse| as_ordered
purchase_device| not_comparable| not_yet 20990118| cancel_order| as_ordered| no_inverse| as_ordered
change_course| planCode| not_yet 20990201| cancel_order| as_ordered| change_course| changed_since
change_radius_auth| authenticationId| as_ordered| change_radius_auth| as_ordered| change_radius_auth| changed_since
change_ip_addresses| sbyIpAddress| as_ordered| change_ip_addresses| as_ordered| change_ip_addresses| changed_since
change_imei| imei imeiOption| as_ordered| change_imei| as_ordered| change_imei| changed_since
set_roaming| roamingCode| as_ordered| remove_roaming| as_ordered| remove_roaming| changed_since
remove_roaming| roamingCode| as_ordered| set_roaming| as_ordered| set_roaming| changed_since
add_data_share_lines| share| not_yet| cancel_data_share_reserve| as_ordered| remove_data_share_line| changed_since
remove_data_share_line| share| not_yet| cancel_data_share_reserve| as_ordered| add_data_share_lines| changed_since
add_data_volume| dataVolumes| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
change_access_type| accessCode| as_ordered| change_access_type| as_ordered| change_access_type| changed_since
disconnect_session| sessionStatus| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
cancel_order| orderStatus| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
cancel_data_share_reserve| share| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
]],
	["does not offer to list them"] = [[
add_line| -| not_yet 20990118| cancel_order| as_ordered| line_not_known| as_ordered
terminate_line| -| not_yet 20990120| cancel_order| not_offered| not_offered| not_offered
purchase_device| -| not_yet 20990118| cancel_order| as_ordered| no_inverse| as_ordered
change_course| -| not_yet 20990201| cancel_order| not_offered| not_offered| not_offered
change_radius_auth| -| not_offered| not_offered| not_offered| not_offered| not_offered
change_ip_addresses| -| not_offered| not_offered| not_offered| not_offered| not_offered
change_imei| -| not_offered| not_offered| not_offered| not_offered| not_offered
set_roaming| -| not_offered| not_offered| not_offered| not_offered| not_offered
remove_roaming| -| not_offered| not_offered| not_offered| not_offered| not_offered
add_data_share_lines| -| not_yet| cancel_data_share_reserve| as_ordered| remove_data_share_line| changed_since
remove_data_share_line| -| not_yet| cancel_data_share_reserve| as_ordered| add_data_share_lines| changed_since
add_data_volume| -| not_offered| not_offered| not_offered| not_offered| not_offered
change_access_type| -| not_offered| not_offered| not_offered| not_offered| not_offered
disconnect_session| -| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
cancel_order| -| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
cancel_data_share_reserve| -| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
]],
	["lists 1000 of 1200 lines"] = [[
add_line| not_comparable| not_yet 20990118| cancel_order| as_ordered| line_not_known| as_ordered
terminate_line| not_shown| not_yet 20990120| cancel_order| as_ordered| no_inverse| as_ordered
purchase_device| not_comparable| not_yet 20990118| cancel_order| as_ordered| no_inverse| as_ordered
change_course| not_shown| not_yet 20990201| cancel_order| not_listed| not_listed| not_listed
change_radius_auth| not_shown| not_listed| not_listed| not_listed| not_listed| not_listed
change_ip_addresses| not_shown| not_listed| not_listed| not_listed| not_listed| not_listed
change_imei| not_shown| not_listed| not_listed| not_listed| not_listed| not_listed
set_roaming| not_shown| not_listed| not_listed| not_listed| not_listed| not_listed
remove_roaming| not_shown| not_listed| not_listed| not_listed| not_listed| not_listed
add_data_share_lines| share| not_yet| cancel_data_share_reserve| as_ordered| remove_data_share_line| changed_since
remove_data_share_line| share| not_yet| cancel_data_share_reserve| as_ordered| add_data_share_lines| changed_since
add_data_volume| not_shown| not_listed| not_listed| not_listed| not_listed| not_listed
change_access_type| not_shown| not_listed| not_listed| not_listed| not_listed| not_listed
disconnect_session| sessionStatus| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
cancel_order| orderStatus| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
cancel_data_share_reserve| share| as_ordered| no_inverse| as_ordered| no_inverse| as_ordered
]],
}

-- The carriers, and the number before that of the first line which the rows are for.
local CARRIERS <const> = {
	{ "lists its lines", { lines = 60 }, 0 },
	{ "does not offer to list them", { lines = 60, without = { "list_lines" } }, 0 },
	{ "lists 1000 of 1200 lines", { lines = 1200 }, 1100 },
}

local COLUMNS <const> = { "plan", "before", "undone_before", "after", "undone_after", "since" }

-- What the carrier lets be taken back while the day has not come.
local TAKEN_BACK <const> = { add_line = true, terminate_line = true, purchase_device = true, change_course = true,
	add_data_share_lines = true, remove_data_share_line = true }

--- A table of EXPECTED, by column and operation.
local function read(text)
	local expected <const> = {}
	for _, column in ipairs(COLUMNS) do
		expected[column] = {}
	end
	for line in text:gmatch "[^\n]+" do
		local cells <const> = {}
		for cell in line:gmatch "[^|]+" do
			cells[#cells + 1] = cell:match "^%s*(.-)%s*$"
		end
		for index, column in ipairs(COLUMNS) do
			expected[column][cells[1]] = cells[index + 1]
		end
	end
	return expected
end

for _, carrier in ipairs(CARRIERS) do
	local name <const>, simulated <const>, base <const> = table.unpack(carrier)
	local tells_all <const> = base == 0 and not simulated.without

	describe("the sixteen operations on a carrier that " .. name .. " #wire", function()
		local home <const> = homes.each_test()
		local expected <const> = read(EXPECTED[name])
		local client, person, path, columns, rows

		local function line_no(number)
			return ("0901%07d"):format(base + number)
		end

		--- The rows of ROWS, with what earlier orders there are to be taken back.
		local function fill(order_id, reserve_id)
			columns, rows = { "operation", "contractId", "lineNo" }, {}
			local known <const> = {}
			for index, given in ipairs(ROWS) do
				local operation <const> = operations[given[2]]
				local row <const> = { operation = operation.name, contractId = CONTRACT,
					lineNo = given[1] and line_no(given[1]) or "" }
				local filled <const> = given[1] and {} or operations.example(operation.name)
				filled.orderId, filled.reserveId = order_id, reserve_id
				for _, field in ipairs(operation.fields) do
					local value <const> = given[field.name] or filled[field.name]
					if value and not row[field.name] and field.name ~= "agreement" then
						row[field.name] = value
						columns[#columns + 1] = not known[field.name] and field.name or nil
						known[field.name] = true
					end
				end
				rows[index] = row
			end
			path = person:write("list.csv", columns, rows)
		end

		before_each(function()
			local options <const> = { latency = 0, processing = 0.05, dated = true, today = TODAY }
			for option, value in pairs(simulated) do
				options[option] = value
			end
			home:simulate(options)
			client = home:client()
			person = operator.new(home, client)
			person:run("earlier.csv", { "operation", "contractId", "lineNo", "planCode", "requestDate", "actIpAddress",
				"sbyIpAddress" }, {
				{ operation = "change_ip_addresses", contractId = CONTRACT, lineNo = line_no(5), actIpAddress = "10.1.1.5",
					sbyIpAddress = "10.1.2.5" },
				{ operation = "change_course", contractId = CONTRACT, lineNo = line_no(20), planCode = "T3001330",
					requestDate = FIRST },
				{ operation = "add_data_share_lines", contractId = CONTRACT, lineNo = line_no(21) },
			})
			local ordered <const> = bulk.status { ledger = home.ledger, job = 1, states = STATES }.rows
			fill(ordered[2].orderId, ordered[3].orderId)
		end)
		after_each(function() client:close() end)

		local function plan()
			local words <const> = {}
			local told <const>, err <const> = bulk.plan(person:options { path = path, agree = true, on_row = function(row)
				local fields <const> = {}
				for index, change in ipairs(row.changes or {}) do
					fields[index] = change.field
				end
				words[row.operation] = row.word == "change" and table.concat(fields, " ") or row.word
			end })
			if not told then
				assert.equal("not_offered", err.kind)
				for _, row in ipairs(ROWS) do
					words[row[2]] = "-"
				end
			end
			return words
		end

		--- Runs the list, and asserts that all of it succeeds. Returns the job.
		local function run()
			local outcome <const> = person:run("list.csv", columns, rows)
			assert.equal(#ROWS, outcome.states.succeeded)
			return outcome.job
		end

		--- The words of a job's rows, and the exit code.
		local function verify(job)
			local found <const>, words <const> = person:call("verify", { job = job }), {}
			for _, row in ipairs(found.rows) do
				words[row.operation] = row.why or row.word .. (row.day and " " .. row.day or "")
			end
			return words, found.exit_code
		end

		--- What undoes a job's rows, or why nothing does, and what `bulk.inverse` returned.
		local function inverse(job)
			local undo <const>, words <const> = person:call("inverse", { job = job,
				set = { agreement = "yes", requestDate = LATER } }), {}
			for _, row in ipairs(undo.rows) do
				words[ROWS[math.tointeger(row["#undoes"]:match "row (%d+)")][2]] = row.operation
			end
			for _, row in ipairs(undo.left) do
				words[row.operation] = row.why
			end
			return words, undo
		end

		--- Asserts that the lines are as they were.
		-- @param taken_back only those of which this is enough, since the carrier tells of no other how it was before
		local function assert_same_lines(before, after, taken_back)
			for _, given in ipairs(ROWS) do
				local number <const> = given[1] and line_no(given[1])
				local is_undone <const> = TAKEN_BACK[given[2]] or not taken_back
				if number and is_undone and not FOR_GOOD[given[2]] then
					assert.same(before[number], after[number])
				end
			end
		end

		it("go there and back", function()
			local before <const> = person:lines()
			assert.same(expected.plan, plan())
			local job <const> = run()
			local words, code = verify(job)
			assert.same(expected.before, words)
			assert.equal(4, code)
			assert.same(expected.undone_before, (inverse(job)))

			person:pass_to(DAY_AFTER)
			words, code = verify(job)
			assert.same(expected.after, words)
			assert.equal(0, code)
			local undone <const>, undo <const> = inverse(job)
			assert.same(expected.undone_after, undone)
			assert.equal(1, undo.exit_code)
			for _, row in ipairs(undo.rows) do
				assert.is_nil(row.authenticationPassword)
				row.authenticationPassword = row.operation == "change_radius_auth" and "hush-hush-2" or nil
			end
			local back <const> = person:run("back.csv", undo.columns, undo.rows)
			assert.equal(#undo.rows, back.states.succeeded)

			person:pass_to(END)
			words, code = verify(back.job)
			for operation, word in pairs(words) do
				local is_told <const> = expected.after[operation] ~= "not_offered" and expected.after[operation] ~= "not_listed"
				assert.is_true(not is_told or word == "as_ordered", operation .. ": " .. word)
			end
			assert.equal(0, code)
			words, code = verify(job)
			assert.same(expected.since, words)
			assert.equal(0, code)
			if tells_all then
				before[line_no(11)] = nil
				assert_same_lines(before, person:lines())
			end
		end)

		it("are taken back as far as the carrier lets them be", function()
			local before <const>, job <const> = person:lines(), run()
			local done <const> = person:call("cancel", { job = job, states = { "succeeded" } })
			for _, row in ipairs(bulk.status { ledger = home.ledger, job = job, states = STATES }.rows) do
				assert.equal(TAKEN_BACK[row.operation] and "cancelled" or "succeeded", row.state, row.operation)
			end
			assert.equal(1, done.exit_code)
			person:pass_to(DAY_AFTER)
			assert_same_lines(before, person:lines(), true)
			local words <const>, code <const> = verify(job)
			for operation, word in pairs(expected.before) do
				assert.equal(not TAKEN_BACK[operation] and word or nil, words[operation])
			end
			assert.equal(0, code)
		end)

		it("are undone before their days", function()
			local before <const>, job <const> = person:lines(), run()
			local _, undo <const> = inverse(job)
			for _, row in ipairs(undo.rows) do
				row.authenticationPassword = row.operation == "change_radius_auth" and "hush-hush-2" or nil
			end
			local back <const> = person:run("back.csv", undo.columns, undo.rows)
			assert.equal(#undo.rows, back.states.succeeded)
			person:pass_to(DAY_AFTER)
			local words <const>, code <const> = verify(job)
			for operation in pairs(TAKEN_BACK) do
				assert.equal("changed_since", words[operation], operation)
			end
			assert.equal(0, code)
			assert_same_lines(before, person:lines(), not tells_all)
		end)
	end)
end
