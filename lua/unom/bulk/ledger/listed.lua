--- The ledger's methods on what the carrier's lists of orders showed: which ids, since when, and whose they are.
--
-- A `first_event` of -1: the ledger of an earlier version did not say since when. Such an order may be a row's, and is
-- taken for one by nobody but a person.
--
-- Invariant: an id once listed stays known, with the event at which it was first listed; only a person, or a call made
-- outside any job, says that it is other people's.

local moments <const> = require "unom.moments"
local values <const> = require "unom.bulk.ledger.values"

local listed <const> = {}

--- Writes what a listing of a contract's orders showed. It is on the disk after the next `sync`.
-- @param listing {ids=, whole=bool: did the lists show all there is?}
-- @return the event with which it was written
function listed:record_listing(job, contract, listing)
	local event <const> = self:note(job, nil, "listing", { contract = contract, orders = #listing.ids,
		whole = listing.whole })
	self.recorded = self.recorded or {} -- ids that are written: lists are read again and again
	local recorded <const> = self.recorded[contract] or {}
	self.recorded[contract] = recorded
	for _, id in ipairs(listing.ids) do
		if not recorded[id] then
			self.database:run([[INSERT INTO listed (contract, id, first_event) VALUES (?, ?, ?)
				ON CONFLICT (contract, id) DO NOTHING]], contract, id, event)
		end
	end
	for _, id in ipairs(listing.ids) do
		recorded[id] = true
	end
	return event
end

--- The event at which an id was first listed, or nil.
function listed:first_listed(contract, id)
	local found <const> = self.database:first("SELECT first_event FROM listed WHERE contract = ? AND id = ?", contract, id)
	return found and found.first_event
end

--- The readings of a contract's lists after an event that showed all there is, the oldest first: {event=, time=}.
function listed:whole_listings_since(contract, event)
	local found <const> = {}
	for _, listing in ipairs(self.database:all([[SELECT event, time, detail FROM event
		WHERE event > ? AND what = 'listing' ORDER BY event]], event)) do
		local detail <const> = values.decode(listing.detail)
		found[#found + 1] = detail.whole and detail.contract == contract and listing or nil
	end
	return found
end

--- When an id was first listed, as the ledger writes moments; nil where nobody knows.
function listed:first_listed_at(contract, id)
	local found <const> = self.database:first([[SELECT event.time FROM listed JOIN event ON event.event = first_event
		WHERE contract = ? AND id = ?]], contract, id)
	return found and found.time
end

local BESIDE <const> = [[SELECT event.event, event.time, event.job, event.list_row AS number, order_id
	FROM event JOIN list_row ON list_row.job = event.job AND list_row.list_row = event.list_row
	WHERE event.event %s ? AND what = 'accepted' AND contract = ? AND order_id IS NOT NULL
	ORDER BY event.event %s LIMIT 1]]

--- The orders of a contract that the carrier accepted last before an event and first after it: lanes send one row after
-- the other. Each is {job=, row=, id=, time=}, or nil.
function listed:accepted_beside(contract, event)
	local beside <const> = {}
	for index, way in ipairs { { "<", "DESC" }, { ">", "ASC" } } do
		local found <const> = self.database:first(BESIDE:format(table.unpack(way)), event, contract)
		beside[index] = found and { job = found.job, row = found.number, id = found.order_id, time = found.time } or nil
	end
	return beside[1], beside[2]
end

--- How long the carrier took to list orders of a job: from their acceptance to the reading that showed them first.
-- @return {orders=how many were listed, longest=seconds}
function listed:listing_time(job)
	local times <const> = { orders = 0, longest = 0 }
	for _, found in ipairs(self.database:all([[SELECT shown.time AS shown, accepted.time AS accepted
		FROM list_row JOIN listed ON listed.contract = list_row.contract AND listed.id = list_row.order_id
		JOIN event AS shown ON shown.event = listed.first_event
		JOIN event AS accepted ON accepted.job = list_row.job AND accepted.list_row = list_row.list_row
			AND accepted.what = 'accepted'
		WHERE list_row.job = ?]], job)) do
		times.orders = times.orders + 1
		times.longest = math.max(times.longest, moments.read(found.shown) - moments.read(found.accepted))
	end
	return times
end

--- The row that has the id as its orderId or its reserveId, of any job, or nil.
function listed:owner(contract, id)
	local found <const> = self.database:first([[SELECT job, list_row FROM list_row
		WHERE contract = ? AND order_id = ?
		UNION ALL SELECT job, list_row FROM list_row WHERE contract = ? AND reserve_id = ?]], contract, id, contract, id)
	return found and self:row(found.job, found.list_row)
end

--- The row of a job that has the id as its orderId or its reserveId, or nil.
function listed:row_with_id(job, contract, id)
	local found <const> = self.database:first([[SELECT list_row FROM list_row
		WHERE contract = ? AND order_id = ? AND job = ?
		UNION ALL SELECT list_row FROM list_row WHERE contract = ? AND reserve_id = ? AND job = ?]],
		contract, id, job, contract, id, job)
	return found and self:row(job, found.list_row)
end

local function is_explained(self, contract, id)
	return self.database:first([[SELECT 1 AS found FROM list_row WHERE contract = ? AND order_id = ?
		UNION ALL SELECT 1 FROM list_row WHERE contract = ? AND reserve_id = ?
		UNION ALL SELECT 1 FROM listed WHERE contract = ? AND id = ? AND others <> 0]],
		contract, id, contract, id, contract, id) ~= nil
end

--- Those of the ids that are no row's and are not known as other people's.
function listed:unexplained(contract, ids)
	self.explained = self.explained or {} -- lists are read again and again: contract -> set of ids
	local explained <const>, found <const> = self.explained[contract] or {}, {}
	self.explained[contract] = explained
	for _, id in ipairs(ids) do
		explained[id] = explained[id] or is_explained(self, contract, id) or nil
		found[#found + 1] = not explained[id] and id or nil
	end
	return found
end

local UNEXPLAINED_SINCE <const> = [[SELECT id FROM listed WHERE contract = ? AND first_event > ? AND others = 0
	AND NOT EXISTS (SELECT 1 FROM list_row WHERE list_row.contract = listed.contract AND order_id = id)
	AND NOT EXISTS (SELECT 1 FROM list_row WHERE list_row.contract = listed.contract AND reserve_id = id)]]

--- Was an order first listed after that event which is no row's and not known as other people's, whether or not it is
-- listed still?
function listed:has_unexplained_since(contract, event)
	return self.database:first(UNEXPLAINED_SINCE .. " LIMIT 1", contract, event) ~= nil
end

--- The ids of all such orders, in the order in which they were first listed.
function listed:unexplained_since(contract, event)
	local ids <const> = {}
	for index, found in ipairs(self.database:all(UNEXPLAINED_SINCE .. " ORDER BY first_event, id", contract, event)) do
		ids[index] = found.id
	end
	return ids
end

--- Was an order first listed after that event which is known as other people's? One that was noted before it was
-- listed, by a call made outside any job, is not.
function listed:has_others_since(contract, event)
	return self.database:first([[SELECT 1 AS found FROM listed WHERE contract = ? AND first_event > ? AND others = 1
		AND NOT EXISTS (SELECT 1 FROM event WHERE event.event = first_event AND event.job = 0) LIMIT 1]],
		contract, event) ~= nil
end

--- The event with which the first of a job's rows of a contract was sent, or nil.
function listed:first_send_of(job, contract)
	return self.database:first("SELECT MIN(first_sent) AS event FROM list_row WHERE job = ? AND contract = ?", job,
		contract).event
end

--- A row of the contract has its order no longer: what was explained by it may not be.
function listed:forget_explained(contract)
	if self.explained then
		self.explained[contract] = nil
	end
end

--- Writes down whose ids are that no row names: `others` of the table of them, with an event of that name.
local function explain(self, job, contract, ids, what, others)
	local event <const> = self:note(job, nil, what, { contract = contract, ids = table.concat(ids, " ") })
	for _, id in ipairs(ids) do
		self.database:run([[INSERT INTO listed (contract, id, first_event, others) VALUES (?, ?, ?, ?)
			ON CONFLICT (contract, id) DO UPDATE SET others = excluded.others]], contract, id, event, others)
	end
end

--- Writes ids down as other people's: they never count as a row's again. On the disk after the next `sync`.
-- @param job the number of the job for which a person said so; 0 for a call made outside any job
function listed:set_others(job, contract, ids)
	explain(self, job, contract, ids, "others", 1)
end

--- Writes ids down as the orders of as many rows, of which nobody knows which is whose. The like.
function listed:set_counted(job, contract, ids)
	explain(self, job, contract, ids, "counted", 2)
end

return listed
