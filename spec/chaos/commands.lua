--- A command that a person gives: its words are counted, its worker is started and struck, its end is judged.
--
-- Invariant: what a person asks for is counted before the worker begins, from the carrier's journal and the ledgers as
-- they are then.

local books <const> = require "chaos.books"
local key <const> = require "chaos.key"
local operations <const> = require "unom.operations"
local process <const> = require "chaos.process"

local commands <const> = {}

local TIMEOUT <const> = 2 -- seconds of a request
-- Engine's seconds: of a run where orders never end; and of one with people, where there are many runs.
local DEADLINE <const>, SHORT_DEADLINE <const> = 60, 40

-- The kinds of errors by which a command may refuse or stop.
local REFUSALS <const> = { others_ordered = true, locked = true, ledger = true, usage = true, change_list = true,
	already_run = true, secrets_gone = true }

function commands.count(counts, name, by)
	counts[name] = (counts[name] or 0) + (by or 1)
end

-- ---- the words ----

--- Is an order in the lists that a start reads?
local function is_listed(order)
	return order.orderId ~= nil and operations[order.operation].kind == "order" and order.orderId:find "^AGU" ~= nil
end

--- What every person's ledgers ever named.
local function note_ids(trial)
	for _, person in pairs(trial.people) do
		person.book = books.look(person.ledger, trial.lists)
		for id in pairs(person.book.ids) do
			person.seen[id] = true
		end
	end
end

local function is_anybodys(trial, id)
	for _, person in pairs(trial.people) do
		if person.seen[id] then
			return true
		end
	end
	return false
end

--- How many rows of the ledger may have an order that they do not name, by key.
local function count_nameless(book)
	local nameless <const> = {}
	for _, row in ipairs(book.rows) do
		if books.is_nameless(row) then
			commands.count(nameless, row.key)
		end
	end
	return nameless
end

--- Is the order one that a row of the person's made, and that no row of the ledger of now can be meant by?
local function is_lost(trial, person, order, nameless)
	local id <const>, of_order <const> = key.id_of(order), key.of_order(order)
	if person.seen[id] then
		return true
	elseif is_anybodys(trial, id) or not trial.words:has_asked(person.name, of_order) then
		return false
	end
	nameless[of_order] = (nameless[of_order] or 0) - 1
	return nameless[of_order] < 0
end

--- The orders at the carrier that the person's ledger lacks: by contract whether there is one that the lists show and
-- that the person never called somebody else's, and those that are lost.
local function missing(trial, person)
	local strangers <const>, lost <const>, nameless <const> = {}, {}, count_nameless(person.book)
	for _, order in ipairs(trial.simulator:orders()) do
		local id <const> = key.id_of(order)
		if id and not person.book.ids[id] then
			if is_listed(order) and not person.allowed[id] then
				strangers[order.contractId] = true
			end
			if is_lost(trial, person, order, nameless) then
				lost[#lost + 1] = order
			end
		end
	end
	return strangers, lost
end

--- Counts one more for each order, once for each time that the ledger was replaced.
local function excuse(trial, person, orders, how)
	for _, order in ipairs(orders) do
		local id <const> = key.id_of(order)
		if not person.excused[id] then
			person.excused[id] = true
			trial.words[how](trial.words, key.of_order(order))
		end
	end
end

--- Says that all orders of now that the person's ledger lacks are other people's.
function commands.allow(trial, person)
	for _, order in ipairs(trial.simulator:orders()) do
		person.allowed[key.id_of(order) or false] = true
	end
end

--- Counts what the person asks for with a command that may send these rows.
-- @param allows_others does the person say that what the lists show is other people's? Then what the person's ledger
--   lacks is ordered again by that word; else no row of a contract with such an order may be.
-- @param list cells of rows
local function count_words(trial, person, allows_others, list)
	note_ids(trial)
	local strangers, lost <const> = missing(trial, person)
	if allows_others then
		commands.allow(trial, person)
		excuse(trial, person, lost, "mean_more")
		strangers = {}
	else
		local hidden <const> = {} -- what no list of orders shows is missed by nobody, unless something else is
		for _, order in ipairs(lost) do
			hidden[#hidden + 1] = not is_listed(order) and not strangers[order.contractId] and order or nil
		end
		excuse(trial, person, hidden, "cannot_tell")
	end
	if not trial.has_people then -- a list that is run once: what may not be listed yet keeps nobody from asking for it
		strangers = {}
	end
	local asked <const> = {}
	for _, cells in ipairs(list) do
		asked[#asked + 1] = not strangers[cells.contractId] and cells or nil
	end
	trial.words:ask(person.name, key.counts(asked))
end

-- ---- a start ----

--- Starts a worker on a person's command.
-- @param call "run", "resume", "retry" or "cancel"
-- @param options those of it
-- @param list cells of the rows that it may send
-- @param blow see chaos.process
function commands.begin(trial, person, call, options, list, blow)
	options.allow_others, person.allows_others = person.allows_others, nil -- a word for one start
	options.ledger = options.ledger or person.ledger
	options.deadline = trial.has_people and SHORT_DEADLINE or trial.profile.stuck and DEADLINE or nil
	options.listed_within = trial.profile.listed_within
	count_words(trial, person, options.allow_others, list)
	trial.starts = trial.starts + 1
	return process.start(("%s/start%d"):format(trial.directory, trial.starts), { base_url = trial.simulator.url,
		seed = trial.seed * 1000 + trial.starts, speed = trial.speed, timeout = TIMEOUT, call = call, options = options },
		blow)
end

--- What the command answered, in a word or two.
local function answer_of(outcome)
	if not outcome then
		return "killed"
	elseif outcome.err then
		return table.concat({ outcome.err.kind, table.unpack(outcome.err.codes or {}) }, " ")
	end
	return outcome.interrupted and "interrupted" or ("exit %d"):format(outcome.exit_code)
end

--- Waits for a worker's end, counts and judges it.
-- @return its outcome (nil: it was killed), and what it answered in a word or two
function commands.finish(trial, started)
	local outcome <const>, status <const>, words <const> = process.wait(started)
	local blow <const> = started.blow
	local struck <const> = blow and process.has_struck(blow, outcome, status, words)
	if struck and blow.kind ~= "STOP" then
		trial.kills = trial.kills + 1
		commands.count(trial.blows, blow.kind)
	end
	local refused <const> = outcome and outcome.err and REFUSALS[outcome.err.kind]
	if not outcome and not struck or outcome and (outcome.result_error or outcome.err and not refused) then
		table.insert(trial.violations, ("%s failed with status %s: %s%s"):format(started.stem:match "[^/]+$", status, words,
			outcome and (outcome.result_error or outcome.err.message) or ""))
	end
	if refused then
		commands.count(trial.refusals, outcome.err.kind)
	end
	return outcome, answer_of(outcome)
end

return commands
