--- Lines of three contracts changed and changed back, as an operator does it: a list of the lines as they are, compared
-- with them, corrected, run on a carrier that fails, settled, verified before and after its day, undone.
--
-- Invariant: each step asserts what it came to; in the end every line is as it was.

local assert <const> = require "luassert"
local bulk <const> = require "unom.bulk"

local there_and_back <const> = {}

local CONTRACTS <const> = { "N123456789", "N987654321", "N111222333" }
local TODAY <const>, FIRST <const>, LATER <const> = "20990115", "20990201", "20990301"

-- What is ordered: the plan that a third of the lines have already, and for that third a limit of roaming.
local PLAN <const>, OTHER_PLANS <const> = "T3001328", { "T3001326", "T3001330" }
local LIMIT <const> = "T6000042"
local NO_CODE <const> = "T3009999"

--- The options of its simulator.
-- @param lines of each contract
-- @param faults {kind=rate}
function there_and_back.simulator(lines, faults, seed)
	return { lines = lines, faults = faults, seed = seed, latency = 0, processing = 0.05, dated = true, today = TODAY }
end

--- Adds what `bulk.draft` gives to a list.
local function add_draft(person, list, contract, operation, plan, set)
	local drafted <const> = person:call("draft", { operation = operation, contract_id = contract,
		where = { planCode = plan }, set = set })
	for _, column in ipairs(drafted.columns) do
		if not list.has[column] then
			list.has[column] = true
			list.columns[#list.columns + 1] = column
		end
	end
	for _, row in ipairs(drafted.rows) do
		list.rows[#list.rows + 1] = row
	end
	return drafted.rows
end

--- The list, of a row for every line, and what is wrong with it: rows that are already so, rows with a code that there
-- is not, and rows for lines that there are not (those last in it).
local function draft(person, size)
	local list <const> = { columns = {}, rows = {}, has = {}, wrong = {} }
	for _, contract in ipairs(CONTRACTS) do
		local changes
		for _, plan in ipairs(OTHER_PLANS) do
			changes = add_draft(person, list, contract, "change_course", plan, { planCode = PLAN, requestDate = FIRST })
		end
		for index = 1, size.wrong // #CONTRACTS + (contract == CONTRACTS[1] and size.wrong % #CONTRACTS or 0) do
			changes[index].planCode = NO_CODE
			table.insert(list.wrong, changes[index])
		end
		local others <const> = add_draft(person, list, contract, "set_roaming", PLAN, { roamingCode = LIMIT })
		while #others > size.roaming do
			table.remove(others)
			table.remove(list.rows)
		end
		for index = 1, size.already_so // #CONTRACTS do
			local row <const> = others[index]
			row.operation, row.roamingCode, row.planCode, row.requestDate = "change_course", nil, PLAN, FIRST
		end
	end
	for number = 1, size.unknown do
		table.insert(list.rows, { operation = "change_course", contractId = CONTRACTS[1], planCode = PLAN,
			requestDate = FIRST, lineNo = ("0901%07d"):format(size.lines + number) })
	end
	return list
end

--- Compares a list with the contracts. Returns what `bulk.plan` returns, and the rows by their words.
local function compare(person, path)
	local rows <const> = {}
	local told <const> = person:call("plan", { path = path, agree = true, on_row = function(row)
		rows[row.code or row.word] = rows[row.code or row.word] or {}
		table.insert(rows[row.code or row.word], row)
	end })
	return told, rows
end

--- Rows in words, each with what it has under two keys.
local function in_words(rows, first, second)
	local words <const> = {}
	for index, row in ipairs(rows) do
		words[index] = ("row %d of job %d (%s): %s, %s"):format(row.row, row.job, row.operation, row[first], row[second])
	end
	return table.concat(words, "; ")
end

--- Verifies a job, every row of which has one of the words. Returns how many have which.
local function verify(person, job, exit_code, ...)
	local found <const> = person:call("verify", { job = job })
	local expected <const>, others <const> = {}, {}
	for _, word in ipairs { ... } do
		expected[word] = true
	end
	for _, row in ipairs(found.rows) do
		others[#others + 1] = not expected[row.word] and row or nil
	end
	assert.is_true(#others == 0, in_words(others, "word", "why"))
	assert.equal(exit_code, found.exit_code)
	return found.counts
end

local function answers_in(settled)
	return settled.proofs + settled.likely + settled.abandoned + settled.resent + settled.judged
end

local function tell_settled(tell, settled)
	tell("resolve: %d proved, %d likely, %d not needed, %d sent again, %d without a proposal; %d retries", settled.proofs,
		settled.likely, settled.abandoned, settled.resent, settled.judged, settled.retries)
	assert.is_true(settled.left == 0, "left: " .. in_words(settled.rows, "state", "error"))
end

--- Leads a list there and back.
-- @param person of support/operator.lua, on a simulator with the options of `simulator`
-- @param size {lines=, roaming=rows that are for other lines than those that get another plan: of each contract;
--   already_so=, unknown=, wrong=: rows of these}
-- @param tell function(words, ...) that is told the figures of each step, or nil
-- @return how many answers the person gave for rows that were unknown
function there_and_back.lead(person, size, tell)
	tell = tell or function() end
	local before <const> = person:lines()
	local list <const> = draft(person, size)
	local all <const> = #list.rows - size.unknown
	tell("draft: %d rows", all)

	local path = person:write("list.csv", list.columns, list.rows)
	local told, rows = compare(person, path)
	tell("plan: change %d, already_so %d, cannot %d", told.words.change, told.words.already_so, told.words.cannot)
	assert.equal(1, told.exit_code)
	assert.same({ size.already_so, size.unknown, size.wrong },
		{ #rows.already_so, #rows.no_such_line, #rows.no_such_code })
	assert.same({ change = all - size.already_so - size.wrong, already_so = size.already_so,
		cannot = size.unknown + size.wrong }, told.words)
	local refused <const> = select(2, bulk.run(person:options { path = path, agree = true, plan = true }))
	assert.equal("cannot", refused.kind)
	assert.equal(size.unknown + size.wrong, #refused.problems)
	assert.equal(0, #person.home.simulator:orders())

	for _, row in ipairs(list.wrong) do
		row.planCode = PLAN
	end
	for _ = 1, size.unknown do
		table.remove(list.rows)
	end
	local outcome <const> = person:run("corrected.csv", list.columns, list.rows, { plan = true })
	tell("run: %d succeeded, %d rejected, %d unknown", outcome.states.succeeded, outcome.states.rejected or 0,
		outcome.states.unknown or 0)
	local settled = person:settle(outcome.job)
	tell_settled(tell, settled)
	local needless <const> = settled.abandoned

	local counts = verify(person, outcome.job, 4, "not_yet", "as_ordered")
	tell("verify: %d not yet, %d as ordered", counts.not_yet, counts.as_ordered)
	person:pass_to(FIRST)
	counts = verify(person, outcome.job, 0, "as_ordered")
	tell("verify on the day: %d as ordered", counts.as_ordered)

	local undo <const> = person:call("inverse", { job = outcome.job,
		set = { agreement = "yes", requestDate = LATER } })
	assert.same({}, undo.left)
	assert.equal(size.already_so, undo.unchanged + needless)
	tell("inverse: %d rows", #undo.rows)
	local back <const> = person:run("back.csv", undo.columns, undo.rows, { plan = true })
	tell("run: %d succeeded, %d rejected, %d unknown", back.states.succeeded, back.states.rejected or 0,
		back.states.unknown or 0)
	local answers <const> = answers_in(settled)
	settled = person:settle(back.job)
	tell_settled(tell, settled)
	person:pass_to(LATER)
	counts = verify(person, back.job, 0, "as_ordered")
	tell("verify on the day: %d as ordered", counts.as_ordered)
	verify(person, outcome.job, 0, "as_ordered", "changed_since")

	local after <const> = person:lines()
	assert.same(before, after)
	tell("every line is as it was")
	return answers + answers_in(settled)
end

return there_and_back
