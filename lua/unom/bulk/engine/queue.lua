--- The rows of a lane that have not left: which is next.
--
-- They leave in file order, but a row waits while its line is busy, and later rows that may pass it (precedence.lua)
-- leave meanwhile. A row is held while a row for its line is unknown, or while it comes after a held row that it may
-- not pass: that ends only when a person answers, or the order is found, so held rows are forgotten, and read again
-- then.
--
-- Invariants: no row passes one that it may not; MOST_WAITING rows and a window are in memory at most.

local precedence <const> = require "unom.bulk.engine.precedence"

local queue_methods <const> = {}
local queue_mt <const> = { __name = "unom.queue", __index = queue_methods }

-- How many rows are read from the ledger at a time, and how many windows before the loop has its turn.
local WINDOW <const>, MOST_WINDOWS <const> = 100, 10

-- How many rows may wait before no more are read. Where a list has four rows for each line, 254 orders under way leave
-- 762 waiting.
local MOST_WAITING <const> = 1000

--- @param lines as lines.lua makes them
local function new(ledger, job, contract, lines)
	local self <const> = setmetatable({
		ledger = ledger,
		job = job,
		contract = contract,
		lines = lines,
		only = nil, -- where no others may leave: these, as precedence.of gives them
	}, queue_mt)
	self:read_again()
	return self
end

--- Looks at the rows that wait anew: something has changed for one of them.
function queue_methods:look_again()
	self.looked_at = 0
	self.left_behind = precedence.left_behind() -- those that were looked at
end

--- Reads the rows that have not left again: what the ledger says of them, or who is held, is no longer what it was.
function queue_methods:read_again()
	self.window, self.position = {}, 1 -- rows of the ledger, and the first that was not looked at
	self.last_read = 0
	self.read_out = self.only ~= nil -- has the ledger no more rows? While a run lasts none becomes pending by itself.
	self.waiting = table.move(self.only or {}, 1, #(self.only or {}), 1, {}) -- as precedence.of gives them
	self.came_back = 0 -- how many of these were sent, and are first; the others are in file order
	self.not_to_read = {} -- numbers of those that the ledger will show again
	self.held = precedence.left_behind()
	self.number_held = 0
	self.held_by = {} -- row's name -> {job=, row=}, of the unknown rows
	self:look_again()
end

--- Lets no rows leave but these; nil: lets every row leave again.
-- @param entries as precedence.of gives them, in file order
function queue_methods:restrict(entries)
	self.only = entries
	self:read_again()
end

--- Must the row wait until a person has answered? Notes for which row.
local function is_held(self, entry)
	local unknown <const> = self.lines:unknown_rows(entry.line)
	if not unknown and not self.held:stops(entry) then
		return false
	end
	for name, row in pairs(unknown or {}) do
		self.held_by[name] = row
	end
	self.held:add(entry)
	self.number_held = self.number_held + 1
	return true
end

--- Must the row wait for an order that is under way, or for a row that does?
local function must_wait(self, entry)
	local waits <const> = self.lines:is_busy(entry.line) or self.left_behind:stops(entry)
	if waits then
		self.left_behind:add(entry)
	end
	return waits
end

local function remove_waiting(self, index)
	table.remove(self.waiting, index)
	self.came_back = self.came_back - (index <= self.came_back and 1 or 0)
end

--- The first of the waiting rows that need not wait any more, or nil.
local function next_waiting(self)
	local index = self.looked_at + 1
	while self.waiting[index] do
		local entry <const> = self.waiting[index]
		if is_held(self, entry) then
			remove_waiting(self, index)
		elseif must_wait(self, entry) then
			self.looked_at, index = index, index + 1
		else
			local row <const> = self.ledger:row(self.job, entry.row)
			if row.state == "pending" then
				return row
			end
			remove_waiting(self, index)
		end
	end
end

--- Reads the next window. Returns false where there is none, or too many rows wait.
local function read_window(self)
	if self.read_out or #self.waiting >= MOST_WAITING then
		return false
	end
	self.window = self.ledger:pending_rows(self.job, self.contract, self.last_read, WINDOW)
	self.position = 1
	local last <const> = self.window[#self.window]
	self.last_read = last and last.row or self.last_read
	self.read_out = last == nil
	return not self.read_out
end

--- The first row of the ledger that was not looked at and need not wait, or nil.
-- @return nil and true where the loop should turn before more is read
local function next_read(self)
	local windows = 0
	while true do
		local row <const> = self.window[self.position]
		if row then
			local entry <const> = precedence.of(row)
			if not self.not_to_read[row.row] and not is_held(self, entry) then
				if not must_wait(self, entry) then
					return row
				end
				table.insert(self.waiting, entry)
				self.looked_at = #self.waiting
			end
			self.position = self.position + 1
		elseif windows == MOST_WINDOWS then
			return nil, true
		elseif not read_window(self) then
			return nil
		else
			windows = windows + 1
		end
	end
end

--- The row that may leave next, or nil. It stays the next until `take`.
-- @return nil and true: ask again soon
function queue_methods:next()
	local row <const> = next_waiting(self)
	if row then
		return row
	end
	return next_read(self)
end

--- The row that `next` returned leaves.
function queue_methods:take(row)
	local first <const> = self.window[self.position]
	if first and first.row == row.row then
		self.position = self.position + 1
		return
	end
	for index, entry in ipairs(self.waiting) do
		if entry.row == row.row then
			return remove_waiting(self, index)
		end
	end
end

--- A row that had left is pending again, and the next.
function queue_methods:put_back(row)
	local place = 1
	while place <= self.came_back and self.waiting[place].row < row.row do
		place = place + 1
	end
	table.insert(self.waiting, place, precedence.of(row))
	self.came_back = self.came_back + 1
	self.not_to_read[row.row] = row.row > self.last_read or nil
	self:look_again()
end

--- The line has no order under way any more.
function queue_methods:line_is_free(line)
	if self.left_behind:has_line(line) then
		self:look_again()
	end
end

--- A row that was unknown is not any more: what it held may leave.
function queue_methods:line_is_released()
	if self.number_held > 0 then
		self:read_again()
	end
end

--- Are there rows that can still leave, now or later? Held rows are none.
function queue_methods:any()
	return #self.waiting > 0 or self.position <= #self.window or not self.read_out
end

--- How many rows are held, and the unknown rows that hold them: an array of {job=, row=}, in their order.
function queue_methods:held_rows()
	local by <const> = {}
	for _, row in pairs(self.held_by) do
		by[#by + 1] = row
	end
	table.sort(by, function(a, b) return a.job < b.job or a.job == b.job and a.row < b.row end)
	return self.number_held, by
end

return { new = new }
