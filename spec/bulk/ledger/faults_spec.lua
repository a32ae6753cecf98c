--- Faults of the ledger: a full disk, a ledger that cannot be written, a contract that another process has locked.
-- Each is reported in one line and leaves nothing half-written, and unom works again once the cause is gone.

local bulk <const> = require "unom.bulk"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local ledgers <const> = require "unom.bulk.ledger"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local IS_ROOT <const> = shell.lines("id -u")[1] == "0"

--- Makes `unom` run where no file may grow beyond so many blocks of 512 bytes, as if the disk were full. (Without the
-- trap the kernel would kill the writer.)
local function full_at(blocks)
	return function(words) return ("trap '' XFSZ; ulimit -f %d; "):format(blocks) .. words end
end

--- Makes `unom` run where the modes of files hold for root too.
local function where_modes_hold(words)
	return (IS_ROOT and "exec setpriv --bounding-set=-dac_override,-dac_read_search " or "exec ")
		.. "sh -c " .. shell.quoted(words)
end

describe("with a ledger in trouble #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	before_each(function() home:simulate { latency = 0.002, processing = 0.2, lines = 1000 } end)

	--- Starts `unom bulk`.
	-- @param wrap as in command.start
	-- @param ledger the home's if nil
	local function start(arguments, wrap, ledger)
		return home:start({ "bulk", table.unpack(arguments) },
			{ wrap = wrap, environment = { UNOM_LEDGER = ledger or home.ledger } })
	end

	--- Runs `unom bulk` to its end. Returns its exit code and what it said after the summary of the list.
	local function unom_bulk(...)
		local result <const> = start(...):finish()
		local said, indented = (result.err:gsub("^unom: [^\n]* to be sent [^\n]*\n", ""))
		repeat
			said, indented = said:gsub("^  [^\n]*\n", "")
		until indented == 0
		return result.code, said
	end

	--- A list of so many lines, after the first `before`.
	local function list(count, name, before)
		local lines <const> = { "operation,lineNo,actIpAddress" }
		for number = (before or 0) + 1, (before or 0) + count do
			lines[#lines + 1] = ("change_ip_addresses,0901%07d,10.0.%d.%d"):format(number, number // 250, number % 250 + 1)
		end
		return home:write(name or "list.csv", table.concat(lines, "\n") .. "\n")
	end

	local function lines_of(text)
		return select(2, text:gsub("\n", ""))
	end

	--- Every row succeeded with an order of its own, and there are no others.
	local function assert_done(count, ledger)
		local job <const> = assert(bulk.status { ledger = ledger or home.ledger, job = 1 })
		assert.equal(count, job.states.succeeded)
		local orders <const>, seen <const> = home.simulator:orders(), {}
		assert.equal(count, #orders)
		for _, order in ipairs(orders) do
			assert.is_nil(seen[order.lineNo])
			seen[order.lineNo] = true
		end
		local result <const> = csv.parse(home:read("list.result.csv"))
		assert.equal(count, #result)
		for _, row in ipairs(result) do
			assert.equal("succeeded", row["unom.state"])
		end
	end

	local function assert_no_result()
		assert.is_nil(lfs.attributes(home:path("list.result.csv")))
		assert.is_nil(lfs.attributes(home:path("list.result.csv.part")))
	end

	it("loads a list completely or not at all: a disk that fills meanwhile ends with 2", function()
		list(1000)
		local code <const>, err <const> = unom_bulk({ "run", "list.csv", "--agree" }, full_at(400))
		assert.equal(2, code, err)
		assert.equal(1, lines_of(err), err)
		assert.matches("^unom: [^\n]*ledger%.db: [^\n]+\n$", err)
		assert.same({}, bulk.jobs { ledger = home.ledger })
		assert.same({}, home.simulator:orders())
		assert_no_result()
	end)

	it("stops when the disk fills during the run, with 4 and the command that goes on once there is room", function()
		list(80)
		local code, err = unom_bulk({ "run", "list.csv", "--agree" }, full_at(800))
		assert.equal(4, code, err)
		assert.matches("^unom: job 1: 80 rows to send\nunom: to stop: [^\n]+\nunom: [^\n]*ledger%.db: [^\n]+\n"
			.. "unom: to go on: unom bulk resume 1\n$", err)
		local sent <const> = #home.simulator:orders()
		assert.is_true(sent > 0 and sent < 80)
		assert_no_result()
		-- Still no room: nothing more is sent.
		code, err = unom_bulk({ "resume", "1" }, full_at(8))
		assert.equal(2, code, err)
		assert.equal(1, lines_of(err), err)
		assert.equal(sent, #home.simulator:orders())
		code, err = unom_bulk { "resume", "1" }
		assert.equal(0, code, err)
		assert_done(80)
	end)

	-- Only root can mount a file system, and not everywhere.
	local MAY_MOUNT <const> = "d=$(mktemp -d); mount -t tmpfs none $d 2>/dev/null && umount $d && echo yes; rmdir $d"
	if IS_ROOT and shell.lines(MAY_MOUNT)[1] == "yes" then
		it("stops when its file system is full, and goes on when space is freed", function()
			local disk <const> = home:path("disk")
			assert(lfs.mkdir(disk))
			assert(os.execute(("mount -t tmpfs -o size=4m none '%s'"):format(disk)))
			finally(function() os.execute(("umount -l '%s'"):format(disk)) end)
			scratch.file(disk .. "/filler", ("x"):rep(4 * 1024 * 1024 - 480 * 1024))
			list(80)
			local ledger <const> = disk .. "/ledger.db"
			local code, err = unom_bulk({ "run", "list.csv", "--agree" }, nil, ledger)
			assert.equal(4, code, err)
			assert.equal(4, lines_of(err), err)
			assert.matches("full", err)
			assert.matches("unom bulk resume 1", err)
			os.remove(disk .. "/filler")
			code, err = unom_bulk({ "resume", "1" }, nil, ledger)
			assert.equal(0, code, err)
			assert_done(80, ledger)
		end)
	end

	it("sends nothing with a ledger that it may not write", function()
		list(3)
		assert.equal(0, (unom_bulk { "run", "list.csv", "--agree" }))
		local before <const> = home:read("ledger.db")
		list(4, "more.csv", 100)
		os.execute(("chmod 400 '%s'"):format(home.ledger))
		for _, arguments in ipairs { { "run", "more.csv", "--agree" }, { "resume", "1" } } do
			local code <const>, err <const> = unom_bulk(arguments, where_modes_hold)
			assert.equal(2, code, err)
			assert.equal(1, lines_of(err), err)
			assert.matches("ledger%.db: [^\n]+\n$", err)
		end
		assert.equal(before, home:read("ledger.db"))
		assert.equal(3, #home.simulator:orders())
	end)

	it("sends nothing where it may not make a ledger", function()
		list(3)
		local locked <const> = home:path("locked")
		assert(lfs.mkdir(locked))
		os.execute(("chmod 500 '%s'"):format(locked))
		local code <const>, err <const> = unom_bulk({ "run", "list.csv", "--agree" }, where_modes_hold,
			locked .. "/ledger.db")
		assert.equal(2, code, err)
		assert.equal(1, lines_of(err), err)
		assert.matches("ledger%.db: [^\n]+\n$", err)
		assert.same({}, home.simulator:orders())
		assert_no_result()
	end)

	it("says that a file is no ledger, and leaves it as it is", function()
		list(3)
		local text <const> = ("a text, not a ledger\n"):rep(100)
		home:write("ledger.db", text)
		local code <const>, err <const> = unom_bulk { "run", "list.csv", "--agree" }
		assert.equal(2, code, err)
		assert.equal(1, lines_of(err), err)
		assert.equal(text, home:read("ledger.db"))
		assert.same({}, home.simulator:orders())
	end)

	it("keeps off a contract that another process has, until that one is gone", function()
		list(40)
		-- After the third order the canary makes a pause, so no request is in flight when the run is killed.
		local first <const> = start { "run", "list.csv", "--agree", "--canary", "3" }
		homes.wait_until(function() return #home.simulator:orders() > 2 end)
		list(5, "other.csv", 100)
		for _, arguments in ipairs { { "run", "other.csv", "--agree" }, { "resume", "1" } } do
			local code <const>, err <const> = unom_bulk(arguments)
			assert.equal(2, code, err)
			assert.equal(1, lines_of(err), err)
			assert.matches("^unom: process %d+ is working on contract N123456789 [^\n]*job 1", err)
		end
		first:signal("KILL")
		first:finish()
		local ledger <const> = assert(ledgers.open(home.ledger))
		assert.equal(1, #ledger:jobs())
		ledger:close()
		local code <const>, err <const> = unom_bulk { "resume", "1" }
		assert.equal(0, code, err)
		assert_done(40)
	end)
end)
