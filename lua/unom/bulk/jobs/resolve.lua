--- A person's answer on a row that nothing proves: it is that order, send it again, or let it go.
--
-- Invariant: only an unknown row can be resolved, or one that follows an order which a person named; no two rows are
-- the same order. An answer is held against what the ledger and the carrier know before it is taken. A row that a
-- person abandons or sends again may still have been ordered: it keeps the mark.

local core <const> = require "unom.core"
local data_share <const> = require "unom.bulk.carrier.data_share"
local entries <const> = require "unom.bulk.carrier.entries"
local errors <const> = require "unom.error"
local evidence <const> = require "unom.bulk.carrier.evidence"
local identity <const> = require "unom.bulk.carrier.identity"
local inquiry <const> = require "unom.bulk.jobs.inquiry"
local known <const> = require "unom.bulk.engine.known"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local ownership <const> = require "unom.bulk.carrier.ownership"
local reason <const> = require "unom.reason"
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

--- What a read that got no answer means for the person: nothing was changed.
local function not_asked(err)
	err.message = messages.say("resolve_not_asked", { reason = tostring(err) })
	return nil, err
end

-- The errors by which the carrier says that there is no such order.
local NO_SUCH_ORDER <const> = { [400] = true, [404] = true }

--- Is the order at the carrier, and what is said of it there? By the name of its id: each returns the entry, or nil and
-- an error.
local LOOK <const> = {}

function LOOK.orderId(row, id, options)
	local answer <const> = inquiry.ask({ { operation = "get_order_status",
		arguments = { contractId = row.contract, orderId = id } } }, options)[1]
	local err <const> = answer.err
	if err and err.sent == "yes" and NO_SUCH_ORDER[err.status] then
		return refuse("resolve_no_such_order", { id = id, reason = tostring(err) })
	elseif err then
		return not_asked(err)
	end
	local list <const> = answer.reply.orderList or {}
	if #list ~= 1 or (answer.reply.incomplete_entries or 0) > 0 then
		return refuse("resolve_not_one_entry", { id = id, number = #list })
	end
	return list[1]
end

function LOOK.reserveId(row, id, options)
	local answer <const> = inquiry.ask({ { operation = data_share.OPERATION,
		arguments = { contractId = row.contract } } }, options)[1]
	local list <const> = data_share.list(answer.reply, answer.err, row.contract)
	if not list then
		return not_asked(answer.err or errors.new { kind = "protocol", message = messages.say("no_list") })
	end
	local entry <const> = data_share.find(list, "reserveId", id)
	if not entry or entry.lineNo ~= row.arguments.lineNo then
		return refuse("resolve_no_such_reservation", { id = id, line_no = tostring(row.arguments.lineNo) })
	end
	return entry
end

--- The row with the times of its requests.
local function with_times(ledger, row)
	for _, marked in ipairs(ledger:marked_rows(row.contract)) do
		if marked.job == row.job and marked.row == row.row then
			return marked
		end
	end
	return row
end

--- Do the dates of an order speak against its being the row's? The code of a message, or nil.
local function wrong_dates(ledger, row, entry)
	local wanted <const> = row.arguments.requestDate
	if wanted and entries.filled(entry.requestDate) and entry.requestDate ~= wanted then
		return "resolve_other_date"
	end
	local marked <const> = with_times(ledger, row)
	local day <const> = ownership.day_of(entry)
	return day and marked.first_sent_at and not ownership.fits(marked, day) and "resolve_other_day" or nil
end

--- What the ledger has against an id, as a refusal; or true.
local function check_id(ledger, row, name, id)
	local words <const> = wrong_form(row, name, id)
	if words then
		return refuse("resolve_bad_id", { name = name, words = words })
	end
	local owner <const> = ledger:owner(row.contract, id)
	if owner and not (owner.job == row.job and owner.row == row.row) then
		return refuse("resolve_taken_id", { id = id, job = owner.job, row = owner.row })
	end
	local first_listed <const> = name == "orderId" and ledger:first_listed(row.contract, id)
	if first_listed and row.first_sent and first_listed <= row.first_sent then
		return refuse("resolve_older_id", { id = id, row = row.row })
	elseif name == "orderId" and not ownership.has_our_tag(id) then
		return refuse("resolve_other_system", { id = id })
	end
	return true
end

--- The row is that order: it will be followed.
local function adopt(ledger, row, options)
	local name <const>, column <const> = identity.name(row.operation), identity.column(row.operation)
	local id <const> = options.order
	if not operations[row.operation].tracked_by then
		return refuse("resolve_no_order", { operation = row.operation })
	end
	local good <const>, refused = check_id(ledger, row, name, id)
	if not good then
		return nil, refused
	end
	local entry <const>, err = LOOK[name](row, id, options)
	if not entry then
		return nil, err
	end
	local wrong <const> = not options.force and wrong_dates(ledger, row, entry)
	if wrong then
		return refuse(wrong, { id = id, date = entry.requestDate, day = entry.serviceDateApply,
			wanted = row.arguments.requestDate, row = row.row })
	end
	ledger:transition(row, { state = "tracking", [column] = id, reason = ledger.NONE, may_have_acted = false },
		"resolved", { answer = "order", id = id })
	return true
end

--- Reads the lists that show whether a row was ordered, and writes down what they showed.
-- @return the ids that could be its order, and whether the lists are whole; or nil and an error
local function look_for_own(ledger, row, options)
	local kind <const> = evidence.kind(row.operation)
	local answers <const> = inquiry.ask(kind.questions(row), options)
	local listing <const> = kind.listing(answers, row.contract)
	for _, answer in ipairs(answers) do
		if answer.err and not listing.whole then
			return not_asked(answer.err)
		end
	end
	if kind.lists_orders then
		ledger:record_listing(row.job, row.contract, listing)
	end
	return known.own_ids(ledger, row, kind, listing), listing.whole, kind
end

--- Why the row must not be sent again, as a refusal; or true.
local function check_resend(ledger, row, own, whole)
	if #own > 0 then
		return refuse("resolve_may_be_ordered", { row = row.row, ids = table.concat(own, " ") })
	elseif not whole then
		return refuse("resolve_not_whole", { row = row.row })
	end
	local finding <const> = ledger:ordered_before_row(row)
	if finding and finding.code ~= "order_not_in_effect" then
		return refuse(finding.code, { job = finding.job, row = finding.earlier_row })
	end
	return true
end

local function resend(ledger, row, options)
	if row.wiped then -- without its secrets it would be another order
		return refuse("resolve_secrets_gone", { row = row.row })
	end
	local own <const>, whole <const>, kind = look_for_own(ledger, row, options)
	if not own and not options.force then
		return nil, whole
	end
	if not options.force then
		local good <const>, refused = check_resend(ledger, row, own, whole)
		if not good then
			return nil, refused
		end
	elseif own and #own > 0 and kind.lists_orders then
		ledger:set_others(row.job, row.contract, own)
	end
	ledger:transition(row, { state = "pending", order_id = ledger.NONE, reserve_id = ledger.NONE, reason = ledger.NONE,
		may_have_acted = true }, "resolved", { answer = "resend", force = options.force })
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
-- @param options {row=number, order=id | resend=true | abandon=true}, one of the three; force=bool: although the
--   carrier's lists speak against it; client=, clock=, random=, sleep=: to ask the carrier
-- @return {job=, row=, state=, resume=the command that goes on with the job|nil}, or nil and an error of kind "usage",
--   "locked", or that of a call which the carrier did not answer
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
	local done <const>, refused = ANSWERS[answer](ledger, row, options)
	ledger:checkpoint()
	if not done then
		return nil, refused
	end
	return { job = job.job, row = row.row, state = row.state,
		resume = row.state ~= "cancelled" and run.resume_command(job.job) or nil }
end

return resolve
