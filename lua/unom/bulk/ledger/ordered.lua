--- The ledger's methods on what was ordered before: which earlier row is the same order as one that is to be sent.
--
-- Asked in the transaction that makes a row pending. Rows that certainly did nothing are looked past; of the others of
-- the same contract, target and group the newest decides. A row that names nothing it acts on is compared by its cells:
-- each earlier one like it stands for one row.
--
-- Invariant: only this ledger is asked. What another one ordered, the carrier's lists show.

local likeness <const> = require "unom.bulk.ledger.likeness"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local states <const> = require "unom.bulk.ledger.states"
local values <const> = require "unom.bulk.ledger.values"

local ordered <const> = {}

-- How many rows are asked about at a time.
local WINDOW <const> = 1000

-- A row that held a secret may be the same order only for so long: what it asked for is no longer known.
local SECRET_HOURS <const> = 24

local HOUR <const> = 3600 -- seconds

local DID_NOTHING <const> = "('" .. table.concat(states.did_nothing, "', '") .. "')"

-- Every earlier row that is not looked past, beside the new row, the newest last. `%s`: the table of the new rows.
-- An order that a row of a list took back is looked past as well.
local EARLIER_ROWS <const> = [[SELECT new.list_row AS row, new.line, new.operation, new.order_key,
		new.arguments, new.compared, old.job, old.list_row AS old_row, old.state, old.may_have_acted,
		old.compared AS old_compared, old.finished_at, old.wiped, old.arguments AS old_arguments
	FROM %s AS new
	JOIN list_row AS old ON old.contract = new.contract AND old.order_key = new.order_key
		AND NOT (old.job = new.job AND old.list_row = new.list_row)
	WHERE new.job = ? AND new.list_row > ? AND new.list_row <= ? AND (old.job < new.job OR new.may_have_acted = 1)
	AND (old.may_have_acted = 1 OR old.state NOT IN ]] .. DID_NOTHING .. [[)
	AND NOT (old.state = 'succeeded' AND old.order_id IS NOT NULL AND EXISTS (SELECT 1 FROM list_row AS back
		WHERE back.contract = old.contract AND back.order_key = 'order_cancel:' || old.order_id
		AND back.state = 'succeeded'))
	ORDER BY new.list_row, old.job, old.list_row]]

local function has_secret(operation, arguments)
	for name in pairs(arguments) do
		local field <const> = operations[operation].fields[name]
		if field and field.secret then
			return true
		end
	end
	return false
end

--- Did the earlier row end so lately that a second order like it is not meant?
local function is_recent(self, found, held_secret)
	local hours <const> = operations[found.operation].ordered_before.within_hours
	local limit <const> = held_secret and math.min(hours, SECRET_HOURS) or hours
	return found.finished_at > self:now(limit * HOUR)
end

--- The code of what is wrong with sending the row after the earlier one, or nil.
local function judge(self, found, held_secret)
	if not states.is_final(found.state) then
		return "already_open"
	elseif found.compared ~= found.old_compared then
		return nil
	elseif found.state == "unknown" or found.may_have_acted == 1 then
		return "may_be_ordered"
	end
	return is_recent(self, found, held_secret) and "already_ordered" or nil
end

--- Is the earlier order, which wants something else, not yet in effect?
local function is_to_come(self, found)
	local day <const> = values.decode(found.old_arguments).requestDate
	return found.state == "succeeded" and found.compared ~= found.old_compared and day ~= nil
		and day > moments.japan("%Y%m%d", self.wall_clock())
end

--- What is found for one new row, of the earlier row that decides; nil: it may be sent.
local function finding(self, found)
	local arguments <const> = values.decode(found.arguments)
	local held_secret <const> = found.wiped ~= nil or has_secret(found.operation, arguments)
	local code <const> = judge(self, found, held_secret) or is_to_come(self, found) and "order_not_in_effect"
	return code and {
		code = code, row = found.row, line = found.line, job = found.job, earlier_row = found.old_row,
		operation = found.operation, field = operations[found.operation].ordered_before.target,
		held_secret = held_secret,
	} or nil
end

--- The earlier rows of a window, by new row, in order.
local function by_new_row(found)
	local groups <const> = {}
	for _, earlier in ipairs(found) do
		local group = groups[#groups]
		if not group or group[1].row ~= earlier.row then
			group = {}
			groups[#groups + 1] = group
		end
		group[#group + 1] = earlier
	end
	return groups
end

--- For a row without a target: the finding of the next earlier row like it that stands for none yet.
-- @param taken how many stand for rows before this one, by order_key
local function finding_of_next(self, earlier, taken)
	local key <const> = earlier[1].order_key
	local standing <const> = {}
	for _, found in ipairs(earlier) do
		standing[#standing + 1] = finding(self, found)
	end
	taken[key] = (taken[key] or 0) + 1
	return standing[taken[key]]
end

local function never_counts(found)
	return operations[found.operation].ordered_before.within_hours == 0
end

--- Asks about rows of a job.
-- @param source the table that has them
-- @param first, last row numbers
-- @return an array of {code="already_open"|"may_be_ordered"|"already_ordered"|"order_not_in_effect", row=, line=,
--   operation=, field=the target's|nil, job=, earlier_row=, held_secret=bool}, by row; `order_not_in_effect` is advice
local function ask(self, source, job, first, last)
	local findings <const>, taken <const> = {}, {}
	for after = first - 1, last - 1, WINDOW do
		local found <const> = self.database:all(EARLIER_ROWS:format(source), job, after, math.min(last, after + WINDOW))
		for _, earlier in ipairs(by_new_row(found)) do
			local newest <const> = earlier[#earlier]
			if not never_counts(newest) then
				findings[#findings + 1] = likeness.has_target(newest.order_key) and finding(self, newest)
					or not likeness.has_target(newest.order_key) and finding_of_next(self, earlier, taken) or nil
			end
		end
	end
	return findings
end

--- Asks about every row of a job that was added just now. See `ask` above.
function ordered:ordered_before(job, total)
	return ask(self, "list_row", job, 1, total)
end

--- Asks about one row of a job that bears the mark and is to be sent again: newer jobs count as well. A finding or nil.
function ordered:ordered_before_row(row)
	return ask(self, "list_row", row.job, row.row, row.row)[1]
end

--- Asks about rows that are in no job, and writes nothing.
-- @param add_rows function(add): calls `add(row)` with each, as `ledger:add_row` takes it; returns how many there are
-- @return as `ordered_before`
function ordered:ordered_before_rows(add_rows)
	local database <const> = self.database
	database:run "BEGIN" -- which locks nothing of the ledger: a job may run on it
	database:run "CREATE TEMP TABLE candidate AS SELECT * FROM list_row WHERE 0"
	local total <const> = add_rows(function(row)
		local order_key <const>, compared <const> = likeness.of(row.operation, row.arguments)
		database:run([[INSERT INTO candidate (job, list_row, line, contract, operation, arguments, order_key, compared,
			state, may_have_acted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0)]], math.maxinteger, row.row, row.line,
			row.contract, row.operation, values.encode(row.arguments), order_key, compared)
	end)
	local findings <const> = ask(self, "candidate", math.maxinteger, 1, total)
	database:run "DROP TABLE candidate"
	database:run "COMMIT"
	return findings
end

return ordered
