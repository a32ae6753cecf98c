--- What the carrier says of lines that share their data: one reader for polling and for evidence.

local data_share <const> = require "unom.bulk.carrier.data_share"

local CONTRACT <const> = "N123456789"

describe("data share #unit", function()
	it("is a list of entries", function()
		local list <const> = data_share.list({ contractId = CONTRACT, linesList = { { lineNo = "1" }, { lineNo = "2" } } },
			nil, CONTRACT)
		assert.is_true(list.whole)
		assert.equal(2, #list.entries)
		assert.equal(list.entries[2], data_share.find(list, "lineNo", "2"))
		assert.is_nil(data_share.find(list, "lineNo", "3"))
	end)

	it("is empty where the carrier says that the contract has no group, and by no other error", function()
		assert.same({ entries = {}, whole = true }, data_share.list(nil, { name = "line_group_not_found" }, CONTRACT))
		assert.is_nil(data_share.list(nil, { name = "contract_not_found" }, CONTRACT))
		assert.is_nil(data_share.list(nil, {}, CONTRACT))
	end)

	it("is no list without its entries, or of another contract", function()
		assert.is_nil(data_share.list({ contractId = CONTRACT }, nil, CONTRACT))
		assert.is_nil(data_share.list({ contractId = CONTRACT, linesList = "none" }, nil, CONTRACT))
		assert.is_nil(data_share.list({ contractId = "N000000000", linesList = {} }, nil, CONTRACT))
		assert.is_nil(data_share.list({ linesList = {} }, nil, CONTRACT))
		assert.is_nil(data_share.list({ contractId = CONTRACT, linesList = { lineNo = "1", status = "02" } }, nil, CONTRACT))
	end)

	-- Lists with an entry that could not be read.
	local ONE <const> = { lineNo = "1", status = "02", reserveId = "7" }
	for what, reply in pairs {
		["was left out by the client"] = { linesList = { ONE }, incomplete_entries = 1 },
		["is no object"] = { linesList = { ONE, true } },
		["comes before the others"] = { linesList = { "x", ONE } },
		["has no lineNo"] = { linesList = { ONE, { status = "02", reserveId = "8" } } },
		["has a blank lineNo"] = { linesList = { ONE, { lineNo = "" } } },
		["has an object for a lineNo"] = { linesList = { ONE, { lineNo = {} } } },
	} do
		it("is not whole, and proves no absence, when an entry " .. what, function()
			reply.contractId = CONTRACT
			local list <const> = data_share.list(reply, nil, CONTRACT)
			assert.same({ ONE }, list.entries)
			assert.is_false(list.whole)
			assert.is_false(data_share.is_absent(list, "lineNo", "2"))
			local row <const> = { arguments = { lineNo = "2" }, reserve_id = "9" }
			assert.is_nil(data_share.read_addition(list, row).state)
			assert.is_nil(data_share.read_removal(list, row).state)
			assert.is_nil(data_share.read_cancel(list, row).state)
			-- What it shows is there all the same.
			row.arguments.lineNo, row.reserve_id = "1", "7"
			assert.equal("succeeded", data_share.read_addition(list, row).state)
			assert.equal("02", data_share.read_removal(list, row).order_status)
			assert.equal("succeeded", data_share.read_cancel(list, row).state)
		end)
	end

	it("shows no reservation as gone while an entry does not name its own", function()
		local function read(...)
			return data_share.read_cancel(data_share.list({ contractId = CONTRACT, linesList = { ... } }, nil, CONTRACT),
				{ arguments = {}, reserve_id = "9" }).state
		end
		assert.equal("succeeded", read())
		assert.equal("succeeded", read(ONE))
		assert.is_nil(read(ONE, { lineNo = "2", status = "01" }))
		assert.is_nil(read { lineNo = "2", status = "02", reserveId = "" })
		assert.is_nil(read { lineNo = "2", status = "01", reserveId = {} })
	end)

	it("takes no status that nobody knows for the end of a cancel", function()
		for _, status in ipairs { "04", "", {}, false } do
			local list <const> = data_share.list({ contractId = CONTRACT,
				linesList = { { lineNo = "1", status = status or nil, reserveId = "9" } } }, nil, CONTRACT)
			local reading <const> = data_share.read_cancel(list, { arguments = {}, reserve_id = "9" })
			assert.same({ order_status = status == "04" and "04" or nil }, reading)
			assert.is_nil(data_share.read_addition(list, { arguments = { lineNo = "1" } }).state)
			assert.is_nil(data_share.read_removal(list, { arguments = { lineNo = "1" } }).state)
		end
	end)

	it("has no limit, as the specification names none", function()
		local entries <const> = {}
		for number = 1, 1500 do
			entries[number] = { lineNo = tostring(number) }
		end
		assert.is_true(data_share.list({ contractId = CONTRACT, linesList = entries }, nil, CONTRACT).whole)
	end)
end)
