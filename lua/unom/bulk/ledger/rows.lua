--- The ledger's methods on rows: adding, moving from state to state, finding.
--
-- Invariants: every transition of a row writes an event beside it, in the same transaction; secret values are gone
-- from a row once it is tracking or has ended (an unknown row keeps them: a person may have to send it again).

local cjson <const> = require("cjson").new()
local operations <const> = require "unom.operations"
local states <const> = require "unom.bulk.ledger.states"

-- The columns that a transition may set, in the order in which the statement names them.
local SETTABLE <const> = {
	"state", "order_id", "reserve_id", "order_status", "message_id", "error", "submitted_at", "finished_at", "arguments",
	"wiped", "stray",
}

-- Columns that a transition empties by setting them to "": nil in the rows that are read.
local EMPTIED <const> = { "error", "order_id", "reserve_id" }

local rows <const> = {}

--- Adds a row of a change list to a job, pending.
-- @param row {row=, line=, contract=, operation=, arguments=}
function rows:add_row(job, row)
	self.database:run([[INSERT INTO list_row (job, list_row, line, contract, operation, arguments, state)
		VALUES (?, ?, ?, ?, ?, ?, 'pending')]],
		job, row.row, row.line, row.contract, row.operation, cjson.encode(row.arguments))
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

local function update_statement(values_by_column)
	local assignments <const>, values <const> = {}, {}
	for _, column in ipairs(SETTABLE) do
		if values_by_column[column] ~= nil then
			assignments[#assignments + 1] = column .. " = ?"
			values[#values + 1] = values_by_column[column]
		end
	end
	return "UPDATE list_row SET " .. table.concat(assignments, ", ") .. " WHERE job = ? AND list_row = ?", values
end

local function empty_to_nil(row)
	for _, column in ipairs(EMPTIED) do
		row[column] = row[column] ~= "" and row[column] or nil
	end
end

--- What the database stores for a transition of a row.
local function stored_values(self, row, changes)
	local values <const> = {}
	for name, value in pairs(changes) do
		values[name] = value
	end
	if changes.may_have_acted ~= nil then
		values.may_have_acted, values.stray = nil, changes.may_have_acted and 1 or 0
	end
	local state <const> = changes.state or row.state
	if states.forgets_secrets(state) then
		local kept <const>, wiped <const> = without_secrets(row.operation, row.arguments)
		if kept then
			values.arguments, values.wiped = cjson.encode(kept), wiped
			row.arguments, row.wiped = kept, wiped
		end
	end
	if states.is_final(state) then
		values.finished_at = self:now()
	end
	return values
end

--- Moves a row: sets the changed columns and writes the event. It is on the disk after the next `sync`.
-- @param row as the ledger gave it; takes on the changes
-- @param changes {state=, order_id=, reserve_id=, order_status=, message_id=, error=, submitted_at=,
--   may_have_acted=bool}, each optional; "" empties a column
-- @param what the event's name, and `detail` its words or nil
function rows:transition(row, changes, what, detail)
	local values <const> = stored_values(self, row, changes)
	local sql <const>, parameters <const> = update_statement(values)
	parameters[#parameters + 1] = row.job
	parameters[#parameters + 1] = row.row
	self.database:begin()
	self.database:run(sql, table.unpack(parameters))
	self:note(row.job, row.row, what, detail)
	for name, value in pairs(changes) do
		row[name] = value
	end
	row.finished_at = values.finished_at or row.finished_at
	empty_to_nil(row)
end

local function read_rows(stored)
	for _, row in ipairs(stored) do
		row.row, row.list_row = row.list_row, nil
		row.may_have_acted, row.stray = row.stray == 1, nil
		row.arguments = cjson.decode(row.arguments)
		empty_to_nil(row)
	end
	return stored
end

--- The job's next `limit` pending rows of a contract after row number `after`, in file order.
function rows:pending_rows(job, contract, after, limit)
	return read_rows(self.database:all([[SELECT * FROM list_row
		WHERE job = ? AND state = 'pending' AND contract = ? AND list_row > ? ORDER BY list_row LIMIT ]] .. limit,
		job, contract, after))
end

--- The job's rows in `state`, in file order.
function rows:rows_in(job, state)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE job = ? AND state = ? ORDER BY list_row", job, state))
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

--- The row that has that orderId, of any job, or nil.
function rows:row_of_order(contract, order_id)
	return read_rows(self.database:all("SELECT * FROM list_row WHERE contract = ? AND order_id = ?", contract,
		order_id))[1]
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

--- The events of a row, the oldest first: {time=, what=, detail=}.
function rows:events(job, row)
	return self.database:all("SELECT time, what, detail FROM event WHERE job = ? AND list_row = ? ORDER BY event",
		job, row)
end

--- Has the row an event of that name and detail?
function rows:has_event(row, what, detail)
	return self.database:first([[SELECT 1 AS found FROM event
		WHERE job = ? AND list_row = ? AND what = ? AND detail = ?]], row.job, row.row, what, detail) ~= nil
end

--- Could another row of this contract, in any job, own an order we have not seen yet? True while a row is being
-- reconciled, or was reconciled without a result and nobody has named its order.
function rows:has_other_in_doubt(row)
	return self.database:first([[SELECT 1 AS found FROM list_row
		WHERE contract = ? AND (state = 'submitting' OR stray = 1) AND NOT (job = ? AND list_row = ?)]],
		row.contract, row.job, row.row) ~= nil
end

--- Takes the mark `may_have_acted` from rows of a contract that ended `seconds` ago or more: what they may have ordered
-- is in the lists by now.
function rows:forget_doubts(contract, seconds)
	self.database:begin()
	self.database:run("UPDATE list_row SET stray = 0 WHERE contract = ? AND stray = 1 AND finished_at < ?", contract,
		self:now(seconds))
end

return rows
