--- `unom bulk verify [JOB]`: is what a job ordered in effect? Orders nothing.

local bulk_call <const> = require "unom.cli.bulk_call"
local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local text <const> = require "unom.cli.view.text"

local verify <const> = { summary = messages.say("verify_summary") }

local say <const> = messages.say

-- How many rows with one word are shown.
local MOST_SHOWN <const> = 20

-- The words in the order in which they are told, and their titles; rows that are as ordered are counted only.
local TITLES <const> = {
	{ "differs", "verify_differs" },
	{ "not_yet", "verify_not_yet" },
	{ "changed_since", "verify_changed_since" },
	{ "not_verifiable", "verify_not_verifiable" },
}

-- Why a row cannot be verified.
local WHY <const> = {
	unknown = "verify_why_unknown", hidden = "verify_why_hidden", not_offered = "verify_why_not_offered",
	not_listed = "verify_why_not_listed", not_told = "verify_why_not_told",
	no_count_before = "verify_why_no_count_before", no_state_before = "verify_why_no_state_before",
	only_complete = "verify_why_only_complete",
}

local ROW_KEYS <const> = { "row", "line", "operation", "contractId", "target", "job", "word", "day", "field", "old",
	"new", "changed_by", "why" }

function verify.add_to_parser(command)
	command:epilog(say("verify_epilog"))
	options.add_job(command)
	options.add_online(command)
end

--- What there is to say of a row beside its word.
local function what_of(row)
	if row.word == "differs" and row.field == "lineNo" then
		return say("verify_what_is_gone")
	elseif row.word == "differs" and row.field == "listed" then
		return say("verify_what_is_there")
	elseif row.word == "differs" then
		return say("verify_what_differs", { field = row.field, old = row.old ~= "" and row.old or say("verify_none"),
			new = row.new ~= "" and row.new or say("verify_none") })
	elseif row.changed_by then
		return say("verify_what_by", row.changed_by)
	elseif row.day then
		return say("verify_what_day", { day = moments.day_shown(row.day) })
	end
	return row.why and say(WHY[row.why]) or ""
end

local function line_of(row)
	return say("verify_row", { row = row.row, operation = row.operation, what = what_of(row),
		target = row.target and say("verify_target", { target = row.target }) or "" })
end

local function as_text(found)
	local by_word <const>, lines <const> = {}, {}
	for _, row in ipairs(found.rows) do
		by_word[row.word] = by_word[row.word] or {}
		table.insert(by_word[row.word], row)
	end
	for _, title in ipairs(TITLES) do
		local rows <const> = by_word[title[1]] or {}
		lines[#lines + 1] = #rows > 0 and say(title[2], { number = #rows }) or nil
		for index = 1, math.min(#rows, MOST_SHOWN) do
			lines[#lines + 1] = line_of(rows[index])
		end
		lines[#lines + 1] = #rows > MOST_SHOWN and say("verify_more", { number = #rows - MOST_SHOWN }) or nil
	end
	lines[#lines + 1] = say("verify_as_ordered", { number = found.counts.as_ordered })
	return text.lines(lines)
end

local function as_json(found)
	local rows <const> = json.array {}
	for index, row in ipairs(found.rows) do
		row.changed_by = row.changed_by and json.ordered(row.changed_by, { "job", "row" })
		rows[index] = json.ordered(row, ROW_KEYS)
	end
	return json.ordered({ ok = found.exit_code == exit_code.ok, exit_code = found.exit_code, job = found.job,
		list = found.list, counts = found.counts, not_ordered = counts.as_json(found.not_ordered), rows = rows },
		{ "ok", "exit_code", "job", "list", "counts", "not_ordered", "rows" })
end

function verify.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local found <const>, refused <const> = bulk_call.inquire("verify", { job = arguments.job, ledger = settings.ledger },
		arguments, environment, settings)
	if not found then
		return refused
	end
	environment:write(arguments.json and as_json(found) or as_text(found))
	local not_ordered = 0
	for _, number in pairs(found.not_ordered) do
		not_ordered = not_ordered + number
	end
	if not_ordered > 0 then
		environment:say(say("verify_not_ordered", { number = not_ordered, states = counts.words(found.not_ordered) }))
	end
	return found.exit_code
end

return verify
