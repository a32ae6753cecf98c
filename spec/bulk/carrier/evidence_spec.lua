--- What the carrier's lists prove of data-share rows, where one line or reservation may belong to several rows.

local evidence <const> = require "unom.bulk.carrier.evidence"

local CONTRACT <const> = "N123456789"
local LINE <const> = "09010000001"

local function weigh(operation, entries, known)
	local row <const> = { operation = operation, contract = CONTRACT,
		arguments = { lineNo = LINE, reserveId = operation == "cancel_data_share_reserve" and "7" or nil } }
	local kind <const> = evidence.kind(operation)
	local ids <const> = {}
	for _, id in ipairs(known or {}) do
		ids[id] = true
	end
	local listing <const> = kind.listing({ { reply = { contractId = CONTRACT, linesList = entries } } }, CONTRACT)
	return kind.weigh(row, listing, { adopts = true, is_known = function(id) return ids[id] or false end })
end

local function share(status, reserve_id)
	return { { lineNo = LINE, status = status, reserveId = reserve_id } }
end

--- What a baseline of these entries remembers.
local function known_of(entries)
	local reply <const> = { contractId = CONTRACT, linesList = entries }
	return evidence.kind("add_data_share_lines").listing({ { reply = reply } }, CONTRACT).ids
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

	local NO_ORDERS <const> = { reply = { contractId = CONTRACT, orderList = {} } }

	local function is_whole(operation, ...)
		return evidence.kind(operation).listing({ ... }, CONTRACT).whole
	end

	it("takes the error of a contract without a group for an empty list, and no other error", function()
		assert.is_true(is_whole("add_data_share_lines", { err = { name = "line_group_not_found" } }))
		assert.is_false(is_whole("add_data_share_lines", { err = { name = "contract_not_found" } }))
		assert.is_false(is_whole("change_course", { err = { name = "line_group_not_found" } },
			NO_ORDERS))
		assert.is_true(is_whole("change_course", NO_ORDERS, NO_ORDERS))
	end)

	it("takes a reply without its list, or of another contract, for no list", function()
		assert.is_false(is_whole("add_data_share_lines", { reply = { contractId = CONTRACT } }))
		assert.is_false(is_whole("add_data_share_lines", { reply = { contractId = "N000000000", linesList = {} } }))
		assert.is_false(is_whole("change_course", NO_ORDERS, { reply = { contractId = CONTRACT } }))
		assert.is_false(is_whole("change_course", NO_ORDERS,
			{ reply = { contractId = "N000000000", orderList = {} } }))
		assert.is_nil(evidence.kind("remove_data_share_line").weigh(
			{ operation = "remove_data_share_line", arguments = { lineNo = LINE } },
			evidence.kind("remove_data_share_line").listing({ { reply = {} } }, CONTRACT),
			{ is_known = function() return true end }).state)
	end)

	it("takes a list with an entry that could not be read for one that is not whole", function()
		for _, extra in ipairs { {}, { lineNo = "" }, { status = "02", reserveId = "9" }, "x" } do
			local function listing(operation)
				return evidence.kind(operation).listing({ { reply = { contractId = CONTRACT, linesList = { extra } } } }, CONTRACT)
			end
			assert.is_false(listing("add_data_share_lines").whole)
			assert.is_nil(weigh("remove_data_share_line", { extra }, known_of(share("02", "8"))).state)
			assert.is_nil(weigh("cancel_data_share_reserve", { extra }, known_of(share("01", "7"))).state)
		end
		assert.is_false(is_whole("change_course", NO_ORDERS,
			{ reply = { contractId = CONTRACT, orderList = {}, incomplete_entries = 1 } }))
		assert.is_false(is_whole("change_course", { reply = { contractId = CONTRACT, orderList = { {} } } }, NO_ORDERS))
	end)

	-- In which list the order is, whether that list or the other one holds an entry that cannot be read, and what was
	-- whole before the first send -> is the order the candidate, can asking again prove more?
	for _, case in ipairs {
		{ "accepting", nil, "both", true, true },
		{ "completed", nil, "both", true, true },
		{ "accepting", "completed", "both", false, true },
		{ "accepting", "completed", "accepting", true, true },
		{ "completed", "completed", "both", false, true },
		{ "completed", nil, "accepting", false, true },
		{ "accepting", "accepting", "both", false, true },
		{ "completed", "accepting", "both", false, true },
		{ "accepting", "accepting", "accepting", false, false },
		{ "completed", "accepting", nil, false, false },
		{ "accepting", nil, nil, false, true },
	} do
		local place <const>, unread <const>, seen_before <const>, is_candidate <const>, is_open <const> =
			table.unpack(case, 1, 5)
		it(("with an order in the %s list, an unreadable entry in the %s one, %s whole before: %s"):format(place,
			unread or "other", seen_before or "nothing", is_candidate and "a candidate" or "none"), function()
			local kind <const> = evidence.kind("change_course")
			local row <const> = { operation = "change_course", contract = CONTRACT, arguments = { lineNo = LINE } }
			local answers <const> = {}
			for index, name in ipairs { "accepting", "completed" } do
				answers[index] = { reply = { contractId = CONTRACT, orderList = name == place and { { orderId = "AGU1" } } or {},
					incomplete_entries = name == unread and 1 or nil } }
			end
			local conclusion <const> = kind.weigh(row, kind.listing(answers, CONTRACT), { adopts = true,
				unexplained = { "AGU1" }, rivals = {}, could_own = function() return true end,
				is_new = function() return true end, seen_before = seen_before })
			assert.equal(is_candidate and "AGU1" or nil, conclusion.candidate)
			assert.equal(not is_open, conclusion.hopeless)
		end)
	end

	it("shows no reservation as gone while an entry does not name its own, and takes none that is no text", function()
		local before <const> = known_of(share("01", "7"))
		assert.is_nil(weigh("cancel_data_share_reserve", { { lineNo = "09010000002", status = "02" } }, before).state)
		assert.same({ "09010000001:01:", LINE }, known_of(share("01", {})))
		assert.is_nil(weigh("add_data_share_lines", share("02", {})).reserve_id)
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

	it("shows the cancel of a removal by its line that is registered again", function()
		local before <const> = known_of(share("03", "7"))
		assert.equal("succeeded", weigh("cancel_data_share_reserve", share("02", "6"), before).state)
		assert.equal("succeeded", weigh("cancel_data_share_reserve", share("02", "7"), before).state)
		assert.is_nil(weigh("cancel_data_share_reserve", share("03", "7"), before).state)
		assert.is_nil(weigh("cancel_data_share_reserve", share("02", "6"), known_of(share("02", "6"))).state)
	end)

	it("does not take a reservation that was carried out for one that was cancelled", function()
		assert.is_nil(weigh("cancel_data_share_reserve", share("02", "7"), known_of(share("01", "7"))).state)
		assert.is_nil(weigh("cancel_data_share_reserve", share("02", "8"), known_of(share("01", "7"))).state)
		assert.is_nil(weigh("cancel_data_share_reserve", {}, known_of(share("03", "7"))).state)
		assert.is_nil(weigh("cancel_data_share_reserve", {}, known_of(share("02", "7"))).state)
		assert.is_nil(weigh("cancel_data_share_reserve", {}, {}).state)
	end)
end)
