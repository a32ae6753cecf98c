--- `unom bulk status [JOB]`: the state of a job, and every row that was sent and has not succeeded.

local bulk_call <const> = require "unom.cli.bulk_call"
local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local grid <const> = require "unom.cli.view.grid"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local options <const> = require "unom.cli.options"

local status <const> = { summary = messages.say("status_summary") }

local say <const> = messages.say

local ROW_COLUMNS <const> = {
	"row", "line", "state", "operation", "contractId", "lineNo", "orderId", "orderStatus", "messageId", "error",
}

local MOST_HINTS <const> = 20 -- unknown rows for which a person is shown the command

function status.add_to_parser(command)
	command:epilog(say("status_epilog"))
	options.add_job(command)
	options.add_offline(command)
end

--- Says how to resolve each unknown row.
local function say_unknown(job, arguments, environment)
	local number = 0
	for _, row in ipairs(job.rows) do
		if row.state == "unknown" then
			number = number + 1
			if number == 1 then
				environment:say(say("status_resolve_how"))
			end
			if number <= MOST_HINTS then
				environment:say(say("status_resolve", { command = next_command.resolve(job.job, row.row, arguments) }))
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
		row.resolve = row.state == "unknown" and next_command.resolve(job.job, row.row, arguments) or nil
		rows[index] = json.ordered(row, ROW_COLUMNS)
	end
	return json.ordered({
		job = job.job, created = job.created, list = job.list, open = job.open, total = job.total,
		states = counts.as_json(job.states), rows = rows,
		listingTime = json.ordered(job.listing_time, { "orders", "longest" }),
	}, { "job", "created", "list", "open", "total", "states", "listingTime", "rows" })
end

local function as_text(job)
	local title = say("job_title", {
		job = job.job, created = job.created, list = job.list, total = job.total, counts = counts.words(job.states),
	})
	if job.listing_time.orders > 0 then
		title = title .. "\n" .. say("status_listing_time", job.listing_time)
	end
	if #job.rows == 0 then
		return title .. "\n"
	end
	return ("%s\n\n%s"):format(title, grid.aligned(job.rows, ROW_COLUMNS))
end

function status.command(arguments, environment)
	local job <const>, refused <const> = bulk_call.ask("status", { job = arguments.job }, arguments, environment)
	if not job then
		return refused
	end
	environment:write(arguments.json and as_json(job, arguments) or as_text(job))
	if not arguments.json then
		environment.out:flush() -- so that the lines about the rows come after the rows
		say_unknown(job, arguments, environment)
	end
	return exit_code.ok
end

return status
