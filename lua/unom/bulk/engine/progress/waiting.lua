--- What each contract of a run waits for, in words that a person understands when nothing moves.
--
-- Invariant: words change only when what they say does, so that they can be kept in the ledger: a time is one of the
-- day, in Japan, and no number of seconds.

local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local reason <const> = require "unom.reason"

local waiting <const> = {}

local say <const> = messages.say

-- Seconds by which the clocks may drift apart before times of the day are worked out anew.
local DRIFT <const> = 2

-- Rows that are named one by one.
local MOST_NAMED <const> = 3

--- The time of the day at a time of the engine's clock.
function waiting.time_of_day(engine, time)
	local offset <const> = engine.ledger.wall_clock() - engine.clock()
	if not engine.offset or math.abs(offset - engine.offset) > DRIFT then
		engine.offset = offset
	end
	return moments.japan("%H:%M:%S JST", time + engine.offset + 0.5)
end

--- That requests get no good answer: why, since when, and when the next one is made.
-- @param is_host of no contract?
local function say_backoff(engine, backoff, is_host)
	local is_away <const> = backoff.err.kind == "network" or backoff.err.kind == "timeout"
	local code <const> = not is_host and "waiting_reads" or is_away and "waiting_away" or "waiting_turned_away"
	return say(code, {
		host = engine.calls:host() or say "the_carrier",
		reason = tostring(backoff.err),
		since = waiting.time_of_day(engine, backoff.since),
		time = waiting.time_of_day(engine, backoff.next_read),
	})
end

--- Orders: how many, or, where they are few, the rows that they are of.
-- @param rows an array of {job=, row=}
local function say_orders_of(engine, rows)
	if #rows > MOST_NAMED then
		return say("orders_of_number", { number = #rows })
	end
	local named <const> = {}
	for index, row in ipairs(rows) do
		named[index] = say(row.job == engine.job and "order_of_row" or "order_of_other_job", row)
	end
	return say("orders_of_rows", { number = #rows, rows = table.concat(named, ", ") })
end

--- The orders of a lane that are under way.
local function say_orders(engine, lane)
	local number <const> = lane:count_orders()
	return number > MOST_NAMED and say("orders_of_number", { number = number }) or say_orders_of(engine, lane:order_rows())
end

--- Why rows that could be sent are not: by the word that the lane has for it.
local WHY_NOT <const> = {
	unprepared = function() return say "waiting_lists" end,
	looking = function() return say "waiting_look" end,
	submitting = function() return say "waiting_sending" end,
	no_room = function(_, lane) return say("waiting_room", { number = lane.max_outstanding }) end,
}

--- Why the contract, which has rows to send, does not send: by the limits of the run, or because their lines are busy.
local function say_held_back(engine, lane)
	local allowed <const>, time <const> = engine.limits:allow(engine.clock())
	if engine.strangers:awaited() then
		return say "waiting_others"
	elseif not allowed and time then
		return say("waiting_rate", { time = waiting.time_of_day(engine, time) })
	end
	return say("waiting_lines", { orders = say_orders(engine, lane) })
end

--- What a contract that sends nothing more waits for; nil: nothing.
local function say_followed(engine, contract, lane)
	local orders <const>, rows <const> = lane:count_orders(), engine.polling:count(contract)
	local failing <const> = engine.polling:failing_rows(contract)
	if #failing > 0 and failing[1].reason then
		return say("waiting_failing", { orders = say_orders_of(engine, failing), reason = reason.words(failing[1].reason) })
	elseif engine.limits:has_canary() and engine.record.states.pending > 0 then
		return say "waiting_canary"
	elseif orders > 0 then
		return say(lane:has_rows() and "waiting_halted" or "waiting_orders", { orders = say_orders(engine, lane) })
	elseif rows > 0 then
		return say("waiting_complete", { number = rows })
	end
	return engine.reconciliation:any(true) and say "waiting_last_look" or nil
end

--- What a contract waits for; nil: nothing.
function waiting.of(engine, contract)
	local lane <const> = engine.lanes[contract]
	local host <const>, own <const> = engine.reachability:backoffs(contract)
	if host then
		return say_backoff(engine, host, true)
	end
	local why <const> = lane:why_not()
	if engine.stopping or engine.reconcile_only then
		return why == "submitting" and say "waiting_answer" or engine.waits[contract]
	elseif engine.waits[contract] and why ~= "submitting" then
		return engine.waits[contract]
	elseif own and why ~= "submitting" then
		return say_backoff(engine, own, false)
	elseif engine.sends and WHY_NOT[why] then
		return WHY_NOT[why](engine, lane)
	elseif engine.sends and lane:has_rows() and not engine.limits.halted then
		return say_held_back(engine, lane)
	end
	return say_followed(engine, contract, lane)
end

--- What every contract waits for: {contract = words}.
function waiting.of_all(engine)
	local waits <const> = {}
	for _, contract in ipairs(engine.contracts) do
		waits[contract] = waiting.of(engine, contract)
	end
	return waits
end

--- One sentence of them: what all wait for, or the first that has a reason of its own, or else the first.
-- @param waits as `of_all` gives them
function waiting.sentence(engine, waits)
	local chosen
	for _, contract in ipairs(engine.contracts) do
		if waits[contract] and (not chosen or engine.waits[contract] and not engine.waits[chosen]) then
			chosen = contract
		end
	end
	local is_all <const> = #engine.contracts == 1 or engine.reachability:is_down()
	return chosen and (is_all and waits[chosen]
		or say("waiting_contract", { contract = chosen, words = waits[chosen] })) or nil
end

--- Why nothing was sent, in words: the carrier cannot be reached, or did not take an order; nil: neither.
function waiting.reason(engine)
	local reasons <const> = {}
	for _, contract in ipairs(engine.contracts) do
		local host <const> = engine.reachability:backoffs(contract)
		reasons[contract] = host and say_backoff(engine, host, true) or engine.waits[contract]
	end
	return waiting.sentence(engine, reasons)
end

return waiting
