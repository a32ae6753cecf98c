--- One row that a script gives as a table.

local core <const> = require "unom.core"
local operations <const> = require "unom.operations"
local table_row <const> = require "unom.bulk.list.tables.table_row"

describe("a row that is a table #unit", function()
	it("has the values that a call sends", function()
		local fields <const> = {}
		for _, operation in ipairs(operations) do
			for _, field in ipairs(operation.changes and operation.fields or {}) do
				fields[field.rule] = { operation = operation.name, field = field }
			end
		end
		local compared = 0
		for _, found in pairs(fields) do
			for _, value in ipairs { 1, 20991201, -1, true, false } do
				local sent <const> = table_row.value(found.field, value)
				local arguments <const> = { [found.field.name] = value }
				local function problem_of(given)
					for _, problem in ipairs(select(2, core.check(found.operation, given))) do
						if problem.field == found.field.name then
							return problem.code
						end
					end
				end
				-- A value that a call takes has the form in which it is sent; any other stays for the check to refuse.
				assert.equal(problem_of(arguments) ~= "wrong_type", type(sent) == "string", found.field.name)
				compared = compared + 1
			end
		end
		assert.is_true(compared > 40)
		assert.equal("0000000002", table_row.value({ rule = "number" }, 2))
		assert.equal("no", table_row.value({ rule = "yes_no" }, false))
	end)

	it("is told apart by its keys and values", function()
		local seen <const> = {}
		for _, row in ipairs { {}, { a = "1" }, { a = "12" }, { a1 = "2" }, { a = "1", b = "2" }, { a = "1,1:b" },
			{ ["#"] = false } } do
			local text <const> = table_row.text(row)
			assert.is_nil(seen[text])
			seen[text] = true
		end
		assert.equal(table_row.text { a = 1, b = "x" }, table_row.text { b = "x", a = "1" })
	end)
end)
