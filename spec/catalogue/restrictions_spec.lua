local unom <const> = require "unom"

-- The table of restrictions, typed from the specification once more: limitStatus1, limitStatus2, what they say.
local CASES <const> = {
	{ "0", "0", "none", "規制なし" },
	{ "0", "1", "monthly", "月間規制中" },
	{ "1", "0", "recent", "直近規制中" },
	{ "1", "1", "monthly_and_recent", "規制中（月間、直近）" },
	{ "2", "0", "monthly", "月間規制中" },
	{ "2", "1", "monthly", "月間規制中" },
	{ "3", "0", "monthly_and_recent", "規制中（月間、直近）" },
	{ "3", "1", "monthly_and_recent", "規制中（月間、直近）" },
}

describe("unom.traffic_state #unit", function()
	it("reads both statuses by the table", function()
		for _, case in ipairs(CASES) do
			local state <const>, found <const> = unom.traffic_state { limitStatus1 = case[1], limitStatus2 = case[2] }
			assert.equal(case[3], state, case[1] .. case[2])
			assert.equal(case[4], found.ja)
			assert.is_truthy(found.en)
		end
	end)

	it("takes a limitStatus1 that is NULL, blank or absent for 0", function()
		for _, none in ipairs { "NULL", "", false } do
			local status <const> = none or nil
			assert.equal("none", (unom.traffic_state { limitStatus1 = status, limitStatus2 = "0" }))
			assert.equal("monthly", (unom.traffic_state { limitStatus1 = status, limitStatus2 = "1" }))
		end
	end)

	it("does not look at limitStatus2 where the table does not", function()
		assert.equal("monthly", (unom.traffic_state { limitStatus1 = "2", limitStatus2 = "7" }))
		assert.equal("monthly_and_recent", (unom.traffic_state { limitStatus1 = "3" }))
	end)

	it("guesses nothing", function()
		assert.is_nil(unom.traffic_state { limitStatus1 = "4", limitStatus2 = "0" })
		assert.is_nil(unom.traffic_state { limitStatus1 = "0", limitStatus2 = "2" })
		assert.is_nil(unom.traffic_state { limitStatus1 = "0" })
		assert.is_nil(unom.traffic_state {})
	end)

	it("raises at its caller where there is no reply", function()
		local _, raised <const> = pcall(function() unom.traffic_state() end)
		assert.matches("restrictions_spec.lua:%d+: bad argument #1 to 'traffic_state' %(a reply expected, got nil%)", raised)
	end)
end)
