--- How many rows are in each state, for people and for programs.
--
-- Invariant: states come in one order, that of `states.all`.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local states <const> = require "unom.cli.view.states"

local counts <const> = {}

--- In words: "98 succeeded, 1 rejected, 1 unknown".
-- @param numbers how many rows are in a state, by state; here and below
function counts.words(numbers)
	local words <const> = {}
	for _, state in ipairs(states.all) do
		local number <const> = numbers[state] or 0
		if number > 0 then
			words[#words + 1] = messages.say("count_of_state", { number = number, state = state })
		end
	end
	return #words > 0 and table.concat(words, ", ") or messages.say("no_rows")
end

--- How many rows are open.
function counts.open(numbers)
	local open = 0
	for _, state in ipairs(states.open) do
		open = open + (numbers[state] or 0)
	end
	return open
end

--- How many rows have ended.
function counts.ended(numbers)
	local all = 0
	for _, number in pairs(numbers) do
		all = all + number
	end
	return all - counts.open(numbers)
end

--- For JSON, the states in order.
function counts.as_json(numbers)
	return json.ordered(numbers, states.all)
end

return counts
