--- An engine whose carrier cannot be reached, for a while or for good.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"

local N2 <const> = "N987654321"
local line_row <const>, failure <const> = engine_run.line_row, engine_run.failure
local agreeable <const>, except <const> = fake_carrier.agreeable, fake_carrier.except

local function rows_of(count)
	return engine_run.rows_of("N123456789", count)
end

describe("an unreachable carrier #unit", function()
	local add_job <const>, run <const> = engine_run.each_test(function() end)

	it("is sent nothing, and the run says so", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if carrier.now >= 1001 and carrier.now < 1300 then
				assert.is_truthy(carrier.now < 1001.3 or operation:find "^get_" or operation:find "^list_", operation)
				return failure { kind = "http", status = 503, sent = "no", message = "maintenance" }
			end
		end, agreeable()))
		local waiting <const> = {}
		assert.equal(20, run(add_job(rows_of(20)), carrier, { on_progress = function(progress)
			waiting[progress.waiting or ""] = true
		end }).states.succeeded)
		local said = ""
		for words in pairs(waiting) do
			said = said .. words
		end
		assert.matches("the carrier has turned requests away since .*maintenance", said)
	end)

	it("is spoken of no more once it can be reached", function()
		local carrier
		carrier = fake_carrier.new(except(function(operation)
			if carrier.now >= 1050 and carrier.now < 1100 then
				return failure { kind = "http", status = 503, sent = "no", message = "maintenance" }
			elseif operation == "get_order_status" then
				return { orderId = "AGU0000000000001", orderList = { { orderStatus = "02" } } }
			end
		end, agreeable()))
		assert.is_nil(run(add_job(rows_of(1)), carrier, { deadline = 600 }).waiting)
	end)

	it("is one that no other contract hears of: another's requests time out, and sending goes on", function()
		local rows <const> = rows_of(20)
		rows[21] = line_row(N2, "09000000001")
		local carrier
		carrier = fake_carrier.new(agreeable())
		local start <const> = carrier.start
		function carrier:start(operation, arguments)
			local id <const> = start(self, operation, arguments)
			local call <const> = self.in_transit[#self.in_transit]
			if arguments.contractId == N2 and operation == "get_order_status" then
				call.at, call.reply = self.now + 60, nil
				call.err = select(2, failure { kind = "timeout", sent = "maybe" })
			end
			return id
		end
		local outcome <const> = run(add_job(rows), carrier, { deadline = 600 })
		assert.equal(20, outcome.states.succeeded)
		local last = 0
		for _, call in ipairs(carrier:submissions()) do
			last = math.max(last, call.started)
		end
		assert.is_true(last < 1010, last)
	end)

	for name, case in pairs {
		["at once before the first good answer"] = { good = 0, asked = 1 },
		["after three in a row later"] = { good = 3, asked = 6 },
	} do
		it("ends the run by what no waiting makes better " .. name, function()
			local asked = 0
			local carrier <const> = fake_carrier.new(except(function(operation)
				asked = asked + (operation == "list_lines" and 0 or 1) -- it is asked for aside, once
				if asked > case.good then
					return failure { kind = "http", status = 407, sent = "maybe", permanent = true, message = "a proxy asks" }
				end
			end, agreeable()))
			local outcome <const> = run(add_job(rows_of(3)), carrier)
			assert.equal("a proxy asks", outcome.permanent.message)
			assert.equal(case.asked, asked)
			assert.equal(0, outcome.states.unknown)
			assert.is_true(outcome.states.pending + outcome.states.submitting + outcome.states.tracking == 3)
		end)
	end
end)
