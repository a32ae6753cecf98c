--- `lua5.4 spec/chaos/mutations.lua [--seeds N] [--first SEED] [--specs 0] [--only NAME]`, in the tree's root: takes
-- one defence at a time out of a copy of the tree, and tells which specs of spec/bulk and which chaos seed find it.
-- Ends with 0 when each was found.
--
-- Invariants: the tree itself is not changed; a mutation whose text is not there, or is there twice, ends everything; a
-- seed that finds something in the tree as it is tells nothing, and is left out.

local BUILD <const> = os.getenv("UNOM_BUILD") or "build"
package.path = "lua/?.lua;lua/?/init.lua;spec/?.lua;" .. package.path
package.cpath = BUILD .. "/?.so;" .. package.cpath

local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

-- name: of the defence; file: below lua/unom/bulk/; text: what is there now; instead: what takes its place; also: the
-- names of others that are taken out with it, where one stands in for the other.
local MUTATIONS <const> = {
	{ name = "epoch", file = "engine/record.lua",
		text = "if lock and not self.displaced and not lock:is_held() then", instead = "if false and lock then" },
	{ name = "conditional update", file = "ledger/rows.lua",
		text = [["state = ?", row.state) then]], instead = [["(1 = 1 OR state = ?)", row.state) then]] },
	{ name = "epoch and conditional update", also = { "epoch", "conditional update" } },
	{ name = "real path", file = "ledger/database.lua",
		text = "path, reason = core.real_path(path)", instead = "reason = not core.real_path(path) and path or nil" },
	{ name = "ledger in place", file = "engine/init.lua",
		text = "not self.ledger:is_in_place()", instead = "false" },
	{ name = "leave within", file = "engine/submission.lua",
		text = ", { leave_within = since + LEAVE_WITHIN - engine.clock() })", instead = ")" },
	{ name = "lock file's memory", file = "ledger/contract_lock.lua",
		text = "if id == ledger.id and ledger:last_event() < event then", instead = "if false and event then" },
	{ name = "checkpoint after loading", file = "jobs/run.lua",
		text = "options.ledger:checkpoint() -- a whole list", instead = "-- a whole list" },
	{ name = "mark kept by resend", file = "jobs/resolving/resolve.lua",
		text = [[may_have_acted = true }, "resolved", detail)]],
		instead = [[may_have_acted = false }, "resolved", detail)]] },
	{ name = "mark kept by abandon", file = "jobs/resolving/resolve.lua",
		text = [[may_have_acted = true }, "resolved", { answer = "abandon"]],
		instead = [[may_have_acted = false }, "resolved", { answer = "abandon"]] },
	{ name = "a resend's look when it is said", file = "jobs/resolving/resolve.lua",
		text = "good, refused = check_resend(row, seen)", instead = "good, refused = check_resend ~= nil, nil" },
	{ name = "as many orders as attempts", file = "jobs/resolving/counting.lua",
		text = "return #part.orders == #part.attempts", instead = "return true" },
	{ name = "each attempt counted", file = "jobs/resolving/counting.lua",
		text = "if not row.sent_marked then", instead = "if true then" },
	{ name = "strangers in counting", file = "jobs/resolving/counting.lua",
		text = "part.certain = is_sound(part, listing) and not part.has_strangers",
		instead = "part.certain = is_sound(part, listing)" },
	{ name = "unlisted for 10 minutes", file = "jobs/resolving/proposal.lua",
		text = "elseif since(finding, finding.row.ended_at) < proposal.UNLISTED_AFTER then", instead = "elseif false then" },
	{ name = "accept takes proofs alone", file = "jobs/resolving/accepting.lua",
		text = [[made.certainty == "proof" and]], instead = [[made.answer == "order" and]] },
	{ name = "look before a resend", file = "engine/submission.lua",
		text = "if row_lane:needs_look(row, now) then", instead = "if false and look_before_resend then" },
	{ name = "hold back marked", file = "engine/reconciling/reconciliation.lua",
		text = "hold_back_marked(self, self.job, contract, kind, listing)\n\t\t\tbaseline",
		instead = "local _ <const> = hold_back_marked\n\t\t\tbaseline" },
	{ name = "order of events", file = "carrier/ownership.lua",
		text = "and first_listed <= row.first_sent\n", instead = "and first_listed < 0\n" },
	{ name = "dates", file = "carrier/ownership.lua",
		text = "return not day or ownership.fits(row, day)", instead = "return not day or true" },
	{ name = "rivals", file = "carrier/evidence.lua",
		text = "elseif id and has_rival(known, id) then", instead = "elseif id and has_rival and false then" },
	{ name = "strangers at the start", file = "engine/reconciling/strangers.lua",
		text = "not self.started[contract] or not is_start and", instead = "not self.started[contract] or is_start or" },
	{ name = "strangers in mid-run", file = "engine/reconciling/strangers.lua",
		text = "not is_start and are_owned(orders, rivals) then", instead = "not is_start and are_owned then" },
	{ name = "an order that no row could have halts", file = "engine/reconciling/strangers.lua",
		text = "if #order.could_be == 0 then\n\t\t\treturn false", instead = "if false and order then\n\t\t\treturn false" },
	{ name = "known as other people's", file = "ledger/listed.lua",
		text = "AND id = ? AND others <> 0]]", instead = "AND id = ? AND others > 2]]" },
	{ name = "ordered before: open", file = "ledger/ordered.lua",
		text = [[return "already_open"]], instead = "return nil" },
	{ name = "ordered before: may be", file = "ledger/ordered.lua",
		text = [[return "may_be_ordered"]], instead = "return nil" },
	{ name = "ordered before: succeeded", file = "ledger/ordered.lua",
		text = [[return is_recent(self, old, held_secret) and "already_ordered" or nil]],
		instead = "return is_recent and nil" },
	{ name = "a retry leaves marked rows out", file = "jobs/retry.lua",
		text = "elseif row.may_have_acted then", instead = "elseif false then" },
	{ name = "id of another row", file = "engine/submission.lua",
		text = "if owner and (owner.job", instead = "if false and (owner.job" },
	{ name = "job in doubt elsewhere", file = "jobs/run.lua",
		text = "\t\tif other then\n\t\t\tlock:release()", instead = "\t\tif false and other then\n\t\t\tlock:release()" },
	{ name = "in doubt: not simply again", file = "engine/submission.lua",
		text = [[engine:transition(row, { may_have_acted = true, reason = why }, "in_doubt", why)
	engine:reconcile(row)]], instead = [[hold(engine, row, engine.lanes[row.contract], err, 1, 30)]] },
	{ name = "a line with an unknown row", file = "engine/queue.lua",
		text = "local unknown <const> = self.lines:unknown_rows(entry.line)", instead = "local unknown <const> = nil" },
	{ name = "a line with an order", file = "engine/queue.lua",
		text = "self.lines:is_busy(entry.line) or self.left_behind", instead = "self.left_behind" },
	{ name = "found submitting: not simply again", file = "engine/init.lua",
		text = [["cut_off")
		self:reconcile(row)]], instead = [["cut_off")
		self:transition(row, { state = "pending", may_have_acted = false }, "cut_off")]] },
	{ name = "on the disk before it leaves", file = "engine/init.lua",
		text = [[self.ledger:sync()
		self.at("synced")]], instead = [[self.at("synced")]] },
	{ name = "what was seen before", file = "carrier/evidence.lua",
		text = "and is_proved_new(listing, id, known.seen_before) then", instead = "and is_proved_new then" },
	{ name = "seen before the row's own send", file = "engine/reconciling/known.lua",
		text = "made.seen_before = row.known_before",
		instead = "made.seen_before = baseline.extent(ledger, row.job, row.contract)" },
	{ name = "adopted when seen again", file = "engine/reconciling/doubts.lua",
		text = "return is_again and doubt.entries[id]", instead = "return (is_again or true) and doubt.entries[id]" },
	{ name = "one entry", file = "engine/reconciling/doubts.lua",
		text = [[doubt.entries[id] = number == 1 and "one" or "other"]], instead = [[doubt.entries[id] = number and "one"]] },
	{ name = "adopted rows are watched", file = "engine/reconciling/doubts.lua",
		text = "doubt_watched(self, contract, listing)\n\tself", instead = "local _ <const> = doubt_watched\n\tself" },
	{ name = "rows that were sent again are rivals", file = "ledger/rows.lua",
		text = "changes.sent_marked = row.may_have_acted or nil", instead = "changes.sent_marked = nil" },
	{ name = "a resend that is refused", file = "engine/submission.lua",
		text = "if row.may_have_acted then -- it may be refused", instead = "if false and row then -- it may be refused" },
	{ name = "absence in two whole lists", file = "engine/reconciling/doubts.lua",
		text = "if doubt.absent > 1 then", instead = "if doubt.vouched > 1 then" },
	{ name = "the time that is vouched for", file = "engine/reconciling/doubts.lua",
		text = "doubt.since, doubt.vouched, doubt.absent = self.clock(), 0, 0",
		instead = "doubt.vouched, doubt.absent = 0, 0" },
	{ name = "sent again three times", file = "engine/reconciling/conclusions.lua",
		text = "elseif conclusion.not_listed and not conclusion.is_last then",
		instead = "elseif conclusion.not_listed then" },
}

-- What the specs need of the tree.
local PARTS <const> = "lua spec bin csrc docs Makefile .busted"
local SEED <const> = "lua5.4 spec/chaos/run.lua --seeds 1 --first %d 2>&1"
local SPECS <const> = "SPECS=spec/bulk JOBS=4 BUSTED='timeout 60 busted' spec/support/run_parts.sh 2>&1"

local COMMAND <const> = "cd %s && LUA_PATH='lua/?.lua;lua/?/init.lua;;' LUA_CPATH='%s/?.so;;' %s"

local options <const> = { seeds = 8, first = 1, specs = 1 }
for index = 1, #arg, 2 do
	local name <const> = arg[index]:match("^%-%-(%w+)$")
	local value <const> = name == "only" and arg[index + 1] or math.tointeger(tonumber(arg[index + 1]))
	if name ~= "only" and not options[name] or not value then
		io.stderr:write "usage: mutations.lua [--seeds N] [--first SEED] [--specs 0] [--only NAME]\n"
		os.exit(2)
	end
	options[name] = value
end

--- Where the text is, and that it is there once.
local function find(mutation, source)
	local first <const>, last <const> = source:find(mutation.text, 1, true)
	if not first or source:find(mutation.text, last + 1, true) then
		error(("%s: lua/unom/bulk/%s does not have its text once:\n%s"):format(mutation.name, mutation.file,
			mutation.text), 0)
	end
	return first, last
end

local function mutated(mutation)
	local source <const> = scratch.read("lua/unom/bulk/" .. mutation.file)
	local first <const>, last <const> = find(mutation, source)
	local text <const> = source:sub(1, first - 1) .. mutation.instead .. source:sub(last + 1)
	assert(load(text, "=" .. mutation.file))
	return text
end

--- Runs a command in the copy.
-- @return its lines, and whether it ended with 0
local function run(directory, command)
	local lines <const>, code <const> = shell.lines(COMMAND:format(shell.quoted(directory), BUILD, command))
	return lines, code == 0
end

--- The specs that fail, and how many of their tests do.
local function failing_specs(directory)
	local found <const> = {}
	local file
	for _, line in ipairs((run(directory, SPECS))) do
		file = line:match "^ *[%d.]+ s +%d+  (%S+)$" or file
		local failures <const>, errors <const> = line:match "^    %d+ success%a* / (%d+) failures? / (%d+) errors?"
		if failures then
			found[#found + 1] = ("%s %d"):format(file:gsub("^spec/", ""), failures + errors)
		elseif line:find("no summary", 1, true) then
			found[#found + 1] = file:gsub("^spec/", "")
		end
	end
	return found
end

--- What a seed found by what it wrote, a line; nil: nothing. A row that was left open tells of no defence.
local function finding(text)
	for line in text:gmatch "VIOLATION, [^\n]*" do
		if not line:find(" was left ", 1, true) then
			return line
		end
	end
	return not text:find("\nviolations  %d+\n") and (text:match "lua5.4: [^\n]*" or "it was cut off") or nil
end

--- Runs the seeds, side by side: they wait most of the time. Returns what each found, by seed.
local function findings(directory, seeds)
	local pipes <const>, found <const> = {}, {}
	for index, seed in ipairs(seeds) do
		pipes[index] = assert(io.popen(COMMAND:format(shell.quoted(directory), BUILD, SEED:format(seed))))
	end
	for index, seed in ipairs(seeds) do
		found[seed] = finding(pipes[index]:read "a")
		pipes[index]:close()
	end
	return found
end

--- The seeds that find nothing in the tree as it is.
local function silent_seeds(directory)
	local seeds <const>, silent <const> = {}, {}
	for seed = options.first, options.first + options.seeds - 1 do
		seeds[#seeds + 1] = seed
	end
	local found <const> = findings(directory, seeds)
	for _, seed in ipairs(seeds) do
		if found[seed] then
			print(("left out, for the tree as it is: %s"):format(found[seed]))
		else
			silent[#silent + 1] = seed
		end
	end
	return silent
end

--- @return what found it, a text; nil: nothing
local function found_by(directory, seeds)
	local found <const> = options.specs ~= 0 and failing_specs(directory) or {}
	local by_seed <const> = findings(directory, seeds)
	for _, seed in ipairs(seeds) do
		found[#found + 1] = by_seed[seed] -- which names the seed
	end
	return #found > 0 and table.concat(found, ", ") or nil
end

local function copy_tree()
	local directory <const> = scratch.directory()
	assert(os.execute(("cp -r %s %s"):format(PARTS, shell.quoted(directory))))
	assert(os.execute(("ln -s %s %s/build"):format(shell.quoted(lfs.currentdir() .. "/" .. BUILD),
		shell.quoted(directory))))
	return directory
end

local by_name <const> = {}
for _, mutation in ipairs(MUTATIONS) do
	by_name[mutation.name] = mutation
	mutation.mutated = mutation.file and mutated(mutation)
end

--- Writes the files of a mutation into the copy, as they are or mutated.
local function write(directory, mutation, is_mutated)
	for _, name in ipairs(mutation.also or { mutation.name }) do
		local file <const> = by_name[name].file
		scratch.file(("%s/lua/unom/bulk/%s"):format(directory, file),
			is_mutated and by_name[name].mutated or scratch.read("lua/unom/bulk/" .. file))
	end
end

local missed = 0
local directory <const> = copy_tree()
local seeds <const> = silent_seeds(directory)
for _, mutation in ipairs(MUTATIONS) do
	if not options.only or options.only == mutation.name then
		write(directory, mutation, true)
		local found <const> = found_by(directory, seeds)
		write(directory, mutation, false)
		missed = missed + (found and 0 or 1)
		print(("%s: %s"):format(mutation.name, found or "NOTHING"))
		io.stdout:flush()
	end
end
scratch.remove(directory)
os.exit(missed == 0 and 0 or 1)
