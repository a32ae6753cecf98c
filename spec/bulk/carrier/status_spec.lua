--- What each status code means, against a table of the spec's own (operations 07, 08, 11 and 30).

local status <const> = require "unom.bulk.carrier.status"

-- code, state of an order, of a cancel, of an order followed to completion, is processed, is slow
local MEANINGS <const> = {
	{ "01", nil, nil, nil, false, false },
	{ "02", nil, nil, nil, false, false },
	{ "03", "succeeded", "succeeded", nil, true, false },
	{ "04", "rejected", "rejected", "rejected", false, false },
	{ "05", "failed", "failed", "failed", false, false },
	{ "10", "succeeded", "succeeded", nil, true, true },
	{ "11", "cancelled", "succeeded", "cancelled", false, false },
	{ "15", "succeeded", "succeeded", nil, true, true },
	{ "16", "succeeded", "succeeded", nil, true, true },
	{ "30", "succeeded", "succeeded", nil, true, true },
	{ "60", "succeeded", "succeeded", "succeeded", false, false },
	{ "99", nil, nil, nil, false, false },
}

describe("status #unit", function()
	for _, meaning in ipairs(MEANINGS) do
		it("knows " .. meaning[1], function()
			local code <const> = meaning[1]
			assert.equal(meaning[2], status.state(code, "order"))
			assert.equal(meaning[3], status.state(code, "cancel"))
			assert.equal(meaning[4], status.state(code, "completion"))
			assert.equal(meaning[5], status.is_processed(code))
			assert.equal(meaning[6], status.is_slow(code))
		end)
	end

	it("makes nothing of a status that is missing", function()
		assert.is_nil(status.state(nil, "order"))
		assert.is_false(status.is_processed(nil))
		assert.is_false(status.is_slow(nil))
	end)
end)
