--- One run of a job: its contracts locked, its open rows carried by the engine, its result file written.
--
-- Invariant: no engine runs on a contract that somebody else works on, or of which another job has a row whose fate
-- is unclear.

local core <const> = require "unom.core"
local engine <const> = require "unom.bulk.engine"
local errors <const> = require "unom.error"
local lane_lock <const> = require "unom.bulk.ledger.contract_lock"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local report <const> = require "unom.bulk.jobs.result_file"

local run <const> = {}

-- Options that stay with the job: those of the run, so that a resumed one works the same way, and those by which its
-- list was read, so that it can be read again alike.
local RUN_SETTINGS <const> = { "wait_until", "rate", "canary", "max_failures", "max_outstanding" }
run.LIST_SETTINGS = { "operation", "encoding", "contract_id", "agree", "allow_duplicates" }

--- A path as it reads from any directory: a job may be taken up from another one.
function run.absolute(path)
	if path == nil or path:sub(1, 1) == "/" then
		return path
	end
	return lfs.currentdir() .. "/" .. path
end

--- The same path as a person at this directory would write it.
function run.shown(path)
	local here <const> = lfs.currentdir() .. "/"
	return path and path:sub(1, #here) == here and path:sub(#here + 1) or path
end

--- What of the options stays with the job.
function run.settings(options)
	local settings <const> = {}
	for _, names in ipairs { RUN_SETTINGS, run.LIST_SETTINGS } do
		for _, name in ipairs(names) do
			settings[name] = options[name]
		end
	end
	settings.result = run.absolute(options.result)
	return settings
end

--- The command that goes on with a job.
function run.resume_command(number)
	return ("unom bulk resume %d"):format(number)
end

--- Locks contracts for a job. Who holds them is on the disk after the ledger's next sync.
-- @return the lock, closable; or nil and an error of kind "locked"
function run.lock_contracts(ledger, contracts, number)
	local lock <const>, err = lane_lock.acquire(ledger, contracts, number)
	if not lock then
		return nil, err
	end
	for _, contract in ipairs(contracts) do
		local other <const> = ledger:unsettled_job(contract, number)
		if other then
			lock:release()
			return nil, errors.new { kind = "locked", message = messages.say("unsettled",
				{ contract = contract, job = other, command = run.resume_command(other) }) }
		end
	end
	return lock
end

--- Locks the contracts of a job's open rows.
function run.lock(ledger, number)
	return run.lock_contracts(ledger, ledger:open_contracts(number), number)
end

--- Writes the result file: `outcome.result` is its path, or `outcome.result_error` says why there is none.
function run.write_result(outcome, ledger, job, path)
	local written <const>, err = report.write(ledger, job, run.absolute(path))
	outcome.result, outcome.result_error = run.shown(written), err
end

local function is_open(states)
	return states.pending + states.submitting + states.tracking > 0
end

--- Runs an engine and settles its ledger; when that fails in mid-run nothing more is sent, and the error tells how to
-- go on.
local function run_engine(options)
	local finished <const>, outcome = pcall(function()
		local found <const> = engine.new(options):run()
		options.ledger:settle()
		return found
	end)
	if not finished then
		if errors.is(outcome) then
			outcome.job, outcome.resume = options.job, run.resume_command(options.job)
		end
		error(outcome, 0)
	end
	return outcome
end

--- Runs what is open of a job whose contracts are locked, and ends it with the result file.
-- @param job as `ledger:job` gives it
-- @param options those of bulk.run, and the engine's `settle_only` and `on_ended`
-- @return the outcome, see bulk.run
function run.carry_out(ledger, job, options)
	local function setting(name)
		if options[name] ~= nil then
			return options[name]
		end
		return job.settings[name]
	end
	local outcome <const> = run_engine {
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
		on_ended = options.on_ended,
		settle_only = options.settle_only,
		at = options.at,
	}
	outcome.job = job.job
	outcome.exit_code = report.exit_code(outcome)
	outcome.resume = is_open(outcome.states) and run.resume_command(job.job) or nil
	run.write_result(outcome, ledger, job, options.result)
	return outcome
end

return run
