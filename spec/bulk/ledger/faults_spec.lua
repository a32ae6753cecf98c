--- The ledger's own troubles: a full disk, a ledger that cannot be written, a contract that another process has.
-- Each is told in one line, leaves nothing half-written, and is over once its cause is.

local bulk <const> = require "unom.bulk"
local command <const> = require "support.command"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local ledgers <const> = require "unom.bulk.ledger"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local function says(words)
	local pipe <const> = assert(io.popen(words))
	local text <const> = pipe:read("a")
	pipe:close()
	return text
end

local IS_ROOT <const> = says("id -u") == "0\n"

-- Under this, files may grow to so many blocks of 512 bytes: the disk is full. (Without the trap the kernel would
-- kill the writer.)
local FULL_AT <const> = "trap '' XFSZ; ulimit -f %d; "
-- Under this the modes of files hold for root too.
local MODES_HOLD <const> = (IS_ROOT and "exec setpriv --bounding-set=-dac_override,-dac_read_search " or "exec ")
	.. "sh -c "

describe("with a ledger in trouble #wire", function()
	local home, simulator, environment
	homes.each_test(function(made)
		home, simulator = made.directory, made:simulate { latency = 0.002, processing = 0.2, lines = 1000 }
		function environment(ledger) return made:environment { UNOM_LEDGER = ledger or made.ledger } end
	end)

	--- Runs the command in a shell of its own, behind `before` or as the last argument of `wrapper`.
	local function unom(arguments, options)
		options = options or {}
		local words = (options.before or "") .. command.words(arguments, home, environment(options.ledger))
		if options.wrapper then
			words = options.wrapper .. shell.quoted(words)
		end
		local code <const> = says(("(%s) </dev/null >%s/out 2>%s/err; echo $?"):format(words, home, home))
		local err <const> = scratch.read(home .. "/err")
		assert.is_nil(err:find("traceback", 1, true), err)
		assert.is_nil(err:find("hush", 1, true))
		return math.tointeger(tonumber(code)), err
	end

	local function list(count, name)
		local lines <const> = { "operation,lineNo,actIpAddress" }
		for number = 1, count do
			lines[number + 1] = ("change_ip_addresses,0901%07d,10.0.%d.%d"):format(number, number // 250, number % 250 + 1)
		end
		return scratch.file(home .. "/" .. (name or "list.csv"), table.concat(lines, "\n") .. "\n")
	end

	local function lines_of(text)
		return select(2, text:gsub("\n", ""))
	end

	--- Every row succeeded with an order of its own, and there are no others.
	local function assert_done(count, ledger)
		local job <const> = assert(bulk.status { ledger = ledger or home .. "/ledger.db", job = 1 })
		assert.equal(count, job.states.succeeded)
		local orders <const>, seen <const> = simulator:orders(), {}
		assert.equal(count, #orders)
		for _, order in ipairs(orders) do
			assert.is_nil(seen[order.lineNo])
			seen[order.lineNo] = true
		end
		local result <const> = csv.parse(scratch.read(home .. "/list.result.csv"))
		assert.equal(count, #result)
		for _, row in ipairs(result) do
			assert.equal("succeeded", row["unom.state"])
		end
	end

	local function assert_no_result()
		assert.is_nil(lfs.attributes(home .. "/list.result.csv"))
		assert.is_nil(lfs.attributes(home .. "/list.result.csv.part"))
	end

	it("loads a list whole or not at all: a disk that fills meanwhile ends with 2", function()
		list(1000)
		local code <const>, err <const> = unom({ "bulk", "run", "list.csv", "--agree" }, { before = FULL_AT:format(400) })
		assert.equal(2, code, err)
		assert.equal(1, lines_of(err), err)
		assert.matches("^unom: [^\n]*ledger%.db: [^\n]+\n$", err)
		assert.same({}, bulk.jobs { ledger = home .. "/ledger.db" })
		assert.same({}, simulator:orders())
		assert_no_result()
	end)

	it("stops when the disk fills in mid-run, with 4 and the command that goes on once there is room", function()
		list(80)
		local code, err = unom({ "bulk", "run", "list.csv", "--agree" }, { before = FULL_AT:format(800) })
		assert.equal(4, code, err)
		assert.equal(2, lines_of(err), err)
		assert.matches("^unom: [^\n]*ledger%.db: [^\n]+\nunom: to go on: unom bulk resume 1\n$", err)
		local sent <const> = #simulator:orders()
		assert.is_true(sent > 0 and sent < 80)
		assert_no_result()
		-- Still no room: nothing more is sent.
		code, err = unom({ "bulk", "resume", "1" }, { before = FULL_AT:format(8) })
		assert.equal(2, code, err)
		assert.equal(1, lines_of(err), err)
		assert.equal(sent, #simulator:orders())
		code, err = unom { "bulk", "resume", "1" }
		assert.equal(0, code, err)
		assert_done(80)
	end)

	-- A file system of its own takes root, in a place where root may mount.
	local MAY_MOUNT <const> = "d=$(mktemp -d); mount -t tmpfs none $d 2>/dev/null && umount $d && echo yes; rmdir $d"
	if IS_ROOT and says(MAY_MOUNT) == "yes\n" then
		it("stops when its file system is full, and goes on when space is freed", function()
			local disk <const> = home .. "/disk"
			assert(lfs.mkdir(disk))
			assert(os.execute(("mount -t tmpfs -o size=4m none '%s'"):format(disk)))
			finally(function() os.execute(("umount -l '%s'"):format(disk)) end)
			scratch.file(disk .. "/filler", ("x"):rep(4 * 1024 * 1024 - 480 * 1024))
			list(80)
			local ledger <const> = disk .. "/ledger.db"
			local code, err = unom({ "bulk", "run", "list.csv", "--agree" }, { ledger = ledger })
			assert.equal(4, code, err)
			assert.equal(2, lines_of(err), err)
			assert.matches("full", err)
			assert.matches("unom bulk resume 1", err)
			os.remove(disk .. "/filler")
			code, err = unom({ "bulk", "resume", "1" }, { ledger = ledger })
			assert.equal(0, code, err)
			assert_done(80, ledger)
		end)
	end

	it("sends nothing with a ledger that it may not write", function()
		list(3)
		assert.equal(0, (unom { "bulk", "run", "list.csv", "--agree" }))
		local before <const> = scratch.read(home .. "/ledger.db")
		list(4, "more.csv")
		os.execute(("chmod 400 '%s/ledger.db'"):format(home))
		for _, arguments in ipairs { { "bulk", "run", "more.csv", "--agree" }, { "bulk", "resume", "1" } } do
			local code <const>, err <const> = unom(arguments, { wrapper = MODES_HOLD })
			assert.equal(2, code, err)
			assert.equal(1, lines_of(err), err)
			assert.matches("ledger%.db: [^\n]+\n$", err)
		end
		assert.equal(before, scratch.read(home .. "/ledger.db"))
		assert.equal(3, #simulator:orders())
	end)

	it("sends nothing where it may not make a ledger", function()
		list(3)
		local locked <const> = home .. "/locked"
		assert(lfs.mkdir(locked))
		os.execute(("chmod 500 '%s'"):format(locked))
		local code <const>, err <const> = unom({ "bulk", "run", "list.csv", "--agree" },
			{ wrapper = MODES_HOLD, ledger = locked .. "/ledger.db" })
		assert.equal(2, code, err)
		assert.equal(1, lines_of(err), err)
		assert.matches("ledger%.db: [^\n]+\n$", err)
		assert.same({}, simulator:orders())
		assert_no_result()
	end)

	it("says that a file is no ledger, and leaves it as it is", function()
		list(3)
		local text <const> = ("a letter, not a ledger\n"):rep(100)
		scratch.file(home .. "/ledger.db", text)
		local code <const>, err <const> = unom { "bulk", "run", "list.csv", "--agree" }
		assert.equal(2, code, err)
		assert.equal(1, lines_of(err), err)
		assert.equal(text, scratch.read(home .. "/ledger.db"))
		assert.same({}, simulator:orders())
	end)

	it("keeps off a contract that another process has, until that one is gone", function()
		list(40)
		-- The canary makes a pause behind the third order: no request is on its way when the run is killed.
		local first <const> = command.start({ "bulk", "run", "list.csv", "--agree", "--canary", "3" },
			{ home = home, environment = environment() })
		repeat
			os.execute("sleep 0.05")
		until #simulator:orders() > 2
		list(5, "other.csv")
		for _, arguments in ipairs { { "bulk", "run", "other.csv", "--agree" }, { "bulk", "resume", "1" } } do
			local code <const>, err <const> = unom(arguments)
			assert.equal(2, code, err)
			assert.equal(1, lines_of(err), err)
			assert.matches("^unom: process %d+ is working on contract N123456789 [^\n]*job 1", err)
		end
		first:signal("KILL")
		first:finish()
		local ledger <const> = assert(ledgers.open(home .. "/ledger.db"))
		assert.equal(1, #ledger:jobs())
		ledger:close()
		local code <const>, err <const> = unom { "bulk", "resume", "1" }
		assert.equal(0, code, err)
		assert_done(40)
	end)
end)
