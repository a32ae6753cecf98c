--- A person's answer on a row that nothing proves: it is that order, send it again, or let it go.
--
-- Invariant: only an unknown row can be resolved, or one that follows an order which a person named; no two rows are
-- the same order. A row that a person abandons or sends again may still have been ordered: its first order may be
-- listed later, and no other row may adopt it.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local identity <const> = require "unom.bulk.carrier.identity"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local reason <const> = require "unom.bulk.ledger.reason"
local run <const> = require "unom.bulk.jobs.run"

local resolve <const> = {}

local function refuse(code, values)
	return nil, errors.new { kind = "usage", message = messages.say(code, values) }
end

-- The operation whose check knows the form of an id.
local TAKES <const> = { orderId = "get_order_status", reserveId = "cancel_data_share_reserve" }

--- What is wrong with the id's form, in words, or nil.
local function wrong_form(row, name, id)
	local operation <const> = TAKES[name]
	local good <const>, problems = core.check(operation, { contractId = row.contract, [name] = id, agreement =
		operations[operation].fields.agreement and "yes" or nil })
	return not good and problems[1].message or nil
end

--- The row is that order: it will be followed.
local function adopt(ledger, row, id)
	local name <const>, column <const> = identity.name(row.operation), identity.column(row.operation)
	if not operations[row.operation].tracked_by then
		return refuse("resolve_no_order", { operation = row.operation })
	end
	local words <const> = wrong_form(row, name, id)
	if words then
		return refuse("resolve_bad_id", { name = name, words = words })
	end
	local owner <const> = ledger:owner(row.contract, id)
	if owner then
		return refuse("resolve_taken_id", { id = id, job = owner.job, row = owner.row })
	end
	ledger:transition(row, { state = "tracking", [column] = id, reason = ledger.NONE, may_have_acted = false },
		"resolved", { answer = "order", id = id })
	return true
end

local function resend(ledger, row)
	if row.wiped then -- without its secrets it would be another order
		return refuse("resolve_secrets_gone", { row = row.row })
	end
	ledger:transition(row, { state = "pending", order_id = ledger.NONE, reserve_id = ledger.NONE, reason = ledger.NONE,
		may_have_acted = true }, "resolved", { answer = "resend" })
	return true
end

local function abandon(ledger, row)
	ledger:transition(row, { state = "cancelled", order_id = ledger.NONE, reserve_id = ledger.NONE,
		reason = reason.new "abandoned", may_have_acted = true }, "resolved", { answer = "abandon" })
	return true
end

local ANSWERS <const> = { order = adopt, resend = resend, abandon = abandon }

local function answer_of(options)
	local found
	for name in pairs(ANSWERS) do
		if options[name] then
			if found then
				return nil
			end
			found = name
		end
	end
	return found
end

--- Does the row follow an order that a person named? That answer can be taken back while the order has not ended.
local function was_resolved(ledger, row)
	local id <const> = identity.of(row)
	return id ~= nil and ledger:has_event(row, "resolved", "id", id)
end

--- The row, when it is one that can be resolved; or nil and an error of kind "usage".
local function resolvable(ledger, job, number)
	local row <const> = ledger:row(job.job, number)
	if not row then
		return refuse("no_such_row", { row = number, job = job.job })
	elseif row.state ~= "unknown" and not (row.state == "tracking" and was_resolved(ledger, row)) then
		return refuse("resolve_not_unknown", { row = row.row, state = row.state })
	end
	return row
end

--- Resolves a row.
-- @param options {row=number, order=id | resend=true | abandon=true}, one of the three
-- @return {job=, row=, state=, resume=the command that goes on with the job|nil}, or nil and an error of kind "usage"
--   or "locked"
function resolve.row(ledger, job, options)
	local answer <const> = answer_of(options)
	if not answer then
		return refuse "resolve_one_answer"
	end
	local row, err = resolvable(ledger, job, options.row)
	if not row then
		return nil, err
	end
	local lock <close>, held_by = run.lock_contracts(ledger, { row.contract }, job.job)
	if not lock then
		return nil, held_by
	end
	row, err = resolvable(ledger, job, options.row) -- it may have moved until nobody else worked on it
	if not row then
		ledger:sync()
		return nil, err
	end
	local done <const>, refused = ANSWERS[answer](ledger, row, options[answer])
	ledger:checkpoint()
	if not done then
		return nil, refused
	end
	return { job = job.job, row = row.row, state = row.state,
		resume = row.state ~= "cancelled" and run.resume_command(job.job) or nil }
end

return resolve
