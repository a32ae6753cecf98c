--- `unom bulk status [JOB]`: how a job stands, with every row that was sent and has not succeeded.

local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local outcomes <const> = require "unom.cli.view.outcome"
local session <const> = require "unom.cli.session"
local tables <const> = require "unom.cli.view.table"

local status <const> = { summary = messages.say("status_summary") }

local say <const> = messages.say

local ROW_COLUMNS <const> = {
	"row", "line", "state", "operation", "contractId", "lineNo", "orderId", "orderStatus", "messageId", "error",
}

local MOST_HINTS <const> = 20 -- rows for which a person is shown the command that settles them

function status.add_to_parser(command)
	command:epilog(say("status_epilog"))
	options.add_job(command)
	options.add_profile(command)
	options.add_ledger(command)
	options.add_json(command)
end

--- The command that settles a row, short of the answer, which only a person knows.
local function resolve_command(job, row, arguments)
	return ("unom bulk resolve %d %d%s"):format(job.job, row.row, options.ledger_flags(arguments))
end

--- Says how each unknown row is settled.
local function say_unknown(job, arguments, environment)
	local number = 0
	for _, row in ipairs(job.rows) do
		if row.state == "unknown" then
			number = number + 1
			if number == 1 then
				environment:say(say("status_resolve_how"))
			end
			if number <= MOST_HINTS then
				environment:say(say("status_resolve", { command = resolve_command(job, row, arguments) }))
			end
		end
	end
	if number > MOST_HINTS then
		environment:say(say("and_more", { number = number - MOST_HINTS }))
	end
end

local function as_json(job, arguments)
	local rows <const> = json.array {}
	for index, row in ipairs(job.rows) do
		row.resolve = row.state == "unknown" and resolve_command(job, row, arguments) or nil
		rows[index] = json.ordered(row, ROW_COLUMNS)
	end
	return json.ordered({
		job = job.job, created = job.created, list = job.list, open = job.open, total = job.total,
		states = counts.as_json(job.states), rows = rows,
	}, { "job", "created", "list", "open", "total", "states", "rows" })
end

local function as_text(job)
	local title <const> = say("job_title", {
		job = job.job, created = job.created, list = job.list, total = job.total, counts = counts.words(job.states),
	})
	if #job.rows == 0 then
		return title .. "\n"
	end
	return ("%s\n\n%s"):format(title, tables.aligned(job.rows, ROW_COLUMNS))
end

function status.command(arguments, environment)
	local settings <const>, unset <const> = session.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local job <const>, err <const> = require("unom.bulk").status { ledger = settings.ledger, job = arguments.job }
	if not job then
		return outcomes.tell_error(err, arguments, environment)
	end
	if arguments.json then
		environment:write_json(as_json(job, arguments))
	else
		environment.out:write(as_text(job))
		environment.out:flush() -- what is said of the rows comes behind them
		say_unknown(job, arguments, environment)
	end
	return exit_code.ok
end

return status
