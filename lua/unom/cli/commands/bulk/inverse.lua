--- `unom bulk inverse [JOB]`: the change list that undoes a job; orders nothing.

local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local written_list <const> = require "unom.cli.written_list"

local inverse <const> = { summary = messages.say("inverse_summary") }

local say <const> = messages.say

-- How many rows without an inverse are told, for one reason.
local MOST_SHOWN <const> = 20

-- Why rows have no inverse, in the order in which it is told. The others cannot be verified.
local REASONS <const> = {
	{ "no_inverse", "left_no_inverse" }, { "not_yet", "left_not_yet" }, { "differs", "left_differs" },
	{ "changed_since", "left_changed_since" }, { "unknown", "left_unknown" }, { "not_seen", "left_not_seen" },
	{ "was_none", "left_was_none" }, { "no_address", "left_no_address" },
	{ "no_longer_valid", "left_no_longer_valid" }, { "line_not_known", "left_line_not_known" },
	{ "not_shown", "left_not_shown" },
}

function inverse.add_to_parser(command)
	command:epilog(say("inverse_epilog"))
	options.add_job(command)
	options.add_written_list(command)
	options.add_connection(command)
	options.add_ledger(command)
end

--- Tells the rows that have no inverse, by what keeps them from having one.
local function tell_left(left, environment)
	local by_reason <const>, known <const> = {}, {}
	for _, reason in ipairs(REASONS) do
		by_reason[reason[1]], known[reason[1]] = {}, true
	end
	for _, row in ipairs(left) do
		table.insert(by_reason[known[row.why] and row.why or "not_shown"], row)
	end
	for _, reason in ipairs(REASONS) do
		local rows <const> = by_reason[reason[1]]
		if #rows > 0 then
			environment:say(say("inverse_left", { number = #rows, why = say(reason[2]) }))
		end
		for index = 1, math.min(#rows, MOST_SHOWN) do
			local row <const> = rows[index]
			environment:say(say("inverse_left_row", { row = row.row, operation = row.operation,
				target = row.target and say("verify_target", { target = row.target }) or "",
				what = row.changed_by and say("verify_what_by", row.changed_by) or "" }))
		end
		if #rows > MOST_SHOWN then
			environment:say(say("inverse_more", { number = #rows - MOST_SHOWN }))
		end
	end
end

function inverse.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local set <const>, twice <const> = options.assignments(arguments.set)
	if not set then
		environment:say(say("field_twice", { field = twice }))
		return exit_code.usage
	end
	local made <const>, refused <const> = bulk_call.inquire("inverse", { job = arguments.job, ledger = settings.ledger,
		set = set }, arguments, environment, settings)
	if not made then
		return refused
	end
	if #made.rows > 0 then
		written_list.write(made.rows, made.columns, arguments, environment)
	end
	environment:say(say("inverse_done", { job = made.job, rows = #made.rows }))
	if made.unchanged > 0 then
		environment:say(say("inverse_unchanged", { number = made.unchanged }))
	end
	tell_left(made.left, environment)
	written_list.say_next(made.rows, arguments, environment)
	return made.exit_code
end

return inverse
