local bulk <const> = require "unom.bulk"
local engine_run <const> = require "support.engine_run"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local log <const> = require "unom.bulk.jobs.log"
local reason <const> = require "unom.reason"

describe("the log of a job #unit", function()
	local ledger
	local add_job <const>, run <const> = engine_run.each_test(function(made) ledger = made end)

	local function words_of(row, options)
		options = options or {}
		options.ledger, options.job, options.row = ledger.path, 1, row
		local words <const> = {}
		for index, event in ipairs(assert(bulk.log(options))) do
			words[index] = event.words
		end
		return words
	end

	it("tells in words what happened to a row, the oldest first, at Japan's time", function()
		local job <const> = add_job(engine_run.rows_of("N123456789", 2))
		run(job, fake_carrier.new(fake_carrier.agreeable(function(line) return line == "09000000002" and "04" or "03" end)))
		assert.same({ "to be sent", "accepted: AGU0000000000001", "succeeded: status 03 (processed: OK)" }, words_of(1))
		assert.same({ "to be sent", "accepted: AGU0000000000002",
			"rejected: status 04 (processed: refused, something in the order is not right)" }, words_of(2))
		assert.equal("loaded: 2 rows", words_of(nil)[1])
		assert.equal("the carrier lists 0 orders of contract N123456789", words_of(nil)[2])
		local events <const> = assert(bulk.log { ledger = ledger.path })
		assert.equal("2025-11-28T12:00:00+09:00", events[1].time)
		assert.same({ "created", { rows = 2 } }, { events[1].what, events[1].detail })
		assert.is_nil(events[1].row)
		assert.equal(2, events[#events].row)
	end)

	it("tells why", function()
		local job <const> = add_job(engine_run.rows_of("N123456789", 1))
		run(job, fake_carrier.new(fake_carrier.except(function(operation)
			if operation == "change_course" then
				return engine_run.failure { kind = "timeout", sent = "maybe", message = "no response" }
			end
		end, fake_carrier.agreeable())))
		local row <const> = ledger:row(job, 1)
		ledger:transition(row, { state = "pending" }, "resolved", { answer = "resend", force = true })
		ledger:set_others(job, "N123456789", { "AGU1", "AGU2" })
		ledger:sync()
		local words <const> = table.concat(words_of(nil), "\n")
		assert.matches("\nthe carrier may have acted: no answer in time: no response[^\n]*\n", words)
		assert.matches("\nthe carrier's lists were read: 0 listed, unexplained: none\n", words, 1, true)
		assert.matches("\nnothing proves what became of it, and a person decides: 0 listed[^\n]*\n", words)
		assert.matches("\na person has it sent again, whatever the carrier's lists show\n", words, 1, true)
		assert.matches("noted as other people's orders of contract N123456789: AGU1 AGU2$", words)
	end)

	-- An event without words would be one that a person cannot read; every code must have its values.
	it("has words for each event that the source writes", function()
		local why <const> = reason.of(errors.new { kind = "network", message = "lost" })
		for what, detail in pairs {
			created = { rows = 1 }, listing = { contract = "N1", orders = 1, whole = false },
			baseline = { contract = "N1", kind = "orders", ids = 2, whole = true }, submitting = false,
			accepted = { id = "AGU1" }, not_done = why, in_doubt = why, cut_off = false, listed = why, undecided = why,
			held_back = why, adopted = { id = "AGU1" }, proved = why, status = { order_status = "02" },
			succeeded = { order_status = "03" }, rejected = why, failed = { order_status = "05" },
			cancelled = reason.new "cancel_moot", unknown = why, poll_failed = why, poll_recovered = false,
			resolved = { answer = "order", id = "AGU1" }, others = { contract = "N1", ids = "AGU1" },
			skipped = reason.new("skipped", { job = 1, row = 2 }), line_listed = { line_no = "09000000001" },
		} do
			local words <const> = log.words { what = what, detail = detail or nil }
			assert.not_matches("^" .. what .. "$", words == "succeeded" and "" or words)
			assert.not_matches("=", words, 1, true)
			local bare <const> = log.words { what = what }
			assert.is_true(#bare > 0)
		end
		for _, words in ipairs { log.words { what = "baseline", detail = { contract = "N1", kind = "k", whole = false } },
			log.words { what = "accepted", detail = {} }, log.words { what = "adopted", detail = {} },
			log.words { what = "resolved", detail = { answer = "abandon" } } } do
			assert.not_matches("=", words, 1, true)
		end
	end)

	it("shows an event that it does not know by its name and values", function()
		assert.equal("painted coats=2 colour=blue", log.words { what = "painted", detail = { colour = "blue", coats = 2 } })
		assert.equal("rejected code=of_tomorrow", log.words { what = "rejected", detail = { code = "of_tomorrow" } })
		assert.equal("status", log.words { what = "status" })
	end)

	it("shows what a ledger of version 1 wrote", function()
		assert.equal("the carrier may have acted: timeout", log.words { what = "in_doubt", detail = { words = "timeout" } })
		assert.equal("cancelled: never sent", log.words { what = "cancelled", detail = "never sent" })
	end)

	it("is read in windows, each event once and in order", function()
		local job <const> = add_job(engine_run.rows_of("N123456789", 1))
		ledger:transaction(function()
			for number = 1, 2500 do
				ledger:note(job, 1, "status", { order_status = tostring(number) })
				ledger:note(99, 1, "status", { order_status = "of another job" })
			end
		end)
		local read_at_once, seen = 0, {}
		local all <const> = ledger.database.all
		local meant <const> = getmetatable(ledger.database).__index
		meant.all = function(...)
			local found <const> = all(...)
			read_at_once = math.max(read_at_once, #found)
			return found
		end
		finally(function() meant.all = all end)
		local count <const> = assert(bulk.log { ledger = ledger.path, job = job, row = 1, on_event = function(event)
			seen[#seen + 1] = event.detail.order_status
		end })
		assert.equal(2500, count)
		for number = 1, 2500 do
			assert.equal(tostring(number), seen[number])
		end
		assert.equal(2501, bulk.log { ledger = ledger.path, job = job, on_event = function() end })
		assert.is_true(read_at_once <= 1000)
	end)

	it("is of a job and a row that there are", function()
		add_job(engine_run.rows_of("N123456789", 1))
		for options, words in pairs { [{ job = 7 }] = "no job 7", [{ job = 1, row = 9 }] = "has no row 9" } do
			options.ledger = ledger.path
			local events <const>, err = bulk.log(options)
			assert.is_nil(events)
			assert.equal("usage", err.kind)
			assert.matches(words, err.message)
		end
		assert.same({}, bulk.log { ledger = ledger.path, job = 1, row = 1 })
	end)
end)
