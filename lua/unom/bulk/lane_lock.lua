--- One process at a time works on a contract: a lock on a byte of a file beside the ledger.
--
-- Invariant: the kernel holds the lock and drops it when the process ends, however it ends, so no stale
-- lock can be left behind. Who has it is written in the ledger for people to read.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"

local lock_methods <const> = {}
local lock_mt <const> = { __name = "unom.lane_lock", __index = lock_methods }

local function offset(contract)
	return math.tointeger(tonumber(contract:match("%d+"))) or 0
end

--- Locks every one of `contracts` for `job`, or none. Who holds them is on the disk after the ledger's next sync.
-- @return the lock, or nil and an error of kind "locked" (somebody has one of them) or "ledger"
local function acquire(ledger, contracts, job)
	local path <const> = ledger.path .. ".lock"
	local made <const>, reason = core.private_file(path)
	local file <const> = made and io.open(path, "r+")
	if not file then
		return nil, errors.new { kind = "ledger", message = reason or path }
	end
	for _, contract in ipairs(contracts) do
		if not lfs.lock(file, "w", offset(contract), 1) then
			file:close()
			local holder <const> = ledger:holder(contract)
			return nil, errors.new { kind = "locked", message = messages.say(holder and "locked_by" or "locked", {
				contract = contract,
				process = holder and holder.process,
				job = holder and holder.job,
				since = holder and holder.since,
			}) }
		end
	end
	for _, contract in ipairs(contracts) do
		ledger:set_holder(contract, core.process_id(), job)
	end
	return setmetatable({ file = file }, lock_mt)
end

--- Gives the locks back. Can be called twice.
function lock_methods:release()
	if self.file then
		self.file:close()
		self.file = nil
	end
end

lock_mt.__close = lock_methods.release
lock_mt.__gc = lock_methods.release

return { acquire = acquire }
