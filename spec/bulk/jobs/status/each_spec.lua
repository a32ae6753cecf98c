--- The rows of a job one after the other.

local bulk <const> = require "unom.bulk"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

describe("bulk.rows #unit", function()
	local home <const> = homes.each_test()
	local carrier

	--- A job of so many rows; the second is refused at its first send.
	before_each(function()
		carrier = fake_carrier.new(fake_carrier.except(function(operation, arguments, times)
			if operation == "set_roaming" and arguments.lineNo == "09010000002" and times == 1 then
				return nil, errors.new { kind = "api", status = 400, code = "400", sent = "yes", message = "no" }
			end
		end, fake_carrier.agreeable()))
		local rows <const> = {}
		for number = 1, 3 do
			rows[number] = { operation = "set_roaming", contractId = "N123456789", lineNo = ("0901%07d"):format(number),
				roamingCode = "T6000037", agreement = true }
		end
		assert(bulk.run(home:options(carrier, { rows = rows, name = home:path "rows", max_failures = { rows = 9 } })))
	end)

	local function read(options)
		options.ledger = home.ledger
		local found <const> = {}
		for row in assert(bulk.rows(options)) do
			found[#found + 1] = row
		end
		return found
	end

	local function words(rows)
		local found <const> = {}
		for index, row in ipairs(rows) do
			found[index] = ("%d %d %s"):format(row.job, row.row, row.state)
		end
		return found
	end

	it("gives each row as status has it", function()
		local rows <const> = read {}
		assert.same({ "1 1 succeeded", "1 2 rejected", "1 3 succeeded" }, words(rows))
		assert.same({ rows[2] }, assert(bulk.status { ledger = home.ledger }).rows)
		assert.same({ "1 2 rejected" }, words(read { job = 1, states = { "rejected", "failed" } }))
		assert.same({}, read { states = {} })
	end)

	it("gives what became of them in a retry, and of the retry its own", function()
		assert(bulk.retry(home:options(carrier)))
		assert.same({ "1 1 succeeded", "2 1 succeeded", "1 3 succeeded" }, words(read { job = 1 }))
		assert.same({ "2 1 succeeded" }, words(read {}))
	end)

	it("refuses a state and a job that there are not", function()
		local none, err = bulk.rows { ledger = home.ledger, states = { "gone" } }
		assert.is_nil(none)
		assert.equal("usage", err.kind)
		none, err = bulk.rows { ledger = home.ledger, job = 9 }
		assert.is_nil(none)
		assert.equal("usage", err.kind)
		none, err = bulk.rows { ledger = home:write("file", "x") .. "/ledger.db" }
		assert.is_nil(none)
		assert.equal("ledger", err.kind)
	end)

	describe("closes the ledger", function()
		local open <const> = ledgers.open
		local opened

		before_each(function()
			opened = 0
			ledgers.open = function(...)
				local ledger <const>, err = open(...)
				local close <const> = ledger.close
				opened = opened + 1
				ledger.close = function(self)
					opened = opened - 1
					return close(self)
				end
				return ledger, err
			end
		end)
		after_each(function() ledgers.open = open end)

		it("after the last row", function()
			read {}
			assert.equal(0, opened)
		end)

		it("where the loop is left", function()
			pcall(function()
				for _ in assert(bulk.rows { ledger = home.ledger }) do
					assert.equal(1, opened)
					error "enough"
				end
			end)
			assert.equal(0, opened)
		end)

		it("where it is closed, and gives no more then", function()
			local rows <const> = assert(bulk.rows { ledger = home.ledger })
			assert.equal(1, rows().row)
			rows:close()
			rows:close()
			assert.equal(0, opened)
			assert.is_nil(rows())
		end)

		it("where there is no such job", function()
			bulk.rows { ledger = home.ledger, job = 9 }
			assert.equal(0, opened)
		end)
	end)
end)
