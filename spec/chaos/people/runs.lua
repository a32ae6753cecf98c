--- Commands as people give them: a run or a resume to its end, stopped in between, or beside another; and a cancel.
--
-- Invariant: what a command may be told next (a word on other people's orders) is noted with the person.

local books <const> = require "chaos.books"
local commands <const> = require "chaos.commands"
local mixture <const> = require "chaos.mixture"
local person <const> = require "chaos.person"
local process <const> = require "chaos.process"

local runs <const> = {}

runs.MOST_LISTS = 9 -- of one trial, for other lines each
local SLOWLY <const> = 2 -- rows a second, so that a run has quiet moments

--- Is the answer that the ledger is an older copy of the one that the lock file remembers?
function runs.is_older(outcome)
	return outcome.err ~= nil and outcome.err.kind == "ledger" and outcome.err.message:find("older copy", 1, true) ~= nil
end

--- What the person makes of an answer.
local function take(who, draw, outcome)
	if outcome and outcome.err and outcome.err.kind == "others_ordered" then
		who.allows_others = draw:number() < 0.8 or nil
	end
	who.is_older = outcome ~= nil and runs.is_older(outcome)
end

--- Gives a command and waits for its end. Returns what was answered.
function runs.give(self, who, draw, call, options, list, blow)
	local outcome <const>, answer <const> = commands.finish(self, commands.begin(self, who, call, options, list, blow))
	take(who, draw, outcome)
	return answer, outcome
end

function runs.maybe_struck(self, draw)
	if self.kills < self.most_blows and draw:number() < 0.9 then
		return process.draw_blow(draw, self.profile.points)
	end
end

--- The cells of all rows in a person's ledger, and its newest job for which `is_meant` holds.
function runs.look(self, who, is_meant)
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

function runs.is_open(job)
	return job.open
end

function runs.has_open(book)
	for _, job in ipairs(book.jobs) do
		if job.open then
			return true
		end
	end
	return false
end

--- What is done next: the newest open job, else the first list, else a new one, for other lines.
-- @return the function's name, its options and the rows that it may send
function runs.going_on(self, who, draw)
	local list <const>, job <const>, book <const> = runs.look(self, who, runs.is_open)
	if job then
		return "resume", { job = job.job }, list
	end
	local options <const> = { path = who.list_path, agree = true, allow_duplicates = true }
	if #book.jobs > 0 and self.lists_made < runs.MOST_LISTS then
		self.lists_made = self.lists_made + 1
		who.list = mixture.rows(draw, { count = #self.list // 2, first = self.lists_made * mixture.LINES,
			without_secrets = draw:number() < 0.6 })
		options.path = self:write_list(("%s/list%d.csv"):format(who.home, self.starts), who.list)
		options.skip_ordered = draw:number() < 0.8 or nil
	end
	return "run", options, who.list
end

function runs.go_on(self, who, draw, options)
	local call <const>, own <const>, list <const> = runs.going_on(self, who, draw)
	for name, value in pairs(options or {}) do
		own[name] = value
	end
	return runs.give(self, who, draw, call, own, list, runs.maybe_struck(self, draw))
end

--- Does something while a run is stopped, and continues it.
-- @param point at which it stops; nil: any
-- @param meanwhile function() -> what was answered
-- @return that, and what the run answered
function runs.in_mid_run(self, who, draw, point, meanwhile)
	local call <const>, options <const>, list <const> = runs.going_on(self, who, draw)
	options.rate = point == "quiet" and SLOWLY or nil
	local started <const> = commands.begin(self, who, call, options, list, process.draw_stop(draw, point))
	local stopped <const> = process.wait_stopped(started)
	local told <const> = stopped and meanwhile(options.job) or "it had ended"
	if stopped and self.kills < self.most_blows and draw:number() < 0.5 then
		self.kills = self.kills + 1
		commands.count(self.blows, "KILL when stopped")
		process.signal(started, "KILL")
	elseif stopped then
		process.signal(started)
	end
	local outcome <const>, run_told <const> = commands.finish(self, started)
	take(who, draw, outcome)
	return ("%s; the run: %s"):format(told, run_told)
end

--- Something happens to the ledger while a quiet run is stopped: nothing more is sent by it.
-- @param act function() -> what was answered, and whether the ledger is elsewhere now
function runs.lose_ledger_in_mid_run(self, who, draw, act)
	local before
	local told <const> = runs.in_mid_run(self, who, draw, "quiet", function()
		local answer <const>, is_elsewhere <const> = act()
		before = is_elsewhere and #self.simulator:orders()
		return answer
	end)
	local sent <const> = before and #self.simulator:orders() - before or 0
	if sent > 0 then
		table.insert(self.violations, ("%d orders were made by a run whose ledger was no longer in its place"):format(sent))
	end
	return told
end

--- Another process goes on with the same job, while one works on it; then rows are answered for, and gone on with.
-- @param prepare function(who, options) before it starts
function runs.second_process(prepare)
	return function(self, who, draw)
		return runs.in_mid_run(self, who, draw, nil, function()
			local call <const>, options <const>, list <const> = runs.going_on(self, who, draw)
			prepare(who, options)
			local told <const> = runs.give(self, who, draw, call, options, list)
			local answers <const> = draw:number() < 0.6 and person.resolve(self, who, draw, 0) or 0
			if answers == 0 then
				return told
			end
			return ("%s, then %d answers, %s"):format(told, answers, (runs.go_on(self, who, draw)))
		end)
	end
end

function runs.cancel(self, who, draw)
	local list <const>, job <const> = runs.look(self, who, runs.is_open)
	if not job then
		return "nothing open"
	end
	return (runs.give(self, who, draw, "cancel", { job = job.job }, list, runs.maybe_struck(self, draw)))
end

return runs
