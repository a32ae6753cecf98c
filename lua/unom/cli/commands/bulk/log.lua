--- `unom bulk log JOB [ROW]`: what happened to a job, or to one of its rows, event by event.

local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local text <const> = require "unom.cli.view.text"

local log <const> = { summary = messages.say("log_summary") }

local EVENT_KEYS <const> = { "time", "row", "what", "detail" }

function log.add_to_parser(command)
	command:epilog(messages.say("log_epilog"))
	options.add_job_and_row(command)
	options.add_offline(command)
end

--- Writes each event as it is read: a function that takes one, and one that ends the document.
local function text_writer(_, environment)
	return function(event)
		environment:write(text.plain(messages.say(event.row and "log_line_of_row" or "log_line",
			{ time = event.time, row = event.row, words = event.words })) .. "\n")
	end, function() end
end

--- The same as one JSON object.
local function json_writer(arguments, environment)
	local written = 0
	local function open()
		local head <const> = json.compact(json.ordered({ ok = true, exit_code = exit_code.ok, job = arguments.job,
			row = arguments.row }, { "ok", "exit_code", "job", "row" }))
		environment:write(head:sub(1, -2) .. ',"events":[\n')
	end
	return function(event)
		if written == 0 then
			open()
		end
		local shown <const> = json.ordered({ time = event.time, row = event.row, what = event.what, detail = event.detail },
			EVENT_KEYS)
		environment:write((written == 0 and "" or ",\n") .. json.compact(shown))
		written = written + 1
	end, function()
		if written == 0 then
			open()
		end
		environment:write("\n]}\n")
	end
end

function log.command(arguments, environment)
	local on_event <const>, finish <const> = (arguments.json and json_writer or text_writer)(arguments, environment)
	local count <const>, refused <const> = bulk_call.ask("log", { job = arguments.job, row = arguments.row,
		on_event = on_event }, arguments, environment)
	if not count then
		return refused
	end
	finish()
	return exit_code.ok
end

return log
