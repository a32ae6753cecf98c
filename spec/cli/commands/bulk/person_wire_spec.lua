--- `unom bulk cancel`, `retry` and `resolve` against the simulated carrier: what they say is what the carrier did.

local cjson = require "cjson"
local command = require "support.command"
local csv = require "support.csv"
local loopback = require "support.loopback"
local scratch = require "support.scratch"

describe("a person's commands at work #wire", function()
	local home, simulator

	before_each(function()
		home = scratch.directory()
	end)

	after_each(function()
		if simulator then
			simulator:close()
			simulator = nil
		end
		scratch.remove(home)
	end)

	local function options()
		return { home = home, environment = {
			UNOM_BASE_URL = simulator and simulator.base_url, UNOM_CONTRACT_ID = "N123456789",
			UNOM_CLIENT_ID = "id", UNOM_CLIENT_SECRET = "hush-hush",
		} }
	end

	local function checked(result)
		assert.not_matches("stack traceback", result.err, 1, true)
		assert.not_matches("internal error", result.err, 1, true)
		assert.not_matches("hush", result.err .. result.out, 1, true)
		return result
	end

	local function start(arguments)
		return command.start({ "bulk", table.unpack(arguments) }, options())
	end

	local function bulk(arguments)
		return checked(start(arguments):finish())
	end

	--- The command that the process said to go on with, as arguments of `bulk`.
	local function told_command(result)
		local words <const> = {}
		local line <const> = result.err:match("\nunom: to go on: unom bulk ([^\n]*)\n")
		for word in assert(line, result.err):gmatch("%S+") do
			words[#words + 1] = word
		end
		return words
	end

	local function wait_until(condition)
		for _ = 1, 400 do
			if condition() then
				return
			end
			os.execute("sleep 0.05")
		end
		error("it did not come to that in 20 s", 2)
	end

	--- A list of `count` rows: changes of course, which can be taken back, and every third one of roaming, which cannot.
	local function mixed_list(name, count)
		local lines <const> = { "operation,lineNo,planCode,requestDate,roamingCode" }
		for number = 1, count do
			local line_no <const> = ("0901%07d"):format(number)
			lines[number + 1] = number % 3 == 0 and ("set_roaming,%s,,,T6000037"):format(line_no)
				or ("change_course,%s,T3001328,20261201,"):format(line_no)
		end
		scratch.file(home .. "/" .. name, table.concat(lines, "\n") .. "\n")
	end

	--- Asserts that every row of a job's result file is final, and stands there as the carrier has it.
	local function assert_carrier_agrees(result_file, count)
		local by_id <const>, by_line <const> = {}, {}
		for _, order in ipairs(simulator:orders()) do
			by_id[order.orderId] = order
			if not order.cancels then
				assert.is_nil(by_line[order.lineNo], "ordered twice: " .. order.lineNo)
				by_line[order.lineNo] = order
			end
		end
		local rows <const> = csv.parse(scratch.read(home .. "/" .. result_file))
		local seen <const> = { succeeded = 0, cancelled = 0, unsent = 0 }
		assert.equal(count, #rows)
		for _, row in ipairs(rows) do
			local order <const> = by_line[row.lineNo]
			local state = row["unom.state"]
			if row["unom.orderId"] == "" then
				assert.is_nil(order, row.lineNo)
				assert.equal("cancelled", state)
				state = "unsent"
			else
				assert.equal(by_id[row["unom.orderId"]], order)
				assert.equal(order.status == "11" and "cancelled" or "succeeded", state)
				assert.is_true(order.status == "11" or order.status == "03")
			end
			seen[state] = seen[state] + 1
		end
		return seen
	end

	--- Runs the list until the carrier has accepted `count` orders, and interrupts it.
	local function run_until(name, count)
		local running <const> = start { "run", name, "--agree" }
		wait_until(function() return #simulator:orders() >= count end)
		running:signal("INT")
		local result <const> = checked(running:finish())
		assert.equal(4, result.code, result.err)
		return result
	end

	it("cancel in the middle of 200 orders brings every row to an end that the carrier confirms", function()
		simulator = loopback.simulator { lines = 200, latency = 0.02, processing = 1 }
		mixed_list("list.csv", 200)
		run_until("list.csv", 40)
		local before <const> = #simulator:orders()
		local plan <const> = cjson.decode(bulk({ "cancel", "--dry-run", "--json" }).out)
		assert.equal(200, plan.pending + #plan.taking_back + #plan.running_on + plan.in_doubt
			+ cjson.decode(bulk({ "status", "1", "--json" }).out).states.succeeded)

		-- Nobody said yes, so nothing has happened.
		assert.equal(2, bulk({ "cancel" }).code)
		assert.equal(before, #simulator:orders())

		local result <const> = bulk { "cancel", "--yes", "--json" }
		assert.equal(0, result.code, result.err)
		local outcome <const> = cjson.decode(result.out)
		assert.equal(200, outcome.states.cancelled + outcome.states.succeeded)
		local seen <const> = assert_carrier_agrees("list.result.csv", 200)
		assert.equal(outcome.states.cancelled, seen.cancelled + seen.unsent)
		assert.equal(200 - before, seen.unsent)
		assert.equal(#plan.taking_back, seen.cancelled)
		assert.is_true(seen.cancelled > 0)
	end)

	--- How many orders the carrier was asked to take back.
	local function cancels()
		local count = 0
		for _, order in ipairs(simulator:orders()) do
			count = count + (order.cancels and 1 or 0)
		end
		return count
	end

	--- Starts to cancel job 1 and sends a signal when the carrier has had some of the cancels.
	local function stop_cancel(signal)
		simulator = loopback.simulator { lines = 60, latency = 0.08, processing = 2 }
		mixed_list("list.csv", 60)
		run_until("list.csv", 20)
		local cancelling <const> = start { "cancel", "1", "--yes" }
		wait_until(function() return cancels() >= 3 end)
		cancelling:signal(signal)
		local result <const> = checked(cancelling:finish())
		assert.is_true(cancels() < 14)
		return result
	end

	it("cancel that is interrupted itself goes on with the command that it prints", function()
		local stopped <const> = stop_cancel "INT"
		assert.equal(4, stopped.code, stopped.err)
		local told <const> = told_command(stopped)
		assert.same({ "cancel", "1", "--yes" }, told)
		local result <const> = bulk(told)
		assert.equal(0, result.code, result.err)
		assert.equal(assert_carrier_agrees("list.result.csv", 60).cancelled, cancels()) -- nothing is taken back twice
	end)

	it("cancel that is killed is taken up again by the same command", function()
		stop_cancel "KILL"
		local result <const> = bulk { "cancel", "1", "--yes" }
		assert.equal(0, result.code, result.err)
		assert.equal(assert_carrier_agrees("list.result.csv", 60).cancelled, cancels())
	end)

	it("retry orders again what was rejected, and only that", function()
		simulator = loopback.simulator { lines = 30, processing = 0.1, seed = 5, faults = { ng = 0.5 } }
		mixed_list("list.csv", 12)
		local result = bulk { "run", "list.csv", "--agree", "--max-failures", "12" }
		assert.equal(1, result.code, result.err)
		local rejected <const> = {}
		for _, row in ipairs(csv.parse(scratch.read(home .. "/list.result.csv"))) do
			rejected[row.lineNo] = row["unom.state"] == "rejected" or nil
		end
		assert.truthy(next(rejected))

		local first <const> = #simulator:orders()
		local ended
		for job = 2, 9 do -- half of those that are sent again are refused again
			result = bulk { "retry", tostring(job - 1), "--state", "rejected", "--max-failures", "12", "--json" }
			ended = cjson.decode(result.out)
			assert.equal(job, ended.job)
			assert.equal(job - 1, ended.parent)
			assert.matches(("job %d retries rows of job %d"):format(job, job - 1), result.err)
			if ended.states.rejected == 0 then
				break
			end
			assert.equal(1, result.code)
		end
		assert.equal(0, result.code, result.err)
		assert.equal(ended.total, ended.states.succeeded)

		local succeeded <const> = {}
		for index, order in ipairs(simulator:orders()) do
			assert.is_true(index <= first or rejected[order.lineNo])
			assert.is_nil(succeeded[order.lineNo]) -- nothing was ordered again that had succeeded
			succeeded[order.lineNo] = order.status == "03" or nil
		end
		for number = 1, 12 do
			assert.is_true(succeeded[("0901%07d"):format(number)])
		end

		result = bulk { "retry", ("%d"):format(ended.job) }
		assert.equal(2, result.code)
		assert.matches("job %d+ has no rows that are rejected, failed, cancelled", result.err)
	end)

	it("retry asks for the list when its secrets are gone", function()
		simulator = loopback.simulator { lines = 3, processing = 0.1, faults = { ng = 1 } }
		local function list(password)
			return "lineNo,authenticationId,authenticationPassword\n09010000001,user," .. password .. "\n"
		end
		scratch.file(home .. "/list.csv", list("hush-pw1"))
		scratch.file(home .. "/other.csv", list("hush-pw2"))
		local result = bulk { "run", "list.csv", "--operation", "change_radius_auth", "--agree" }
		assert.equal(1, result.code, result.err)
		result = bulk { "retry", "--json" }
		assert.equal(2, result.code, result.err)
		assert.equal("secrets_gone", cjson.decode(result.out).kind)
		assert.equal("change_list", cjson.decode(bulk({ "retry", "--list", "other.csv", "--json" }).out).kind)
		assert.equal(1, #simulator:orders())

		result = bulk { "retry", "--list", "list.csv", "--json" }
		assert.equal(1, result.code, result.err) -- the fault is still there
		assert.equal(1, cjson.decode(result.out).states.rejected)
		assert.equal(2, #simulator:orders())
	end)

	it("resolve takes each answer, and the resumed job acts on it", function()
		simulator = loopback.simulator { lines = 9, faults = { ["lost-request"] = 1 } }
		mixed_list("list.csv", 3)
		local result = bulk { "run", "list.csv", "--agree" }
		assert.equal(3, result.code, result.err)
		assert.equal(0, #simulator:orders())
		assert.matches("3 rows are unknown, [^\n]*: see unom bulk status 1\n", result.err)
		local hints <const> = bulk({ "status", "1" }).err
		assert.matches("unom:   unom bulk resolve 1 2 --order ID | --resend | --abandon\n", hints, 1, true)
		simulator:close()

		-- What a person finds at the carrier: the first row was ordered after all.
		simulator = loopback.simulator { lines = 9, processing = 0.1 }
		local found <const> = checked(command.run({ "call", "change_course", "lineNo=09010000001", "planCode=T3001328",
			"requestDate=20261201", "agreement=yes" }, options()))
		local order_id <const> = cjson.decode(found.out).orderId
		result = bulk { "resolve", "1", "1", "--order", order_id }
		assert.equal(0, result.code, result.err)
		assert.same({ "resume", "1" }, told_command { err = "\n" .. result.err })
		assert.equal(2, bulk({ "resolve", "1", "2", "--order", order_id }).code) -- it is the first row's
		assert.equal(0, bulk({ "resolve", "1", "2", "--resend" }).code)
		local abandoned <const> = bulk { "resolve", "1", "3", "--abandon", "--json" }
		assert.same({ job = 1, row = 3, state = "cancelled" }, cjson.decode(abandoned.out))
		assert.equal(2, bulk({ "resolve", "1", "3", "--resend" }).code) -- an answer is given once

		result = bulk { "resume", "1" }
		assert.equal(1, result.code, result.err)
		local rows <const> = csv.parse(scratch.read(home .. "/list.result.csv"))
		assert.equal("succeeded", rows[1]["unom.state"])
		assert.equal(order_id, rows[1]["unom.orderId"])
		assert.equal("succeeded", rows[2]["unom.state"])
		assert.equal("cancelled", rows[3]["unom.state"])
		local orders <const> = simulator:orders()
		assert.equal(2, #orders)
		assert.equal("09010000002", orders[2].lineNo)
	end)
end)
