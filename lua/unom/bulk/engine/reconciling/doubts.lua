--- Finds out from the lists of orders what became of rows that the carrier may have acted on.
--
-- A row is in doubt first, and its lane waits: for two readings, or until the time is over within which a person
-- vouches that every order is listed. Then it ends, `unknown` where nothing was proved, and is looked at in every
-- reading for as long as the run lasts.
--
-- Invariants: an order is a row's only when it was the one that it could be in every reading of a while, and the
-- carrier shows one entry of it; a row is sent again only where a person vouched for what the lists show. All is
-- judged in the transaction that writes the reading.

local evidence <const> = require "unom.bulk.carrier.evidence"
local known <const> = require "unom.bulk.engine.reconciling.known"
local orders <const> = require "unom.bulk.carrier.orders"
local ownership <const> = require "unom.bulk.carrier.ownership"
local values <const> = require "unom.bulk.ledger.values"

local doubts_methods <const> = {}
local doubts_mt <const> = { __name = "unom.doubts", __index = doubts_methods }

-- Seconds after its request ended at which the readings begin that a row in doubt is given, and between others
-- meanwhile.
local FIRST_LOOK <const>, LAST_LOOK <const>, BETWEEN <const> = 2, 10, 2
-- Seconds for which an order must be the only one, at the last look or later: another that was made before it may be
-- listed after it.
local CONFIRMED_AFTER <const> = 6
-- Seconds: how often the lists are read for a row that was left unknown, at first and at most.
local FIRST_WATCH <const>, LONGEST_WATCH <const> = 4, 60
-- How many readings that lack a list are passed over.
local MOST_WITHOUT_LIST <const> = 3
-- How often a row is sent again because it was not listed.
local MOST_NOT_LISTED <const> = 3

--- @param options {ledger=, queries=, listings=, clock=, adopts=bool, listed_within=seconds|nil,
--   on_concluded(row, conclusion)=see engine/reconciling/reconciliation.lua,
--   on_doubted(row, ids)=a row with an order, whose order these could be as well}
local function new(options)
	return setmetatable({
		ledger = options.ledger,
		queries = options.queries,
		listings = options.listings,
		clock = options.clock,
		adopts = options.adopts,
		listed_within = options.listed_within,
		on_concluded = options.on_concluded,
		on_doubted = options.on_doubted,
		in_doubt = 0, -- rows whose lanes wait
		confirming = 0, -- rows left unknown for which one order speaks that is not confirmed yet
		contracts = {}, -- contract -> array of doubts
		last_looked = {}, -- contract -> when the last reading was taken
		watched_every = {}, -- contract -> seconds between readings for rows that were left unknown
	}, doubts_mt)
end

--- Is something to come without which the run must not end?
function doubts_methods:any()
	return self.in_doubt > 0 or self.confirming > 0
end

-- ---- when the lists are read ----

--- When the next reading for a row in doubt should begin.
local function next_look(self, doubt, now)
	local first <const>, last <const> = doubt.since + FIRST_LOOK, doubt.since + LAST_LOOK
	if now < first then
		return first
	elseif now < last then
		return math.min(now + BETWEEN, last)
	end
	return math.max(now + BETWEEN, doubt.since + (self.listed_within or 0))
end

--- Has the lists read when a row of the contract needs it next.
local function plan(self, contract)
	local now <const> = self.clock()
	local earliest
	for _, doubt in ipairs(self.contracts[contract] or {}) do
		local time
		if not doubt.left then
			time = next_look(self, doubt, now)
		elseif doubt.candidate then
			time = math.max(now + BETWEEN, doubt.candidate_since + CONFIRMED_AFTER)
		else
			time = now + self.watched_every[contract]
		end
		earliest = math.min(earliest or time, time)
	end
	self.listings:plan(contract, "doubt", earliest)
end

-- ---- what a reading shows ----

--- Asks once for each candidate how many entries it has: the order of a row has one.
local function ask_entries(self, doubt, id)
	if doubt.entries[id] then
		return
	end
	doubt.entries[id] = "asked"
	self.queries:ask({ { operation = "get_order_status", arguments = { contractId = doubt.row.contract, orderId = id } } },
		function(answers)
			local number <const> = answers[1].reply and orders.number_of_entries(answers[1].reply)
			doubt.entries[id] = number == 1 and "one" or "other"
		end)
end

--- Takes the candidate of a reading.
-- @return is it confirmed?
local function take_candidate(self, doubt, listing, id)
	if not id or doubt.entries[id] == "other" then
		doubt.candidate = nil
		return false
	elseif id ~= doubt.candidate then
		doubt.candidate, doubt.candidate_since = id, listing.began
	end
	ask_entries(self, doubt, id)
	local is_again <const> = listing.began >= math.max(doubt.candidate_since + CONFIRMED_AFTER, doubt.since + LAST_LOOK)
		or doubt.vouched > 1 and doubt.candidate_since <= doubt.vouched_since
	return is_again and doubt.entries[id] == "one"
end

local function note(self, doubt, seen)
	doubt.noted = values.encode(seen)
	self.ledger:note(doubt.row.job, doubt.row.row, "listed", seen)
end

local function conclude(self, doubt, conclusion)
	note(self, doubt, conclusion.seen)
	if doubt.left then
		conclusion.late = true
	else
		self.in_doubt = self.in_doubt - 1
	end
	doubt.over = conclusion.order_id ~= nil or conclusion.state ~= nil or conclusion.not_listed == true
	doubt.left = true
	self.on_concluded(doubt.row, conclusion)
end

--- Counts the readings of which a person vouches that they show the row's order, if there is one.
local function count_vouched(self, doubt, listing)
	if not (listing.accepting and listing.completed) then
		doubt.since, doubt.vouched, doubt.absent = self.clock(), 0, 0
		doubt.lacking_since = doubt.lacking_since or listing.began
		return
	end
	doubt.lacking_since = nil
	if listing.whole and listing.began >= doubt.since + self.listed_within then
		doubt.vouched = doubt.vouched + 1
		doubt.vouched_since = doubt.vouched > 1 and doubt.vouched_since or listing.began
		doubt.absent = known.has_new_order(self.ledger, doubt.row, listing) and 0 or doubt.absent + 1
	end
end

--- Was the row looked at for as long as its lane waits where a person vouches?
local function is_vouched(self, doubt, listing, conclusion)
	if doubt.absent > 1 then
		conclusion.not_listed = true
		conclusion.is_last = self.ledger:count_events(doubt.row, "not_listed") >= MOST_NOT_LISTED - 1
		return true
	end
	if doubt.lacking_since then
		return listing.began >= doubt.lacking_since + math.max(LAST_LOOK, self.listed_within)
	end
	return doubt.vouched > 1 and not doubt.candidate or not listing.whole and listing.began >= doubt.since + LAST_LOOK
end

--- Was the row looked at for as long as its lane waits?
local function is_looked_at(self, doubt, listing, conclusion)
	if doubt.is_vouched_for then
		return is_vouched(self, doubt, listing, conclusion)
	elseif not (listing.accepting and listing.completed) and doubt.without_list < MOST_WITHOUT_LIST then
		doubt.without_list = doubt.without_list + 1
		return false
	end
	return listing.began >= doubt.since + LAST_LOOK or conclusion.hopeless
end

--- Judges a row by a reading.
local function judge(self, doubt, listing)
	local row <const> = doubt.row
	local kind <const> = evidence.kind(row.operation)
	local conclusion <const> = kind.weigh(row, listing, known.of(self.ledger, row, kind, listing, self.adopts))
	if doubt.is_vouched_for and not doubt.left then
		count_vouched(self, doubt, listing)
	end
	if take_candidate(self, doubt, listing, conclusion.candidate) then
		conclusion.order_id = conclusion.candidate
		return conclude(self, doubt, conclusion)
	elseif conclusion.state or not doubt.left and is_looked_at(self, doubt, listing, conclusion) then
		return conclude(self, doubt, conclusion)
	elseif not doubt.left and values.encode(conclusion.seen) ~= doubt.noted then
		note(self, doubt, conclusion.seen)
	end
end

--- Finds rows that could have another order of the listing than their own, which no row in doubt could have.
local function doubt_watched(self, contract, listing)
	local nobodys <const> = known.nobodys(self.ledger, contract, listing)
	for _, row in ipairs(#nobodys > 0 and self.ledger:watched_rows(contract) or {}) do
		local ids <const> = {}
		for _, id in ipairs(nobodys) do
			local entry <const> = listing.by_id[id]
			ids[#ids + 1] = ownership.could_own(row, entry, self.ledger:first_listed(contract, id))
				and ownership.has_its_date(row, entry) and id or nil
		end
		if #ids > 0 then
			self.on_doubted(row, ids)
		end
	end
end

--- How many rows that were left have one order that is not confirmed yet.
local function count_confirming(self)
	local number = 0
	for _, doubts in pairs(self.contracts) do
		for _, doubt in ipairs(doubts) do
			number = number + (doubt.left and doubt.candidate and 1 or 0)
		end
	end
	return number
end

--- Has the lists read a last time for rows that were left unknown, before the run ends.
-- @return is there such a reading to wait for?
function doubts_methods:look_last()
	local now <const>, waits = self.clock(), false
	for contract, doubts in pairs(self.contracts) do
		if #doubts > 0 and (self.last_looked[contract] or -math.huge) < now - CONFIRMED_AFTER then
			self.listings:plan(contract, "last", now)
			waits = true
		end
	end
	return waits
end

--- Takes what the lists of a contract showed, in the transaction that writes it.
function doubts_methods:take_listing(contract, listing)
	local kept <const> = {}
	for _, doubt in ipairs(self.contracts[contract] or {}) do
		judge(self, doubt, listing)
		kept[#kept + 1] = not doubt.over and doubt or nil
	end
	self.contracts[contract] = kept
	doubt_watched(self, contract, listing)
	self.confirming = count_confirming(self)
	self.watched_every[contract] = math.min(LONGEST_WATCH, (self.watched_every[contract] or FIRST_WATCH) * 1.5)
	self.last_looked[contract] = self.clock()
	plan(self, contract)
end

--- Begins to find out what became of a row whose request has just ended, or is known of from an earlier run.
function doubts_methods:start(row)
	self.in_doubt = self.in_doubt + 1
	self.contracts[row.contract] = self.contracts[row.contract] or {}
	table.insert(self.contracts[row.contract], {
		row = row,
		since = self.clock(), -- when its request ended
		without_list = 0, -- readings that lacked a list
		is_vouched_for = self.listed_within ~= nil and evidence.kind(row.operation) == evidence.ORDERS,
		vouched = 0, -- readings that show the row's order, if there is one: a person vouches for that
		vouched_since = nil, -- when the first of them began
		lacking_since = nil, -- when the first of the readings began that lacked a list, up to the last one
		absent = 0, -- those of them, one after the other, that show nothing which is new and nobody's
		candidate = nil, -- the one order that can be the row's
		candidate_since = nil, -- when the first of the readings began that showed it as that
		entries = {}, -- id -> "asked", "one" or "other": how many entries it has
		left = false, -- does its lane no longer wait for it?
		noted = nil, -- what the event before said of it
	})
	self.watched_every[row.contract] = FIRST_WATCH
	plan(self, row.contract)
end

return { new = new }
