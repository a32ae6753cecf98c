local homes <const> = require "support.homes"

local HEADER <const> = "operation,lineNo,imei,imeiOption,roamingCode,agreement\n"
local IMEI <const> = HEADER .. "change_imei,09010000001,490154203237518,2,,yes\n"
local LIST <const> = IMEI .. "add_data_volume,09010000002,,,,yes\nset_roaming,09010000003,,,,yes\n"

describe("unom bulk inverse #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)
	before_each(function() home:simulate { lines = 8, processing = 0.1 } end)

	it("writes a list that runs, and tells what has no inverse", function()
		home:write("first.csv", (IMEI:gsub("490154203237518", "490154203237526")))
		assert.equal(0, home:unom({ "bulk", "run", "first.csv" }).code)
		home:write("imei.csv", IMEI)
		assert.equal(0, home:unom({ "bulk", "run", "imei.csv" }).code)
		local undo <const> = home:unom { "bulk", "inverse", "--set", "agreement=yes" }
		assert.equal(0, undo.code, undo.err)
		assert.matches("\u{FEFF}operation,contractId,lineNo,agreement,imei,imeiOption,#undoes\n"
			.. "change_imei,N123456789,09010000001,yes,490154203237526,2,row 1 of job 2 (change_imei)\n", undo.out, 1, true)
		assert.matches("job 2: 1 row to undo it\n", undo.err)
		home:write("back.csv", undo.out)
		local back <const> = home:unom { "bulk", "run", "back.csv" }
		assert.equal(0, back.code, back.err)
		for _, line in ipairs(home.simulator:lines()) do
			assert.equal(line.lineNo == "09010000001" and line.contractId == "N123456789", line.imei == "490154203237526")
		end
	end)

	it("ends with 1 where a row has no inverse, and says why", function()
		home:write("list.csv", LIST)
		assert.equal(0, home:unom({ "bulk", "run", "list.csv" }).code)
		local undo <const> = home:unom { "bulk", "inverse", "1" }
		assert.equal(1, undo.code, undo.err)
		assert.matches("1 row has no inverse: nothing undoes the operation\n", undo.err, 1, true)
		assert.matches("row 2, add_data_volume of 09010000002\n", undo.err, 1, true)
		assert.matches("1 row changed nothing\n", undo.err, 1, true)
		assert.matches("unom: to fill in: agreement\n", undo.err, 1, true)
		assert.equal(2, home:unom({ "bulk", "inverse", "1", "--set", "imei=1" }).code)
	end)

	it("goes on with the ledger that it was given", function()
		home:write("imei.csv", IMEI)
		assert.equal(0, home:unom({ "bulk", "run", "imei.csv", "--ledger", "own.db" }).code)
		local undo <const> = home:unom { "bulk", "inverse", "--ledger", "own.db" }
		assert.matches("unom bulk plan FILE --ledger own.db\n", undo.err, 1, true)
	end)
end)
