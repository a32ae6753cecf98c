--- A family: the job of a list with its retries and cancels, and what became of each row of the list in the end.
--
-- Invariant: a row of the list has one fate: that of the last job that took it; a cancel, and what is tried again of
-- one, acts on the orders of others and takes no row. A retry takes a row once and in file
-- order, so rows are matched by their lines, some at a time.

local states <const> = require "unom.bulk.ledger.states"

local family <const> = {}

-- How many rows of a job are read from the ledger at a time.
local WINDOW <const> = 1000

--- The job of the list from which a job follows: itself, or the first of those that it retries or cancels.
function family.root(ledger, job)
	while job.parent do
		job = ledger:job(job.parent)
	end
	return job
end

--- Adds the jobs that follow from a job, and those that follow from them.
-- @param retries gets those that took rows of the list; nil below a cancel, whose rows are no rows of the list
local function add_children(ledger, job, jobs, retries)
	for _, purpose in ipairs { "retry", "cancel" } do
		for _, child in ipairs(ledger:children(job.job, purpose)) do
			local below <const> = purpose == "retry" and retries or nil
			jobs[#jobs + 1] = child
			if below then
				below[#below + 1] = child
			end
			add_children(ledger, child, jobs, below)
		end
	end
end

local function by_number(a, b)
	return a.job < b.job
end

--- Counts the rows of the root by their newest state.
local function count(ledger, root, retries)
	local counts <const> = states.counts()
	local function add(job)
		for state, number in pairs(ledger:count_untaken(job.job)) do
			counts[state] = counts[state] + number
		end
	end
	add(root)
	for _, job in ipairs(retries) do
		add(job)
	end
	return counts
end

--- Walks the rows of a job: a function that gives the next one without taking it, and one that takes it.
local function walk(ledger, job)
	local window, place = {}, 1
	local last = 0
	local function peek()
		if place > #window and last ~= nil then
			window, place = ledger:rows_after(job.job, last, WINDOW), 1
			last = #window > 0 and window[#window].row or nil
		end
		return window[place]
	end
	return peek, function() place = place + 1 end
end

--- Goes through the rows of a job, in file order, each with its fate in the retries of it.
-- @param jobs those retries, the oldest first
local function rows_with_fates(ledger, job, jobs)
	local peek_row <const>, take_row <const> = walk(ledger, job)
	local retries <const> = {}
	for index, other in ipairs(jobs) do
		local peek <const>, take <const> = walk(ledger, other)
		retries[index] = { peek = peek, take = take }
	end
	return function()
		local row <const> = peek_row()
		if not row then
			return nil
		end
		take_row()
		local fate = row
		for _, retry in ipairs(retries) do
			local again <const> = retry.peek()
			if again and again.line == row.line then
				fate = again
				retry.take()
			end
		end
		return row, fate
	end
end

--- The family that a job belongs to.
-- @param job as `ledger:job` gives it
-- @return {root=the job of the list, jobs={the root, then its retries and cancels and theirs, the oldest first},
--   retries={those of them that took rows of the list; a retry of a cancel takes none},
--   states={how many rows of the root are in each state now}, rows()=an iterator of each row of the root and its fate,
--   which is the row itself or that of a retry: fate.job says whose}
function family.of(ledger, job)
	local root <const> = family.root(ledger, job)
	local jobs <const>, retries <const> = { root }, {}
	add_children(ledger, root, jobs, retries)
	table.sort(jobs, by_number)
	table.sort(retries, by_number)
	return {
		root = root, jobs = jobs, retries = retries, states = count(ledger, root, retries),
		rows = function() return rows_with_fates(ledger, root, retries) end,
	}
end

--- The rows of a job, each twice, as an iterator: what it did with a row is the row's fate.
function family.rows_of(ledger, job)
	return rows_with_fates(ledger, job, {})
end

return family
