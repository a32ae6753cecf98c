--- What people do with lists, jobs and ledgers, between, during and after the kills; and how they end it.
--
-- ACTIONS is the table of it; `live` draws from it. Each goes through the bulk functions, by a worker of its own.
--
-- What nobody can tell is left out, as in the model (see docs/reliability.md): a copy of a ledger with a row in doubt
-- is not put back, and none while a request is under way. What no list of orders shows (a reservation) is counted apart
-- where it is ordered again on a copy.
--
-- Invariant: which actions, on what and with which words, is drawn from the seed.

local books <const> = require "chaos.books"
local commands <const> = require "chaos.commands"
local lfs <const> = require "lfs"
local mixture <const> = require "chaos.mixture"
local person <const> = require "chaos.person"
local process <const> = require "chaos.process"
local shell <const> = require "support.shell"

local people <const> = {}

people.MOST_LISTS = 9 -- for other lines each
local MOST_STARTS <const> = 40 -- until everything has ended
local CARELESSNESS <const> = 0.3
local SLOWLY <const> = 2 -- rows a second, so that a run has quiet moments

--- Notes what somebody did, and what was answered.
local function note(self, who, name, told)
	commands.count(self.actions, ("%s: %s"):format(name, told))
	table.insert(self.story, ("%s %s: %s (to start %d)"):format(who.name, name, told, self.starts))
end

-- ---- commands ----

--- Is the answer that the ledger is an older copy of the one that the lock file remembers?
local function is_older(outcome)
	return outcome.err ~= nil and outcome.err.kind == "ledger" and outcome.err.message:find("older copy", 1, true) ~= nil
end

--- What the person makes of an answer.
local function take(who, draw, outcome)
	if outcome and outcome.err and outcome.err.kind == "others_ordered" then
		who.allows_others = draw:number() < 0.8 or nil
	end
	who.is_older = outcome ~= nil and is_older(outcome)
end

--- Gives a command and waits for its end. Returns what was answered.
local function give(self, who, draw, call, options, list, blow)
	local outcome <const>, answer <const> = commands.finish(self, commands.begin(self, who, call, options, list, blow))
	take(who, draw, outcome)
	return answer, outcome
end

local function maybe_struck(self, draw)
	if self.kills < self.most_blows and draw:number() < 0.7 then
		return process.draw_blow(draw, self.profile.points)
	end
end

--- The cells of all rows in a person's ledger, and its newest job for which `is_meant` holds.
local function look(self, who, is_meant)
	local book <const> = books.look(who.ledger, self.lists)
	local list <const>, found = {}, nil
	for index, row in ipairs(book.rows) do
		list[index] = row.cells
	end
	for _, job in ipairs(book.jobs) do
		found = is_meant(job) and job.purpose ~= "cancel" and job or found
	end
	return list, found, book
end

local function is_open(job)
	return job.open
end

--- What is done next: the newest open job, else the first list, else a new one, for other lines.
-- @return the function's name, its options and the rows that it may send
local function going_on(self, who, draw)
	local list <const>, job <const>, book <const> = look(self, who, is_open)
	if job then
		return "resume", { job = job.job }, list
	end
	local options <const> = { path = who.list_path, agree = true, allow_duplicates = true }
	if #book.jobs > 0 and self.lists_made < people.MOST_LISTS then
		self.lists_made = self.lists_made + 1
		who.list = mixture.rows(draw, #self.list // 2, nil, self.lists_made * mixture.LINES)
		options.path = self:write_list(("%s/list%d.csv"):format(who.home, self.starts), who.list)
		options.skip_ordered = draw:number() < 0.8 or nil
	end
	return "run", options, who.list
end

local function go_on(self, who, draw, options)
	local call <const>, own <const>, list <const> = going_on(self, who, draw)
	for name, value in pairs(options or {}) do
		own[name] = value
	end
	return give(self, who, draw, call, own, list, maybe_struck(self, draw))
end

-- ---- lists ----

local function one_changed(rows, draw)
	local changed <const> = table.move(rows, 1, #rows, 1, {})
	local index <const> = draw:integer(#rows)
	local cells <const> = {}
	for name, value in pairs(rows[index]) do
		cells[name] = value
	end
	if cells.lineNo then -- one that no row is for
		cells.lineNo = mixture.line_no(cells.contractId, math.tointeger(cells.lineNo:sub(-7)) // 100 * 100 + 50 + draw:integer(19))
	end
	changed[index] = cells
	return changed
end

local function shuffled(rows, draw)
	local order <const> = table.move(rows, 1, #rows, 1, {})
	for index = #order, 2, -1 do
		local other <const> = draw:integer(index)
		order[index], order[other] = order[other], order[index]
	end
	return order
end

-- What becomes of a list before it is run again: function(rows, draw) -> rows, and the text where it is not theirs.
local VERSIONS <const> = {
	["the same list"] = function(rows) return rows end,
	["a corrected list"] = one_changed,
	["a re-saved list"] = function(rows) return rows, mixture.text(rows) .. "\n" end,
	["a reordered list"] = shuffled,
	["the list under another name"] = function(rows) return rows end,
}

-- What a person says when a list is run again, or a job retried.
local MEANINGS <const> = { {}, { skip_ordered = true }, { skip_ordered = true }, { again = true } }

--- Counts one more for rows that are ordered by --again: where an order of the person's was there already.
local function count_again(self, who, before, list)
	local book <const> = books.look(who.ledger, self.lists)
	local seen <const> = {}
	for _, row in ipairs(book.rows) do
		if not before[row.job] and not seen[row] and self.words:has_asked(who.name, row.key) then
			self.words:mean_more(row.key)
		end
	end
	return list
end

local function jobs_of(self, who)
	local jobs <const> = {}
	for _, job in ipairs(books.look(who.ledger, self.lists).jobs) do
		jobs[job.job] = true
	end
	return jobs
end

--- Gives a command that may make a job, with a word on what was ordered before.
local function give_anew(self, who, draw, call, options, list)
	local before <const> = jobs_of(self, who)
	local answer <const> = give(self, who, draw, call, options, list, maybe_struck(self, draw))
	if options.again then
		count_again(self, who, before, list)
	end
	return answer
end

--- With its meaning, for the figures.
local function said(answer, meaning)
	return (meaning.again and "again, " or meaning.skip_ordered and "skip ordered, " or "") .. answer
end

local function run_version(name)
	return function(self, who, draw)
		local rows <const>, text <const> = VERSIONS[name](who.list, draw)
		local path <const> = name == "the list under another name" and ("%s/copy%d.csv"):format(who.home, self.starts)
			or who.list_path
		self:write_list(path, rows, text)
		who.list = rows
		local options <const> = { path = path, agree = true, allow_duplicates = true }
		local meaning <const> = MEANINGS[draw:integer(#MEANINGS)]
		for word, value in pairs(meaning) do
			options[word] = value
		end
		return said(give_anew(self, who, draw, "run", options, rows), meaning)
	end
end

local function retry(self, who, draw)
	local list <const>, job <const> = look(self, who, function(job)
		return not job.open and job.states.rejected + job.states.failed + job.states.cancelled > 0
	end)
	if not job then
		return "nothing to try again"
	end
	local options <const> = { job = job.job, path = job.list }
	local meaning <const> = MEANINGS[draw:integer(#MEANINGS)]
	for word, value in pairs(meaning) do
		options[word] = value
	end
	return said(give_anew(self, who, draw, "retry", options, list), meaning)
end

local function cancel(self, who, draw)
	local list <const>, job <const> = look(self, who, is_open)
	if not job then
		return "nothing open"
	end
	return (give(self, who, draw, "cancel", { job = job.job }, list, maybe_struck(self, draw)))
end

local function answer(self, who, draw)
	return ("%d taken"):format(person.resolve(self, who, draw, CARELESSNESS))
end

-- ---- ledgers ----

local function clone(set)
	local copy <const> = {}
	for name, value in pairs(set) do
		copy[name] = value
	end
	return copy
end

--- Is no row of the copy in doubt? Else nobody can tell what it lacks.
local function is_clean(self, path)
	for _, row in ipairs(books.look(path, self.lists).rows) do
		if row.may_have_acted or row.state == "submitting" or row.state == "unknown" then
			return false
		end
	end
	return true
end

--- Copies the ledger as people do: with its log or without, with its lock file or without.
local function copy_ledger(self, who, draw)
	local path <const> = ("%s/copy%d.db"):format(who.home, self.starts)
	local with_log <const>, with_lock <const> = draw:number() < 0.7, draw:number() < 0.5
	if not books.exists(who.ledger) then
		return "no ledger"
	end
	books.copy(who.ledger, path, with_log and { "", "-wal" } or { "" })
	books.copy(who.ledger, path, with_lock and { ".lock" } or {})
	if not is_clean(self, path) then
		return "a row is in doubt: not to be put back"
	end
	who.copy = { path = path, with_lock = with_lock, allowed = clone(who.allowed) }
	return with_log and "with its log" or "without its log"
end

--- The ledger of now is put aside, where the audit reads it.
local function put_aside(who)
	if books.exists(who.ledger) then
		local path <const> = ("%s/aside%d.db"):format(who.home, #who.put_aside + 1)
		books.move(who.ledger, path)
		table.insert(who.put_aside, { path = path, allowed = who.allowed })
	end
	who.allowed, who.excused = {}, {}
end

local function remove_lock(who)
	os.remove(who.ledger .. ".lock")
end

--- The copy takes the ledger's place.
-- @param lock "kept", "removed" or "its own"
local function put_back(_, who, draw)
	local copy <const> = who.copy
	if not copy then
		return "no copy"
	end
	local chance <const> = draw:number()
	local lock <const> = chance < 0.3 and "lock kept" or copy.with_lock and chance < 0.6 and "its own lock"
		or "lock removed"
	put_aside(who)
	books.copy(copy.path, who.ledger, { "", "-wal" })
	if lock ~= "lock kept" then
		remove_lock(who)
	end
	if lock == "its own lock" then
		books.copy(copy.path, who.ledger, { ".lock" })
	end
	who.allowed = clone(copy.allowed)
	return lock
end

--- The ledger that was put aside last is put back: what was done since is put aside.
local function put_newer_back(_, who)
	local newer <const> = table.remove(who.put_aside)
	if not newer then
		return "none was put aside"
	end
	books.move(newer.path, newer.path .. ".back")
	put_aside(who)
	books.move(newer.path .. ".back", who.ledger)
	remove_lock(who)
	who.allowed = newer.allowed
	return "put back"
end

local function remove_ledger(_, who, draw)
	put_aside(who)
	if draw:number() < 0.5 then
		remove_lock(who)
	end
	return "removed"
end

-- ---- in mid-run ----

--- Does something while a run is stopped, and continues it.
-- @param point at which it stops; nil: any
-- @param meanwhile function() -> what was answered
-- @return that, and what the run answered
local function in_mid_run(self, who, draw, point, meanwhile)
	local call <const>, options <const>, list <const> = going_on(self, who, draw)
	options.rate = point == "quiet" and SLOWLY or nil
	local started <const> = commands.begin(self, who, call, options, list, process.draw_stop(draw, point))
	local stopped <const> = process.wait_stopped(started)
	local told <const> = stopped and meanwhile(options.job) or "it had ended"
	if stopped then
		process.signal(started, self.kills < self.most_blows and draw:number() < 0.3 and "KILL" or "CONT")
	end
	local outcome <const>, run_told <const> = commands.finish(self, started)
	take(who, draw, outcome)
	return ("%s; the run: %s"):format(told, run_told)
end

local function copy_in_mid_run(self, who, draw)
	return in_mid_run(self, who, draw, "quiet", function() return copy_ledger(self, who, draw) end)
end

local function put_back_over_run(self, who, draw)
	return in_mid_run(self, who, draw, nil, function() return put_back(self, who, draw) end)
end

local function move_in_mid_run(self, who, draw)
	local away <const> = who.home .. "/away.db"
	local told <const> = in_mid_run(self, who, draw, nil, function()
		books.move(who.ledger, away)
		return "moved"
	end)
	if books.exists(away) then
		books.move(who.ledger, away .. ".none") -- nobody made one there meanwhile
		books.move(away, who.ledger)
	end
	return told
end

--- The name of the ledger by a symbolic link.
local function link_to(who)
	local link <const> = who.home .. "/link.db"
	if not lfs.symlinkattributes(link) then
		os.execute(("ln -s %s %s"):format(shell.quoted(who.ledger), shell.quoted(link)))
	end
	return link
end

local function go_on_by_link(self, who, draw)
	return (go_on(self, who, draw, { ledger = link_to(who) }))
end

--- Another process goes on with the same job, while one works on it.
-- @param prepare function(who, options) before it starts
local function second_process(prepare)
	return function(self, who, draw)
		return in_mid_run(self, who, draw, nil, function()
			local call <const>, options <const>, list <const> = going_on(self, who, draw)
			prepare(who, options)
			return (give(self, who, draw, call, options, list))
		end)
	end
end

-- ---- somebody else ----

--- The other person's list: the same, or one that overlaps it.
local function list_of_other(self, draw)
	local rows <const> = {}
	local same <const> = draw:number() < 0.5
	for index, cells in ipairs(self.people.one.list) do
		if same or index % 2 == 0 then
			rows[#rows + 1] = cells
		end
	end
	return same and rows or one_changed(rows, draw)
end

local function other_runs(self, _, draw)
	local other <const> = self.people.other
	if not other.list then
		other.list = list_of_other(self, draw)
		self:write_list(other.list_path, other.list)
	end
	return (go_on(self, other, draw))
end

local function other_runs_in_mid_run(self, who, draw)
	return in_mid_run(self, who, draw, nil, function() return other_runs(self, who, draw) end)
end

-- ---- the table ----

-- `weight`: how often among the others. `act(self, who, draw)` returns what was answered.
local ACTIONS <const> = {
	{ name = "went on", weight = 8, act = function(self, who, draw) return (go_on(self, who, draw)) end },
	{ name = "answered for unknown rows", weight = 4, act = answer },
	{ name = "retried", weight = 4, act = retry },
	{ name = "cancelled", weight = 1, act = cancel },
	{ name = "ran the same list", weight = 1, act = run_version "the same list" },
	{ name = "ran a corrected list", weight = 3, act = run_version "a corrected list" },
	{ name = "ran a re-saved list", weight = 2, act = run_version "a re-saved list" },
	{ name = "ran a reordered list", weight = 2, act = run_version "a reordered list" },
	{ name = "ran the list under another name", weight = 1, act = run_version "the list under another name" },
	{ name = "copied the ledger", weight = 3, act = copy_ledger },
	{ name = "copied the ledger in mid-run", weight = 5, act = copy_in_mid_run },
	{ name = "put a copy back", weight = 5, act = put_back },
	{ name = "put a copy back over a run", weight = 3, act = put_back_over_run },
	{ name = "put the newer ledger back", weight = 1, act = put_newer_back },
	{ name = "moved the ledger in mid-run", weight = 1, act = move_in_mid_run },
	{ name = "removed the ledger", weight = 1, act = remove_ledger },
	{ name = "named the ledger by a link", weight = 1, act = go_on_by_link },
	{ name = "started a second process", weight = 1, act = second_process(function() end) },
	{ name = "started a second process by a link", weight = 1, act = second_process(function(who, options)
		options.ledger = link_to(who)
	end) },
	{ name = "removed the lock and started a second process", weight = 4, act = second_process(remove_lock) },
	{ name = "was another", weight = 2, act = other_runs },
	{ name = "was another in mid-run", weight = 3, act = other_runs_in_mid_run },
}

local function draw_action(draw)
	local total = 0
	for _, action in ipairs(ACTIONS) do
		total = total + action.weight
	end
	local left = draw:integer(total)
	for _, action in ipairs(ACTIONS) do
		left = left - action.weight
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
		note(self, who, "was told of an older copy", "the newer one " .. put_newer_back(self, who))
	else
		note(self, who, "was told of an older copy", "the lock removed")
		remove_lock(who)
	end
end

--- Goes on with every job until none is open.
local function finish(self, who)
	for _ = 1, MOST_STARTS do
		local list <const>, _, book <const> = look(self, who, is_open)
		local is_through = true
		for _, job in ipairs(book.jobs) do
			if job.open then
				local outcome <const>, told <const> = commands.finish(self,
					commands.begin(self, who, "resume", { job = job.job }, list))
				note(self, who, "ended it", told)
				who.allows_others = outcome and outcome.err and outcome.err.kind == "others_ordered" or nil
				if outcome and is_older(outcome) then
					remove_lock(who)
				end
				is_through = is_through and outcome ~= nil and outcome.deadline == true
			end
		end
		if is_through or #self.violations > 0 then
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
	note(self, one, "began", (go_on(self, one, draw)))
	for _ = 1, number do
		local who <const> = other.list and draw:number() < 0.2 and other or one
		local action <const> = draw_action(draw)
		note(self, who, action.name, action.act(self, who, draw))
		if who.is_older then
			mend_older(self, who, draw)
		end
		if #self.violations > 0 then
			return
		end
	end
	finish(self, one)
	finish(self, other)
end

return people
