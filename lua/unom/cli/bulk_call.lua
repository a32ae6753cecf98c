--- A call of the bulk library for a command: gathers what the call needs, and tells the error if it fails.
--
-- Invariant: signals are watched from before the first send until the outcome is known.

local confirmation <const> = require "unom.cli.confirmation"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"
local options <const> = require "unom.cli.options"
local outcome <const> = require "unom.cli.view.outcome"
local prerequisites <const> = require "unom.cli.prerequisites"
local progress <const> = require "unom.cli.view.progress"
local question <const> = require "unom.cli.question"
local refusal <const> = require "unom.cli.view.refusal"
local strangers <const> = require "unom.cli.view.strangers"

local bulk_call <const> = {}

local say <const> = messages.say

local function settings_in_force(settings, arguments, environment)
	if settings then
		return settings
	end
	return prerequisites.ledger_settings(arguments, environment)
end

-- Kinds of errors of a question to the carrier that got no answer.
local NOT_ASKED <const> = {
	http = true, network = true, timeout = true, protocol = true, api = true,
}

--- The exit code of an error. Without a job to resume, nothing was sent; nor where others' orders stand in the way.
local function code_of(err)
	if err.kind == "auth" then
		return exit_code.unauthorised
	elseif err.kind == "interrupted" then
		return exit_code.interrupted
	elseif err.kind == "not_offered" then
		return exit_code.failed
	elseif NOT_ASKED[err.kind] then
		return exit_code.resumable
	elseif err.resume and err.kind ~= "others_ordered" then
		return exit_code.resumable
	end
	return exit_code.usage
end

--- @param orders_shown has the person seen the error's orders already?
local function refuse(err, arguments, environment, orders_shown)
	local code <const> = code_of(err)
	refusal.tell(err, arguments, environment, code, orders_shown)
	return code
end

--- Asks the person whether orders that nobody here made are other people's.
local function ask_about_others(orders, arguments, environment)
	environment:say(say("others_title", { number = #orders }))
	strangers.say(orders, arguments, environment)
	return question.is_yes(say("others_question"), environment)
end

--- Calls a function of unom.bulk that sends nothing.
-- @param name the function's name
-- @param call_options its options; the ledger is added here
-- @param settings the settings in force, if the command has read them already
-- @return the two values that the function returns | nil, exit code, after the error was told
function bulk_call.ask(name, call_options, arguments, environment, settings)
	local in_force <const>, unset <const> = settings_in_force(settings, arguments, environment)
	if not in_force then
		return nil, unset
	end
	call_options.ledger = in_force.ledger
	local found <const>, err <const> = require("unom.bulk")[name](call_options)
	if not found then
		return nil, refuse(err, arguments, environment)
	end
	return found, err
end

--- Calls a function of unom.bulk that asks the carrier and orders nothing. Meanwhile Ctrl-C ends the wait in the core.
-- @param call_options its options; client and watch are added here
-- @param settings those in force
-- @return as `ask`
function bulk_call.inquire(name, call_options, arguments, environment, settings)
	local client <close>, unmade <const> = prerequisites.client(settings, environment)
	if not client then
		return nil, unmade
	end
	local watch <close> = require("unom.core").interrupt_watch()
	call_options.client, call_options.watch = client, watch
	local found <const>, err <const> = require("unom.bulk")[name](call_options)
	if not found then
		return nil, refuse(err, arguments, environment)
	end
	return found, err
end

--- Calls a function of unom.bulk that sends: run, resume, retry or cancel. Shows progress and tells how it ended.
-- @param name the function's name
-- @param call_options what only this command gives it; client, ledger, watch, progress and the run's options are
--   added here
-- @param settings as in `ask`
-- @return exit code
function bulk_call.run(name, call_options, arguments, environment, settings)
	local in_force <const>, unset <const> = settings_in_force(settings, arguments, environment)
	if not in_force then
		return unset
	end
	local client <close>, refused <const> = prerequisites.client(in_force, environment)
	if not client then
		return refused
	end
	local watch <close> = require("unom.cli.signals").new()
	local shown <close> = progress.new(environment, environment.is_terminal("err"), {
		command = name,
		how_to_go_on = function(job) return next_command.going_on(name, job, arguments) end,
	})
	call_options.client = client
	call_options.ledger = in_force.ledger
	call_options.watch = watch
	call_options.on_progress = function(report)
		shown:show(report)
	end
	call_options.on_reading = name == "run" and function(rows, is_over) shown:show_reading(rows, is_over) end or nil
	local asked = false
	if name ~= "cancel" then
		call_options.confirm = confirmation.new(arguments, environment, watch)
		call_options.shared_contract = in_force.shared_contract
		call_options.on_others = function(orders)
			shown:finish()
			asked = question.can_ask(environment)
			return asked and watch:laid_aside(function()
				return ask_about_others(orders, arguments, environment)
			end)
		end
	end
	local ended <const>, err <const> = require("unom.bulk")[name](options.run(arguments, call_options))
	shown:finish()
	if not ended then
		if watch:count() > 0 and (asked or err.kind == "not_confirmed") then
			return refuse({ kind = "interrupted", message = say("interrupted_unsent") }, arguments, environment)
		end
		return refuse(err, arguments, environment, asked)
	end
	outcome.tell(ended, arguments, environment)
	if ended.result_error and ended.exit_code == exit_code.ok then
		return exit_code.failed
	end
	return ended.exit_code
end

return bulk_call
