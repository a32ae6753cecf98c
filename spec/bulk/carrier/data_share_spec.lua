--- What the carrier says of lines that share their data: one reader for polling and for evidence.

local data_share <const> = require "unom.bulk.carrier.data_share"

local CONTRACT <const> = "N123456789"

local function list_of(...)
	return data_share.list({ contractId = CONTRACT, linesList = { ... } }, nil, CONTRACT)
end

local function entry(line_no, status, reserve_id)
	return { lineNo = line_no, status = status, reserveId = reserve_id }
end

--- What is known once these were listed, in a whole list unless `is_cut`.
local function known_of(listed, is_cut)
	local words <const> = {}
	for _, each in ipairs(listed) do
		for _, word in ipairs(data_share.words(each)) do
			words[word] = true
		end
	end
	return {
		is_known = function(word) return words[word] == true end,
		was_listed = function(word) return words[word] == true end,
		is_whole = function() return not is_cut end,
		had_line = function() return words["1"] == true end,
	}
end

local NOTHING <const> = known_of {}

--- What a list says of a row for line 1, or of a cancel of reservation 7.
local function read(operation, list, known, more)
	local row <const> = { operation = operation, contract = CONTRACT, reserve_id = "7",
		arguments = operation == "cancel_data_share_reserve" and { reserveId = "7" } or { lineNo = "1" } }
	for name, value in pairs(more or {}) do
		row[name] = value
	end
	return data_share.read(list, row, known or NOTHING)
end

local function add(...) return read("add_data_share_lines", ...) end
local function remove(...) return read("remove_data_share_line", ...) end
local function cancel(...) return read("cancel_data_share_reserve", ...) end

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
	local ONE <const> = entry("1", "02", "7")
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
			local absent <const> = { reserve_id = "9", arguments = { lineNo = "2", reserveId = "9" } }
			local before <const> = known_of { entry("1", "02", "7"), entry("2", "01", "9") }
			for _, operation in ipairs { "add_data_share_lines", "remove_data_share_line", "cancel_data_share_reserve" } do
				local reading <const> = read(operation, list, before, absent)
				assert.is_nil(reading.state, operation)
				assert.equal("share_not_whole", reading.reason.code)
			end
			-- What it shows is there all the same.
			assert.equal("succeeded", add(list).state)
			assert.equal("02", remove(list).order_status)
			assert.equal("failed", cancel(list, known_of { entry("1", "01", "7") }).state)
		end)
	end

	it("remembers lines and reservations as words", function()
		assert.same({ "1:02:7", "1", "7" }, data_share.words(entry("1", "02", "7")))
		assert.same({ "1:01:7", "1", "7", "01:7" }, data_share.words(entry("1", "01", "7")))
		assert.same({ "1:03:7", "1", "7", "03:7" }, data_share.words(entry("1", "03", "7")))
		assert.same({ "1:01:", "1" }, data_share.words(entry("1", "01", {})))
		assert.same({ ["1:01:7"] = true, ["01:7"] = true }, data_share.words_of_reservation("1", "01", "7"))
		assert.equal(":03:7", data_share.ending("03", "7"))
		assert.equal("09010000001", data_share.line_in "09010000001:03:7")
	end)

	describe("of an addition", function()
		it("is done once its reservation is listed for its line, reserved or carried out", function()
			for _, status in ipairs { "01", "02" } do
				local reading <const> = add(list_of(entry("2", "02", "8"), entry("1", status, "7")))
				assert.same({ "succeeded", status }, { reading.state, reading.order_status })
			end
		end)

		it("is open while it is not, or the line has another's", function()
			for _, list in ipairs { list_of(), list_of(entry("2", "01", "7")), list_of(entry("1", "01", "8")),
				list_of(entry("1", "02", "8")), list_of(entry("1", "03", "7")), list_of(entry("1", "02")),
				list_of(entry("1", "04", "7")), list_of(entry("1", {}, "7")) } do
				local reading <const> = add(list)
				assert.is_nil(reading.state)
				assert.is_nil(reading.reason)
				assert.is_truthy(reading.seen)
			end
			assert.same("seen_line_missing", add(list_of()).seen.code)
			assert.equal("8", add(list_of(entry("1", "02", "8"))).seen.id)
		end)

		it("goes by its line where the row has no reservation's id", function()
			assert.equal("succeeded", add(list_of(entry("1", "01", "8")), NOTHING, { reserve_id = false }).state)
		end)
	end)

	describe("of a removal", function()
		it("is done once the line is at 03 and was not before, or by its own reservation", function()
			local before <const> = known_of { entry("1", "02", "6") }
			for _, id in ipairs { "6", "7", "8" } do
				assert.equal("succeeded", remove(list_of(entry("1", "03", id)), before).state)
			end
			assert.equal("succeeded", remove(list_of(entry("1", "03", "7")), known_of({}, true)).state)
			assert.equal("succeeded", remove(list_of(entry("1", "03", "6")), known_of({}, true), { order_status = "02" }).state)
		end)

		it("is open while that is not sure", function()
			assert.is_nil(remove(list_of(entry("1", "03", "6")), known_of { entry("1", "03", "6") }).state)
			assert.is_nil(remove(list_of(entry("1", "03", "6")), known_of({}, true)).state) -- what was before is not known
			assert.is_nil(remove(list_of(entry("1", "03", "6")), known_of({}, true), { order_status = "03" }).state)
			local before <const> = known_of { entry("1", "02", "6") }
			for _, status in ipairs { "01", "02", "04", "" } do
				assert.is_nil(remove(list_of(entry("1", status, "7")), before).state)
			end
		end)

		-- A line that no list had shown counted as removed.
		it("is done once the line is gone from a list that had it", function()
			assert.equal("succeeded", remove(list_of(), known_of { entry("1", "02", "6") }).state)
			assert.is_nil(remove(list_of(), NOTHING).state)
			assert.is_nil(remove(list_of(entry("2", "02", "6")), known_of { entry("2", "02", "6") }).state)
		end)
	end)

	describe("of a cancel", function()
		local ADDED <const>, REMOVED <const> = known_of { entry("1", "01", "7") }, known_of { entry("1", "03", "7") }

		it("of an addition is done once its reservation is gone and the line is not registered", function()
			assert.equal("succeeded", cancel(list_of(), ADDED).state)
			assert.equal("succeeded", cancel(list_of(entry("2", "02", "6")), ADDED).state)
			assert.equal("succeeded", cancel(list_of(entry("1", "01", "8")), ADDED).state) -- somebody adds it again
			assert.is_nil(cancel(list_of(entry("1", "02", "8")), ADDED).state)
			assert.is_nil(cancel(list_of(entry("1", "01", "7")), ADDED).state)
		end)

		-- At the first sight of 02 it was called done.
		it("of an addition has failed once that was carried out", function()
			local reading = cancel(list_of(entry("1", "02", "7")), ADDED)
			assert.same({ "failed", "02", "not_taken_back" }, { reading.state, reading.order_status, reading.reason.code })
			reading = cancel(list_of(entry("1", "02", "7")), NOTHING, { order_status = "01" })
			assert.equal("failed", reading.state)
		end)

		it("of a removal is done once the line is registered again", function()
			assert.equal("succeeded", cancel(list_of(entry("1", "02", "7")), REMOVED).state)
			assert.equal("succeeded", cancel(list_of(entry("1", "02", "6")), REMOVED).state)
			assert.equal("succeeded", cancel(list_of(entry("1", "02", "7")), NOTHING, { order_status = "03" }).state)
			assert.is_nil(cancel(list_of(entry("1", "03", "7")), REMOVED).state)
			assert.is_nil(cancel(list_of(entry("1", "03", "8")), REMOVED).state) -- somebody removes it again
		end)

		it("of a removal has failed once the line is gone", function()
			assert.equal("failed", cancel(list_of(), REMOVED).state)
			assert.equal("failed", cancel(list_of(entry("2", "02", "6")), REMOVED).state)
		end)

		it("is open where nobody knows what the reservation was, or the list is not sure", function()
			for _, list in ipairs { list_of(), list_of(entry("1", "02", "7")), list_of(entry("1", "02", "6")) } do
				assert.is_nil(cancel(list, NOTHING).state)
			end
			assert.is_nil(cancel(list_of(entry("2", "02", "")), ADDED).state)
			assert.is_nil(cancel(list_of(entry("2", "01", {})), ADDED).state)
			assert.is_nil(cancel(list_of(entry("2", "02")), REMOVED).state)
			for _, status in ipairs { "04", "", {} } do
				assert.is_nil(cancel(list_of(entry("1", status, "7")), ADDED).state)
				assert.is_nil(cancel(list_of(entry("1", status, "7")), REMOVED).state)
			end
		end)
	end)

	it("has no limit, as the specification names none", function()
		local entries <const> = {}
		for number = 1, 1500 do
			entries[number] = { lineNo = tostring(number) }
		end
		assert.is_true(data_share.list({ contractId = CONTRACT, linesList = entries }, nil, CONTRACT).whole)
	end)
end)
