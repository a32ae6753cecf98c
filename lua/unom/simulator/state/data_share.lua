--- Which lines of a contract share their data volume, and the reservations to change
-- that.
--
-- A reserved line is 01 and after `processing` seconds 02; a line whose removal is reserved is 03
-- and then gone; with `dated` both on the first of the next month. A reservation has a reserveId and no
-- orderId; it has no status for a failure, so of the faults of orders only `stuck` applies to it: it stays
-- reserved.
--
-- Invariant: a line is in its contract's group exactly while `find` returns its membership.
local calendar <const> = require "unom.simulator.calendar"

local data_share = {}

local data_share_meth = {}
local data_share_mt <const> = { __name = "simulator.data_share", __index = data_share_meth }

local FIRST_DAY <const> = "20170101" -- of the memberships that are there from the start

--- contracts: those of contracts.lua, whose first shared lines become members.
function data_share.new(contracts, processing, dated)
	local self <const> = setmetatable({
		processing = processing, dated = dated, sequence = 0, groups = {}, reservations = {},
		due = { first = 1, last = 0 },
	}, data_share_mt)
	for id, contract in pairs(contracts) do
		self.groups[id] = { members = {}, order = {} }
		for _, line in ipairs(contract:first_shared_lines()) do
			self:join(id, line.lineNo, "02", self:next_id(FIRST_DAY))
		end
	end
	return self
end

function data_share_meth:next_id(day)
	self.sequence = self.sequence + 1
	return ("%s%07d"):format(day, self.sequence)
end

function data_share_meth:join(contract_id, line_no, status, reserve_id)
	local group <const> = self.groups[contract_id]
	local member <const> = { lineNo = line_no, status = status, reserveId = reserve_id }
	group.members[line_no] = member
	table.insert(group.order, member)
end

function data_share_meth:leave(contract_id, line_no)
	local group <const> = self.groups[contract_id]
	local member <const> = group.members[line_no]
	group.members[line_no] = nil
	for i, each in ipairs(group.order) do
		if each == member then
			table.remove(group.order, i)
			return
		end
	end
end

--- The line's membership { lineNo, status, reserveId }, or nil.
function data_share_meth:find(contract_id, line_no)
	return self.groups[contract_id].members[line_no]
end

--- The memberships of a contract in their order. The specification has no limit for this list.
function data_share_meth:list(contract_id)
	return self.groups[contract_id].order
end

local function remember(self, reservation)
	reservation.reserveId = self:next_id(reservation.day)
	reservation.dueDay = self.dated and calendar.first_of_next_month(reservation.day) or reservation.day
	self.reservations[reservation.reserveId] = reservation
	self.due.last = self.due.last + 1
	self.due[self.due.last] = reservation
	return reservation
end

--- Reserves the registration of `lines` (line numbers, none a member). reservation: contractId,
-- operation, arguments, acceptedAt, day, fate; it becomes the record of it.
function data_share_meth:reserve_lines(reservation, lines)
	remember(self, reservation)
	reservation.status, reservation.lines = "01", lines
	for _, line_no in ipairs(lines) do
		self:join(reservation.contractId, line_no, "01", reservation.reserveId)
	end
	return reservation
end

--- Reserves the removal of a member.
function data_share_meth:reserve_removal(reservation, line_no)
	remember(self, reservation)
	reservation.status, reservation.lines, reservation.removes = "03", { line_no }, true
	local member <const> = self:find(reservation.contractId, line_no)
	member.status, reservation.former_id = "03", member.reserveId
	member.reserveId = reservation.reserveId
	return reservation
end

--- A line that left the contract in between is no longer a member, so each call checks.
local function each_member(self, reservation, act)
	for _, line_no in ipairs(reservation.lines) do
		local member <const> = self:find(reservation.contractId, line_no)
		if member and member.reserveId == reservation.reserveId then
			act(member)
		end
	end
end

local function complete(self, reservation)
	reservation.completed = true
	reservation.status = reservation.removes and "gone" or "02"
	each_member(self, reservation, function(member)
		if reservation.removes then
			self:leave(reservation.contractId, member.lineNo)
		else
			member.status = "02"
		end
	end)
end

--- A day that was moved on to may come sooner than `processing` seconds later: the day counts.
local function is_due(self, reservation, now, today)
	return reservation.dueDay <= today and (self.dated or reservation.acceptedAt + self.processing <= now)
end

--- Does what is due at `now` of the clock, on the day `today`. Days only go on, so it is due in its order.
function data_share_meth:advance(now, today)
	local due <const> = self.due
	while due.first <= due.last and is_due(self, due[due.first], now, today) do
		local reservation <const> = due[due.first]
		due[due.first] = nil
		due.first = due.first + 1
		if not reservation.completed and reservation.fate ~= "stuck" then
			complete(self, reservation)
		end
	end
end

--- Takes back the contract's reservation of this id. false when there is none that still waits.
function data_share_meth:cancel(contract_id, reserve_id)
	local reservation <const> = self.reservations[reserve_id]
	if not reservation or reservation.contractId ~= contract_id or reservation.completed then
		return false
	end
	reservation.completed, reservation.status = true, "cancelled"
	each_member(self, reservation, function(member)
		if reservation.removes then
			member.status, member.reserveId = "02", reservation.former_id
		else
			self:leave(contract_id, member.lineNo)
		end
	end)
	return true
end

return data_share
