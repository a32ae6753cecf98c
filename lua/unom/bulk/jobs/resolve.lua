--- A person's answer on a row that nothing proves: it is that order, send it again, or let it go.
--
-- Invariant: only an unknown row can be resolved, or one that follows an order which a person named; no two rows are
-- the same order. A row that is let go or sent again stays a stray: its first order may still come to light, and must
-- not be taken for another row's.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local run <const> = require "unom.bulk.jobs.run"

local resolution <const> = {}

local function refuse(code, values)
	return nil, errors.new { kind = "usage", message = messages.say(code, values) }
end

--- What an id of the row is called, and the operation whose check knows its form.
local function identity(row)
	if operations[row.operation].identity == "reserveId" then
		return "reserveId", "cancel_data_share_reserve", "reserve_id"
	end
	return "orderId", "get_order_status", "order_id"
end

local function check_form(row, name, operation, id)
	local good <const>, problems = core.check(operation, { contractId = row.contract, [name] = id, agreement =
		operations[operation].fields.agreement and "yes" or nil })
	return good or nil, problems and problems[1] and problems[1].message
end

--- The row is that order: it will be followed.
local function adopt(ledger, row, id)
	local name <const>, operation <const>, column <const> = identity(row)
	if not operations[row.operation].tracked_by then
		return refuse("resolve_no_order", { operation = row.operation })
	end
	local good <const>, words = check_form(row, name, operation, id)
	if not good then
		return refuse("resolve_bad_id", { name = name, words = words })
	end
	local owner <const> = column == "order_id" and ledger:row_of_order(row.contract, id)
	if owner then
		return refuse("resolve_taken_id", { id = id, job = owner.job, row = owner.row })
	end
	ledger:step(row, { state = "tracking", [column] = id, error = "", stray = 0 }, "resolved", id)
	return true
end

local function resend(ledger, row)
	if row.wiped then -- what is left of it is another order
		return refuse("resolve_secrets_gone", { row = row.row })
	end
	ledger:step(row, { state = "pending", order_id = "", reserve_id = "", error = "", stray = 1 }, "resolved",
		"send again")
	return true
end

local function abandon(ledger, row)
	ledger:step(row, { state = "cancelled", order_id = "", reserve_id = "", error = messages.say("abandoned"),
		stray = 1 }, "resolved", "abandoned")
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
	local id <const> = row.order_id or row.reserve_id
	for _, event in ipairs(ledger:events(row.job, row.row)) do
		if event.what == "resolved" and event.detail == id then
			return true
		end
	end
	return false
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
function resolution.resolve(ledger, job, options)
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
	local done <const>, reason = ANSWERS[answer](ledger, row, options[answer])
	ledger:settle()
	if not done then
		return nil, reason
	end
	return { job = job.job, row = row.row, state = row.state,
		resume = row.state ~= "cancelled" and run.resume_command(job.job) or nil }
end

return resolution
