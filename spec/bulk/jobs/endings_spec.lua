--- The rows that end, told to the script.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local unom_error <const> = require "unom.error"

local function rows(count)
	local made <const> = {}
	for number = 1, count do
		made[number] = { operation = "change_course", contractId = "N123456789", lineNo = ("0901%07d"):format(number),
			planCode = "T3001328", requestDate = change_lists.NEXT_FIRST, agreement = true }
	end
	return made
end

describe("on_row #unit", function()
	local home <const> = homes.each_test()
	local carrier, told

	before_each(function()
		carrier = fake_carrier.new(fake_carrier.agreeable())
		told = {}
	end)

	local function options(more)
		local with_rows <const> = home:options(carrier, more)
		with_rows.name = with_rows.rows and home:path(with_rows.name or "rows")
		with_rows.on_row = with_rows.on_row or function(row) told[#told + 1] = row end
		return with_rows
	end

	--- The rows told as "ROW STATE", sorted.
	local function words()
		local found <const> = {}
		for index, row in ipairs(told) do
			found[index] = row.row .. " " .. row.state
		end
		table.sort(found)
		return table.concat(found, ", ")
	end

	it("is called once with each row, as status has it, when it is in the ledger", function()
		assert(bulk.run(options { rows = rows(3), on_row = function(row)
			told[#told + 1] = row
			local status <const> = assert(bulk.status { ledger = home.ledger, states = { "succeeded" } })
			local found
			for _, written in ipairs(status.rows) do
				found = written.row == row.row and written or found
			end
			assert.same(found, row)
		end }))
		assert.equal("1 succeeded, 2 succeeded, 3 succeeded", words())
	end)

	it("is called with rows that are skipped, and by resume with those that end then", function()
		assert(bulk.run(options { rows = rows(1) }))
		told = {}
		local stopped <const> = assert(bulk.run(options { rows = rows(3), skip_ordered = true, name = "more",
			watch = { count = function() return 2 end } }))
		assert.equal("1 skipped", words())
		assert.is_true(stopped.interrupted)
		told = {}
		assert(bulk.resume(options()))
		assert.equal("2 succeeded, 3 succeeded", words())
	end)

	it("is called by cancel with the rows of the job, not with the cancels", function()
		carrier = fake_carrier.new(fake_carrier.agreeable("01"))
		assert(bulk.run(options { rows = rows(3), max_outstanding = 1, deadline = 60 }))
		assert.equal("", words())
		local outcome <const> = assert(bulk.cancel(options()))
		assert.equal(3, outcome.states.cancelled)
		assert.equal("1 cancelled, 2 cancelled, 3 cancelled", words())
		assert.equal(outcome.job, told[1].job)
	end)

	it("is called by retry with the rows of the new job", function()
		carrier = fake_carrier.new(fake_carrier.except(function(operation, _, times)
			if operation == "change_course" and times == 1 then
				return nil, unom_error.new { kind = "api", status = 400, code = "400", sent = "yes", message = "no" }
			end
		end, fake_carrier.agreeable()))
		assert(bulk.run(options { rows = rows(2), max_failures = { rows = 5 } }))
		assert.equal("1 rejected, 2 rejected", words())
		told = {}
		local outcome <const> = assert(bulk.retry(options()))
		assert.equal("1 succeeded, 2 succeeded", words())
		assert.equal(outcome.job, told[1].job)
	end)

	it("is not called with what a plan says of the rows", function()
		local replies <const> = {
			list_lines = { contractId = "N123456789", linesList = { { lineNo = "09010000001", planCode = "T3001326",
				authenticationType = "NTTコム", optionCodeList = {} } } },
			list_products = { contractId = "N123456789", productInfoList = {
				{ productCode = "T3001326", courseType = "01" }, { productCode = "T3001328", courseType = "02" } } },
		}
		carrier = fake_carrier.new(fake_carrier.except(function(operation) return replies[operation] end,
			fake_carrier.agreeable()))
		assert(bulk.run(options { rows = rows(1), plan = true }))
		assert.equal("1 succeeded", words())
	end)

	describe("that raises", function()
		--- Runs three rows with a function that raises at its first call.
		local function raising(name, value)
			local called = 0
			local function raise(found)
				if name == "on_row" or found.states.tracking > 0 then
					called = called + 1
					error(value, 0)
				end
			end
			local results <const> = table.pack(pcall(bulk.run, options { rows = rows(3), max_outstanding = 1,
				[name] = raise }))
			assert.equal(1, called)
			return table.unpack(results, 1, results.n)
		end

		for _, name in ipairs { "on_row", "on_progress" } do
			it("sends nothing more, loses nothing, and the error goes on: " .. name, function()
				local ok <const>, raised <const> = raising(name, "full disk")
				assert.same({ false, "full disk" }, { ok, raised })
				local status <const> = assert(bulk.status { ledger = home.ledger, states = { "succeeded", "tracking",
					"submitting", "pending" } })
				local sent = 0
				for _, call in ipairs(carrier.calls) do
					sent = sent + (call.operation == "change_course" and 1 or 0)
				end
				assert.is_true(sent < 3)
				assert.equal(0, status.states.submitting)
				assert.equal(sent, status.states.succeeded + status.states.tracking)
				assert.equal(3 - sent, status.states.pending)
				assert.equal("file", lfs.attributes(home.directory .. "/rows.result.csv", "mode"))
				assert.equal(3, assert(bulk.resume(options())).states.succeeded)
			end)
		end

		it("says in an error object how to go on", function()
			local ok <const>, outcome <const>, err <const> = raising("on_row", unom_error.new { kind = "mine",
				message = "no more" })
			assert.is_true(ok)
			assert.is_nil(outcome)
			assert.same({ "mine", 1 }, { err.kind, err.job })
			assert.matches("unom bulk resume 1$", err.resume)
		end)

		it("may raise nothing at all", function()
			local ok <const>, raised <const> = raising("on_row", nil)
			assert.same({ false }, { ok, raised })
		end)

		it("does so in cancel too, and the job can be cancelled on", function()
			carrier = fake_carrier.new(fake_carrier.agreeable("01"))
			assert(bulk.run(options { rows = rows(3), max_outstanding = 1, deadline = 60 }))
			os.remove(home.directory .. "/rows.result.csv")
			local ok <const>, raised <const> = pcall(bulk.cancel, options { on_row = function() error("stop", 0) end })
			assert.same({ false, "stop" }, { ok, raised })
			assert.equal("file", lfs.attributes(home.directory .. "/rows.result.csv", "mode"))
			assert.equal(3, assert(bulk.cancel(options { job = 1 })).states.cancelled)
		end)
	end)

	it("of others' orders that raises sends nothing", function()
		carrier = fake_carrier.new(fake_carrier.except(function(operation, arguments)
			if operation == "list_accepting_orders" then
				return { contractId = arguments.contractId, orderList = { { orderId = "AGU9999999999999", orderStatus = "01",
					serviceDateApply = os.date("!%Y%m%d", os.time() + 9 * 3600), requestDate = "20991201" } } }
			end
		end, fake_carrier.agreeable()))
		local ok <const>, raised <const> = pcall(bulk.run, options { rows = rows(1), on_others = function()
			error("who?", 0)
		end })
		assert.same({ false, "who?" }, { ok, raised })
		for _, call in ipairs(carrier.calls) do
			assert.not_equal("change_course", call.operation)
		end
	end)
end)
