--- The day on which a row's order takes effect.

local effect <const> = require "unom.bulk.carrier.effect"

local function day(row)
	row.state = row.state or "succeeded"
	row.operation = row.operation or "change_course"
	row.arguments = row.arguments or {}
	row.finished_at = row.finished_at or "2031-05-31T15:00:00Z" -- in Japan the next day has begun
	return effect.day(row)
end

describe("the day on which an order takes effect #unit", function()
	it("is the carrier's, else the one that was asked for, else that of its processing in Japan", function()
		assert.equal("20310703", day { takes_effect = "20310703", arguments = { requestDate = "20310701" } })
		assert.equal("20310701", day { arguments = { requestDate = "20310701" } })
		assert.equal("20310601", day { arguments = { requestDate = "" } })
		assert.equal("20310601", day { operation = "set_roaming" })
		assert.equal("20310531", day { operation = "set_roaming", finished_at = "2031-05-31T14:59:59Z" })
	end)

	it("is none of a row that has not succeeded", function()
		for _, state in ipairs { "tracking", "pending", "rejected", "cancelled", "unknown", "skipped" } do
			assert.is_nil(day { state = state, takes_effect = "20310703", arguments = { requestDate = "20310701" } })
		end
	end)

	it("is none of a reservation until it is carried out", function()
		assert.is_nil(day { operation = "add_data_share_lines", order_status = "01" })
		assert.equal("20310601", day { operation = "add_data_share_lines", order_status = "02" })
		assert.is_nil(day { operation = "remove_data_share_line", order_status = "03" })
		assert.equal("20310601", day { operation = "remove_data_share_line", order_status = "02" })
		assert.equal("20310601", day { operation = "remove_data_share_line" })
		assert.equal("20310601", day { operation = "set_roaming", order_status = "03" })
	end)
end)
