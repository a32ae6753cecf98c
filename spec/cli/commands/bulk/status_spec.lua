local cjson <const> = require "cjson"
local stub_library <const> = require "cli.commands.bulk.stub_library"

describe("unom bulk status #unit", function()
	local library <const> = stub_library.each_test()

	local function job(count)
		local rows <const> = { { row = 1, line = 2, state = "rejected", operation = "set_roaming" } }
		for number = 1, count do
			rows[number + 1] = { row = number + 1, line = number + 2, state = "unknown", operation = "set_roaming" }
		end
		return { job = 7, created = "now", list = "x.csv", total = 99, open = false, rows = rows,
			states = stub_library.states { unknown = count }, listing_time = { orders = 0, longest = 0 } }
	end

	it("names the command that resolves each unknown row", function()
		local result <const> = library:bulk({ "status", "7", "--ledger", "other.db" }, { status = job(2) })
		assert.equal(0, result.code, result.err)
		assert.equal("unom: look for each unknown row at the carrier, then say what became of it:\n"
			.. "unom:   unom bulk resolve 7 2 --ledger other.db --order ID | --resend | --abandon\n"
			.. "unom:   unom bulk resolve 7 3 --ledger other.db --order ID | --resend | --abandon\n", result.err)
		assert.equal("", library:bulk({ "status" }, { status = job(0) }).err)
	end)

	it("tells how long the carrier took to list orders, where it listed any", function()
		local listed <const> = job(0)
		listed.listing_time = { orders = 3, longest = 31 }
		assert.matches("\nthe carrier listed 3 orders of it, 31 s after acceptance at most",
			library:bulk({ "status" }, { status = listed }).out)
		assert.not_matches("the carrier listed", library:bulk({ "status" }, { status = job(0) }).out)
		assert.same({ orders = 3, longest = 31 },
			cjson.decode(library:bulk({ "status", "--json" }, { status = listed }).out).listingTime)
	end)

	it("names twenty of them to a person and all to a program", function()
		local result <const> = library:bulk({ "status" }, { status = job(22) })
		assert.equal(22, select(2, result.err:gsub("\n", "")))
		assert.matches("unom:   ... and 2 more\n$", result.err)
		local rows <const> = cjson.decode(library:bulk({ "status", "--json" }, { status = job(22) }).out).rows
		assert.is_nil(rows[1].resolve)
		assert.equal("unom bulk resolve 7 23", rows[23].resolve)
	end)
end)
