--- Orders that the carrier has processed: which of them it still lets be taken back.
--
-- An order can be while list 07 shows it below 60, a reservation of data share while list 10 shows it as one. One that
-- neither list of orders shows is asked for by its id.
--
-- Invariant: only what reads is asked here; what a list shows of an order that has ended is written down.

local data_share <const> = require "unom.bulk.carrier.data_share"
local errors <const> = require "unom.error"
local identity <const> = require "unom.bulk.carrier.identity"
local inquiry <const> = require "unom.bulk.jobs.inquiry"
local messages <const> = require "unom.messages"
local orders <const> = require "unom.bulk.carrier.orders"
local reason <const> = require "unom.reason"
local status <const> = require "unom.bulk.carrier.status"
local tracking <const> = require "unom.bulk.carrier.tracking"

local processed <const> = {}

--- That a question got no answer: nothing was done.
local function not_asked(operation, err)
	err = err or errors.new { kind = "protocol", operation = operation, message = messages.say("no_list") }
	return nil, errors.new { kind = err.kind, status = err.status, sent = "no", permanent = err.permanent,
		message = messages.say("cancel_not_asked", { reason = tostring(err) }) }
end

--- Is the row's order a reservation of data share?
local function is_reservation(row)
	return data_share.RESERVES[row.operation] ~= nil
end

--- The questions about the contracts of rows: an array of {operation=, arguments=}.
local function questions_about(rows)
	local questions <const>, seen <const> = {}, {}
	for _, row in ipairs(rows) do
		for _, operation in ipairs(is_reservation(row) and { data_share.OPERATION } or orders.LISTS) do
			local key <const> = operation .. " " .. row.contract
			if not seen[key] then
				seen[key] = true
				questions[#questions + 1] = { operation = operation, arguments = { contractId = row.contract } }
			end
		end
	end
	return questions
end

--- The list that an answer is, or nil.
local function list_of(question, answer)
	local contract <const> = question.arguments.contractId
	if question.operation == data_share.OPERATION then
		return data_share.list(answer.reply, answer.err, contract)
	end
	return orders.list(question.operation, answer.reply, contract)
end

--- Reads the lists of the contracts of rows.
-- @return the lists by contract and operation; or nil and an error
local function read_lists(rows, options)
	local questions <const>, lists <const> = questions_about(rows), {}
	local answers <const>, refused <const> = inquiry.ask(questions, options)
	if not answers then
		return nil, refused
	end
	for index, question in ipairs(questions) do
		local list <const> = list_of(question, answers[index])
		if not list then
			return not_asked(question.operation, answers[index].err)
		end
		local contract <const> = question.arguments.contractId
		lists[contract] = lists[contract] or {}
		lists[contract][question.operation] = list
	end
	return lists
end

--- The status at which a list shows the row's order, or nil.
local function listed_status(row, lists)
	local of_contract <const> = lists[row.contract]
	if is_reservation(row) then
		return (data_share.find(of_contract[data_share.OPERATION], "reserveId", row.reserve_id) or {}).status
	end
	for _, operation in ipairs(orders.LISTS) do
		local entry <const> = of_contract[operation].by_id[row.order_id]
		if entry then
			return entry.orderStatus
		end
	end
end

--- Asks by their ids for orders that no list shows, and adds their statuses.
-- @return true, or nil and an error
local function ask_by_id(rows, statuses, options)
	local questions <const>, asked <const> = {}, {}
	for _, row in ipairs(rows) do
		if not statuses[row] and not is_reservation(row) then
			asked[#asked + 1] = row
			questions[#questions + 1] = { operation = "get_order_status",
				arguments = { contractId = row.contract, orderId = row.order_id } }
		end
	end
	if #asked == 0 then
		return true
	end
	local answers <const>, refused <const> = inquiry.ask(questions, options)
	if not answers then
		return nil, refused
	end
	for index, row in ipairs(asked) do
		local answer <const> = answers[index]
		if answer.err and not tracking.is_refused(answer.err) then
			return not_asked("get_order_status", answer.err)
		end
		statuses[row] = answer.reply and orders.read_status(answer.reply, row).order_status
	end
	return true
end

--- Can the order still be taken back at this status?
local function is_possible(row, order_status)
	if is_reservation(row) then
		return order_status == data_share.RESERVES[row.operation]
	end
	return order_status ~= nil and status.state(order_status, "completion") == nil
end

--- Asks the carrier about rows that succeeded.
-- @param options client, clock, random, sleep and watch, as for bulk.run
-- @return {possible={rows whose orders can be taken back}, left={{row=, order_status=nil: it is not shown}: those whose
--   orders cannot}}; or nil and an error
function processed.ask(rows, options)
	local found <const>, statuses <const> = { possible = {}, left = {} }, {}
	if #rows == 0 then
		return found
	end
	local lists <const>, err = read_lists(rows, options)
	if not lists then
		return nil, err
	end
	for _, row in ipairs(rows) do
		statuses[row] = listed_status(row, lists)
	end
	local asked <const>, refused <const> = ask_by_id(rows, statuses, options)
	if not asked then
		return nil, refused
	end
	for _, row in ipairs(rows) do
		if is_possible(row, statuses[row]) then
			table.insert(found.possible, row)
		else
			table.insert(found.left, { row = row, order_status = statuses[row] })
		end
	end
	return found
end

--- What was seen of an order, as a reason.
local function seen_of(row, order_status)
	local word <const> = is_reservation(row) and "seen_reservation" or "seen_order"
	return reason.new(order_status and word or word .. "_missing", { id = identity.of(row), status = order_status })
end

--- Writes what was found of orders that can no longer be taken back. One that is at 11 was.
-- @param left as `ask` returned it
-- @return how many of them were not taken back
function processed.note(ledger, left)
	local number = 0
	for _, found in ipairs(left) do
		local row <const>, order_status <const> = found.row, found.order_status
		if not is_reservation(row) and status.state(order_status, "completion") == "cancelled" then
			ledger:transition(row, { state = "cancelled", order_status = order_status, reason = ledger.NONE }, "cancelled",
				{ order_status = order_status })
		else
			number = number + 1
			local why <const> = reason.new("not_taken_back", { seen = seen_of(row, order_status) })
			ledger:transition(row, { order_status = order_status, reason = why }, "not_taken_back", why)
		end
	end
	return number
end

return processed
