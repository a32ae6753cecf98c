--- Drives a run: a client, a watch for signals, progress, and the outcome told. Shared by run and resume.
--
-- Invariant: signals are watched from before the first send until the outcome is known.

local options <const> = require "unom.cli.options"
local outcomes <const> = require "unom.cli.view.outcome"
local progress <const> = require "unom.cli.view.progress"
local session <const> = require "unom.cli.session"

--- Calls `start` (bulk.run or bulk.resume) with the options of the command line, and tells how it ended.
-- @param engine_options what only this command gives it
-- @return the exit code
local function drive(start, engine_options, settings, arguments, environment)
	local client <close>, refused <const> = session.client(settings, environment)
	if not client then
		return refused
	end
	local watch <close> = require("unom.core").interrupt_watch()
	local shown <close> = progress.new(environment, environment.is_terminal("err"))
	engine_options.client = client
	engine_options.ledger = settings.ledger
	engine_options.watch = watch
	engine_options.on_progress = function(report)
		shown:show(report)
	end
	local outcome <const>, err <const> = start(options.run(arguments, engine_options))
	shown:finish()
	if not outcome then
		return outcomes.tell_error(err, arguments, environment)
	end
	return outcomes.tell(outcome, arguments, environment)
end

return drive
