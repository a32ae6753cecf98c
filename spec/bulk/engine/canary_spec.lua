--- The canary of a job, from a ledger of tables.

local canary <const> = require "unom.bulk.engine.canary"

--- A ledger with these rows: {contract, operation, line|nil, state|nil}. It counts the rows that were asked for.
local function ledger_of(given)
	local rows <const>, numbers <const> = {}, {}
	for number, row in ipairs(given) do
		local contract <const>, operation <const>, line <const>, state <const> = table.unpack(row, 1, 4)
		rows[number] = { row = number, contract = contract, operation = operation, arguments = { lineNo = line },
			state = state or "pending" }
		numbers[contract .. " " .. operation] = (numbers[contract .. " " .. operation] or 0) + 1
	end
	local ledger <const> = { read = 0 }
	function ledger.count_operations()
		local counted <const> = {}
		for key, number in pairs(numbers) do
			local contract <const>, operation <const> = key:match "^(%S+) (%S+)$"
			counted[#counted + 1] = { contract = contract, operation = operation, number = number }
		end
		return counted
	end
	function ledger.rows_after(_, _, after, limit)
		local found <const> = table.move(rows, after + 1, math.min(#rows, after + limit), 1, {})
		ledger.read = ledger.read + #found
		return found
	end
	return ledger
end

--- The numbers of the canary's rows, by contract.
local function found(rows, count)
	local by_contract <const>, states <const> = canary.find(ledger_of(rows), 1, count)
	local numbers <const> = {}
	for contract, entries in pairs(by_contract) do
		local of_contract <const> = {}
		for index, entry in ipairs(entries) do
			of_contract[index] = entry.row
			assert(states[entry.row] == (rows[entry.row][4] or "pending"))
		end
		numbers[contract] = table.concat(of_contract, " ")
	end
	return numbers
end

describe("canary #unit", function()
	it("is the first rows of each operation and contract", function()
		assert.same({ A = "1 2 5 6", B = "4" }, found({
			{ "A", "change_course", "1" }, { "A", "change_course", "2" }, { "A", "change_course", "3" },
			{ "B", "change_course", "1" }, { "A", "set_roaming", "4" }, { "A", "set_roaming", "5" },
			{ "A", "set_roaming", "6" },
		}, 2))
	end)

	it("has no row that an earlier one of its line precedes", function()
		assert.same({ A = "1 4", B = "6" }, found({
			{ "A", "change_course", "1" }, { "A", "set_roaming", "1" }, { "A", "change_course", "2" },
			{ "A", "set_roaming", "3" }, { "A", "set_roaming", "2" }, { "B", "set_roaming", "2" },
		}, 1))
		assert.same({ A = "1" }, found({
			{ "A", "change_course", "1" }, { "A", "set_roaming", "1" }, { "A", "change_course", "2" },
			{ "A", "set_roaming", "2" },
		}, 1))
	end)

	it("has no row that must not pass one that is not of it", function()
		assert.same({ A = "1 3" }, found({
			{ "A", "terminate_line", "1" }, { "A", "terminate_line", "2" }, { "A", "change_course", "3" },
			{ "A", "purchase_device" }, { "A", "add_data_share_lines", "4" },
		}, 1))
		assert.same({ A = "1 2 3 4 5" }, found({
			{ "A", "terminate_line", "1" }, { "A", "terminate_line", "2" }, { "A", "change_course", "3" },
			{ "A", "purchase_device" }, { "A", "add_data_share_lines", "4" },
		}, 2))
	end)

	it("is the same rows whatever became of them, and none that was left out", function()
		assert.same({ A = "2 3" }, found({
			{ "A", "change_course", "1", "skipped" }, { "A", "change_course", "1", "succeeded" },
			{ "A", "change_course", "2", "unknown" }, { "A", "change_course", "3" },
		}, 2))
		assert.same({ A = "" }, found({ { "A", "change_course", "1", "skipped" } }, 1))
	end)

	it("reads no more of a job than it must", function()
		local rows <const> = {}
		for number = 1, 5000 do
			rows[number] = { "A", number == 1500 and "set_roaming" or "change_course", tostring(number) }
		end
		local ledger <const> = ledger_of(rows)
		local by_contract <const> = canary.find(ledger, 1, 2)
		assert.equal(3, #by_contract.A)
		assert.equal(2000, ledger.read)
	end)
end)
