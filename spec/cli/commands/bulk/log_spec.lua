local cjson <const> = require "cjson"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local reason <const> = require "unom.reason"

describe("unom bulk log #unit", function()
	local home <const> = homes.each_test()

	--- A ledger with a job of two rows; of the second nothing happened.
	before_each(function()
		local ledger <close> = assert(ledgers.open(home.ledger, function() return 1764298800 end))
		ledger:transaction(function()
			local job <const> = ledger:add_job { list = "a.csv", columns = {}, settings = {}, purpose = "list" }
			for number = 1, 2 do
				ledger:add_row(job, { row = number, line = number + 1, contract = "N123456789",
					operation = "change_radius_auth", arguments = { lineNo = "09010000001",
						authenticationId = "a@b", authenticationPassword = "hush-hush" } })
			end
			ledger:close_job(job, 2)
			local row <const> = ledger:row(job, 1)
			ledger:begin_submission(row)
			ledger:transition(row, { state = "rejected" }, "rejected", reason.new("words", { words = "no\27[31m such\nline" }))
		end)
	end)

	local function log(...)
		return home:bulk { "log", "--ledger", home.ledger, ... }
	end

	it("shows each event with its time in Japan, its row and what happened", function()
		local result <const> = log "1"
		assert.equal(0, result.code, result.err)
		assert.equal("2025-11-28T12:00:00+09:00  loaded: 2 rows\n"
			.. "2025-11-28T12:00:00+09:00  row 1: to be sent\n"
			.. "2025-11-28T12:00:00+09:00  row 1: rejected: no [31m such line\n", result.out)
		assert.equal("", result.err)
		assert.equal(2, select(2, log("1", "1").out:gsub("\n", "")))
		assert.equal("", log("1", "2").out)
	end)

	it("gives programs one object", function()
		local function object(...)
			local result <const> = log(...)
			assert.equal(0, result.code, result.err)
			assert.not_matches("hush", result.out)
			return cjson.decode(result.out)
		end
		local all <const> = object("1", "--json")
		assert.same({ true, 0, 1, 3 }, { all.ok, all.exit_code, all.job, #all.events })
		assert.same({ time = "2025-11-28T12:00:00+09:00", what = "created", detail = { rows = 2 } }, all.events[1])
		assert.same({ time = "2025-11-28T12:00:00+09:00", row = 1, what = "submitting" }, all.events[2])
		assert.same("words", all.events[3].detail.code)
		local of_row <const> = object("1", "2", "--json")
		assert.same({ 2, {} }, { of_row.row, of_row.events })
	end)

	it("says what there is not", function()
		assert.matches("no job 7", home:refused { "bulk", "log", "7", "--ledger", home.ledger })
		assert.matches("job 1 has no row 9", home:refused { "bulk", "log", "1", "9", "--ledger", home.ledger })
		assert.matches("missing argument 'job'", home:refused { "bulk", "log" })
		local refused <const> = cjson.decode(log("1", "9", "--json").out)
		assert.same({ false, 2, "usage" }, { refused.ok, refused.exit_code, refused.kind })
	end)
end)
