local cjson <const> = require "cjson"
local homes <const> = require "support.homes"

describe("unom operations #unit", function()
	local home <const> = homes.each_test()

	it("lists all of them in a line each", function()
		local result <const> = home:unom { "operations" }
		assert.equal(0, result.code)
		assert.equal(30, select(2, result.out:gsub("\n", "")))
		assert.matches("15 +change_course +order +PUT +料金コース変更\n", result.out)
	end)

	it("lists all of them as JSON", function()
		local list <const> = cjson.decode(home:unom({ "operations", "--json" }).out)
		assert.equal(29, #list)
		assert.equal("get_contract", list[1].name)
		assert.equal(30, list[29].number)
	end)
end)
