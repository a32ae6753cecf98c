--- `unom bulk log [JOB [ROW]]`: what happened to a job or a row, and when.
--
-- Invariant: events are shown as they are read, so that a job of any size can be shown.

local bulk_call <const> = require "unom.cli.bulk_call"
local event <const> = require "unom.cli.view.event"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local text <const> = require "unom.cli.view.text"

local log <const> = { summary = messages.say("log_summary") }

function log.add_to_parser(command)
	command:epilog(messages.say("log_epilog"))
	options.add_job_and_row(command)
	options.add_offline(command)
end

--- A function that writes an event, and one that ends the document.
local function writer(arguments, environment)
	if not arguments.json then
		return function(given) environment:write(text.plain(event.line(given)) .. "\n") end, function() end
	end
	local written = 0
	return function(given)
		environment:write(written == 0 and '{"ok":true,"events":[\n' or ",\n")
		environment:write(json.compact(event.as_json(given)))
		written = written + 1
	end, function(told)
		environment:write((written == 0 and '{"ok":true,"events":[' or "\n") .. ('],"job":%d}\n'):format(told.job))
	end
end

function log.command(arguments, environment)
	local on_event <const>, finish <const> = writer(arguments, environment)
	local told <const>, refused <const> = bulk_call.ask("log", { job = arguments.job, row = arguments.row,
		on_event = on_event }, arguments, environment)
	if not told then
		return refused
	end
	finish(told)
	return exit_code.ok
end

return log
