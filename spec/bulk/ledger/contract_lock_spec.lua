--- Who has a contract of a ledger locked, asked by those who only look.

local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local core <const> = require "unom.core"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local shell <const> = require "support.shell"
local stub <const> = require "luassert.stub"

local N1 <const>, N2 <const> = "N123456789", "N987654321"

describe("the owner of a contract's lock #unit", function()
	local home <const> = homes.each_test()

	--- A process that locks a byte of the ledger's lock file until `release()`; its number is `pid`.
	local function locker(byte)
		local script <const> = home:write("locker.lua", ([[
			local file = io.open(arg[1], "r+")
			assert(require("lfs").lock(file, "w", %d, 1))
			assert(io.open(arg[2], "w")):close()
			io.read()]]):format(byte))
		local lock <const>, ready <const> = home.ledger .. ".lock", home:path "ready"
		assert(core.private_file(lock))
		local pipe <const> = assert(io.popen(("echo $$ >%s; exec lua5.4 %s %s %s"):format(shell.quoted(home:path "pid"),
			shell.quoted(script), shell.quoted(lock), shell.quoted(ready)), "w"))
		homes.wait_until(function() return io.open(ready) ~= nil end)
		return { pid = math.tointeger(tonumber(home:read "pid")), release = function() pipe:close() end }
	end

	it("is nobody where there is no lock file, and none is made", function()
		assert.is_nil(contract_lock.owner(home.ledger, N1))
		assert.is_nil(io.open(home.ledger .. ".lock"))
	end)

	it("is the process that has it, until it ends", function()
		local other <const> = locker(123456789)
		assert.equal(other.pid, contract_lock.owner(home.ledger, N1))
		assert.is_nil(contract_lock.owner(home.ledger, N2))
		other.release()
		assert.is_nil(contract_lock.owner(home.ledger, N1))
	end)

	it("is this process where it has it, which keeps all its locks when it is asked", function()
		local ledger <close> = assert(ledgers.open(home.ledger))
		local lock <close> = assert(contract_lock.acquire(ledger, { N1 }, 1))
		assert.truthy(lock)
		ledger:sync()
		assert.equal(core.process_id(), contract_lock.owner(ledger.path, N1))
		assert.is_nil(contract_lock.owner(ledger.path, N2))
		local check <const> = ([[package.cpath = %q; local file = io.open(arg[1])
			print(require("unom.core").lock_owner(file, %d))]]):format(package.cpath, 123456789)
		local asked <close> = assert(io.popen(("lua5.4 %s %s"):format(shell.quoted(home:write("check.lua", check)),
			shell.quoted(ledger.path .. ".lock"))))
		assert.equal(core.process_id(), asked:read "n")
	end)

	it("cannot be told where the lock file cannot be read", function()
		assert(core.private_file(home.ledger .. ".lock"))
		local unreadable <const> = stub(io, "open")
		local owner <const> = contract_lock.owner(home.ledger, N1)
		unreadable:revert()
		assert.is_false(owner)
	end)
end)

describe("core.lock_owner #unit", function()
	it("wants an open file", function()
		local file <const> = io.tmpfile()
		assert.is_nil(core.lock_owner(file, 0))
		file:close()
		assert.error_matches(function() core.lock_owner(file, 0) end, "a closed file")
		assert.error_matches(function() core.lock_owner("x", 0) end, "FILE")
	end)
end)
