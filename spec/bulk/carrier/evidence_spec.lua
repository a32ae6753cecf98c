--- What the carrier's lists prove of data-share rows, where a line or a reservation stands for several rows.

local evidence <const> = require "unom.bulk.carrier.evidence"

local LINE <const> = "09010000001"

local function weigh(operation, entries, known)
	local row <const> = { operation = operation, contract = "N123456789",
		arguments = { lineNo = LINE, reserveId = operation == "cancel_data_share_reserve" and "7" or nil } }
	local kind <const> = evidence.kind(operation)
	local ids <const> = {}
	for _, id in ipairs(known or {}) do
		ids[id] = true
	end
	return kind.weigh(row, { { reply = { linesList = entries } } }, function(id) return ids[id] or false end, false)
end

local function share(status, reserve_id)
	return { { lineNo = LINE, status = status, reserveId = reserve_id } }
end

--- What a baseline of these entries remembers.
local function known_of(entries)
	return evidence.kind("add_data_share_lines").ids { { reply = { linesList = entries } } }
end

describe("evidence of data share #unit", function()
	it("shows an addition by a reservation that is new", function()
		assert.equal("8", weigh("add_data_share_lines", share("01", "8")).reserve_id)
		assert.is_true(weigh("add_data_share_lines", share("02", "8"), known_of {}).accepted)
	end)

	it("takes no reservation that was there before, whatever its status was then", function()
		assert.is_nil(weigh("add_data_share_lines", share("02", "8"), known_of(share("01", "8"))).accepted)
		assert.is_nil(weigh("add_data_share_lines", share("01", "8"), known_of(share("01", "8"))).accepted)
	end)

	it("takes the error of a contract without a group for an empty list, and no other error", function()
		local kind <const> = evidence.kind("add_data_share_lines")
		assert.is_true(evidence.is_whole(kind, { { err = { name = "line_group_not_found" } } }))
		assert.is_false(evidence.is_whole(kind, { { err = { name = "contract_not_found" } } }))
		assert.is_false(evidence.is_whole(evidence.kind("change_course"),
			{ { err = { name = "line_group_not_found" } }, { reply = {} } }))
		assert.is_true(evidence.is_whole(evidence.kind("change_course"), { { reply = {} }, { reply = {} } }))
	end)

	it("takes no reservation that is another row's", function()
		assert.is_nil(weigh("add_data_share_lines", share("02", "8"), { "8" }).accepted)
	end)

	it("shows a removal by a line that is being removed and was not, or that is gone", function()
		local before <const> = known_of(share("02", "8"))
		assert.equal("9", weigh("remove_data_share_line", share("03", "9"), before).reserve_id)
		assert.equal("8", weigh("remove_data_share_line", share("03", "8"), before).reserve_id)
		assert.equal("succeeded", weigh("remove_data_share_line", {}, before).state)
		assert.is_nil(weigh("remove_data_share_line", {}, {}).state)
		assert.is_nil(weigh("remove_data_share_line", share("03", "9"), known_of(share("03", "9"))).accepted)
	end)

	it("shows a cancel by a reserved registration that is gone", function()
		assert.equal("succeeded", weigh("cancel_data_share_reserve", {}, known_of(share("01", "7"))).state)
	end)

	it("does not take a reservation that was carried out for one that was cancelled", function()
		assert.is_nil(weigh("cancel_data_share_reserve", share("02", "7"), known_of(share("01", "7"))).state)
		assert.is_nil(weigh("cancel_data_share_reserve", {}, known_of(share("03", "7"))).state)
		assert.is_nil(weigh("cancel_data_share_reserve", {}, known_of(share("02", "7"))).state)
		assert.is_nil(weigh("cancel_data_share_reserve", {}, {}).state)
	end)
end)
