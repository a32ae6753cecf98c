--- A ledger that may only be read: what only reads works on a private copy, what would write refuses, and nothing of a
-- copy is left.

local bulk <const> = require "unom.bulk"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"
local private_copy <const> = require "unom.bulk.ledger.private_copy"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local IS_ROOT <const> = shell.lines("id -u")[1] == "0"
-- Only root can mount a file system, and not everywhere.
local MAY_MOUNT <const> = "d=$(mktemp -d); mount -t tmpfs none $d 2>/dev/null && umount $d && echo yes; rmdir $d"

--- Makes `unom` run where the modes of files hold for root too.
local function where_modes_hold(words)
	return (IS_ROOT and "exec setpriv --bounding-set=-dac_override,-dac_read_search " or "exec ")
		.. "sh -c " .. shell.quoted(words)
end

local function add_job(ledger)
	return ledger:transaction(function()
		local job <const> = ledger:add_job { list = "/lists/a.csv", sha256 = "s", columns = {}, settings = {},
			purpose = "list" }
		ledger:add_row(job, { row = 1, line = 2, contract = "N123456789", operation = "set_roaming",
			arguments = { contractId = "N123456789", lineNo = "09010000001", roamingCode = "T6000037" } })
		ledger:close_job(job, 1)
		return job
	end)
end

describe("a private copy of a ledger #unit", function()
	local home <const> = homes.each_test()

	local function open_copy()
		return private_copy.open(home.ledger, function(path)
			assert.equal("rw-------", lfs.attributes(path, "permissions"))
			assert.equal("rwx------", lfs.attributes((path:gsub("/[^/]*$", "")), "permissions"))
			home.copied_to = path
			return ledgers.open(path)
		end)
	end

	it("has what is still in the log, and no name once it is open", function()
		local ledger <close> = assert(ledgers.open(home.ledger))
		add_job(ledger)
		local copy <close> = assert(open_copy())
		assert.equal(1, #copy:jobs())
		assert.equal("set_roaming", copy:row(1, 1).operation)
		assert.is_nil(lfs.attributes((home.copied_to:gsub("/[^/]*$", ""))))
		add_job(copy)
		assert.equal(1, #ledger:jobs())
	end)

	it("is not made where the ledger is written to all the while", function()
		local ledger <close> = assert(ledgers.open(home.ledger))
		add_job(ledger)
		local attributes <const>, asked = lfs.attributes, 0
		lfs.attributes = function(path, ...)
			local found <const> = attributes(path, ...)
			if type(found) == "table" and path == home.ledger then
				asked = asked + 1
				found.size = found.size + asked
			end
			return found
		end
		finally(function() lfs.attributes = attributes end)
		home.copied_to = nil
		local copy <const>, err = open_copy()
		assert.is_nil(copy)
		assert.equal("ledger", err.kind)
		assert.matches("it was written to while it was being read", err.message)
		assert.is_nil(home.copied_to)
	end)

	it("is not kept where it is no ledger, and its name is in no message", function()
		home:write("ledger.db", ("a text, not a ledger\n"):rep(100))
		local copy <const>, err = open_copy()
		assert.is_nil(copy)
		assert.matches("^" .. home.ledger:gsub("%p", "%%%0") .. ": ", err.message)
		assert.is_nil(lfs.attributes((home.copied_to:gsub("/[^/]*$", ""))))
	end)
end)

describe("with a ledger that may only be read #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	--- Runs `unom bulk` on the ledger. What is copied goes to a directory of its own, in which nothing may be left.
	local function unom_bulk(arguments, ledger, wrap)
		local result <const> = home:start({ "bulk", table.unpack(arguments) }, { wrap = wrap,
			environment = { UNOM_LEDGER = ledger, TMPDIR = home:path("tmp") } }):finish()
		assert.equal("0", shell.lines("ls -A '%s' | wc -l", home:path("tmp"))[1])
		return result
	end

	--- Makes a ledger with a job of two rows, one of which is rejected.
	local function with_job(ledger)
		home:simulate { lines = 1, processing = 0.01 }
		assert(lfs.mkdir(home:path("tmp")))
		home:write("list.csv", "operation,lineNo,roamingCode\nset_roaming,09010000001,T6000037\n"
			.. "set_roaming,09010000002,T6000037\n")
		local result <const> = unom_bulk({ "run", "list.csv", "--agree", "--max-failures", "9" }, ledger)
		assert.equal(1, result.code, result.err)
	end

	--- What reads works, and what would write refuses.
	local function assert_only_read(ledger, wrap)
		local orders <const> = #home.simulator:orders()
		local list <const> = unom_bulk({ "list" }, ledger, wrap)
		assert.same({ 0, "" }, { list.code, list.err })
		assert.matches("list%.csv", list.out)
		local status <const> = unom_bulk({ "status", "1" }, ledger, wrap)
		assert.equal(0, status.code, status.err)
		assert.matches("rejected", status.out)
		local result <const> = home:path("tmp") .. "/../read.csv"
		assert.equal(0, unom_bulk({ "report", "1", "--result", result }, ledger, wrap).code)
		assert.equal(2, #csv.parse(scratch.read(result)))
		home:write("more.csv", "operation,lineNo,roamingCode\nset_roaming,09010000003,T6000037\n")
		for _, arguments in ipairs { { "run", "more.csv", "--agree" }, { "resume", "1" }, { "retry", "1" },
			{ "cancel", "1", "--yes" }, { "resolve", "1", "1", "--abandon" } } do
			local refused <const> = unom_bulk(arguments, ledger, wrap)
			assert.equal(2, refused.code, refused.err)
			assert.matches("^unom: [^\n]*ledger%.db: [^\n]+\n$", refused.err)
		end
		assert.equal(2, unom_bulk({ "status", "7" }, ledger, wrap).code)
		assert.equal(orders, #home.simulator:orders())
	end

	local function count_in(ledger)
		return #assert(bulk.jobs { ledger = ledger })
	end

	it("reads where the modes of the file do not let it write", function()
		with_job(home.ledger)
		os.execute(("chmod 400 '%s'"):format(home.ledger))
		assert_only_read(home.ledger, where_modes_hold)
		os.execute(("chmod 600 '%s'"):format(home.ledger))
		assert.equal(1, count_in(home.ledger))
	end)

	it("reads where the modes of the folder do not let it write", function()
		local folder <const> = home:path("kept")
		assert(lfs.mkdir(folder))
		with_job(folder .. "/ledger.db")
		os.execute(("chmod 500 '%s'"):format(folder))
		assert_only_read(folder .. "/ledger.db", where_modes_hold)
		os.execute(("chmod 700 '%s'"):format(folder))
	end)

	if IS_ROOT and shell.lines(MAY_MOUNT)[1] == "yes" then
		it("reads on a read-only disk, also what is in the log alone", function()
			local disk <const> = home:path("disk")
			assert(lfs.mkdir(disk))
			assert(os.execute(("mount -t tmpfs -o size=8m none '%s'"):format(disk)))
			finally(function() os.execute(("umount -l '%s'"):format(disk)) end)
			with_job(disk .. "/made.db")
			-- As a process that was killed leaves it: what it wrote last is in the log.
			local ledger <const> = assert(ledgers.open(disk .. "/made.db"))
			add_job(ledger)
			for _, suffix in ipairs { "", "-wal" } do
				os.execute(("cp '%s/made.db%s' '%s/ledger.db%s'"):format(disk, suffix, disk, suffix))
			end
			ledger:close()
			assert(os.execute(("mount -o remount,ro '%s'"):format(disk)))
			assert_only_read(disk .. "/ledger.db")
			assert.matches("\n2 ", unom_bulk({ "list" }, disk .. "/ledger.db").out)
		end)
	end
end)
