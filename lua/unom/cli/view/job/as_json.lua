--- A job for programs: how it stands, as `status --json` and `list --json` write it.
--
-- Invariant: keys come in one order; an array without members is an array.

local counts <const> = require "unom.cli.view.counts"
local effects <const> = require "unom.cli.view.job.effects"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local next_command <const> = require "unom.cli.view.next_command"

local job_json <const> = {}

local JOB_KEYS <const> = { "job", "purpose", "parent", "created", "list", "state", "running", "run", "resume", "open",
	"total", "states" }
local STATUS_KEYS <const> = { "lastStep", "waiting", "takesEffect", "failures", "family", "result",
	"listingTime", "rows" }
local ROW_KEYS <const> = { "job", "row", "line", "state", "operation", "contractId", "target", "orderId", "orderStatus",
	"takesEffect", "messageId", "error", "resolve" }
local GROUP_KEYS <const> = { "state", "operation", "messageId", "code", "error", "advice", "rows", "examples" }
local FAMILY_KEYS <const> = { "root", "state", "open", "states", "result", "jobs" }

local ALL_KEYS <const> = { "ok", "exit_code" }
for _, keys in ipairs { JOB_KEYS, STATUS_KEYS } do
	table.move(keys, 1, #keys, #ALL_KEYS + 1, ALL_KEYS)
end

local function each(array, show)
	local shown <const> = json.array {}
	for index, member in ipairs(array) do
		shown[index] = show(member)
	end
	return shown
end

--- What is shown of any job.
local function shown(job, arguments)
	return {
		job = job.job, purpose = job.purpose, parent = job.parent, created = job.created, list = job.list,
		state = job.state, running = job.running, resume = next_command.resume(job, arguments), open = job.open,
		run = job.run and json.ordered(job.run, { "job", "process", "host", "since" }),
		total = job.total, states = counts.as_json(job.states),
	}
end

local function shown_row(row, arguments)
	row.resolve = row.state == "unknown" and next_command.resolve(row.job, row.row, arguments) or nil
	return json.ordered(row, ROW_KEYS)
end

local function shown_rows(rows, arguments)
	return each(rows, function(row) return shown_row(row, arguments) end)
end

local function shown_family(family, arguments)
	return json.ordered({ root = family.root, state = family.state, open = family.open, result = family.result,
		states = counts.as_json(family.states),
		jobs = each(family.jobs, function(job)
			return type(job) == "table" and json.ordered(shown(job, arguments), JOB_KEYS) or job
		end) }, FAMILY_KEYS)
end

--- A job of those that bulk.jobs returns.
local function listed(job, arguments)
	local told <const> = shown(job, arguments)
	told.family = job.family and shown_family(job.family, arguments)
	return json.ordered(told, ALL_KEYS)
end

--- The jobs that bulk.jobs returns.
function job_json.list(jobs, arguments)
	return json.ordered({ ok = true, exit_code = exit_code.ok,
		jobs = each(jobs, function(job) return listed(job, arguments) end) }, { "ok", "exit_code", "jobs" })
end

--- A job as bulk.status returns it.
-- @param code the exit code of the command
function job_json.status(job, arguments, code)
	local told <const> = listed(job, arguments)
	told.ok, told.exit_code = code == exit_code.ok, code
	told.lastStep = job.last_step and json.ordered(job.last_step, { "time", "job", "row", "what", "words" })
	told.waiting = each(job.waiting, function(found)
		return json.ordered(found, { "job", "contractId", "words", "since" })
	end)
	told.takesEffect = effects.as_json(job.takes_effect)
	told.failures = each(job.failures, function(group)
		group.examples = shown_rows(group.examples, arguments)
		return json.ordered(group, GROUP_KEYS)
	end)
	told.result, told.rows = job.result, shown_rows(job.rows, arguments)
	told.listingTime = json.ordered(job.listing_time, { "orders", "longest" })
	return told
end

return job_json
