--- Rows of a sheet that are no orders.

local change_list <const> = require "unom.bulk.list.change_list"
local lists <const> = require "support.lists"

local read <const>, with <const> = lists.read, lists.with

local HEADER <const> = "operation,lineNo,roamingCode\n"
local ROW <const> = "set_roaming,0901000000%d,T6000042\n"

describe("rows that are no orders #unit", function()
	for name, line in pairs {
		["a total"] = "合計,,", ["one in another column"] = ",合計,", ["one with its number"] = "合計,300件,",
		["a number in the place of a line"] = "計,2,", ["number and word in one cell"] = "合計 300件,,",
		["in English"] = "Total:,300,", ["a part's"] = "小計,,2", ["in full width"] = "ＴＯＴＡＬ,,",
	} do
		it("are left out and told: " .. name, function()
			local bytes <const> = HEADER .. ROW:format(1) .. line .. "\n" .. ROW:format(2)
			local rows <const>, codes <const>, _, list <const> = read(bytes, with {})
			assert.same({}, codes)
			assert.same({ 1, 2 }, { rows[1].row, rows[2].row })
			assert.equal(4, rows[2].line)
			assert.same({ 3 }, list.totals)
			lists.with_file(bytes, function(path)
				assert.equal(2, assert(change_list.check(path, with {})).rows)
			end)
		end)
	end

	for name, line in pairs {
		["a line beside it"] = "合計,09010000003,", ["a line that lost its zero"] = "合計,9010000003,",
		["a code beside it"] = "合計,,T6000042", ["another word"] = "合計回線,,", ["an operation"] = "set_roaming,合計,",
		["a total after something else"] = "set_roaming,合計,T6000042",
	} do
		it("are problems with " .. name, function()
			local rows <const>, codes <const> = read(HEADER .. line .. "\n", with {})
			assert.equal(0, #rows)
			assert.matches("^2: ", codes[1])
		end)
	end

	for column, operation in pairs { reserveId = "cancel_data_share_reserve", orderId = "cancel_order" } do
		it("are not those that name an order to cancel by digits alone: " .. column, function()
			local rows <const>, codes <const>, _, list <const> = read(("#memo,%s\n計,123456\n合計,\n"):format(column),
				with { operation = operation })
			assert.same({}, codes)
			assert.equal("123456", rows[1].arguments[column])
			assert.same({ 3 }, list.totals)
		end)
	end

	it("are left out where they are the header again", function()
		local again <const> = HEADER:gsub("\n", ",,\n")
		local rows <const>, codes <const>, _, list <const> =
			read(HEADER .. ROW:format(1) .. HEADER .. again .. ROW:format(2), with {})
		assert.same({}, codes)
		assert.equal(2, #rows)
		assert.same({ 3, 4 }, list.repeated)
	end)

	it("are not all that a list may have", function()
		local _, codes <const> = read(HEADER .. "合計,,\n", with {})
		assert.same({ "-: -: empty_list" }, codes)
	end)
end)
