--- The rows that end while a function of bulk works, told to the script as each is on the disk.
--
-- Invariants: a row is told once it has ended in the ledger, and each end of it once; rows of other jobs, which a run
-- follows besides, are not told.

local shown <const> = require "unom.bulk.jobs.status.rows"

local endings_methods <const> = {}
local endings_mt <const> = { __name = "unom.endings", __index = endings_methods }

--- Has the ends of a job's rows told.
-- @param ledger tells of each row that ends
-- @param job the job's number
-- @param on_row called with each row, as bulk.status has it; nil: nothing is told, and nothing is returned
local function new(ledger, job, on_row)
	if not on_row then
		return nil
	end
	local self <const> = setmetatable({ job = job, on_row = on_row, rows = {} }, endings_mt)
	ledger:watch_ends(function(row) self:add(row) end)
	return self
end

--- A row has ended, in a transaction that may be open still.
function endings_methods:add(row)
	if row.job == self.job then
		self.rows[#self.rows + 1] = shown.of(row)
	end
end

--- Tells the rows that have ended since. To be called when the ledger is on the disk; raises what `on_row` raises.
function endings_methods:tell()
	while #self.rows > 0 do
		local rows <const> = self.rows
		self.rows = {}
		for _, row in ipairs(rows) do
			self.on_row(row)
		end
	end
end

return { new = new }
