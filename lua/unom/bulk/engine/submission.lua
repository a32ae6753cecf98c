--- Submission: which rows may leave, their sending, and what each outcome does with the row and its lane.
--
-- Invariant: a row leaves `submitting` here only on the carrier's word, or because nothing was done; one in doubt
-- stays, and goes to reconciliation.

local canary <const> = require "unom.bulk.engine.canary"
local identity <const> = require "unom.bulk.carrier.identity"
local limits <const> = require "unom.bulk.engine.limits"
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
local FULL_FIRST <const>, FULL_LONGEST <const> = 1, 60

--- By outcome: function(engine, row, row_lane, reply, err).
local handlers <const> = {}

--- Nothing was done: the row is pending again, and its lane's next.
local function back_to_pending(engine, row, row_lane, err)
	engine:transition(row, { state = "pending" }, "not_done", reason.of(err))
	row_lane:put_back(row)
end

--- Nothing was done: the lane waits, then sends the row again.
local function hold(engine, row, row_lane, err, first, longest)
	back_to_pending(engine, row, row_lane, err)
	local attempt <const> = row_lane:count_attempt(row)
	local seconds <const> = err.retry_after or timers.backoff(attempt, first, longest, engine.random)
	local time <const> = engine:wake_in(seconds)
	row_lane:hold_until(time)
	engine:set_waiting(row.contract, messages.say("waiting_again", { row = row.row, reason = tostring(err),
		time = engine:time_of_day(time) }))
end

--- The row of which nobody knows what the carrier did ends so: a person decides.
local function leave_unknown(engine, row, why, what, detail)
	engine:transition(row, { state = "unknown", may_have_acted = true, reason = why }, what, detail)
end

function handlers.accepted(engine, row, _, reply)
	local changes <const> = identity.of_reply(row.operation, reply)
	local id <const> = identity.of(changes)
	local owner <const> = changes.order_id and engine.ledger:owner(row.contract, id)
	if owner and (owner.job ~= row.job or owner.row ~= row.row) then
		local taken <const> = reason.new("id_of_another", { id = id, job = owner.job, row = owner.row })
		return leave_unknown(engine, row, taken, "undecided", taken)
	end
	changes.state, changes.may_have_acted, changes.reason = "tracking", false, engine.ledger.NONE
	if engine:take_id(row, changes, "accepted", { id = id }) then
		engine:follow(row)
	end
end

function handlers.rejected(engine, row, _, _, err)
	local message_id <const> = type(err) == "table" and err.message_id or nil
	local why <const> = reason.of(err)
	if row.may_have_acted then -- it may be refused because an earlier send was acted on
		local refused <const> = reason.new("resend_refused", { error = why })
		return leave_unknown(engine, row, refused, "undecided", refused)
	end
	engine:transition(row, { state = "rejected", message_id = message_id, reason = why }, "rejected", why)
end

function handlers.in_doubt(engine, row, _, _, err)
	local why <const> = reason.of(err)
	engine:transition(row, { may_have_acted = true, reason = why }, "in_doubt", why)
	engine:reconcile(row)
end

function handlers.again(engine, row, row_lane, _, err)
	hold(engine, row, row_lane, err, AGAIN_FIRST, AGAIN_LONGEST)
end

function handlers.wait(engine, row, row_lane, _, err)
	hold(engine, row, row_lane, err, WAIT_FIRST, WAIT_LONGEST)
end

function handlers.full(engine, row, row_lane, _, err)
	if err.retry_after or not row_lane:has_outstanding() then -- the orders that fill it are not ours: time alone can help
		return hold(engine, row, row_lane, err, FULL_FIRST, FULL_LONGEST)
	end
	back_to_pending(engine, row, row_lane, err)
	local time <const> = engine:wake_in(FULL_LONGEST) -- others may make room as well
	row_lane:wait_for_room(time)
	engine:set_waiting(row.contract, messages.say("waiting_full", { reason = tostring(err),
		time = engine:time_of_day(time) }))
end

function handlers.unauthorised(engine, row, row_lane, _, err)
	back_to_pending(engine, row, row_lane, err)
	engine:stop("unauthorised", err)
end

--- Has the lists read before a marked row is sent again; it is sent right after, or ends unknown.
local function look_before_resend(engine, row, row_lane)
	row_lane:begin_look()
	engine.reconciliation:look_before_resend(row, function(held_back)
		if held_back then
			row_lane:drop(row)
			leave_unknown(engine, row, held_back, "held_back", held_back)
		else
			row_lane:end_look(row, engine.clock())
		end
	end)
end

--- Sets the limits of a run. While its canary is open, the rows of that alone may leave.
-- @param options those of the engine
function submission.set_limits(engine, options)
	local by_contract, rows
	if options.canary then
		by_contract, rows = canary.find(engine.ledger, engine.job, options.canary)
	end
	engine.limits = limits.new(options, {
		accepted = engine.record.states.tracking,
		canary = rows,
		on_canary_passed = function()
			for _, contract in ipairs(engine.contracts) do
				engine.lanes[contract]:restrict(nil)
			end
		end,
	})
	for _, contract in ipairs(engine.limits:has_canary() and engine.contracts or {}) do
		engine.lanes[contract]:restrict(by_contract[contract] or {})
	end
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
	row_lane:begin_submission(row)
	engine.limits:sent(now)
	return true
end

--- Wakes the loop when the rate lets a row pass again: once for each such time.
local function wake_for_rate(engine, time)
	if time and time ~= engine.rate_time then
		engine.rate_time = time
		engine:wake_at(time)
	end
end

--- Marks what may be sent now as `submitting`, and returns it. It may be sent once that is on the disk.
-- The contracts have their turn in a ring, and the first turn is of the one after the contract that sent last: under a
-- rate the first would take every slot otherwise.
function submission.choose(engine)
	local chosen <const> = {}
	if not engine.sends or engine.reachability:is_down() then
		return chosen
	end
	local now <const>, last_to_send <const> = engine.clock(), engine.last_to_send
	local allowed, time = engine.limits:allow(now)
	for turn = 1, #engine.contracts do
		if not allowed then
			wake_for_rate(engine, time)
			break
		end
		local index <const> = (last_to_send + turn - 1) % #engine.contracts + 1
		local row_lane <const> = engine.lanes[engine.contracts[index]]
		local row <const>, has_more <const> = row_lane:ready(now)
		for _, of_another_job in ipairs(row_lane:take_others()) do
			engine:follow(of_another_job)
		end
		if row and take(engine, row, row_lane, now) then
			chosen[#chosen + 1] = row
			engine.last_to_send = index
			allowed, time = engine.limits:allow(now)
		elseif has_more then
			engine:wake_in(0)
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
			engine:set_waiting(row.contract, nil)
			handlers[outcome.of(reply, err)](engine, row, row_lane, reply, err)
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
		local row_lane <const> = engine.lanes[row.contract]
		row_lane:end_submission()
		back_to_pending(engine, row, row_lane, err)
	end
end

--- Is nothing more to be sent, now or later, and no answer awaited? Held rows are not to be sent.
function submission.is_done(engine)
	local sends_no_more <const> = engine.limits.halted or engine.stopping or not engine.sends
	for _, contract in ipairs(engine.contracts) do
		local row_lane <const> = engine.lanes[contract]
		if row_lane:is_submitting() or not sends_no_more and row_lane:has_rows() then
			return false
		end
	end
	return true
end

--- The rows that wait for a person, once nothing else is to be sent.
-- @return {rows=how many, by={{job=, row=} that are unknown}}; nil where none waits
function submission.held(engine)
	local number, by <const> = 0, {}
	for _, contract in ipairs(engine.contracts) do
		local of_lane <const>, unknown <const> = engine.lanes[contract]:held_rows()
		number = number + of_lane
		table.move(unknown, 1, #unknown, #by + 1, by)
	end
	return number > 0 and { rows = number, by = by } or nil
end

return submission
