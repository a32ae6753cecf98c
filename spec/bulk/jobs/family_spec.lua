--- A job with its retries and cancels, as one.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local fake_carrier <const> = require "support.fake_carrier"
local family <const> = require "unom.bulk.jobs.family"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

describe("a family of jobs #unit", function()
	local home <const> = homes.each_test()

	local status, accepted -- by line: that of its next order
	local carrier
	before_each(function()
		status, accepted = {}, 0
		carrier = nil
	end)

	--- A carrier with the statuses that are set now, whose ids are new.
	local function options(more)
		accepted = accepted + 100
		carrier = fake_carrier.new(fake_carrier.agreeable(function(line) return status[line] end, accepted))
		return home:options(carrier, more)
	end

	local function line_no(number)
		return ("090%08d"):format(number)
	end

	--- Runs a list of so many rows, of which those end rejected.
	local function run(count, rejected)
		local rows <const> = {}
		for number = 1, count do
			rows[number] = ("change_course,N123456789,%s,T3001328,%s"):format(line_no(number), change_lists.NEXT_FIRST)
		end
		for _, number in ipairs(rejected) do
			status[line_no(number)] = "04"
		end
		return assert(bulk.run(options { agree = true, path = home:write("a.csv",
			"operation,contractId,lineNo,planCode,requestDate\n" .. table.concat(rows, "\n") .. "\n"),
			max_failures = { percent = 100 } }))
	end

	local function retry(job, more)
		return assert(bulk.retry(options(more or { job = job, max_failures = { percent = 100 } })))
	end

	--- The family of a job: its root, its jobs, the states that are not 0, and the fate of each row, as text.
	local function told(job)
		local ledger <close> = assert(ledgers.open(home.ledger))
		local found <const> = family.of(ledger, ledger:job(job))
		local jobs <const>, counts <const>, fates <const> = {}, {}, {}
		for index, member in ipairs(found.jobs) do
			jobs[index] = member.job
		end
		for state, number in pairs(found.states) do
			counts[state] = number > 0 and number or nil
		end
		for row, fate in found.rows() do
			fates[#fates + 1] = ("%d %d/%d %s"):format(row.row, fate.job, fate.row, fate.state)
		end
		return { root = found.root.job, jobs = jobs, states = counts, fates = fates }
	end

	it("is a job alone where nothing followed from it", function()
		run(2, { 2 })
		assert.same({ root = 1, jobs = { 1 }, states = { succeeded = 1, rejected = 1 },
			fates = { "1 1/1 succeeded", "2 1/2 rejected" } }, told(1))
	end)

	it("has each row of the list with what became of it last", function()
		run(5, { 1, 3, 5 })
		status[line_no(1)], status[line_no(5)] = nil, nil
		retry(1)
		status[line_no(3)] = nil
		retry(2)
		local EXPECTED <const> = { root = 1, jobs = { 1, 2, 3 }, states = { succeeded = 5 },
			fates = { "1 2/1 succeeded", "2 1/2 succeeded", "3 3/1 succeeded", "4 1/4 succeeded", "5 2/3 succeeded" } }
		for job = 1, 3 do
			assert.same(EXPECTED, told(job))
		end
	end)

	it("has several retries of one job", function()
		run(3, { 1, 2, 3 })
		status[line_no(1)] = nil
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger:transaction(function() -- a person cancelled it on purpose
			ledger.database:run "UPDATE list_row SET state = 'cancelled' WHERE list_row = 2"
		end)
		retry(nil, { job = 1, states = { "rejected" } })
		status[line_no(2)] = nil
		retry(nil, { job = 1, states = { "cancelled" } })
		assert.same({ root = 1, jobs = { 1, 2, 3 }, states = { succeeded = 2, rejected = 1 },
			fates = { "1 2/1 succeeded", "2 3/1 succeeded", "3 2/2 rejected" } }, told(1))
	end)

	it("has the cancels, whose rows are nobody's fate", function()
		run(2, { 1 })
		status[line_no(1)] = "01"
		retry(nil, { job = 1, deadline = 5 })
		assert.equal(1, assert(bulk.cancel(home:options(carrier, { job = 2 }))).states.cancelled)
		local EXPECTED <const> = { root = 1, jobs = { 1, 2, 3 }, states = { succeeded = 1, cancelled = 1 },
			fates = { "1 2/1 cancelled", "2 1/2 succeeded" } }
		assert.same(EXPECTED, told(1))
		assert.same(EXPECTED, told(3))
	end)

	it("has the retries of a cancel, whose rows are nobody's fate either", function()
		run(2, { 1 })
		local ledger <close> = assert(ledgers.open(home.ledger))
		ledger:transaction(function()
			local cancel <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, parent = 1,
				purpose = "cancel" }
			local again <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, parent = cancel,
				purpose = "retry" }
			for _, job in ipairs { cancel, again } do
				ledger:add_row(job, { row = 1, line = 2, contract = "N123456789", operation = "cancel_order",
					arguments = { contractId = "N123456789", orderId = "AGU1", agreement = "yes" } })
			end
		end)
		assert.same({ root = 1, jobs = { 1, 2, 3 }, states = { succeeded = 1, rejected = 1 },
			fates = { "1 1/1 rejected", "2 1/2 succeeded" } }, told(1))
	end)

	it("of a list longer than what is read at a time has every row", function()
		local ledger <close> = assert(ledgers.open(home.ledger))
		local function add_job(parent, every)
			local job <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, parent = parent,
				purpose = parent and "retry" or "list" }
			local number = 0
			for line = every, 3000, every do
				number = number + 1
				ledger:add_row(job, { row = number, line = line, contract = "N123456789", operation = "remove_roaming",
					arguments = { contractId = "N123456789", lineNo = line_no(line) } })
			end
			return job
		end
		ledger:transaction(function() add_job(add_job(add_job(nil, 1), 2), 6) end)
		local by_job <const>, last = {}, 0
		for row, fate in family.of(ledger, ledger:job(1)).rows() do
			assert.equal(last + 1, row.row)
			assert.equal(row.line, fate.line)
			last, by_job[fate.job] = row.row, (by_job[fate.job] or 0) + 1
		end
		assert.same({ 1500, 1000, 500 }, by_job)
		assert.equal(3000, family.of(ledger, ledger:job(3)).states.pending)
	end)
end)
