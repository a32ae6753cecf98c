--- The states of a row, and the facts about each that the rest of unom acts on.
--
-- Invariant: every list of states anywhere is made from this table, in this order.

-- `open`: something is still to come. `done`: it ended as asked. `forgets_secrets`: this job will not send the row
-- again. `can_be_retried`: it ended otherwise than asked; a retry leaves out those among them that bear the mark.
-- `settled`: no later answer opens the row again.
-- `did_nothing`: a row that ended so, without the mark, changed nothing at the carrier.
local FACTS <const> = {
	{ name = "succeeded", settled = true, done = true, forgets_secrets = true },
	{ name = "skipped", done = true, forgets_secrets = true, did_nothing = true, settled = true },
	{ name = "rejected", settled = true, forgets_secrets = true, can_be_retried = true, did_nothing = true },
	{ name = "failed", settled = true, forgets_secrets = true, can_be_retried = true, did_nothing = true },
	{ name = "cancelled", forgets_secrets = true, can_be_retried = true, did_nothing = true },
	{ name = "unknown" },
	{ name = "tracking", open = true, forgets_secrets = true },
	{ name = "submitting", open = true },
	{ name = "pending", open = true },
}

local states <const> = {
	names = {}, -- every state: how a row can end first, then what is open
	open = {}, -- the open ones
	can_be_retried = {},
	did_nothing = {},
	settled = {},
}

local by_name <const> = {}
for _, fact in ipairs(FACTS) do
	by_name[fact.name] = fact
	states.names[#states.names + 1] = fact.name
	for _, list in ipairs { "open", "can_be_retried", "did_nothing", "settled" } do
		if fact[list] then
			table.insert(states[list], fact.name)
		end
	end
end

--- Can a row in this state no longer change by itself?
function states.is_final(state)
	return not by_name[state].open
end

--- Did a row in this state end as asked?
function states.is_done(state)
	return by_name[state].done == true
end

function states.forgets_secrets(state)
	return by_name[state].forgets_secrets == true
end

--- May a retry take rows in this state? False for a word that is no state.
function states.may_be_retried(state)
	local fact <const> = by_name[state]
	return fact ~= nil and fact.can_be_retried == true
end

--- Counts of rows by state, all zero.
function states.counts()
	local counts <const> = {}
	for _, state in ipairs(states.names) do
		counts[state] = 0
	end
	return counts
end

--- How many of the rows counted are open.
-- @param counts {state = number}; a state that is missing counts as 0
function states.count_open(counts)
	local number = 0
	for _, state in ipairs(states.open) do
		number = number + (counts[state] or 0)
	end
	return number
end

--- How many of the rows counted ended as asked.
function states.count_done(counts)
	local number = 0
	for _, fact in ipairs(FACTS) do
		number = number + (fact.done and counts[fact.name] or 0)
	end
	return number
end

--- How many rows are counted.
function states.count_all(counts)
	local number = 0
	for _, of_state in pairs(counts) do
		number = number + of_state
	end
	return number
end

return states
