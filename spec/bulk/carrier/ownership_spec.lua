--- Whose an order can be: the tag of its id, the event at which it was first listed, the day it was applied for.

local operations <const> = require "unom.operations"
local ownership <const> = require "unom.bulk.carrier.ownership"

describe("ownership #unit", function()
	it("knows the orders of this system by the first letters of their ids", function()
		assert.is_true(ownership.has_our_tag "AGU2601010000001")
		for _, id in ipairs { "AGB2601010000001", "XAGU2601010000001", "agu2601010000001", "AG", "" } do
			assert.is_false(ownership.has_our_tag(id), id)
		end
	end)

	it("reads the day of an entry, where it says one", function()
		assert.equal("20251128", ownership.day_of { serviceDateApply = "20251128" })
		assert.is_nil(ownership.day_of(nil))
		assert.is_nil(ownership.day_of {})
		for _, day in ipairs { "", "2025-11-28", "2025112", "202511281", " 20251128", 20251128, {} } do
			assert.is_nil(ownership.day_of { serviceDateApply = day }, tostring(day))
		end
	end)

	describe("by days", function()
		-- The first send, the last request's end, and the days on which the row's order can have been applied for. In
		-- Japan the 29th begins at 15:00 UTC.
		local CASES <const> = {
			{ "2025-11-28T03:00:00Z", "2025-11-28T03:00:01Z", { "20251128" } },
			{ "2025-11-28T15:04:59Z", "2025-11-28T15:05:00Z", { "20251128", "20251129" } },
			{ "2025-11-28T15:05:00Z", "2025-11-28T15:05:00Z", { "20251129" } },
			{ "2025-11-28T14:44:00Z", "2025-11-28T14:44:59Z", { "20251128" } },
			{ "2025-11-28T14:44:00Z", "2025-11-28T14:45:00Z", { "20251128", "20251129" } },
			{ "2025-11-27T03:00:00Z", "2025-11-29T03:00:00Z", { "20251127", "20251128", "20251129" } },
			{ "2025-12-31T14:59:59Z", "2025-12-31T15:00:00Z", { "20251231", "20260101" } },
		}
		local DAYS <const> = { "20251126", "20251127", "20251128", "20251129", "20251130", "20251231", "20260101",
			"20260102" }

		for _, case in ipairs(CASES) do
			local first_sent_at <const>, ended_at <const>, expected <const> = table.unpack(case)
			it(("fit from five minutes before %s to a quarter of an hour after %s"):format(first_sent_at, ended_at), function()
				local found <const> = {}
				for _, day in ipairs(DAYS) do
					found[#found + 1] = ownership.fits({ first_sent_at = first_sent_at, ended_at = ended_at }, day) and day or nil
				end
				assert.same(expected, found)
			end)
		end
	end)

	describe("of a row", function()
		local function row(operation)
			return { operation = operation or "change_course", first_sent = 10, first_sent_at = "2025-11-28T03:00:00Z",
				ended_at = "2025-11-28T03:00:00Z" }
		end
		local TODAY <const>, YESTERDAY <const> = { serviceDateApply = "20251128" }, { serviceDateApply = "20251127" }

		it("is possible only when the order was first listed after the row was first sent", function()
			assert.is_true(ownership.could_own(row(), TODAY, 11))
			assert.is_false(ownership.could_own(row(), TODAY, 10))
			assert.is_false(ownership.could_own(row(), TODAY, 9))
		end)

		it("is not possible before it was sent, nor on another day", function()
			local unsent <const> = row()
			unsent.first_sent = nil
			assert.is_false(ownership.could_own(unsent, TODAY, 11))
			assert.is_false(ownership.could_own(row(), YESTERDAY, 11))
		end)

		it("is possible where the carrier does not say the day", function()
			assert.is_true(ownership.could_own(row(), nil, 11))
			assert.is_true(ownership.could_own(row(), {}, 11))
			assert.is_true(ownership.could_own(row(), { serviceDateApply = "soon" }, 11))
		end)

		it("is possible for the operations that give an orderId alone", function()
			local without <const> = {}
			for _, operation in ipairs(operations) do
				if operation.changes and not ownership.could_own(row(operation.name), TODAY, 11) then
					without[#without + 1] = operation.name
				end
			end
			assert.same({ "add_data_share_lines", "remove_data_share_line", "disconnect_session",
				"cancel_data_share_reserve" }, without)
		end)
	end)
end)
