--- The rows of a job, each with what became of it in the end and what the carrier shows of it now.
--
-- Invariants: only what reads is asked. Each list is asked for once a contract; a list that could not be had, though
-- the carrier offers it, is an error, not an empty list.

local contract_view <const> = require "unom.bulk.carrier.contract_view"
local data_share <const> = require "unom.bulk.carrier.data_share"
local effect <const> = require "unom.bulk.carrier.effect"
local errors <const> = require "unom.error"
local family <const> = require "unom.bulk.jobs.family"
local inquiry <const> = require "unom.bulk.jobs.inquiry"
local likeness <const> = require "unom.bulk.ledger.likeness"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local orders <const> = require "unom.bulk.carrier.orders"
local session <const> = require "unom.bulk.carrier.session"
local verification <const> = require "unom.bulk.carrier.verification"

local judging <const> = {}

local TERMINATION <const> = "terminate_line"
local PRODUCTS <const> = "list_products" -- what could be ordered says nothing of what was

-- The error by which the carrier says that a line is not there.
local NO_LINE <const> = "line_not_found"

-- How many questions are asked side by side.
local SIDE_BY_SIDE <const> = 4

-- Rows that ended so ordered nothing that there is to be compared.
local NOTHING_ORDERED <const> = { rejected = true, failed = true, cancelled = true, skipped = true }

--- Does the row of a job's end have something to be compared?
function judging.is_ordered(fate)
	return not NOTHING_ORDERED[fate.state]
end

--- Is the job a cancel, or a retry of one? Its rows are its own, and none of a list.
local function is_of_cancel(ledger, job)
	while job do
		if job.purpose == "cancel" then
			return true
		end
		job = job.parent and ledger:job(job.parent)
	end
	return false
end

--- The rows of the list that a job is of, each with its fate in the retries; of a cancel its own.
-- @return a function that gives an iterator of them, the job whose rows they are, and the set of the jobs whose rows
--   the fates can be
function judging.rows(ledger, job)
	if is_of_cancel(ledger, job) then
		return function() return family.rows_of(ledger, job) end, job, { [job.job] = true }
	end
	local found <const> = family.of(ledger, job)
	local members <const> = { [found.root.job] = true }
	for _, retry in ipairs(found.retries) do
		members[retry.job] = true
	end
	return found.rows, found.root, members
end

-- ---- the lists of each contract ----

--- The operations of the rows to be compared, and whether they have orders, by contract, in the order of the list.
local function contracts_of(each)
	local contracts <const>, by_name <const> = {}, {}
	for _, fate in each() do
		if judging.is_ordered(fate) then
			local contract = by_name[fate.contract]
			if not contract then
				contract = { contract = fate.contract, names = {}, has = {} }
				by_name[fate.contract] = contract
				contracts[#contracts + 1] = contract
			end
			if not contract.has[fate.operation] then
				contract.has[fate.operation] = true
				contract.names[#contract.names + 1] = fate.operation
			end
			contract.has_orders = contract.has_orders or fate.order_id ~= nil
			contract.has_reservations = contract.has_reservations or fate.reserve_id ~= nil
		end
	end
	return contracts
end

local function questions_of(contract)
	local questions <const>, asked <const> = {}, {}
	local function add(operation)
		if not asked[operation] and operation ~= PRODUCTS then
			asked[operation] = true
			questions[#questions + 1] = { operation = operation, arguments = { contractId = contract.contract } }
		end
	end
	for _, question in ipairs(contract_view.questions(contract.contract, contract.names)) do
		add(question.operation)
	end
	for _, operation in ipairs(contract.has_orders and orders.LISTS or {}) do
		add(operation)
	end
	if contract.has_reservations then
		add(data_share.OPERATION)
	end
	return questions
end

-- What of a view says that a list was had, or is not offered.
local TOLD <const> = { list_lines = "lines", [data_share.OPERATION] = "shares", [orders.LISTS[1]] = "accepting",
	[orders.LISTS[2]] = "completed" }

--- Why a list could not be had, as an error.
local function not_had(question, answer)
	local err <const> = answer.err
	return errors.new { kind = err and err.kind or "protocol", status = err and err.status, sent = "no",
		message = messages.say("verify_not_asked", { operation = question.operation,
			reason = err and tostring(err) or messages.say("no_list") }) }
end

--- Asks some questions side by side, then the next ones, and no more once one gets no answer.
-- @return for each question {reply=} or {err=the carrier's refusal}; or nil and an error
local function ask(questions, options)
	local answers <const> = {}
	for first = 1, #questions, SIDE_BY_SIDE do
		local sets <const> = {}
		for index = first, math.min(#questions, first + SIDE_BY_SIDE - 1) do
			sets[#sets + 1] = { questions[index] }
		end
		local answered <const>, refused = inquiry.ask_all(sets, options)
		if not answered then
			return nil, refused
		end
		for index, set in ipairs(answered) do
			local answer <const> = set[1]
			if answer.err and answer.err.sent ~= "yes" then
				return nil, not_had(sets[index][1], answer)
			end
			answers[#answers + 1] = answer
		end
	end
	return answers
end

--- The views of the contracts by name; or nil and an error.
local function views_of(contracts, options)
	local questions <const> = {}
	for _, contract in ipairs(contracts) do
		for _, question in ipairs(questions_of(contract)) do
			questions[#questions + 1] = question
		end
	end
	local answers <const>, refused = ask(questions, options)
	if not answers then
		return nil, refused
	end
	local by_contract <const> = {}
	for index, question in ipairs(questions) do
		local contract <const> = question.arguments.contractId
		by_contract[contract] = by_contract[contract] or {}
		by_contract[contract][question.operation] = answers[index]
	end
	local views <const> = {}
	for _, contract in ipairs(contracts) do
		views[contract.contract] = contract_view.read(contract.contract, by_contract[contract.contract] or {})
	end
	for index, question in ipairs(questions) do
		if not views[question.arguments.contractId][TOLD[question.operation]] then
			return nil, not_had(question, answers[index])
		end
	end
	return views
end

-- ---- what is asked for one row alone ----

local function key_of(row)
	return ("%d:%d"):format(row.job, row.row)
end

--- Was the session cut? The log of the time of the send tells it where the device is back.
local function ask_session(row)
	return { session.question(row), session.log_question(row) }, function(context, state, log)
		local now_is <const> = session.read(session.open(state.reply, state.err), row)
		local logged <const> = log.reply and session.read_log(log.reply, row) or {}
		context.session = { is_cut = now_is.state == "succeeded" or logged.state == "succeeded",
			connected = now_is.connected, has_log = log.reply ~= nil and not log.reply.truncated }
	end
end

--- Is a line that the list may have left out for want of room still there?
local function ask_line(row, view)
	if view.lines ~= "cut" or view:line(row.arguments.lineNo) then
		return nil
	end
	return { session.question(row) }, function(context, state)
		context.is_gone = state.err ~= nil and state.err.name == NO_LINE
	end
end

--- How is the order that was to be taken back?
local function ask_target(row, view)
	local id <const> = row.arguments.orderId
	local listed <const> = view:order(id)
	return listed and {} or { { operation = "get_order_status",
		arguments = { contractId = row.contract, orderId = id } } }, function(context, state)
		local reading <const> = state and state.reply and orders.read_status(state.reply, { order_id = id }) or {}
		context.target_status = listed and listed.orderStatus or reading.order_status
	end
end

local ASK <const> = { disconnect_session = ask_session, [TERMINATION] = ask_line, cancel_order = ask_target }

--- Asks what is asked for single rows. Returns a function that adds the answers to a row's context; or nil and an
-- error.
local function ask_rows(each, views, options)
	local questions <const>, takers <const> = {}, {}
	for _, fate in each() do
		local more <const> = fate.state == "succeeded" and ASK[fate.operation]
		local wanted, take
		if more then
			wanted, take = more(fate, views[fate.contract])
		end
		if wanted then
			takers[key_of(fate)] = { first = #questions + 1, last = #questions + #wanted, take = take }
			table.move(wanted, 1, #wanted, #questions + 1, questions)
		end
	end
	local answers <const>, refused = ask(questions, options)
	if not answers then
		return nil, refused
	end
	return function(row, context)
		local taker <const> = takers[key_of(row)]
		if taker then
			taker.take(context, table.unpack(answers, taker.first, taker.last))
		end
	end
end

-- ---- what the ledger knows of a row ----

-- Operations of which a later one changes nothing: each adds to those before, or is over.
local ADDS <const> = { add_data_volume = true, disconnect_session = true, cancel_order = true,
	cancel_data_share_reserve = true, add_line = true }

--- The keys of the rows that may have changed since what the row changed.
local function keys_after(row)
	local operation <const>, line_no <const> = operations[row.operation], row.arguments.lineNo
	local keys <const> = {}
	if likeness.has_target(row.order_key) and not ADDS[row.operation] then
		keys[#keys + 1] = row.order_key
	end
	if line_no and row.operation ~= TERMINATION then
		keys[#keys + 1] = (likeness.of(TERMINATION, { lineNo = line_no }))
	end
	local id <const> = row.order_id or row.reserve_id
	if operation.cancelled_by and id then
		keys[#keys + 1] = (likeness.of(operation.cancelled_by, { [operation.identity] = id }))
	end
	return keys
end

--- The rows that succeeded after this one and may have changed what it changed, the latest first.
local function later_rows(ledger, row)
	local found <const> = {}
	for _, key in ipairs(keys_after(row)) do
		for _, other in ipairs(ledger:succeeded_on(row.contract, key)) do
			if other.first_sent > row.first_sent then
				found[#found + 1] = other
			end
		end
	end
	table.sort(found, function(a, b) return a.first_sent > b.first_sent end)
	return found
end

--- The rows sent after this one that may have changed the same, and of which it is not known yet.
local function unsettled_rows(ledger, row)
	local found <const> = {}
	for _, other in ipairs(ledger:unsettled_on(row.contract, row.order_key)) do
		found[#found + 1] = other.first_sent > row.first_sent and other or nil
	end
	return found
end

--- How many rows of the line added a data volume since the contract was looked at.
local function volumes_since(ledger, row, seen_of)
	local count = 0
	for _, other in ipairs(ledger:succeeded_on(row.contract, row.order_key)) do
		count = count + (other.submitted_at >= seen_of.time and 1 or 0)
	end
	return count
end

--- The other rows whose new line may not have been there when the contract was looked at.
local function rivals_of(ledger, row, seen_of)
	local rivals <const>, looked <const> = {}, moments.day(seen_of.time)
	for _, other in ipairs(ledger:additions(row.contract)) do
		local day <const> = effect.day(other)
		local is_itself <const> = other.job == row.job and other.row == row.row
		rivals[#rivals + 1] = not is_itself and not (day and day < looked) and other or nil
	end
	return rivals
end

--- What is known of the contracts as they were before the jobs, each asked for once: a function of a row.
local function seen_before(ledger)
	local known <const> = {}
	return function(row)
		local key <const> = ("%d %s"):format(row.job, row.contract)
		if known[key] == nil then
			known[key] = ledger:seen_of(row.job, row.contract) or false
		end
		return known[key] or nil
	end
end

local function context_of(ledger, row, today, seen_of)
	local target <const> = row.arguments.lineNo or row.arguments.reserveId
	local context <const> = {
		today = today,
		looked = seen_of and seen_of.time,
		seen = seen_of and target and ledger:seen(row.job, row.contract, target),
		later = function() return later_rows(ledger, row) end,
		unsettled = function() return unsettled_rows(ledger, row) end,
		was_seen = seen_of and seen_of.whole and function(line_no)
			return ledger:seen(row.job, row.contract, line_no) ~= nil
		end or nil,
		rivals = function() return rivals_of(ledger, row, seen_of) end,
	}
	if row.operation == "add_data_volume" and seen_of then
		context.volumes = volumes_since(ledger, row, seen_of)
	end
	return context
end

--- Asks the carrier, and calls `visit(row, fate, verdict, view, context)` for each row of the job's list, in file
-- order; without the last three for one that ordered nothing. See carrier/verification.lua.
-- `looked` of the context: when the contract was looked at before the job; nil: it was not.
-- @param options {client=, clock=, random=, sleep=, watch=}
-- @return the job whose rows they are; or nil and an error
function judging.walk(ledger, job, options, visit)
	local each <const>, root <const> = judging.rows(ledger, job)
	local contracts <const> = contracts_of(each)
	local views <const>, refused = views_of(contracts, options)
	if not views then
		return nil, refused
	end
	local add_answers <const>, unasked = ask_rows(each, views, options)
	if not add_answers then
		return nil, unasked
	end
	local today <const>, before <const> = moments.japan("%Y%m%d", ledger.wall_clock()), seen_before(ledger)
	for row, fate in each() do
		if judging.is_ordered(fate) then
			local view <const>, context <const> = views[fate.contract], context_of(ledger, fate, today, before(fate))
			add_answers(fate, context)
			visit(row, fate, verification.of(fate, view, context), view, context)
		else
			visit(row, fate)
		end
	end
	return root
end

return judging
