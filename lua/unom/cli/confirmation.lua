--- The person's word before rows are sent: what run, resume and retry ask.
--
-- Invariants: terminations are confirmed by their number or by --yes, never by silence; after a signal nothing is.

local messages <const> = require "unom.messages"
local question <const> = require "unom.cli.question"
local summary_view <const> = require "unom.cli.view.summary"

local confirmation <const> = {}

local say <const> = messages.say

local TERMINATION <const> = "terminate_line"

--- How many of the rows of an operation would be sent; nil: of all.
local function to_send(summary, operation)
	local skipped <const> = summary.to_skip or { rows = 0, operations = {} }
	if not operation then
		return summary.rows - skipped.rows
	end
	return (summary.operations[operation] or 0) - (skipped.operations[operation] or 0)
end

--- Asks on the terminal. Returns true where the answer is the one that is asked for.
local function ask(rows, terminations, environment)
	if terminations > 0 then
		return question.is_number(terminations,
			say("confirm_terminations", { rows = rows, number = terminations }), environment)
	end
	return question.is_yes(say("confirm_question", { rows = rows }), environment)
end

--- What bulk.run takes as `confirm`, for a command.
-- @param watch counts signals, and can be laid aside
function confirmation.new(arguments, environment, watch)
	-- Where the list comes from standard input, no answer does.
	local can_ask <const> = arguments.file ~= "-" and arguments.list ~= "-" and question.can_ask(environment)
	return function(summary)
		local rows <const>, terminations <const> = to_send(summary), to_send(summary, TERMINATION)
		summary_view.say(summary, arguments.file, environment)
		if watch:count() > 0 then
			return false
		elseif arguments.yes or rows == 0 then
			return true
		elseif can_ask then
			return watch:laid_aside(function() return ask(rows, terminations, environment) end)
		elseif terminations > 0 and not summary.confirmed then
			return false, say("confirm_needs_yes", { number = terminations })
		end
		return true
	end
end

return confirmation
