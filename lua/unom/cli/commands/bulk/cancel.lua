--- `unom bulk cancel [JOB]`: shows what cancelling a job means, asks, and cancels it.
--
-- Invariant: no client is made and nothing is done before the person has said yes or given --yes, unless
-- nothing is left to cancel.

local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local question <const> = require "unom.cli.question"
local refusal <const> = require "unom.cli.view.refusal"
local text <const> = require "unom.cli.view.text"

local cancel <const> = { summary = messages.say("cancel_summary") }

local say <const> = messages.say

local MOST_SHOWN <const> = 20 -- orders shown to a person; a program gets all of them

local STATES <const> = { "pending", "tracking", "succeeded" } -- of the rows that can be taken back
local ALSO <const> = { "pending", "in_doubt", "tracking", "succeeded", "unknown", "counted" } -- what may be besides

local PLAN_KEYS <const> = { "job", "states", "pending", "may_have_acted", "taking_back", "processed", "running_on",
	"staying", "tried", "in_doubt", "also" }
local ALSO_KEYS <const> = { "pending", "in_doubt", "tracking", "succeeded", "unknown", "counted", "retries" }
local RETRY_KEYS <const> = { "job", "rows", "states" }
local ORDER_KEYS <const> = { "row", "line", "operation", "lineNo", "orderId" }

function cancel.add_to_parser(command)
	command:epilog(say("cancel_epilog"))
	options.add_job(command)
	options.add_yes(command)
	command:option("--state", say("option_cancel_state")):argname("<STATE>"):choices(STATES):count("*")
	command:flag("--dry-run", say("option_cancel_dry_run"))
	options.add_cancel(command)
	options.add_online(command)
end

--- Would a yes change nothing? Orders that cannot be taken back are followed either way.
local function is_empty(plan)
	return plan.pending + plan.may_have_acted + #plan.taking_back + #plan.processed + plan.in_doubt == 0
end

local function add_orders(lines, code, orders)
	if #orders == 0 then
		return
	end
	lines[#lines + 1] = say(code, { number = #orders })
	for index = 1, math.min(#orders, MOST_SHOWN) do
		local order <const> = orders[index]
		lines[#lines + 1] = say(order.lineNo and "cancel_order_with_line" or "cancel_order", {
			id = order.orderId or say("cancel_no_id"), line_no = order.lineNo, operation = order.operation, row = order.row,
		})
	end
	if #orders > MOST_SHOWN then
		lines[#lines + 1] = say("and_more", { number = #orders - MOST_SHOWN })
	end
end

--- The first line: what is to be cancelled, or that there is nothing.
local function title(plan)
	if not is_empty(plan) then
		return say("cancel_title", { job = plan.job })
	elseif not next(plan.also) and plan.tried + plan.staying == 0 then
		return say("cancel_nothing", { job = plan.job })
	end
	return say("cancel_nothing_in", { job = plan.job, states = table.concat(plan.states, ", ") })
end

--- The command that takes rows back, or says what became of them, which were not asked for.
local function command_for(name, plan, arguments)
	if name == "unknown" then
		return next_command.of_job("resolve", plan.job, arguments)
	elseif name == "counted" then
		return "unom bulk draft cancel_order"
	end
	local state <const> = name == "in_doubt" and "tracking" or name
	return next_command.of_job("cancel", plan.job, arguments, " --state " .. state)
end

-- The message about each of ALSO.
local ALSO_MESSAGES <const> = {
	pending = "cancel_also_pending", in_doubt = "cancel_also_in_doubt", tracking = "cancel_also_tracking",
	succeeded = "cancel_also_succeeded", unknown = "cancel_also_unknown",
	counted = "cancel_also_counted",
}

--- Adds what else could be taken back, which nobody asked for.
local function add_others(lines, plan, arguments)
	if next(plan.also) then
		lines[#lines + 1] = say("cancel_also")
	end
	for _, name in ipairs(ALSO) do
		if plan.also[name] then
			lines[#lines + 1] = say(ALSO_MESSAGES[name], { number = plan.also[name],
				command = command_for(name, plan, arguments) })
		end
	end
	for _, retry in ipairs(plan.also.retries or {}) do
		local flags <const> = " --state " .. table.concat(retry.states, " --state ")
		lines[#lines + 1] = say("cancel_also_retry", { number = retry.rows, job = retry.job,
			command = next_command.of_job("cancel", retry.job, arguments, flags) })
	end
end

--- What will happen, a line each.
local function plan_lines(plan, arguments)
	local lines <const> = { title(plan) }
	if plan.pending > 0 then
		lines[#lines + 1] = say("cancel_pending", { number = plan.pending })
	end
	if plan.may_have_acted > 0 then
		lines[#lines + 1] = say("cancel_may_have_acted", { number = plan.may_have_acted })
	end
	add_orders(lines, "cancel_taking_back", plan.taking_back)
	add_orders(lines, "cancel_processed_too", plan.processed)
	add_orders(lines, "cancel_running_on", plan.running_on)
	if plan.staying > 0 then
		lines[#lines + 1] = say("cancel_staying", { number = plan.staying })
	end
	if plan.tried > 0 then
		lines[#lines + 1] = say("cancel_tried", { number = plan.tried, status = next_command.status(plan.tried_by, arguments),
			retry = next_command.of_job("retry", plan.tried_by, arguments) })
	end
	if plan.in_doubt > 0 then
		lines[#lines + 1] = say("cancel_in_doubt", { number = plan.in_doubt })
	end
	add_others(lines, plan, arguments)
	return lines
end

local function as_text(plan, arguments)
	return text.lines(plan_lines(plan, arguments))
end

local function as_json(plan)
	local told <const> = { job = plan.job, pending = plan.pending, may_have_acted = plan.may_have_acted,
		staying = plan.staying, tried = plan.tried, in_doubt = plan.in_doubt }
	for _, name in ipairs { "taking_back", "processed", "running_on" } do
		told[name] = json.each(plan[name], ORDER_KEYS)
	end
	local also <const> = { retries = plan.also.retries and json.array {} }
	for _, name in ipairs(ALSO) do
		also[name] = plan.also[name]
	end
	for index, retry in ipairs(plan.also.retries or {}) do
		also.retries[index] = json.ordered(retry, RETRY_KEYS)
	end
	told.states, told.also = json.array(plan.states), json.ordered(also, ALSO_KEYS)
	return json.ordered(told, PLAN_KEYS)
end

local function dry_run(plan, arguments, environment)
	environment:write(arguments.json and as_json(plan) or as_text(plan, arguments))
	environment:say(say("cancel_dry_run_end"))
	return exit_code.ok
end

--- Asks on the terminal.
-- @return true for a yes; or false and the code of what is said otherwise
local function confirmed(plan, environment)
	if not question.can_ask(environment) then
		return false, "cancel_needs_yes"
	end
	return question.is_yes(say("cancel_question", { job = plan.job }), environment), "cancel_declined"
end

--- Tells that nobody said yes. Returns the exit code.
local function declined(code, plan, arguments, environment)
	refusal.tell({ kind = "not_confirmed", message = say(code, { job = plan.job }) }, arguments, environment,
		exit_code.usage)
	return exit_code.usage
end

function cancel.command(arguments, environment)
	local settings <const>, unset <const> = prerequisites.ledger_settings(arguments, environment)
	if not settings then
		return unset
	end
	local states <const> = #arguments.state > 0 and arguments.state or nil
	local plan <const>, refused <const> = bulk_call.ask("cancel_plan", { job = arguments.job, states = states },
		arguments, environment, settings)
	if not plan then
		return refused
	elseif arguments.dry_run then
		return dry_run(plan, arguments, environment)
	end
	for _, line in ipairs(plan_lines(plan, arguments)) do
		environment:say(line)
	end
	if not (arguments.yes or is_empty(plan)) then
		local yes <const>, code <const> = confirmed(plan, environment)
		if not yes then
			return declined(code, plan, arguments, environment)
		end
	end
	arguments.job = plan.job -- the command that goes on names what was shown, whatever is the newest by then
	return bulk_call.run("cancel", { job = plan.job, states = states }, arguments, environment, settings)
end

return cancel
