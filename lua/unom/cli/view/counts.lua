--- Rows by state, in words and as numbers.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"

local counts <const> = {}

-- Every state of a row, in the order in which people are told: how it ended, then what is still open.
local STATES <const> = {
	"succeeded", "rejected", "failed", "cancelled", "unknown", "tracking", "submitting", "pending",
}
local OPEN_STATES <const> = { "tracking", "submitting", "pending" }

--- "98 succeeded, 1 rejected, 1 unknown"
function counts.words(states)
	local words <const> = {}
	for _, state in ipairs(STATES) do
		local number <const> = states[state] or 0
		if number > 0 then
			words[#words + 1] = messages.say("count_of_state", { number = number, state = state })
		end
	end
	return #words > 0 and table.concat(words, ", ") or messages.say("no_rows")
end

--- How many rows are open.
function counts.open(states)
	local open = 0
	for _, state in ipairs(OPEN_STATES) do
		open = open + (states[state] or 0)
	end
	return open
end

--- How many rows have ended.
function counts.ended(states)
	local all = 0
	for _, number in pairs(states) do
		all = all + number
	end
	return all - counts.open(states)
end

--- The states as JSON shows them, in their order.
function counts.as_json(states)
	return json.ordered(states, STATES)
end

return counts
