--- `unom bulk list`: the jobs of the ledger, the oldest first.

local bulk_call <const> = require "unom.cli.bulk_call"
local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local grid <const> = require "unom.cli.view.grid"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"

local list <const> = { summary = messages.say("list_summary") }

local say <const> = messages.say

function list.add_to_parser(command)
	command:epilog(say("list_epilog"))
	options.add_offline(command)
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
	return grid.aligned(rows, { "job", "purpose", "created", "state", "total", "rows", "list" })
end

function list.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local jobs <const>, refused <const> = bulk_call.ask("jobs", {}, arguments, environment, settings)
	if not jobs then
		return refused
	end
	if #jobs == 0 and not arguments.json then
		environment:say(say("no_jobs", { ledger = settings.ledger }))
		return exit_code.ok
	end
	environment:write(arguments.json and as_json(jobs) or as_text(jobs))
	return exit_code.ok
end

return list
