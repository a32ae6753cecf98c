--- Days and moments as the fields of the API want them, in Japan.
--
-- Invariant: the time zone of the process does not matter.

local checks <const> = require "unom.client.checks"
local moments <const> = require "unom.moments"

local dates <const> = {}

-- Seconds: from the year 1000 to the last November whose next month has a year of four digits, in Japan.
local LEAST <const>, MOST <const> = -30610224000 - 9 * 3600, 253399622399 - 9 * 3600

local function is_moment(t)
	return type(t) == "number" and t >= LEAST and t <= MOST
end

--- Seconds since the epoch: what was given, or the present. Raises at the caller of the caller.
local function moment_of(name, t)
	if t ~= nil then
		checks.argument(name, 1, t, is_moment, "seconds since the epoch", 3)
	end
	return t or os.time()
end

--- The day, YYYYMMDD, of a moment in Japan.
function dates.date(t)
	return moments.japan("%Y%m%d", (moment_of("date", t)))
end

--- The moment in Japan, YYYYMMDDhhmmss.
function dates.datetime(t)
	return moments.japan("%Y%m%d%H%M%S", (moment_of("datetime", t)))
end

--- The first day, YYYYMMDD, of the month after that of a moment in Japan.
function dates.first_of_next_month(t)
	return moments.first_of_next_month((moment_of("first_of_next_month", t)))
end

return dates
