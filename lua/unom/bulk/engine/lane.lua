--- A contract's lane: its rows leave one at a time, each when it may (queue.lua) and when the carrier has room.
--
-- Invariants: at most one submission of a lane is without its answer; no row leaves while an order for its line is
-- under way or a row for it is unknown, nor while a row of the lane is in doubt.

local lines <const> = require "unom.bulk.engine.lines"
local queue <const> = require "unom.bulk.engine.queue"

local lane_methods <const> = {}
local lane_mt <const> = { __name = "unom.lane", __index = lane_methods }

-- Seconds for which what the lists showed of a row holds: a rate may let another contract go first.
local LOOK_HOLDS <const> = 5

--- @param max_outstanding how many orders may be under way at once
local function new(ledger, job, contract, max_outstanding)
	local of_contract <const> = lines.new()
	return setmetatable({
		contract = contract,
		max_outstanding = max_outstanding,
		lines = of_contract,
		queue = queue.new(ledger, job, contract, of_contract),
		prepared = false, -- is it known what the carrier listed before?
		preparing = false, -- is that being read?
		submitting = false, -- is an answer to a submission awaited?
		in_doubt = 0, -- rows being reconciled
		looking = false, -- are the lists being read before a row is sent again?
		looked_for = nil, -- the number of the row for which they were
		tried = nil, -- the number of the row that was sent last
		attempt = 0, -- how often it was sent and came back
		not_before = -math.huge, -- a time
		full = false, -- is there such a time because the carrier wants orders to end first?
		room_made = false, -- has one of ours been processed since the last submission began?
		outstanding = 0,
		under_way = 0, -- how many orders are
		orders = {}, -- row's name -> {takes_room=bool, line=, job=, row=}, of the orders under way
	}, lane_mt)
end

-- ---- the next row ----

--- The row that may be sent at `now`, or nil. It stays the next until `begin_submission` or `drop`.
-- @return nil and true: ask again soon
function lane_methods:ready(now)
	if not self.prepared or self.submitting or self.looking or self.in_doubt > 0 or now < self.not_before
		or self.outstanding >= self.max_outstanding then
		return nil
	end
	return self.queue:next()
end

--- Why does no row leave now? "unprepared", "submitting", "looking", "no_room", or nil: for none of these.
function lane_methods:why_not()
	if self.submitting then
		return "submitting"
	elseif self.looking then
		return "looking"
	elseif not self.queue:any() then
		return nil
	elseif not self.prepared and self.in_doubt == 0 then
		return "unprepared"
	end
	return self.outstanding >= self.max_outstanding and "no_room" or nil
end

--- Are there rows that this run can still send, now or later? Held rows are none.
function lane_methods:has_rows()
	return self.queue:any()
end

--- How many rows are held, and the unknown rows that hold them: an array of {job=, row=}.
function lane_methods:held_rows()
	return self.queue:held_rows()
end

--- Reads the rows that have not left again: the ledger says otherwise of one of them now.
function lane_methods:read_again()
	self.queue:read_again()
end

--- Lets no rows leave but these; nil: lets every row leave again.
-- @param entries as precedence.of gives them, in file order
function lane_methods:restrict(entries)
	self.queue:restrict(entries)
end

--- Orders of other jobs are under way on the contract: a row for one of their lines waits for them.
-- @param rows of those jobs, tracking
function lane_methods:set_others(rows)
	self.lines:set_others(rows)
end

--- The rows of other jobs whose orders must be followed from now on, once: a row waits for them.
function lane_methods:take_others()
	return self.lines:take_others()
end

-- ---- a submission ----

--- Is the answer to a submission awaited?
function lane_methods:is_submitting()
	return self.submitting
end

--- The row that `ready` returned is being sent.
function lane_methods:begin_submission(row)
	self.queue:take(row)
	self.submitting, self.room_made = true, false
	self.looked_for = nil
end

--- The answer to the submission has come.
function lane_methods:end_submission()
	self.submitting = false
end

--- Nothing was done about the row: it is pending again, and the lane's next.
function lane_methods:put_back(row)
	self.queue:put_back(row)
end

--- How often the row was sent and came back, this time included.
function lane_methods:count_attempt(row)
	self.attempt = self.tried == row.row and self.attempt + 1 or 1
	self.tried = row.row
	return self.attempt
end

--- The lane waits until `time`.
function lane_methods:hold_until(time)
	self.not_before, self.full = time, false
end

--- The carrier took no more orders: the lane waits until `time`, or until one of ours is processed. One that was since
-- the row left may have made room: the lane does not wait.
function lane_methods:wait_for_room(time)
	if not self.room_made then
		self.not_before, self.full = time, true
	end
end

--- Must the lists be read before this row is sent at `now`: may the carrier have acted on it, and have they not been
-- read right before?
function lane_methods:needs_look(row, now)
	return row.may_have_acted and (self.looked_for ~= row.row or now - self.looked_at > LOOK_HOLDS)
end

--- The lists are being read before the row that `ready` returned is sent again: the lane waits.
function lane_methods:begin_look()
	self.looking = true
end

--- The lists were read for the row, and it may be sent.
-- @param now when they were
function lane_methods:end_look(row, now)
	self.looking = false
	self.looked_for, self.looked_at = row.row, now
end

--- The lists were read for the row, and it must not be sent: it leaves the lane.
function lane_methods:drop(row)
	self.looking = false
	self.queue:take(row)
end

-- ---- a row in doubt, and what the carrier lists ----

--- A row of the lane may have been acted on: the lane waits.
function lane_methods:begin_doubt()
	self.in_doubt = self.in_doubt + 1
end

--- It is known what became of the row, or it was looked for long enough.
function lane_methods:end_doubt()
	self.in_doubt = self.in_doubt - 1
end

--- Must the lane still learn what the carrier lists, and can it now?
function lane_methods:needs_baseline()
	return not (self.prepared or self.preparing) and self.in_doubt == 0
end

--- What the carrier lists is being read.
function lane_methods:begin_prepare()
	self.preparing = true
end

--- What the carrier listed before is known: rows may leave.
function lane_methods:set_prepared()
	self.prepared, self.preparing = true, false
end

-- ---- orders under way, and unknown rows ----

--- Are orders under way?
function lane_methods:has_orders()
	return next(self.orders) ~= nil
end

--- How many orders are under way?
function lane_methods:count_orders()
	return self.under_way
end

--- The rows whose orders are under way, in order: an array of {job=, row=}.
function lane_methods:order_rows()
	local rows <const> = {}
	for _, order in pairs(self.orders) do
		rows[#rows + 1] = order
	end
	table.sort(rows, function(a, b) return a.job < b.job or a.job == b.job and a.row < b.row end)
	return rows
end

--- Are orders under way that the carrier has not processed?
function lane_methods:has_outstanding()
	return self.outstanding > 0
end

--- Are rows kept back until the carrier has processed an order that is under way?
function lane_methods:waits_for_room()
	return (self.full or self.outstanding >= self.max_outstanding) and self.queue:any()
end

--- The row's order is under way. Can be called twice.
-- @param takes_room does it count as outstanding?
function lane_methods:begin_order(row, takes_room)
	local name <const> = lines.name_of(row)
	if not self.orders[name] then
		self.orders[name] = { takes_room = takes_room, line = row.arguments.lineNo, job = row.job, row = row.row }
		self.outstanding = self.outstanding + (takes_room and 1 or 0)
		self.under_way = self.under_way + 1
		self.lines:begin_order(row.arguments.lineNo)
	end
end

--- The order is processed: the carrier has room for another. Can be called twice.
function lane_methods:make_room(row)
	local order <const> = self.orders[lines.name_of(row)]
	if order and order.takes_room then
		order.takes_room = false
		self.outstanding = self.outstanding - 1
	end
	self.room_made = self.room_made or order ~= nil
	if order and self.full then
		self:hold_until(-math.huge)
	end
end

--- The order is final: its line is free as well. Can be called twice.
function lane_methods:end_order(row)
	local name <const> = lines.name_of(row)
	local order <const> = self.orders[name]
	if order then
		self:make_room(row)
		self.orders[name] = nil
		self.under_way = self.under_way - 1
		if self.lines:end_order(order.line) then
			self.queue:line_is_free(order.line)
		end
	end
end

--- The row is unknown: the rows for its line are held, and its order, if it has one, is followed no longer. Can be
-- called twice.
function lane_methods:hold_line(row)
	self:end_order(row)
	self.lines:hold(row)
end

--- The row is unknown no more, and holds no rows. Can be called twice.
function lane_methods:release_line(row)
	if self.lines:release(row) then
		self.queue:line_is_released()
	end
end

return { new = new }
