--- What limits submission besides the carrier's own answers: how many orders may be outstanding, a rate, a canary, a
-- number of failures.
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

--- @param settings {rate=N a second, canary=N rows, max_failures={rows=N}|{percent=P}}, each may be nil
-- @param canary_states how many of the first `canary` rows are in each state as the run begins
local function new(settings, canary_states)
	local self <const> = setmetatable({
		interval = settings.rate and 1 / settings.rate,
		next_send = -math.huge,
		max_failures = settings.max_failures or DEFAULT_MAX_FAILURES,
		finished = 0,
		failures = 0,
		halted = false, -- for good
		halted_by = nil, -- "failures", "canary" or "others_ordered"
	}, limits_mt)
	if settings.canary and settings.canary > 0 then
		local open <const> = states.count_open(canary_states)
		-- A canary that has ended before this run was already judged, by the person who resumed the job.
		if open > 0 then
			local ended <const> = states.count_all(canary_states) - open
			self.canary = { last = settings.canary, open = open, failures = ended - states.count_done(canary_states) }
		end
	end
	return self
end

--- May row number `row` be sent at `now`?
-- @return true; or false and the time to ask again, where there is one
function limits_methods:allow(row, now)
	if self.halted or (self.canary and row > self.canary.last) then
		return false
	elseif self.interval and now < self.next_send then
		return false, self.next_send
	end
	return true
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
	return self.failures >= FEWEST_FAILURES and self.failures * 100 > limit.percent * self.finished
end

--- Halts submission; `halted_by` keeps the first reason.
function limits_methods:halt(why)
	if not self.halted then
		self.halted, self.halted_by = true, why
	end
end

--- Row number `row` has ended in `state`.
function limits_methods:ended(row, state)
	local failed <const> = state ~= "succeeded"
	self.finished = self.finished + 1
	if failed then
		self.failures = self.failures + 1
		if too_many_failures(self) then
			self:halt "failures"
		end
	end
	local canary <const> = self.canary
	if canary and row <= canary.last then
		canary.open = canary.open - 1
		canary.failures = canary.failures + (failed and 1 or 0)
		if canary.open == 0 then
			self.canary = nil
			if canary.failures > 0 then
				self:halt "canary"
			end
		end
	end
end

return { new = new, MOST_OUTSTANDING = MOST_OUTSTANDING }
