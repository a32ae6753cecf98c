--- Holds what `bulk.evidence` proposes for unknown rows against the simulated carrier's own record, and has a person
-- who knows nothing else settle them by it.
--
-- Invariant: whether a proposal is right is judged by the orders that the carrier made alone.

local books <const> = require "chaos.books"
local bulk <const> = require "unom.bulk"
local core <const> = require "unom.core"
local key <const> = require "chaos.key"
local operations <const> = require "unom.operations"
local unom <const> = require "unom"

local judgement <const> = {}

-- How long after the run the person looks, in seconds, and how long between two looks.
local FIRST_LOOK <const>, BETWEEN <const> = 3600, 60

-- Seconds of ours within which the carrier of every profile lists an order.
local LISTED_WITHIN <const> = 1.2

-- How often the person looks again after answers that were taken.
local MOST_LOOKS <const> = 8

-- An order that ended so is none: what was asked for was not done, and may be asked for again.
local CAME_TO_NOTHING <const> = { ["04"] = true, ["05"] = true, ["11"] = true, cancelled = true }

--- The options of a function that asks the carrier, so many seconds after the run.
local function options_of(trial, client, seconds, more)
	local options <const> = { ledger = trial.people.one.ledger, job = 1, client = client,
		clock = function() return core.monotonic() * trial.speed end,
		sleep = function(duration) core.sleep(duration / trial.speed) end,
		wall_clock = function() return os.time() + seconds end }
	for name, value in pairs(more or {}) do
		options[name] = value
	end
	return options
end

--- The orders at the carrier that are what the row asks for and that no row holds.
local function own_orders(row, orders, held)
	local own <const> = {}
	for _, order in ipairs(orders) do
		if not order.foreign and key.of_order(order) == row.key and not held[key.id_of(order) or false] then
			own[#own + 1] = order
		end
	end
	return own
end

-- By answer: is the proposal right for a row with these orders?
local RIGHT <const> = {
	order = function(proposed, own)
		for _, order in ipairs(own) do
			if key.id_of(order) == proposed.orderId then
				return true
			end
		end
		return false
	end,
	resend = function(_, own)
		for _, order in ipairs(own) do
			if not CAME_TO_NOTHING[order.status] then
				return false
			end
		end
		return true
	end,
	counted = function(proposed, own)
		for _, order in ipairs(own) do
			if proposed.why:find(order.orderId, 1, true) then
				return (proposed.state == "succeeded") == not CAME_TO_NOTHING[order.status]
			end
		end
		return false
	end,
	abandon = function() return true end, -- its line is as ordered
	ended = function(_, own, row)
		return operations[row.operation].kind ~= "order" or #own > 0
	end,
}

local function count(counts, name)
	counts[name] = (counts[name] or 0) + 1
end

--- Judges what is proposed now.
-- @param counts {[certainty or "none"]=, [certainty .. " right"]=, [code]=, [code .. " right"]=}, added to
-- @param wrong array of texts, added to
local function judge(trial, rows, counts, wrong)
	local book <const>, orders <const> = books.look(trial.people.one.ledger, trial.lists), trial:own_orders()
	local by_number <const> = {}
	for _, row in ipairs(book.rows) do
		by_number[row.job .. " " .. row.row] = row
	end
	for _, shown in ipairs(rows) do
		local made <const>, row <const> = shown.proposal, by_number[shown.job .. " " .. shown.row]
		local own <const> = own_orders(row, orders, book.ids)
		count(counts, made and made.certainty or "none")
		count(counts, made and made.code or "why none: " .. shown.noProposal:gsub("%d+", "N"))
		if made and RIGHT[made.answer](made, own, row) then
			count(counts, made.certainty .. " right")
			count(counts, made.code .. " right")
		elseif made then
			wrong[#wrong + 1] = ("%s %s: row %d (%s) is not %s %s; it has %d orders"):format(made.certainty, made.code,
				row.row, row.key, made.answer, made.orderId or "", #own)
		end
	end
end

--- Takes everything that is likely, as a person does who answers yes to every question.
-- @return how many answers were taken
local function take_likely(trial, client, seconds, rows)
	local taken, keys <const> = 0, {}
	for _, row in ipairs(books.look(trial.people.one.ledger, trial.lists).rows) do
		keys[row.job .. " " .. row.row] = row.key
	end
	for _, row in ipairs(rows) do
		local made <const> = row.proposal
		if made and made.certainty == "likelihood" then
			local given <const> = { job = row.job, row = row.row, order = made.orderId }
			given.resend, given.abandon = made.answer == "resend" or nil, made.answer == "abandon" or nil
			if row.operation == "disconnect_session" then -- which may be cut however often
				trial.words:mean_more(keys[row.job .. " " .. row.row])
			end
			taken = taken + (bulk.resolve(options_of(trial, client, seconds, given)) and 1 or 0)
		end
	end
	return taken
end

--- Calls `body` until it returns something: a token may expire twice in a row.
local function again(body)
	local found, err
	for _ = 1, 10 do
		found, err = body()
		if found then
			return found
		end
	end
	error(tostring(err), 0)
end

--- Looks at the unknown rows of a trial's job, judges what is proposed, and settles them by that alone.
-- @return {counts=as above, wrong={texts}, left=how many are unknown in the end, answers=how many were given}
function judgement.settle(trial)
	local client <close> = unom.client { base_url = trial.simulator.url, client_id = "chaos", client_secret = "chaos",
		timeout = 2 }
	local found <const> = { counts = {}, wrong = {}, left = 0, answers = 0 }
	local seconds = FIRST_LOOK
	local function ask(name, more)
		seconds = seconds + BETWEEN
		return again(function() return bulk[name](options_of(trial, client, seconds, more)) end)
	end
	local function look()
		return ask("evidence").rows
	end
	core.sleep(LISTED_WITHIN)
	look() -- what is listed by now is known from here on
	judge(trial, look(), found.counts, found.wrong)
	for _ = 1, MOST_LOOKS do
		local told <const> = ask("resolve", { accept = true })
		local answers <const> = #told.taken + take_likely(trial, client, seconds, look())
		found.answers, found.left = found.answers + answers, #look()
		if answers == 0 or found.left == 0 then
			break
		end
	end
	trial:resume()
	return found
end

return judgement
