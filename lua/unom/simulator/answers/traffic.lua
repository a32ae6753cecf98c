--- The counters of get_traffic and get_data_share_traffic.
--
-- Invariant: the counters of a line follow from its number, and each is a text of digits.
local calendar <const> = require "unom.simulator.calendar"
local json <const> = require "unom.simulator.json"

local traffic = {}

local DAYS <const> = 30
local MOST <const> = "18446744073709551615" -- as far as the counters reach

-- The pairs that the specification's table of conditions knows, in turn: limitStatus1, limitStatus2, and which limits
-- they mean. A null is written as null or, as the field's own description has it, NULL.
local LIMITS <const> = {
	{ "0", "0" }, { json.null, "0" }, { "NULL", "0" },
	{ "0", "1", monthly = true }, { json.null, "1", monthly = true },
	{ "2", "0", monthly = true }, { "2", "1", monthly = true },
	{ "1", "0", recent = true },
	{ "1", "1", monthly = true, recent = true },
	{ "3", "0", monthly = true, recent = true }, { "3", "1", monthly = true, recent = true },
}

-- How the time at which a limit began is written. The carrier says that it cannot show it for now, and that its form
-- will change.
local TIMES <const> = {
	none = function() return "" end,
	old = function(day, time) return day:gsub("^(....)(..)(..)$", "%1/%2/%3:") .. time end,
	new = function(day, time) return day:gsub("^(....)(..)(..)$", "%1/%2/%3T") .. time .. "+09:00" end,
}
traffic.TIMES = { "none", "old", "new" }

--- The reply for a line of contracts.lua. times: of TIMES; today: YYYYMMDD; a limit began the day before.
function traffic.of(contract, line, times, today)
	local limits <const> = LIMITS[line.number % #LIMITS + 1]
	local function began(is_limited, time)
		return is_limited and TIMES[times](calendar.days_after(today, -1), time) or ""
	end
	local function bytes(days)
		return line.huge and MOST or tostring(line.number * 7919 % 100003 * days * 1000)
	end
	local reply <const> = {
		contractId = contract.id, lineNo = line.lineNo,
		limitStatus1 = limits[1], limitStatus2 = limits[2],
		monthlyLimitStartTime = began(limits.monthly, "20:30"), dailyLimitStartTime = began(limits.recent, "09:05"),
		limitCause = "", -- to come, says the carrier
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
