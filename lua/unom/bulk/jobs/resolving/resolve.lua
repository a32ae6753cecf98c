--- A person's answer on a row that nothing proves: it is that order, send it again, or let it go.
--
-- Invariant: only an unknown row can be resolved, or one that follows an order which a person named; no two rows are
-- the same order. An answer is held against what the ledger and the carrier know before it is taken. A row that a
-- person abandons or sends again may still have been ordered: it keeps the mark.

local claim <const> = require "unom.bulk.carrier.claim"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local evidence <const> = require "unom.bulk.carrier.evidence"
local identity <const> = require "unom.bulk.carrier.identity"
local inquiry <const> = require "unom.bulk.jobs.inquiry"
local known <const> = require "unom.bulk.engine.reconciling.known"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local ownership <const> = require "unom.bulk.carrier.ownership"
local reason <const> = require "unom.reason"
local run <const> = require "unom.bulk.jobs.run"
local states <const> = require "unom.bulk.ledger.states"

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

--- As `refuse`, for a reason.
local function refuse_for(why)
	return nil, errors.new { kind = "usage", message = reason.words(why) }
end

--- What a read that got no answer means for the person: nothing was changed.
local function not_asked(err)
	return nil, errors.new { kind = err.kind, status = err.status, sent = "no", permanent = err.permanent,
		message = messages.say("resolve_not_asked", { reason = err.message and tostring(err) or messages.say("no_list") }) }
end

--- Asks the carrier, while nobody waits for the ledger.
local function ask(ledger, questions, options)
	ledger:sync()
	return inquiry.ask(questions, options)
end

--- Begins the transaction that takes the answer. Raises an error of kind "locked" where somebody else has taken the
-- contract meanwhile.
function resolve.begin(ledger, row)
	ledger:begin()
	if not ledger.lock:is_held() then
		error(errors.new { kind = "locked", message = messages.say("displaced", { job = row.job }) }, 0)
	end
end

-- ---- the row is that order ----

--- What the ledger has against an id, as a refusal; or true.
local function check_id(ledger, row, name, id)
	local words <const> = wrong_form(row, name, id)
	if words then
		return refuse("resolve_bad_id", { name = name, words = words })
	end
	local owner <const> = ledger:owner(row.contract, id)
	local first_listed <const> = ledger:first_listed(row.contract, id)
	if owner and id ~= row.arguments.reserveId then -- a cancel of a reservation has the id of what it takes back
		return refuse("resolve_taken_id", { id = id, job = owner.job, row = owner.row })
	elseif name == "orderId" and not ownership.has_our_tag(id) then
		return refuse("resolve_other_system", { id = id })
	elseif first_listed and ownership.was_listed_before(row, first_listed) then
		return refuse("resolve_older_id", { id = id, row = row.row })
	elseif not owner and #ledger:unexplained(row.contract, { id }) == 0 then
		return refuse("resolve_others_id", { id = id })
	end
	return true
end

--- What the dates in the carrier's lists say against an order, as a refusal; or true.
-- @param answered the carrier's answer about the order itself
local function check_dates(ledger, row, id, answered, options)
	local kind <const> = evidence.kind(row.operation)
	local answers <const>, stopped = ask(ledger, kind.questions(row, ledger:now()), options)
	if not answers then
		return not_asked(stopped)
	end
	for _, answer in ipairs(answers) do
		if answer.err and answer.err.kind ~= "api" then
			return not_asked(answer.err)
		end
	end
	local listing <const> = kind.listing(answers, row.contract)
	ledger:record_listing(row.job, row.contract, listing)
	local with_times <const> = ledger:with_times(row)
	for _, entry in ipairs { listing.by_id[id] or {}, (answered.reply.orderList or {})[1] } do
		local why <const> = claim.against_dates(with_times, id, entry)
		if why then
			return refuse_for(why)
		end
	end
	return true
end

--- What the carrier says against an id, as a refusal; or true.
local function check_at_carrier(ledger, row, id, options)
	local answers <const>, stopped = ask(ledger, { claim.question(row, id) }, options)
	if not answers then
		return not_asked(stopped)
	end
	local why <const>, unanswered = claim.against(row, id, answers[1])
	if unanswered then
		return not_asked(unanswered)
	elseif why then
		return refuse_for(why)
	elseif evidence.kind(row.operation).lists_orders and not options.force then
		return check_dates(ledger, row, id, answers[1], options)
	end
	return true
end

--- The other rows on which the carrier may have acted and whose order it could be as well, as {{job=, row=}}.
local function others_it_could_be(ledger, row, id)
	local found <const> = {}
	local first_listed <const> = ledger:first_listed(row.contract, id) or math.maxinteger
	for _, rival in ipairs(ledger:rivals(row.contract)) do
		if (rival.job ~= row.job or rival.row ~= row.row) and ownership.could_own(rival, nil, first_listed) then
			found[#found + 1] = { job = rival.job, row = rival.row }
		end
	end
	return found
end

local function adopt(ledger, row, options)
	local name <const>, column <const> = identity.name(row.operation), identity.column(row.operation)
	local id <const> = options.order
	if not name then
		return refuse("resolve_no_order", { operation = row.operation })
	end
	local good, refused = check_id(ledger, row, name, id)
	if good then
		good, refused = check_at_carrier(ledger, row, id, options)
	end
	if not good then
		return nil, refused
	end
	resolve.begin(ledger, row)
	ledger:transition(row, { state = "tracking", [column] = id, reason = ledger.NONE, may_have_acted = false,
		evidence = "person" }, "resolved", { answer = "order", id = id, force = options.force })
	return true, others_it_could_be(ledger, row, id)
end

-- ---- the row is sent again ----

--- Reads the lists that show whether a row was ordered, and writes down what they showed.
-- @return {own={the ids that could be its order}, whole=bool, lists_orders=bool}; or nil and an error
local function look_for_own(ledger, row, options)
	local kind <const> = evidence.kind(row.operation)
	local answers <const>, stopped = ask(ledger, kind.questions(row, ledger:now()), options)
	if not answers then
		return not_asked(stopped)
	end
	local listing <const> = kind.listing(answers, row.contract)
	for _, answer in ipairs(answers) do
		if answer.err and not listing.whole then
			return not_asked(answer.err)
		end
	end
	if kind.lists_orders then
		ledger:record_listing(row.job, row.contract, listing)
	end
	local own <const> = known.own_ids(ledger, row, kind, listing)
	if kind.lists_orders and listing.by_id[row.order_id or false] then -- it will be no row's
		own[#own + 1] = row.order_id
	end
	return { own = own, whole = listing.whole,
		only_own = kind.lists_orders and known.only_own(ledger, row, kind, listing, own) or {} }
end

--- Why the row must not be sent again, as a refusal; or true.
local function check_resend(row, seen)
	if #seen.own > 0 then
		return refuse("resolve_may_be_ordered", { row = row.row, ids = table.concat(seen.own, " ") })
	elseif not seen.whole then
		return refuse("resolve_not_whole", { row = row.row })
	end
	return true
end

--- What other rows say against sending it again, as a refusal; or true. A person may insist on a second order like one
-- that succeeded, never on one beside an open one.
local function check_ordered(ledger, row, options)
	local finding <const> = ledger:ordered_before_row(row)
	if not finding or finding.code == "order_not_in_effect" or options.force and finding.code == "already_ordered" then
		return true
	end
	return refuse(finding.code, { job = finding.job, row = finding.earlier_row })
end

--- Writes that a person has the row sent again.
local function take_resend(ledger, row, detail)
	detail.answer = "resend"
	ledger:transition(row, { state = "pending", order_id = ledger.NONE, reserve_id = ledger.NONE, reason = ledger.NONE,
		evidence = ledger.NONE, may_have_acted = true }, "resolved", detail)
	return true
end

local function resend(ledger, row, options)
	if row.wiped then -- without its secrets it would be another order
		return refuse("resolve_secrets_gone", { row = row.row })
	end
	local seen <const>, unseen = look_for_own(ledger, row, options)
	if not seen and (not options.force or unseen.kind == "auth" or unseen.kind == "interrupted") then
		return nil, unseen
	end
	resolve.begin(ledger, row)
	local good, refused = check_ordered(ledger, row, options)
	if good and not options.force then
		good, refused = check_resend(row, seen)
	end
	if not good then
		return nil, refused
	elseif options.force and seen and #seen.only_own > 0 then
		-- What another row could own as well stays a question about that row.
		ledger:set_others(row.job, row.contract, seen.only_own)
	end
	return take_resend(ledger, row, { force = options.force,
		ids = options.force and seen and table.concat(seen.own, " ") or nil })
end

--- Has a row sent again of which whole lists were just read and show nothing.
-- @return true; or nil and an error of kind "usage"
function resolve.resend_unlisted(ledger, row)
	if row.wiped then
		return refuse("resolve_secrets_gone", { row = row.row })
	end
	resolve.begin(ledger, row)
	local good <const>, refused = check_ordered(ledger, row, {})
	if not good then
		return nil, refused
	end
	return take_resend(ledger, row, {})
end

-- ---- the answers ----

local function abandon(ledger, row)
	ledger:transition(row, { state = "cancelled", order_id = ledger.NONE, reserve_id = ledger.NONE,
		reason = reason.new "abandoned", evidence = ledger.NONE, may_have_acted = true }, "resolved", { answer = "abandon" })
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

--- The row, when it is one that can be resolved; or nil and an error of kind "usage". A row that bears the mark and has
-- ended, such as one that was let go, takes its order's id, or that a person insists.
local function resolvable(ledger, job, options)
	local row <const> = ledger:row(job.job, options.row)
	if not row then
		return refuse("no_such_row", { row = options.row, job = job.job })
	elseif row.may_have_acted and row.state ~= "unknown" and states.is_final(row.state) then
		if options.order or options.force then
			return row
		end
		return refuse("resolve_ended_marked", { row = row.row, state = row.state })
	elseif row.state ~= "unknown" and not (row.state == "tracking" and was_resolved(ledger, row)) then
		return refuse("resolve_not_unknown", { row = row.row, state = row.state })
	end
	return row
end

--- Resolves a row.
-- @param options {row=number, order=id | resend=true | abandon=true}, one of the three; force=bool: although the
--   carrier's lists speak against it; client=, clock=, random=, sleep=, watch=: to ask the carrier
-- @return {job=, row=, state=, could_be={{job=, row=} it could be as well}|nil, resume=the command that goes
--   on with the job|nil}, or nil and an error of kind "usage",
--   "locked", or that of a call which the carrier did not answer
function resolve.row(ledger, job, options)
	local answer <const> = answer_of(options)
	if not answer then
		return refuse "resolve_one_answer"
	end
	local row, err = resolvable(ledger, job, options)
	if not row then
		return nil, err
	end
	local lock <close>, held_by = run.lock_contracts(ledger, { row.contract }, job.job)
	if not lock then
		return nil, held_by
	end
	row, err = resolvable(ledger, job, options) -- it may have moved until nobody else worked on it
	if not row then
		ledger:sync()
		return nil, err
	end
	local done <const>, told = ANSWERS[answer](ledger, row, options)
	ledger:checkpoint()
	if not done then
		return nil, told
	end
	return { job = job.job, row = row.row, state = row.state, could_be = told and #told > 0 and told or nil,
		resume = row.state ~= "cancelled" and run.resume_command(ledger, job.job) or nil }
end

return resolve
