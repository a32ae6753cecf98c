--- Moments as the ledger writes them, in Japan's time: the carrier's days, and times for people.
--
-- Invariant: neither the machine's time zone nor its locale makes a difference.

local japan <const> = {}

local OFFSET <const>, SUFFIX <const> = 9 * 3600, "+09:00" -- seconds; there is no summer time

--- The days from 1970-01-01 to a date.
local function days_to(year, month, day)
	local shifted <const> = (month + 9) % 12 -- years that begin in March have their leap day last
	local years <const> = month < 3 and year - 1 or year
	return 365 * years + years // 4 - years // 100 + years // 400 + (shifted * 153 + 2) // 5 + day - 1 - 719468
end

--- The seconds since the epoch of a moment that the ledger wrote.
-- @param time ISO 8601, UTC
local function seconds_of(time)
	local numbers <const> = {}
	for digits in time:gmatch "%d+" do
		numbers[#numbers + 1] = math.tointeger(digits)
	end
	local year <const>, month <const>, day <const>, hour <const>, minute <const>, second <const> = table.unpack(numbers)
	return ((days_to(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
end

--- The day of a moment that the ledger wrote, as the carrier writes days: YYYYMMDD.
-- @param time ISO 8601, UTC
-- @param later seconds to add
function japan.day(time, later)
	return os.date("!%Y%m%d", seconds_of(time) + OFFSET + (later or 0))
end

--- The same moment in Japan's time, ISO 8601 with its offset.
function japan.time(time)
	return os.date("!%Y-%m-%dT%H:%M:%S", seconds_of(time) + OFFSET) .. SUFFIX
end

return japan
