--- How a job stands, for a person: does it run, what does it wait for, what needs a person, what went wrong.
--
-- Invariant: rows that ended alike are told once, with how many they are; what needs a person comes before the rest.

local counts <const> = require "unom.cli.view.counts"
local effects <const> = require "unom.cli.view.job.effects"
local grid <const> = require "unom.cli.view.grid"
local meaning <const> = require "unom.catalogue.meaning"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local text <const> = require "unom.cli.view.text"
local words <const> = require "unom.cli.view.progress.words"

local job_text <const> = {}

local say <const> = messages.say

local MOST_REASONS <const>, MOST_CONTRACTS <const> = 20, 3 -- that are told one by one

local ROW_COLUMNS <const> = {
	"row", "line", "state", "operation", "contractId", "target", "orderId", "orderStatus", "takesEffect",
	"messageId", "error",
}

-- Rows of a retry beside those of the list.
local FAMILY_COLUMNS <const> = { "job", table.unpack(ROW_COLUMNS) }

local STATES <const> = {
	running = "state_running", stopped = "state_stopped", not_known = "state_not_known", ended = "state_ended",
}

--- What is going on with a job, in a word or two.
function job_text.state(job)
	return say(STATES[job.state])
end

--- From which job a job follows, in words; "" where from none.
function job_text.purpose(job)
	if job.purpose == "retry" then
		return say("job_retries", { parent = job.parent })
	elseif job.purpose == "cancel" then
		return say("job_cancels", { parent = job.parent })
	end
	return ""
end

--- Is the job shown with its retries and cancels, as one?
function job_text.is_whole(job)
	return job.family ~= nil and job.family.root == job.job
end

--- The counts of what is shown: of the family, or of the job alone.
function job_text.states(job)
	return job_text.is_whole(job) and job.family.states or job.states
end

-- ---- does it run, and what does it wait for? ----

--- Whether it runs, in words.
function job_text.activity(job)
	local run <const> = job.run and { process = job.run.process, since = job.run.since,
		host = job.run.host or say "status_this_host" }
	if job.state == "running" then
		return say("status_running", run)
	elseif job.state == "not_known" then
		return say("status_not_known", run)
	elseif job.state == "stopped" then
		return run and say("status_stopped", run) or say "status_stopped_bare"
	end
	return say "status_ended"
end

local function title(job)
	local numbers <const> = job_text.states(job)
	return say("job_title", { job = job.job, created = job.created, list = job.list, total = job.total,
		counts = job.total > 0 and words.states(numbers, job.state ~= "running") or say "no_rows" })
end

--- The first lines of a job: its counts, whether it runs, its last step, and how to go on.
function job_text.head(job, arguments)
	local lines <const> = { title(job), job_text.activity(job) }
	local step <const> = job.last_step
	if step then
		lines[#lines + 1] = say(not step.row and "status_step" or step.job == job.job and "status_step_of_row"
			or "status_step_of_other_job", step)
	end
	if job.resume then
		lines[#lines + 1] = say(job.state == "not_known" and "status_resume_there" or "status_resume",
			{ command = next_command.resume(job, arguments) })
	end
	if job.family and not job_text.is_whole(job) then
		lines[#lines + 1] = say("status_of_family", { purpose = job_text.purpose(job),
			counts = words.states(job.family.states, job.family.state ~= "running"),
			command = next_command.status(job.family.root, arguments) })
	end
	return lines
end

--- Adds what the contracts wait for: each reason once, with the contracts that it holds for.
local function add_waiting(lines, job)
	local groups <const>, by_words <const> = {}, {}
	for _, found in ipairs(job.waiting) do
		local group = by_words[found.words]
		if not group then
			group = { words = found.words, since = found.since, contracts = {} }
			by_words[found.words], groups[#groups + 1] = group, group
		end
		table.insert(group.contracts, found.contractId)
		group.since = found.since < group.since and found.since or group.since
	end
	if #groups > 0 then
		lines[#lines + 1] = ""
		lines[#lines + 1] = say(job.state == "running" and "status_waits" or "status_waited")
	end
	for index, group in ipairs(groups) do
		if index > MOST_REASONS then
			lines[#lines + 1] = say("and_more", { number = #groups - MOST_REASONS })
			break
		end
		local shown = table.concat(group.contracts, ", ", 1, math.min(#group.contracts, MOST_CONTRACTS))
		if #group.contracts > MOST_CONTRACTS then
			shown = say("status_contracts_more", { contracts = shown, number = #group.contracts - MOST_CONTRACTS })
		end
		lines[#lines + 1] = say("status_waiting", { contracts = shown, words = group.words, since = group.since })
	end
end

-- ---- rows that ended otherwise ----

local function row_words(job, row)
	return say(row.job == job.job and "status_row" or "status_row_of_job", { row = row.row, job = row.job,
		place = ("%s:%d"):format(job.list, row.line), target = row.target and " " .. row.target or "" })
end

--- What went wrong with a group of rows, and with what operation.
function job_text.what(group)
	local why <const> = group.error or say(group.state == "cancelled" and "status_taken_back" or "status_no_error")
	local has_operation <const> = why:sub(1, #group.operation + 1) == group.operation .. ":"
	return has_operation and why or say("status_what", { operation = group.operation, error = why })
end

--- Adds a group of rows that ended alike.
local function add_group(lines, job, group, arguments)
	lines[#lines + 1] = say("status_group", { number = group.rows, state = group.state,
		what = job_text.what(group) })
	if group.messageId then
		lines[#lines + 1] = say("status_group_code", { code = group.messageId })
	end
	if group.advice then
		lines[#lines + 1] = say("status_advice", { advice = group.advice })
	end
	for _, row in ipairs(group.examples) do
		local shown <const> = row_words(job, row)
		lines[#lines + 1] = group.state == "unknown" and say("status_row_resolve", { row = shown,
			command = next_command.resolve(row.job, row.row, arguments) }) or shown
	end
	if group.rows > #group.examples then
		lines[#lines + 1] = say("status_more", { number = group.rows - #group.examples,
			command = next_command.status(job.job, arguments, " --state " .. group.state) })
	end
end

--- Adds the groups for which `is_meant(group)`, below a heading.
-- @param heading the code of a message that takes how many rows these are
local function add_groups(lines, job, heading, is_meant, arguments)
	local place <const>, number = #lines + 1, 0
	for _, group in ipairs(job.failures) do
		if is_meant(group) then
			number = number + group.rows
			add_group(lines, job, group, arguments)
		end
	end
	if number > 0 then
		table.insert(lines, place, "")
		table.insert(lines, place + 1, say(heading, { number = number }))
	end
	return number
end

local function needs_person(group)
	return group.state == "unknown"
end

-- Those of which some may succeed the next time.
local TRIED_AGAIN <const> = { rejected = true, failed = true }

--- Adds the commands that try rows again, one for each job that has some.
local function add_retries(lines, job, arguments)
	local seen <const> = {}
	for _, group in ipairs(job.failures) do
		for _, row in ipairs(TRIED_AGAIN[group.state] and group.examples or {}) do
			if not seen[row.job] and job.purpose ~= "cancel" then
				seen[row.job] = true
				lines[#lines + 1] = say("status_retry", { command = next_command.of_job("retry", row.job, arguments) })
			end
		end
	end
end

local function add_failures(lines, job, arguments)
	if add_groups(lines, job, "status_people", needs_person, arguments) > 0 then
		lines[#lines + 1] = say("status_evidence", { command = next_command.of_job("resolve", job.job, arguments) })
	end
	local number <const> = add_groups(lines, job, "status_failures", function(group) return not needs_person(group) end,
		arguments)
	if number > 0 and not (job.family or job).open then
		add_retries(lines, job, arguments)
	end
end

-- ---- the family, and all of it ----

local function add_family(lines, job, arguments)
	local rows <const> = {}
	for index, member in ipairs(job.family.jobs) do
		rows[index] = { job = member.job, purpose = job_text.purpose(member), created = member.created,
			state = job_text.state(member), total = member.total, rows = counts.words(member.states) }
	end
	lines[#lines + 1] = ""
	lines[#lines + 1] = say("status_family", { job = job.job })
	lines[#lines + 1] = (grid.aligned(rows, { "job", "purpose", "created", "state", "total", "rows" }):gsub("\n$", ""))
	lines[#lines + 1] = say("status_family_result", { command = next_command.report(job.job, "", arguments),
		path = job.family.result })
end

--- The lines as text that a terminal shows as it is.
local function joined(lines)
	for index, line in ipairs(lines) do
		lines[index] = line:gsub("[^\n]+", text.plain)
	end
	return table.concat(lines, "\n") .. "\n"
end

--- All of a job, without its rows one by one.
function job_text.all(job, arguments)
	local lines <const> = job_text.head(job, arguments)
	effects.add(lines, job.takes_effect)
	if job.listing_time.orders > 0 then
		lines[#lines + 1] = say("status_listing_time", job.listing_time)
	end
	add_waiting(lines, job)
	add_failures(lines, job, arguments)
	if job_text.is_whole(job) then
		add_family(lines, job, arguments)
	elseif job.result then
		lines[#lines + 1] = say("status_result", { path = job.result })
	end
	return joined(lines)
end

--- Copies of rows in which a status has its meaning.
local function with_meanings(rows)
	local copies <const> = {}
	for index, row in ipairs(rows) do
		copies[index] = setmetatable({
			orderStatus = row.orderStatus and meaning.told(row.orderStatus, meaning.of_row(row.operation, row.orderStatus)),
		}, { __index = row })
	end
	return copies
end

--- The first lines of a job, and its rows one by one.
function job_text.rows(job, arguments)
	local lines <const> = job_text.head(job, arguments)
	lines[#lines + 1] = ""
	local columns <const> = job_text.is_whole(job) and FAMILY_COLUMNS or ROW_COLUMNS
	local rows <const> = #job.rows > 0 and grid.aligned(with_meanings(job.rows), columns) or say "no_rows" .. "\n"
	return joined(lines) .. rows
end

return job_text
