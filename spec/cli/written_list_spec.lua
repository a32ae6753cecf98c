local csv <const> = require "support.csv"
local written_list <const> = require "unom.cli.written_list"

describe("a list that is written #unit", function()
	local written, said, environment
	before_each(function()
		written, said = "", {}
		environment = {
			write = function(_, text) written = written .. text end,
			say = function(_, line) said[#said + 1] = line end,
			out = { flush = function() end },
		}
	end)

	local ROWS <const> = { { operation = "change_imei", lineNo = "09010000001", ["#note"] = 'a "yard", 倉庫 é' } }

	it("begins with the mark of UTF-8, and its cells are quoted where they need it", function()
		written_list.write(ROWS, { "operation", "lineNo", "#note" }, {}, environment)
		assert.equal("\u{FEFF}", written:sub(1, 3))
		assert.same(ROWS, csv.parse(written:sub(4)))
		assert.same({}, said)
	end)

	it("in CP932 has no mark, and says how many characters that lacks", function()
		written_list.write(ROWS, { "#note" }, { encoding = "cp932" }, environment)
		assert.equal("#note", written:sub(1, 5))
		assert.matches("\x91\x71\x8C\xC9", written, 1, true)
		assert.matches("1 character is written as 〓", said[1], 1, true)
	end)

	it("says what every row needs and some row lacks, and how to go on", function()
		written_list.say_next(ROWS, { contract = "N123456789" }, environment)
		assert.same({ "to fill in: contractId, agreement, imei, imeiOption",
			"once it is filled in: unom bulk plan FILE --contract N123456789" }, said)
		said = {}
		written_list.say_next({ { operation = "cancel_order", contractId = "N123456789", orderId = "AGU1",
			agreement = "yes" } }, {}, environment)
		assert.same({ "to see what it would change: unom bulk plan FILE" }, said)
	end)
end)
