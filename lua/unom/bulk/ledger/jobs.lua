--- The ledger's methods on jobs and on the contracts that they work on.
--
-- Invariant: a job's rows are added in one transaction with it, so that there is no job without its list.

local states <const> = require "unom.bulk.ledger.states"
local values <const> = require "unom.bulk.ledger.values"

local jobs <const> = {}

-- The open states, as SQL has them.
local OPEN <const> = "('" .. table.concat(states.open, "', '") .. "')"

--- Adds a job and returns its number. To be called inside `transaction`, with its rows.
-- @param job {list=, sha256= of its bytes (nil: it was not read from a file), columns={{header=, field=}...},
--   settings={...}, parent=the job it follows from|nil, purpose="list"|"retry"|"cancel"}
function jobs:add_job(job)
	self.database:run([[INSERT INTO job (created, list, sha256, columns, settings, total, parent, purpose)
		VALUES (?, ?, ?, ?, ?, 0, ?, ?)]],
		self:now(), job.list, job.sha256 or "", values.encode(job.columns), values.encode(job.settings), job.parent,
		job.purpose)
	return self.database:last_id()
end

--- Writes how many rows the job has, once all are added.
function jobs:close_job(job, total)
	self.database:run("UPDATE job SET total = ? WHERE job = ?", total, job)
	self:note(job, nil, "created", { rows = total })
end

--- Takes a job of which nothing was sent out of the ledger, with its rows. Its events stay, as no job's: what was
-- listed meanwhile is still known by them.
function jobs:forget_job(job)
	self:transaction(function()
		local sent <const> = self.database:first("SELECT 1 AS found FROM list_row WHERE job = ? AND first_sent IS NOT NULL",
			job)
		if sent or self.lock and not self.lock:is_held() then -- another process has gone on with it
			return
		end
		for _, statement in ipairs {
			"DELETE FROM list_row WHERE job = ?", "DELETE FROM baseline WHERE job = ?", "DELETE FROM waiting WHERE job = ?",
			"DELETE FROM seen WHERE job = ?", "DELETE FROM seen_target WHERE job = ?",
			"DELETE FROM job WHERE job = ?", "UPDATE event SET job = 0 WHERE job = ?",
		} do
			self.database:run(statement, job)
		end
	end)
end

--- How many rows of a job are in each state: {pending=, submitting=, ...}, every state named.
-- @param last count rows up to this number only; all by default
function jobs:count_states(job, last)
	local counts <const> = states.counts()
	for _, found in ipairs(self.database:all([[SELECT state, COUNT(*) AS number FROM list_row
		WHERE job = ? AND list_row <= ? GROUP BY state]], job, last or math.maxinteger)) do
		counts[found.state] = found.number
	end
	return counts
end

--- The same of the rows of a job that none of its retries has taken.
function jobs:count_untaken(job)
	local counts <const> = states.counts()
	for _, found in ipairs(self.database:all([[SELECT state, COUNT(*) AS number FROM list_row
		WHERE job = ? AND line NOT IN (SELECT line FROM list_row
			WHERE job IN (SELECT job FROM job WHERE parent = ? AND purpose = 'retry')) GROUP BY state]], job, job)) do
		counts[found.state] = found.number
	end
	return counts
end

local function read_job(self, stored)
	stored.columns = values.decode(stored.columns)
	stored.settings = values.decode(stored.settings)
	stored.states = self:count_states(stored.job)
	stored.open = states.count_open(stored.states) > 0
	return stored
end

--- The job of that number, or nil.
function jobs:job(job)
	local stored <const> = self.database:first("SELECT * FROM job WHERE job = ?", job)
	return stored and read_job(self, stored)
end

--- Every job, the oldest first.
function jobs:jobs()
	local all <const> = self.database:all("SELECT * FROM job ORDER BY job")
	for _, stored in ipairs(all) do
		read_job(self, stored)
	end
	return all
end

--- Which list each job is of, and its settings, the oldest job first: {job=, list=, settings={...}}.
function jobs:lists()
	local all <const> = self.database:all("SELECT job, list, settings FROM job ORDER BY job")
	for _, found in ipairs(all) do
		found.settings = values.decode(found.settings)
	end
	return all
end

--- The jobs of a purpose that follow from a job, the oldest first.
function jobs:children(job, purpose)
	local children <const> = {}
	for _, found in ipairs(self.database:all("SELECT job FROM job WHERE parent = ? AND purpose = ? ORDER BY job", job,
		purpose)) do
		children[#children + 1] = self:job(found.job)
	end
	return children
end

--- The number of the newest job that was made of a file of these bytes, or nil.
function jobs:job_of_file(sha256)
	local found <const> = self.database:first("SELECT MAX(job) AS job FROM job WHERE sha256 = ? AND purpose = 'list'",
		sha256)
	return found and found.job
end

--- The contracts of a job's open rows, in order of their first row.
function jobs:open_contracts(job)
	local contracts <const> = {}
	for _, found in ipairs(self.database:all([[SELECT contract, MIN(list_row) AS first FROM list_row
		WHERE job = ? AND state IN ]] .. OPEN .. [[ GROUP BY contract ORDER BY first]], job)) do
		contracts[#contracts + 1] = found.contract
	end
	return contracts
end

--- The newest other job with a row of the contract that is still in doubt, or nil. The jobs that cancel this one, and
-- the one that this one cancels, are not others.
function jobs:job_in_doubt(contract, job)
	local found <const> = self.database:first([[SELECT MAX(list_row.job) AS job FROM list_row
		JOIN job ON job.job = list_row.job
		WHERE contract = ? AND state = 'submitting' AND list_row.job <> ?
		AND NOT (purpose = 'cancel' AND parent = ?)
		AND list_row.job NOT IN (SELECT parent FROM job WHERE job = ? AND purpose = 'cancel')]], contract, job, job, job)
	return found and found.job
end

--- Writes who works on a contract: for those who find it locked, and for those who could not know that it is. It is on
-- the disk after the next `sync`.
-- @param epoch a random number of this claim: whoever finds another one there has lost the contract
-- @param host the name of the machine on which the process is; nil: not known
function jobs:set_holder(contract, process, job, epoch, host)
	self.database:begin()
	self.database:run("DELETE FROM holder WHERE contract = ?", contract)
	self.database:run("INSERT INTO holder (contract, process, job, since, epoch, host) VALUES (?, ?, ?, ?, ?, ?)",
		contract, process, job, self:now(), epoch, host or "")
end

--- On how many contracts the claim of that epoch stands.
function jobs:count_held(epoch)
	return self.database:first("SELECT COUNT(*) AS number FROM holder WHERE epoch = ?", epoch).number
end

--- Who works on a contract, as last written: {process=, job=, since=, host="" where it is not known} or nil.
function jobs:holder(contract)
	return self.database:first("SELECT process, job, since, host FROM holder WHERE contract = ?", contract)
end

--- Writes what a contract of a job waits for. It is on the disk after the next `sync`; what is there already is not
-- written again, and keeps its time.
-- @param words nil: it waits for nothing
function jobs:set_waiting(job, contract, words)
	local found <const> = self.database:first("SELECT words FROM waiting WHERE job = ? AND contract = ?", job, contract)
	if (found and found.words) == words then
		return
	end
	self.database:begin()
	self.database:run("DELETE FROM waiting WHERE job = ? AND contract = ?", job, contract)
	if words then
		self.database:run("INSERT INTO waiting (job, contract, words, since) VALUES (?, ?, ?, ?)", job, contract, words,
			self:now())
	end
end

--- What the contracts of a job wait for, as last written: an array of {contract=, words=, since=}.
function jobs:waiting(job)
	return self.database:all("SELECT contract, words, since FROM waiting WHERE job = ? ORDER BY contract", job)
end

--- Writes that no contract of the job waits any more. It is on the disk after the next `sync`.
function jobs:forget_waiting(job)
	self.database:begin()
	self.database:run("DELETE FROM waiting WHERE job = ?", job)
end

return jobs
