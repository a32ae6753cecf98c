local cjson <const> = require "cjson"
local homes <const> = require "support.homes"

describe("unom template #unit", function()
	local home <const> = homes.each_test()

	it("writes a list that passes the check, for every operation that a list can hold", function()
		for _, operation in ipairs(cjson.decode(home:unom({ "operations", "--json" }).out)) do
			local result <const> = home:unom { "template", operation.name }
			if operation.changes then
				assert.equal(2, select(2, result.out:gsub("\n", "")))
				home:write("list.csv", result.out)
				local checked <const> = home:unom { "bulk", "check", "list.csv" }
				assert.equal(0, checked.code, checked.err)
			else
				assert.equal(2, result.code)
				assert.equal("", result.out)
			end
		end
	end)
end)
