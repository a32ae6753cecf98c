--- The ids that a contract's lists showed before we sent anything: they cannot be orders of ours.
--
-- Invariant: an id is known if it was listed before our first send, was checked and belongs to no row, or belongs to
-- a row. It stays known, save what is only true of the present (a kind of evidence that is `current`).

local baseline <const> = {}

--- Remembers ids of a contract as known: no row will adopt them. On the disk after the ledger's next sync.
-- @param kind a kind of evidence, see carrier/evidence.lua
function baseline.add(ledger, contract, kind, ids)
	ledger.database:begin()
	for _, id in ipairs(ids) do
		ledger.database:run([[INSERT INTO known_id (contract, kind, id) VALUES (?, ?, ?)
			ON CONFLICT (contract, kind, id) DO NOTHING]], contract, kind.name, id)
	end
end

--- Remembers what the carrier listed before a job's first send on a contract. On the disk after the next sync.
-- @param listing {ids=, whole=bool: did the lists show all there is?}
function baseline.set(ledger, job, contract, kind, listing)
	local database <const> = ledger.database
	database:begin()
	if kind.current then
		database:run("DELETE FROM known_id WHERE contract = ? AND kind = ?", contract, kind.name)
	end
	baseline.add(ledger, contract, kind, listing.ids)
	database:run("DELETE FROM baseline WHERE job = ? AND contract = ? AND kind = ?", job, contract, kind.name)
	database:run("INSERT INTO baseline (job, contract, kind, whole, time) VALUES (?, ?, ?, ?, ?)",
		job, contract, kind.name, listing.whole and 1 or 0, ledger:now())
	ledger:note(job, nil, "baseline", ("%s %s: %d ids%s"):format(contract, kind.name, #listing.ids,
		listing.whole and "" or ", not whole"))
end

--- Was all that the carrier listed on a contract known before the job's first send on it?
function baseline.is_whole(ledger, job, contract, kind)
	local found <const> = ledger.database:first("SELECT whole FROM baseline WHERE job = ? AND contract = ? AND kind = ?",
		job, contract, kind.name)
	return found ~= nil and found.whole == 1
end

--- Is the id known?
function baseline.is_known(ledger, contract, kind, id)
	local database <const> = ledger.database
	return database:first("SELECT 1 AS found FROM known_id WHERE contract = ? AND kind = ? AND id = ?",
		contract, kind.name, id) ~= nil
		or database:first(("SELECT 1 AS found FROM list_row WHERE contract = ? AND %s = ?"):format(kind.column),
			contract, id) ~= nil
end

return baseline
