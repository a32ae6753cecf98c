--- What people do with jobs: wrong options, retry, resolve, cancel; on a clock that the spec moves.

local bulk <const> = require "unom.bulk"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local signatures <const> = require "unom.bulk.signatures"

local LIST <const> = "operation,contractId,lineNo,planCode,requestDate\n"
	.. "change_course,N123456789,09000000001,T3001328,20991201\n"
	.. "change_course,N123456789,09000000002,T3001328,20991201\n"
	.. "change_course,N123456789,09000000003,T3001328,20991201\n"

describe("people #unit", function()
	local home <const> = homes.each_test()

	--- A carrier that accepts every order, except where `exception` responds; see fake_carrier.agreeable for `status`.
	local carriers = 0
	local function carrier_with(status, exception)
		carriers = carriers + 1
		local respond <const> = fake_carrier.agreeable(status, 100 * carriers) -- the ids of no other carrier
		return fake_carrier.new(exception and fake_carrier.except(exception, respond) or respond)
	end

	local function run(carrier, more)
		local options <const> = home:options(carrier, more)
		options.path, options.agree = home:write("list.csv", LIST), true
		return bulk.run(options)
	end

	local function states_of(job)
		return assert(bulk.status { ledger = home.ledger, job = job }).states
	end

	describe("options", function()
		local WRONG <const> = {
			{ "max_failures", 5 }, { "max_failures", {} }, { "max_failures", { rows = 0 } },
			{ "max_failures", { rows = 1, percent = 1 } }, { "max_failures", { percent = 101 } },
			{ "rate", "x" }, { "rate", 0 }, { "canary", "2" }, { "canary", 1.5 }, { "deadline", "2h" },
			{ "wait_until", "complet" }, { "max_outstanding", 255 }, { "max_outstanding", 0 }, { "agree", "yes" },
			{ "path", 1 }, { "ledger", "" }, { "client", {} }, { "clock", 1 },
		}
		for _, wrong in ipairs(WRONG) do
			it(("refuse %s = %s before anything is opened"):format(wrong[1], tostring(wrong[2])), function()
				local options <const> = home:options(carrier_with(), { path = home:path("list.csv") })
				options[wrong[1]] = wrong[2]
				assert.error_matches(function() bulk.run(options) end, "bad option '" .. wrong[1] .. "' to 'bulk.run'")
				assert.is_nil(io.open(home.ledger))
			end)
		end

		it("that are not known are refused: one passed over could order what it was to hold back", function()
			for option, words in pairs { cannary = "did you mean 'canary'", dry_run = "bulk.preview shows" } do
				local options <const> = home:options(carrier_with(), { path = home:path("list.csv"), [option] = 1 })
				assert.error_matches(function() bulk.run(options) end, "bad option '" .. option .. "'.*" .. words)
				assert.error_matches(function() bulk.check("list.csv", { [option] = 1 }) end, words)
			end
			assert.error_matches(function() bulk.retry { client = carrier_with(), state = { "failed" } } end,
				"did you mean 'states'")
		end)

		it("that send the result where it cannot go are refused before anything is sent", function()
			local carrier <const> = carrier_with()
			for _, result in ipairs { home:path("list.csv"), home:path("none/list.result.csv") } do
				local outcome <const>, err = run(carrier, { result = result })
				assert.is_nil(outcome)
				assert.equal("result", err.kind)
			end
			assert.same({}, bulk.jobs { ledger = home.ledger })
			assert.equal(0, #carrier.calls)
			assert.equal(LIST, home:read("list.csv"))
			assert(run(carrier))
			local _, err = bulk.report { ledger = home.ledger, result = home:path("list.csv") }
			assert.equal("result", err.kind)
			assert.equal(LIST, home:read("list.csv"))
		end)

		-- A misspelt `job` would act on the newest job; a `path` given to resume names no job.
		it("are taken by no function that does not know them", function()
			assert(run(carrier_with()))
			local ledger <const> = home.ledger
			for name, options in pairs {
				resolve = { jobb = 1, job = 1, row = 1, abandon = true }, status = { jobb = 1 }, jobs = { jobb = 1 },
				report = { jobb = 1 }, cancel_plan = { jobb = 1 }, retry = { jobb = 1, client = carrier_with() },
				cancel = { jobb = 1, client = carrier_with() }, resume = { jobb = 1, client = carrier_with() },
			} do
				options.ledger = ledger
				assert.error_matches(function() bulk[name](options) end, "bad option 'jobb' to 'bulk." .. name
					.. "' %(unknown; did you mean 'job'%?" .. (name == "jobs" and " bulk.jobs does not take it" or "") .. "%)")
			end
			for name, option in pairs { resume = "path", cancel = "path", status = "result", jobs = "job", report = "row",
				cancel_plan = "client", resolve = "states" } do
				local options <const> = { ledger = ledger, job = name ~= "jobs" and 1 or nil, row = name == "resolve" and 1 or nil,
					client = (name == "resume" or name == "cancel") and carrier_with() or nil }
				options[option] = options[option] or option == "client" and carrier_with() or "x"
				assert.error_matches(function() bulk[name](options) end,
					("bad option '%s' to 'bulk.%s' %%(not an option of bulk.%s%%)"):format(option, name, name))
			end
		end)

		it("are checked by every function", function()
			for name, options in pairs {
				status = { job = "1" }, report = { result = 1 }, jobs = { ledger = 1 }, cancel_plan = { job = 1.5 },
				resolve = { job = 1, row = "2", abandon = true },
			} do
				assert.error_matches(function() bulk[name](options) end, "bad option '%l+' to 'bulk." .. name .. "'")
			end
			assert.error_matches(function() bulk.resolve { job = 1, row = 1, abandon = "yes" } end, "bad option 'abandon'")
		end)

		it("of the settings pass to every function", function()
			local needed <const> = { path = "x.csv", operation = "terminate_line", contract_id = "N123456789", job = 1,
				ids = { "AGU0000000000001" }, on_row = print }
			for name in pairs(bulk) do
				local options <const> = { ledger = "x.db", shared_contract = true, ignore = {}, map = {} }
				local checked, err
				for _ = 1, 6 do -- what it says is missing is given
					checked, err = pcall(signatures.check, name, options)
					local missing <const> = not checked and tostring(err):match "bad option '([%w_]+)' .*missing"
					if not missing then
						break
					end
					options[missing] = missing == "client" and carrier_with() or needed[missing]
				end
				assert.is_true(checked or name == "start", name .. ": " .. tostring(err))
			end
		end)

		it("name the job and the row that a person answers for", function()
			assert.error_matches(function() bulk.resolve { row = 1, abandon = true } end, "bad option 'job' .*missing")
			assert.error_matches(function() bulk.resolve { job = 1, abandon = true } end, "bad option 'row' .*missing")
		end)

		it("that must be there are asked for", function()
			assert.error_matches(function() bulk.run {} end, "bad option 'client' to 'bulk.run' %(missing%)")
			assert.error_matches(function() bulk.resume {} end, "bad option 'client' to 'bulk.resume' %(missing%)")
			assert.error_matches(function() bulk.run() end, "bad argument #1 to 'bulk.run'")
		end)
	end)

	describe("retry", function()
		local function half_refused(line)
			return line ~= "09000000001" and "04" or "03"
		end

		it("makes a new job of the rows that ended otherwise, once", function()
			assert.equal(2, assert(run(carrier_with(half_refused))).states.rejected)
			local outcome <const> = assert(bulk.retry(home:options(carrier_with(), { job = 1 })))
			assert.equal(2, outcome.job)
			assert.equal(1, outcome.parent)
			assert.equal(2, outcome.states.succeeded)
			assert.equal(home:path("list.job-2.result.csv"), outcome.result)
			local carrier <const> = carrier_with()
			local again <const>, err = bulk.retry(home:options(carrier, { job = 1 }))
			assert.is_nil(again)
			assert.equal("usage", err.kind)
			assert.matches("job 2", err.message)
			assert.equal(0, #carrier:submissions())
		end)

		it("can be retried itself", function()
			run(carrier_with(half_refused))
			assert(bulk.retry(home:options(carrier_with(half_refused), { job = 1 })))
			local outcome <const> = assert(bulk.retry(home:options(carrier_with())))
			assert.equal(2, outcome.parent)
			assert.equal(2, outcome.states.succeeded)
		end)

		it("takes only the states that it is given, and none that is unknown", function()
			run(carrier_with(half_refused))
			local _, err = bulk.retry(home:options(carrier_with(), { job = 1, states = { "failed" } }))
			assert.equal("usage", err.kind)
			_, err = bulk.retry(home:options(carrier_with(), { job = 1, states = { "unknown" } }))
			assert.equal("usage", err.kind)
		end)
	end)

	describe("resolve", function()
		local asked -- the carrier that an answer is held against

		local function with_unknown_row()
			local carrier <const> = carrier_with(nil, function(_, arguments, times)
				if arguments.lineNo == "09000000002" and times == 1 then
					return nil, errors.new { kind = "timeout", sent = "maybe", message = "no response" }
				end
			end)
			assert.equal(1, assert(run(carrier)).states.unknown)
			asked = carrier
			return carrier
		end

		local function resolve(answer)
			answer.job, answer.row = 1, answer.row or 2
			answer.client, answer.clock, answer.sleep = asked, asked:clock(), asked:sleeper()
			answer.ledger = home.ledger
			return bulk.resolve(answer)
		end

		--- The id of a row's order.
		local function order_of(row)
			local ledger <close> = assert(require("unom.bulk.ledger").open(home.ledger))
			return ledger:row(1, row).order_id
		end

		it("tells with the row what was searched for", function()
			with_unknown_row()
			local row <const> = assert(bulk.status { ledger = home.ledger }).rows[1]
			assert.matches("no response.*0 listed, unexplained: none", row.error)
		end)

		it("follows the order that a person names", function()
			local carrier <const> = with_unknown_row()
			local resolved <const> = assert(resolve { order = "AGU7" })
			assert.same({ job = 1, row = 2, state = "tracking", resume = home:going_on "resume 1" }, resolved)
			assert.equal(3, assert(bulk.resume(home:options(carrier))).states.succeeded)
			assert.equal(3, #carrier:submissions())
		end)

		it("sends again what a person says was not done", function()
			local carrier <const> = with_unknown_row()
			assert.equal("pending", assert(resolve { resend = true }).state)
			assert.equal(3, assert(bulk.resume(home:options(carrier))).states.succeeded)
			assert.equal(4, #carrier:submissions())
		end)

		it("abandons a row, and no retry sends it", function()
			local carrier <const> = with_unknown_row()
			assert.equal("cancelled", assert(resolve { abandon = true }).state)
			local _, err = bulk.retry(home:options(carrier, { job = 1 }))
			assert.equal("usage", err.kind)
			assert.equal(3, #carrier:submissions())
		end)

		it("takes the order of a row that was let go, and sends it again only when a person insists", function()
			local carrier <const> = with_unknown_row()
			assert(resolve { abandon = true })
			local _, err = resolve { resend = true }
			assert.equal("usage", err.kind)
			assert.matches("the carrier may have acted on it: .*resend = true, force = true", err.message)
			assert.equal("pending", assert(resolve { resend = true, force = true }).state)
			assert.equal(3, assert(bulk.resume(home:options(carrier))).states.succeeded)
		end)

		it("takes back a wrong order while it has not ended", function()
			with_unknown_row()
			assert(resolve { order = "AGU7" })
			assert.equal("tracking", assert(resolve { order = "AGU8" }).state)
			assert.equal("pending", assert(resolve { resend = true }).state)
			assert.is_nil(bulk.status({ ledger = home.ledger }).rows[1])
		end)

		it("refuses what cannot be", function()
			with_unknown_row()
			for _, answer in ipairs { {}, { order = "AGU7", abandon = true }, { row = 1, abandon = true },
				{ row = 9, abandon = true }, { order = "not an id" }, { order = order_of(1) } } do
				local _, err = resolve(answer)
				assert.equal("usage", err.kind)
			end
			assert.equal(1, states_of(1).unknown)
		end)
	end)

	describe("cancel", function()
		it("drops what was not sent, takes back what is under way, and follows it to its end", function()
			local carrier <const> = carrier_with(function() return "01" end)
			local outcome = assert(run(carrier, { deadline = 0.35 }))
			assert.equal(4, outcome.exit_code)
			local plan <const> = assert(bulk.cancel_plan { ledger = home.ledger })
			assert.equal(outcome.states.pending, plan.pending)
			assert.equal(outcome.states.tracking, #plan.taking_back)
			assert.is_true(plan.pending > 0 and #plan.taking_back > 0)
			outcome = assert(bulk.cancel(home:options(carrier)))
			assert.equal(3, outcome.states.cancelled)
			assert.equal(0, outcome.exit_code)
			assert.equal(#plan.taking_back, #carrier:submissions("cancel_order"))
			local _, err = bulk.cancel(home:options(carrier, { job = outcome.cancel_job }))
			assert.equal("usage", err.kind)
			assert.matches("job 1", err.message)
		end)

		it("asks for one cancel an order, however often it is stopped", function()
			local carrier <const> = carrier_with(function() return "01" end)
			run(carrier, { deadline = 0.45 })
			for _ = 1, 5 do
				bulk.cancel(home:options(carrier, { deadline = 0.35, job = 1 }))
			end
			assert.equal(3, assert(bulk.cancel(home:options(carrier, { job = 1 }))).states.cancelled)
			local seen <const> = {}
			for _, call in ipairs(carrier:submissions("cancel_order")) do
				assert.is_nil(seen[call.arguments.orderId])
				seen[call.arguments.orderId] = true
			end
		end)
	end)
end)
