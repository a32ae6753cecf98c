--- What holds submission back beside the carrier: a rate, a canary, a limit on failures.
--
-- Invariant: brakes stop sends only; rows already sent are followed to their end whatever the brakes say.

local brakes_methods <const> = {}
local brakes_mt <const> = { __name = "unom.brakes", __index = brakes_methods }

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
		halted = false,
	}, brakes_mt)
	if settings.canary and settings.canary > 0 then
		local open <const> = canary_states.pending + canary_states.submitting + canary_states.tracking
		local total = 0
		for _, number in pairs(canary_states) do
			total = total + number
		end
		-- A canary that has ended before this run was already judged, by the person who resumed the job.
		if open > 0 then
			self.canary = { last = settings.canary, open = open, failures = total - open - canary_states.succeeded }
		end
	end
	return self
end

--- May row number `row` be sent at `now`?
-- @return true; or false and the time to ask again, where there is one
function brakes_methods:allow(row, now)
	if self.halted or (self.canary and row > self.canary.last) then
		return false
	elseif self.interval and now < self.next_send then
		return false, self.next_send
	end
	return true
end

--- A row was sent at `now`.
function brakes_methods:sent(now)
	if self.interval then
		self.next_send = now + self.interval
	end
end

local function over_limit(self)
	local limit <const> = self.max_failures
	if limit.rows then
		return self.failures >= limit.rows
	end
	return self.failures >= FEWEST_FAILURES and self.failures * 100 > limit.percent * self.finished
end

--- Halts for good; `halted_by` keeps the first reason.
function brakes_methods:halt_if(condition, reason)
	if condition and not self.halted then
		self.halted, self.halted_by = true, reason
	end
end

--- Row number `row` has ended in `state`.
function brakes_methods:ended(row, state)
	local failed <const> = state ~= "succeeded"
	self.finished = self.finished + 1
	if failed then
		self.failures = self.failures + 1
		self:halt_if(over_limit(self), "failures")
	end
	local canary <const> = self.canary
	if canary and row <= canary.last then
		canary.open = canary.open - 1
		canary.failures = canary.failures + (failed and 1 or 0)
		if canary.open == 0 then
			self.canary = nil
			self:halt_if(canary.failures > 0, "canary")
		end
	end
end

return { new = new }
