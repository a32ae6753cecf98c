--- `unom bulk list`: the jobs of the ledger, the oldest first.

local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local outcomes <const> = require "unom.cli.view.outcome"
local session <const> = require "unom.cli.session"
local tables <const> = require "unom.cli.view.table"

local list <const> = { summary = messages.say("list_summary") }

local say <const> = messages.say

function list.add_to_parser(command)
	command:epilog(say("list_epilog"))
	options.add_profile(command)
	options.add_ledger(command)
	options.add_json(command)
end

local function as_json(jobs)
	local shown <const> = json.array {}
	for index, job in ipairs(jobs) do
		shown[index] = json.ordered({
			job = job.job, created = job.created, list = job.list, open = job.open, total = job.total,
			states = counts.as_json(job.states), purpose = job.purpose, parent = job.parent,
		}, { "job", "purpose", "parent", "created", "list", "open", "total", "states" })
	end
	return shown
end

local function purpose_words(job)
	if job.purpose == "retry" then
		return say("job_retries", { parent = job.parent })
	elseif job.purpose == "cancel" then
		return say("job_cancels", { parent = job.parent })
	end
	return ""
end

local function as_text(jobs)
	local rows <const> = {}
	for index, job in ipairs(jobs) do
		rows[index] = {
			job = job.job, created = job.created, state = say(job.open and "job_open" or "job_ended_word"),
			total = job.total, rows = counts.words(job.states), list = job.list,
			purpose = purpose_words(job),
		}
	end
	return tables.aligned(rows, { "job", "purpose", "created", "state", "total", "rows", "list" })
end

function list.command(arguments, environment)
	local settings <const>, unset <const> = session.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local jobs <const>, err <const> = require("unom.bulk").jobs { ledger = settings.ledger }
	if not jobs then
		return outcomes.tell_error(err, arguments, environment)
	end
	if arguments.json then
		environment:write_json(as_json(jobs))
	elseif #jobs == 0 then
		environment:say(say("no_jobs", { ledger = settings.ledger }))
	else
		environment.out:write(as_text(jobs))
	end
	return exit_code.ok
end

return list
