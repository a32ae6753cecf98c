--- The status of a job: whether it runs, what it waits for, its counts, how its rows ended, and its family.
--
-- Invariants: nothing secret is in what this returns. Of the rows only those are read that are asked for: the others
-- are counted.

local activity <const> = require "unom.bulk.jobs.status.activity"
local each <const> = require "unom.bulk.jobs.status.each"
local effects <const> = require "unom.bulk.jobs.status.effects"
local failures <const> = require "unom.bulk.jobs.status.failures"
local family <const> = require "unom.bulk.jobs.family"
local lfs <const> = require "lfs"
local moments <const> = require "unom.moments"
local path <const> = require "unom.bulk.jobs.path"
local result_file <const> = require "unom.bulk.jobs.result.file"
local shown <const> = require "unom.bulk.jobs.status.rows"
local states <const> = require "unom.bulk.ledger.states"

local status <const> = {}

-- The states whose rows are shown where nobody asks for others.
local SHOWN <const> = {}
for _, state in ipairs(states.names) do
	SHOWN[#SHOWN + 1] = state ~= "succeeded" and state ~= "pending" and state or nil
end

--- What is shown of any job: its list as people would write it, its time in Japan, and what is going on with it.
local function titled(ledger, job)
	local going_on <const> = activity.of(ledger, job)
	job.list, job.created = path.shown(job.list), moments.shown(job.created)
	for name, value in pairs(going_on) do
		job[name] = value
	end
	return job
end

--- Where the job's result file is or would be; and is it there?
local function result_of(ledger, job)
	local place <const> = result_file.path_of(ledger, job)
	return path.shown(place), lfs.attributes(place, "mode") == "file"
end

--- The rows of jobs in these states, in the order of the list.
local function rows_in(ledger, jobs, wanted, untaken)
	local rows <const> = {}
	for _, job in ipairs(jobs) do
		for _, state in ipairs((job.purpose ~= "cancel" or #jobs == 1) and wanted or {}) do
			for _, row in ipairs(ledger:rows_of_state(job.job, state, untaken)) do
				rows[#rows + 1] = shown.of(row)
			end
		end
	end
	table.sort(rows, function(a, b) return a.line < b.line or a.line == b.line and a.row < b.row end)
	return rows
end

local function waiting_of(ledger, jobs)
	local waiting <const> = {}
	for _, job in ipairs(jobs) do
		for _, found in ipairs(ledger:waiting(job.job)) do
			waiting[#waiting + 1] = { job = job.job, contractId = found.contract, words = found.words,
				since = moments.shown(found.since) }
		end
	end
	return waiting
end

-- What may be going on with a family: the first that holds of one of its jobs.
local FAMILY_STATES <const> = { "running", "not_known", "stopped", "ended" }

--- What is shown of a family.
local function told(ledger, found)
	local by_state <const>, jobs <const> = {}, {}
	for index, job in ipairs(found.jobs) do
		local going_on <const> = activity.of(ledger, job)
		jobs[index] = { job = job.job, purpose = job.purpose, parent = job.parent, created = moments.shown(job.created),
			total = job.total, states = job.states, open = job.open, state = going_on.state, resume = going_on.resume }
		by_state[going_on.state] = true
	end
	local state = 1
	while not by_state[FAMILY_STATES[state]] do
		state = state + 1
	end
	return { root = found.root.job, jobs = jobs, states = found.states, state = FAMILY_STATES[state],
		open = FAMILY_STATES[state] ~= "ended", result = (result_of(ledger, found.root)) }
end

local function is_alone(ledger, job)
	return not job.parent and #ledger:children(job.job, "retry") == 0 and #ledger:children(job.job, "cancel") == 0
end

--- The status of a job, see bulk.status.
-- @param job as `ledger:job` gives it; is completed
-- @param options {states={of the rows to show}|nil=all but those that succeeded and those not sent, brief=bool: without
--   rows, takes_effect and listing_time}
function status.of(ledger, job, options)
	local refused <const> = each.refuse(options.states)
	if refused then
		return nil, refused
	end
	local found <const> = not is_alone(ledger, job) and family.of(ledger, job) or nil
	local is_root <const> = found ~= nil and found.root.job == job.job
	local jobs <const> = is_root and found.jobs or { job }
	local result <const>, is_there <const> = result_of(ledger, job)
	job.result = is_there and result or nil
	job.family = found and told(ledger, found)
	titled(ledger, job)
	job.last_step = activity.last_step(ledger, jobs)
	job.waiting = waiting_of(ledger, jobs)
	job.failures = failures.of(ledger, jobs, is_root)
	if not options.brief then
		job.rows = rows_in(ledger, jobs, options.states or SHOWN, is_root)
		job.takes_effect = effects.of(ledger, jobs, is_root)
		job.listing_time = ledger:listing_time(job.job)
	end
	return job
end

--- Every job of the ledger, the oldest first, without its rows.
function status.jobs(ledger)
	local jobs <const>, roots <const> = ledger:jobs(), {}
	for _, job in ipairs(jobs) do
		roots[job.job] = job.parent and roots[job.parent] or job
		local root <const> = roots[job.job]
		if job.parent then
			root.family = root.family or { root = root.job, jobs = { root.job } }
			table.insert(root.family.jobs, job.job)
			job.family = root.family
		end
	end
	for _, job in ipairs(jobs) do
		if job.family and not job.family.states then
			job.family.states = family.of(ledger, job).states
		end
		titled(ledger, job)
	end
	return jobs
end

return status
