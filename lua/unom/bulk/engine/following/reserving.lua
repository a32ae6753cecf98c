--- Follows a reservation of data share by the list of the lines that share, beside what was listed before it was made.
--
-- Invariant: a row that the list leaves open is not followed for ever: after minutes it is `unknown`, with what was
-- seen last. Where the list cannot be read to its end, the row says so meanwhile.

local baseline <const> = require "unom.bulk.ledger.baseline"
local data_share <const> = require "unom.bulk.carrier.data_share"
local evidence <const> = require "unom.bulk.carrier.evidence"
local reason <const> = require "unom.reason"

local reserving <const> = {}

-- Seconds: how long lists that come may leave open what became of a row.
local PATIENCE <const> = 600

-- The event of a row whose line, or whose reservation to take back, was listed earlier: a later baseline forgets what
-- is gone.
local LISTED_BEFORE <const> = "line_listed"

--- What the row's event says, or nil.
local function remembered(ledger, row)
	for _, event in ipairs(ledger:events(row.job, row.row)) do
		if event.what == LISTED_BEFORE then
			return event.detail
		end
	end
end

local NOTHING <const> = {}

--- What is true of the reservation that a cancel takes back, as a set of words: by the row that made it, or as it was
-- listed.
local function words_of_target(ledger, row)
	local id <const> = row.arguments.reserveId
	local owner <const> = id and ledger:owner(row.contract, id)
	local status <const> = owner and data_share.RESERVES[owner.operation]
	if status then
		return data_share.words_of_reservation(owner.arguments.lineNo, status, id)
	end
	local before <const> = id and remembered(ledger, row)
	return before and data_share.words_of_reservation(before.line_no, before.status, id) or NOTHING
end

--- What was listed earlier, as carrier/data_share.lua takes it.
local function known_of(ledger, row)
	local kind <const>, words <const> = evidence.kind(row.operation), words_of_target(ledger, row)
	local at_any_time <const> = { contract = row.contract }
	local made <const> = {}
	function made.is_known(word)
		return baseline.is_known(ledger, row, kind, word)
	end
	function made.was_listed(word)
		return words[word] or baseline.is_known(ledger, at_any_time, kind, word)
	end
	function made.is_whole()
		return baseline.is_whole(ledger, row.job, row.contract, kind.name)
	end
	function made.had_line()
		return row.order_status ~= nil or made.was_listed(row.arguments.lineNo) or remembered(ledger, row) ~= nil
	end
	return made
end

--- What must be remembered of a row once the carrier has taken it, or nil.
local REMEMBER <const> = {
	remove_data_share_line = function(ledger, row)
		local line_no <const> = row.arguments.lineNo
		return known_of(ledger, row).was_listed(line_no) and { line_no = line_no } or nil
	end,
	cancel_data_share_reserve = function(ledger, row)
		for _, status in pairs(data_share.RESERVES) do
			local found <const> = baseline.words_ending(ledger, row.contract, evidence.kind(row.operation),
				data_share.ending(status, row.arguments.reserveId))
			if found[1] then
				return { line_no = data_share.line_in(found[1]), status = status }
			end
		end
	end,
}

--- Begins to follow a row: what its end may need is written down, once.
function reserving.begin(ledger, row)
	local what <const> = REMEMBER[row.operation]
	local detail <const> = what and not remembered(ledger, row) and what(ledger, row)
	if detail then
		ledger:note(row.job, row.row, LISTED_BEFORE, detail)
	end
end

--- Reads a list for a row. Returns a reading, see carrier/tracking.lua.
-- @param since row -> when a list first left it open, in this run
-- @param now seconds that only grow
function reserving.read(ledger, row, list, since, now)
	local reading <const> = data_share.read(list, row, known_of(ledger, row))
	if reading.state then
		since[row] = nil
		return reading
	end
	since[row] = since[row] or now
	if now - since[row] >= PATIENCE then
		local seen <const> = reading.reason and reason.new("seen_not_whole", { seen = reading.seen }) or reading.seen
		return { state = "unknown", order_status = reading.order_status, reason = reason.new("not_shown", { seen = seen }) }
	end
	return reading
end

return reserving
