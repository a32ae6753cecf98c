--- Why a command on a job was not carried out, for people and for programs.
--
-- Invariant: if the job can be resumed, the exact command that resumes it is shown.

local diagnostics <const> = require "unom.cli.view.diagnostics"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local strangers <const> = require "unom.cli.view.strangers"

local refusal <const> = {}

local say <const> = messages.say

--- Tells an error of the bulk library.
-- @param err {kind=, message=, problems={...}|nil, orders={...}|nil, job=number|nil, resume=command|nil}
-- @param code the command's exit code
-- @param orders_shown has the person seen the error's orders already?
function refusal.tell(err, arguments, environment, code, orders_shown)
	if err.problems then
		diagnostics.write_problems(err.problems, environment)
	end
	environment:say(err.message)
	if err.problems then
		diagnostics.say_next(err.problems, arguments.file, arguments, environment)
	end
	if err.orders then
		if not orders_shown then
			strangers.say(err.orders, arguments, environment)
		end
		environment:say(say(err.owned and "others_owned_how" or "others_how"))
	end
	if err.resume then
		environment:say(say("outcome_resume", { command = next_command.resume(err, arguments) }))
	elseif err.job then
		environment:say(say("see_earlier_job", { command = next_command.status(err.job, arguments) }))
	end
	if arguments.json then
		local shown <const> = diagnostics.refusal(err.problems)
		shown.kind, shown.message, shown.job, shown.exit_code = err.kind, err.message, err.job, code
		shown.orders = err.orders and strangers.as_json(err.orders)
		environment:write(shown)
	end
end

return refusal
