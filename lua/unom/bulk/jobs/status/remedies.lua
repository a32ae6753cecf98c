--- What to do about rows that ended otherwise than asked: by the carrier's table of errors, else by their state.
--
-- Invariant: nothing is advised that could order a thing twice.

local messages <const> = require "unom.messages"

local remedies <const> = {}

-- By the name of an error of the carrier's table (`name` of an unom.error).
local OF_ERROR <const> = {
	field_format = "remedy_value", contract_id_invalid = "remedy_value", line_no_invalid = "remedy_value",
	reserve_id_invalid = "remedy_value", request_date_invalid = "remedy_request_date",
	contract_not_found = "remedy_contract", line_not_found = "remedy_line",
	line_group_not_found = "remedy_not_shared", not_com_radius = "remedy_other_radius",
	cancel_not_found = "remedy_no_such_order", order_id_invalid = "remedy_no_such_order",
	roaming_not_found = "remedy_no_roaming", unknown_url = "remedy_no_such_url",
}

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
	local of_error <const> = row.state ~= "unknown" and OF_ERROR[why.name or false]
	local of_reason <const> = OF_REASON[why.code or false]
	if of_reason == false then
		return nil
	end
	local code <const> = of_error or of_reason or OF_STATE[row.state]
	return code and messages.say(code)
end

return remedies
