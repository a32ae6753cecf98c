--- What the carrier listed for a contract before we sent anything: the ids that are explained.
--
-- Invariant: an id is explained once it stood in a baseline, was weighed and found nobody's, or is a row's own;
-- it never becomes unexplained again, save what is only true of the present (see evidence, `current`).

local baseline <const> = {}

--- Remembers ids of a contract as explained: no row will be taken for their owner. On the disk after the ledger's
-- next sync.
-- @param kind a kind of evidence
function baseline.know(ledger, contract, kind, ids)
	ledger.database:begin()
	for _, id in ipairs(ids) do
		ledger.database:run([[INSERT INTO known_id (contract, kind, id) VALUES (?, ?, ?)
			ON CONFLICT (contract, kind, id) DO NOTHING]], contract, kind.name, id)
	end
end

--- Remembers what the carrier listed before a job's first send on a contract. On the disk after the next sync.
-- @param whole did the lists show all there is?
function baseline.set(ledger, job, contract, kind, ids, whole)
	local database <const> = ledger.database
	database:begin()
	if kind.current then
		database:run("DELETE FROM known_id WHERE contract = ? AND kind = ?", contract, kind.name)
	end
	baseline.know(ledger, contract, kind, ids)
	database:run("DELETE FROM baseline WHERE job = ? AND contract = ? AND kind = ?", job, contract, kind.name)
	database:run("INSERT INTO baseline (job, contract, kind, whole, time) VALUES (?, ?, ?, ?, ?)",
		job, contract, kind.name, whole and 1 or 0, ledger:now())
	ledger:note(job, nil, "baseline", ("%s %s: %d ids%s"):format(contract, kind.name, #ids, whole and "" or ", not whole"))
end

--- Was all that the carrier listed on a contract known before the job's first send on it?
function baseline.is_whole(ledger, job, contract, kind)
	local found <const> = ledger.database:first("SELECT whole FROM baseline WHERE job = ? AND contract = ? AND kind = ?",
		job, contract, kind.name)
	return found ~= nil and found.whole == 1
end

--- Is the id explained?
function baseline.is_known(ledger, contract, kind, id)
	local database <const> = ledger.database
	return database:first("SELECT 1 AS found FROM known_id WHERE contract = ? AND kind = ? AND id = ?",
		contract, kind.name, id) ~= nil
		or database:first(("SELECT 1 AS found FROM list_row WHERE contract = ? AND %s = ?"):format(kind.own_id),
			contract, id) ~= nil
end

return baseline
