local cjson <const> = require "cjson"
local homes <const> = require "support.homes"

local LIST <const> = "operation,lineNo,imei,imeiOption,agreement\n"
	.. "change_imei,09010000001,490154203237518,2,yes\nchange_imei,09010000002,490154203237519,2,yes\n"

describe("unom bulk verify #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)
	before_each(function()
		home:simulate { lines = 8, processing = 0.1 }
		home:write("imei.csv", LIST)
	end)

	it("tells whether a job is in effect, in words and as JSON", function()
		assert.equal(0, home:unom({ "bulk", "run", "imei.csv" }).code)
		local verified = home:unom { "bulk", "verify" }
		assert.equal(0, verified.code, verified.err)
		assert.equal("2 as ordered\n", verified.out)
		home:write("again.csv", "operation,lineNo,imei,imeiOption,agreement\n"
			.. "change_imei,09010000001,490154203237526,2,yes\n")
		assert.equal(0, home:unom({ "bulk", "run", "again.csv" }).code)
		verified = home:unom { "bulk", "verify", "1" }
		assert.equal(0, verified.code, verified.err)
		assert.matches("1 was changed since by a later row:\n  row 1, change_imei of 09010000001: by row 1 of job 2\n",
			verified.out, 1, true)
		verified = home:unom { "bulk", "verify", "1", "--json" }
		local found <const> = cjson.decode(verified.out)
		assert.is_true(found.ok)
		assert.same({ job = 2, row = 1 }, found.rows[1].changed_by)
		assert.equal(1, found.counts.as_ordered)
	end)

	it("says what it cannot ask, and what there is not", function()
		assert.equal(2, home:unom({ "bulk", "verify" }).code)
		assert.equal(0, home:unom({ "bulk", "run", "imei.csv" }).code)
		local verified <const> = home:unom({ "bulk", "verify", "--json" },
			{ environment = homes.STALE_TOKEN })
		assert.equal(6, verified.code)
		assert.is_false(cjson.decode(verified.out).ok)
	end)
end)
