--- Submission: which rows may leave, their sending, and what each outcome does with the row and its lane.
--
-- Invariant: a row leaves `submitting` here only on the carrier's word, or because nothing was done; one in doubt
-- stays, and goes to reconciliation.

local identity <const> = require "unom.bulk.carrier.identity"
local messages <const> = require "unom.messages"
local outcome <const> = require "unom.bulk.carrier.outcome"
local reason <const> = require "unom.reason"
local timers <const> = require "unom.bulk.engine.timers"

local submission <const> = {}

-- Seconds after the ledger's sync within which a request must begin to leave. One that is held up longer, as in a
-- process that was stopped, might leave when somebody else works on the job.
local LEAVE_WITHIN <const> = 10

-- Seconds: the first and the longest wait before sending again, by outcome.
local AGAIN_FIRST <const>, AGAIN_LONGEST <const> = 0.5, 30
local WAIT_FIRST <const>, WAIT_LONGEST <const> = 1, 900

--- By outcome: function(engine, row, row_lane, reply, err).
local handlers <const> = {}

--- Nothing was done: the row is pending again.
local function back_to_pending(engine, row, err)
	engine:transition(row, { state = "pending" }, "not_done", reason.of(err))
end

--- Nothing was done: the row stays at the head of its lane, which waits.
local function hold(engine, row, row_lane, err, first, longest)
	back_to_pending(engine, row, err)
	local attempt <const> = row_lane:count_attempt()
	local seconds <const> = err.retry_after or timers.backoff(attempt, first, longest, engine.random)
	row_lane:hold_until(engine:wake_in(seconds))
	engine:set_waiting(messages.say("waiting", {
		contract = row_lane.contract, seconds = ("%.0f"):format(seconds), reason = tostring(err),
	}))
end

--- The row of which nobody knows what the carrier did ends so: a person decides.
local function leave_unknown(engine, row, why, what, detail)
	engine:transition(row, { state = "unknown", may_have_acted = true, reason = why }, what, detail)
end

function handlers.accepted(engine, row, row_lane, reply)
	local changes <const> = identity.of_reply(row.operation, reply)
	local id <const> = identity.of(changes)
	row_lane:advance()
	local owner <const> = changes.order_id and engine.ledger:owner(row.contract, id)
	if owner and (owner.job ~= row.job or owner.row ~= row.row) then
		local taken <const> = reason.new("id_of_another", { id = id, job = owner.job, row = owner.row })
		return leave_unknown(engine, row, taken, "undecided", taken)
	end
	changes.state, changes.may_have_acted, changes.reason = "tracking", false, engine.ledger.NONE
	if engine.record:take_id(row, changes, "accepted", { id = id }) then
		engine:follow(row)
	end
end

function handlers.rejected(engine, row, row_lane, _, err)
	local message_id <const> = type(err) == "table" and err.message_id or nil
	local why <const> = reason.of(err)
	engine:transition(row, { state = "rejected", message_id = message_id, reason = why }, "rejected", why)
	row_lane:advance()
end

function handlers.in_doubt(engine, row, row_lane, _, err)
	local why <const> = reason.of(err)
	engine:transition(row, { may_have_acted = true, reason = why }, "in_doubt", why)
	row_lane:advance()
	engine:reconcile(row)
end

function handlers.again(engine, row, row_lane, _, err)
	hold(engine, row, row_lane, err, AGAIN_FIRST, AGAIN_LONGEST)
end

function handlers.wait(engine, row, row_lane, _, err)
	hold(engine, row, row_lane, err, WAIT_FIRST, WAIT_LONGEST)
end

function handlers.full(engine, row, row_lane, _, err)
	if row_lane:wait_for_room() then
		back_to_pending(engine, row, err)
	else -- the orders that fill it are not ours: time alone can help
		hold(engine, row, row_lane, err, WAIT_FIRST, WAIT_LONGEST)
	end
end

function handlers.unauthorised(engine, row, _, _, err)
	back_to_pending(engine, row, err)
	engine:stop("unauthorised", err)
end

--- Has the lists read before a marked row is sent again; it is sent right after, or ends unknown.
local function look_before_resend(engine, row, row_lane)
	row_lane:begin_look()
	engine.reconciliation:look_before_resend(row, function(held_back)
		row_lane:end_look(not held_back and row or nil, engine.clock())
		if held_back then
			row_lane:advance()
			leave_unknown(engine, row, held_back, "held_back", held_back)
		end
	end)
end

--- Takes a row whose lane and limits let it leave: marks it as `submitting`, or has the lists read first.
-- @return was it marked?
local function take(engine, row, row_lane, now)
	if row_lane:needs_look(row, now) then
		look_before_resend(engine, row, row_lane)
		return false
	elseif not engine.record:begin_submission(row) then
		return false
	end
	row_lane:begin_submission()
	engine.limits:sent(now)
	return true
end

--- Marks what may be sent now as `submitting`, and returns it. It may be sent once that is on the disk.
function submission.choose(engine)
	local chosen <const> = {}
	if engine.reachability:is_down() then
		return chosen
	end
	local now <const> = engine.clock()
	for turn = 1, #engine.contracts do
		-- Under a rate each contract comes first in turn, or the first would take every slot.
		local row_lane <const> = engine.lanes[engine.contracts[(engine.first_contract + turn) % #engine.contracts + 1]]
		for _, of_another_job in ipairs(row_lane:take_others()) do
			engine:follow(of_another_job)
		end
		local row <const> = row_lane:ready(now)
		local allowed, ask_again
		if row then
			allowed, ask_again = engine.limits:allow(row.row, now)
		end
		if allowed and take(engine, row, row_lane, now) then
			chosen[#chosen + 1] = row
			engine.first_contract = engine.first_contract + turn
		elseif ask_again then
			engine:wake_at(ask_again)
		end
	end
	return chosen
end

--- Sends rows that `choose` returned.
-- @param since the time before they were synced
function submission.send(engine, rows, since)
	for _, row in ipairs(rows) do
		local row_lane <const> = engine.lanes[row.contract]
		local sent <const>, refused = engine.calls:start(row.operation, row.arguments, function(reply, err)
			row_lane:end_submission()
			engine:set_waiting(nil)
			handlers[outcome.of(reply, err)](engine, row, row_lane, reply, err)
			engine:submission_ended(row.contract)
		end, { leave_within = since + LEAVE_WITHIN - engine.clock() })
		if not sent then -- by the client's own checks: nothing left
			row_lane:end_submission()
			handlers.rejected(engine, row, row_lane, nil, refused)
			engine:wake_in(0)
		end
	end
end

--- Takes back rows that `choose` returned and that must not be sent after all.
function submission.take_back(engine, rows, err)
	for _, row in ipairs(rows) do
		engine.lanes[row.contract]:end_submission()
		back_to_pending(engine, row, err)
	end
end

--- Is nothing more to be sent, now or later, and no answer awaited?
function submission.is_done(engine)
	for _, contract in ipairs(engine.contracts) do
		local row_lane <const> = engine.lanes[contract]
		if row_lane:is_submitting() or not (engine.limits.halted or engine.stopping) and row_lane:head() then
			return false
		end
	end
	return true
end

return submission
