--- A contract's lane: its rows leave one at a time, in file order.
--
-- Invariant: at most one submission of a lane is without its answer, and no row leaves before the one that
-- stands above it in the file, nor while an order for the same line is under way, nor while the fate of one that
-- was sent is unclear.

local lane_methods <const> = {}
local lane_mt <const> = { __name = "unom.lane", __index = lane_methods }

-- How many rows a lane reads from the ledger at a time.
local WINDOW <const> = 100

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
		read_out = false, -- has the ledger no more rows? None comes back behind the head while a run lasts.
		prepared = false, -- is it known what the carrier listed before?
		submitting = nil, -- the row whose answer is awaited
		unclear = 0, -- rows whose fate is being looked into
		attempt = 0, -- how often the head was sent in vain
		not_before = -math.huge, -- a time
		full = false, -- the carrier wants orders to end first
		outstanding = 0,
		busy_lines = {}, -- lineNo -> orders under way
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

--- The head's fate is settled or on its way: the next row's turn.
function lane_methods:advance()
	self.window[self.position] = false
	self.position = self.position + 1
	self.attempt = 0
end

--- Is there nothing more to send, and no answer awaited?
function lane_methods:exhausted()
	return not self.submitting and not self:head()
end

--- The row that may be sent at `now`, or nil.
function lane_methods:ready(now)
	if not self.prepared or self.submitting or self.unclear > 0 or now < self.not_before or self.full
		or self.outstanding >= self.max_outstanding then
		return nil
	end
	local row <const> = self:head()
	if row and not self.busy_lines[row.arguments.lineNo or false] then
		return row
	end
end

--- The head goes back to wait until `time`.
function lane_methods:hold_until(time)
	self.attempt = self.attempt + 1
	self.not_before = time
end

--- An order of this lane is under way.
function lane_methods:begin_order(row)
	local line <const> = row.arguments.lineNo
	row.under_way = true
	row.takes_room = row.order_id ~= nil
	self.outstanding = self.outstanding + (row.takes_room and 1 or 0)
	if line then
		self.busy_lines[line] = (self.busy_lines[line] or 0) + 1
	end
end

--- The order is processed: the carrier has room for another. Can be called twice.
function lane_methods:make_room(row)
	self.full = false
	if row.takes_room then
		row.takes_room = false
		self.outstanding = self.outstanding - 1
	end
end

--- The order is final: its line is free as well. Can be called twice.
function lane_methods:end_order(row)
	if not row.under_way then
		return
	end
	self:make_room(row)
	row.under_way = false
	local line <const> = row.arguments.lineNo
	if line then
		local left <const> = self.busy_lines[line] - 1
		self.busy_lines[line] = left > 0 and left or nil
	end
end

return { new = new }
