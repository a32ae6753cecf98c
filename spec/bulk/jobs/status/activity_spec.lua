--- Is a job running, stopped or ended?

local activity <const> = require "unom.bulk.jobs.status.activity"
local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local core <const> = require "unom.core"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local stub <const> = require "luassert.stub"

local N1 <const> = "N123456789"
local SINCE <const> = "1970-01-01T09:00:00+09:00"

describe("what goes on with a job #unit", function()
	local home <const> = homes.each_test()

	local ledger
	before_each(function() ledger = assert(ledgers.open(home.ledger, function() return 0 end)) end)
	after_each(function() ledger:close() end)

	--- Adds a job of one row.
	local function add_job(parent, purpose)
		return ledger:transaction(function()
			local job <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, parent = parent,
				purpose = purpose or "list" }
			ledger:add_row(job, { row = 1, line = 2, contract = N1, operation = "remove_roaming",
				arguments = { contractId = N1, lineNo = "09010000001" } })
			return job
		end)
	end

	local function told(job)
		return activity.of(ledger, ledger:job(job))
	end

	local function end_rows(job)
		ledger:transaction(function() ledger:transition(ledger:row(job, 1), { state = "succeeded" }, "succeeded") end)
	end

	it("is that it runs while its contract is locked, and has stopped from then on", function()
		local job <const> = add_job()
		assert.same({ state = "stopped", running = false, resume = "unom bulk resume 1" }, told(job))
		local lock <const> = assert(contract_lock.acquire(ledger, { N1 }, job))
		ledger:sync()
		local run <const> = { job = 1, process = core.process_id(), host = core.host_name(), since = SINCE }
		assert.same({ state = "running", running = true, run = run }, told(job))
		lock:release()
		assert.same({ state = "stopped", running = false, run = run, resume = "unom bulk resume 1" }, told(job))
		end_rows(job)
		assert.same({ state = "ended", running = false }, told(job))
	end)

	it("is that it has stopped where another process has the contract", function()
		local first <const>, second <const> = add_job(), add_job()
		local lock <close> = assert(contract_lock.acquire(ledger, { N1 }, second))
		assert.truthy(lock)
		ledger:sync()
		assert.equal("stopped", told(first).state)
		ledger:set_holder(N1, core.process_id() + 1, first, "epoch", core.host_name())
		ledger:sync()
		assert.equal("stopped", told(first).state)
	end)

	it("is not known where another machine ran it, unless the lock tells", function()
		local job <const> = add_job()
		ledger:set_holder(N1, core.process_id() + 1, job, "epoch", "somewhere-else")
		ledger:sync()
		local found <const> = told(job)
		assert.same({ "not_known", "somewhere-else", "unom bulk resume 1" }, { found.state, found.run.host, found.resume })
		assert.is_nil(found.running)
		-- As a container's process, which has a host's name of its own and the same kernel.
		local lock <close> = assert(contract_lock.acquire(ledger, { N1 }, job))
		assert.truthy(lock)
		ledger:set_holder(N1, 1, job, "epoch", "somewhere-else")
		ledger:sync()
		assert.equal("running", told(job).state)
		end_rows(job)
		assert.equal("ended", told(job).state)
	end)

	it("goes by what the lock tells where that is not the process's number", function()
		local job <const> = add_job()
		ledger:set_holder(N1, core.process_id() + 1, job, "epoch", core.host_name())
		ledger:sync()
		for _, case in ipairs { { 0, "running" }, { -1, "running" }, { false, "not_known" }, { nil } } do
			local asked <const> = stub(contract_lock, "owner").returns(case[1])
			local state <const> = told(job).state
			asked:revert()
			assert.equal(case[2] or "stopped", state)
		end
	end)

	it("is that of a cancel and of the job that it cancels together", function()
		local job <const> = add_job()
		local cancel <const> = add_job(job, "cancel")
		for _, number in ipairs { job, cancel } do
			assert.same({ "stopped", "unom bulk cancel 1 --yes" }, { told(number).state, told(number).resume })
		end
		local lock <close> = assert(contract_lock.acquire(ledger, { N1 }, job))
		assert.truthy(lock)
		ledger:sync()
		for _, number in ipairs { job, cancel } do
			assert.same({ "running", 1 }, { told(number).state, told(number).run.job })
		end
		end_rows(cancel)
		lock:release()
		assert.equal("unom bulk resume 1", told(job).resume)
	end)

	it("has the last step of several jobs", function()
		local first <const>, second <const> = add_job(), add_job()
		ledger:transaction(function()
			ledger:note(second, 1, "submitting")
			ledger:note(first, 1, "accepted", { id = "AGU1" })
		end)
		local jobs <const> = { ledger:job(first), ledger:job(second) }
		local step <const> = activity.last_step(ledger, jobs)
		assert.same({ job = 1, time = SINCE, row = 1, what = "accepted", words = step.words }, step)
		assert.matches("AGU1", step.words)
		assert.equal("submitting", activity.last_step(ledger, { jobs[2] }).what)
		assert.is_nil(activity.last_step(ledger, {}))
	end)
end)
