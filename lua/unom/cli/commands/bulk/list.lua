--- `unom bulk list`: the jobs of the ledger, the oldest first.

local bulk_call <const> = require "unom.cli.bulk_call"
local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local grid <const> = require "unom.cli.view.grid"
local job_json <const> = require "unom.cli.view.job.as_json"
local job_text <const> = require "unom.cli.view.job.as_text"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"

local list <const> = { summary = messages.say("list_summary") }

local say <const> = messages.say

function list.add_to_parser(command)
	command:epilog(say("list_epilog"))
	options.add_offline(command)
end

--- What became of the rows of a job in all: in its retries too.
local function rows_words(job)
	local own <const> = counts.words(job.states)
	local all <const> = job_text.is_whole(job) and counts.words(job.family.states) or own
	return all ~= own and say("list_rows_of_all", { own = own, all = all }) or own
end

local function as_text(jobs)
	local rows <const> = {}
	for index, job in ipairs(jobs) do
		rows[index] = {
			job = job.job, created = job.created, state = job_text.state(job),
			total = job.total, rows = rows_words(job), list = job.list,
			purpose = job_text.purpose(job),
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
	environment:write(arguments.json and job_json.list(jobs, arguments) or as_text(jobs))
	return exit_code.ok
end

return list
