--- On which days the orders of a job take effect that have been processed: those that are still to come.
--
-- Invariant: a row counts down to the day that its result names (`unom.takesEffect`); nothing is in effect before it.

local moments <const> = require "unom.moments"

local effects <const> = {}

local DAY <const> = 86400 -- seconds

--- The moment at which a day of the carrier's, YYYYMMDD, begins somewhere: good for the difference of two.
local function begin_of(day)
	return moments.read(moments.day_shown(day) .. "T00:00:00")
end

--- The days to come on which rows that succeeded take effect, the next first.
-- @param jobs as `ledger:job` gives them
-- @param untaken only rows that no retry has taken
-- @return an array of {day="YYYY-MM-DD", rows=how many, days=until then, in Japan}
function effects.of(ledger, jobs, untaken)
	local today <const> = moments.japan("%Y%m%d", ledger.wall_clock())
	local number <const>, days <const> = {}, {}
	for _, job in ipairs(jobs) do
		for _, found in ipairs(ledger:count_by_effect(job.job, untaken, today)) do
			days[#days + 1] = not number[found.day] and found.day or nil
			number[found.day] = (number[found.day] or 0) + found.number
		end
	end
	table.sort(days)
	local told <const> = {}
	for index, day in ipairs(days) do
		told[index] = { day = moments.day_shown(day), rows = number[day], days = (begin_of(day) - begin_of(today)) // DAY }
	end
	return told
end

return effects
