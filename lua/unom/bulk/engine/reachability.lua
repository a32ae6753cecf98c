--- Whether the carrier can be reached, told from how every request of the run ended: one backoff for the host, and one
-- for each contract.
--
-- The host's begins when two contracts of the run, or its only one, have failed since the last good answer: nothing is
-- sent meanwhile, and one read at a time finds out whether it is over. A contract's begins when one of its requests
-- fails: its reads go one at a time until one of its requests is answered.
--
-- Invariants: while the host is down one read begins in 30 s at most, over all contracts; any good answer ends it. What
-- no waiting makes better ends the run.

local reachability_methods <const> = {}
local reachability_mt <const> = { __name = "unom.reachability", __index = reachability_methods }

-- Seconds: the first pause between two reads, which doubles, and the longest.
local FIRST_PAUSE <const>, LONGEST_PAUSE <const> = 0.5, 30

-- How many permanent errors in a row end a run that has had good answers.
local MOST_PERMANENT <const> = 3

--- @param options {clock=, contracts={ids}, wake_at(time)=, read(contract)=begins a read of the contract, which none
--   has asked for, on_permanent(err)=}
local function new(options)
	return setmetatable({
		clock = options.clock,
		contracts = options.contracts,
		wake_at = options.wake_at,
		read = options.read,
		on_permanent = options.on_permanent,
		failing = {}, -- contracts that have failed since the last good answer
		host = nil, -- {err=, pauses=, since=time, next_read=time}: the host's backoff
		of_contract = {}, -- contract -> the like
		not_before = {}, -- contract -> the time until which the carrier asked to wait with it
		last_good = -math.huge, -- when the last good answer came
		answered_at = {}, -- contract -> when a request of it was last answered, and not by a refusal
		permanent = 0, -- permanent errors in a row
		asked = 0, -- the contract that had the last read which nobody has asked for
	}, reachability_mt)
end

--- Is it the carrier's own word? An answer of 2xx is, unless it is a page in the place of a token, and its refusal of
-- this one request.
local function is_good(err)
	local status <const> = err and err.status or 0
	return not err
		or err.kind == "api" and status < 500 and status ~= 429
		or err.kind == "protocol" and err.sent ~= "no" and status >= 200 and status < 300
end

--- Does it say that the host, or what is before it, cannot serve anybody?
local function is_failure(err)
	local status <const> = err.status or 0
	return err.kind == "network" or err.kind == "timeout" or err.kind == "protocol" and err.sent == "no"
		or status >= 500 or status == 429
end

--- The next read waits `seconds` at least.
local function wait(self, backoff, seconds)
	backoff.next_read = math.max(backoff.next_read, self.clock() + seconds)
	self.wake_at(backoff.next_read)
end

--- The next read has to wait, longer each time.
local function pause(self, backoff)
	backoff.pauses = backoff.pauses + 1
	wait(self, backoff, math.min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ^ math.min(backoff.pauses - 1, 60)))
end

--- Begins a backoff where there is none, and heeds how long the carrier asks to wait.
local function back_off(self, backoff, err)
	if not backoff then
		backoff = { pauses = 0, next_read = -math.huge, since = self.clock() }
		pause(self, backoff)
	end
	if err.retry_after then
		wait(self, backoff, err.retry_after)
	end
	backoff.err = err
	return backoff
end

local function count(set)
	local number = 0
	for _ in pairs(set) do
		number = number + 1
	end
	return number
end

local function take_good(self, contract, reply)
	self.seen_good = true
	self.last_good = self.clock()
	if self.host then
		self.of_contract = {} -- what failed was the host
	end
	self.host, self.failing = nil, {}
	self.of_contract[contract] = nil
	if reply then
		self.answered_at[contract] = self.last_good
	end
end

local function take_failure(self, contract, err, started)
	self.of_contract[contract] = back_off(self, self.of_contract[contract], err)
	local now <const> = self.clock()
	if err.retry_after then
		self.not_before[contract] = now + err.retry_after
	end
	if err.kind == "timeout" and self.last_good > started then
		return -- the host has answered meanwhile: it is this request's, or its contract's
	end
	self.failing[contract] = true
	if self.host or count(self.failing) >= math.min(2, #self.contracts) then
		self.host = back_off(self, self.host, err)
		for failing in pairs(self.failing) do
			wait(self, self.host, (self.not_before[failing] or now) - now)
		end
	end
end

--- Takes how a request of a contract ended.
-- @param started when it was started
function reachability_methods:take(contract, reply, err, started)
	if err and err.permanent then
		self.permanent = self.permanent + 1
		if not self.seen_good or self.permanent >= MOST_PERMANENT then
			self.on_permanent(err)
		end
	else
		self.permanent = 0
		if is_good(err) then
			return take_good(self, contract, reply)
		end
	end
	if is_failure(err) then
		take_failure(self, contract, err, started)
	end
end

--- Can the carrier not be reached? Then nothing is sent.
function reachability_methods:is_down()
	return self.host ~= nil
end

--- Why, since when and until when reads wait: the backoff of the host, nil where it can be reached, and that of the
-- contract alone. Each is {err=, since=time, next_read=time}.
function reachability_methods:backoffs(contract)
	return self.host, self.of_contract[contract]
end

--- May a read of the contract begin now? Where reads take turns, it takes this one.
function reachability_methods:admit(contract)
	local backoff <const> = self.host or self.of_contract[contract]
	if self.clock() < (self.not_before[contract] or -math.huge) then
		return false
	elseif not backoff then
		return true
	elseif self.clock() < backoff.next_read then
		return false
	end
	pause(self, backoff)
	return true
end

-- Whose read goes first, in turn, while the host is down: one that polls, one that finds out about rows in doubt, one
-- that nobody asked for. So that none of these, failing by itself, keeps the host down.
local TURNS <const> = { "polling", "queries", "own" }

--- Whose read has the turn while the host is down; nil: there are no turns.
function reachability_methods:turn()
	return self.host and TURNS[(self.host.pauses - 1) % #TURNS + 1]
end

--- Begins a read of its own where the host is down, a read's turn has come and nobody has one.
function reachability_methods:ask()
	if self.host and self.clock() >= self.host.next_read then
		self.asked = self.asked % #self.contracts + 1
		pause(self, self.host)
		self.read(self.contracts[self.asked])
	end
end

--- When a request of the contract was last answered by more than a refusal; -inf if never.
function reachability_methods:last_answer(contract)
	return self.answered_at[contract] or -math.huge
end

return { new = new }
