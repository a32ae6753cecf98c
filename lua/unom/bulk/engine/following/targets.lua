--- What polls ask about: a row by its own id, or the rows of a contract of which one answer speaks.
--
-- Invariant: a target whose rows have all ended is not asked about again.

local targets <const> = {}

-- Seconds: the first wait; the longest, and the longest where the wait is one of hours.
local FIRST_INTERVAL <const>, LONGEST_INTERVAL <const>, LONGEST_SLOW_INTERVAL <const> = 2, 60, 600
local GROWTH <const> = 1.5

targets.FIRST_INTERVAL, targets.LONGEST_INTERVAL = FIRST_INTERVAL, LONGEST_INTERVAL

-- A target of polls:
--   way, contract     how it is asked about, see carrier/tracking.lua, and of which contract
--   rows              the rows that its answer speaks of, each {row=, read=, failed=did the last poll fail?}; a target
--                     that is asked about by the id of its only row is that entry itself
--   key               under which those join it of whom one answer speaks
--   interval          seconds from the poll before to the next
--   time, timer       when it is due, and when that is looked at next; no time while `queued` or `in_flight`
--   asks, asked       how many polls there were, and when the last went out
--   failure           the words of the error that the last poll ended with
--   timed_out, probes did the last poll time out, did it go out in turn while the carrier could not be reached?
--   pace, pace_of     of an order followed from its acceptance on: how long such take, and what this one showed of it
--   accepted          when it was; nil where it was taken up from an earlier run
--   denied, denied_since      when the carrier refused to speak of the id, last and first
--   shown, served, moved_on, left     see listed.lua

--- @param way, contract see above
function targets.new(contract, way)
	return { way = way, contract = contract, rows = {}, interval = FIRST_INTERVAL, asks = 0 }
end

--- Is there nothing to ask any more?
function targets.is_over(target)
	return #target.rows == 0 or target.row ~= nil and target.row.state ~= "tracking"
end

--- Drops the rows that have ended by another target: one may be followed by several.
function targets.drop_ended(target)
	local remaining <const> = {}
	for _, followed in ipairs(target.rows) do
		remaining[#remaining + 1] = followed.row.state == "tracking" and followed or nil
	end
	target.rows = remaining
end

--- Seconds from this poll to the next: x1.5, or by the way's own factor, up to a minute, or to ten minutes where the
-- wait is one of hours; with jitter.
-- @param random returns a float in [0, 1)
function targets.next_interval(target, slow, random)
	local longest <const> = slow and LONGEST_SLOW_INTERVAL or LONGEST_INTERVAL
	return math.min(longest, target.interval * (target.way.factor or GROWTH)) * (0.9 + 0.2 * random())
end

--- Learns from a reading how long orders take.
function targets.learn(target, reading, now)
	if target.accepted and reading.state then
		target.pace_of:seen_moved(target.pace, now - target.accepted)
	elseif target.accepted then
		target.pace_of:seen_under_way(target.pace, target.asked - target.accepted)
	end
	if reading.state and target.served then -- the lists may stand still: another is doubted at once
		target.contract.next_doubt = now
	end
end

return targets
