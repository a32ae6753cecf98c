--- The canary: the rows that go first, so that what is wrong with a list shows before all of it is ordered.
--
-- Of each operation and contract the first rows that no earlier row of their line precedes. A row that must not pass an
-- earlier one (precedence.lua) is none either, unless all those before it are.
--
-- Invariant: the canary's rows can leave before all others without passing one that they may not; of one job they are
-- the same rows in every run.

local precedence <const> = require "unom.bulk.engine.precedence"

local canary <const> = {}

local WINDOW <const> = 1000 -- rows read from the ledger at a time

--- How many rows are still looked for: {contract = {operation = number}}, and their sum.
local function wanted(ledger, job, count)
	local numbers <const>, sum = {}, 0
	for _, found in ipairs(ledger:count_operations(job)) do
		local number <const> = math.min(count, found.number)
		numbers[found.contract] = numbers[found.contract] or {}
		numbers[found.contract][found.operation] = number
		sum = sum + number
	end
	return numbers, sum
end

--- Finds the canary of a job.
-- @param count how many rows of each operation and contract
-- @return by contract, the rows as precedence.of gives them, in file order
-- @return {row's number = its state}
function canary.find(ledger, job, count)
	local by_contract <const>, found <const> = {}, {}
	local numbers <const>, left = wanted(ledger, job, count)
	local others <const>, lines <const> = {}, {} -- by contract: the rows that are none, the lines of those that are
	for contract in pairs(numbers) do
		by_contract[contract], others[contract], lines[contract] = {}, precedence.left_behind(), {}
	end
	local function look_at(row)
		local contract <const>, entry <const> = row.contract, precedence.of(row)
		local line <const> = entry.line or false
		if lines[contract][line] or numbers[contract][row.operation] == 0 or others[contract]:stops(entry) then
			return others[contract]:add(entry)
		end
		lines[contract][line] = entry.line and true
		numbers[contract][row.operation] = numbers[contract][row.operation] - 1
		left = left - 1
		table.insert(by_contract[contract], entry)
		found[row.row] = row.state
	end
	local last = 0
	while left > 0 do
		local rows <const> = ledger:rows_after(job, last, WINDOW)
		if #rows == 0 then
			break
		end
		for _, row in ipairs(rows) do
			if row.state ~= "skipped" then
				look_at(row)
			end
		end
		last = rows[#rows].row
	end
	return by_contract, found
end

return canary
