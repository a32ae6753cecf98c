--- Why a row stands as it does, as the ledger keeps it: a code and the values that its words need.
--
-- Invariant: the ledger holds no sentences. Words are made when a reason is shown, by the messages of that moment.

local errors <const> = require "unom.error"
local meaning <const> = require "unom.catalogue.meaning"
local messages <const> = require "unom.messages"

local reason <const> = {}

-- Of an error object, what its words are made of.
local OF_ERROR <const> = { "kind", "operation", "status", "name", "message", "message_id", "sent" }

-- The reasons whose `status` is a code of the carrier: its field, and the operation that tells it where that matters.
local STATUS_OF <const> = {
	order_ended = { "orderStatus" }, order_ended_with = { "orderStatus" }, seen_order = { "orderStatus" },
	seen_line = { "status", "list_data_share_lines" }, seen_line_reservation = { "status", "list_data_share_lines" },
	seen_reservation = { "status", "list_data_share_lines" }, seen_session = { "sessionStatus" },
}

--- @param code of a message
-- @param values what its placeholders stand for, reasons among them; nil where it has none
function reason.new(code, values)
	local made <const> = { code = code }
	for name, value in pairs(values or {}) do
		made[name] = value
	end
	return made
end

--- The reason that an error is: an error object, or what a function raised.
function reason.of(err)
	if not errors.is(err) then
		return { code = "raised", words = tostring(err) }
	end
	local made <const> = { code = "call_failed" }
	for _, name in ipairs(OF_ERROR) do
		made[name] = err[name]
	end
	return made
end

--- The reason in words; nil stays nil.
function reason.words(given)
	if not given then
		return nil
	elseif given.code == "call_failed" then
		local fields <const> = {}
		for _, name in ipairs(OF_ERROR) do
			fields[name] = given[name]
		end
		return tostring(errors.new(fields))
	end
	local values <const> = {}
	for name, value in pairs(given) do
		values[name] = type(value) == "table" and reason.words(value) or value
	end
	local field <const> = STATUS_OF[given.code]
	if field and values.status then
		values.status = meaning.told(values.status, meaning.of(field[1], values.status, field[2]))
	end
	return messages.say(given.code, values)
end

return reason
