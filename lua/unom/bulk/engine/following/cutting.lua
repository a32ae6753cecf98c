--- Follows a cut session until the carrier shows that it was cut, or for minutes that it was not.
--
-- A device may be back within seconds: once its line was seen connected, the log of connections is read as well.
--
-- Invariant: a cut fails only when its line is connected minutes after it was first asked about; where the carrier does
-- not say whether it is, the row ends `unknown`. The minutes are those of this run, on a clock that only grows: a
-- resumed run waits anew, and no clock that was set ends a row.

local reason <const> = require "unom.reason"
local session <const> = require "unom.bulk.carrier.session"
local tracking <const> = require "unom.bulk.carrier.tracking"

local cutting <const> = {}

-- Seconds: how long a line may stay connected; how long the carrier may not say whether it is, or leave the log unread.
local PATIENCE <const>, LONGEST_PATIENCE <const> = 300, 600

--- What was seen of a line so far, with a method for each answer.
local seen_methods <const> = {}
local seen_mt <const> = { __name = "unom.cutting", __index = seen_methods }

--- What it means by now. Returns a reading.
function seen_methods:judge()
	local waited <const> = self.clock() - self.since
	local is_late <const> = self.connected_at and self.connected_at - self.since >= PATIENCE
	if is_late and (self.logged_at and self.logged_at >= self.connected_at or waited >= LONGEST_PATIENCE) then
		return { state = "failed", reason = reason.new "still_connected" }
	elseif not is_late and waited >= LONGEST_PATIENCE then
		return { state = "unknown", reason = reason.new "session_not_told" }
	end
	return {}
end

--- Takes whether the line is connected. Returns a reading.
function seen_methods:take_status(reading)
	self.connected_at = reading.connected and self.clock() or self.connected_at
	return reading.state and { state = reading.state } or self:judge()
end

--- Takes the log of connections. Returns a reading.
function seen_methods:take_log(reading)
	self.logged_at = self.clock()
	return reading.state and { state = reading.state } or self:judge()
end

--- The ways to follow a cut on by, both together, once the carrier has said anything but that the line is disconnected;
-- nil where it has not, or of another operation.
-- @param reading what the poll said: see carrier/tracking.lua
-- @param clock returns seconds that only grow
-- @param now returns the moment, as the ledger writes it
function cutting.ways(row, reading, clock, now)
	if row.operation ~= "disconnect_session" or reading.state or reading.connected == nil then
		return nil
	end
	local seen <const> = setmetatable({ clock = clock, since = clock(), connected_at = nil, logged_at = nil }, seen_mt)
	return {
		tracking.with_reader(tracking.way(row.operation), function(opened)
			return seen:take_status(session.read(opened, row))
		end),
		tracking.by_log(now, function(reply) return seen:take_log(session.read_log(reply, row)) end),
	}
end

return cutting
