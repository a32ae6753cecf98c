--- The problems and the advice of a change list, for people and for programs.
--
-- Invariant: every problem is shown, one a line, in the form that editors understand, FILE:LINE: column: message; of
-- more than 20 of one kind three are, and the number of the others.

local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local text <const> = require "unom.cli.view.text"

local diagnostics <const> = {}

local say <const> = messages.say

local KEYS <const> = { "file", "line", "column", "field", "code", "message", "likely", "job" }

local MOST_OF_A_KIND <const>, EXAMPLES <const> = 20, 3

--- What makes two problems of one kind: where they are, what is wrong, and for what job's sake.
local function kind_of(problem)
	return ("%s\0%s\0%s\0%s"):format(problem.file or "", problem.column or "", problem.code or problem.message,
		problem.job or "")
end

--- Writes entries as lines to `err`: of more than 20 of one kind three, and the number of the others.
-- @param kind_of_entry, words_of give an entry's kind and its line; more_of(entry, number) what is said of the others
local function write_grouped(entries, kind_of_entry, words_of, more_of, environment)
	local counts <const>, shown <const> = {}, {}
	for _, entry in ipairs(entries) do
		local kind <const> = kind_of_entry(entry)
		counts[kind] = (counts[kind] or 0) + 1
	end
	for _, entry in ipairs(entries) do
		local kind <const> = kind_of_entry(entry)
		local more <const> = counts[kind] > MOST_OF_A_KIND and counts[kind] - EXAMPLES or 0
		shown[kind] = (shown[kind] or 0) + 1
		if more == 0 or shown[kind] <= EXAMPLES then
			environment.err:write(text.plain(words_of(entry)), "\n")
		end
		if more > 0 and shown[kind] == EXAMPLES then
			environment.err:write(text.plain(more_of(entry, more)), "\n")
		end
	end
end

local function more_problems(problem, number)
	return say("problems_alike", { number = number,
		place = problem.column and ("%s: %s"):format(problem.file, problem.column) or problem.file })
end

--- Writes the problems to `err`.
function diagnostics.write_problems(problems, environment)
	write_grouped(problems, kind_of, tostring, more_problems, environment)
end

--- Tells what is filled in in the copy of a list.
local function say_fixed(fixed, file, environment)
	if #fixed.cells == 0 then
		environment:say(say("fixed_none"))
		return
	end
	environment:say(say("fixed", { path = fixed.path, cells = #fixed.cells }))
	write_grouped(fixed.cells, function(cell) return cell.column end, function(cell)
		return say("fixed_cell", { file = file, line = cell.line, column = cell.column, from = cell.from, to = cell.to })
	end, function(cell, number) return say("fixed_more", { column = cell.column, number = number }) end, environment)
	if fixed.left > 0 then
		environment:say(say("fixed_left", { number = fixed.left }))
	end
end

-- What a person can do about problems with a code, beside putting the list right.
local function open_job(job, arguments)
	return say("next_open", { job = job, resume = next_command.of_job("resume", job, arguments),
		cancel = next_command.of_job("cancel", job, arguments) })
end

local function unknown_rows(job, arguments)
	return say("next_resolve", { job = job, command = next_command.status(job, arguments) })
end

local JOB_REMEDIES <const> = { already_open = open_job, may_be_ordered = unknown_rows }

--- Says what is to be done first about jobs, once for each. Returns how many problems that leaves.
local function say_of_jobs(problems, arguments, environment)
	local said <const>, left = {}, 0
	for _, problem in ipairs(problems) do
		local remedy <const> = problem.job and JOB_REMEDIES[problem.code]
		local words <const> = remedy and remedy(problem.job, arguments)
		if words and not said[words] then
			said[words] = true
			environment:say(words)
		end
		left = left + (words and 0 or 1)
	end
	return left
end

--- How many of the problems have a likely value; how many were ordered before; the columns that may be none to read.
local function sort_out(problems)
	local likely, ordered, columns <const>, named <const> = 0, 0, {}, {}
	for _, problem in ipairs(problems) do
		likely = likely + (problem.likely and 1 or 0)
		ordered = ordered + (problem.code == "already_ordered" and 1 or 0)
		if problem.may_be_ignored and not named[problem.column] then
			named[problem.column] = true
			columns[#columns + 1] = problem.column
		end
	end
	return likely, ordered, columns
end

--- Is this a problem that a flag puts right as well as a cell does?
local function is_of_flags(problem)
	return problem.code == "consent" or problem.code == "unknown_operation"
		or problem.code == "missing" and problem.field == "operation"
end

--- The code of what is said of problems that only a person puts right; nil: they say it themselves.
local function by_hand(problems)
	local code
	for _, problem in ipairs(problems) do
		if is_of_flags(problem) then
			return "next_check_here"
		end
		code = problem.code ~= "unreadable" and "next_check" or code
	end
	return code
end

-- Problems that only the contracts show: a check by itself does not see whether they are gone.
local OF_CONTRACTS <const> = { no_such_line = true, no_such_code = true, not_ready = true }

--- The command that shows whether the problems are gone.
local function command_by_hand(problems, file, arguments)
	for _, problem in ipairs(problems) do
		if OF_CONTRACTS[problem.code] then
			return next_command.plan(file, arguments)
		end
	end
	return next_command.check(file, arguments)
end

--- Says the commands that lead on from the problems.
-- @param file the list; nil where the problems are of a job's rows
function diagnostics.say_next(problems, file, arguments, environment)
	local left <const> = say_of_jobs(problems, arguments, environment)
	local likely, ordered <const>, columns <const> = sort_out(problems)
	likely = problems.fixed and 0 or likely
	if not file then
		return
	elseif likely > 0 or #columns > 0 then
		local code <const> = #columns == 0 and "next_fix" or likely == 0 and "next_ignore" or "next_ignore_and_fix"
		environment:say(say(code, { number = likely, columns = table.concat(columns, ", "), places = #columns,
			command = next_command.check_anew(file, arguments, columns, likely > 0) }))
	elseif ordered > 0 and ordered == #problems then
		environment:say(say("next_run_skipping",
			{ command = next_command.run(file, arguments, " --skip-ordered") }))
	elseif problems.fixed then -- a run checks the copy as well, and sends nothing where a problem is left
		local path <const> = problems.fixed.path
		environment:say(say("next_check",
			{ file = diagnostics.name_of(path), command = next_command.run(path, arguments, "") }))
	elseif left > 0 and by_hand(problems) then
		environment:say(say(by_hand(problems),
			{ file = diagnostics.name_of(file), command = command_by_hand(problems, file, arguments) }))
	end
end

--- Writes every piece of advice as a line to `err`. Advice that several rows share is written once, with the number
-- of the other rows.
function diagnostics.say_advice(advice, environment)
	local groups <const>, by_words <const> = {}, {}
	for _, entry in ipairs(advice or {}) do
		local words <const> = ("%s\0%s"):format(entry.column or "", entry.message)
		local group = by_words[words]
		if not group then
			group = { first = entry, more = -1 }
			by_words[words] = group
			groups[#groups + 1] = group
		end
		group.more = group.more + 1
	end
	for _, group in ipairs(groups) do
		environment.err:write(text.plain(say(group.more > 0 and "advice_lines" or "advice_line", {
			advice = tostring(group.first), more = group.more,
		})), "\n")
	end
end

--- A list's name in a sentence.
function diagnostics.name_of(file)
	return file == "-" and say("standard_input") or file
end

--- Problems or advice as an array for JSON.
function diagnostics.as_json(entries)
	local shown <const> = json.array {}
	for index, entry in ipairs(entries or {}) do
		local copy <const> = {}
		for _, key in ipairs(KEYS) do
			copy[key] = entry[key]
		end
		shown[index] = json.ordered(copy, KEYS)
	end
	return shown
end

--- A refused list for JSON: {ok = false, problems = [...], advice = []}.
function diagnostics.refusal(problems)
	return json.ordered({
		ok = false, problems = diagnostics.as_json(problems), advice = json.array {}, fixed = problems and problems.fixed,
	}, { "ok", "problems", "advice" })
end

--- Shows why the change list `file` was refused.
function diagnostics.tell_refusal(file, problems, arguments, environment)
	diagnostics.write_problems(problems, environment)
	local words <const> = say("check_bad", { file = diagnostics.name_of(file), number = #problems })
	environment:say(words)
	if problems.fixed then
		say_fixed(problems.fixed, file, environment)
	end
	diagnostics.say_next(problems, file, arguments, environment)
	if arguments.json then
		local shown <const> = diagnostics.refusal(problems)
		shown.exit_code, shown.kind, shown.message = exit_code.usage, "change_list", words
		environment:write(shown)
	end
end

return diagnostics
