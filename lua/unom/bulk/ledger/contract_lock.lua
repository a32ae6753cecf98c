--- One process at a time works on a contract: a lock on a byte of a file beside the ledger, and a random number in it.
--
-- Invariants: the kernel holds the lock and drops it when the process ends, however it ends, so that no stale lock can
-- remain. Who has the contract is written in the ledger with a random number, the epoch: should the lock file be
-- removed, so that two processes have the lock, the one that finds another's epoch sends nothing more.
--
-- The file also remembers the ledger's id and its newest event. A ledger that is behind is an older copy that was put
-- in its place: what it calls pending may have been ordered since.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"

local lock_methods <const> = {}
local lock_mt <const> = { __name = "unom.contract_lock", __index = lock_methods }

local MEMORY <const> = "%s %d\n"
local MEMORY_PATTERN <const> = "^(%x+) (%d+)\n"

local function offset(contract)
	return math.tointeger(tonumber(contract:match("%d+"))) or 0
end

-- The lock files open in this process, by path: {file=, locks=number, contracts=set}. The kernel does not
-- distinguish two locks of one process, and drops them all when any handle on the file is closed: so there is one
-- handle, and a set.
local opened <const> = {}

local function open_file(path)
	if not opened[path] then
		local made <const>, reason = core.private_file(path)
		local file <const> = made and io.open(path, "r+")
		if not file then
			return nil, errors.new { kind = "ledger", message = reason or path }
		end
		opened[path] = { file = file, locks = 0, contracts = {} }
	end
	return opened[path]
end

--- Unlocks contracts, and closes the file with its last lock.
local function unlock(path, contracts)
	local held <const> = opened[path]
	for _, contract in ipairs(contracts) do
		held.contracts[contract] = nil
		lfs.unlock(held.file, offset(contract), 1)
	end
	held.locks = held.locks - 1
	if held.locks == 0 then
		held.file:close()
		opened[path] = nil
	end
end

local function refusal(ledger, contract)
	local holder <const> = ledger:holder(contract)
	return errors.new { kind = "locked", message = messages.say(holder and "locked_by" or "locked", {
		contract = contract,
		process = holder and holder.process,
		job = holder and holder.job,
		since = holder and moments.shown(holder.since),
	}) }
end

--- The id of the ledger that the file remembers and its newest event then; nil where it remembers none.
local function recall(file)
	file:seek("set")
	local id <const>, event <const> = (file:read(64) or ""):match(MEMORY_PATTERN)
	return id, math.tointeger(tonumber(event))
end

--- The error of kind "ledger" for a ledger that is behind what the file remembers of it, or nil.
local function refuse_older(ledger, path, file)
	local id <const>, event <const> = recall(file)
	if id == ledger.id and ledger:last_event() < event then
		return errors.new { kind = "ledger", message = messages.say("ledger_older", { ledger = ledger.path, lock = path }) }
	end
end

--- Locks every one of `contracts` for `job`, or none. Who holds them is on the disk after the ledger's next sync.
-- @return the lock, or nil and an error of kind "locked" (somebody has one of them, in this process or another) or
--   "ledger"
local function acquire(ledger, contracts, job)
	local path <const> = ledger.path .. ".lock"
	local held <const>, err = open_file(path)
	if not held then
		return nil, err
	end
	held.locks = held.locks + 1
	local taken <const> = {}
	local older <const> = refuse_older(ledger, path, held.file)
	if older then
		unlock(path, taken)
		return nil, older
	end
	for _, contract in ipairs(contracts) do
		if held.contracts[contract] or not lfs.lock(held.file, "w", offset(contract), 1) then
			unlock(path, taken)
			return nil, refusal(ledger, contract)
		end
		held.contracts[contract] = true
		taken[#taken + 1] = contract
	end
	local epoch <const> = core.random_id()
	local written <const>, reason = pcall(function()
		for _, contract in ipairs(contracts) do
			ledger:set_holder(contract, core.process_id(), job, epoch, core.host_name())
		end
	end)
	if not written then
		unlock(path, taken)
		error(reason, 0)
	end
	local self <const> = setmetatable({ ledger = ledger, path = path, contracts = taken, epoch = epoch }, lock_mt)
	ledger.lock = self
	return self
end

--- Calls `body` while no process has a contract of the ledger at `ledger_path`, not even one of an earlier unom. Raises
-- an error of kind "locked" where one has.
local function alone(ledger_path, body)
	local path <const> = ledger_path .. ".lock"
	local held <const>, err = open_file(path)
	if not held then
		error(err, 0)
	end
	held.locks = held.locks + 1
	local is_alone <const> = next(held.contracts) == nil and lfs.lock(held.file, "w")
	local done <const>, raised = pcall(is_alone and body or error,
		errors.new { kind = "locked", message = messages.say("locked_for_migration", { ledger = ledger_path }) }, 0)
	if is_alone then
		lfs.unlock(held.file)
	end
	unlock(path, {})
	if not done then
		error(raised, 0)
	end
end

--- Which process has a contract of the ledger at `ledger_path` locked. Nothing is locked for it, and nothing written.
-- @return its number, 0 or less where it is of another machine; nil: none has; or false: there is no telling
local function owner(ledger_path, contract)
	local path <const> = ledger_path .. ".lock"
	local held <const> = opened[path] -- a second handle would drop this process's locks when it is closed
	if held then
		return held.contracts[contract] and core.process_id() or core.lock_owner(held.file, offset(contract))
	elseif not lfs.attributes(path) then
		return nil
	end
	local file <close> = io.open(path, "rb")
	return file ~= nil and core.lock_owner(file, offset(contract))
end

--- Has nobody taken one of the contracts since? To be asked inside the transaction that is to be kept from others.
function lock_methods:is_held()
	return self.ledger:count_held(self.epoch) == #self.contracts
end

--- Remembers that the ledger had this event, on the disk.
function lock_methods:remember(event)
	local file <const> = self.contracts and opened[self.path].file
	if file then
		local id <const>, known <const> = recall(file)
		if id ~= self.ledger.id or known < event then
			file:seek("set")
			file:write(MEMORY:format(self.ledger.id, event))
			file:flush()
		end
	end
end

--- Gives the locks back. Can be called twice.
function lock_methods:release()
	local contracts <const> = self.contracts
	if contracts then
		self.contracts = nil
		if self.ledger.lock == self then
			self.ledger.lock = nil
		end
		unlock(self.path, contracts)
	end
end

lock_mt.__close = lock_methods.release
lock_mt.__gc = lock_methods.release

return { acquire = acquire, alone = alone, owner = owner }
