--- The ledger's methods on what was ordered before: is a row the same order as an earlier one that is open, that may
-- have been carried out, or that was?
--
-- Asked in the transaction that makes a row pending. Earlier rows are those of other jobs: a list asks for all of its
-- own. Looked past are rows that certainly did nothing, and orders that a row of a list took back. Of the others of the
-- same contract, target and group the newest decides: one that is open before all, then the one that was sent last, in
-- the order of events. A row that names nothing it acts on is compared by its cells: each earlier one like it stands
-- for one row.
--
-- Invariants: a row that bears the mark is never looked past; nothing is written. Only this ledger is asked: what
-- another one ordered, the carrier's lists show.

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

-- Hours after its end in which an order can matter: the longest in which one counts, and a day. The carrier takes none
-- for a day after the end of the next month, so none is to come into effect later.
local MOST_HOURS <const> = 63 * 24

local ID_COLUMNS <const> = { orderId = "order_id", reserveId = "reserve_id" }

local function sql_list(names)
	return "('" .. table.concat(names, "', '") .. "')"
end

local OPEN <const>, DID_NOTHING <const> = sql_list(states.open), sql_list(states.did_nothing)

-- The places of the new rows beside which an earlier row can matter: an open one, one like it that counts, or one that
-- wants something else and is still to come. CROSS JOIN: by the index of the earlier rows. `%s`: the new rows.
local CANDIDATES <const> = [[WITH new (place, contract, order_key, compared) AS (VALUES %s)
	SELECT DISTINCT place FROM new CROSS JOIN list_row AS old
	WHERE old.contract = new.contract AND old.order_key = new.order_key AND job <> ?
	AND (state IN ]] .. OPEN .. [[
		OR old.compared = new.compared AND (state = 'unknown' OR may_have_acted = 1)
		OR state = 'succeeded' AND finished_at >= ?
			AND (old.compared = new.compared OR COALESCE(takes_effect, arguments ->> 'requestDate') > ?))
	ORDER BY place]]

-- Every earlier row of an order_key that is not looked past for what it is, the one that decides first.
local EARLIER_ROWS <const> = [[SELECT job, list_row AS row, contract, operation, arguments, compared, state,
		may_have_acted, order_id, reserve_id, finished_at, wiped, takes_effect
	FROM list_row WHERE contract = ? AND order_key = ? AND job <> ?
	AND (may_have_acted = 1 OR state NOT IN ]] .. DID_NOTHING .. [[)
	ORDER BY CASE WHEN state IN ]] .. OPEN .. [[ THEN 0 ELSE 1 END,
		COALESCE((SELECT MAX(event) FROM event WHERE event.job = list_row.job AND event.list_row = list_row.list_row
			AND what = 'submitting'), 0) DESC, job DESC, list_row DESC]]

local function has_secret(operation, arguments)
	for name in pairs(arguments) do
		local field <const> = operations[operation].fields[name]
		if field and field.secret then
			return true
		end
	end
	return false
end

local function within_hours(operation)
	return operations[operation].ordered_before.within_hours
end

--- Today in Japan, as the carrier writes days.
local function today(self)
	return moments.japan("%Y%m%d", self.wall_clock())
end

--- Was the order taken back by a row of a list?
local function was_taken_back(self, old)
	local operation <const> = operations[old.operation]
	local id <const> = operation.cancelled_by and old[ID_COLUMNS[operation.identity]]
	if not id or old.state ~= "succeeded" or old.may_have_acted == 1 then
		return false
	end
	return self.database:first([[SELECT 1 AS found FROM list_row
		WHERE contract = ? AND order_key = ? AND state = 'succeeded']], old.contract,
		(likeness.of(operation.cancelled_by, { [operation.identity] = id }))) ~= nil
end

--- The earlier rows of the new row's order_key that are not looked past, the one that decides first.
local function earlier_rows(self, new, job)
	local kept <const> = {}
	for _, old in ipairs(self.database:all(EARLIER_ROWS, new.contract, new.order_key, job)) do
		if not was_taken_back(self, old) then
			kept[#kept + 1] = old
		end
	end
	return kept
end

--- Did the earlier row end so lately that a second order like it is not meant?
local function is_recent(self, old, held_secret)
	local hours <const> = within_hours(old.operation)
	return old.finished_at >= self:now((held_secret and math.min(hours, SECRET_HOURS) or hours) * HOUR)
end

--- The code of what is wrong with sending the new row after the earlier one, or nil.
local function judge(self, new, old, held_secret)
	if not states.is_final(old.state) then
		return "already_open"
	elseif new.compared ~= old.compared then
		return nil
	elseif old.state == "unknown" or old.may_have_acted == 1 then
		return "may_be_ordered"
	end
	return is_recent(self, old, held_secret) and "already_ordered" or nil
end

local function finding_of(code, new, old, held_secret)
	local has_target <const> = likeness.has_target(new.order_key)
	return {
		code = code, row = new.row, line = new.line, job = old.job, earlier_row = old.row, operation = new.operation,
		field = has_target and operations[new.operation].ordered_before.target or nil, held_secret = held_secret,
	}
end

--- What is found for a new row of one earlier row; nil: nothing.
local function finding(self, new, old)
	local held_secret <const> = old.wiped ~= nil or has_secret(new.operation, new.arguments)
	local code <const> = judge(self, new, old, held_secret)
	return code and finding_of(code, new, old, held_secret) or nil
end

--- For a row with a target: what the newest of the earlier rows calls for; else advice on one that is to come.
local function finding_of_newest(self, new, job)
	local earlier <const> = earlier_rows(self, new, job)
	-- A list may order several things of one line: all of its rows are asked, for it may have been run again.
	for _, old in ipairs(earlier) do
		local found <const> = old.job == earlier[1].job and finding(self, new, old)
		if found then
			return found
		end
	end
	for _, old in ipairs(earlier) do
		local day <const> = old.state == "succeeded" and (old.takes_effect or values.decode(old.arguments).requestDate)
		if day and day > today(self) and old.compared ~= new.compared then
			return finding_of("order_not_in_effect", new, old, false)
		end
	end
end

--- Sorts earlier rows as jobs and lists have them.
local function as_listed(earlier)
	table.sort(earlier, function(a, b) return a.job < b.job or a.job == b.job and a.row < b.row end)
	return earlier
end

--- For a row without a target: the finding of the next earlier row like it that stands for none yet.
-- @param standing by contract and order_key: the earlier rows in the order of the ledger, and how many stand for rows
local function finding_of_next(self, new, job, standing)
	local key <const> = new.contract .. "\n" .. new.order_key
	local state <const> = standing[key] or { rows = as_listed(earlier_rows(self, new, job)), used = 0 }
	standing[key] = state
	while state.used < #state.rows do
		state.used = state.used + 1
		local found <const> = finding(self, new, state.rows[state.used])
		if found then
			return found
		end
	end
end

--- The new rows for which an earlier one matters, in order: {place=}.
local function places_that_matter(self, rows, job)
	local wanted <const>, parameters <const> = {}, {}
	for place, row in ipairs(rows) do
		wanted[place] = ("(%d, ?, ?, ?)"):format(place)
		table.move({ row.contract, row.order_key, row.compared }, 1, 3, #parameters + 1, parameters)
	end
	table.move({ job, self:now(MOST_HOURS * HOUR), today(self) }, 1, 3, #parameters + 1, parameters)
	return self.database:all(CANDIDATES:format(table.concat(wanted, ", ")), table.unpack(parameters))
end

--- Asks about some rows of one list, and adds what is found to `findings`.
-- @param standing of the list, see finding_of_next
local function ask(self, rows, job, standing, findings)
	for _, found in ipairs(#rows > 0 and places_that_matter(self, rows, job) or {}) do
		local new <const> = rows[found.place]
		if within_hours(new.operation) > 0 then -- others never count
			findings[#findings + 1] = likeness.has_target(new.order_key) and finding_of_newest(self, new, job)
				or not likeness.has_target(new.order_key) and finding_of_next(self, new, job, standing) or nil
		end
	end
end

--- Asks about the rows of one list, whether they are in the ledger or not.
-- @param job the number of their own job; 0 where they are in none
-- @param give_rows function(take): calls `take(row)` with each in turn, as `ledger:add_row` takes it
-- @return an array of {code="already_open"|"may_be_ordered"|"already_ordered"|"order_not_in_effect", row=, line=,
--   operation=, field=the target's|nil, job=, earlier_row=, held_secret=bool}, by row; `order_not_in_effect` is advice
function ordered:ordered_before(job, give_rows)
	local findings <const>, standing <const> = {}, {}
	local rows = {}
	give_rows(function(row)
		row.order_key, row.compared = likeness.of(row.operation, row.arguments)
		rows[#rows + 1] = row
		if #rows == WINDOW then
			ask(self, rows, job, standing, findings)
			rows = {}
		end
	end)
	ask(self, rows, job, standing, findings)
	return findings
end

--- Asks about one row of a job that is to be sent again; its job says whether what has succeeded may be ordered again.
-- @param row as `ledger:row` gives it
-- @return a finding, or nil
function ordered:ordered_before_row(row)
	local found <const> = self:ordered_before(row.job, function(take) take(row) end)[1]
	if found and found.code == "already_ordered" and self:job(row.job).settings.again then
		return nil
	end
	return found
end

--- The rows of a contract, of whatever job, that act on the same thing and succeeded, the first sent first.
-- @param order_key as likeness.lua gives it
function ordered:succeeded_on(contract, order_key)
	return self:read(self.database:all([[SELECT * FROM list_row WHERE contract = ? AND order_key = ?
		AND state = 'succeeded' AND first_sent IS NOT NULL ORDER BY first_sent]], contract, order_key))
end

--- The like of rows that were sent and of which it is not known yet how they ended.
function ordered:unsettled_on(contract, order_key)
	return self:read(self.database:all([[SELECT * FROM list_row WHERE contract = ? AND order_key = ?
		AND first_sent IS NOT NULL AND state <> 'succeeded'
		AND (may_have_acted = 1 OR state NOT IN ('rejected', 'failed', 'cancelled', 'skipped')) ORDER BY first_sent]],
		contract, order_key))
end

--- The rows of a contract, of whatever job, that may have added a line.
function ordered:additions(contract)
	return self:read(self.database:all([[SELECT * FROM list_row WHERE contract = ? AND operation = 'add_line'
		AND first_sent IS NOT NULL
		AND (may_have_acted = 1 OR state NOT IN ('rejected', 'failed', 'cancelled', 'skipped'))]], contract))
end

return ordered
