--- Answers that were taken for unknown rows, for people and for programs.
--
-- Invariant: what goes on with the jobs is shown with the flags that it needs.

local evidence <const> = require "unom.cli.view.resolving.evidence"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"

local answers <const> = {}

local say <const> = messages.say

local function words(resolved, given)
	local values <const> = { row = resolved.row, job = resolved.job, state = resolved.state, order = given.order }
	if given.resend then
		return say("resolved_resend", values)
	elseif given.abandon then
		return say("resolved_abandon", values)
	end
	return say("resolved_order", values)
end

--- Says an answer that was taken for one row.
-- @param given {order=id | resend=true | abandon=true}
function answers.say(resolved, given, environment)
	environment:say(words(resolved, given))
	if #(resolved.could_be or {}) > 0 then
		environment:say(say("resolved_could_be", { order = given.order, rows = evidence.rows(resolved.could_be) }))
	end
end

local function say_resume(commands, arguments, environment)
	for _, command in ipairs(commands) do
		environment:say(say("outcome_resume", { command = next_command.resume({ resume = command }, arguments) }))
	end
end

--- Says the answers that were taken for many rows, without the commands that go on.
function answers.say_all(told, environment)
	for _, row in ipairs(told.taken) do
		environment:say(say("resolved_one", { row = row.row, job = row.job, answer = evidence.answer(row) }))
	end
	for _, row in ipairs(told.refused) do
		environment:say(say("resolved_refused", { row = row.row, job = row.job, reason = row.message }))
	end
end

--- Says how many rows are unknown still, and how to go on.
-- @param resume commands of jobs, an array
function answers.say_end(job, left, resume, arguments, environment)
	environment:say(left > 0 and say("resolved_left", { number = left, job = job,
		command = next_command.of_job("resolve", job, arguments) }) or say("resolved_none_left", { job = job }))
	say_resume(resume, arguments, environment)
end

--- What bulk.resolve returned of many rows, for a program.
-- @param code the exit code of the command
function answers.as_json(told, arguments, code)
	local resumes <const> = json.array {}
	for index, command in ipairs(told.resumes) do
		resumes[index] = next_command.resume({ resume = command }, arguments)
	end
	return json.ordered({ ok = code == 0, exit_code = code, job = told.job,
		taken = json.each(told.taken, { "job", "row", "answer", "orderId", "state" }),
		refused = json.each(told.refused, { "job", "row", "message" }), left = told.left, resumes = resumes },
		{ "ok", "exit_code", "job", "taken", "refused", "left", "resumes" })
end

return answers
