--- The ledger's methods on rows: adding, moving from state to state, finding.
--
-- Invariants: every transition of a row writes an event beside it, in the same transaction; secret values are gone
-- from a row once it is tracking or has ended (an unknown row keeps them: a person may have to send it again).

local baseline <const> = require "unom.bulk.ledger.baseline"
local errors <const> = require "unom.error"
local likeness <const> = require "unom.bulk.ledger.likeness"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local states <const> = require "unom.bulk.ledger.states"
local values <const> = require "unom.bulk.ledger.values"

-- The columns that a transition may set, in the order in which the statement names them.
local SETTABLE <const> = {
	"state", "may_have_acted", "order_id", "reserve_id", "order_status", "message_id", "reason", "first_sent",
	"submitted_at", "finished_at", "arguments", "wiped", "evidence", "known_before",
	"sent_marked", "takes_effect",
}

local SETTLED <const> = "('" .. table.concat(states.settled, "', '") .. "')"

-- How a column is stored that is something else in Lua: a way to the database, and a way back.
local BOOLEAN <const> = { function(value) return value and 1 or 0 end, function(value) return value == 1 end }
local STORED <const> = {
	may_have_acted = BOOLEAN, sent_marked = BOOLEAN,
	reason = { values.encode, values.decode },
	arguments = { values.encode, values.decode },
	kept = { values.encode, values.decode },
}

--- What a transition sets a column to that it empties.
local NONE <const> = setmetatable({}, { __name = "unom.none" })

local rows <const> = { NONE = NONE }

--- Adds a row of a change list to a job, pending.
-- @param row {row=, line=, contract=, operation=, arguments=, kept=the cells that are not read|nil}, and order_key and
--   compared where they are known
function rows:add_row(job, row)
	local order_key, compared = row.order_key, row.compared
	if not order_key then
		order_key, compared = likeness.of(row.operation, row.arguments)
	end
	self.database:run([[INSERT INTO list_row (job, list_row, line, contract, operation, arguments, order_key, compared,
		kept, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')]],
		job, row.row, row.line, row.contract, row.operation, values.encode(row.arguments), order_key, compared,
		values.encode(row.kept))
end

--- The arguments without their secret values, and the names of those; nil when there are none.
local function without_secrets(operation, arguments)
	local kept <const>, wiped <const> = {}, {}
	for name, value in pairs(arguments) do
		local field <const> = operations[operation].fields[name]
		if field and field.secret then
			wiped[#wiped + 1] = name
		else
			kept[name] = value
		end
	end
	if #wiped > 0 then
		table.sort(wiped)
		return kept, table.concat(wiped, " ")
	end
end

--- The statement that sets these columns of a row where `condition` holds of it, and its values.
local function update_statement(changes, condition)
	local assignments <const>, stored <const> = {}, {}
	for _, column in ipairs(SETTABLE) do
		local value <const> = changes[column]
		if value == NONE then
			assignments[#assignments + 1] = column .. " = NULL"
		elseif value ~= nil then
			assignments[#assignments + 1] = column .. " = ?"
			stored[#stored + 1] = STORED[column] and STORED[column][1](value) or value
		end
	end
	return ("UPDATE list_row SET %s WHERE job = ? AND list_row = ? AND %s"):format(table.concat(assignments, ", "),
		condition), stored
end

--- The changes of a transition, with those that follow from its new state.
local function all_changes(self, row, changes)
	local all <const> = {}
	for name, value in pairs(changes) do
		all[name] = value
	end
	local state <const> = changes.state or row.state
	if states.forgets_secrets(state) then
		all.arguments, all.wiped = without_secrets(row.operation, row.arguments)
	end
	if states.is_final(state) and (changes.state or not row.finished_at) then -- what is learnt later ends no row anew
		all.finished_at = self:now()
	end
	return all
end

--- Writes the changes where `condition` holds of the row in the ledger, with the event. Returns whether it did.
local function write(self, row, changes, what, detail, condition, ...)
	self.database:begin()
	local all <const> = all_changes(self, row, changes)
	local sql <const>, parameters <const> = update_statement(all, condition)
	for _, parameter in ipairs { row.job, row.row, ... } do
		parameters[#parameters + 1] = parameter
	end
	if self.database:run(sql, table.unpack(parameters)) ~= 1 then
		return false
	end
	self:note(row.job, row.row, what, detail)
	if all.order_id == NONE or all.reserve_id == NONE then
		self:forget_explained(row.contract)
	end
	local was_open <const> = not states.is_final(row.state)
	for name, value in pairs(all) do
		if value == NONE then
			row[name] = nil
		else
			row[name] = value
		end
	end
	if self.on_end and states.is_final(row.state) and (was_open or changes.state) then
		self.on_end(row)
	end
	return true
end

--- Calls `on_end` with each row that ends from now on, in the transaction in which it does.
function rows:watch_ends(on_end)
	self.on_end = on_end
end

--- Moves a row: sets the changed columns and writes the event. It is on the disk after the next `sync`.
-- Raises an error of kind "locked" where the row in the ledger is no longer in the state that `row` has: somebody else
-- works on the job.
-- @param row as the ledger gave it; takes on the changes
-- @param changes {state=, order_id=, reserve_id=, order_status=, message_id=, reason=, submitted_at=,
--   may_have_acted=bool, evidence="adopted"|"person", takes_effect="YYYYMMDD"},
--   each optional; `ledger.NONE` empties a column
-- @param what the event's name
-- @param detail a table of values, or nil
function rows:transition(row, changes, what, detail)
	if not write(self, row, changes, what, detail, "state = ?", row.state) then
		error(errors.new { kind = "locked", message = messages.say("row_moved", { job = row.job, row = row.row }) }, 0)
	end
end

--- Writes that a row of a job is not sent, since an earlier row is the same order.
function rows:skip(job, number, why)
	self:transition(self:row(job, number), { state = "skipped", reason = why }, "skipped", why)
end

--- Writes that a row is about to be sent: from pending, and on its first time with the event. As `transition`.
function rows:begin_submission(row)
	self.database:begin()
	local changes <const> = { state = "submitting", submitted_at = self:now() }
	if not row.first_sent then
		changes.first_sent = self:last_event() + 1 -- the transition's own event
		changes.known_before = baseline.extent(self, row.job, row.contract)
	end
	changes.sent_marked = row.may_have_acted or nil
	self:transition(row, changes, "submitting")
end

--- Writes the id that the carrier gave a row, where the row has none: also after somebody else has taken the job over,
-- whatever that one has made of the row meanwhile.
-- @return false where the row has an id already; nothing is written then
function rows:take_id(row, changes, what, detail)
	return write(self, row, changes, what, detail, "order_id IS NULL AND reserve_id IS NULL AND state NOT IN "
		.. SETTLED)
end

local function read_rows(stored)
	for _, row in ipairs(stored) do
		row.row, row.list_row = row.list_row, nil
		for column, ways in pairs(STORED) do
			row[column] = ways[2](row[column])
		end
	end
	return stored
end

--- Rows as the database gave them, made what they are in Lua: for the ledger's other methods.
function rows.read(_, stored)
	return read_rows(stored)
end

--- The job's next `limit` pending rows of a contract after row number `after`, in file order.
function rows:pending_rows(job, contract, after, limit)
	return read_rows(self.database:all([[SELECT * FROM list_row
		WHERE job = ? AND state = 'pending' AND contract = ? AND list_row > ? ORDER BY list_row LIMIT ]] .. limit,
		job, contract, after))
end

--- The number of the job's pending row on a contract before which there are `number` others, or nil.
function rows:pending_row_after(job, contract, number)
	local found <const> = self.database:first([[SELECT list_row FROM list_row WHERE job = ? AND state = 'pending'
		AND contract = ? ORDER BY list_row LIMIT 1 OFFSET ]] .. math.max(0, number), job, contract)
	return found and found.list_row
end

--- The job's rows in `state`, in file order.
function rows:rows_in(job, state)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE job = ? AND state = ? ORDER BY list_row", job, state))
end

--- The rows of other jobs on a contract whose order is under way.
function rows:tracking_rows_of_others(contract, job)
	return read_rows(self.database:all([[SELECT * FROM list_row
		WHERE contract = ? AND state = 'tracking' AND job <> ? ORDER BY job, list_row]], contract, job))
end

--- The rows of a contract, of whatever job, of which nobody knows what became of them: {job=, row=, arguments=}.
function rows:unknown_rows(contract)
	return read_rows(self.database:all([[SELECT list_row.job, list_row, arguments
		FROM job CROSS JOIN list_row -- by the index on job and state: a contract may have a million rows
		WHERE list_row.job = job.job AND state = 'unknown' AND contract = ? ORDER BY list_row.job, list_row]], contract))
end

--- How many rows a job has of each operation and contract: an array of {contract=, operation=, number=}.
function rows:count_operations(job)
	return self.database:all([[SELECT contract, operation, COUNT(*) AS number FROM list_row
		WHERE job = ? GROUP BY contract, operation ORDER BY contract, operation]], job)
end

--- The job's rows after row number `after`, at most `limit`, in file order.
function rows:rows_after(job, after, limit)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE job = ? AND list_row > ? ORDER BY list_row LIMIT "
		.. limit, job, after))
end

--- One row of a job, or nil.
function rows:row(job, number)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE job = ? AND list_row = ?", job, number))[1]
end

--- The operations of a job's pending rows on a contract, an array of names.
function rows:pending_operations(job, contract)
	local names <const> = {}
	for _, found in ipairs(self.database:all([[SELECT DISTINCT operation FROM list_row
		WHERE job = ? AND state = 'pending' AND contract = ?]], job, contract)) do
		names[#names + 1] = found.operation
	end
	return names
end

local function read_events(stored)
	for _, event in ipairs(stored) do
		event.row, event.list_row = event.list_row, nil
		event.detail = values.decode(event.detail)
	end
	return stored
end

--- The events of a row, or of the job and all its rows, the oldest first: {event=its number, time=, row=, what=,
-- detail=table|nil}.
-- @param row its number; nil: of all
-- @param after, limit only so many at most, after the event of that number; nil: all
function rows:events(job, row, after, limit)
	local of_row <const> = row and "AND list_row = ?" or ""
	-- "+": by the number of the event, in its order. By the index each window would be sorted out of all the job's.
	local sql <const> = ("SELECT event, time, list_row, what, detail FROM event WHERE %sjob = ? AND event > ? %s "
		.. "ORDER BY event LIMIT %d"):format(row and "" or "+", of_row, limit or math.maxinteger)
	if row then
		return read_events(self.database:all(sql, job, after or 0, row))
	end
	return read_events(self.database:all(sql, job, after or 0))
end

--- Has the row an event of that name in which `name` has that value?
function rows:has_event(row, what, name, value)
	for _, event in ipairs(self:events(row.job, row.row)) do
		if event.what == what and event.detail and event.detail[name] == value then
			return true
		end
	end
	return false
end

--- How many events of that name the row has.
function rows:count_events(row, what)
	return self.database:first("SELECT COUNT(*) AS number FROM event WHERE job = ? AND list_row = ? AND what = ?",
		row.job, row.row, what).number
end

--- The number of the event with which the row was last sent, or nil.
function rows:last_send_of(row)
	return self.database:first([[SELECT MAX(event) AS event FROM event WHERE job = ? AND list_row = ?
		AND what = 'submitting']], row.job, row.row).event
end

--- The numbers of the events with which the row was sent, the first first.
function rows:sends_of(row)
	local events <const> = {}
	for index, found in ipairs(self.database:all([[SELECT event FROM event WHERE job = ? AND list_row = ?
		AND what = 'submitting' ORDER BY event]], row.job, row.row)) do
		events[index] = found.event
	end
	return events
end

local WITH_TIMES <const> = [[SELECT list_row.*,
	(SELECT time FROM event WHERE event = first_sent) AS first_sent_at,
	(SELECT MAX(time) FROM event WHERE event.job = list_row.job AND event.list_row = list_row.list_row
		AND what = 'in_doubt') AS ended_at,
	(SELECT MAX(time) FROM event WHERE event.job = list_row.job AND event.list_row = list_row.list_row
		AND what = 'submitting' AND sent_marked = 1 AND time < submitted_at) AS sent_before
	FROM list_row WHERE ]]

local function read_times(stored)
	for _, row in ipairs(read_rows(stored)) do
		local has_answer <const> = row.sent_marked and not row.may_have_acted and row.state ~= "submitting"
		local sent <const> = has_answer and row.sent_before or row.submitted_at -- the last send of which nothing is known
		row.ended_at = row.ended_at and row.ended_at > sent and row.ended_at or sent
	end
	return stored
end

--- The rows of a contract, of whatever job, that bear the mark or are being sent: the carrier may have acted on each,
-- and nobody has named its order. With `first_sent_at`, when a row was first sent, and `ended_at`, when the last of its
-- requests is known to have ended.
function rows:marked_rows(contract)
	return read_times(self.database:all(WITH_TIMES
		.. "contract = ? AND (state = 'submitting' OR may_have_acted = 1) ORDER BY job, list_row", contract))
end

--- The rows of a contract, of whatever job, whose order may yet come to be listed: those, and those that were sent
-- again while they bore the mark, since an earlier send may have been acted on. With the same times.
function rows:rivals(contract)
	return read_times(self.database:all(WITH_TIMES
		.. "contract = ? AND (state = 'submitting' OR may_have_acted = 1) UNION "
		.. WITH_TIMES .. "contract = ? AND (evidence = 'adopted' OR sent_marked = 1) AND sent_marked = 1 "
		.. "ORDER BY job, list_row", contract, contract))
end

--- The rows of a contract, of whatever job, that have an order, where another one could be theirs: they took it from
-- the lists, or were sent again while they bore the mark. With the same times.
function rows:watched_rows(contract)
	return read_times(self.database:all(WITH_TIMES .. "contract = ? AND (evidence = 'adopted' OR sent_marked = 1) "
		.. "AND order_id IS NOT NULL ORDER BY job, list_row", contract))
end

--- A row as it is in the ledger, with the same times.
function rows:with_times(row)
	return read_times(self.database:all(WITH_TIMES .. "job = ? AND list_row = ?", row.job, row.row))[1]
end

return rows
