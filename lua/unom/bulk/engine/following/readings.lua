--- What the answer of a poll does with its row and lane.
--
-- Invariant: a row ends here only on the carrier's own word. A poll that failed says nothing of the order, but where a
-- person named an id that the carrier does not know.

local cutting <const> = require "unom.bulk.engine.following.cutting"
local reserving <const> = require "unom.bulk.engine.following.reserving"
local known <const> = require "unom.bulk.engine.reconciling.known"
local reason <const> = require "unom.reason"
local status <const> = require "unom.bulk.carrier.status"
local taking_back <const> = require "unom.bulk.engine.following.taking_back"
local tracking <const> = require "unom.bulk.carrier.tracking"

local readings <const> = {}

-- The reason of a row whose list came, and could not be read to its end.
local UNREADABLE <const> = "share_not_whole"

--- Does the order take no more room among those outstanding?
function readings.is_processed(row, order_status)
	return row.order_id ~= nil and status.is_processed(order_status)
end

--- Is there more to follow once the row's order has this status?
function readings.can_complete(row, order_status)
	return tracking.can_complete(row.operation) and readings.is_processed(row, order_status)
end

--- The columns that a reading gives its row, beside its state.
local function columns_of(reading, why)
	return { order_status = reading.order_status, message_id = reading.message_id, reason = why,
		takes_effect = reading.takes_effect }
end

--- What an event says of a reading.
local function detail_of(reading)
	return { order_status = reading.order_status, takes_effect = reading.takes_effect }
end

--- The row has ended as the reading says.
local function end_row(engine, row, reading)
	local why = reading.reason or engine.ledger.NONE -- what polls failed with before is over
	if not reading.reason and reading.state ~= "succeeded" and reading.order_status then
		why = reason.new(reading.message and "order_ended_with" or "order_ended",
			{ status = reading.order_status, message = reading.message })
	end
	local changes <const> = columns_of(reading, why)
	changes.state = reading.state
	engine:transition(row, changes, reading.state, reading.order_status and detail_of(reading) or reading.reason)
end

--- Writes what a poll said of a row that goes on: its status, and what keeps it open or no longer does.
local function note_reading(engine, row, reading, recovered)
	local before <const> = row.reason
	local is_over <const> = before and not reading.reason and (recovered or before.code == UNREADABLE)
	local is_new <const> = reading.reason and not (before and before.code == reading.reason.code)
	local why <const> = is_over and engine.ledger.NONE or is_new and reading.reason or nil
	local is_news <const> = reading.order_status ~= row.order_status
		or reading.takes_effect and reading.takes_effect ~= row.takes_effect
	if reading.order_status and is_news then
		engine:transition(row, columns_of(reading, why), "status", detail_of(reading))
	elseif why then
		engine:transition(row, { reason = why }, is_over and "poll_recovered" or "poll_failed", reading.reason)
	end
end

--- Takes what a poll said of a row.
-- @param recovered had polls about the row failed, and does none fail now?
-- @return has the row ended, or passed on to another way of following it?
function readings.take(engine, row, reading, recovered)
	local row_lane <const> = engine.lanes[row.contract]
	if reading.list then
		reading = reserving.read(engine.ledger, row, reading.list, engine.left_open, engine.clock())
	end
	if reading.state then
		row_lane:end_order(row)
	elseif readings.is_processed(row, reading.order_status) then
		row_lane:make_room(row)
	end
	local to_complete <const> = engine.wait_until == "complete" and row.job == engine.job
		and reading.state == "succeeded" and readings.can_complete(row, reading.order_status)
	local ways <const> = to_complete and tracking.COMPLETION or taking_back.ways(row, reading, engine.clock)
		or cutting.ways(row, reading, engine.clock, function() return engine.ledger:now() end)
	if reading.state and not ways then
		end_row(engine, row, reading)
		return true
	end
	note_reading(engine, row, reading, recovered)
	if ways then
		engine.polling:follow_on(row, ways)
	end
	return ways ~= nil
end

--- The lists show that the row's order has moved on to that status: what became of it, its own status tells.
function readings.take_moved(engine, row, order_status)
	if readings.is_processed(row, order_status) or status.state(order_status, "order") then
		engine.lanes[row.contract]:make_room(row)
	end
end

--- Takes that polls about rows failed. A row whose id a person named, and the carrier knows no such id, ends at once.
function readings.fail(engine, rows, err, about_one)
	if err.kind == "auth" then
		engine:stop("unauthorised", err)
	end
	local why <const> = reason.of(err)
	for _, row in ipairs(rows) do
		local named <const> = about_one and known.why_not_named(engine.ledger, row, err)
		if named then
			engine.lanes[row.contract]:end_order(row)
			engine:transition(row, { state = "unknown", may_have_acted = true, order_id = engine.ledger.NONE, reason = named },
				"unknown", named)
		else
			engine:transition(row, { reason = why }, "poll_failed", why)
		end
	end
end

return readings
