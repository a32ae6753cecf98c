--- A bulk function carried out in steps: what a loop of the caller's own sees of it, and what is left of a job that is
-- not carried to its end.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local core <const> = require "unom.core"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local scratch <const> = require "support.scratch"

local CONTRACT <const> = "N123456789"
local LIST <const> = "operation,contractId,lineNo,planCode,requestDate\n"
local COURSE <const> = "change_course,N123456789,0900000000%d,T3001328," .. change_lists.NEXT_FIRST .. "\n"

local function list_of(rows)
	local lines <const> = { LIST }
	for row = 1, rows do
		lines[row + 1] = COURSE:format(row)
	end
	return table.concat(lines)
end

describe("a job in steps #unit", function()
	local home <const> = homes.each_test()
	local carrier

	before_each(function()
		carrier = fake_carrier.new(fake_carrier.agreeable())
	end)

	local function options(more)
		local made <const> = home:options(carrier, { path = home:write("list.csv", list_of(3)), agree = true })
		for name, value in pairs(more or {}) do
			made[name] = value
		end
		return made
	end

	local function finish(job)
		local steps = 1
		while not job:step(10) do
			steps = steps + 1
			assert(steps < 10000)
		end
		return steps
	end

	--- Steps a job until so many orders have been submitted.
	local function step_until(job, submitted)
		while #carrier:submissions() < submitted do
			assert.is_false(job:step(10))
		end
	end

	local function is_locked()
		return contract_lock.owner(home.ledger, CONTRACT) ~= nil
	end

	local function states()
		return assert(bulk.status { ledger = home.ledger }).states
	end

	it("ends as the function does", function()
		local job <close> = bulk.start(options())
		assert.is_true(finish(job) > 5)
		local outcome <const> = job:result()
		assert.same({ 3, 0, 1 }, { outcome.states.succeeded, outcome.exit_code, outcome.job })
		assert.is_true(job:step(0))
		assert.equal(outcome, (job:result()))
		assert.same({ {} }, { job:fds() })
		assert.equal(3, #carrier:submissions())
	end)

	it("sends nothing before its first step, and never waits longer than a step allows", function()
		local job <close> = bulk.start(options())
		assert.same({ {}, 0 }, { job:fds() })
		assert.equal(0, #carrier.calls)
		local began <const> = carrier.now
		for _ = 1, 50 do
			local before <const> = carrier.now
			assert.is_false(job:step(0.01))
			assert.is_true(carrier.now - before < 0.0101)
		end
		assert.is_true(carrier.now - began > 0.3)
		assert.is_true(#carrier.calls > 0)
		finish(job)
		assert.equal(3, job:result().states.succeeded)
	end)

	it("says when it wants a step at the latest", function()
		carrier.fds = function() return { { fd = 7, read = true, write = false } }, 0.25 end
		local job <close> = bulk.start(options())
		local asked, slept = 0, 0
		repeat
			local fds <const>, seconds <const> = job:fds()
			if fds[1] then
				asked = asked + 1
				assert.equal(7, fds[1].fd)
				assert.is_true(seconds <= 0.25)
				assert.is_true(carrier:in_flight() > 0)
			elseif seconds > 0 then
				slept = slept + 1
				local before <const> = carrier.now
				local calls <const> = #carrier.calls
				carrier.now = carrier.now + seconds * 0.9
				job:step(0)
				assert.equal(calls, #carrier.calls)
				assert.is_true(math.abs(select(2, job:fds()) - seconds * 0.1) < 1e-6)
				carrier.now = before + seconds
			end
		until job:step(seconds)
		assert.is_true(asked > 0 and slept > 0)
	end)

	it("can be any function that asks the carrier", function()
		local run <close> = bulk.start("run", options())
		finish(run)
		for name, more in pairs {
			verify = {}, evidence = {}, inverse = {}, plan = { path = home:path("list.csv"), agree = true },
			draft = { operation = "change_course", contract_id = CONTRACT }, resume = { job = 1 },
			retry = {}, cancel = { job = 1 }, resolve = { job = 1, accept = true },
		} do
			local given <const> = home:options(carrier, more)
			if name == "draft" then
				given.ledger = nil
			end
			local plain <const> = table.pack(bulk[name](given))
			local job <close> = bulk.start(name, given)
			finish(job)
			local stepped <const> = table.pack(job:result())
			assert.equal(plain.n, stepped.n, name)
			assert.equal(plain[1] == nil, stepped[1] == nil, name)
			assert.equal(tostring(plain[2] ~= plain[1] and plain[2] and plain[2].message),
				tostring(stepped[2] ~= stepped[1] and stepped[2] and stepped[2].message), name)
		end
	end)

	it("is checked when it is started, and raises then at who starts it", function()
		local refusals <const> = {
			["bad argument #1 to 'bulk.start'"] = function() bulk.start("status", {}) end,
			["bad option 'pathh' to 'bulk.run'"] = function() bulk.start(options { pathh = "x" }) end,
			["bad option 'client' to 'bulk.verify' %(missing%)"] = function() bulk.start("verify", {}) end,
			["bad option '%l+' to 'bulk.resume' %(not an option"] = function() bulk.start(options { job = 1 }) end,
		}
		local job <close> = bulk.start(options())
		refusals["bad argument #1 to 'step'"] = function() job:step() end
		refusals["bad argument #1 to 'step' %(seconds, 0 or more"] = function() job:step(-1) end
		refusals["the job has not ended"] = function() job:result() end
		for words, call in pairs(refusals) do
			local _, raised <const> = pcall(call)
			assert.matches("^spec/bulk/jobs/stepping_spec%.lua:%d+: " .. words, tostring(raised))
			assert.equal("usage", raised.kind)
		end
	end)

	it("has what went wrong as its result", function()
		local refused <close> = bulk.start(options { path = home:path("missing.csv") })
		assert.is_true(refused:step(0))
		local outcome <const>, err <const> = refused:result()
		assert.same({ nil, "change_list" }, { outcome, err.kind })
		local raising <close> = bulk.start(options { on_progress = function() error("hoppla", 0) end })
		finish(raising)
		assert.error_matches(function() raising:result() end, "hoppla")
		assert.is_false(is_locked())
	end)

	it("has its client to itself", function()
		local job <close> = bulk.start(options())
		for _ = 1, 3 do
			assert.error_matches(function() bulk.verify { client = carrier, ledger = home.ledger } end,
				"bad option 'client' to 'bulk.verify' (it is used by a job that has not ended)", 1, true)
			assert.error_matches(function() bulk.start(options()) end, "used by a job that has not ended")
			job:step(10)
		end
		finish(job)
		assert(bulk.verify(home:options(carrier, { job = 1 })))
	end)

	it("runs beside jobs of other clients", function()
		local jobs <const>, carriers <const> = {}, {}
		for number = 1, 3 do
			carriers[number] = fake_carrier.new(fake_carrier.agreeable(nil, number * 100))
			local list <const> = list_of(3):gsub(CONTRACT, "N12345678" .. number)
			jobs[number] = bulk.start(home:options(carriers[number],
				{ path = home:write(number .. ".csv", list), agree = true }))
		end
		local left = #jobs
		while left > 0 do
			left = 0
			for _, job in ipairs(jobs) do
				left = left + (job:step(1) and 0 or 1)
			end
		end
		for number, job in ipairs(jobs) do
			assert.same({ 3, number }, { job:result().states.succeeded, job:result().job })
		end
	end)

	describe("that is told to stop", function()
		it("sends no more, writes the answers in flight and ends", function()
			local job <close> = bulk.start(options())
			step_until(job, 1)
			job:stop()
			assert.equal(0, select(2, job:fds()))
			finish(job)
			local outcome <const> = job:result()
			assert.same({ true, 4, 1, 2 }, { outcome.interrupted, outcome.exit_code, outcome.states.tracking,
				outcome.states.pending })
			assert.equal(1, #carrier:submissions())
			assert.is_false(is_locked())
		end)

		it("ends at once the second time", function()
			carrier.latency = 40
			local job <close> = bulk.start(options())
			step_until(job, 1)
			local before <const> = carrier.now
			job:stop()
			job:stop()
			finish(job)
			assert.equal(before, carrier.now)
			assert.equal(1, job:result().states.submitting)
		end)

		it("by a callback of its own", function()
			local job
			job = bulk.start(options { on_progress = function(report)
				if report.states.tracking > 0 then
					job:stop()
				end
			end })
			finish(job)
			assert.same({ true, 1 }, { job:result().interrupted, job:result().states.pending })
		end)

		it("by the caller's watch, even where that was closed meanwhile", function()
			local signals, is_closed = 0, false
			local watch <const> = { count = function() return is_closed and error "the watch is closed" or signals end }
			local job <close> = bulk.start(options { watch = watch })
			step_until(job, 1)
			signals = 1
			assert.equal(0, select(2, job:fds()))
			is_closed = true
			finish(job)
			assert.is_true(job:result().interrupted)
		end)

		it("by the caller's watch, whose descriptor ends a sleep in an event loop", function()
			carrier = fake_carrier.new(fake_carrier.agreeable "01")
			local watch <close> = core.interrupt_watch()
			local job <close> = bulk.start(options { watch = watch })
			repeat
				job:step(10)
			until carrier:in_flight() == 0 and select(2, job:fds()) > 0.5
			assert.same({ { fd = watch:fd(), read = true, write = false } }, (job:fds()))
		end)

		it("outside of a run", function()
			assert(bulk.run(options()))
			local job <close> = bulk.start("verify", home:options(carrier, { job = 1 }))
			assert.is_false(job:step(0))
			job:stop()
			finish(job)
			local found <const>, err <const> = job:result()
			assert.same({ nil, "interrupted" }, { found, err.kind })
		end)
	end)

	describe("that is closed", function()
		it("before its first step begins nothing", function()
			local kept
			do
				local job <close> = bulk.start(options())
				kept = job
			end
			assert.is_true(kept:step(0))
			assert.equal("interrupted", select(2, kept:result()).kind)
			assert.equal(0, #carrier.calls)
			assert.same({}, bulk.jobs { ledger = home.ledger })
			assert(bulk.run(options()))
		end)

		it("in mid-flight writes the answers in flight and gives its locks back", function()
			local kept
			do
				local job <close> = bulk.start(options())
				kept = job
				step_until(job, 2)
				assert.is_true(is_locked())
			end
			assert.is_false(is_locked())
			assert.equal(4, kept:result().exit_code)
			assert.same({ 2, 1, 0 }, { states().tracking + states().succeeded, states().pending, states().submitting })
			assert.equal(3, assert(bulk.resume(home:options(carrier))).states.succeeded)
			assert.equal(3, #carrier:submissions())
		end)

		it("by an error does so too, and the error goes on", function()
			assert.error_matches(function()
				local job <close> = bulk.start(options())
				step_until(job, 1)
				error("hoppla", 0)
			end, "^hoppla$")
			assert.same({ 1, 2 }, { states().tracking, states().pending })
			assert.is_false(is_locked())
		end)
	end)

	it("that nobody has any more gives its locks back, and is resumed like one that was killed", function()
		do
			local job
			job = bulk.start(options { on_progress = function() assert(job) end })
			step_until(job, 1)
			assert.is_true(is_locked())
		end
		assert.is_true(carrier:in_flight() > 0)
		collectgarbage()
		collectgarbage()
		assert.is_false(is_locked())
		assert.same({ 1, 2 }, { states().submitting, states().pending })
		local outcome <const> = assert(bulk.resume(home:options(carrier)))
		assert.same({ 1, 2 }, { outcome.states.unknown, outcome.states.succeeded }) -- this carrier lists no orders
		assert.equal(3, #carrier:submissions())
	end)

	describe("with callbacks", function()
		it("that yield lets the loop around it go on meanwhile", function()
			local got <const> = {}
			local job <close> = bulk.start(options { on_progress = function(report)
				got[#got + 1] = coroutine.yield("from inside", report.total)
			end })
			local loop <const> = coroutine.wrap(function()
				finish(job)
				return "over"
			end)
			local yields, word, total = 0, loop()
			while word ~= "over" do
				assert.same({ "from inside", 3 }, { word, total })
				yields = yields + 1
				word, total = loop(yields)
			end
			assert.is_true(yields > 2)
			for number, value in ipairs(got) do
				assert.equal(number, value)
			end
			assert.equal(3, job:result().states.succeeded)
		end)

		-- The job ended never, and its client was nobody's any more.
		it("that yield keep no job that is closed where nobody goes on with them", function()
			local job
			local loop <const> = coroutine.wrap(function()
				local closed <close> = bulk.start(options { on_progress = function()
					coroutine.yield "from inside"
				end })
				job = closed
				repeat job:step(10) until #carrier:submissions() > 0
				error("of the loop", 0)
			end)
			local told, word
			repeat told, word = pcall(loop) until not told
			assert.same({ false, "of the loop" }, { told, word })
			assert.is_true(job:step(0))
			assert.is_false(is_locked())
			assert(bulk.resume(home:options(carrier)))
		end)

		-- Whoever else writes to the ledger, such as another job in the same loop, would wait for it in vain.
		it("that are called in a transaction must not yield", function()
			local read <const> = {}
			local job <close> = bulk.start(options { on_reading = function(...) read[#read + 1] = table.pack(...) end })
			finish(job)
			assert.same({ 3, true, n = 2 }, read[#read])
			for _, name in ipairs { "on_reading", "on_reopened" } do
				local run <close> = bulk.start(name == "on_reading" and options { [name] = coroutine.yield, again = true }
					or home:options(carrier, { job = 1, wait_until = "complete", [name] = coroutine.yield }))
				finish(run)
				local _, raised <const> = pcall(run.result, run)
				assert.matches(("bad option '%s' to 'bulk.start' (it must not yield"):format(name), tostring(raised), 1, true)
			end
			assert.is_false(is_locked())
		end)

		it("cannot be stepped by them", function()
			local job, raised
			job = bulk.start(options { on_progress = function()
				raised = raised or select(2, pcall(job.step, job, 0))
			end })
			finish(job)
			assert.matches("the job cannot be stepped from a callback of its own", raised)
		end)
	end)

	-- The interrupt of the stand-alone Lua is a hook that raises at the next instruction of the main thread.
	it("loses nothing when a step is broken off anywhere", function()
		local strikes = 0
		local job <close> = bulk.start(options())
		for after = 1, 3000 do
			local stepped <const>, result <const> = pcall(function()
				debug.sethook(function()
					debug.sethook()
					error("interrupted!", 0)
				end, "", after % 60 + 1)
				local has_ended <const> = job:step(10)
				debug.sethook()
				return has_ended
			end)
			strikes = strikes + (stepped and 0 or 1)
			if result == true then
				break
			end
		end
		finish(job)
		assert.is_true(strikes > 20, strikes)
		assert.equal(3, job:result().states.succeeded)
		assert.equal(3, #carrier:submissions())
	end)
end)

describe("a job in steps on the wire #wire", function()
	local home <const> = homes.each_test()
	local client

	--- A job on a simulator with these options.
	local function start(simulated, more)
		home:simulate { lines = 5, processing = simulated.processing or 0.1, latency = simulated.latency }
		client = home:client()
		local list <const> = list_of(3):gsub("0900000", "0901000")
		local options <const> = home:hastened(client, simulated.speed or 1,
			{ path = home:write("list.csv", list), agree = true })
		options.client = simulated.speed and options.client or client
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		return bulk.start(options)
	end

	after_each(function()
		if client then
			client:close()
			client = nil
		end
	end)

	local function states_of()
		return assert(bulk.status { ledger = home.ledger }).states
	end

	local function step_until_sent(job)
		repeat
			assert.is_false(job:step(10))
			local counts <const> = bulk.status({ ledger = home.ledger })
		until counts and counts.states.submitting > 0
	end

	it("leaves nothing in flight when it ends early", function()
		local job <close> = start({ processing = 100 }, { deadline = 0.5 })
		while not job:step(10) do end
		assert.same({ true, 0 }, { job:result().deadline, client:in_flight() })
		assert.same({ {} }, { client:fds() })
	end)

	it("writes the answer in flight when it is closed", function()
		local kept
		do
			local job <close> = start { latency = 0.08 }
			kept = job
			step_until_sent(job)
		end
		local counts <const> = kept:result().states
		assert.same({ 1, 2 }, { counts.tracking + counts.succeeded, counts.pending })
		assert.equal(1, #home.simulator:orders())
		assert.equal(0, client:in_flight())
	end)

	it("that is collected leaves nothing twice and nothing lost", function()
		do
			step_until_sent(start { latency = 0.08, speed = 100 })
		end
		collectgarbage()
		collectgarbage()
		local outcome <const> = assert(bulk.resume(home:hastened(client, 100)))
		assert.is_true(outcome.states.succeeded + outcome.states.unknown == 3 and outcome.states.unknown <= 1)
		assert.is_true(#home.simulator:orders() <= 3)
	end)

	it("leaves the caller's results alone, and goes on without those that the caller takes", function()
		local job <close> = start { latency = 0.05, speed = 100 }
		step_until_sent(job)
		local id <const> = client:start("list_lines", { contractId = CONTRACT })
		local taken, listed = 0, nil
		while not listed do -- in the order of their starts: the answer to the order first
			for _, result in ipairs(client:wait(10)) do
				taken = taken + 1
				listed = result.id == id and result.reply
			end
		end
		assert.is_true(taken > 1)
		while not job:step(10) do end
		local counts <const> = job:result().states
		assert.equal(3, counts.succeeded + counts.unknown)
		assert.equal(3, #home.simulator:orders())
	end)

	it("begins though its caller has started a call since it was made", function()
		local job <close> = start { latency = 0.01, speed = 100 }
		local id <const> = client:start("list_lines", { contractId = CONTRACT })
		while not job:step(10) do end
		assert.equal(3, assert(job:result()).states.succeeded)
		assert.equal(id, client:wait(10)[1].id)
	end)

	-- It was stepped for ever, and never waited.
	it("goes on when its answer was taken while a result of the caller's is kept", function()
		local job <close> = start { latency = 0.05, speed = 100 }
		step_until_sent(job)
		while #client:wait(10) == 0 do end
		local id <const> = client:start("list_lines", { contractId = CONTRACT })
		local steps = 0
		while not job:step(10) do
			steps = steps + 1
			assert(steps < 2000)
		end
		local counts <const> = job:result().states
		assert.equal(3, counts.succeeded + counts.unknown)
		assert.equal(id, client:wait(10)[1].id)
	end)

	it("has a loop wait though a result of the caller's is kept", function()
		home:simulate { latency = 0.1 }
		client = home:client()
		local job <close> = bulk.start(home:options(client,
			{ path = home:write("list.csv", (list_of(3):gsub("0900000", "0901000"))), agree = true }))
		job:step(0)
		client:start("list_lines", { contractId = CONTRACT })
		homes.wait_until(function()
			assert.is_false(job:step(0))
			return select(2, client:fds()) == 0 and select(2, job:fds()) > 0
		end)
	end)

	it("orders nothing twice and loses nothing, in whatever way it is left again and again", function()
		local text <const> = list_of(9):gsub("0900000", "0901000")
		home:simulate { lines = 9, processing = 0.05, latency = 0.01 }
		client = home:client()
		local leave <const> = {
			function(job) job:stop() return job end,
			function(job) job:stop() job:stop() return job end,
			function(job)
				local closed <close> = job
				return closed
			end,
			function() end, -- it is collected
		}
		local more = { path = home:write("list.csv", text), agree = true }
		for left = 1, 8 do
			local job = bulk.start(home:hastened(client, 20, more))
			for _ = 1, 3 + left * 2 do
				job:step(0.5)
			end
			job = leave[left % #leave + 1](job)
			while job and not job:step(0.5) do end
			collectgarbage()
			collectgarbage()
			assert.equal(0, client:in_flight())
			more = { job = 1 }
		end
		assert(bulk.resume(home:hastened(client, 20, more)))
		local ordered <const> = {}
		for _, order in ipairs(home.simulator:orders()) do
			assert.is_nil(ordered[order.lineNo])
			ordered[order.lineNo] = true
		end
		assert.equal(0, states_of().pending)
		assert.equal(9, #home.simulator:orders())
	end)

	-- The state ends in the reverse order of making: the database and the locks first, then the job.
	it("may be left by a script that ends", function()
		home:simulate { lines = 5, latency = 0.2 }
		local text <const> = scratch.lua(([[
			local bulk = require "unom.bulk"
			local client = require "unom".client { base_url = %q, client_id = "id", client_secret = "secret" }
			job = bulk.start { client = client, ledger = %q, path = %q, agree = true }
			repeat job:step(10) until client:in_flight() > 0
			print "over"]]):format(home.simulator.url, home.ledger,
			home:write("list.csv", (list_of(3):gsub("0900000", "0901000")))))
		assert.equal("over\n", text)
	end)
end)
