--- What the list of lines that share their data says of a reservation that a script waits for.
--
-- What was listed earlier counts too, and there is no ledger to know it: what this process has seen on the client is
-- remembered.
--
-- Invariant: a reservation counts as taken back or carried out only as bulk/carrier/data_share.lua says.

local data_share <const> = require "unom.bulk.carrier.data_share"
local entries <const> = require "unom.bulk.carrier.entries"

local filled <const> = entries.filled

local shared <const> = {}

-- Seconds for which lists that come may leave open what became of a reservation.
local PATIENCE <const> = 600

-- client -> contract -> the words of all that was listed there
local seen_on <const> = setmetatable({}, { __mode = "k" })

local function words_of(client, contract)
	local of <const> = seen_on[client] or {}
	seen_on[client] = of
	of[contract] = of[contract] or {}
	return of[contract]
end

--- Is it an entry of the list with a reservation?
function shared.is_entry(value)
	return type(value) == "table" and filled(value.lineNo) ~= nil and filled(value.reserveId) ~= nil
end

--- Remembers an entry of the list.
function shared.remember(client, contract, entry)
	local words <const> = words_of(client, contract)
	for _, word in ipairs(data_share.words(entry)) do
		words[word] = true
	end
end

--- What was listed earlier, as data_share.read takes it.
local function known_of(words, row)
	local function never()
		return false
	end
	local function was_listed(word)
		return words[word] == true
	end
	return { is_known = never, is_whole = never, was_listed = was_listed,
		had_line = function() return row.order_status ~= nil or was_listed(row.arguments.lineNo) end }
end

--- Is it a reservation that was taken back, and that the list does not show any more, now and when it was read before?
local function is_gone(row, list)
	local is_absent <const> = row.operation == "cancel_data_share_reserve"
		and data_share.is_absent(list, "reserveId", row.arguments.reserveId)
	local was_absent <const> = row.was_absent
	row.was_absent = is_absent
	return is_absent and was_absent
end

--- Reads a list for a row.
-- @param waiting {client=, clock=}
function shared.read(waiting, row, list)
	local known <const> = known_of(words_of(waiting.client, row.contract), row)
	local reading <const> = data_share.read(list, row, known)
	for _, entry in ipairs(list.entries) do
		shared.remember(waiting.client, row.contract, entry)
	end
	local now <const> = waiting.clock()
	row.open_since = row.open_since or now
	if not reading.state and (now - row.open_since >= PATIENCE or is_gone(row, list)) then
		return { state = "unknown", order_status = reading.order_status, reason = reading.seen }
	end
	return reading
end

return shared
