--- The list that undoes a job: what can still be taken back as cancels, what is in effect as the orders that make it
-- what it was before the job.
--
-- Invariants: nothing is guessed: a row whose state before is not known, or that was changed since, is left and told.
-- There is no secret in the list, and no consent that a person has not given now.

local acting <const> = require "unom.catalogue.acting"
local core <const> = require "unom.core"
local data_share <const> = require "unom.bulk.carrier.data_share"
local effect <const> = require "unom.bulk.carrier.effect"
local errors <const> = require "unom.error"
local filling <const> = require "unom.bulk.jobs.comparing.filling"
local judging <const> = require "unom.bulk.jobs.comparing.judging"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local standing <const> = require "unom.bulk.carrier.standing"
local status <const> = require "unom.bulk.carrier.status"
local verification <const> = require "unom.bulk.carrier.verification"

local inverse <const> = {}

local CONTRACT <const> = "contractId"
local UNDOES <const> = "#undoes"

-- What a person may have filled into every row that leaves it blank.
local SETTABLE <const> = { agreement = true, requestDate = true }

-- Why a row needs no inverse: it changed nothing, or another row of the job changed the same after it.
local UNCHANGED <const>, COVERED <const> = "unchanged", "covered"

local NOTHING <const> = {}

-- ---- what can still be taken back ----

--- The row that takes the order or the reservation back, while the carrier shows that this can be tried; or nil.
local function taking_back(fate, view)
	local by <const> = operations[fate.operation].cancelled_by
	local order <const> = by and fate.order_id and view:order(fate.order_id)
	local reserved <const> = by and fate.reserve_id and view:reservation(fate.reserve_id)
	if order and not status.state(order.orderStatus, "completion") then
		return by, { orderId = fate.order_id }
	elseif reserved and reserved.status == data_share.RESERVES[fate.operation] then
		return by, { reserveId = fate.reserve_id }
	end
end

-- ---- what it was before ----

--- Did the row leave everything as it was?
local function changed_nothing(fate, seen)
	local wanted <const> = standing.wanted(fate)
	for _, each in ipairs(wanted) do
		if each.value == nil or each.value ~= seen[each.field] then
			return false
		end
	end
	return #wanted > 0 and not (standing.hides(fate) or fate.wiped) -- a password was another one
end

--- Did another job change the same after the contract was looked at and before the row took effect? Then what was seen
-- is not what the row changed.
local function changed_between(fate, looked, ledger, members)
	local day <const> = effect.day(fate)
	for _, other in ipairs(looked and day and ledger:succeeded_on(fate.contract, fate.order_key) or NOTHING) do
		local its_day <const> = not members[other.job] and other.first_sent < fate.first_sent and effect.day(other)
		if its_day and its_day <= day and (its_day > moments.day(looked) or other.finished_at > looked) then
			return true
		end
	end
	return false
end

--- The newest value of a field that rows of earlier jobs gave the line; nil where one that may have been ordered since
-- may have given it another.
local function from_ledger(ledger, fate, root, field)
	local found, sent = nil, 0
	for _, other in ipairs(ledger:succeeded_on(fate.contract, fate.order_key)) do
		if other.job < root.job and (other.arguments[field] or "") ~= "" then
			found, sent = other.arguments[field], other.first_sent
		end
	end
	for _, other in ipairs(ledger:unsettled_on(fate.contract, fate.order_key)) do
		if other.first_sent > sent and other.first_sent < fate.first_sent and (other.arguments[field] or "") ~= "" then
			return nil
		end
	end
	return found
end

--- Adds the addresses as they were, of which the carrier does not show all: those that the row changed, and those
-- without which the inverse is no order. Returns why not, or nil.
local function add_addresses(arguments, of, fate, seen, ledger, root)
	local fields <const> = operations[of.operation].fields
	for _, field in ipairs(of.from_rows or {}) do
		local was_set <const> = (fate.arguments[field] or "") ~= ""
		if was_set or fields[field].required then
			local value = seen[field]
			if value == "" and was_set then
				return "was_none" -- an order cannot take an address away
			elseif value == nil or value == "" then
				value = from_ledger(ledger, fate, root, field)
			end
			if not value then
				return "no_address"
			end
			arguments[field] = value
		end
	end
end

--- The operation and its arguments that make the row's line what it was; or nil and why there are none.
local function undoing(fate, seen, ledger, root)
	local of <const> = acting[fate.operation].inverse
	local arguments <const> = { lineNo = fate.arguments.lineNo }
	for field, source in pairs(of.fields) do
		local before <const> = seen[source]
		if before == nil then
			return nil, "not_seen"
		elseif before == "" then
			return of.otherwise, of.otherwise and arguments or "was_none"
		end
		arguments[field] = before
	end
	local why <const> = add_addresses(arguments, of, fate, seen, ledger, root)
	if why then
		return nil, why
	end
	return of.operation, arguments
end

--- Do the values pass the rules of the operation's fields?
local function passes(operation, arguments)
	local fine <const>, problems <const> = core.check(operation, arguments)
	for _, problem in ipairs(not fine and problems or {}) do
		if problem.field and arguments[problem.field] then
			return false
		end
	end
	return true
end

--- As `undoing`, for a row that is in effect.
local function of_effect(fate, view, context, ledger, root, members)
	local of <const> = acting[fate.operation].inverse
	local line_no <const> = fate.arguments.lineNo
	if not of then
		return nil, "no_inverse"
	elseif line_no and view.lines == "whole" and not view:line(line_no) then
		return nil, "differs" -- there is nothing left to order for
	elseif fate.operation == "add_line" then
		local added, has_address = verification.added_line(fate, view, context)
		if not (has_address or verification.is_complete(fate, view)) then
			added = nil -- before that a line with its id alone may be somebody else's
		end
		return added and of.operation, added and { lineNo = added } or "line_not_known"
	elseif changed_between(fate, context.looked, ledger, members) then
		return nil, "not_seen"
	elseif changed_nothing(fate, context.seen or NOTHING) then
		return nil, UNCHANGED
	end
	local operation <const>, found <const> = undoing(fate, context.seen or NOTHING, ledger, root)
	if operation and not passes(operation, found) then
		return nil, "no_longer_valid"
	end
	return operation, found
end

--- The fields that a row changes, as a set; those that no reply shows too.
local function changed_by(row)
	local changed <const> = {}
	for _, each in ipairs(standing.wanted(row)) do
		changed[each.field] = true
	end
	for _, field in ipairs(acting[row.operation].hides or {}) do
		changed[field] = row.arguments[field] and true
	end
	return changed
end

--- Does what undoes the later row undo all of the row as well?
local function covers(later, fate)
	local changed <const> = changed_by(later)
	for field in pairs(changed_by(fate)) do
		if not changed[field] and later.operation ~= "terminate_line" then
			return false
		end
	end
	return true
end

--- The operation that undoes a row, and its arguments; or nil and why there is none.
local function of_row(fate, verdict, view, context, ledger, root, members)
	local by <const>, target <const> = taking_back(fate, view)
	if by then
		return by, target
	elseif verdict.word == "differs" and verdict.field == "orderStatus" then
		return nil, UNCHANGED -- its order was taken back, or refused
	elseif verdict.word == "changed_since" and members[verdict.changed_by.job]
		and covers(ledger:row(verdict.changed_by.job, verdict.changed_by.row), fate) then
		return nil, COVERED
	elseif verdict.word ~= "as_ordered" then
		return nil, verdict.why or verdict.word
	end
	return of_effect(fate, view, context, ledger, root, members)
end

-- ---- the list ----

--- The columns of the operations that are in the list, each once: what a row acts on first, the others in the order of
-- the specification.
local function columns_of(rows)
	local has <const>, columns <const>, known <const> = {}, {}, {}
	local function add(column)
		columns[#columns + 1] = not known[column] and column or nil
		known[column] = true
	end
	for _, row in ipairs(rows) do
		has[row.operation] = true
	end
	for _, operation in ipairs(operations) do
		if has[operation.name] then
			add "operation"
			add(CONTRACT)
			add(operation.ordered_before.target)
		end
	end
	for _, operation in ipairs(operations) do
		for _, column in ipairs(has[operation.name] and operations.columns(operation.name) or {}) do
			add(column)
		end
	end
	columns[#columns + 1] = #columns > 0 and UNDOES or nil
	return columns
end

--- Fills what a person gave into the rows that leave it blank. Returns true, or nil and an error of kind "usage".
local function fill(rows, set, today)
	for name, value in pairs(set) do
		if not SETTABLE[name] then
			return nil, errors.new { kind = "usage", message = messages.say("inverse_set", { field = name }) }
		end
		for _, row in ipairs(rows) do
			local operation <const> = operations[row.operation]
			if operation.fields[name] then
				local given <const>, wrong = filling.value(operation, name, value, today)
				if not given then
					return nil, wrong
				end
				row[name] = given
			end
		end
	end
	return true
end

--- @param job as `ledger:job` gives it
-- @param options {client=, set={field=value}, clock=, random=, sleep=, watch=}
-- @return {job=the job of the list, columns={names}, rows={ {[column]=cell} }, unchanged=how many rows changed nothing,
--   left={ {row=, line=, operation=, contractId=, target=, job=, why=a code, changed_by={job=, row=}|nil} },
--   exit_code=1 where rows are left, else 0}; or nil and an error
function inverse.job(ledger, job, options)
	local made <const> = { rows = {}, left = {}, unchanged = 0 }
	local _, root <const>, members <const> = judging.rows(ledger, job)
	local walked <const>, err = judging.walk(ledger, job, options, function(row, fate, verdict, view, context)
		if not verdict then
			return
		end
		local operation <const>, found <const> = of_row(fate, verdict, view, context, ledger, root, members)
		if operation then
			found.operation, found[CONTRACT] = operation, fate.contract
			found[UNDOES] = messages.say("inverse_undoes", { operation = fate.operation, row = row.row, job = root.job })
			made.rows[#made.rows + 1] = found
		elseif found == UNCHANGED then
			made.unchanged = made.unchanged + 1
		elseif found ~= COVERED then
			local target <const> = operations[fate.operation].ordered_before.target
			made.left[#made.left + 1] = { row = row.row, line = row.line, operation = fate.operation,
				contractId = fate.contract, target = target and fate.arguments[target], job = fate.job, why = found,
				changed_by = verdict.changed_by }
		end
	end)
	if not walked then
		return nil, err
	end
	local filled <const>, wrong = fill(made.rows, options.set or {}, moments.japan("%Y%m%d", ledger.wall_clock()))
	if not filled then
		return nil, wrong
	end
	made.job, made.columns, made.exit_code = root.job, columns_of(made.rows), #made.left > 0 and 1 or 0
	return made
end

return inverse
