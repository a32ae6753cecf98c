--- What is in a change list, or would be sent, for people and for programs: what the person looks at before a yes.
--
-- Invariant: nothing is shown that the summary does not have, so no target, no address and no secret.

local diagnostics <const> = require "unom.cli.view.diagnostics"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local planned <const> = require "unom.cli.view.planned"
local text <const> = require "unom.cli.view.text"

local summary_view <const> = {}

local say <const> = messages.say

local MOST_NAMED <const> = 20 -- contracts, lines and columns

local KEYS <const> = {
	"ok", "exit_code", "problems", "advice", "rows", "operations", "contracts", "encoding", "separator", "values",
	"readings",
	"irreversible", "switched_off", "short_rows", "ignored", "skipped", "totals", "repeated", "not_found",
}

-- Those of the summary that are arrays, also where they are empty.
local ARRAYS <const> = { "values", "readings", "irreversible", "switched_off", "ignored", "skipped", "totals",
	"repeated", "not_found" }

-- The names of what separates cells.
local SEPARATORS <const> = { [","] = "separator_comma", [";"] = "separator_semicolon", ["\t"] = "separator_tab" }

-- The code of what is said of each kind of reading.
local READINGS <const> = {
	hyphens = "reading_hyphens", spaces = "reading_spaces", full_width = "reading_full_width", date = "reading_date",
	consent = "reading_consent",
}

-- What of the file is not taken, and the code of what is said of it.
local LEFT_OUT <const> = { { "ignored", "summary_ignored" }, { "skipped", "summary_skipped" },
	{ "totals", "summary_totals" }, { "repeated", "summary_repeated" },
	{ "not_found", "summary_not_found" } }

local TERMINATION <const> = "terminate_line"

local COUNTED <const> = "%s (%d)" -- a name with how many rows have it

--- Words for numbers by name, the most first, each as `form` has it: "change_course 200, terminate_line 100".
local function numbers_in_words(numbers, form)
	local names <const>, words <const> = {}, {}
	for name in pairs(numbers) do
		names[#names + 1] = name
	end
	table.sort(names, function(a, b)
		return numbers[a] > numbers[b] or numbers[a] == numbers[b] and a < b
	end)
	for index = 1, math.min(#names, MOST_NAMED) do
		words[index] = form:format(names[index], numbers[names[index]])
	end
	if #names > MOST_NAMED then
		words[#words + 1] = say("summary_more", { number = #names - MOST_NAMED })
	end
	return table.concat(words, ", ")
end

--- Operations with their numbers, in words.
function summary_view.operations(summary)
	return numbers_in_words(summary.operations, "%s %d")
end

--- A list of names, or of numbers, in words.
local function named(names)
	local words <const> = { table.unpack(names, 1, math.min(#names, MOST_NAMED)) }
	if #names > MOST_NAMED then
		words[#words + 1] = say("summary_more", { number = #names - MOST_NAMED })
	end
	return table.concat(words, ", ")
end

--- A day as people read it.
local function readable(field, value)
	if value == "" then
		return say("summary_empty")
	elseif field == "requestDate" then
		return (value:gsub("^(%d%d%d%d)(%d%d)(%d%d)$", "%1-%2-%3"))
	end
	return value
end

local function values_in_words(entry)
	local words <const> = {}
	for index, counted in ipairs(entry.values) do
		words[index] = COUNTED:format(readable(entry.field, counted.value), counted.rows)
	end
	if entry.distinct > #entry.values then
		words[#words + 1] = say("summary_more", { number = entry.distinct - #entry.values })
	end
	return table.concat(words, ", ")
end

--- Adds the lines on what cannot be taken back: terminations by themselves, since they have an end that can be awaited.
local function add_irreversible(lines, entries)
	local numbers <const> = {}
	for _, entry in ipairs(entries) do
		if entry.operation == TERMINATION then
			lines[#lines + 1] = say("summary_terminates", { rows = entry.rows })
		else
			numbers[entry.operation] = entry.rows
		end
	end
	if next(numbers) then
		lines[#lines + 1] = say("summary_irreversible", { operations = numbers_in_words(numbers, COUNTED) })
	end
end

--- Adds the lines on what the rows are to do.
local function add_orders(lines, summary)
	if next(summary.contracts) then
		lines[#lines + 1] = say("summary_contracts", { contracts = numbers_in_words(summary.contracts, COUNTED) })
	end
	for _, entry in ipairs(summary.values or {}) do
		lines[#lines + 1] = say("summary_values",
			{ column = entry.column or entry.field, values = values_in_words(entry) })
	end
	add_irreversible(lines, summary.irreversible or {})
	for _, entry in ipairs(summary.switched_off or {}) do
		lines[#lines + 1] = say("summary_switched_off",
			{ operation = entry.operation, field = entry.field, rows = entry.rows })
	end
	if summary.words and not summary.shown then
		lines[#lines + 1] = say("confirm_plan", { counts = planned.counts(summary.words) })
	end
	if summary.to_skip and summary.to_skip.rows > 0 then
		lines[#lines + 1] = say("summary_to_skip",
			{ rows = summary.to_skip.rows, left = summary.rows - summary.to_skip.rows })
	end
end

local function separator_in_words(separator)
	return SEPARATORS[separator] and say(SEPARATORS[separator]) or ('"%s"'):format(separator)
end

--- Adds the lines on how the file was read.
local function add_readings(lines, summary, file)
	for _, entry in ipairs(summary.readings or {}) do
		lines[#lines + 1] = say(READINGS[entry.kind] or "reading", { cells = entry.cells, column = entry.column,
			from = entry.example.from, to = entry.example.to, file = file, line = entry.example.line })
	end
	if (summary.short_rows or 0) > 0 then
		lines[#lines + 1] = say("summary_short", { rows = summary.short_rows })
	end
	for _, entry in ipairs(LEFT_OUT) do
		local names <const> = summary[entry[1]] or {}
		if #names > 0 then
			lines[#lines + 1] = say(entry[2], { number = #names, names = named(names) })
		end
	end
	if summary.encoding then
		lines[#lines + 1] = say("summary_file", { encoding = summary.encoding:upper(),
			separator = separator_in_words(summary.separator or ",") })
	end
end

--- Writes what the summary holds as lines to `err`, and its advice.
-- @param file the list's name; nil where the rows are of a job
function summary_view.say_details(summary, file, environment)
	local lines <const> = {}
	add_orders(lines, summary)
	add_readings(lines, summary, file)
	for _, line in ipairs(lines) do
		environment.err:write("  ", text.plain(line), "\n")
	end
	diagnostics.say_advice(summary.advice, environment)
end

--- Says what would be sent.
-- @param summary as `confirm` of bulk.run, resume and retry is given it
-- @param file the list's name; nil where the rows are of a job
function summary_view.say(summary, file, environment)
	local values <const> = { file = file and diagnostics.name_of(file), rows = summary.rows,
		operations = summary_view.operations(summary), job = summary.job or summary.parent }
	environment:say(say(file and "summary_of_list" or summary.job and "summary_of_job" or "summary_of_retry", values))
	summary_view.say_details(summary, file, environment)
end

--- The summary of a list without problems, for JSON.
function summary_view.as_json(summary)
	local shown <const> = { ok = true, exit_code = exit_code.ok, problems = json.array {},
		advice = diagnostics.as_json(summary.advice) }
	for _, key in ipairs(KEYS) do
		shown[key] = shown[key] == nil and summary[key] or shown[key]
	end
	for _, key in ipairs(ARRAYS) do
		shown[key] = json.array(shown[key] or {})
	end
	return json.ordered(shown, KEYS)
end

return summary_view
