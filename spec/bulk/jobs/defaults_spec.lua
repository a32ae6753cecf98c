--- What a bulk function has where its caller gives nothing: the client's contract, a watch for signals.

local bulk <const> = require "unom.bulk"
local core <const> = require "unom.core"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"

describe("a bulk function without #unit", function()
	local home <const> = homes.each_test()
	local carrier
	local interrupt_watch <const> = core.interrupt_watch

	before_each(function()
		carrier = fake_carrier.new(fake_carrier.agreeable())
		function carrier.contract_id() return "N123456789" end
	end)
	after_each(function() core.interrupt_watch = interrupt_watch end)

	local function rows(count)
		local made <const> = {}
		for number = 1, count do
			made[number] = { operation = "set_roaming", lineNo = ("0901%07d"):format(number), roamingCode = "T6000037",
				agreement = true }
		end
		return made
	end

	local function options(more)
		local all <const> = home:options(carrier, more)
		all.name = all.rows and home:path "rows"
		return all
	end

	local function sent()
		local number = 0
		for _, call in ipairs(carrier.calls) do
			number = number + (call.operation == "set_roaming" and 1 or 0)
		end
		return number
	end

	--- Sends this process a signal.
	local function interrupt()
		io.popen("kill -INT $PPID"):close() -- os.execute would have the signal ignored meanwhile
	end

	--- Counts how many watches are open.
	local function count_watches()
		local open <const> = { now = 0, most = 0 }
		core.interrupt_watch = function()
			open.now = open.now + 1
			open.most = math.max(open.most, open.now)
			return { count = function() return 0 end, close = function() open.now = open.now - 1 end }
		end
		return open
	end

	describe("a contract", function()
		it("has the client's, in run, plan and draft", function()
			assert.equal(1, assert(bulk.run(options { rows = rows(1) })).states.succeeded)
			assert.equal("N123456789", carrier.calls[#carrier.calls].arguments.contractId)
			local _, refused <const> = bulk.plan(options { rows = { { operation = "set_roaming" } } })
			for _, problem in ipairs(refused.problems) do
				assert.not_equal("contractId", problem.field)
			end
			assert.equal("N123456789", assert(bulk.draft { client = carrier, operation = "terminate_line",
				clock = carrier:clock(), sleep = carrier:sleeper() }).contract)
		end)

		it("has the one that is given before the client's", function()
			assert(bulk.run(options { rows = rows(1), contract_id = "N987654321" }))
			assert.equal("N987654321", carrier.calls[#carrier.calls].arguments.contractId)
		end)

		it("raises where the client has none either", function()
			function carrier.contract_id() end
			assert.error_matches(function() bulk.draft { client = carrier, operation = "terminate_line" } end,
				"bad option 'contract_id' to 'bulk.draft' (missing)", 1, true)
			local _, refused <const> = bulk.run(options { rows = rows(1) })
			assert.matches("contractId: no contract", tostring(refused.problems[1]), 1, true)
		end)
	end)

	describe("a watch", function()
		it("is ended in good order by a signal", function()
			local outcome <const> = assert(bulk.run(options { rows = rows(5), max_outstanding = 1,
				on_row = function(row) return row.row == 2 and interrupt() end }))
			assert.is_true(outcome.interrupted)
			assert.equal(4, outcome.exit_code)
			assert.is_true(sent() < 5)
			assert.equal(0, outcome.states.submitting)
			assert.equal(5, assert(bulk.resume(options())).states.succeeded)
		end)

		it("sends nothing after a signal that the script's own watch has counted", function()
			local signals <close> = core.interrupt_watch()
			interrupt()
			assert.equal(1, signals:count())
			local outcome <const> = assert(bulk.run(options { rows = rows(2) }))
			assert.is_true(outcome.interrupted)
			assert.equal(0, sent())
			assert.equal(2, assert(bulk.resume(options { watch = false })).states.succeeded)
		end)

		it("watches by itself until it ends, and not where that is not wanted", function()
			local open <const> = count_watches()
			assert(bulk.run(options { rows = rows(1) }))
			assert.same({ now = 0, most = 1 }, open)
			bulk.run(options { rows = { {} } })
			assert.equal(0, open.now)
			open.most = 0
			assert(bulk.run(options { rows = rows(2), again = true, watch = false }))
			assert(bulk.run(options { rows = rows(3), again = true, watch = { count = function() return 0 end } }))
			assert.equal(0, open.most)
		end)

		it("leaves a person who is asked the keyboard", function()
			local open <const>, asked = count_watches(), nil
			assert(bulk.run(options { rows = rows(1), confirm = function()
				asked = open.now
				return true
			end }))
			assert.same({ 0, 1 }, { asked, open.most })
			local ok <const>, raised <const> = pcall(bulk.run, options { rows = rows(2), skip_ordered = true,
				confirm = function() error("interrupted!", 0) end })
			assert.same({ false, "interrupted!" }, { ok, raised })
			assert.equal(0, open.now)
		end)
	end)

	it("a ledger in the usual place names it in what goes on, as a shell reads it", function()
		local odd <const> = home:path "it's here.db"
		local outcome <const> = assert(bulk.run(options { rows = rows(1), ledger = odd,
			watch = { count = function() return 2 end } }))
		assert.equal("UNOM_LEDGER='" .. home.directory .. "/it'\\''s here.db' unom bulk resume 1", outcome.resume)
		assert.equal(outcome.resume, bulk.status { ledger = odd }.resume)
	end)
end)
