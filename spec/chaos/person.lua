--- Plays the person who answers for rows that ended unknown, and knows the truth: reads the carrier's journal.
--
-- Invariant: a careful person has a row sent again only when no order of it is at the carrier; what a careless one
-- says is counted as said.

local books <const> = require "chaos.books"
local bulk <const> = require "unom.bulk"
local commands <const> = require "chaos.commands"
local core <const> = require "unom.core"
local key <const> = require "chaos.key"
local operations <const> = require "unom.operations"
local unom <const> = require "unom"

local person <const> = {}

-- The status of a removal that was carried out: no list shows it, and so nobody can name it.
local GONE <const> = "gone"

--- The orders at the carrier that are just what the row asks for: one that no row holds, or true when all are held.
local function own_order(row, orders, held)
	local found
	for _, order in ipairs(orders) do
		if key.of_order(order) == row.key then
			local id <const> = key.id_of(order)
			found = id and not held[id] and order.status ~= GONE and id or found or true
		end
	end
	return found
end

local function careful(row, found, draw)
	if type(found) == "string" and operations[row.operation].tracked_by then
		return { order = found }
	elseif not found then -- what the lists show besides is other people's
		local chance <const> = draw:number()
		return chance < 0.6 and { resend = true, force = true } or chance < 0.8 and { abandon = true } or nil
	end
end

--- Says what comes to mind; but nobody names an order that is of another line.
local function careless(draw)
	local chance <const> = draw:number()
	return chance < 0.4 and { resend = true } or chance < 0.7 and { resend = true, force = true } or { abandon = true }
end

--- One more is meant where the row's order is there and it was sent again by force.
local function count_word(trial, who, row, given, orders)
	if given.force and given.resend then
		commands.allow(trial, who)
		if own_order(row, orders, {}) then
			trial.words:mean_more(row.key)
		end
	end
end

--- The ids that rows of anybody's hold: nobody names an order that is another's.
local function held_ids(trial)
	local held <const> = {}
	for _, who in pairs(trial.people) do
		for id in pairs(books.look(who.ledger, trial.lists).ids) do
			held[id] = true
		end
	end
	return held
end

--- Answers for the unknown rows of a person's ledger, or leaves some as they are.
-- @param carelessness how many in one are answered without a look at the carrier
-- @return how many answers were taken: what they change is in the result file after the next run
function person.resolve(trial, who, draw, carelessness)
	local client <close> = unom.client { base_url = trial.simulator.url, client_id = "chaos", client_secret = "chaos",
		timeout = 2 }
	local orders <const> = trial:own_orders()
	local book <const> = books.look(who.ledger, trial.lists)
	local held <const> = held_ids(trial)
	local answers = 0
	for _, row in ipairs(book.rows) do
		local is_careless <const> = row.state == "unknown" and carelessness > 0 and draw:number() < carelessness
		local given <const> = row.state == "unknown"
			and (is_careless and careless(draw) or careful(row, own_order(row, orders, held), draw))
		if given then
			given.ledger, given.job, given.row = who.ledger, row.job, row.row
			given.client = not given.abandon and client or nil
			given.clock = function() return core.monotonic() * trial.speed end
			given.sleep = function(seconds) core.sleep(seconds / trial.speed) end
			local taken <const>, err <const> = bulk.resolve(given)
			-- A question that got no answer is asked again another time.
			assert(taken or err.kind ~= "usage" or trial.has_people, tostring(err))
			commands.count(trial.answers, ("%s: %s"):format(given.order and "order" or given.resend
				and (given.force and "resend by force" or "resend") or "abandon", taken and "taken" or err.kind))
			if taken then
				count_word(trial, who, row, given, orders)
				held[given.order or false] = true
				answers = answers + 1
			end
		end
	end
	return answers
end

return person
