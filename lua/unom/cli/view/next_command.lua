--- The commands that a person goes on with, as a shell reads them.
--
-- Invariant: each repeats the flags that this command was given and that the next one needs.

local options <const> = require "unom.cli.options"
local printable <const> = require "unom.printable"

local next_command <const> = {}

--- @param found an outcome or an error of the bulk library; its `resume` is the command without flags, or nil
-- @return the command that goes on with its job, or nil
function next_command.resume(found, arguments)
	local command <const> = found.resume and found.resume:match("^.*(unom bulk .*)$") -- the ledger is among the flags
	return command and command .. options.resume_flags(arguments) or nil
end

--- The flags that name states, each once, with a space before each.
function next_command.state_flags(states)
	local flags <const>, seen <const> = {}, {}
	for _, state in ipairs(states) do
		flags[#flags + 1] = not seen[state] and " --state " .. state or nil
		seen[state] = true
	end
	return table.concat(flags)
end

--- The command that goes on with what a command does, once that was stopped.
-- @param name that of the command: a cancel goes on with the job that it was given
-- @param job the one that runs
function next_command.going_on(name, job, arguments)
	local stage <const> = name == "resume" and arguments["until"]
	local until_stage <const> = stage and " --until " .. stage or ""
	local command <const> = name ~= "cancel" and ("unom bulk resume %d%s"):format(job, until_stage)
		or ("unom bulk cancel%s%s --yes"):format(arguments.job and " " .. arguments.job or "",
			next_command.state_flags(arguments.state or {}))
	return command .. options.resume_flags(arguments)
end

--- The command `unom bulk NAME JOB`, which talks to the carrier.
-- @param flags of its own; nil: none
function next_command.of_job(name, job, arguments, flags)
	return ("unom bulk %s %d%s%s"):format(name, job, flags or "", options.resume_flags(arguments))
end

--- A command on a list, whose name may begin with a hyphen.
local function of_list(name, file, flags)
	local shown <const> = printable.quoted(file)
	if file:find("^%-.") then
		return ("unom bulk %s%s -- %s"):format(name, flags, shown)
	end
	return ("unom bulk %s %s%s"):format(name, shown, flags)
end

--- The command that checks a list, read as this command read it.
function next_command.check(file, arguments)
	return of_list("check", file, options.list_flags(arguments))
end

--- The command that checks a list without the columns named, and writes a copy with the likely values filled in.
-- @param fix is the copy to be written?
function next_command.check_anew(file, arguments, columns, fix)
	local flags <const> = { options.list_flags(arguments) }
	for _, column in ipairs(columns) do
		flags[#flags + 1] = " --ignore " .. printable.quoted(column)
	end
	if fix then
		local name <const> = file == "-" and "stdin" or file:gsub("%.[^./]*$", "")
		flags[#flags + 1] = " --fix " .. printable.quoted(name .. ".fixed.csv")
	end
	return of_list("check", file, table.concat(flags))
end

--- The command that compares a list with its contracts.
function next_command.plan(file, arguments)
	return of_list("plan", file, options.run_flags(arguments) .. options.ordered_flags(arguments))
end

--- The command that runs a list.
-- @param flags "" or what the person may want besides
function next_command.run(file, arguments, flags)
	return of_list("run", file, options.run_flags(arguments) .. flags)
end

--- The command that shows a job.
-- @param flags what of it; nil: all
function next_command.status(job, arguments, flags)
	return ("unom bulk status %d%s%s"):format(job, flags or "", options.ledger_flags(arguments))
end

--- The command that writes a job's result file again, with more flags.
function next_command.report(job, flags, arguments)
	return ("unom bulk report %d%s%s"):format(job, flags, options.ledger_flags(arguments))
end

--- The command that resolves an unknown row; the person adds the answer.
function next_command.resolve(job, row, arguments)
	return ("unom bulk resolve %d %d%s"):format(job, row, options.ledger_flags(arguments))
end

return next_command
