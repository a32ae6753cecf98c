--- Days and times as the carrier writes them, in Japan's time.
--
-- Invariant: every text is local to Japan (UTC+9), wherever the simulator runs.
local calendar = {}

local JAPAN <const> = 9 * 3600
local DAYS <const> = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

--- "YYYYMMDD" of seconds since 1970.
function calendar.day(time)
	return os.date("!%Y%m%d", math.floor(time) + JAPAN)
end

--- "YYYYMMDDHHMMSS" of seconds since 1970.
function calendar.moment(time)
	return os.date("!%Y%m%d%H%M%S", math.floor(time) + JAPAN)
end

local function days_in(year, month)
	if month == 2 and year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) then
		return 29
	end
	return DAYS[month] or 0
end

--- Is this text a day that exists, YYYYMMDD?
function calendar.is_day(text)
	local year <const>, month <const>, day <const> = text:match("^(%d%d%d%d)(%d%d)(%d%d)$")
	if not year then
		return false
	end
	local number <const> = tonumber(day)
	return number >= 1 and number <= days_in(tonumber(year), tonumber(month))
end

--- Is this text a moment that exists, YYYYMMDDHHMMSS?
function calendar.is_moment(text)
	local day <const>, hour <const>, minute <const>, second <const> =
		text:match("^(%d%d%d%d%d%d%d%d)(%d%d)(%d%d)(%d%d)$")
	return day ~= nil and calendar.is_day(day)
		and tonumber(hour) < 24 and tonumber(minute) < 60 and tonumber(second) < 60
end

return calendar
