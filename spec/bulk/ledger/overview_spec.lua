--- What the ledger tells those who look at a job.

local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

describe("the ledger's overview #unit", function()
	local home <const> = homes.each_test()

	local ledger
	before_each(function() ledger = assert(ledgers.open(home.ledger, function() return 0 end)) end)
	after_each(function() ledger:close() end)

	--- Adds a job with rows of these lines, each with what `more[line]` says.
	local function add_job(lines, more, parent)
		return ledger:transaction(function()
			local job <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, parent = parent,
				purpose = parent and "retry" or "list" }
			for index, line in ipairs(lines) do
				ledger:add_row(job, { row = index, line = line, contract = "N123456789", operation = "remove_roaming",
					arguments = { contractId = "N123456789", lineNo = ("090%08d"):format(line) } })
				if more and more[line] then
					ledger:transition(ledger:row(job, index), more[line], more[line].state)
				end
			end
			return job
		end)
	end

	local function lines_of(rows)
		local lines <const> = {}
		for index, row in ipairs(rows) do
			lines[index] = row.line
		end
		return lines
	end

	it("names who took the contracts of a job last, and nobody where another job has taken them since", function()
		assert.same({}, ledger:holders(1))
		ledger:set_holder("N987654321", 12, 1, "e1", "there")
		ledger:set_holder("N123456789", 12, 1, "e1", nil)
		ledger:sync()
		local SINCE <const> = "1970-01-01T00:00:00Z"
		assert.same({ { contract = "N123456789", process = 12, since = SINCE, host = "" },
			{ contract = "N987654321", process = 12, since = SINCE, host = "there" } }, ledger:holders(1))
		ledger:set_holder("N123456789", 13, 2, "e2", "there")
		ledger:sync()
		assert.equal(1, #ledger:holders(1))
		assert.equal(13, ledger:holders(2)[1].process)
	end)

	it("has the last event of a job, however many others came after it", function()
		local job <const> = add_job { 2 }
		ledger:transaction(function()
			ledger:note(job, 1, "accepted", { id = "AGU1" })
			ledger:note(job, nil, "others")
		end)
		assert.same({ event = 2, time = "1970-01-01T00:00:00Z", what = "others" }, ledger:last_event_of(job))
		ledger:transaction(function()
			ledger:note(job, 1, "accepted", { id = "AGU1" })
			for _ = 1, 10001 do
				ledger:note(job + 1, 1, "submitting")
			end
		end)
		assert.same({ event = 3, time = "1970-01-01T00:00:00Z", row = 1, what = "accepted", detail = { id = "AGU1" } },
			ledger:last_event_of(job))
		assert.is_nil(ledger:last_event_of(77))
	end)

	it("has the rows in a state, with and without those that a retry has taken", function()
		local REJECTED <const> = { state = "rejected" }
		local job <const> = add_job({ 2, 3, 4, 5 }, { [2] = REJECTED, [4] = REJECTED, [5] = REJECTED })
		add_job({ 4 }, nil, job)
		assert.same({ 2, 4, 5 }, lines_of(ledger:rows_of_state(job, "rejected")))
		assert.same({ 2, 5 }, lines_of(ledger:rows_of_state(job, "rejected", true)))
		assert.same({ 3 }, lines_of(ledger:rows_of_state(job, "pending", true)))
	end)

	it("groups rows that ended alike, with how many they are and the first of them", function()
		local function rejected(code, message_id)
			return { state = "rejected", reason = { code = code }, message_id = message_id }
		end
		local job <const> = add_job({ 2, 3, 4, 5, 6, 7 }, { [2] = rejected "a", [3] = rejected "b", [4] = rejected "a",
			[5] = rejected "a", [6] = rejected("a", "E1"), [7] = rejected "a" })
		local function told(untaken, limit)
			local all <const> = {}
			for index, row in ipairs(ledger:grouped_rows(job, "rejected", untaken, limit)) do
				all[index] = ("%d %s %d/%d"):format(row.line, row.reason.code, row.place, row.number)
			end
			return all
		end
		assert.same({ "2 a 1/4", "3 b 1/1", "4 a 2/4", "6 a 1/1" }, told(true, 2))
		add_job({ 2, 3 }, nil, job)
		assert.same({ "4 a 1/3", "6 a 1/1" }, told(true, 1))
		assert.same({ "2 a 1/4", "3 b 1/1", "6 a 1/1" }, told(false, 1))
	end)
end)
