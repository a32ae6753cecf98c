--- Answers for many unknown rows at once: those that are proved, and a person's word for those of which nothing is
-- listed.
--
-- Invariants: nothing is asked of the carrier here but what the findings asked; what is counted together is answered
-- for together, in one transaction. A row that is sent again keeps the mark.

local findings <const> = require "unom.bulk.jobs.resolving.findings"
local identity <const> = require "unom.bulk.carrier.identity"
local resolve <const> = require "unom.bulk.jobs.resolving.resolve"
local run <const> = require "unom.bulk.jobs.run"

local accepting <const> = {}

--- By answer: function(ledger, finding, taken), which writes it and adds the rows that it answers for.
local takers <const> = {}

local function add(taken, row, proposed, id)
	taken[#taken + 1] = { job = row.job, row = row.row, answer = proposed.answer, orderId = id, state = row.state }
end

function takers.order(ledger, finding, taken)
	local row <const>, id <const> = finding.row, finding.proposal.order
	resolve.begin(ledger, row)
	ledger:transition(row, { state = "tracking", [identity.column(row.operation)] = id, reason = ledger.NONE,
		may_have_acted = false, evidence = "adopted", finished_at = ledger.NONE }, "adopted", { id = id })
	add(taken, row, finding.proposal, id)
end

function takers.ended(ledger, finding, taken)
	local row <const> = finding.row
	resolve.begin(ledger, row)
	local state <const>, why <const> = finding.proposal.state, finding.proposal.why
	local is_done <const> = state == "succeeded"
	-- A cancel that took nothing back may be an order all the same, whose id would be nobody's.
	ledger:transition(row, { state = state, reason = is_done and ledger.NONE or why, may_have_acted = not is_done },
		"proved", why)
	add(taken, row, finding.proposal)
end

function takers.counted(ledger, finding, taken)
	local part <const>, made <const> = finding.proposal.part, finding.proposal
	local ids <const> = {}
	for index, order in ipairs(part.orders) do
		ids[index] = order.id
	end
	resolve.begin(ledger, finding.row)
	ledger:set_counted(finding.row.job, finding.row.contract, ids)
	for _, attempt in ipairs(part.attempts) do
		local row <const> = ledger:row(attempt.row.job, attempt.row.row)
		ledger:transition(row, { state = made.state, reason = made.why, may_have_acted = false, evidence = "counted" },
			"proved", made.why)
		add(taken, row, made)
	end
end

--- Takes what is proved of the findings. It proves nothing more of the others: who could have made an order that is
-- surely another row's surely has one too, or has had it taken here.
local function take_proofs(ledger, found, taken)
	local counted <const> = {}
	for _, finding in ipairs(found) do
		local made <const> = finding.proposal
		if made and made.certainty == "proof" and not (made.part and counted[made.part]) then
			takers[made.answer](ledger, finding, taken)
			counted[made.part or false] = true
		end
	end
end

--- Has those sent again of which nothing is listed.
local function resend_unlisted(ledger, found, taken, refused)
	for _, finding in ipairs(found) do
		local made <const> = finding.proposal
		if made and made.answer == "resend" then
			local done <const>, err = resolve.resend_unlisted(ledger, finding.row)
			if done then
				add(taken, finding.row, made)
			else
				refused[#refused + 1] = { job = finding.row.job, row = finding.row.row, message = err.message }
			end
		end
	end
end

--- The commands that go on with the jobs of these rows.
local function resume_commands(ledger, taken)
	local commands <const>, seen <const> = {}, {}
	for _, row in ipairs(taken) do
		if not seen[row.job] and ledger:job(row.job).open then
			commands[#commands + 1] = run.resume_command(ledger, row.job)
		end
		seen[row.job] = true
	end
	return commands
end

--- Locks the contracts of a job's unknown rows, reads what shows what became of them, and judges each.
-- @param body function(findings), called meanwhile
-- @return what `body` returns; or nil and an error of kind "locked", "auth" or "interrupted"
function accepting.with_findings(ledger, job, options, body)
	local rows, contracts = findings.rows(ledger, job)
	if #rows == 0 then
		return body {}
	end
	local lock <close>, held_by = run.lock_contracts(ledger, contracts, job.job)
	if not lock then
		return nil, held_by
	end
	rows, contracts = findings.rows(ledger, job) -- they may have moved until nobody else worked on them
	local found <const>, stopped = findings.of(ledger, rows, contracts, options)
	if not found then
		ledger:sync()
		return nil, stopped
	end
	local result <const> = body(found)
	ledger:checkpoint()
	return result
end

--- Answers for a job's unknown rows.
-- @param options {accept=bool: take what is proved, resend_unlisted=bool: a person's word for all of which nothing is
--   listed, client=, clock=, random=, sleep=, watch=}
-- @return {job=, taken={{job=, row=, answer=, orderId=id|nil, state=}...}, refused={{job=, row=, message=}...}: those
--   that must not be sent again, left=how many are unknown still, resumes={commands}}; or nil and an error
function accepting.run(ledger, job, options)
	return accepting.with_findings(ledger, job, options, function(found)
		local taken <const>, refused <const> = {}, {}
		if options.accept then
			take_proofs(ledger, found, taken)
		end
		if options.resend_unlisted then
			resend_unlisted(ledger, found, taken, refused)
		end
		return { job = job.job, taken = taken, refused = refused, left = #findings.rows(ledger, job),
			resumes = resume_commands(ledger, taken) }
	end)
end

return accepting
