--- The counters of get_traffic and get_data_share_traffic.
--
-- Invariant: the counters of a line follow from its number, and each is a text of digits.
local json <const> = require "unom.simulator.json"

local traffic = {}

local DAYS <const> = 30
local MOST <const> = "18446744073709551615" -- as far as the counters reach

-- The limits that the specification's table of conditions knows, in turn.
local LIMITS <const> = {
	{ "0", "0" }, { json.null, "0" }, { "0", "1" }, { "1", "0" }, { "1", "1" }, { "2", "0" }, { "3", "0" },
}

--- The reply for a line of contracts.lua.
function traffic.of(contract, line)
	local limits <const> = LIMITS[line.number % #LIMITS + 1]
	local function bytes(days)
		return line.huge and MOST or tostring(line.number * 7919 % 100003 * days * 1000)
	end
	local reply <const> = {
		contractId = contract.id, lineNo = line.lineNo,
		limitStatus1 = limits[1], limitStatus2 = limits[2],
		-- The carrier says that it cannot show these three for now.
		monthlyLimitStartTime = "", dailyLimitStartTime = "", limitCause = "",
		trafficThisMonth = bytes(30), traffic1monthAgo = bytes(29), traffic2monthAgo = bytes(28),
		trafficToday = bytes(1), traffic1dayAgo = bytes(2),
		remainedDataVolume = bytes(40 + line.volumes),
	}
	for day = 2, DAYS do
		reply[("traffic%ddaysAgo"):format(day)] = bytes(day % 5 + 1)
	end
	return reply
end

return traffic
