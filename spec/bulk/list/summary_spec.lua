--- The summary of a list: what a person looks at before anything is sent.

local change_list <const> = require "unom.bulk.list.change_list"
local lists <const> = require "support.lists"
local next_first <const> = require("support.change_lists").NEXT_FIRST
local operations <const> = require "unom.operations"
local summary <const> = require "unom.bulk.list.summary"

local function check(bytes)
	return lists.with_file(bytes, function(path)
		return assert(change_list.check(path, lists.AGREED))
	end)
end

describe("unom.bulk.list.summary #unit", function()
	it("tells the values of codes and days by column, the most frequent first", function()
		local found <const> = check("操作,lineNo,料金コース,requestDate,imei,imeiOption\n"
			.. ("change_course,09010000001,T3001330,DAY,,\nchange_course,09010000002,T3001328,DAY,,\n"
				.. "change_course,09010000003,T3001330,DAY,,\nchange_imei,09010000004,,,490154203237518,2\n")
				:gsub("DAY", next_first))
		assert.same({
			{ field = "planCode", column = "料金コース", distinct = 2,
				values = { { value = "T3001330", rows = 2 }, { value = "T3001328", rows = 1 } } },
			{ field = "requestDate", column = "requestDate", distinct = 1, values = { { value = next_first, rows = 3 } } },
			{ field = "imeiOption", column = "imeiOption", distinct = 1, values = { { value = "2", rows = 1 } } },
		}, found.values)
	end)

	it("tells at most 20 values, and how many there are", function()
		local lines <const> = { "operation,lineNo,roamingCode" }
		for number = 1, 25 do
			lines[#lines + 1] = ("set_roaming,090%08d,T60000%02d"):format(number, number)
		end
		lines[#lines + 1] = "set_roaming,08000000001,T6000025"
		local found <const> = check(table.concat(lines, "\n") .. "\n").values[1]
		assert.equal(25, found.distinct)
		assert.equal(20, #found.values)
		assert.same({ { value = "T6000025", rows = 2 }, { value = "T6000001", rows = 1 } },
			{ found.values[1], found.values[2] })
	end)

	it("says what cannot be taken back and what is switched off", function()
		local found <const> = check(("operation,lineNo,requestDate,planCode,roamingCode\n"
			.. "terminate_line,09010000001,DAY,,\nset_roaming,09010000002,,,\nset_roaming,09010000003,,,\n"
			.. "set_roaming,09010000004,,,T6000042\nchange_course,09010000005,DAY,T3001330,\n"):gsub("DAY", next_first))
		assert.same({ { operation = "terminate_line", rows = 1 }, { operation = "set_roaming", rows = 3 } },
			found.irreversible)
		assert.same({ { operation = "set_roaming", field = "roamingCode", rows = 2 } }, found.switched_off)
	end)

	it("tells no value of a line, a person, an address or a secret", function()
		local told <const> = {}
		for _, operation in ipairs(operations) do
			for _, field in ipairs(operation.fields) do
				told[field.name] = operation.kind ~= "reference" and summary.counts(field) or nil
			end
		end
		assert.same({ requestDate = true, planCode = true, deviceCode = true, roamingCode = true, accessCode = true,
			imeiOption = true }, told)
	end)

	it("is of rows without a list as well", function()
		local collected <const> = summary.new()
		collected:add { operation = "set_roaming", contract = "N123456789",
			arguments = { lineNo = "09010000001", roamingCode = "T6000042" } }
		local found <const> = collected:finish()
		assert.same({ set_roaming = 1 }, found.operations)
		assert.same({ N123456789 = 1 }, found.contracts)
		assert.same({ { field = "roamingCode", column = "roamingCode", distinct = 1,
			values = { { value = "T6000042", rows = 1 } } } }, found.values)
	end)
end)
