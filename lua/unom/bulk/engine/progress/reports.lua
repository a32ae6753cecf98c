--- The reports of a run: to the one who watches it, to the file of its events, and to the ledger, where `status` reads
-- what each contract waits for.
--
-- Invariants: while somebody watches, a report comes at least once a second, whether or not anything moved, and its
-- words are hardly older than its counts. What is reported of a row is on the disk. What a contract waits for is
-- written once it has changed, at most that often.

local rate <const> = require "unom.bulk.engine.progress.rate"
local states <const> = require "unom.bulk.ledger.states"
local waiting <const> = require "unom.bulk.engine.progress.waiting"

local reports_methods <const> = {}
local reports_mt <const> = { __name = "unom.reports", __index = reports_methods }

-- Seconds between reports to one who watches, and between what is written for others where nobody does.
local WATCHED <const>, UNWATCHED <const> = 1, 5

-- Seconds for which the words of one report stand beside the counts of later ones.
local WORDS_STAND <const> = 0.1

local NO_EVENTS <const> = { waiting = function() end, notice = function() end, flush = function() end }

local function count_ended(counts)
	return states.count_all(counts) - states.count_open(counts)
end

--- What the ledger says that the contracts wait for: an earlier run, if it was killed, left it.
local function as_written(engine)
	local words <const> = {}
	for _, written in ipairs(engine.ledger:waiting(engine.job)) do
		words[written.contract] = written.words
	end
	return words
end

--- @param engine whose reports these are
-- @param options {on_progress(progress)|nil, on_synced()|nil=called in every turn, when all is on the disk,
--   events|nil=see events.lua}
local function new(engine, options)
	return setmetatable({
		engine = engine,
		on_progress = options.on_progress,
		on_synced = options.on_synced or function() end,
		interval = (options.on_progress or options.events) and WATCHED or UNWATCHED,
		events = options.events or NO_EVENTS,
		rate = rate.new(count_ended(engine.record.states)),
		due = -math.huge, -- when the next report is
		stale = -math.huge, -- when the words are to be worked out anew, if anything has moved
		turned = false, -- has the loop turned since the last one?
		waits = {}, -- contract -> what it waits for, in words
		sentence = nil, -- one of them
		per_minute = nil, left = nil, -- rows, and seconds
		written = as_written(engine), -- as the ledger has it
		notices = {}, -- what a person should know now, in words
	}, reports_mt)
end

--- Has a sentence shown to a person at once.
function reports_methods:add_notice(words)
	table.insert(self.notices, words)
	self.events:notice(words)
end

--- The time at which the loop must turn for the next report; nil: none is to come unless something happens.
function reports_methods:next_time()
	return (self.on_progress or self.turned) and self.due or nil
end

--- Writes what has changed of what the contracts wait for.
local function write_waits(self)
	local engine <const> = self.engine
	for _, contract in ipairs(engine.contracts) do
		local words <const> = self.waits[contract]
		if words ~= self.written[contract] then
			engine.ledger:set_waiting(engine.job, contract, words)
			self.events:waiting(contract, words)
			self.written[contract] = words
		end
	end
end

--- How many rows this run can still bring to an end.
local function count_ahead(engine)
	local counts <const>, held = engine.record.states, 0
	if engine.limits.halted then
		held = counts.pending
	else
		for _, contract in ipairs(engine.contracts) do
			held = held + (engine.lanes[contract]:held_rows())
		end
	end
	return states.count_open(counts) - held
end

--- Seconds until the run ends; nil: there is no telling.
local function seconds_left(self, now)
	local engine <const> = self.engine
	if engine.stopping or engine.reachability:is_down() then
		return nil
	end
	return self.rate:seconds_for(count_ahead(engine), now)
end

--- Works out what the next report says, before what is in the ledger is brought to the disk.
function reports_methods:prepare()
	local engine <const>, now <const> = self.engine, self.engine.clock()
	self.is_due = now >= self.due
	self.turned = not self.is_due
	if self.is_due then
		self.due = now + self.interval
		self.rate:take(now, count_ended(engine.record.states))
	end
	if self.is_due or engine.waits_changed or states.count_open(engine.record.states) == 0
		or self.on_progress and engine.record.changed and now >= self.stale then
		self.waits, engine.waits_changed, self.stale = waiting.of_all(engine), false, now + WORDS_STAND
		self.sentence = waiting.sentence(engine, self.waits)
		self.per_minute, self.left = self.rate:per_minute(now), seconds_left(self, now)
	end
	if self.is_due and not engine.record.displaced then
		write_waits(self)
	end
end

--- Reports, if there is something to report, or it is time to. All that is reported is on the disk.
function reports_methods:tell()
	local engine <const>, told <const> = self.engine, self.notices
	told[#told + 1] = self.events:flush()
	if self.on_progress and (self.is_due or engine.record.changed or #told > 0) then
		self.on_progress { job = engine.job, total = engine.total, states = engine.record.states,
			contracts = #engine.contracts, sends = engine.sends,
			waiting = self.sentence, waits = self.waits, rate = self.per_minute, left = self.left,
			notices = #told > 0 and told or nil }
	end
	engine.record.changed, self.notices = false, {}
	self.on_synced()
end

--- The run has ended: no contract waits any more.
function reports_methods:finish()
	local engine <const> = self.engine
	if not engine.record.displaced then
		engine.ledger:forget_waiting(engine.job)
		engine.ledger:sync()
	end
	self.events:flush()
	self.on_synced()
end

return { new = new }
