--- Which poll goes out next: those that are due wait by contract, and contracts take turns.
--
-- Invariants: a contract has four reads in flight at most, and polls that timed out before take two of these at most.
-- Polls never take the connections that the contracts' sends need, nor the one that each has for its first read.

local turns_methods <const> = {}
local turns_mt <const> = { __name = "unom.turns", __index = turns_methods }

local MOST_OF_CONTRACT <const>, MOST_SUSPECTS <const> = 4, 2

--- @param options {calls=, reachability=, senders()=how many contracts may send, followed()=how many have rows that
--   are followed}
local function new(options)
	return setmetatable({
		calls = options.calls,
		reachability = options.reachability,
		senders = options.senders,
		followed = options.followed,
		contracts = {}, -- by their ids: {name=, due=queue, suspects=queue, suspects_in_flight=, waits=bool}
		waiting = {}, -- those with polls that are due
		first = 0,
	}, turns_mt)
end

local function queue()
	return { first = 1, last = 0 }
end

local function is_empty(of)
	return of.first > of.last
end

local function put(of, target)
	of.last = of.last + 1
	of[of.last] = target
end

local function take(of)
	local target <const> = of[of.first]
	of[of.first] = nil
	of.first = of.first + 1
	return target
end

--- A poll of the contract is due.
-- @param is_suspect did it time out when it went out last?
function turns_methods:put(name, target, is_suspect)
	local contract = self.contracts[name]
	if not contract then
		contract = { name = name, due = queue(), suspects = queue(), suspects_in_flight = 0, waits = false }
		self.contracts[name] = contract
	end
	put(is_suspect and contract.suspects or contract.due, target)
	if not contract.waits then
		contract.waits = true
		self.waiting[#self.waiting + 1] = contract
	end
end

--- How many polls of the contract are due.
function turns_methods:count_due(name)
	local contract <const> = self.contracts[name]
	return contract and contract.due.last - contract.due.first + 1 or 0
end

--- A poll has come back. (Only of those that had timed out before is kept count.)
function turns_methods:ended(name, was_suspect)
	if was_suspect then
		local contract <const> = self.contracts[name]
		contract.suspects_in_flight = contract.suspects_in_flight - 1
	end
end

--- May the contract have one more read in flight?
local function has_room(self, name)
	local calls <const>, in_flight <const> = self.calls, self.calls:reads_in_flight(name)
	local for_reads <const> = calls.connections - math.min(self.senders(), calls.connections // 2)
	if in_flight == 0 then
		return calls.reads < for_reads
	end
	return in_flight < MOST_OF_CONTRACT and calls.reads + math.max(0, self.followed() - calls.reading) < for_reads
end

--- The queue whose first poll is next, or nil.
local function next_queue(contract)
	local has_suspects <const> = not is_empty(contract.suspects)
	if has_suspects and contract.suspects_in_flight == 0 then
		return contract.suspects, true
	elseif not is_empty(contract.due) then
		return contract.due, false
	elseif has_suspects and contract.suspects_in_flight < MOST_SUSPECTS then
		return contract.suspects, true
	end
end

local function start_one(self, contract, start)
	local from <const>, is_suspect <const> = next_queue(contract)
	if not from or not has_room(self, contract.name) or not self.reachability:admit(contract.name) then
		return false
	end
	if start(take(from), is_suspect) and is_suspect then
		contract.suspects_in_flight = contract.suspects_in_flight + 1
	end
	return true
end

--- Starts the polls that may go out, one of each contract in turn.
-- @param start function(target, is_suspect), which returns whether something went out
function turns_methods:start(start)
	local started
	repeat
		started = false
		local number <const> = #self.waiting
		for turn = 1, number do
			started = start_one(self, self.waiting[(self.first + turn) % number + 1], start) or started
		end
		self.first = self.first + 1
	until not started
	local still <const> = {}
	for _, contract in ipairs(self.waiting) do
		contract.waits = not (is_empty(contract.due) and is_empty(contract.suspects))
		still[#still + 1] = contract.waits and contract or nil
	end
	self.waiting = still
end

return { new = new }
