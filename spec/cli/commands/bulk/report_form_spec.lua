--- `unom bulk report` writes a result file in another form than the list's, and says what it lacks.

local cjson <const> = require "cjson"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local reason <const> = require "unom.reason"

describe("unom bulk report #unit", function()
	local home <const> = homes.each_test()

	before_each(function()
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger:transaction(function()
			local job <const> = ledger:add_job { list = home:path "a.csv", settings = { encoding = "cp932" },
				columns = { { header = "対象回線番号", field = "lineNo" } }, purpose = "list" }
			ledger:add_row(job, { row = 1, line = 2, contract = "N123456789", operation = "remove_roaming",
				arguments = { contractId = "N123456789", lineNo = "09010000001" } })
			ledger:transition(ledger:row(job, 1), { state = "rejected", reason = reason.new("words", { words = "é" }) },
				"rejected")
		end)
	end)

	local function report(...)
		local result <const> = home:bulk { "report", "1", "--ledger", home.ledger, ... }
		assert.equal(0, result.code, result.err)
		return result
	end

	it("says how many characters the list's encoding lacks", function()
		local result <const> = report()
		assert.equal("a.result.csv\n", result.out)
		assert.matches("^unom: 1 character in it is written as 〓, [^\n]*%-%-bom writes UTF%-8\n$", result.err)
		local told <const> = cjson.decode(report("--json").out)
		assert.same({ "a.result.csv", "cp932", 1, { 1 } }, { told.result, told.encoding, told.lost, told.jobs })
		assert.same({ 1, 1, 1, 0 }, { told.job, told.rows, told.states.rejected, told.states.succeeded })
	end)

	it("writes UTF-8 with its mark, and for a spreadsheet", function()
		assert.equal("", report("--bom", "--for", "excel").err)
		local text <const> = home:read "a.result.csv"
		assert.equal("\u{FEFF}対象回線番号,", text:sub(1, #"\u{FEFF}対象回線番号,"))
		assert.is_truthy(text:find('\n"=""09010000001""",N123456789,', 1, true))
		assert.is_truthy(text:find(",é,", 1, true))
	end)
end)
