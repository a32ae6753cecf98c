--- When processed orders take effect, for people and for programs.
--
-- Invariant: the next day comes first; however many days there are, some are told.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"

local effects <const> = {}

local say <const> = messages.say

local MOST_DAYS <const> = 20 -- that are told one by one

--- A number as people read a large one: 1,812.
local function with_commas(number)
	return (tostring(number):reverse():gsub("%d%d%d", "%0,"):reverse():gsub("^,", ""))
end

--- Adds the days to lines, in words.
-- @param days an array of {day=, rows=, days=}
function effects.add(lines, days)
	for index, found in ipairs(days) do
		if index > MOST_DAYS then
			lines[#lines + 1] = say("and_more", { number = #days - MOST_DAYS })
			break
		end
		lines[#lines + 1] = say("status_takes_effect", { shown = with_commas(found.rows), rows = found.rows, day = found.day,
			days = found.days })
	end
end

--- The days for JSON.
function effects.as_json(days)
	local shown <const> = json.array {}
	for index, found in ipairs(days) do
		shown[index] = json.ordered(found, { "day", "rows", "days" })
	end
	return shown
end

return effects
