--- Lists that are run again: as they are, corrected, saved anew, reordered, under another name; and jobs retried.
--
-- Invariant: a word that one more order is meant is counted for the rows of the job that it made, and for no others.

local books <const> = require "chaos.books"
local mixture <const> = require "chaos.mixture"
local runs <const> = require "chaos.people.runs"

local lists <const> = {}

local MOST_RESUMES <const> = 4 -- with which a person waits for a job's end

function lists.one_changed(rows, draw)
	local changed <const> = table.move(rows, 1, #rows, 1, {})
	local index <const> = draw:integer(#rows)
	local cells <const> = {}
	for name, value in pairs(rows[index]) do
		cells[name] = value
	end
	if cells.lineNo then -- one that no row is for
		local first <const> = math.tointeger(cells.lineNo:sub(-7)) // mixture.LINES * mixture.LINES
		cells.lineNo = mixture.line_no(cells.contractId, first + 50 + draw:integer(19))
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
	["a corrected list"] = lists.one_changed,
	["a re-saved list"] = function(rows) return rows, mixture.text(rows) .. "\n" end,
	["a reordered list"] = shuffled,
	["the list under another name"] = function(rows) return rows end,
}

-- What a person says when a list is run again, or a job retried.
local MEANINGS <const> = { {}, {}, { skip_ordered = true }, { skip_ordered = true }, { again = true } }

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
	local answer <const> = runs.give(self, who, draw, call, options, list, runs.maybe_struck(self, draw))
	if options.again then
		count_again(self, who, before, list)
	end
	return answer
end

--- With its meaning, for the figures.
local function said(answer, meaning)
	return (meaning.again and "again, " or meaning.skip_ordered and "skip ordered, " or "") .. answer
end

--- Most people let a job end before they run its list again.
local function let_end(self, who, draw)
	local patience = draw:number() < 0.8 and MOST_RESUMES or 0
	local rows <const>, job = runs.look(self, who, runs.is_open)
	while job and patience > 0 do
		runs.give(self, who, draw, "resume", { job = job.job }, rows)
		job = select(2, runs.look(self, who, runs.is_open))
		patience = patience - 1
	end
end

function lists.run_version(name)
	return function(self, who, draw)
		let_end(self, who, draw)
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

function lists.retry(self, who, draw)
	local list <const>, job <const> = runs.look(self, who, function(job)
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

return lists
