--- The rows that ended otherwise than asked, grouped by what went wrong.
--
-- Invariant: rows of one group need one thing of a person. What tells rows of a group apart, such as an id in their
-- words, is in its examples alone.

local reason <const> = require "unom.reason"
local remedies <const> = require "unom.bulk.jobs.status.remedies"
local shown <const> = require "unom.bulk.jobs.status.rows"

local failures <const> = {}

-- In the order in which they are told: a person comes first.
local STATES <const> = { "unknown", "rejected", "failed", "cancelled" }

local MOST_EXAMPLES <const> = 3 -- of a group

-- What of a reason makes a group. A message that the carrier gives a code is known by that.
local KEYS <const> = { "code", "kind", "status", "name", "message_id" }

local function add_to_key(parts, why)
	for _, name in ipairs(KEYS) do
		parts[#parts + 1] = tostring(why[name])
	end
	parts[#parts + 1] = not (why.name or why.message_id) and tostring(why.message) or ""
	local inner <const> = {}
	for name, value in pairs(why) do
		inner[#inner + 1] = type(value) == "table" and name or nil
	end
	table.sort(inner)
	for _, name in ipairs(inner) do
		add_to_key(parts, why[name])
	end
end

local function key_of(row)
	local parts <const> = { row.state, row.operation, row.message_id or "" }
	add_to_key(parts, row.reason or {})
	return table.concat(parts, "\0")
end

--- Adds a row; the first of those that the ledger groups stands for them all.
local function add(groups, row)
	local key <const> = key_of(row)
	local group = groups[key]
	if not group then
		local why <const> = row.reason or {}
		group = { state = row.state, operation = row.operation, messageId = row.message_id, code = why.name or why.code,
			error = reason.words(row.reason), advice = remedies.of(row), rows = 0, examples = {} }
		groups[key], groups[#groups + 1] = group, group
	end
	group.rows = group.rows + (row.place == 1 and row.number or 0)
	if #group.examples < MOST_EXAMPLES then
		table.insert(group.examples, shown.of(row))
	end
end

--- The groups of the rows of jobs, those that need a person first, then the largest.
-- @param jobs as `ledger:job` gives them; of a cancel among others only rows that need a person are taken
-- @param untaken only rows that no retry has taken
-- @return an array of {state=, operation=, messageId=, code=, error=words, advice=words|nil, rows=how many,
--   examples={the first of them, as `status` shows rows}}
function failures.of(ledger, jobs, untaken)
	local all <const> = {}
	for _, state in ipairs(STATES) do
		local groups <const> = {}
		for _, job in ipairs(jobs) do
			local is_asked <const> = state == "unknown" or job.purpose ~= "cancel" or #jobs == 1
			for _, row in ipairs(is_asked and ledger:grouped_rows(job.job, state, untaken, MOST_EXAMPLES) or {}) do
				add(groups, row)
			end
		end
		table.sort(groups, function(a, b)
			return a.rows > b.rows or a.rows == b.rows and (a.examples[1].line < b.examples[1].line
				or a.examples[1].line == b.examples[1].line and a.examples[1].job < b.examples[1].job)
		end)
		table.move(groups, 1, #groups, #all + 1, all)
	end
	return all
end

return failures
