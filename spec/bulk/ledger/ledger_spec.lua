local core <const> = require "unom.core"
local database <const> = require "unom.bulk.ledger.database"
local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

local ROW <const> = { row = 1, line = 2, contract = "N123456789", operation = "change_course",
	arguments = { contractId = "N123456789", lineNo = "09012345678", planCode = "T3001328" } }
local SECRET_ROW <const> = { row = 1, line = 2, contract = "N123456789", operation = "change_radius_auth",
	arguments = { contractId = "N123456789", lineNo = "09012345678", authenticationPassword = "hunter2hunter2" } }

local function with_job(ledger, ...)
	local rows <const> = { ... }
	return ledger:transaction(function()
		local job <const> = ledger:add_job { list = "list.csv", sha256 = "abc", columns = {}, settings = { rate = 3 },
			purpose = "list" }
		for _, row in ipairs(rows) do
			ledger:add_row(job, row)
		end
		ledger:close_job(job, #rows)
		return job
	end)
end

describe("ledger #unit", function()
	local home <const> = homes.each_test()

	-- In directories that are not there yet.
	local path
	before_each(function() path = home:path("state/unom/ledger.db") end)

	local function stored_anywhere(text)
		for name in lfs.dir(home:path("state/unom")) do
			local file <const> = io.open(home:path("state/unom/" .. name), "rb")
			local bytes <const> = file and lfs.attributes(home:path("state/unom/" .. name), "mode") == "file"
				and file:read("a") or ""
			if file then
				file:close()
			end
			if bytes:find(text, 1, true) then
				return name
			end
		end
	end

	it("is its owner's alone, with its directories", function()
		local ledger <close> = assert(ledgers.open(path))
		ledger:transaction(function() ledger:note(1, nil, "test") end)
		assert.equal("rw-------", lfs.attributes(path, "permissions"))
		assert.equal("rw-------", lfs.attributes(path .. "-wal", "permissions"))
		assert.equal("rwx------", lfs.attributes(home:path("state"), "permissions"))
	end)

	it("finds the unknown rows of a contract in every job, and counts a job's rows by operation", function()
		local ledger <close> = assert(ledgers.open(path))
		local second <const> = setmetatable({ row = 2, operation = "set_roaming" }, { __index = ROW })
		local elsewhere <const> = setmetatable({ row = 3, contract = "N987654321" }, { __index = ROW })
		for job = 1, 2 do
			with_job(ledger, ROW, second, elsewhere)
			for row = 2, 3 do
				ledger:transition(ledger:row(job, row), { state = "unknown" }, "unknown")
			end
		end
		ledger:sync()
		local unknown <const> = ledger:unknown_rows "N123456789"
		assert.equal(2, #unknown)
		for job, row in ipairs(unknown) do
			assert.equal(job, row.job)
			assert.equal(2, row.row)
			assert.equal("09012345678", row.arguments.lineNo)
		end
		assert.same({
			{ contract = "N123456789", operation = "change_course", number = 1 },
			{ contract = "N123456789", operation = "set_roaming", number = 1 },
			{ contract = "N987654321", operation = "change_course", number = 1 },
		}, ledger:count_operations(1))
	end)

	it("writes to the disk at every commit", function()
		local ledger <close> = assert(ledgers.open(path))
		assert.equal(2, ledger.database:first("PRAGMA synchronous").synchronous)
		assert.equal("wal", ledger.database:first("PRAGMA journal_mode").journal_mode)
		assert.equal(1, ledger.database:first("PRAGMA secure_delete").secure_delete)
	end)

	it("says in words that it cannot be opened", function()
		home:write("plain", "")
		local ledger, err = ledgers.open(home:path("plain/ledger.db"))
		assert.is_nil(ledger)
		assert.equal("ledger", err.kind)
		assert.matches("plain", err.message)
		home:write("garbage", ("not a database "):rep(100))
		ledger, err = ledgers.open(home:path("garbage"))
		assert.is_nil(ledger)
		assert.matches("not a database", tostring(err))
	end)

	it("keeps a job and its rows, in file order", function()
		local second <const> = { row = 2, line = 3, contract = "N987654321", operation = "terminate_line", arguments = {} }
		local number
		do
			local ledger <close> = assert(ledgers.open(path))
			number = with_job(ledger, ROW, second)
		end
		local ledger <close> = assert(ledgers.open(path))
		local job <const> = ledger:job(number)
		assert.equal(2, job.total)
		assert.equal(2, job.states.pending)
		assert.is_true(job.open)
		assert.same({ rate = 3 }, job.settings)
		assert.same({ "N123456789", "N987654321" }, ledger:open_contracts(number))
		local row <const> = ledger:pending_rows(number, "N123456789", 0, 10)[1]
		assert.same(ROW.arguments, row.arguments)
		assert.equal(2, row.line)
		assert.same({}, ledger:pending_rows(number, "N123456789", 1, 10))
		assert.equal(number, ledger:job_of_file("abc"))
		assert.is_nil(ledger:job_of_file("def"))
		assert.is_nil(ledger:job(99))
	end)

	it("writes an event with every transition", function()
		local ledger <close> = assert(ledgers.open(path, function() return 1764288000 end))
		local number <const> = with_job(ledger, ROW)
		local row <const> = ledger:pending_rows(number, "N123456789", 0, 1)[1]
		ledger:transition(row, { state = "submitting", submitted_at = ledger:now() }, "submitting")
		ledger:transition(row, { state = "tracking", order_id = "AGU1" }, "accepted", "AGU1")
		ledger:transition(row, { state = "succeeded", order_status = "03" }, "succeeded", "03")
		ledger:sync()
		local stored <const> = ledger:rows_in(number, "succeeded")[1]
		assert.equal("AGU1", stored.order_id)
		assert.equal("2025-11-28T00:00:00Z", stored.submitted_at)
		assert.equal("2025-11-28T00:00:00Z", stored.finished_at)
		local told <const> = {}
		for _, event in ipairs(ledger:events(number, 1)) do
			told[#told + 1] = event.what .. " " .. (event.detail or "")
		end
		assert.same({ "submitting ", "accepted AGU1", "succeeded 03" }, told)
	end)

	it("leaves nothing of a transaction that fails", function()
		local ledger <close> = assert(ledgers.open(path))
		assert.has_error(function()
			ledger:transaction(function()
				ledger:add_job { list = "list.csv", sha256 = "abc", columns = {}, settings = {}, purpose = "list" }
				error("broken", 0)
			end)
		end, "broken")
		assert.same({}, ledger:jobs())
	end)

	it("leaves nothing of a transaction that cannot be committed, and can be used again", function()
		local ledger <close> = assert(ledgers.open(path))
		local ok <const>, err = pcall(ledger.transaction, ledger, function()
			ledger.database:run("PRAGMA defer_foreign_keys = ON")
			ledger:add_row(99, ROW) -- of a job that is not there: the commit fails
		end)
		assert.is_false(ok)
		assert.equal("ledger", err.kind)
		ledger:transaction(function() ledger:note(1, nil, "after") end)
		assert.is_nil(ledger:row(99, 1))
		local other <close> = assert(ledgers.open(path))
		assert.is_nil(other:row(99, 1))
		assert.equal(1, other.database:first("SELECT COUNT(*) AS number FROM event").number)
	end)

	it("writes nothing more of a transaction that a full disk ended", function()
		local ledger <close> = assert(ledgers.open(path))
		local pages <const> = ledger.database:first("PRAGMA page_count").page_count
		ledger.database:all("PRAGMA max_page_count = " .. pages)
		ledger:note(1, nil, "before")
		local ok <const>, err = pcall(ledger.note, ledger, 1, nil, "large", ("x"):rep(100000))
		assert.is_false(ok)
		assert.matches("full", err.message)
		ledger.database:all("PRAGMA max_page_count = 100000")
		ledger:note(1, nil, "after")
		ledger.database:rollback()
		ledger:sync()
		assert.equal(0, ledger.database:first("SELECT COUNT(*) AS number FROM event").number)
	end)

	it("raises an error object when a statement fails", function()
		local ledger <close> = assert(ledgers.open(path))
		local ok <const>, err = pcall(ledger.database.run, ledger.database, "INSERT INTO nowhere VALUES (1)")
		assert.is_false(ok)
		assert.equal("ledger", err.kind)
		assert.matches("no such table: nowhere", err.message)
	end)

	it("raises an error object when a query fails in the middle of its rows", function()
		local ledger <close> = assert(ledgers.open(path))
		local overflow <const> = "SELECT abs(x) AS y FROM (SELECT 1 AS x UNION ALL SELECT -9223372036854775808)"
		for _ = 1, 2 do
			local ok <const>, err = pcall(ledger.database.all, ledger.database, overflow)
			assert.is_false(ok)
			assert.equal("ledger", err.kind)
			assert.matches("ledger.db: integer overflow$", err.message)
		end
	end)

	it("wipes secrets from every file once a row is tracking", function()
		local ledger <close> = assert(ledgers.open(path))
		local number <const> = with_job(ledger, SECRET_ROW)
		local row <const> = ledger:pending_rows(number, "N123456789", 0, 1)[1]
		assert.equal("hunter2hunter2", row.arguments.authenticationPassword)
		assert.is_string(stored_anywhere("hunter2hunter2"))
		ledger:transition(row, { state = "tracking", order_id = "AGU1" }, "accepted")
		ledger:checkpoint()
		assert.is_nil(stored_anywhere("hunter2hunter2"))
		assert.is_nil(ledger:rows_in(number, "tracking")[1].arguments.authenticationPassword)
		assert.equal("09012345678", ledger:rows_in(number, "tracking")[1].arguments.lineNo)
	end)

	it("keeps an unknown row's secrets: a person may have to send it again", function()
		local ledger <close> = assert(ledgers.open(path))
		local number <const> = with_job(ledger, SECRET_ROW)
		ledger:transition(ledger:pending_rows(number, "N123456789", 0, 1)[1], { state = "unknown" }, "in_doubt")
		ledger:checkpoint()
		assert.equal("hunter2hunter2", ledger:rows_in(number, "unknown")[1].arguments.authenticationPassword)
	end)

	it("can be read while another connection writes", function()
		local ledger <close> = assert(ledgers.open(path))
		local number <const> = with_job(ledger, ROW)
		local other <close> = assert(database.open(path))
		other:begin()
		other:run("UPDATE list_row SET state = 'tracking'")
		assert.equal(1, ledger:count_states(number).pending)
		other:rollback()
	end)

	it("waits for another process that is making the same new file", function()
		assert(lfs.mkdir(home:path("new")))
		local new_path <const> = home:path("new/ledger.db")
		local maker <close> = scratch.start_lua(([[
			local connection = assert(require("DBI").Connect("SQLite3", %q))
			connection:autocommit(true)
			assert(connection:prepare("BEGIN IMMEDIATE")):execute()
			io.write("locked\n"):flush()
			require("unom.core").sleep(0.3)
			assert(connection:prepare("COMMIT")):execute()]]):format(new_path))
		assert.equal("locked", maker:read("l"))
		local ledger <close> = assert(ledgers.open(new_path))
		assert.same({}, ledger:jobs())
	end)

	it("locks a contract once in this process too, and keeps a lock when another is given back", function()
		local ledger <close> = assert(ledgers.open(path))
		local lock <close> = assert(contract_lock.acquire(ledger, { "N123456789" }, 7))
		ledger:sync()
		local again <const>, err = contract_lock.acquire(ledger, { "N555555555", "N123456789" }, 8)
		assert.is_nil(again)
		assert.equal("locked", err.kind)
		assert(contract_lock.acquire(ledger, { "N555555555" }, 8)):release()
		ledger:sync()
		assert.matches("locked", scratch.lua(([[
			local ledger <close> = assert(require("unom.bulk.ledger").open(%q))
			local lock <const>, err = require("unom.bulk.ledger.contract_lock").acquire(ledger, { "N123456789" }, 8)
			io.write(err.kind)]]):format(path)))
		lock:release()
		assert(contract_lock.acquire(ledger, { "N123456789" }, 8)):release()
	end)

	it("says what each contract waits for, and since when", function()
		local seconds = 0
		local ledger <close> = assert(ledgers.open(path, function() return seconds end))
		local job <const> = ledger:transaction(function()
			return ledger:add_job { list = "l.csv", columns = {}, settings = {}, purpose = "list" }
		end)
		assert.same({}, ledger:waiting(job))
		ledger:set_waiting(job, "N987654321", "the limit of 254 orders")
		ledger:set_waiting(job, "N123456789", "row 3")
		ledger:sync()
		seconds = 60
		ledger:set_waiting(job, "N987654321", "row 4")
		ledger:set_waiting(job, "N123456789", "row 3")
		ledger:sync()
		assert.same({ { contract = "N123456789", words = "row 3", since = "1970-01-01T00:00:00Z" },
			{ contract = "N987654321", words = "row 4", since = "1970-01-01T00:01:00Z" } }, ledger:waiting(job))
		ledger:set_waiting(job, "N123456789", nil)
		ledger:sync()
		assert.equal("N987654321", ledger:waiting(job)[1].contract)
		ledger:forget_waiting(job)
		ledger:sync()
		assert.same({}, ledger:waiting(job))
	end)

	it("forgets what a job waited for with the job", function()
		local ledger <close> = assert(ledgers.open(path))
		local job <const> = ledger:transaction(function()
			local number <const> = ledger:add_job { list = "l.csv", columns = {}, settings = {}, purpose = "list" }
			ledger:set_waiting(number, "N123456789", "row 3")
			return number
		end)
		ledger:forget_job(job)
		assert.same({}, ledger:waiting(job))
		assert.is_nil(ledger:job(job))
	end)

	it("says who works on a contract, and on which machine", function()
		local ledger <close> = assert(ledgers.open(path))
		local lock <close> = assert(contract_lock.acquire(ledger, { "N123456789", "N987654321" }, 7))
		ledger:sync()
		assert.equal(7, ledger:holder("N987654321").job)
		assert.equal(core.host_name(), ledger:holder("N987654321").host)
		assert.is_nil(ledger:holder("N111222333"))
		-- Another process finds the byte locked; this one cannot see its own locks.
		local code <const> = ([[
			local ledger <close> = assert(require("unom.bulk.ledger").open(%q))
			local lock, err = require("unom.bulk.ledger.contract_lock").acquire(ledger, { "N987654321" }, 8)
			io.write(tostring(lock), " ", err and err.kind or "", " ", err and err.message or "")
			assert(require("unom.bulk.ledger.contract_lock").acquire(ledger, { "N111222333" }, 8))
			io.write(" free")]]):format(path)
		local told <const> = scratch.lua(code)
		assert.matches("^nil locked .*N987654321.*job 7.* free$", told)
		lock:release()
		assert.matches("^unom.contract_lock", scratch.lua(code))
	end)
end)
