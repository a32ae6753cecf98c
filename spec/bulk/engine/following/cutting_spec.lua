--- Cut sessions followed until the carrier shows what became of them.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local reason <const> = require "unom.reason"

local CONTRACT <const>, LINE <const> = "N123456789", "09010000001"
local BEFORE <const>, AFTER <const> = "20251128115959", "20251128120001" -- of the send

describe("cutting #unit", function()
	local ledger
	local add_job <const>, run <const>, events_of <const> = engine_run.each_test(function(made) ledger = made end)

	local function cut_row(line)
		return { contract = CONTRACT, operation = "disconnect_session",
			arguments = { contractId = CONTRACT, lineNo = line or LINE, agreement = "yes" } }
	end

	local function entry(time, event)
		return { lineNo = LINE, sessionTime = time, eventType = event }
	end

	--- A carrier that takes a cut, and says of the line what `script.status(seconds)` is, in a reply or as an error with
	-- `script.code`, and shows `script.log(seconds)` (nil: the log cannot be had).
	local function carrier_of(script)
		local carrier
		carrier = fake_carrier.new(function(operation, arguments)
			local seconds <const> = carrier.now - 1000
			if operation == "get_session" then
				if script.code then
					return engine_run.failure { kind = "api", sent = "yes", status = 200, code = script.code }
				end
				return { contractId = CONTRACT, lineNo = arguments.lineNo, sessionStatus = script.status(seconds),
					resultCode = "0" }
			elseif operation == "list_sessions" then
				local list <const> = script.log and script.log(seconds)
				if not list then
					return engine_run.failure { kind = "http", sent = "yes", status = 403, message = "no log" }
				end
				return { contractId = CONTRACT, searchList = list }
			end
			return { contractId = CONTRACT, lineNo = arguments.lineNo, resultCode = "0" }
		end)
		return carrier
	end

	local function connected() return "1" end
	local function nothing() return {} end

	local function cut(script, options)
		local carrier <const> = carrier_of(script)
		local job <const> = add_job { cut_row() }
		local outcome <const> = run(job, carrier, options or { deadline = 7200 })
		return ledger:row(job, 1), carrier, outcome
	end

	local function seconds_of(carrier, operation)
		local times <const> = {}
		for index, call in ipairs(carrier:submissions(operation)) do
			times[index] = ("%.0f"):format(call.started - 1000)
		end
		return table.concat(times, " ")
	end

	it("succeeds when the line is not connected, asked once", function()
		local row <const>, carrier <const> = cut { status = function() return "0" end }
		assert.equal("succeeded", row.state)
		assert.is_nil(row.reason)
		assert.equal("2", seconds_of(carrier, "get_session"))
		assert.equal("", seconds_of(carrier, "list_sessions"))
		assert.equal("submitting accepted succeeded", events_of(row.job, 1))
	end)

	it("succeeds when the line is not connected any more after a while", function()
		local row <const>, carrier <const> = cut { log = nothing, status = function(seconds)
			return seconds < 100 and "1" or "0"
		end }
		assert.equal("succeeded", row.state)
		assert.equal("2 4 8 16 32 65 125", seconds_of(carrier, "get_session"))
	end)

	it("succeeds when the log shows that the session ended, though the device is back", function()
		local row <const>, carrier <const> = cut { status = connected, log = function()
			return { entry(BEFORE, "01"), entry(AFTER, "02"), entry(AFTER, "01") }
		end }
		assert.equal("succeeded", row.state)
		assert.is_true(carrier.now < 1010)
	end)

	it("fails when the line is connected for 5 minutes, and can be tried again", function()
		local row <const>, carrier <const> = cut { status = connected, log = function()
			return { entry(BEFORE, "02"), entry(AFTER, "01") }
		end }
		assert.equal("failed", row.state)
		assert.equal("still connected", reason.words(row.reason))
		assert.is_true(carrier.now > 1300 and carrier.now < 1400, carrier.now)
		assert.equal(1, #carrier:submissions())
		assert.is_false(row.may_have_acted)
	end)

	it("fails, later, also where the log cannot be had", function()
		local row <const>, carrier <const> = cut { status = connected }
		assert.equal("failed", row.state)
		assert.equal("still connected", reason.words(row.reason))
		assert.is_true(carrier.now > 1600 and carrier.now < 1700, carrier.now)
	end)

	it("is unknown where the carrier does not say whether the line is connected", function()
		for _, script in ipairs { { code = "2", log = nothing }, { status = function() return "7" end, log = nothing },
			{ log = nothing, status = function(seconds) return seconds < 200 and "1" or "7" end } } do
			local row <const>, carrier <const> = cut(script)
			assert.equal("unknown", row.state)
			assert.matches("does not say whether the line is connected", reason.words(row.reason))
			assert.is_true(carrier.now > 1600 and carrier.now < 1700, carrier.now)
			ledger:transition(row, { state = "cancelled" }, "resolved", { answer = "abandon" }) -- its line is free again
		end
	end)

	it("is waited for anew by a resumed run, whatever the clock of the ledger says", function()
		local script <const> = { status = connected, log = nothing }
		local row = cut(script, { deadline = 100 })
		assert.equal("tracking", row.state)
		local carrier <const> = carrier_of(script)
		run(row.job, carrier, { deadline = 200 })
		assert.equal("tracking", ledger:row(row.job, 1).state)
		assert.equal(0, #carrier:submissions())
		run(row.job, carrier_of(script), { deadline = 7200 })
		row = ledger:row(row.job, 1)
		assert.equal("failed", row.state)
		assert.equal("submitting accepted failed", events_of(row.job, 1))
	end)

	it("keeps its line busy, and no other", function()
		local carrier <const> = carrier_of { log = nothing, status = function(seconds)
			return seconds < 30 and "1" or "0"
		end }
		local job <const> = add_job { cut_row(), cut_row "09010000002", cut_row() }
		assert.equal(3, run(job, carrier).states.succeeded)
		local sent <const> = carrier:submissions()
		assert.is_true(sent[2].started < 1001)
		assert.is_true(sent[3].started > 1030)
	end)
end)
