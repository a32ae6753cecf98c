--- The day on which a row's order takes effect.
--
-- Invariant: there is one for a row that succeeded only, and none where nobody told it: a reservation of data share is
-- carried out some day.

local moments <const> = require "unom.moments"

local effect <const> = {}

-- The status in operation 10 at which a reservation is not carried out yet.
local RESERVED <const> = { add_data_share_lines = "01", remove_data_share_line = "03" }

--- The day, YYYYMMDD: the carrier's (開通日), else the one that was asked for, else that on which it was processed, in
-- Japan. Nil where there is none.
-- @param row as the ledger gives it
function effect.day(row)
	local asked <const> = row.arguments.requestDate
	if row.state ~= "succeeded" or row.order_status and RESERVED[row.operation] == row.order_status then
		return nil
	elseif row.takes_effect then
		return row.takes_effect
	end
	return asked ~= nil and asked ~= "" and asked or moments.day(row.finished_at)
end

return effect
