--- The figures of many trials, added up and printed.
--
-- Invariant: the totals are those of the trials added, nothing else.

local figures <const> = {}

local COUNTS <const> = { "kills", "starts", "rows", "orders", "untold", "mistaken", "false_succeeded", "taken" }
local TABLES <const> = {
	"blows", "refusals", "actions", "answers", "submission_faults", "read_faults", "order_faults", "states", "events",
}
-- Of the events of rows, those about a row in doubt and how it ended.
local DOUBT_EVENTS <const> = { cut_off = true, in_doubt = true, adopted = true, proved = true, undecided = true,
	resolved = true, held_back = true, not_done = true, poll_failed = true }

local LOSSES <const> = { "reply", "reply_unknown", "alone", "alone_unknown", "request", "request_unknown" }

function figures.new()
	local self <const> = { seeds = 0, violations = 0, losses = {} }
	for _, name in ipairs(COUNTS) do
		self[name] = 0
	end
	for _, name in ipairs(TABLES) do
		self[name] = {}
	end
	return self
end

local function add_counts(into, counts)
	for key, number in pairs(counts) do
		into[key] = (into[key] or 0) + number
	end
end

--- Adds what trial.run returned.
function figures.add(self, trial)
	self.seeds = self.seeds + 1
	self.violations = self.violations + #trial.violations
	for _, name in ipairs(COUNTS) do
		self[name] = self[name] + trial[name]
	end
	for _, name in ipairs(TABLES) do
		add_counts(self[name], trial[name])
	end
	local of_profile <const> = self.losses[trial.profile.name] or { why = {} }
	self.losses[trial.profile.name] = of_profile
	for _, name in ipairs(LOSSES) do
		of_profile[name] = (of_profile[name] or 0) + (trial.losses[name] or 0)
	end
	add_counts(of_profile.why, trial.losses.why or {})
end

local function listed(counts, only)
	local names <const> = {}
	for name in pairs(counts) do
		if not only or only[name] then
			names[#names + 1] = name
		end
	end
	table.sort(names)
	for index, name in ipairs(names) do
		names[index] = ("%s %d"):format(name, counts[name])
	end
	return table.concat(names, ", ")
end

--- What people did, a line each: how often, and how often each answer.
local function deeds(actions)
	local names <const>, answers <const>, totals <const> = {}, {}, {}
	for name, number in pairs(actions) do
		local deed <const>, answer <const> = name:match "^([^:]*): (.*)$"
		if not answers[deed] then
			answers[deed], totals[deed] = {}, 0
			names[#names + 1] = deed
		end
		answers[deed][answer], totals[deed] = number, totals[deed] + number
	end
	table.sort(names)
	for index, name in ipairs(names) do
		names[index] = ("  %3d %s: %s"):format(totals[name], name, listed(answers[name]))
	end
	return table.concat(names, "\n")
end

--- What became of rows whose reply or request was lost, a line for each profile.
local function lost(profiles)
	local lines <const> = {}
	for name, counts in pairs(profiles) do
		lines[#lines + 1] = ("  %s: %d replies, %d of their rows unknown; %d of them with no request lost before, %d unknown"
			.. "; %d requests, %d unknown"):format(name, counts.reply, counts.reply_unknown, counts.alone, counts.alone_unknown,
			counts.request, counts.request_unknown) .. (next(counts.why) and "\n    replies, " .. listed(counts.why) or "")
	end
	table.sort(lines)
	return table.concat(lines, "\n")
end

--- The figures as lines of text.
-- @param seconds of wall time
function figures.text(self, seconds)
	return table.concat({
		("seeds       %d"):format(self.seeds),
		("starts      %d"):format(self.starts),
		("kills       %d: %s"):format(self.kills, listed(self.blows)),
		("refused     %s"):format(listed(self.refusals)),
		("faults      of submissions: %s"):format(listed(self.submission_faults)),
		("            of reads: %s"):format(listed(self.read_faults)),
		("            of orders: %s"):format(listed(self.order_faults)),
		("rows        %d: %s"):format(self.rows, listed(self.states)),
		("events      %s"):format(listed(self.events, DOUBT_EVENTS)),
		("orders      %d"):format(self.orders),
		("people\n%s"):format(deeds(self.actions)),
		("answers     for unknown rows: %s"):format(listed(self.answers)),
		("mistaken    %d orders of somebody else, taken for those of rows in doubt"):format(self.mistaken),
		("taken       %d orders of strangers, likewise"):format(self.taken),
		("false       %d rows succeeded with an order that is not their own"):format(self.false_succeeded),
		("lost\n%s"):format(lost(self.losses)),
		("untold      %d orders that neither a ledger nor a list of orders can show"):format(self.untold),
		("violations  %d"):format(self.violations),
		("wall time   %.0f s"):format(seconds),
	}, "\n")
end

return figures
