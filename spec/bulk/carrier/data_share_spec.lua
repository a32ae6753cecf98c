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
		assert.is_nil(data_share.list({ contractId = CONTRACT, linesList = { true } }, nil, CONTRACT))
		assert.is_nil(data_share.list({ contractId = CONTRACT, linesList = { { lineNo = "1" }, "x" } }, nil, CONTRACT))
	end)

	it("has no limit, as the specification names none", function()
		local entries <const> = {}
		for number = 1, 1500 do
			entries[number] = { lineNo = tostring(number) }
		end
		assert.is_true(data_share.list({ contractId = CONTRACT, linesList = entries }, nil, CONTRACT).whole)
	end)
end)
