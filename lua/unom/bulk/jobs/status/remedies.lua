--- What to do about rows that ended otherwise than asked: by the carrier's table of errors, else by their state.
--
-- Invariant: nothing is advised that could order a thing twice.

local errors <const> = require "unom.catalogue.errors"
local messages <const> = require "unom.messages"

local remedies <const> = {}

-- By the code of a reason, where the state alone says too little; false: there is nothing to do.
local OF_REASON <const> = {
	still_connected = "remedy_still_connected", abandoned = false, cancelled_unsent = false, cancel_moot = false,
	not_taken_back = "remedy_not_taken_back",
}

local OF_STATE <const> = {
	rejected = "remedy_rejected", failed = "remedy_failed", cancelled = "remedy_cancelled", unknown = "remedy_unknown",
}

--- What to do, in words, or nil.
-- @param row as the ledger gives it
function remedies.of(row)
	local why <const> = row.reason or {}
	local of_error <const> = row.state ~= "unknown" and why.name and errors[why.name]
	local of_reason <const> = OF_REASON[why.code or false]
	if of_reason == false then
		return nil
	elseif of_error then
		return of_error.todo
	end
	local code <const> = of_reason or OF_STATE[row.state]
	return code and messages.say(code)
end

return remedies
