--- Moments: as the ledger writes them, UTC, and as people and programs are shown them and the carrier counts days, in
-- Japan.
--
-- Invariants: nothing here depends on the time zone or the locale of the process. What the ledger keeps is compared as
-- text and stays UTC; `shown` is on every way out.

local moments <const> = {}

local JAPAN <const> = 9 * 3600 -- seconds; there is no summer time

--- The moment as the ledger writes it: ISO 8601, UTC.
-- @param seconds since the epoch
function moments.write(seconds)
	return os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(seconds))
end

--- The days from 1970-01-01 to a date.
local function days_to(year, month, day)
	local shifted <const> = (month + 9) % 12 -- years that begin in March have their leap day last
	local years <const> = month < 3 and year - 1 or year
	return 365 * years + years // 4 - years // 100 + years // 400 + (shifted * 153 + 2) // 5 + day - 1 - 719468
end

--- Reads what `write` wrote. Returns seconds since the epoch.
function moments.read(text)
	local numbers <const> = {}
	for digits in text:gmatch "%d+" do
		numbers[#numbers + 1] = math.tointeger(digits)
	end
	local year <const>, month <const>, day <const>, hour <const>, minute <const>, second <const> = table.unpack(numbers)
	return ((days_to(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
end

--- The moment in Japan.
-- @param format as os.date takes it
-- @param seconds since the epoch
function moments.japan(format, seconds)
	return os.date("!" .. format, math.floor(seconds) + JAPAN)
end

--- The first day of the month after a moment's in Japan, as the carrier writes days: YYYYMMDD.
-- @param seconds since the epoch
function moments.first_of_next_month(seconds)
	local year <const>, month <const> = moments.japan("%Y %m", seconds):match "^(%d+) (%d+)$"
	return ("%04d%02d01"):format(year + month // 12, month % 12 + 1)
end

--- The day in Japan of a moment that `write` wrote, as the carrier writes days: YYYYMMDD.
-- @param later seconds to add
function moments.day(text, later)
	return moments.japan("%Y%m%d", moments.read(text) + (later or 0))
end

--- A moment that `write` wrote, as everybody is shown it: in Japan's time, ISO 8601 with its offset; nil stays nil.
function moments.shown(text)
	return text and moments.japan("%Y-%m-%dT%H:%M:%S+09:00", moments.read(text))
end

--- A day of the carrier's as everybody is shown it: YYYY-MM-DD; nil stays nil.
function moments.day_shown(day)
	return day and (day:gsub("^(%d%d%d%d)(%d%d)(%d%d)$", "%1-%2-%3"))
end

return moments
