--- What limits submission besides the carrier's own answers: how many orders may be outstanding, a rate, a canary, a
-- number of failures.
--
-- A row has failed when it ended otherwise than asked: rejected, failed, unknown; cancelled too, since somebody took
-- back what this run ordered. A row that was left out has not. What failed in an earlier run no longer counts: a person
-- has looked since.
--
-- Invariant: limits stop sends only; rows already sent are followed to their end whatever the limits say.

local states <const> = require "unom.bulk.ledger.states"

local limits_methods <const> = {}
local limits_mt <const> = { __name = "unom.limits", __index = limits_methods }

-- The carrier takes no more orders of a contract than this between acceptance and status 03. The specification says
-- only "254 exceeded" (error 400, "Too many requests."); counting up to 03 is how we read it.
local MOST_OUTSTANDING <const> = 254

-- Below this many rows not succeeded a percentage says nothing.
local FEWEST_FAILURES <const> = 5
local DEFAULT_MAX_FAILURES <const> = { percent = 5 }

--- Has a row in this state failed?
local function has_failed(state)
	return states.is_final(state) and not states.is_done(state)
end

--- Is a row in this state accepted, or has it ended?
local function has_answer(state)
	return state == "tracking" or states.is_final(state)
end

--- The difference that a change from one state to another makes to a number of rows.
local function difference(counts, before, after)
	return (counts(after) and 1 or 0) - (counts(before) and 1 or 0)
end

--- The rows of a canary: how many are open, how many failed. Nil where none is open: a canary that ended before this
-- run was judged then, by the person who resumed the job.
local function canary_of(rows)
	local canary <const> = { rows = rows, open = 0, failures = 0 }
	for _, state in pairs(rows) do
		canary.open = canary.open + (states.is_final(state) and 0 or 1)
		canary.failures = canary.failures + (has_failed(state) and 1 or 0)
	end
	return canary.open > 0 and canary or nil
end

--- @param settings {rate=N a second, max_failures={rows=N}|{percent=P}}, each may be nil
-- @param begun {accepted=how many rows are accepted as the run begins, canary={row's number = its state}|nil,
--   on_canary_passed()=the rows after the canary may be sent now|nil}
local function new(settings, begun)
	return setmetatable({
		interval = settings.rate and 1 / settings.rate,
		next_send = -math.huge,
		max_failures = settings.max_failures or DEFAULT_MAX_FAILURES,
		answered = begun.accepted, -- rows accepted, or ended
		failures = 0,
		canary = canary_of(begun.canary or {}),
		on_canary_passed = begun.on_canary_passed,
		halted = false, -- for good
		halted_by = nil, -- "failures", "canary" or "others_ordered"
	}, limits_mt)
end

--- May a row be sent at `now`?
-- @return true; or false and the time to ask again, where there is one
function limits_methods:allow(now)
	if self.halted then
		return false
	elseif self.interval and now < self.next_send then
		return false, self.next_send
	end
	return true
end

--- Must the rows of a canary end before others are sent?
function limits_methods:has_canary()
	return self.canary ~= nil
end

--- A row was sent at `now`.
function limits_methods:sent(now)
	if self.interval then
		self.next_send = now + self.interval
	end
end

local function too_many_failures(self)
	local limit <const> = self.max_failures
	if limit.rows then
		return self.failures >= limit.rows
	end
	return self.failures >= FEWEST_FAILURES and self.failures * 100 > limit.percent * self.answered
end

--- Halts submission; `halted_by` keeps the first reason.
function limits_methods:halt(why)
	if not self.halted then
		self.halted, self.halted_by = true, why
	end
end

--- The last open row of the canary has ended.
local function judge_canary(self)
	local canary <const> = self.canary
	self.canary = nil
	if canary.failures > 0 then
		self:halt "canary"
	else
		self.on_canary_passed()
	end
end

--- Row number `row` has moved from the state `before` to the state `after`.
function limits_methods:moved(row, before, after)
	local failed <const> = difference(has_failed, before, after)
	self.answered = self.answered + difference(has_answer, before, after)
	self.failures = self.failures + failed
	if failed > 0 and too_many_failures(self) then
		self:halt "failures"
	end
	local canary <const> = self.canary
	if canary and canary.rows[row] then
		canary.open = canary.open - difference(states.is_final, before, after)
		canary.failures = canary.failures + failed
		if canary.open == 0 then
			judge_canary(self)
		end
	end
end

return { new = new, MOST_OUTSTANDING = MOST_OUTSTANDING }
