--- A heap of timers, and how long to wait before trying again.
--
-- Invariant: an action runs at most once, never before its time, and of two due actions the one with the
-- earlier time first (of equals, the one added first). The clock is the caller's.

local timers_methods <const> = {}
local timers_mt <const> = { __name = "unom.timers", __index = timers_methods }

local function new()
	return setmetatable({ heap = {}, added = 0 }, timers_mt)
end

local function before(a, b)
	if a.time ~= b.time then
		return a.time < b.time
	end
	return a.number < b.number
end

--- Calls `action` in the first `run` at or after `time`.
function timers_methods:at(time, action)
	local heap <const> = self.heap
	self.added = self.added + 1
	local timer <const> = { time = time, number = self.added, action = action }
	local hole = #heap + 1
	while hole > 1 and before(timer, heap[hole // 2]) do
		heap[hole] = heap[hole // 2]
		hole = hole // 2
	end
	heap[hole] = timer
end

--- The time of the next timer, or nil.
function timers_methods:next_time()
	return self.heap[1] and self.heap[1].time
end

local function pop(heap)
	local top <const> = heap[1]
	local last <const> = table.remove(heap)
	if #heap == 0 then
		return top
	end
	local hole = 1
	while true do
		local child = hole * 2
		if child > #heap then
			break
		end
		if child < #heap and before(heap[child + 1], heap[child]) then
			child = child + 1
		end
		if not before(heap[child], last) then
			break
		end
		heap[hole] = heap[child]
		hole = child
	end
	heap[hole] = last
	return top
end

--- Runs every action that is due at `now`.
function timers_methods:run(now)
	while self.heap[1] and self.heap[1].time <= now do
		pop(self.heap).action()
	end
end

--- Seconds to wait before try number `attempt` + 1: the ceiling doubles from `first` to `cap`, and the wait
-- is anywhere below it ("full jitter"), so that many who failed together do not come back together.
-- @param random returns a float in [0, 1)
local function backoff(attempt, first, cap, random)
	return math.min(cap, first * 2.0 ^ math.min(attempt - 1, 60)) * random()
end

return { new = new, backoff = backoff }
