--- The ledger's methods on what contracts looked like before a job's first send: by it is told what its orders changed,
-- and what would undo them.
--
-- Invariant: what was seen first stays: an order of the job may have changed what is seen later. A retry goes by what
-- was seen before the job that it retries.

local likeness <const> = require "unom.bulk.ledger.likeness"
local states <const> = require "unom.bulk.ledger.states"
local values <const> = require "unom.bulk.ledger.values"

local seen <const> = {}

-- What a row can act upon, by the field that names it.
local TARGETS <const> = { "lineNo", "reserveId" }

-- The states of rows that are not sent.
local UNSENT <const> = "('pending', 'skipped')"
assert(states.may_be_retried "pending" == false and states.is_done "skipped")

local function has_any(database, statement, ...)
	return database:first(statement .. " LIMIT 1", ...) ~= nil
end

--- The job for which the contract was looked at that counts for this job: itself, or the nearest that it retries; nil:
-- there is none.
local function keeper(self, job, contract)
	while job do
		if has_any(self.database, "SELECT 1 AS found FROM seen WHERE job = ? AND contract = ?", job, contract) then
			return job
		end
		local found <const> = self.database:first("SELECT parent FROM job WHERE job = ? AND purpose = 'retry'", job)
		job = found and found.parent
	end
end

--- Is the contract to be looked at before the job sends something on it: has nobody done so, and was nothing sent yet?
function seen:lacks_seen(job, contract)
	return keeper(self, job, contract) == nil and not has_any(self.database, [[SELECT 1 AS found FROM list_row
		WHERE job = ? AND contract = ? AND (state NOT IN ]] .. UNSENT .. " OR may_have_acted = 1)", job, contract)
end

--- Does a row of the job act upon this on the contract?
-- @param field that names it: lineNo or reserveId
function seen:acts_upon(job, contract, field, target)
	local keys <const> = likeness.keys(field, target)
	return has_any(self.database, ("SELECT 1 AS found FROM list_row WHERE contract = ? AND order_key IN (?%s) AND job = ?")
		:format((", ?"):rep(#keys - 1)), contract, table.unpack(table.move({ job }, 1, 1, #keys + 1, keys)))
end

--- Writes what a contract looked like before the job's first send on it, unless that is there already. On the disk
-- after the next sync.
-- @param found {offered=bool: does the carrier tell the lines, whole=bool: all of them, shares_whole=bool|nil: all
--   lines that share their data, by_field={lineNo={target=entry}, reserveId={target=entry}}}; kept is what rows of the
--   job act upon, and where one of them adds a line, which lines there are
function seen:record_seen(job, contract, found)
	if keeper(self, job, contract) then
		return
	end
	local database <const> = self.database
	database:begin()
	database:run("INSERT INTO seen (job, contract, offered, whole, shares_whole, time) VALUES (?, ?, ?, ?, ?, ?)", job,
		contract, found.offered and 1 or 0, found.whole and 1 or 0,
		found.shares_whole ~= nil and (found.shares_whole and 1 or 0) or nil, self:now())
	local adds_lines <const> = has_any(database, [[SELECT 1 AS found FROM list_row
		WHERE job = ? AND contract = ? AND operation = 'add_line']], job, contract)
	for _, field in ipairs(TARGETS) do
		for target, entry in pairs(found.by_field[field] or {}) do
			local kept <const> = self:acts_upon(job, contract, field, target) and entry
				or adds_lines and field == "lineNo" and { listed = entry.listed } or nil
			if kept then
				database:run("INSERT INTO seen_target (job, contract, target, entry) VALUES (?, ?, ?, ?)", job, contract,
					target, values.encode(kept))
			end
		end
	end
end

--- What was seen of a line, or of a reservation, before the job's first send on the contract; nil: nothing.
-- @param target a lineNo or a reserveId
-- @return {listed=, planCode=, ...}, see `standing.kept`; of a reservation {lineNo=, share=, reserveId=}
function seen:seen(job, contract, target)
	local found <const> = self.database:first(
		"SELECT entry FROM seen_target WHERE job = ? AND contract = ? AND target = ?",
		keeper(self, job, contract), contract, target)
	return found and values.decode(found.entry)
end

--- What is known of the contract as it was before the job's first send on it; nil: nobody looked, or the carrier did
-- not answer.
-- @return {offered=bool: the carrier tells the lines, whole=bool: it showed all of them, shares_whole=bool|nil: all
--   lines that share their data; nil: not asked, time=}
function seen:seen_of(job, contract)
	local found <const> = self.database:first(
		"SELECT offered, whole, shares_whole, time FROM seen WHERE job = ? AND contract = ?",
		keeper(self, job, contract), contract)
	if not found then
		return nil
	end
	local shares_whole
	if found.shares_whole then
		shares_whole = found.shares_whole == 1
	end
	return { offered = found.offered == 1, whole = found.whole == 1, shares_whole = shares_whole, time = found.time }
end

return seen
