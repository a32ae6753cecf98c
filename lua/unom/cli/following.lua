--- Follows a job that another process works on, until every row has ended or nobody works on it any more.
--
-- Invariant: the ledger is only read. Looking at it takes a small part of the time, however large the job is.

local counts <const> = require "unom.cli.view.counts"
local exit_code <const> = require "unom.cli.exit_code"
local job_text <const> = require "unom.cli.view.job.as_text"
local messages <const> = require "unom.messages"
local progress <const> = require "unom.cli.view.progress"

local following <const> = {}

local PAUSE <const> = 1 -- seconds between two looks
local LONGEST_SHARE <const> = 0.05 -- of the time, for looking

--- What tells a group of rows from others.
local function key_of(group)
	return table.concat({ group.state, group.operation, group.messageId or "", group.error or "" }, "\0")
end

--- What is new of the rows that ended otherwise: sentences. A group is told when it is new, and when it has doubled.
-- @param told how many of each group were told; takes on those that are told now
local function news(job, told)
	local said <const> = {}
	for _, group in ipairs(job.failures) do
		local key <const> = key_of(group)
		if group.rows >= 2 * (told[key] or 0) then
			said[#said + 1] = messages.say("follow_row", { number = group.rows, state = group.state,
				what = job_text.what(group) })
			told[key] = group.rows
		end
	end
	return #said > 0 and said or nil
end

--- What is shown of a job as progress.
local function report_of(job, told)
	local waits <const>, contracts = {}, 0
	for _, found in ipairs(job.waiting) do
		contracts = contracts + (waits[found.contractId] and 0 or 1)
		waits[found.contractId] = found.words
	end
	return { job = job.job, total = job.total, states = job_text.states(job), contracts = contracts, waits = waits,
		notices = news(job, told) }
end

--- The job itself, or the family as which it is shown.
local function shown_as(job)
	return job_text.is_whole(job) and job.family or job
end

--- The exit code of a job, as its run gave it once every row had ended.
local function code_of(job)
	local found <const> = shown_as(job)
	if found.open then
		return exit_code.resumable
	elseif found.states.unknown > 0 then
		return exit_code.unknown
	end
	return counts.done(found.states) < job.total and exit_code.failed or exit_code.ok
end

--- Shows what changes of a job.
-- @param job as bulk.status returned it
-- @param look() returns it anew; or nil and an exit code
-- @return the exit code; or nil and that of a look which failed
function following.follow(job, look, environment)
	local told <const>, sleep <const>, clock <const> = {}, environment.sleep, environment.clock
	local shown <close> = progress.new(environment, environment.is_terminal("err"), {})
	local now, took = job, 0
	while shown_as(now).open and shown_as(now).state == "running" do
		shown:show(report_of(now, told))
		sleep(math.max(PAUSE, took / LONGEST_SHARE))
		local before <const> = clock()
		local found <const>, failed <const> = look()
		if not found then
			return nil, failed
		end
		now, took = found, clock() - before
	end
	return code_of(now)
end

return following
