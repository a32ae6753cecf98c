--- What a contract's lists showed before we sent anything: it cannot be ours.
--
-- Orders are remembered by ledger/listed.lua, with the event at which each was first listed. Here is whether the lists
-- were whole before a job's first send, and what else they showed: the lines that share their data.
--
-- Invariant: of lines that share their data only the last baseline counts: a line that left and came back is another
-- story.

local baseline <const> = {}

-- What a baseline calls the two lists of orders together, and the first of them by itself: an order that has left it
-- never comes back to it.
local ORDERS <const>, ACCEPTING <const> = "orders", "accepting"

--- Keeps of what was known only what is there still, with the event since when, and adds what is new.
local function replace_known(database, contract, kind, ids, event)
	local since <const> = {}
	for _, known in ipairs(database:all("SELECT id, first_event FROM known_id WHERE contract = ? AND kind = ?",
		contract, kind.name)) do
		since[known.id] = known.first_event
	end
	database:run("DELETE FROM known_id WHERE contract = ? AND kind = ?", contract, kind.name)
	for _, id in ipairs(ids) do
		database:run([[INSERT INTO known_id (contract, kind, id, first_event) VALUES (?, ?, ?, ?)
			ON CONFLICT (contract, kind, id) DO NOTHING]], contract, kind.name, id, since[id] or event)
	end
end

local function write(ledger, job, contract, name, is_whole)
	local database <const> = ledger.database
	database:run("DELETE FROM baseline WHERE job = ? AND contract = ? AND kind = ?", job, contract, name)
	database:run("INSERT INTO baseline (job, contract, kind, whole, time) VALUES (?, ?, ?, ?, ?)",
		job, contract, name, is_whole and 1 or 0, ledger:now())
end

--- Remembers what the carrier listed before a job's first send on a contract. On the disk after the next sync.
-- @param kind a kind of evidence, see carrier/evidence.lua
-- @param listing {ids=, whole=bool: did the lists show all there is?}
function baseline.set(ledger, job, contract, kind, listing)
	local database <const> = ledger.database
	local event <const> = ledger:note(job, nil, "baseline", { contract = contract, kind = kind.name, ids = #listing.ids,
		whole = listing.whole })
	if not kind.lists_orders then
		replace_known(database, contract, kind, listing.ids, event)
	end
	write(ledger, job, contract, kind.name, listing.whole)
	if kind.lists_orders then
		write(ledger, job, contract, ACCEPTING, listing.accepting ~= nil and listing.accepting.whole)
	end
end

--- Was all that the carrier listed on a contract known before the job's first send on it?
function baseline.is_whole(ledger, job, contract, name)
	local found <const> = ledger.database:first("SELECT whole FROM baseline WHERE job = ? AND contract = ? AND kind = ?",
		job, contract, name)
	return found ~= nil and found.whole == 1
end

--- Which lists of a contract's orders were whole before the job's first send on it.
-- @return "both", or "accepting": that of orders under way; nil: none
function baseline.extent(ledger, job, contract)
	return baseline.is_whole(ledger, job, contract, ORDERS) and "both"
		or baseline.is_whole(ledger, job, contract, ACCEPTING) and "accepting" or nil
end

--- Was it there before the row was first sent, by the last baseline, or is it a row's?
function baseline.is_known(ledger, row, kind, id)
	local database <const>, contract <const> = ledger.database, row.contract
	return database:first([[SELECT 1 AS found FROM known_id
		WHERE contract = ? AND kind = ? AND id = ? AND first_event < ?]], contract, kind.name, id,
		row.first_sent or math.maxinteger) ~= nil
		or database:first(("SELECT 1 AS found FROM list_row WHERE contract = ? AND %s = ?"):format(kind.column),
			contract, id) ~= nil
end

--- The words of a kind that are known of a contract and end so, an array.
function baseline.words_ending(ledger, contract, kind, ending)
	local words <const> = {}
	for _, known in ipairs(ledger.database:all("SELECT id FROM known_id WHERE contract = ? AND kind = ? AND id LIKE ?",
		contract, kind.name, "%" .. ending)) do
		words[#words + 1] = known.id
	end
	return words
end

return baseline
