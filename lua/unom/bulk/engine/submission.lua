--- What each verdict on a submission does with its row and its lane.
--
-- Invariant: a row leaves `submitting` here only on the carrier's word, or because nothing was done; an unclear one
-- stays, and goes to reconciliation.

local messages <const> = require "unom.messages"
local schedule <const> = require "unom.bulk.engine.timers"

-- Seconds: the first and the longest wait before sending again, by verdict.
local AGAIN_FIRST <const>, AGAIN_CAP <const> = 0.5, 30
local WAIT_FIRST <const>, WAIT_CAP <const> = 1, 900

--- By verdict: function(engine, row, row_lane, reply, err).
local consequences <const> = {}

--- Nothing was done: the row is pending again, at the head of its lane, which waits.
local function hold(engine, row, row_lane, err, first, cap)
	local seconds <const> = err.retry_after or schedule.backoff(row_lane.attempt + 1, first, cap, engine.random)
	engine:step(row, { state = "pending" }, "not_done", tostring(err))
	row_lane:hold_until(engine:wake_in(seconds))
	engine.waiting = messages.say("waiting", {
		contract = row_lane.contract, seconds = ("%.0f"):format(seconds), reason = tostring(err),
	})
end

function consequences.accepted(engine, row, row_lane, reply)
	local id <const> = reply.orderId or reply.reserveId
	engine:step(row, { state = "tracking", order_id = reply.orderId, reserve_id = reply.reserveId }, "accepted", id)
	row_lane:advance()
	engine:follow(row)
end

function consequences.succeeded(engine, row, row_lane)
	engine:step(row, { state = "succeeded" }, "succeeded")
	row_lane:advance()
end

function consequences.rejected(engine, row, row_lane, _, err)
	local words <const> = tostring(err)
	local message_id <const> = type(err) == "table" and err.message_id or nil
	engine:step(row, { state = "rejected", message_id = message_id, error = words }, "rejected", words)
	row_lane:advance()
end

function consequences.unclear(engine, row, row_lane, _, err)
	engine:step(row, { error = tostring(err) }, "unclear", tostring(err))
	row_lane:advance()
	engine:look_into(row)
end

function consequences.again(engine, row, row_lane, _, err)
	hold(engine, row, row_lane, err, AGAIN_FIRST, AGAIN_CAP)
end

function consequences.wait(engine, row, row_lane, _, err)
	hold(engine, row, row_lane, err, WAIT_FIRST, WAIT_CAP)
end

function consequences.full(engine, row, row_lane, reply, err)
	if row_lane.outstanding == 0 then -- the orders that fill it are not ours: time alone can help
		return consequences.wait(engine, row, row_lane, reply, err)
	end
	engine:step(row, { state = "pending" }, "not_done", tostring(err))
	row_lane.full = true
end

function consequences.unauthorised(engine, row, _, _, err)
	engine:step(row, { state = "pending" }, "not_done", tostring(err))
	engine:stop("unauthorised", err)
end

return consequences
