--- Is a job running, stopped or ended, and who works on it?
--
-- Invariants: a job is called running only where the kernel says that a process has one of its contracts locked. What
-- another machine runs cannot be told from here: it is called neither running nor stopped.

local cancel_choice <const> = require "unom.bulk.jobs.cancelling.choice"
local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local core <const> = require "unom.core"
local log <const> = require "unom.bulk.jobs.log"
local moments <const> = require "unom.moments"
local run <const> = require "unom.bulk.jobs.run"

local activity <const> = {}

--- The numbers of the jobs that are worked on together with a job, itself among them: a cancel and the job that it
-- cancels have the same lock. And the command that goes on with a cancel that is open among them.
local function crew(ledger, job)
	local base <const> = job.purpose == "cancel" and ledger:job(job.parent) or job
	local numbers <const>, command = { base.job }, nil
	for _, child in ipairs(ledger:children(base.job, "cancel")) do
		numbers[#numbers + 1] = child.job
		command = command or child.open
			and cancel_choice.command(ledger, base.job, cancel_choice.states(child.settings.states))
	end
	return numbers, command or nil
end

--- Has the process that the ledger names the contract locked? nil: there is no telling.
local function has_lock(ledger, holder)
	local owner <const> = contract_lock.owner(ledger.path, holder.contract)
	local is_here <const> = holder.host == "" or holder.host == core.host_name()
	if owner and (owner == holder.process or owner <= 0 or not is_here) then
		return true
	elseif owner == false or not owner and not is_here then
		return nil
	end
	return false
end

--- Who works on the jobs, or did last: {job=, process=, host=, since=} or nil; and whether that is so now: true, false,
-- or nil where there is no telling.
local function find_run(ledger, numbers)
	local newest, is_running = nil, false
	for _, number in ipairs(numbers) do
		for _, holder in ipairs(ledger:holders(number)) do
			local has <const> = has_lock(ledger, holder)
			local found <const> = { job = number, process = holder.process, host = holder.host ~= "" and holder.host or nil,
				since = holder.since }
			if has then
				return found, true
			elseif not newest or holder.since >= newest.since then
				newest = found
			end
			if has == nil then
				is_running = nil
			end
		end
	end
	return newest, is_running
end

--- What is going on with a job.
-- @param job as `ledger:job` gives it
-- @return {state="running"|"stopped"|"ended"|"not_known", running=bool (nil: not known), run={job=, process=, host=,
--   since=: the run that goes on, or was the last}|nil, resume=the command that goes on with it|nil}
function activity.of(ledger, job)
	local numbers <const>, to_cancel <const> = crew(ledger, job)
	if not job.open and (not to_cancel or job.purpose == "cancel") then
		return { state = "ended", running = false }
	end
	local found <const>, is_running = find_run(ledger, numbers)
	if found then
		found.since = moments.shown(found.since)
	end
	local resume <const> = to_cancel or run.resume_command(ledger, job.job)
	return {
		state = is_running and "running" or is_running == nil and "not_known" or "stopped",
		running = is_running, run = found, resume = not is_running and resume or nil,
	}
end

--- The last thing that happened to any of the jobs: {job=, time=in Japan, row=number|nil, what=, words=}, or nil.
function activity.last_step(ledger, jobs)
	local last, of_job
	for _, job in ipairs(jobs) do
		local event <const> = ledger:last_event_of(job.job)
		if event and (not last or event.event > last.event) then
			last, of_job = event, job.job
		end
	end
	return last and { job = of_job, time = moments.shown(last.time), row = last.row, what = last.what,
		words = log.words(last, last.row and ledger:row(of_job, last.row).operation) }
end

return activity
