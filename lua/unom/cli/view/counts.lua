--- How many rows are in each state, for people and for programs.
--
-- Invariant: states come in one order, that of `states.names`.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local states <const> = require "unom.bulk.ledger.states"

local counts <const> = {}

--- In words: "98 succeeded, 1 rejected, 1 unknown".
-- @param numbers how many rows are in a state, by state; here and below
function counts.words(numbers)
	local words <const> = {}
	for _, state in ipairs(states.names) do
		local number <const> = numbers[state] or 0
		if number > 0 then
			words[#words + 1] = messages.say("count_of_state", { number = number, state = state })
		end
	end
	return #words > 0 and table.concat(words, ", ") or messages.say("no_rows")
end

--- How many rows have ended.
function counts.ended(numbers)
	return states.count_all(numbers) - states.count_open(numbers)
end

--- How many rows ended as asked.
counts.done = states.count_done

--- For JSON, the states in order.
function counts.as_json(numbers)
	return json.ordered(numbers, states.names)
end

return counts
