--- bulk.status and bulk.jobs: a job as it stands, and its family.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local core <const> = require "unom.core"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

describe("the status of a job #unit", function()
	local home <const> = homes.each_test()

	local order_status, accepted, carrier -- order_status: by line, of its next order
	before_each(function() order_status, accepted = {}, 0 end)

	local function options(more)
		accepted = accepted + 100
		carrier = fake_carrier.new(fake_carrier.agreeable(function(line) return order_status[line] end, accepted))
		return home:options(carrier, more)
	end

	local function line_no(number)
		return ("090%08d"):format(number)
	end

	--- Runs a list of so many rows, of which those end rejected.
	local function run(count, rejected, more)
		local rows <const> = { "operation,contractId,lineNo,planCode,requestDate\n" }
		for number = 1, count do
			rows[number + 1] = ("change_course,N123456789,%s,T3001328,%s\n"):format(line_no(number),
				change_lists.NEXT_FIRST)
		end
		for _, number in ipairs(rejected) do
			order_status[line_no(number)] = "04"
		end
		local all <const> = options { agree = true, path = home:write("a.csv", table.concat(rows)),
			max_failures = { percent = 100 } }
		for name, value in pairs(more or {}) do
			all[name] = value
		end
		return assert(bulk.run(all))
	end

	local function status(job, more)
		local asked <const> = { ledger = home.ledger, job = job }
		for name, value in pairs(more or {}) do
			asked[name] = value
		end
		return assert(bulk.status(asked))
	end

	local function rows_told(job, states)
		local all <const> = {}
		for index, row in ipairs(status(job, { states = states }).rows) do
			all[index] = ("%d/%d line %d %s"):format(row.job, row.row, row.line, row.state)
		end
		return all
	end

	it("is that it runs while it does, with what its contract waits for, and leaves its lock alone", function()
		local seen
		run(2, {}, { on_progress = function(progress)
			if not seen and next(progress.waits) then
				seen = status(1, { brief = true })
				assert.equal("running", status(1).state) -- asking a second time finds the lock again
			end
		end })
		assert.same({ "running", true, core.process_id(), core.host_name() },
			{ seen.state, seen.running, seen.run.process, seen.run.host })
		assert.is_nil(seen.resume)
		assert.equal("N123456789", seen.waiting[1].contractId)
		assert.matches("^asking the carrier", seen.waiting[1].words)
		assert.matches("^%d+%-%d%d%-%d%dT%d%d:%d%d:%d%d%+09:00$", seen.waiting[1].since)
		assert.is_nil(seen.rows)
		local ended <const> = status(1)
		assert.same({ "ended", false, {}, {} }, { ended.state, ended.running, ended.waiting, ended.rows })
		assert.equal("succeeded", ended.last_step.what)
		assert.equal(home:path "a.result.csv", ended.result)
		assert.is_nil(ended.family)
	end)

	it("is that it has stopped once the run has ended with open rows, with the command that goes on", function()
		order_status[line_no(1)] = "01"
		run(1, {}, { deadline = 5 })
		local stopped <const> = status()
		assert.same({ "stopped", false, home:going_on "resume 1", 1 }, { stopped.state, stopped.running, stopped.resume,
			stopped.states.tracking })
		local listed <const> = assert(bulk.jobs { ledger = home.ledger })[1]
		assert.same({ "stopped", home:going_on "resume 1" }, { listed.state, listed.resume })
	end)

	it("has the rows in the states that are asked for, those too that succeeded", function()
		run(3, { 2 })
		assert.same({ "1/2 line 3 rejected" }, rows_told(1))
		assert.same({ "1/1 line 2 succeeded", "1/3 line 4 succeeded" }, rows_told(1, { "succeeded" }))
		assert.same({ "1/1 line 2 succeeded", "1/2 line 3 rejected", "1/3 line 4 succeeded" },
			rows_told(1, { "rejected", "succeeded" }))
		assert.same({}, rows_told(1, { "pending" }))
		assert.same({}, rows_told(1, {}))
		local row <const> = status(1).rows[1]
		assert.same({ "change_course", "N123456789", line_no(2), "04" },
			{ row.operation, row.contractId, row.target, row.orderStatus })
		local none <const>, err = bulk.status { ledger = home.ledger, states = { "gone" } }
		assert.is_nil(none)
		assert.same({ "usage", "no state is called 'gone'; there are succeeded, skipped, rejected, failed, cancelled, "
			.. "unknown, tracking, submitting, pending" }, { err.kind, err.message })
	end)

	it("of a list's job has what became of each row in its retries; that of a retry has its own", function()
		run(3, { 1, 3 })
		order_status[line_no(1)] = nil
		assert(bulk.retry(options { job = 1, max_failures = { percent = 100 } }))
		local root <const>, retry <const> = status(1), status(2)
		assert.same({ "2/2 line 4 rejected" }, rows_told(1))
		assert.same({ "1/2 line 3 succeeded", "2/1 line 2 succeeded" }, { rows_told(1, { "succeeded" })[2],
			rows_told(1, { "succeeded" })[1] })
		assert.equal(1, root.failures[1].rows)
		assert.same({ 2, 2 }, { root.states.rejected, root.family.states.succeeded })
		for _, found in ipairs { root, retry } do
			local family <const> = found.family
			assert.same({ 1, "ended", false, home:path "a.result.csv" },
				{ family.root, family.state, family.open, family.result })
			assert.same({ 1, "list", 2, "retry", 1 }, { family.jobs[1].job, family.jobs[1].purpose, family.jobs[2].job,
				family.jobs[2].purpose, family.jobs[2].parent })
		end
		assert.same({ "2/2 line 4 rejected" }, rows_told(2))
		assert.equal(1, retry.failures[1].rows)
		local listed <const> = assert(bulk.jobs { ledger = home.ledger })
		assert.same({ 1, 2 }, listed[2].family.jobs)
		assert.same(root.family.states, listed[1].family.states)
	end)

	it("of a family is open while one of its jobs is", function()
		run(2, { 2 })
		order_status[line_no(2)] = "01"
		assert(bulk.retry(options { job = 1, deadline = 5 }))
		local family <const> = status(1).family
		assert.same({ "stopped", true, home:going_on "resume 2" }, { family.state, family.open, family.jobs[2].resume })
		assert.equal("ended", status(1).state)
	end)

	it("shows no secret", function()
		local ledger <const> = assert(ledgers.open(home.ledger))
		ledger:transaction(function()
			local job <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, purpose = "list" }
			ledger:add_row(job, { row = 1, line = 2, contract = "N123456789", operation = "change_radius_auth",
				arguments = { lineNo = "09010000001", authenticationPassword = "hush-hush" } })
			ledger:transition(ledger:row(job, 1), { state = "unknown" }, "unknown")
		end)
		ledger:close()
		local function search(value)
			assert.not_equal("hush-hush", value)
			for _, member in pairs(type(value) == "table" and value or {}) do
				search(member)
			end
		end
		local found <const> = status()
		assert.equal(1, #found.rows)
		search(found)
	end)
end)
