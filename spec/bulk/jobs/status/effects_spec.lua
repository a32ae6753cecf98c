--- The days on which processed orders take effect, counted down to.

local bulk <const> = require "unom.bulk"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local moments <const> = require "unom.moments"

local N1 <const>, DAY <const> = "N123456789", 86400

describe("the days on which orders take effect #unit", function()
	local home <const> = homes.each_test()

	local now <const> = os.time()

	--- The day in Japan so many days from now.
	local function day(later)
		return moments.japan("%Y%m%d", now + later * DAY)
	end

	--- Adds a job of rows, each {requestDate=, and what a transition sets}.
	local function add_job(rows, parent, purpose)
		local ledger <close> = assert(ledgers.open(home.ledger))
		return ledger:transaction(function()
			local job <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, parent = parent,
				purpose = purpose or "list" }
			for index, row in ipairs(rows) do
				ledger:add_row(job, { row = index, line = index + 1, contract = N1, operation = "change_course",
					arguments = { contractId = N1, lineNo = ("090%08d"):format(index), requestDate = row.requestDate } })
				row.requestDate = nil
				row.state = row.state or "succeeded"
				ledger:transition(ledger:row(job, index), row, row.state)
			end
			ledger:close_job(job, #rows)
			return job
		end)
	end

	local function told(job, later)
		local words <const> = {}
		local status <const> = assert(bulk.status { ledger = home.ledger, job = job,
			wall_clock = function() return now + (later or 0) * DAY end })
		for index, found in ipairs(status.takes_effect) do
			words[index] = ("%s: %d in %d"):format(found.day, found.rows, found.days)
		end
		return words
	end

	local function shown(later)
		return moments.day_shown(day(later))
	end

	it("are those that the carrier told, else those that were asked for, the next first", function()
		add_job { { requestDate = day(40) }, { requestDate = day(3) }, { requestDate = day(40), takes_effect = day(3) },
			{ takes_effect = day(40), requestDate = day(3) } }
		assert.same({ shown(3) .. ": 2 in 3", shown(40) .. ": 2 in 40" }, told(1))
	end)

	it("are counted down to, and told until they come", function()
		add_job { { requestDate = day(2) }, { requestDate = day(3) } }
		assert.same({ shown(2) .. ": 1 in 1", shown(3) .. ": 1 in 2" }, told(1, 1))
		assert.same({ shown(3) .. ": 1 in 1" }, told(1, 2))
		assert.same({}, told(1, 3))
	end)

	it("are told of rows that succeeded alone, and of those without a day not", function()
		add_job { { requestDate = day(3), state = "cancelled" }, { requestDate = day(3), state = "rejected" },
			{ requestDate = day(3), state = "tracking" }, {}, { requestDate = "" } }
		assert.same({}, told(1))
	end)

	it("are told of a list with what became of its rows in retries", function()
		add_job { { requestDate = day(3), state = "rejected" }, { requestDate = day(3) } }
		add_job({ { requestDate = day(3) } }, 1, "retry")
		assert.same({ shown(3) .. ": 2 in 3" }, told(1))
		assert.same({ shown(3) .. ": 1 in 3" }, told(2))
	end)

	it("are shown with each row", function()
		add_job { { requestDate = day(3) }, { requestDate = day(3), state = "rejected" } }
		local rows <const> = assert(bulk.status { ledger = home.ledger, job = 1, states = { "succeeded", "rejected" } }).rows
		assert.same({ shown(3), nil }, { rows[1].takesEffect, rows[2].takesEffect })
	end)
end)
