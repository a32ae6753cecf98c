--- Opens again the rows of a job whose orders were processed and are to be followed to their completion.
--
-- Invariant: a row is opened again only where there is more to follow, and the engine that follows begins right after.

local status <const> = require "unom.bulk.carrier.status"
local tracking <const> = require "unom.bulk.carrier.tracking"

local reopening <const> = {}

-- How many rows are read from the ledger at a time.
local WINDOW <const> = 1000

local function is_incomplete(row)
	return row.state == "succeeded" and row.order_id ~= nil and tracking.can_complete(row.operation)
		and status.is_processed(row.order_status)
end

--- Calls `visit` with each row that can be opened again.
local function each(ledger, job, visit)
	local last = 0
	repeat
		local window <const> = ledger:rows_after(job, last, WINDOW)
		for _, row in ipairs(window) do
			last = row.row
			if is_incomplete(row) then
				visit(row)
			end
		end
	until #window < WINDOW
end

--- The contracts of rows that can be opened again, an array.
function reopening.contracts(ledger, job)
	local names <const>, seen <const> = {}, {}
	each(ledger, job, function(row)
		if not seen[row.contract] then
			seen[row.contract] = true
			names[#names + 1] = row.contract
		end
	end)
	return names
end

--- Opens a row: `tracking` again.
local function open(ledger, row)
	ledger:transition(row, { state = "tracking", finished_at = ledger.NONE }, "reopened")
end

--- Opens these rows, those of them that succeeded. On the disk after the ledger's next sync.
function reopening.open(ledger, rows)
	for _, row in ipairs(rows) do
		if row.state == "succeeded" then
			open(ledger, row)
		end
	end
end

--- Opens all of a job that can be. On the disk after the ledger's next sync.
-- @return how many they are
function reopening.run(ledger, job)
	local number = 0
	each(ledger, job, function(row)
		open(ledger, row)
		number = number + 1
	end)
	return number
end

return reopening
