--- Days and times as the carrier writes them, in Japan's time.
--
-- Invariant: every text is local to Japan (UTC+9), wherever the simulator runs.
local calendar = {}

local JAPAN <const> = 9 * 3600
local DAY <const> = 24 * 3600
local DAYS <const> = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

--- "YYYYMMDD" of seconds since 1970.
function calendar.day(time)
	return os.date("!%Y%m%d", math.floor(time) + JAPAN)
end

--- "YYYYMMDDHHMMSS" of seconds since 1970.
function calendar.moment(time)
	return os.date("!%Y%m%d%H%M%S", math.floor(time) + JAPAN)
end

--- "YYYYMM" of the month after that of a day, YYYYMMDD.
local function next_month(day)
	local year <const>, month <const> = tonumber(day:sub(1, 4)), tonumber(day:sub(5, 6))
	return ("%04d%02d"):format(month == 12 and year + 1 or year, month % 12 + 1)
end

--- The days on which the month after that of `day` begins and ends.
function calendar.first_of_next_month(day)
	return next_month(day) .. "01"
end

local function days_in(year, month)
	if month == 2 and year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) then
		return 29
	end
	return DAYS[month] or 0
end

function calendar.last_of_next_month(day)
	local month <const> = next_month(day)
	return ("%s%02d"):format(month, days_in(tonumber(month:sub(1, 4)), tonumber(month:sub(5, 6))))
end

--- The day so many days after a day, both YYYYMMDD; a negative count goes back.
function calendar.days_after(day, count)
	local noon <const> = os.time { year = day:sub(1, 4), month = day:sub(5, 6), day = day:sub(7, 8) + count, hour = 12 }
	return os.date("%Y%m%d", noon)
end

--- A moment of that day in Japan, at the time of day that `time` has there: seconds since 1970.
function calendar.same_time_on(day, time)
	local function midnight(text)
		return os.time { year = text:sub(1, 4), month = text:sub(5, 6), day = text:sub(7, 8), hour = 12 }
	end
	return time + (midnight(day) - midnight(calendar.day(time)) + DAY // 2) // DAY * DAY
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
