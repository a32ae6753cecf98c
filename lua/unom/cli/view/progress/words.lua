--- The words of a run's progress.
--
-- Invariant: what is said says what is waited for, in words that need no knowledge of unom: the names of states appear
-- only where rows have ended, as `status` shows them.

local counts <const> = require "unom.cli.view.counts"
local messages <const> = require "unom.messages"
local states <const> = require "unom.bulk.ledger.states"

local words <const> = {}

local say <const> = messages.say

-- Of the open states.
local OPEN <const> = {
	tracking = "progress_tracking", submitting = "progress_submitting", pending = "progress_pending",
}

local STOPPED <const> = { submitting = "status_in_doubt" }

local MINUTE <const>, DAY <const> = 60, 86400

-- How many reasons are said.
local MOST_REASONS <const> = 3

--- How the rows are that have ended, and those that have not: "17 succeeded; 2 being sent, 280 not yet sent".
-- @param is_stopped does no process work on them? Then nothing is being sent
function words.states(numbers, is_stopped)
	local ended <const>, open <const> = {}, {}
	for _, state in ipairs(states.names) do
		local number <const> = numbers[state] or 0
		if number > 0 and OPEN[state] then
			open[#open + 1] = say(is_stopped and STOPPED[state] or OPEN[state], { number = number })
		elseif number > 0 then
			ended[#ended + 1] = say("count_of_state", { number = number, state = state })
		end
	end
	local both <const> = { table.concat(ended, ", "), table.concat(open, ", ") }
	return table.concat(both, both[1] ~= "" and both[2] ~= "" and "; " or "")
end

--- A time that nobody knows exactly.
local function about(seconds)
	local minutes <const> = math.ceil(seconds / MINUTE)
	if seconds < MINUTE then
		return say "about_less_than_a_minute"
	elseif minutes < 60 then
		return say("about_minutes", { minutes = minutes })
	elseif seconds < DAY then
		local tens <const> = math.ceil(minutes / 10) * 10
		return say("about_hours", { hours = tens // 60, minutes = tens % 60 })
	end
	return say("about_days", { days = math.ceil(seconds / DAY) })
end

--- How fast rows end, and how long the rest takes: an array, empty where there is no telling.
function words.pace(progress)
	local said <const> = {}
	if progress.rate then
		said[1] = say("progress_rate", { rate = (progress.rate < 10 and "%.1f" or "%.0f"):format(progress.rate) })
	end
	said[#said + 1] = progress.left and about(progress.left) or nil
	return said
end

function words.done(progress)
	return say("progress", { done = counts.ended(progress.states), total = progress.total })
end

--- What is waited for: an array of sentences, those of most contracts first.
function words.reasons(progress)
	local groups <const>, by_words <const> = {}, {}
	for contract, reason in pairs(progress.waits or {}) do
		local group <const> = by_words[reason] or { reason = reason, first = contract, number = 0 }
		groups[#groups + 1] = not by_words[reason] and group or nil
		by_words[reason] = group
		group.number = group.number + 1
		group.first = contract < group.first and contract or group.first
	end
	table.sort(groups, function(a, b) return a.number > b.number or a.number == b.number and a.first < b.first end)
	local said <const> = {}
	for index, group in ipairs(groups) do
		if index > MOST_REASONS then
			said[index] = say("progress_more_reasons", { number = #groups - MOST_REASONS, job = progress.job })
			break
		elseif group.number == progress.contracts then
			said[index] = group.reason
		elseif group.number == 1 then
			said[index] = say("waiting_contract", { contract = group.first, words = group.reason })
		else
			said[index] = say("progress_contracts", { number = group.number, words = group.reason })
		end
	end
	return said
end

-- What is done about rows that were found open, by their state.
local FOUND <const> = { "submitting", "tracking", "pending", "unknown" }
local FOUND_WORDS <const> = { submitting = "found_submitting", tracking = "found_tracking", pending = "found_pending",
	unknown = "found_unknown" }

-- How a job of which nothing was done yet begins, by the command.
local BEGINNINGS <const> = { cancel = "begin_taking_back", retry = "begin_again" }

--- What a run begins with: the job, its rows, and what is done about them.
-- @param command its name: "run", "resume", "retry" or "cancel"
function words.beginning(progress, command)
	local numbers <const> = progress.states
	local pending <const>, left_out <const> = numbers.pending or 0, numbers.skipped or 0
	if pending == progress.total then
		return say(BEGINNINGS[command] or "begin_sending", { job = progress.job, number = progress.total })
	elseif pending + left_out == progress.total then
		return say("begin_leaving_out", { job = progress.job, number = pending, left_out = left_out })
	end
	local done <const> = counts.ended(numbers)
	local said <const> = { say("begin_found", { job = progress.job, done = done, total = progress.total }) }
	for _, state in ipairs(FOUND) do
		local number <const> = numbers[state] or 0
		local is_kept <const> = state == "pending" and not progress.sends
		if number > 0 then
			said[#said + 1] = say(is_kept and "found_kept" or FOUND_WORDS[state], { number = number, job = progress.job })
		end
	end
	return table.concat(said, "; ")
end

return words
