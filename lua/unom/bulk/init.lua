--- Bulk jobs from Lua: check a change list, run it, resume a job, ask for its status.
--
--     local bulk = require "unom.bulk"
--     local outcome, err = bulk.run { client = client, path = "plans.csv", contract_id = "N123456789", agree = true }
--
-- Invariants: nothing is sent before the whole list has passed its checks and is in the ledger; every option of every
-- function is checked before anything is opened.

local accepting <const> = require "unom.bulk.jobs.resolving.accepting"
local cancel <const> = require "unom.bulk.jobs.cancelling.cancel"
local defaults <const> = require "unom.bulk.jobs.defaults"
local each <const> = require "unom.bulk.jobs.status.each"
local evidence <const> = require "unom.bulk.jobs.resolving.evidence"
local draft <const> = require "unom.bulk.jobs.comparing.draft"
local errors <const> = require "unom.error"
local find <const> = require "unom.bulk.jobs.find"
local inverse <const> = require "unom.bulk.jobs.comparing.inverse"
local load <const> = require "unom.bulk.jobs.load"
local log <const> = require "unom.bulk.jobs.log"
local path <const> = require "unom.bulk.jobs.path"
local plan <const> = require "unom.bulk.jobs.comparing.plan"
local preview <const> = require "unom.bulk.jobs.preview"
local reopening <const> = require "unom.bulk.jobs.reopening"
local resolve <const> = require "unom.bulk.jobs.resolving.resolve"
local result_file <const> = require "unom.bulk.jobs.result.file"
local retry <const> = require "unom.bulk.jobs.retry"
local run <const> = require "unom.bulk.jobs.run"
local signatures <const> = require "unom.bulk.signatures"
local source <const> = require "unom.bulk.list.source"
local status <const> = require "unom.bulk.jobs.status"
local stepping <const> = require "unom.bulk.jobs.stepping"
local verify <const> = require "unom.bulk.jobs.comparing.verify"

local bulk <const> = {}

--- Checks a change list and sends nothing.
-- @param list_path the path of its file; or the options themselves, with path= or rows= and name= among them: rows, an
--   array of tables or a function that returns the next one or nil, are a list without a file, and are called `name`
-- @param options {operation=, encoding=, contract_id=, agree=bool, allow_duplicates=bool, ledger=path: are its rows
--   ordered already, by what this ledger has? nil: it is not asked, fix=the path of a new file: where likely values
--   mend problems, a copy of the list with all of these filled in, for a person to look at}
-- @return the summary, see `finish` in list/summary.lua; or nil and the problems, each {file=, line=, column=, code=,
--   message=, likely=}, of rows without a file with row= in place of line=, with `fix` also fixed={path=, cells={
--   {line=, column=, from=, to=}... }, left=how many problems no likely value mends}; or nil and an error of kind "fix"
--   or "ledger"
function bulk.check(list_path, options)
	options = source.options(list_path, options)
	signatures.check("check", options)
	return load.check(options)
end

--- The start of a change list: a row for each line that the carrier lists now, or for each order or reservation where
-- the operation takes these back, with its present state in `#` columns.
-- @param options {client=, operation=, contract_id=, where={key of the reply = text, or texts that it has all of},
--   set={field=text}, clock=, random=, sleep=, watch=, wall_clock=}
-- @return {operation=, contract=, columns={names}, rows={ {[column]=cell} }, listed=how many the carrier listed,
--   left_out=how many of them the operation cannot serve, whole=bool: the carrier listed all there is}; or nil and an
--   error of kind "usage" or "not_offered", or that of a call which the carrier did not answer
function bulk.draft(options)
	signatures.check("draft", options)
	local given <close> = defaults.take(options)
	return draft.make(given)
end

--- Shows what a run of the list would send, without sending or writing anything.
-- @param options as for `check`, and on_row({row=, line=, contract=, operation=, method=, path=, arguments=})
-- @return as `check`
function bulk.preview(list_path, options)
	options = source.options(list_path, options)
	signatures.check("preview", options)
	return preview.read(options)
end

--- Compares a change list with its contracts as they are. Nothing is ordered.
-- @param options as for `check`, with client=, path= or rows= and name=, again=bool and skip_ordered=bool as for
--   `run`, and on_row({row=, line=, contract=, operation=, target=|nil, word="change"|"already_so"|"not_shown"|
--   "not_comparable"|
--   "cannot", changes={ {field=, from=, to=}... } of `change`, code="no_such_line"|"no_such_code"|"not_ready", field=,
--   value= and message= of `cannot`, advice={ {field=, code=, message=} }|nil}); ledger: its rows are looked for there
--   where it is
-- @return the summary as `check` returns it, with words={word=number}, cannot={code=number}, left_out=how many rows
--   skip_ordered leaves out, exit_code=0 or 1, shown={contract={lines=, products=, shares=, accepting=, completed=}},
--   each "whole", "cut", "not_offered" or nil; or nil and an error of kind "change_list" (with problems),
--   "not_offered", "ledger", "auth" or "interrupted", or that of a call which the carrier did not answer
function bulk.plan(options)
	signatures.check("plan", options)
	local given <close> = defaults.take(options)
	local list <close>, refused = load.open(given)
	if not list then
		return nil, refused
	end
	local function compare(ledger)
		local planned <const>, failed = plan.of(ledger, list, given)
		if not planned then
			return nil, failed
		end
		return plan.told(planned)
	end
	return find.with_ledger_that_is_there(given, compare, find.LOOKS)
end

--- Compares the list of a run with its contracts, where that is wanted.
-- @return what `plan.of` returns, or nil; and the error where the list is refused
local function run_plan(ledger, list, options)
	if not options.plan then
		return nil
	end
	local planned <const>, failed <const> = plan.of(ledger, list, setmetatable({ on_row = false }, { __index = options }))
	return planned, failed or plan.refusal(planned)
end

--- Runs a change list to every row's final state.
-- @param options {client=, path= or rows= and name=, contract_id=, ledger=path, operation=, encoding=, agree=bool,
--   allow_duplicates=bool,
--   confirm=function(summary) -> true, or false and the error's message: asked before anything is in the ledger, with
--   what `check` returns and to_skip={rows=, operations=}, the rows that skip_ordered leaves out, and words as `plan`
--   has it; plan=bool: the list is compared first, and refused where a row cannot be carried out;
--   again=bool, skip_ordered=bool, allow_others=bool, shared_contract=bool, on_others=function(orders), result=path,
--   bom=bool, ["for"]="excel": how the result is written,
--   wait_until="final"|"complete", deadline=seconds, rate=rows a second, canary=rows,
--   max_failures={rows=N}|{percent=P}, max_outstanding=orders, listed_within=seconds, watch=an interrupt watch,
--   on_row=function(row)|nil=called with each row, as `status` has it, once its end is in the ledger,
--   on_progress=function, on_reading=function(rows, is_over)|nil=called while the list is read, with how many
--   of its rows have been, events=path}
-- @return outcome {job=, exit_code=, states={...}, total=, takes_effect={{day=, rows=, days=}...} as `status` has,
--   result=path, halted=, interrupted=, deadline=, unauthorised=err, permanent=err, resume=command}; or nil and an
--   error of kind "change_list" or "cannot" (with problems), "already_run" (with job and open),
--   "not_confirmed", "ledger" (with job and resume when the run had begun) or "locked"
function bulk.run(options)
	signatures.check("run", options)
	local given <close> = defaults.take(options)
	return find.with_ledger(given, function(ledger)
		local list <close>, refused = load.open(given)
		if not list then
			return nil, refused
		end
		local planned <const>, unplanned = run_plan(ledger, list, given)
		if unplanned then
			return nil, unplanned
		end
		local number <const>, held = load.load(ledger, list, given, planned and planned.words)
		if not number then
			return nil, held
		end
		local _ <close> = held
		if planned then
			plan.keep(ledger, number, planned)
		end
		return run.carry_out_new(ledger, number, given)
	end)
end

--- Goes on with a job: what was not sent is sent, what was accepted is followed. The list is not needed.
-- With wait_until="complete" the orders of rows that had succeeded are followed on, also of a job that had ended.
-- @param options as for `run`, with job=number (nil: the newest open job) instead of the list's options; `confirm` is
--   asked before the first send, about the rows that would be sent, with `job` and whether it was `confirmed` before;
--   on_reopened=function({job=, orders=how many that were processed are followed on, open=were rows open besides?}):
--   called with wait_until="complete", before anything is asked
-- @return as `run`
function bulk.resume(options)
	signatures.check("resume", options)
	local given <close> = defaults.take(options)
	return find.with(given, find.newest_open, function(ledger, job)
		local possible <const>, impossible = result_file.check_named(ledger, job, given.result)
		if not possible then
			return nil, impossible
		end
		local completes <const> = given.wait_until == "complete"
		local lock <close>, err = run.lock(ledger, job.job, completes and reopening.contracts(ledger, job.job) or {})
		if not lock then
			return nil, err
		end
		local confirmed <const>, declined = run.confirm_open(ledger, job, given)
		if not confirmed then
			return nil, declined
		end
		local reopened <const> = completes and reopening.run(ledger, job.job) or 0
		if completes and given.on_reopened then
			given.on_reopened { job = job.job, orders = reopened, open = job.open }
		end
		ledger:sync()
		return cancel.resume(ledger, job, given) or run.carry_out(ledger, job, given)
	end)
end

--- Runs the rows of a job that ended rejected, failed or cancelled again, as a new job.
-- @param options as for `run` (job nil: the newest), with states={...} of those three, and path= or rows=the list
--   again where the secrets of its rows are gone
-- @return the new job's outcome with `parent`, or nil and an error of kind "usage", "secrets_gone", "change_list",
--   "ledger" or "locked"
function bulk.retry(options)
	signatures.check("retry", options)
	local given <close> = defaults.take(options)
	return find.with(given, find.newest, function(ledger, job)
		return cancel.with_ends(ledger, job, given, function(extended) return retry.run(ledger, job, extended) end)
	end)
end

--- Answers for an unknown row. The carrier is asked before the answer is taken, but for `abandon`. Without `row`: for
-- the unknown rows of a job and its retries that are proved, or of which nothing is listed.
-- @param options {ledger=, job=number, row=number, order=id | resend=true | abandon=true, force=bool: although the
--   lists show what speaks against it, client= (not for abandon), clock=, random=, sleep=}; without row: {ledger=,
--   job=, accept=bool, resend_unlisted=bool, client=, clock=, random=, sleep=}
-- @return {job=, row=, state=, resume=command|nil}, without row see `accepting.run` in jobs/resolving/accepting.lua; or
--   nil and an error of kind "usage", "locked" or "ledger", or that of a call which the carrier did not answer
function bulk.resolve(options)
	signatures.check("resolve", options)
	local of_all <const> = options.accept or options.resend_unlisted
	if options.row and of_all then
		errors.refuse("bulk.resolve", "row", "not together with 'accept' or 'resend_unlisted'", 2)
	elseif not (options.row or of_all) then
		errors.refuse("bulk.resolve", "row", "missing", 2)
	elseif (options.order or options.resend or of_all) and not options.client then
		errors.refuse("bulk.resolve", "client", "missing", 2)
	end
	local given <close> = defaults.take(options)
	return find.with(given, find.newest, function(ledger, job)
		return (of_all and accepting.run or resolve.row)(ledger, job, given)
	end)
end

--- Looks again at every unknown row of a job and of its retries: what speaks for which answer. Nothing is changed.
-- @param options {ledger=, job=number (nil: the newest), client=, clock=, random=, sleep=}
-- @return {job=, rows={...}}, see jobs/resolving/evidence.lua; or nil and an error of kind "usage", "locked", "ledger",
--   "auth" or "interrupted"
function bulk.evidence(options)
	signatures.check("evidence", options)
	local given <close> = defaults.take(options)
	return find.with(given, find.newest, function(ledger, job)
		return evidence.of(ledger, job, given)
	end)
end

--- The job that a cancel means where none is named: the newest that is open; where rows that succeeded are to be taken
-- back, the newest.
local function to_cancel(states)
	for _, state in ipairs(states or {}) do
		if state == "succeeded" then
			return find.newest
		end
	end
	return find.newest_open
end

--- Shows what `cancel` would do, see choice.plan in jobs/cancelling/choice.lua.
-- @param options {ledger=, job=number (nil: the newest open job; with states that name "succeeded" the newest), states=
--   {of the rows to take back: "pending", "tracking", "succeeded"; nil: the first two}}
function bulk.cancel_plan(options)
	signatures.check("cancel_plan", options)
	return find.with(options, to_cancel(options.states), function(ledger, job)
		return cancel.plan(ledger, job, options.states)
	end)
end

--- Stops a job: rows not sent become cancelled, orders under way are taken back and followed to their ends. With
-- states={...} the rows of these alone are; rows that succeeded are where the carrier still lets them be.
-- @param options as for `resume`, and states as for `cancel_plan`
-- @return the job's outcome with `cancel_job`, and `left`: how many rows that succeeded can no longer be taken back; or
--   nil and an error
function bulk.cancel(options)
	signatures.check("cancel", options)
	local given <close> = defaults.take(options)
	return find.with(given, to_cancel(given.states), function(ledger, job)
		local possible <const>, impossible = result_file.check_named(ledger, job, given.result)
		if not possible then
			return nil, impossible
		end
		return cancel.run(ledger, job, given)
	end)
end

--- Every job in the ledger, the oldest first: {job=, created=, list=, total=, states={...}, open=bool, parent=,
-- purpose=, state="running"|"stopped"|"ended"|"not_known", running=bool|nil, run={process=, host=, since=, job=},
-- resume=command, family={root=, jobs={numbers}, states={...}} of a job that was retried or cancelled}.
-- @param options {ledger=path}, or nil
function bulk.jobs(options)
	options = options or {}
	signatures.check("jobs", options)
	return find.with_ledger(options, status.jobs, find.READS)
end

--- The status of a job: as `jobs` has it, with `last_step`, `waiting` (what each contract waits for, as last written),
-- `takes_effect` (when processed orders take effect: {day="YYYY-MM-DD", rows=, days=until then}...),
-- `failures` (the rows that ended otherwise than asked, grouped by what went wrong), `rows` and `family`. Of a list's
-- job failures and rows are what became of its rows last, in retries too; row.job says where.
-- @param options {ledger=path, job=number (nil: the newest), states={of the rows to have; nil: all but succeeded and
--   pending}, brief=bool: without rows, takes_effect and listing_time, to ask again and again}, or nil
function bulk.status(options)
	options = options or {}
	signatures.check("status", options)
	return find.with(options, find.newest, function(ledger, job)
		return status.of(ledger, job, options)
	end, find.READS)
end

--- The rows of a job one after the other, as `status` has them, each as what became of it last, in retries too:
-- `for row in assert(bulk.rows { job = 3, states = { "failed" } }) do`. Not all are read at once.
-- @param options {ledger=path, job=number (nil: the newest), states={of the rows to have; nil: all}}, or nil
-- @return an iterator, closable, and what a `for` needs besides to close it; or nil and an error
function bulk.rows(options)
	options = options or {}
	signatures.check("rows", options)
	local rows <const>, err = each.open(options)
	if not rows then
		return nil, err
	end
	return rows, nil, nil, rows
end

--- Is what a job ordered in effect? Asks the carrier how its lines are now, and orders nothing.
-- @param options {client=, ledger=path, job=number (nil: the newest), clock=, random=, sleep=, watch=, wall_clock=}
-- @return {job=the job of the list, list=, exit_code=1 something differs | 4 something is not in effect yet | 0,
--   counts={word=number}, not_ordered={state=number}, rows={ {row=, line=, operation=, contractId=, target=, job=whose
--   fate it is, word="as_ordered"|"not_yet"|"differs"|"changed_since"|"not_verifiable", day=, field=, old=as it is,
--   new=as it was ordered, changed_by={job=, row=}, why=} }}; or nil and an error
function bulk.verify(options)
	signatures.check("verify", options)
	local given <close> = defaults.take(options)
	return find.with(given, find.newest, function(ledger, job)
		return verify.job(ledger, job, given)
	end, find.READS)
end

--- The change list that undoes a job: cancels of what can still be taken back, and the orders that make what is in
-- effect what it was before. Asks the carrier, and orders nothing.
-- @param options {client=, ledger=path, job=number (nil: the newest), set={field=text: agreement, requestDate}, clock=,
--   random=, sleep=, watch=, wall_clock=}
-- @return {job=the job of the list, columns={names}, rows={ {[column]=cell} }, unchanged=how many rows changed nothing,
--   left={ {row=, line=, operation=, contractId=, target=, job=, why=a code, changed_by={job=, row=}|nil}: what has no
--   inverse }, exit_code=1 where there is one of those | 0}; or nil and an error
function bulk.inverse(options)
	signatures.check("inverse", options)
	local given <close> = defaults.take(options)
	return find.with(given, find.newest, function(ledger, job)
		return inverse.job(ledger, job, given)
	end, find.READS)
end

--- Writes the result file of a job again. That of a job with retries has what became of its rows in these.
-- @param options {ledger=path, job=number (nil: the newest), result=path, bom=bool, ["for"]="excel"}, or nil
-- @return its path and {job=, jobs={those whose rows are in it}, rows=how many, states={how many of each}, encoding=,
--   lost=how many characters its encoding lacks}; or nil and an error
function bulk.report(options)
	options = options or {}
	signatures.check("report", options)
	return find.with(options, find.newest, function(ledger, job)
		local written <const>, found = result_file.write(ledger, job, options)
		if written then
			found.job = job.job
		end
		return path.shown(written), found
	end, find.READS)
end

--- Notes orders that were made outside any job, as by a call: no run asks about them, and no row takes one for its own.
-- @param options {contract_id=, ids={orderId or reserveId...}, ledger=path}
-- @return true, or nil and an error of kind "ledger"
function bulk.note_orders(options)
	signatures.check("note_orders", options)
	return find.with_ledger(options, function(ledger)
		ledger:set_others(0, options.contract_id, options.ids)
		ledger:sync()
		return true
	end)
end

--- What happened to a job, or to one of its rows, the oldest event first: {time=in Japan, row=number|nil, what=,
-- detail=values|nil, words=}.
-- @param options {ledger=path, job=number (nil: the newest), row=number|nil, on_event=function: called with each event,
--   since a large job has many}, or nil
-- @return the events; with `on_event` how many there were; or nil and an error
function bulk.log(options)
	options = options or {}
	signatures.check("log", options)
	return find.with(options, find.newest, function(ledger, job)
		return log.of(ledger, job, options)
	end, find.READS)
end

--- Starts a function of this module that asks the carrier, to be carried out in steps beside other things.
-- @param name "run", "resume", "retry", "cancel", "plan", "draft", "verify", "inverse", "evidence" or "resolve"; or the
--   options themselves: of `resume` where they name a job, else of `run`
-- @param options the function's; signals are watched only where `watch` is given
-- @return the job, closable: step(seconds), fds(), result(), stop(), see jobs/stepping.lua
function bulk.start(name, options)
	if type(name) == "table" then
		name, options = name.job and "resume" or "run", name
	end
	signatures.check_started(name, options)
	return stepping.start(bulk[name], options)
end

return bulk
