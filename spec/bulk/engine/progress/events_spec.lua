--- The file of a run's events.

local bulk <const> = require "unom.bulk"
local cjson <const> = require "cjson"
local engine_run <const> = require "support.engine_run"
local events <const> = require "unom.bulk.engine.progress.events"
local fake_carrier <const> = require "support.fake_carrier"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

local N1 <const> = "N123456789"

describe("the file of events #unit", function()
	local directory, path, ledger
	before_each(function()
		directory = scratch.directory()
		path = directory .. "/events"
	end)
	after_each(function() scratch.remove(directory) end)
	local add_job <const>, run <const> = engine_run.each_test(function(made) ledger = made end)

	--- The lines of the file, decoded.
	local function read()
		local found <const> = {}
		for line in io.lines(path) do
			found[#found + 1] = cjson.decode(line)
		end
		return found
	end

	--- What happened, in words: "started", "row 1 tracking" ...
	local function told()
		local words <const> = {}
		for index, event in ipairs(read()) do
			words[index] = event.what == "row" and ("row %d %s"):format(event.row, event.state) or event.what
		end
		return table.concat(words, ", ")
	end

	it("tells of each row's states as they come, of what is waited for, and of the end", function()
		local job <const> = add_job(engine_run.rows_of(N1, 2))
		do
			local of_job <close> = events.open(path, ledger, ledger:job(job))
			local outcome <const> = run(job, fake_carrier.new(fake_carrier.agreeable()), { events = of_job })
			outcome.exit_code = 0
			of_job:ended(outcome)
		end
		assert.equal("started, waiting, row 1 submitting, row 1 tracking, row 2 submitting, row 2 tracking, waiting, "
			.. "row 1 succeeded, row 2 succeeded, ended", told())
		local found <const> = read()
		assert.same({ time = "2025-11-28T12:00:00+09:00", what = "row", job = job, row = 1, line = 2,
			operation = "change_course", contractId = N1, target = "09000000001", state = "tracking",
			orderId = "AGU0000000000001" }, found[4])
		assert.equal(2, found[1].states.pending)
		assert.same({ 0, 2 }, { found[#found].exit_code, found[#found].states.succeeded })
		assert.equal("rw-------", lfs.attributes(path, "permissions"))
	end)

	it("says of a row only what is on the disk", function()
		local job <const> = add_job(engine_run.rows_of(N1, 1))
		local of_job <close> = events.open(path, ledger, ledger:job(job))
		local is_stopped <const> = pcall(run, job, fake_carrier.new(fake_carrier.agreeable()), { events = of_job,
			at = function(point) assert(point ~= "chosen" or ledger:row(job, 1).state == "pending") end })
		assert.is_false(is_stopped)
		assert.equal("started, waiting", told())
	end)

	it("has no secret", function()
		local job <const> = add_job { { contract = N1, operation = "change_radius_auth", arguments = { contractId = N1,
			lineNo = "09000000001", agreement = "yes", authenticationId = "someone", authenticationPw = "geheim123" } } }
		do
			local of_job <close> = events.open(path, ledger, ledger:job(job))
			run(job, fake_carrier.new(fake_carrier.agreeable()), { events = of_job })
		end
		local text <const> = scratch.read(path)
		assert.matches("row\":1", text, 1, true)
		assert.not_matches("geheim123", text, 1, true)
	end)

	it("is appended to, and says why a run was broken off", function()
		scratch.file(path, "{}\n")
		local job <const> = ledger:job(add_job(engine_run.rows_of(N1, 1)))
		assert.error(function()
			local _ <close> = events.open(path, ledger, job)
			error("somebody's mistake", 0)
		end)
		local found <const> = read()
		assert.same({}, found[1])
		assert.same({ "ended", "somebody's mistake" }, { found[3].what, found[3].message })
	end)

	it("that cannot be written is said once, and the run goes on", function()
		for index, bad in ipairs { directory, "/dev/full", directory .. "/none/events" } do
			local notices <const> = {}
			local job <const> = add_job(engine_run.rows_of(N1, 1))
			local of_job <close> = events.open(bad, ledger, ledger:job(job))
			assert.equal(1, run(job, fake_carrier.new(fake_carrier.agreeable(nil, 10 * index)), { events = of_job,
				on_progress = function(progress)
					table.move(progress.notices or {}, 1, #(progress.notices or {}), #notices + 1, notices)
				end }).states.succeeded)
			assert.equal(1, #notices)
			assert.matches("events cannot be written, and the run goes on without it: " .. bad .. ": ", notices[1], 1, true)
		end
	end)

	it("is an option of bulk.run", function()
		local list <const> = scratch.file(directory .. "/list.csv", "operation,lineNo,roamingCode\n"
			.. "set_roaming,09000000001,T6000037\n")
		local carrier <const> = fake_carrier.new(fake_carrier.agreeable())
		local outcome <const> = assert(bulk.run { client = carrier, path = list, contract_id = N1, agree = true,
			ledger = directory .. "/of_run.db", events = path, clock = carrier:clock(), sleep = carrier:sleeper() })
		local found <const> = read()
		assert.same({ "ended", 0, outcome.result }, { found[#found].what, found[#found].exit_code, found[#found].result })
	end)

	it("is never the list, the ledger, a result, nor any file with something else in it", function()
		local text <const> = "operation,lineNo,roamingCode\nset_roaming,09000000001,T6000037\n"
		local list <const>, other <const> = scratch.file(directory .. "/list.csv", text), directory .. "/of_run.db"
		local carrier <const> = fake_carrier.new(fake_carrier.agreeable())
		local function run_with(file, result)
			return bulk.run { client = carrier, path = list, contract_id = N1, agree = true, ledger = other, events = file,
				result = result, clock = carrier:clock(), sleep = carrier:sleeper() }
		end
		assert(bulk.jobs { ledger = other })
		for _, file in ipairs { list, other, other .. "-wal", directory .. "/list.result.csv", path } do
			local outcome <const>, err = run_with(file, path)
			assert.is_nil(outcome)
			assert.same({ "events", 1 }, { err.kind, (err.message:find(file, 1, true)) })
		end
		assert.same({}, assert(bulk.jobs { ledger = other }))
		assert.equal(text, scratch.read(list))
		scratch.file(path, "")
		assert(run_with(path))
		assert(bulk.resume { client = carrier, job = 1, ledger = other, events = path, clock = carrier:clock(),
			sleep = carrier:sleeper() })
	end)
end)
