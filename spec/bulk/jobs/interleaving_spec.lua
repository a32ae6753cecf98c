--- Commands that meet on a job: one came first, was killed half-way or runs at the same time.

local bulk <const> = require "unom.bulk"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local run <const> = require "unom.bulk.jobs.run"

local HEADER <const> = "operation,contractId,lineNo,planCode,requestDate\n"
local ROW <const> = "change_course,N123456789,0900000000%d,T3001328,20991201\n"

describe("interleaving #unit", function()
	local home <const> = homes.each_test()

	--- A carrier that accepts every order, except where `script.exception` responds. When polled, an order has the
	-- status `script.status`, 03 if nil, which the spec may change.
	local function carrier_with(script)
		script = script or {}
		local respond <const> = fake_carrier.agreeable(function() return script.status end)
		return fake_carrier.new(script.exception and fake_carrier.except(script.exception, respond) or respond)
	end

	local function list_of(rows)
		local lines <const> = { HEADER }
		for number = 1, rows do
			lines[#lines + 1] = ROW:format(number)
		end
		return home:write("list.csv", table.concat(lines))
	end

	local function run_list(carrier, rows, more)
		local options <const> = home:options(carrier, more)
		options.path, options.agree = options.path or list_of(rows), true
		return bulk.run(options)
	end

	local function lost(operation, line)
		return function(called, arguments, times)
			if called == operation and (not line or arguments.lineNo == line) and times == 1 then
				return nil, errors.new { kind = "timeout", sent = "maybe", message = "no response" }
			end
		end
	end

	local function resolve(row, answer)
		local asked <const> = fake_carrier.new(fake_carrier.agreeable())
		answer.ledger, answer.job, answer.row = home.ledger, 1, row
		answer.client, answer.clock, answer.sleep = asked, asked:clock(), asked:sleeper()
		return bulk.resolve(answer)
	end

	local function row_of(job, number)
		local ledger <close> = assert(ledgers.open(home.ledger))
		return ledger:row(job, number)
	end

	describe("resolve", function()
		it("leaves alone what the carrier accepted after it was sent again", function()
			local script <const> = { exception = lost("change_course", "09000000002") }
			local carrier <const> = carrier_with(script)
			assert.equal(1, assert(run_list(carrier, 3)).states.unknown)
			assert(resolve(2, { resend = true }))
			script.status = "01"
			assert.equal(1, assert(bulk.resume(home:options(carrier, { deadline = 5 }))).states.tracking)
			local sent <const> = #carrier:submissions()
			for _, answer in ipairs { { resend = true }, { abandon = true }, { order = "AGU77" } } do
				local _, err = resolve(2, answer)
				assert.equal("usage", err and err.kind)
			end
			script.status = "03"
			assert.equal(3, assert(bulk.resume(home:options(carrier))).states.succeeded)
			assert.equal(sent, #carrier:submissions())
		end)

		it("judges the row as it is once nobody else works on it", function()
			assert(run_list(carrier_with { exception = lost("change_course", "09000000002") }, 3))
			local lock_contracts <const> = run.lock_contracts
			run.lock_contracts = function(...)
				run.lock_contracts = lock_contracts
				assert(resolve(2, { order = "AGU77" })) -- another process comes first, and its run ends
				assert.equal(3, assert(bulk.resume(home:options(carrier_with()))).states.succeeded)
				return lock_contracts(...)
			end
			local resolved <const>, err = resolve(2, { resend = true })
			run.lock_contracts = lock_contracts
			assert.is_nil(resolved)
			assert.equal("usage", err.kind)
			assert.equal("succeeded", row_of(1, 2).state)
		end)

		it("sends nothing again whose secrets are gone", function()
			local path <const> = home:write("radius.csv", "operation,contractId,lineNo,authenticationId,authenticationPassword\n"
				.. "change_radius_auth,N123456789,09000000001,user@example.com,hunter2hunter2\n")
			local outcome <const> = assert(run_list(carrier_with { exception = lost("change_radius_auth") }, 1, { path = path }))
			assert.equal(1, outcome.states.unknown)
			assert(resolve(1, { order = "AGU77" }))
			local resolved <const>, err = resolve(1, { resend = true })
			assert.is_nil(resolved)
			assert.equal("usage", err.kind)
			assert.equal("tracking", row_of(1, 1).state)
		end)
	end)

	describe("a job that cancels", function()
		--- Job 1 with its orders under way, and job 2 with a cancel for each, of which none was sent.
		local function cut_off_before_the_cancels(carrier, rows)
			run_list(carrier, rows, { deadline = 5 })
			local ok <const> = pcall(bulk.cancel, home:options(carrier, { job = 1, at = function(point)
				if point == "chosen" then
					error("killed", 0)
				end
			end }))
			assert.is_false(ok)
		end

		it("takes its rows back in the job that it cancels, by whichever command it goes on", function()
			local script <const> = { status = "01" }
			local carrier <const> = carrier_with(script)
			cut_off_before_the_cancels(carrier, 2)
			assert.equal(2, assert(bulk.resume(home:options(carrier, { job = 2 }))).states.succeeded)
			assert.equal("cancelled", row_of(1, 1).state)
			assert.equal("cancelled", row_of(1, 2).state)
		end)

		it("takes back nothing that has ended or is another order by now", function()
			local script <const> = { status = "01" }
			local carrier <const> = carrier_with(script)
			cut_off_before_the_cancels(carrier, 2)
			script.status = "03"
			assert.equal(2, assert(bulk.resume(home:options(carrier, { job = 1 }))).states.succeeded)
			for _, command in ipairs { "resume", "cancel" } do
				assert(bulk[command](home:options(carrier, { job = command == "resume" and 2 or 1 })))
				assert.equal(0, #carrier:submissions("cancel_order"))
				assert.equal("succeeded", row_of(1, 1).state)
				assert.equal("cancelled", row_of(2, 1).state)
			end
			carrier.respond = fake_carrier.except(function(operation)
				script.status = operation == "cancel_order" and "11" or script.status
			end, carrier.respond)
			-- Once a person asks for them, they are.
			assert.equal(0, assert(bulk.cancel(home:options(carrier, { job = 1, states = { "succeeded" } }))).exit_code)
			assert.equal(2, #carrier:submissions("cancel_order"))
			assert.same({ "cancelled", "cancelled" }, { row_of(1, 1).state, row_of(1, 2).state })
		end)

		it("works on its contracts alone, though the job that it cancels has ended", function()
			local script <const> = { status = "01" }
			local carrier <const> = carrier_with(script)
			cut_off_before_the_cancels(carrier, 1)
			script.status = "03"
			assert(bulk.resume(home:options(carrier, { job = 1 })))
			local lock_contracts <const> = run.lock_contracts
			local locked
			run.lock_contracts = function(ledger, contracts, number)
				locked = contracts
				return lock_contracts(ledger, contracts, number)
			end
			assert(bulk.cancel(home:options(carrier, { job = 1 })))
			run.lock_contracts = lock_contracts
			assert.same({ "N123456789" }, locked)
		end)

		it("tells how to go on with cancelling when the ledger fails", function()
			local carrier <const> = carrier_with { status = "01" }
			run_list(carrier, 2, { deadline = 5 })
			local outcome <const>, err = bulk.cancel(home:options(carrier, { job = 1, at = function(point)
				if point == "chosen" then
					error(errors.new { kind = "ledger", message = "database or disk is full" }, 0)
				end
			end }))
			assert.is_nil(outcome)
			assert.equal(1, err.job)
			assert.equal(home:going_on "cancel 1 --yes", err.resume)
		end)

		it("ends with the code of unknown rows when it is not known whether an order was taken back", function()
			local script <const> = { status = "01", exception = lost("cancel_order") }
			local carrier <const> = carrier_with(script)
			run_list(carrier, 1, { deadline = 5 })
			carrier.respond = fake_carrier.except(function(operation)
				if operation == "get_order_status" and #carrier:submissions("cancel_order") > 0 then
					script.status = "03"
				end
			end, carrier.respond)
			local outcome <const> = assert(bulk.cancel(home:options(carrier, { job = 1 })))
			assert.equal("unknown", row_of(2, 1).state)
			assert.equal(3, outcome.exit_code)
		end)
	end)

	it("ignores responses that come too late for the run that sent the requests", function()
		local carrier <const> = carrier_with { status = "01" }
		for deadline = 0.1, 4, 0.1 do -- stopped with each kind of request in flight in turn
			carrier.latency = 1
			local outcome <const> = assert(deadline == 0.1 and run_list(carrier, 3, { deadline = deadline })
				or bulk.resume(home:options(carrier, { deadline = deadline })))
			assert.equal(4, outcome.exit_code)
		end
	end)

	--- Calls `bulk[name](options)`; another process makes the same call in between, after this one has opened the ledger.
	local function beside_another(name, options, at, other_options)
		local transaction <const> = at.transaction
		local opened <const> = ledgers.open
		ledgers.open = function(...)
			local ledger <const>, err = opened(...)
			ledgers.open = opened
			ledger.transaction = function(self, body)
				ledger.transaction = nil
				assert(bulk[name](other_options)) -- the other process is quicker, from beginning to end
				return transaction(self, body)
			end
			return ledger, err
		end
		local outcome <const>, err = bulk[name](options)
		ledgers.open = opened
		return outcome, err
	end

	it("runs a list once, though two begin at the same time", function()
		local carrier <const> = carrier_with()
		local opened <close> = assert(ledgers.open(home.ledger))
		local options <const> = home:options(carrier, { path = list_of(2), agree = true })
		local outcome <const>, err = beside_another("run", options, opened, options)
		assert.is_nil(outcome)
		assert.equal("already_run", err.kind)
		assert.equal(2, #carrier:submissions())
	end)

	it("retries a row once, though two begin at the same time", function()
		assert(run_list(carrier_with { status = "04" }, 2))
		local carrier <const> = carrier_with()
		local opened <close> = assert(ledgers.open(home.ledger))
		local outcome <const>, err = beside_another("retry", home:options(carrier, { job = 1 }), opened,
			home:options(carrier, { job = 1 }))
		assert.is_nil(outcome)
		assert.equal("usage", err.kind)
		assert.equal(2, #carrier:submissions())
	end)

	it("keeps a line busy that an earlier run left with an order not yet final, whatever it waits for", function()
		local script <const> = { status = "01" }
		local carrier <const> = carrier_with(script)
		local path <const> = home:write("list.csv", HEADER .. ROW:format(1)
			.. "terminate_line,N123456789,09000000001,,20991220\n")
		assert.equal(1, assert(run_list(carrier, 2, { path = path, deadline = 10, wait_until = "complete" })).states.tracking)
		assert.equal("01", row_of(1, 1).order_status)
		assert.equal(1, assert(bulk.resume(home:options(carrier, { deadline = 100 }))).states.tracking)
		assert.equal(0, #carrier:submissions("terminate_line"))
		script.status = "03"
		assert.equal(2, assert(bulk.resume(home:options(carrier, { wait_until = "final" }))).states.succeeded)
	end)

	it("forgets that a row may have acted only when the orders are listed, not the lines that share data", function()
		local now = os.time()
		local wall_clock <const> = function() return now end
		local carrier <const> = carrier_with { exception = lost("change_course", "09000000002") }
		assert(run_list(carrier, 2, { wall_clock = wall_clock }))
		assert.is_true(row_of(1, 2).may_have_acted)
		now = now + 48 * 3600
		local shares <const> = home:write("shares.csv",
			"operation,contractId,lineNo\nadd_data_share_lines,N123456789,09000000009\n")
		run_list(carrier_with { exception = function(operation)
			if operation == "add_data_share_lines" then
				return nil, errors.new { kind = "api", sent = "yes", status = 404 }
			end
		end }, 1, { path = shares, wall_clock = wall_clock })
		assert.equal("rejected", row_of(2, 1).state)
		assert.is_true(row_of(1, 2).may_have_acted)
	end)

	it("gives its locks back when the job cannot be written", function()
		local function with_failing_commit(name, options)
			local opened <const> = ledgers.open
			ledgers.open = function(...)
				local ledger <const>, err = opened(...)
				ledger.database.commit = function()
					error(errors.new { kind = "ledger", message = "database or disk is full" }, 0)
				end
				return ledger, err
			end
			local outcome <const>, err = bulk[name](options)
			ledgers.open = opened
			assert.is_nil(outcome)
			assert.equal("ledger", err.kind)
		end
		collectgarbage "stop"
		local carrier <const> = carrier_with { status = "04" }
		local path <const> = list_of(1)
		with_failing_commit("run", home:options(carrier, { path = path, agree = true }))
		assert.equal(1, assert(run_list(carrier, 1, { path = path })).states.rejected)
		with_failing_commit("retry", home:options(carrier, { job = 1 }))
		assert.equal(2, assert(bulk.retry(home:options(carrier, { job = 1 }))).job)
		collectgarbage "restart"
		assert.equal(2, #carrier:submissions())
	end)

	it("tells how to go on when the ledger fails after the last response", function()
		local opened <const> = ledgers.open
		ledgers.open = function(...)
			local ledger <const>, err = opened(...)
			ledger.database.truncate_log = function()
				error(errors.new { kind = "ledger", message = "database or disk is full" }, 0)
			end
			return ledger, err
		end
		local outcome <const>, err = run_list(carrier_with(), 1)
		ledgers.open = opened
		assert.is_nil(outcome)
		assert.equal(home:going_on "resume 1", err.resume)
		assert.equal(0, assert(bulk.resume(home:options(carrier_with(), { job = 1 }))).exit_code)
	end)
end)
