--- The engine's hand in the ledger: moves rows, and keeps count of their states.
--
-- Invariants: nothing is written once a contract is somebody else's, who follows the rows from then on; but an id that
-- the carrier gave is, where the row has none. What is found out at the begin of a transaction holds to its end.

local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local states <const> = require "unom.bulk.ledger.states"

local record_methods <const> = {}
local record_mt <const> = { __name = "unom.record", __index = record_methods }

local function no_action() end

--- @param options {ledger=, job=, on_ended(row, on_moved)=called in the transaction in which a row ends, and calls
--   `on_moved` with any other row that it moves, on_displaced(err)=called once, when somebody else has taken one of the
--   contracts, on_moved(row)=called in the transaction in which the state of a row changes, or its order's status}
local function new(options)
	return setmetatable({
		ledger = options.ledger,
		job = options.job,
		on_ended = options.on_ended,
		on_displaced = options.on_displaced,
		on_moved = options.on_moved or no_action,
		states = options.ledger:count_states(options.job),
		asked_in = nil, -- the transaction in which it was last asked whether the contracts are ours
		displaced = false, -- has somebody else one of the contracts?
		changed = false, -- has a row moved since this was last set to false?
	}, record_mt)
end

--- May this run write? Begins a transaction where none is open, and asks once in each.
local function is_ours(self)
	local transaction <const>, lock <const> = self.ledger:begin(), self.ledger.lock
	if transaction ~= self.asked_in then
		self.asked_in = transaction
		if lock and not self.displaced and not lock:is_held() then
			self.displaced = true
			self.on_displaced(errors.new { kind = "locked", message = messages.say("displaced", { job = self.job }) })
		end
	end
	return not self.displaced
end

--- Keeps count of a row of the job. (The orders of other jobs are followed where they keep a line busy.)
-- @param before, status its state and its order's status before
local function count(self, row, before, status)
	self.changed = true
	if row.state ~= before or row.order_status ~= status then
		self.on_moved(row)
	end
	if row.job == self.job and row.state ~= before then
		self.states[before] = self.states[before] - 1
		self.states[row.state] = self.states[row.state] + 1
		if states.is_final(row.state) and not states.is_final(before) then
			self.on_ended(row, self.on_moved)
		end
	end
end

--- Writes a transition of a row, see ledger/rows.lua.
function record_methods:transition(row, ...)
	local before <const>, status <const> = row.state, row.order_status
	if is_ours(self) then
		self.ledger:transition(row, ...)
		count(self, row, before, status)
	end
end

--- Marks a row as `submitting`. Returns whether it may be sent once that is on the disk.
function record_methods:begin_submission(row)
	local before <const>, status <const> = row.state, row.order_status
	local ours <const> = is_ours(self)
	if ours then
		self.ledger:begin_submission(row)
		count(self, row, before, status)
	end
	return ours
end

--- Writes the id that the carrier gave a row, where the row has none in the ledger.
-- @return is the row ours to follow?
function record_methods:take_id(row, ...)
	local before <const>, status <const> = row.state, row.order_status
	local ours <const> = is_ours(self)
	if self.ledger:take_id(row, ...) then
		count(self, row, before, status)
	end
	return ours
end

return { new = new }
