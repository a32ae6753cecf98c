--- One run of a job: its contracts locked, its open rows carried by the engine, its result file written.
--
-- Invariant: no engine runs on a contract that somebody else works on, or of which another job has a row in doubt.

local change_list <const> = require "unom.bulk.list.change_list"
local contract_lock <const> = require "unom.bulk.ledger.contract_lock"
local core <const> = require "unom.core"
local effects <const> = require "unom.bulk.jobs.status.effects"
local endings <const> = require "unom.bulk.jobs.endings"
local engine <const> = require "unom.bulk.engine"
local errors <const> = require "unom.error"
local events <const> = require "unom.bulk.engine.progress.events"
local messages <const> = require "unom.messages"
local path <const> = require "unom.bulk.jobs.path"
local result_file <const> = require "unom.bulk.jobs.result.file"
local states <const> = require "unom.bulk.ledger.states"
local summary <const> = require "unom.bulk.list.summary"

local run <const> = {}

-- Options that stay with the job: those of the run, so that a resumed one works the same way, and those by which its
-- list was read, so that it can be read again alike.
local RUN_SETTINGS <const> = { "wait_until", "rate", "canary", "max_failures", "max_outstanding", "shared_contract",
	"listed_within", "bom", "for" }
run.LIST_SETTINGS = change_list.OPTIONS
-- What the list was like: how it is written, whether it came from standard input, and whether it was no file but rows
-- that a script gave. Results of its rows are alike.
run.LIST_FACTS = { "encoding", "marked", "stdin", "by_row" }

--- What of the options stays with the job.
function run.settings(options)
	local settings <const> = {}
	for _, names in ipairs { RUN_SETTINGS, run.LIST_SETTINGS } do
		for _, name in ipairs(names) do
			settings[name] = options[name]
		end
	end
	settings.result = path.absolute(options.result)
	settings.confirmed = options.confirm and true -- a job is added only when the person has said yes
	return settings
end

--- Adds to a job's settings what its parent's list was like.
-- @return settings
function run.inherit(settings, parent)
	for _, name in ipairs(run.LIST_FACTS) do
		settings[name] = parent.settings[name]
	end
	return settings
end

--- The command that goes on with a job.
-- @param ledger where the job is; one that is not in the usual place is named
-- @param stage up to which its orders are followed, where the ledger does not have it; nil: as it has
function run.resume_command(ledger, number, stage)
	return ("%sunom bulk resume %d%s"):format(ledger.prefix or "", number, stage and " --until " .. stage or "")
end

--- The same for a run with those options.
local function command_for(ledger, job, options)
	local stage <const> = options.wait_until
	return run.resume_command(ledger, job.job, stage ~= (job.settings.wait_until or "final") and stage or nil)
end

--- The summary of rows of a job, as that of a list; `columns` are the list's.
function run.summary(rows, columns)
	local made <const> = summary.new { columns = columns }
	for _, row in ipairs(rows) do
		made:add(row)
	end
	return made:finish()
end

--- The error of what nobody has said yes to.
-- @param words why, where they are given
function run.not_confirmed(words)
	local given <const> = type(words) == "string" and words or nil
	return errors.new { kind = "not_confirmed", message = given or messages.say("not_confirmed") }
end

--- Shows the person a summary of the rows that would be sent; `options.confirm` answers for the person, by true alone:
-- a text that was typed, "no" among them, is no yes.
-- @return true; or nil and an error of kind "not_confirmed"
function run.confirm(shown, options)
	local confirmed <const>, why <const> = options.confirm(shown)
	if confirmed == true then
		return true
	end
	return nil, run.not_confirmed(why)
end

--- Shows the person the rows of a job that would be sent, where there are any, as `confirm` does. Where nobody has said
-- yes to the job, these are also the rows in doubt: those that the carrier does not have are sent again.
function run.confirm_open(ledger, job, options)
	local rows <const> = options.confirm and ledger:rows_in(job.job, "pending") or {}
	local in_doubt <const> = options.confirm and not job.settings.confirmed and ledger:rows_in(job.job, "submitting") or {}
	table.move(in_doubt, 1, #in_doubt, #rows + 1, rows)
	if #rows == 0 then
		return true
	end
	ledger:sync() -- a person may take their time: nobody waits for the ledger meanwhile
	local shown <const> = run.summary(rows, job.columns)
	shown.job, shown.confirmed = job.job, job.settings.confirmed
	return run.confirm(shown, options)
end

--- Locks contracts for a job. Who holds them is on the disk after the ledger's next sync.
-- @return the lock, closable; or nil and an error of kind "locked"
function run.lock_contracts(ledger, contracts, number)
	local lock <const>, err = contract_lock.acquire(ledger, contracts, number)
	if not lock then
		return nil, err
	end
	for _, contract in ipairs(contracts) do
		local other <const> = ledger:job_in_doubt(contract, number)
		if other then
			lock:release()
			return nil, errors.new { kind = "locked", message = messages.say("in_doubt_elsewhere",
				{ contract = contract, job = other, command = run.resume_command(ledger, other) }) }
		end
	end
	return lock
end

--- Locks the contracts of a job's open rows.
-- @param others an array of further contracts of it; nil: none
function run.lock(ledger, number, others)
	local contracts <const>, seen <const> = {}, {}
	for _, names in ipairs { ledger:open_contracts(number), others } do
		for _, name in ipairs(names) do
			contracts[#contracts + 1] = not seen[name] and name or nil
			seen[name] = true
		end
	end
	return run.lock_contracts(ledger, contracts, number)
end

--- Adds a job to the ledger in one transaction, with the contracts of its rows locked before it is on the disk.
-- Nothing of the job is left when it fails.
-- @param add adds the job and its rows and returns its number, or raises an error object
-- @return the job's number and the lock, closable; or nil and what `add` raised, or an error of kind "ledger" or
--   "locked"
function run.add_locked(ledger, add)
	local lock, refused
	local added <const>, result = pcall(ledger.transaction, ledger, function()
		local number <const> = add()
		lock, refused = run.lock(ledger, number)
		if not lock then
			error(refused, 0)
		end
		return number
	end)
	if not added then
		if lock then
			lock:release()
		end
		if not errors.is(result) then
			error(result, 0)
		end
		return nil, result
	end
	return result, lock
end

--- Writes the result file: `outcome.result` is its path, or `outcome.result_error` says why there is none.
-- @param options those of the run; the others of its settings are the job's
function run.write_result(outcome, ledger, job, options)
	local written <const>, found = result_file.write(ledger, job,
		{ result = options.result, bom = options.bom, ["for"] = options["for"] or job.settings["for"] })
	outcome.result = path.shown(written)
	if not written then
		outcome.result_error = found
	elseif found.lost > 0 then
		outcome.result_lost = found.lost
	end
end

--- The exit code of a run; where several reasons hold, the first of these.
-- @param outcome as the engine returned it
function run.exit_code(outcome)
	local counts <const> = outcome.states
	if outcome.unauthorised then
		return 6
	elseif counts.unknown > 0 or outcome.held then
		return 3
	elseif outcome.halted then
		return 5
	elseif outcome.interrupted or outcome.deadline or outcome.permanent then
		return 4
	elseif states.count_done(counts) < outcome.total then
		return 1
	end
	return 0
end

--- Raises what a function of the caller raised; where that is an error object it says how to go on.
-- @param raised {value=}
function run.raise(raised, number, command)
	if errors.is(raised.value) then
		raised.value.job, raised.value.resume = number, command
	end
	error(raised.value, 0)
end

--- Runs an engine and empties the ledger's log; when the run fails nothing more is sent, and the error says how to go
-- on.
-- @param command how to go on
local function run_engine(options, command)
	local finished <const>, outcome = pcall(function()
		options.ledger:checkpoint() -- a whole list may lie in the log, which a copy of the ledger would lack
		local found <const> = engine.new(options):run()
		found.log_kept = not options.ledger:checkpoint()
		return found
	end)
	if not finished then
		run.raise({ value = outcome }, options.job, command)
	end
	return outcome
end

--- Runs what is open of a job whose contracts are locked, and ends it with the result file.
-- @param job as `ledger:job` gives it
-- @param options those of bulk.run, and the engine's `reconcile_only`, `follow_only` and `on_ended`, and endings=
--   those that tell of another job's rows
-- @return the outcome, see bulk.run
function run.carry_out(ledger, job, options)
	local function setting(name)
		if options[name] ~= nil then
			return options[name]
		end
		return job.settings[name]
	end
	local told <close> = events.open(options.events, ledger, job)
	local ends <const> = options.endings or endings.new(ledger, job.job, options.on_row)
	local outcome <const> = run_engine({
		job = job.job,
		ledger = ledger,
		client = options.client,
		contracts = ledger:open_contracts(job.job),
		wait_until = setting "wait_until",
		deadline = options.deadline,
		rate = setting "rate",
		canary = setting "canary",
		max_failures = setting "max_failures",
		max_outstanding = setting "max_outstanding",
		clock = options.clock or core.monotonic,
		random = options.random or math.random,
		sleep = options.sleep or core.sleep,
		watch = options.watch,
		on_progress = options.on_progress,
		on_synced = ends and function() ends:tell() end or nil,
		on_ended = options.on_ended,
		events = told,
		reconcile_only = options.reconcile_only,
		follow_only = options.follow_only,
		allow_others = options.allow_others,
		shared_contract = setting "shared_contract",
		listed_within = setting "listed_within",
		on_others = options.on_others,
		at = options.at,
	}, command_for(ledger, job, options))
	outcome.job = job.job
	outcome.exit_code = run.exit_code(outcome)
	outcome.takes_effect = effects.of(ledger, { job })
	outcome.resume = states.count_open(outcome.states) > 0 and command_for(ledger, job, options) or nil
	run.write_result(outcome, ledger, job, options)
	if outcome.raised then
		run.raise(outcome.raised, job.job, outcome.resume)
	end
	if told then
		told:ended(outcome)
	end
	return outcome
end

--- What tells the ends of a new job's rows: those that are skipped have ended.
local function endings_of_new(ledger, number, options)
	local ends <const> = options.endings or endings.new(ledger, number, options.on_row)
	for _, row in ipairs(ends and ledger:rows_in(number, "skipped") or {}) do
		ends:add(row)
	end
	return ends
end

--- Runs a job that was made just now. Where nothing may be sent, because somebody else orders on the contract, the job
-- goes from the ledger again: the same list can be given again.
function run.carry_out_new(ledger, number, options)
	options = setmetatable({ endings = endings_of_new(ledger, number, options) }, { __index = options })
	local ended <const>, outcome = pcall(run.carry_out, ledger, ledger:job(number), options)
	if not ended then
		if errors.is(outcome) and outcome.kind == "others_ordered" then
			ledger:forget_job(number)
			outcome.job, outcome.resume = nil, nil
		end
		error(outcome, 0)
	end
	return outcome
end

return run
