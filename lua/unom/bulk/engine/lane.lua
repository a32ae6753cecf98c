--- A contract's lane: its rows leave one at a time, in file order.
--
-- Invariant: at most one submission of a lane is without its answer; no row leaves before the one above it in the
-- file, nor while an order for the same line is under way, nor while a row of the lane is in doubt.

local lane_methods <const> = {}
local lane_mt <const> = { __name = "unom.lane", __index = lane_methods }

-- How many rows a lane reads from the ledger at a time.
local WINDOW <const> = 100

-- Seconds for which what the lists showed of a row holds: a rate may let another contract go first.
local LOOK_HOLDS <const> = 5

--- @param max_outstanding how many orders may be under way at once
local function new(ledger, job, contract, max_outstanding)
	return setmetatable({
		ledger = ledger,
		job = job,
		contract = contract,
		max_outstanding = max_outstanding,
		window = {},
		position = 1,
		last_read = 0,
		last_left = 0, -- the row that left last
		read_out = false, -- has the ledger no more rows? While a run lasts none becomes pending but the head.
		prepared = false, -- is it known what the carrier listed before?
		submitting = false, -- is an answer to a submission awaited?
		in_doubt = 0, -- rows being reconciled
		looking = false, -- are the lists being read before the head is sent again?
		looked_for = nil, -- the row for which they were
		attempt = 0, -- how often the head was sent and came back
		not_before = -math.huge, -- a time
		full = false, -- the carrier wants orders to end first
		outstanding = 0,
		orders = {}, -- row -> {takes_room=bool}, of the orders under way
		busy_lines = {}, -- lineNo -> orders under way
		of_others = {}, -- lineNo -> rows of other jobs with an order under way that is not followed yet
	}, lane_mt)
end

--- The next row to send, or nil at the lane's end. It stays the next until `advance`.
function lane_methods:head()
	if self.position > #self.window and not self.read_out then
		self.window = self.ledger:pending_rows(self.job, self.contract, self.last_read, WINDOW)
		self.position = 1
		local last <const> = self.window[#self.window]
		self.last_read = last and last.row or self.last_read
		self.read_out = last == nil
	end
	return self.window[self.position]
end

--- Reads the rows that have not left again: the ledger says otherwise of one of them now.
function lane_methods:read_again()
	self.window, self.position = {}, 1
	self.last_read, self.read_out = self.last_left, false
	self.looked_for = nil
end

--- The head has left for good: the next row's turn.
function lane_methods:advance()
	self.last_left = self.window[self.position].row
	self.window[self.position] = false
	self.position = self.position + 1
	self.attempt = 0
end

--- Are orders under way?
function lane_methods:has_orders()
	return next(self.orders) ~= nil
end

--- The row has not left after all: it is the next.
function lane_methods:put_back(row)
	self:head()
	table.insert(self.window, self.position, row)
end

--- Is the answer to a submission awaited?
function lane_methods:is_submitting()
	return self.submitting
end

--- Orders of other jobs are under way on the contract: a row for one of their lines waits for them.
-- @param rows of those jobs, tracking
function lane_methods:set_others(rows)
	for _, row in ipairs(rows) do
		local line <const> = row.arguments.lineNo
		if line then
			self.of_others[line] = self.of_others[line] or {}
			table.insert(self.of_others[line], row)
		end
	end
end

--- The rows of other jobs that the head waits for and that must be followed from now on, once; else an empty array.
function lane_methods:take_others()
	local row <const> = self:head()
	local line <const> = row and row.arguments.lineNo
	local rows <const> = line and self.of_others[line] or {}
	self.of_others[line or false] = nil
	return rows
end

--- The row that may be sent at `now`, or nil.
function lane_methods:ready(now)
	if not self.prepared or self.submitting or self.looking or self.in_doubt > 0 or now < self.not_before or self.full
		or self.outstanding >= self.max_outstanding then
		return nil
	end
	local row <const> = self:head()
	if row and not self.busy_lines[row.arguments.lineNo or false] then
		return row
	end
end

--- The head is being sent.
function lane_methods:begin_submission()
	self.submitting = true
	self.looked_for = nil
end

--- Must the lists be read before this row is sent at `now`: may the carrier have acted on it, and have they not been
-- read right before?
function lane_methods:needs_look(row, now)
	return row.may_have_acted and (self.looked_for ~= row or now - self.looked_at > LOOK_HOLDS)
end

--- The lists are being read before the head is sent again: the lane waits.
function lane_methods:begin_look()
	self.looking = true
end

--- The lists were read for the row, and it may be sent next; nil: it may not.
-- @param now when they were
function lane_methods:end_look(row, now)
	self.looking = false
	self.looked_for, self.looked_at = row, now
end

--- The answer to the head's submission has come.
function lane_methods:end_submission()
	self.submitting = false
end

--- How often the head was sent and came back, this time included.
function lane_methods:count_attempt()
	self.attempt = self.attempt + 1
	return self.attempt
end

--- The head waits until `time`.
function lane_methods:hold_until(time)
	self.not_before = time
end

--- The carrier takes no more orders: the head waits until one of ours is processed.
-- @return false when none of ours is under way, so that waiting for one would never end
function lane_methods:wait_for_room()
	self.full = self.outstanding > 0
	return self.full
end

--- A row of the lane may have been acted on: the lane waits.
function lane_methods:begin_doubt()
	self.in_doubt = self.in_doubt + 1
end

--- It is known what became of the row.
function lane_methods:end_doubt()
	self.in_doubt = self.in_doubt - 1
end

--- Must the lane still learn what the carrier lists, and can it now?
function lane_methods:needs_baseline()
	return not self.prepared and self.in_doubt == 0
end

--- What the carrier listed before is known: rows may leave.
function lane_methods:set_prepared()
	self.prepared = true
end

--- The row's order is under way.
-- @param takes_room does it count as outstanding?
function lane_methods:begin_order(row, takes_room)
	local line <const> = row.arguments.lineNo
	self.orders[row] = { takes_room = takes_room }
	self.outstanding = self.outstanding + (takes_room and 1 or 0)
	if line then
		self.busy_lines[line] = (self.busy_lines[line] or 0) + 1
	end
end

--- The order is processed: the carrier has room for another. Can be called twice.
function lane_methods:make_room(row)
	local order <const> = self.orders[row]
	self.full = false
	if order and order.takes_room then
		order.takes_room = false
		self.outstanding = self.outstanding - 1
	end
end

--- The order is final: its line is free as well. Can be called twice.
function lane_methods:end_order(row)
	if not self.orders[row] then
		return
	end
	self:make_room(row)
	self.orders[row] = nil
	local line <const> = row.arguments.lineNo
	if line then
		local left <const> = self.busy_lines[line] - 1
		self.busy_lines[line] = left > 0 and left or nil
	end
end

return { new = new }
