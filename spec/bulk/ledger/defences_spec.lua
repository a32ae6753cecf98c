--- The ledger's defences: nothing but its own rows lets a request leave, whatever people do with its files meanwhile.

local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local core <const> = require "unom.core"
local database <const> = require "unom.bulk.ledger.database"
local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local ledgers <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

local N1 <const> = "N123456789"
local rows_of <const> = engine_run.rows_of

describe("a ledger's defences #unit", function()
	local directory, path, ledger
	before_each(function()
		directory = core.real_path(scratch.directory())
		path = directory .. "/ledger.db"
		ledger = assert(ledgers.open(path, function() return engine_run.NOW end))
	end)
	after_each(function()
		ledger:close()
		scratch.remove(directory)
	end)

	--- Another connection to the same ledger, as another process has one.
	local function another(name)
		return assert(ledgers.open(name or path, function() return engine_run.NOW end))
	end

	--- Adds a job of so many rows.
	local function add_job(of, count)
		return of:transaction(function()
			local job <const> = of:add_job { list = "list.csv", sha256 = "", columns = {}, settings = {}, purpose = "list" }
			for index, row in ipairs(rows_of(N1, count)) do
				row.row, row.line = index, index + 1
				of:add_row(job, row)
			end
			of:close_job(job, count)
			return job
		end)
	end

	--- Runs a job with its contract locked. Returns the outcome, or nil and the error that ended it.
	local function run(of, job, carrier, at)
		local lock <close> = assert(contract_lock.acquire(of, { N1 }, job))
		assert(lock)
		of:sync()
		local ended <const>, outcome = pcall(function()
			return require("unom.bulk.engine").new({ job = job, ledger = of, client = carrier, contracts = { N1 },
				clock = carrier:clock(), sleep = carrier:sleeper(), random = function() return 0.5 end, at = at }):run()
		end)
		return ended and outcome or nil, not ended and outcome or nil
	end

	--- A hook for `run` that acts once, when a row is on the disk as `submitting` and has not left.
	local function before_send(carrier, sent, act)
		return function(point)
			if point == "synced" and #carrier:submissions() == sent and act then
				local acting <const> = act
				act = nil
				acting()
			end
		end
	end

	local function copy(from, to)
		for _, suffix in ipairs { "", "-wal" } do
			if lfs.attributes(from .. suffix) then
				scratch.file(to .. suffix, scratch.read(from .. suffix))
			end
		end
	end

	describe("the lock", function()
		it("is one for every name of the ledger", function()
			assert(lfs.link(path, directory .. "/link.db", true))
			assert(lfs.mkdir(directory .. "/folder"))
			assert(lfs.link("..", directory .. "/folder/up", true))
			local lock <close> = assert(contract_lock.acquire(ledger, { N1 }, 1))
			assert(lock)
			ledger:sync()
			for _, name in ipairs { "/link.db", "/folder/up/ledger.db" } do
				local linked <close> = another(directory .. name)
				local taken <const>, err = contract_lock.acquire(linked, { N1 }, 2)
				assert.is_nil(taken)
				assert.equal("locked", err.kind)
			end
			assert.is_nil(lfs.attributes(directory .. "/link.db.lock"))
		end)

		it("that was removed does not let two processes send: the one that was there first ends", function()
			local job <const> = add_job(ledger, 5)
			local carrier <const> = fake_carrier.new(fake_carrier.agreeable())
			local rival
			local outcome <const>, err = run(ledger, job, carrier, function(point)
				if point == "answered" and #carrier:submissions() == 2 and not rival then
					rival = another()
					local held <const> = rival
					held:set_holder(N1, 1, job, core.random_id()) -- as a process does that finds no lock
					held:sync()
				end
			end)
			assert.is_nil(outcome)
			assert.equal("locked", err.kind)
			assert.matches("another process has taken job 1 over", err.message)
			assert.equal(2, #carrier:submissions())
			-- What was answered meanwhile is written: the second order's id.
			assert.is_string(rival:row(job, 2).order_id)
			rival:close()
		end)
	end)

	it("an id that comes after the contract was lost is written where the row has none, and nowhere else", function()
		local job <const> = add_job(ledger, 2)
		local late <const>, known <const> = ledger:row(job, 1), ledger:row(job, 2)
		local other <close> = another()
		other:begin_submission(other:row(job, 1))
		other:transition(other:row(job, 1), { state = "unknown", may_have_acted = true }, "undecided")
		other:transition(other:row(job, 2), { state = "tracking", order_id = "AGU1" }, "accepted", { id = "AGU1" })
		other:sync()
		assert.is_true(ledger:take_id(late, { state = "tracking", order_id = "AGU2" }, "accepted", { id = "AGU2" }))
		assert.is_false(ledger:take_id(known, { state = "tracking", order_id = "AGU3" }, "accepted", { id = "AGU3" }))
		ledger:sync()
		assert.equal("AGU2", other:row(job, 1).order_id)
		assert.equal("AGU1", other:row(job, 2).order_id)
	end)

	it("a job that another process has gone on with is not forgotten", function()
		local job <const> = add_job(ledger, 1)
		local other <close> = another()
		other:begin_submission(other:row(job, 1))
		other:sync()
		ledger:forget_job(job)
		assert.equal("submitting", ledger:row(job, 1).state)
	end)

	it("an id that comes for a row that has ended does not open it again", function()
		local job <const> = add_job(ledger, 1)
		local late <const> = ledger:row(job, 1)
		local other <close> = another()
		other:begin_submission(other:row(job, 1))
		other:transition(other:row(job, 1), { state = "succeeded" }, "proved")
		other:sync()
		assert.is_false(ledger:take_id(late, { state = "tracking", reserve_id = "7" }, "accepted", { id = "7" }))
		ledger:sync()
		assert.equal("succeeded", other:row(job, 1).state)
	end)

	it("a row that another process has moved is not written over", function()
		local job <const> = add_job(ledger, 1)
		local stale <const> = ledger:row(job, 1)
		local other <close> = another()
		other:begin_submission(other:row(job, 1))
		other:sync()
		local written <const>, err = pcall(ledger.begin_submission, ledger, stale)
		ledger.database:rollback()
		assert.is_false(written)
		assert.equal("locked", err.kind)
		assert.matches("row 1 of job 1 was changed by another process", err.message)
	end)

	describe("a file that is no longer where its name leads ends the run before the next send", function()
		local function removed() assert(os.execute("rm -rf " .. directory .. "/ledger.db*")) end
		local function moved() assert(os.rename(path, directory .. "/moved.db")) end
		local function replaced()
			copy(path, directory .. "/copy.db")
			for _, suffix in ipairs { "", "-wal" } do
				assert(os.rename(directory .. "/copy.db" .. suffix, path .. suffix))
			end
		end
		local function without_log() assert(os.remove(path .. "-wal")) end
		for name, act in pairs { removed = removed, moved = moved, ["put back from a copy"] = replaced,
			["its log removed"] = without_log } do
			it(name, function()
				local job <const> = add_job(ledger, 5)
				local carrier <const> = fake_carrier.new(fake_carrier.agreeable())
				local outcome <const>, err = run(ledger, job, carrier, before_send(carrier, 2, act))
				assert.is_nil(outcome)
				assert.equal("ledger", err.kind)
				assert.matches("moved or removed while the job ran", err.message)
				assert.equal(2, #carrier:submissions())
			end)
		end
	end)

	it("a row that was not sent since the ledger had gone is pending in it", function()
		local job <const> = add_job(ledger, 2)
		local carrier <const> = fake_carrier.new(fake_carrier.agreeable())
		run(ledger, job, carrier, before_send(carrier, 1, function() os.rename(path, directory .. "/moved.db") end))
		assert.equal("pending", ledger:row(job, 2).state)
		assert.equal("tracking", ledger:row(job, 1).state)
	end)

	describe("the lock file's memory", function()
		it("keeps an older copy of the ledger from being run", function()
			local job <const> = add_job(ledger, 3)
			ledger:close()
			copy(path, directory .. "/older.db")
			ledger = another()
			local carrier <const> = fake_carrier.new(fake_carrier.agreeable())
			assert(run(ledger, job, carrier))
			ledger:close()
			copy(directory .. "/older.db", path)
			os.remove(path .. "-wal")
			os.remove(path .. "-shm")
			ledger = another()
			local lock <const>, err = contract_lock.acquire(ledger, { N1 }, job)
			assert.is_nil(lock)
			assert.equal("ledger", err.kind)
			assert.matches("older copy", err.message)
			assert.matches(path .. ".lock", err.message, 1, true)
			-- A person who says that the newer one is lost removes the lock file.
			os.remove(path .. ".lock")
			assert(contract_lock.acquire(ledger, { N1 }, job)):release()
		end)

		it("is of one ledger: another one in its place may be run, and is remembered from then on", function()
			local job <const> = add_job(ledger, 3)
			assert(run(ledger, job, fake_carrier.new(fake_carrier.agreeable())))
			ledger:close()
			assert(os.execute(("rm %s %s-wal %s-shm 2>&-; true"):format(path, path, path)))
			ledger = another()
			local lock <close> = assert(contract_lock.acquire(ledger, { N1 }, 1))
			assert(lock)
			ledger:note(1, nil, "test")
			ledger:sync()
			assert.matches("^" .. ledger.id .. " 1\n", scratch.read(path .. ".lock"))
		end)

		it("never forgets a newer event for an older one", function()
			local lock <close> = assert(contract_lock.acquire(ledger, { N1 }, 1))
			lock:remember(70)
			lock:remember(9)
			assert.matches("^" .. ledger.id .. " 70\n", scratch.read(path .. ".lock"))
			lock:remember(100)
			assert.matches("^" .. ledger.id .. " 100\n", scratch.read(path .. ".lock"))
		end)
	end)

	it("has a whole list in one file once it is loaded, and says who keeps it from that", function()
		add_job(ledger, 500)
		assert.is_true(lfs.attributes(path .. "-wal", "size") > 0)
		assert.is_true(ledger:checkpoint())
		assert.equal(0, lfs.attributes(path .. "-wal", "size"))
		local reader <close> = assert(database.open(path))
		reader:run "BEGIN"
		assert.equal(500, reader:first("SELECT COUNT(*) AS number FROM list_row").number)
		add_job(ledger, 1)
		local began <const> = core.monotonic()
		assert.is_false(ledger:checkpoint())
		assert.is_true(core.monotonic() - began < 30) -- it waits for a reader, and not for a minute
		reader:run "COMMIT"
		assert.is_true(ledger:checkpoint())
	end)

	-- A locale with a comma may not be installed: the process's own formatting writes one instead.
	it("keeps numbers the same under a locale with a comma", function()
		local told <const> = scratch.lua [[
			local format = string.format
			string.format = function(form, ...) return (format(form, ...):gsub("(%d)%.(%d)", "%1,%2")) end
			local values = require "unom.bulk.ledger.values"
			local stored = values.encode { percent = 2.5, rate = 0.1 }
			local back = values.decode(stored)
			io.write(tostring(stored:find "%d,%d"), " ", tostring(back.percent == 2.5), " ", tostring(back.rate == 0.1))]]
		assert.equal("nil true true", told)
	end)
end)
