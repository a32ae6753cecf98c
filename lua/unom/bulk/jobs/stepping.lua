--- A function of unom.bulk carried out step by step, inside an event loop or a loop of the caller's own.
--
-- The function runs in a coroutine as it is. It is given a client whose `wait`, and a `sleep`, that yield: a step lets
-- it wait once, for as long as the caller allows.
--
-- Invariants: a step that is broken off at any place, as by the interrupt of the stand-alone Lua, loses no result of
-- the client and none of the function: only the coroutine touches them, and the interrupt strikes outside of it. The
-- client is the job's from the start to the end.

local borrowed <const> = require "unom.bulk.jobs.borrowed"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"

local job_methods <const> = {}
local job_mt <const> = { __name = "unom.bulk.job", __index = job_methods }

-- Seconds: the longest wait of a step when a job is closed.
local LONGEST_WAIT <const> = 3600

-- The callbacks that are called in a transaction: everybody else who writes to the ledger waits for its end.
local WRITING <const> = { "on_reading", "on_reopened" }

--- How often the job was told to stop: by `stop`, and by the signals that the caller's watch has counted.
local function count_stops(self)
	local counted, signals
	if self.signals then
		counted, signals = pcall(self.signals.count, self.signals)
	end
	self.counted = counted and signals or self.counted -- a watch that is closed counts no more
	return self.stops + self.counted
end

--- Has it been told to stop since the function looked?
local function is_told(self)
	return count_stops(self) ~= self.heeded
end

--- Lets the function wait, a part of the time in each step. In the coroutine.
-- @param wait function(seconds) -> results, which ends early where there are some; and are none to come?
local function pause(self, seconds, wait)
	self.wakes = self.clock() + seconds
	local results, is_over
	repeat
		self.paused = true
		coroutine.yield()
		self.paused = false
		local left <const> = is_told(self) and 0 or self.wakes - self.clock()
		results, is_over = wait(math.max(0, math.min(self.allowed, left)))
	until #results > 0 or is_over or self.clock() >= self.wakes or is_told(self)
	return results
end

--- The client as the function sees it.
local function yielding(self, client)
	local methods <const> = {}
	function methods.wait(_, seconds, ids)
		if self.is_abandoned then -- a coroutine that is closed cannot yield
			return client:wait(0, ids)
		end
		self.awaited = ids
		local results <const> = pause(self, seconds, function(time)
			local found <const> = client:wait(time, ids)
			return found, #found == 0 and client:in_flight(ids) == 0
		end)
		self.awaited = nil
		return results
	end
	local seen <const> = setmetatable({}, { __index = function(_, name)
		methods[name] = methods[name] or client[name] and function(_, ...) return client[name](client, ...) end
		return methods[name]
	end })
	borrowed.stand_in(seen)
	return seen
end

--- The callback, which must not yield.
local function unyielding(name, callback)
	return function(...)
		local thread <const> = coroutine.create(callback)
		local results <const> = table.pack(coroutine.resume(thread, ...))
		if coroutine.status(thread) ~= "dead" then
			coroutine.close(thread)
			errors.refuse("bulk.start", name, "it must not yield, since the ledger is being written", 1)
		elseif not results[1] then
			error(results[2], 0)
		end
		return table.unpack(results, 2, results.n)
	end
end

--- The options as the function is given them.
local function given(self, options)
	local all <const> = {}
	for name, value in pairs(options) do
		all[name] = value
	end
	for _, name in ipairs(WRITING) do
		all[name] = options[name] and unyielding(name, options[name])
	end
	local sleep <const> = options.sleep or core.sleep
	all.client = options.client and yielding(self, options.client)
	all.sleep = function(seconds)
		pause(self, seconds, function(time)
			sleep(time)
			return {}
		end)
	end
	all.watch = { count = function()
		self.heeded = count_stops(self)
		return self.heeded
	end }
	return all
end

--- Notes how the function ended.
local function finish(self, ...)
	self.results = table.pack(...)
	if self.loan then
		self.loan:close()
	end
end

--- Starts a function of unom.bulk; it begins with the first step.
-- @param options the function's, which have been checked
-- @return the job, closable
local function start(body, options)
	local self <const> = setmetatable({
		client = options.client,
		loan = options.client and borrowed.keep(options.client),
		clock = options.clock or core.monotonic,
		signals = options.watch or nil,
		stops = 0,
		counted = 0, -- signals
		heeded = 0, -- stops and signals when the function looked last
		allowed = 0, -- seconds that this step may wait
		wakes = nil, -- when the function goes on though nothing came
		awaited = nil, -- where it waits for the client: the table whose keys are the ids of its calls
		paused = false,
		is_abandoned = false,
		is_closing = false,
		begun = false,
		results = nil, -- once it has ended: what pcall returned
	}, job_mt)
	local passed <const> = given(self, options)
	self.thread = coroutine.create(function() finish(self, pcall(body, passed)) end)
	return self
end

--- Goes on until the function waits again or has ended. Returns nil; or what a callback of the caller's yields.
local function carry_on(self, ...)
	local yielded <const> = table.pack(coroutine.resume(self.thread, ...))
	if self.paused or self.results then
		return nil
	elseif not yielded[1] then
		return finish(self, false, yielded[2])
	end
	return yielded
end

--- Ends the function where it waits: its locks are released and its ledger is closed. What is in flight is in doubt, as
-- after a kill.
local function abandon(self)
	self.is_abandoned = true
	coroutine.close(self.thread)
	finish(self, true, nil, errors.new { kind = "interrupted", message = messages.say("job_abandoned") })
end

--- Carries the job on: waits at most `seconds` until something is to be done, and does it. What a callback yields, in a
-- loop that steps the job in a coroutine, is passed on to that loop.
-- @return true once the job has ended
function job_methods:step(seconds)
	if type(seconds) ~= "number" or seconds ~= seconds or seconds < 0 then
		errors.refuse("step", 1, "seconds, 0 or more, expected", 2)
	elseif self.results then
		return true
	elseif coroutine.status(self.thread) ~= "suspended" then
		errors.raise_usage({ message = "the job cannot be stepped from a callback of its own", func = "step" }, 2)
	end
	self.allowed, self.begun = seconds, true
	local yielded = carry_on(self)
	while yielded do
		if self.is_closing and not coroutine.isyieldable() then -- nobody goes on with the callback
			abandon(self)
			return true
		end
		yielded = carry_on(self, coroutine.yield(table.unpack(yielded, 2, yielded.n)))
	end
	return self.results ~= nil
end

--- The descriptor that ends a wait at a signal, where the caller's watch has one.
local function fd_of(watch)
	local known <const>, fd = pcall(function() return watch:fd() end)
	return known and fd or nil
end

--- What an event loop waits for before the next step.
-- @return descriptors as those of client:fds, and the seconds after which a step is wanted at the latest; nil once the
--   job has ended
function job_methods:fds()
	if self.results then
		return {}, nil
	elseif not self.paused or is_told(self) then
		return {}, 0
	end
	local seconds <const> = math.max(0, self.wakes - self.clock())
	local awaited <const> = self.awaited
	if not awaited then
		local signal <const> = fd_of(self.signals)
		return { signal and { fd = signal, read = true, write = false } }, seconds
	end
	local asked <const>, fds, within = pcall(self.client.fds, self.client, awaited)
	if not asked or self.client:in_flight(awaited) == 0 then -- it is closed, or another wait took all: a step says so
		return {}, 0
	end
	return fds, math.min(seconds, within or math.huge)
end

--- What the function returned. Raises what it raised, and where the job has not ended.
function job_methods:result()
	local results <const> = self.results
	if not results then
		errors.raise_usage({ message = "the job has not ended", func = "result" }, 2)
	elseif not results[1] then
		error(results[2], 0)
	end
	return table.unpack(results, 2, results.n)
end

--- Tells the job to stop, as a signal does: nothing more is sent, and it ends once the answers in flight are written.
-- The second time it ends at once.
function job_methods:stop()
	self.stops = self.stops + 1
end

function job_mt:__close()
	if self.results then
		return
	elseif not self.begun then
		return abandon(self)
	end
	self:stop()
	self.is_closing = true
	while not self:step(LONGEST_WAIT) do end
end

function job_mt:__gc()
	if not self.results and coroutine.status(self.thread) == "suspended" then
		abandon(self)
	end
end

return { start = start }
