--- What people do with lists, jobs and ledgers, between, during and after the kills; and how they end it.
--
-- ACTIONS is the table of it; `live` draws from it. Each goes through the bulk functions, by a worker of its own.
--
-- What nobody can tell is left out, as in the model (see docs/reliability.md): a copy of a ledger with a row in doubt
-- is not put back, and none while a request is under way. What no list of orders shows (a reservation) is counted apart
-- where it is ordered again on a copy.
--
-- Invariant: which actions, on what and with which words, is drawn from the seed.

local commands <const> = require "chaos.commands"
local ledgers <const> = require "chaos.people.ledgers"
local lists <const> = require "chaos.people.lists"
local person <const> = require "chaos.person"
local runs <const> = require "chaos.people.runs"

local people <const> = { MOST_LISTS = runs.MOST_LISTS }

local MOST_STARTS <const> = 40 -- until everything has ended
local CARELESSNESS <const> = 0.3

--- Notes what somebody did, and what was answered.
local function note(self, who, name, told)
	commands.count(self.actions, ("%s: %s"):format(name, told))
	table.insert(self.story, ("%s %s: %s (to start %d)"):format(who.name, name, told, self.starts))
end

local function answer(self, who, draw)
	return ("%d taken"):format(person.resolve(self, who, draw, CARELESSNESS))
end

--- The other person's list: the same, or one that overlaps it.
local function list_of_other(self, draw)
	local rows <const> = {}
	local same <const> = draw:number() < 0.5
	for index, cells in ipairs(self.people.one.list) do
		if same or index % 2 == 0 then
			rows[#rows + 1] = cells
		end
	end
	return same and rows or lists.one_changed(rows, draw)
end

local function other_runs(self, _, draw)
	local other <const> = self.people.other
	if not other.list then
		other.list = list_of_other(self, draw)
		self:write_list(other.list_path, other.list)
	end
	return (runs.go_on(self, other, draw))
end

local function other_runs_in_mid_run(self, who, draw)
	return runs.in_mid_run(self, who, draw, nil, function() return other_runs(self, who, draw) end)
end

-- ---- the table ----

local function has_copy(who)
	return who.copy ~= nil
end

local function has_put_aside(who)
	return #who.put_aside > 0
end

-- `weight`: how often among the others. `act(self, who, draw)` returns what was answered. `can(who)`: else another is
-- drawn.
local ACTIONS <const> = {
	{ name = "went on", weight = 16, act = function(self, who, draw) return (runs.go_on(self, who, draw)) end },
	{ name = "answered for unknown rows", weight = 7, act = answer },
	{ name = "retried", weight = 4, act = lists.retry },
	{ name = "cancelled", weight = 1, act = runs.cancel },
	{ name = "ran the same list", weight = 1, act = lists.run_version "the same list" },
	{ name = "ran a corrected list", weight = 3, act = lists.run_version "a corrected list" },
	{ name = "ran a re-saved list", weight = 2, act = lists.run_version "a re-saved list" },
	{ name = "ran a reordered list", weight = 2, act = lists.run_version "a reordered list" },
	{ name = "ran the list under another name", weight = 1, act = lists.run_version "the list under another name" },
	{ name = "copied the ledger", weight = 3, act = ledgers.copy },
	{ name = "copied the ledger in mid-run", weight = 5, act = ledgers.copy_in_mid_run },
	{ name = "put a copy back", weight = 5, act = ledgers.put_back, can = has_copy },
	{ name = "put a copy back over a run", weight = 3, act = ledgers.put_back_over_run, can = has_copy },
	{ name = "put the newer ledger back", weight = 1, act = ledgers.put_newer_back, can = has_put_aside },
	{ name = "moved the ledger in mid-run", weight = 1, act = ledgers.move_in_mid_run },
	{ name = "removed the ledger", weight = 1, act = ledgers.remove },
	{ name = "named the ledger by a link", weight = 1, act = ledgers.go_on_by_link },
	{ name = "started a second process", weight = 1, act = runs.second_process(function() end) },
	{ name = "started a second process by a link", weight = 1, act = runs.second_process(function(who, options)
		options.ledger = ledgers.link_to(who)
	end) },
	{ name = "removed the lock and started a second process", weight = 4, act = runs.second_process(ledgers.remove_lock) },
	{ name = "was another", weight = 2, act = other_runs },
	{ name = "was another in mid-run", weight = 3, act = other_runs_in_mid_run },
}

local function draw_action(who, draw)
	local total = 0
	for _, action in ipairs(ACTIONS) do
		total = total + (action.can and not action.can(who) and 0 or action.weight)
	end
	local left = draw:integer(total)
	for _, action in ipairs(ACTIONS) do
		left = left - (action.can and not action.can(who) and 0 or action.weight)
		if left <= 0 then
			return action
		end
	end
end

-- ---- the end ----

--- The ledger is an older copy: the newer one is put back, or the lock file that remembers it goes.
local function mend_older(self, who, draw)
	who.is_older = false
	if draw:number() < 0.5 and #who.put_aside > 0 then
		note(self, who, "was told of an older copy", "the newer one " .. ledgers.put_newer_back(self, who))
	else
		note(self, who, "was told of an older copy", "the lock removed")
		ledgers.remove_lock(who)
	end
end

--- Goes on with a job. Returns whether time passed and nothing else, or nobody answers for what it waits for.
local function end_job(self, who, draw, job, list)
	local allows_others <const> = who.allows_others -- a word for the start that asked for it, not for a locked one
	local outcome <const>, told <const> = commands.finish(self,
		commands.begin(self, who, "resume", { job = job.job }, list, runs.maybe_struck(self, draw)))
	note(self, who, "ended it", told)
	local refused <const> = outcome and outcome.err and outcome.err.kind
	who.allows_others = refused == "others_ordered" or refused == "locked" and allows_others or nil
	if outcome and runs.is_older(outcome) then
		ledgers.remove_lock(who)
	end
	return outcome ~= nil and (outcome.deadline == true or outcome.held == true)
end

--- How every row is, as one text.
local function standing(book)
	local words <const> = {}
	for index, row in ipairs(book.rows) do
		words[index] = row.state .. (row.order_status or "")
	end
	return table.concat(words, " ")
end

--- Goes on with every job until none is open, or until nothing moves any more.
local function finish(self, who, draw)
	for _ = 1, MOST_STARTS do
		local list <const>, _, book <const> = runs.look(self, who, runs.is_open)
		local stands = true
		for _, job in ipairs(book.jobs) do
			stands = (not job.open or end_job(self, who, draw, job, list)) and stands
		end
		local _, _, after <const> = runs.look(self, who, runs.is_open)
		if not runs.has_open(after) or stands and standing(after) == standing(book) or #self.violations > 0 then
			return
		end
	end
	table.insert(self.violations, ("%s is not through after %d starts"):format(who.name, MOST_STARTS))
end

--- People do `number` things, and then end what they began.
-- @param blows strikes at most
function people.live(self, draw, number, blows)
	self.most_blows, self.lists_made = blows, 0
	for _, name in ipairs { "one", "other" } do
		local who <const> = self.people[name] or self:add_person(name)
		who.put_aside, who.list_path = {}, who.home .. "/list.csv"
	end
	local one <const>, other <const> = self.people.one, self.people.other
	one.list = self.list
	self:write_list(one.list_path, one.list)
	note(self, one, "began", (runs.go_on(self, one, draw)))
	for _ = 1, number do
		local who <const> = other.list and draw:number() < 0.2 and other or one
		local action <const> = draw_action(who, draw)
		note(self, who, action.name, action.act(self, who, draw))
		if who.is_older then
			mend_older(self, who, draw)
		end
		if #self.violations > 0 then
			return
		end
	end
	finish(self, one, draw)
	finish(self, other, draw)
end

return people
