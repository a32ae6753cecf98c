--- Plays the person who answers for rows that ended unknown, and knows the truth: reads the carrier's journal.
--
-- Invariant: a row is sent again only when no order of it is at the carrier.

local audit <const> = require "chaos.audit"
local bulk <const> = require "unom.bulk"
local core <const> = require "unom.core"
local ledgers <const> = require "unom.bulk.ledger"
local operations <const> = require "unom.operations"
local unom <const> = require "unom"

local person <const> = {}

--- Every row of the job, and the ids that rows hold.
local function read(path)
	local ledger <close> = assert(ledgers.open(path))
	local rows <const>, held <const> = ledger:rows_after(1, 0, math.maxinteger), {}
	for _, row in ipairs(rows) do
		held[row.order_id or row.reserve_id or false] = true
	end
	return rows, held
end

--- The orders at the carrier that are just what the row asks for: one that no row holds, or true when all are held.
local function own_order(cells, orders, held)
	local wanted <const>, found = audit.key_of(cells.operation, cells), nil
	for _, order in ipairs(orders) do
		if audit.key_of(order.operation, audit.flat(order.arguments)) == wanted then
			local id <const> = order.orderId or order.reserveId
			found = id and not held[id] and id or found or true
		end
	end
	return found
end

local function answer(row, found, draw)
	if type(found) == "string" and operations[row.operation].tracked_by then
		return { order = found }
	elseif not found then -- what the lists show besides is other people's
		local chance <const> = draw:number()
		return chance < 0.6 and { resend = true, force = true } or chance < 0.8 and { abandon = true } or nil
	end
end

--- Answers for the unknown rows of the job, or leaves some as they are.
-- @param trial {ledger=, list=, simulator=, speed=}
-- @param orders what came to the carrier since the list was run
-- @return how many answers it gave: what they change is in the result file after the next run
function person.resolve(trial, orders, draw)
	local rows <const>, held <const> = read(trial.ledger)
	local client <close> = unom.client { base_url = trial.simulator.base_url, client_id = "chaos", client_secret = "chaos",
		timeout = 2 }
	local answers = 0
	for _, row in ipairs(rows) do
		local found <const> = row.state == "unknown" and own_order(trial.list[row.row], orders, held)
		local given <const> = row.state == "unknown" and answer(row, found, draw)
		if given then
			given.ledger, given.job, given.row = trial.ledger, 1, row.row
			given.client = not given.abandon and client or nil
			given.clock = function() return core.monotonic() * trial.speed end
			given.sleep = function(seconds) core.sleep(seconds / trial.speed) end
			local taken <const>, err <const> = bulk.resolve(given)
			-- A question that got no answer is asked again another time.
			assert(taken or err.kind ~= "usage", tostring(err))
			held[given.order or false] = true
			answers = answers + (taken and 1 or 0)
		end
	end
	return answers
end

return person
