--- unom.error: the error objects that every part of unom returns beside nil.
--
-- Invariant: an error is one line: the operation, what went wrong, and a warning if the carrier may have acted.

local core <const> = require "unom.core"

--- A failure of the world. The kinds of a client's errors: `api` the carrier refused, `auth` no access token or a
-- refused one, `http` another status, `network`, `timeout`, `protocol` an unreadable reply, `interrupted`; other parts
-- of unom have kinds of their own.
---@class unom.error
---@field kind string
---@field message string what went wrong
---@field operation? string the operation
---@field status? integer the HTTP status that came back
---@field code? string the carrier's code: of its error body, or the resultCode
---@field name? string the row of the carrier's table of errors, such as `line_not_found`
---@field message_id? string the messageId of checkErrorInfo or referenceErrorInfo
---@field retry_after? integer seconds the carrier asks to wait
---@field permanent? boolean no waiting makes it better: a certificate, a redirect, a proxy's refusal
---@field sent? "no"|"yes"|"maybe" `no`: nothing was done; `yes`: the carrier replied; `maybe`: it may have acted

local metatable <const> = core.error_metatable

-- Operations that only read: whatever happened to their request, nothing was changed.
local READS <const> = {}
for _, operation in ipairs(core.operations) do
	READS[operation.name] = not operation.changes
end

local KINDS <const> = {
	api = "the carrier refused",
	auth = "not authorised",
	http = "the carrier failed",
	network = "the network failed",
	timeout = "no answer in time",
	protocol = "the reply cannot be read",
	interrupted = "interrupted",
}

metatable.__name = "unom.error"

--- One line, in which no control character of a message is left.
function metatable.__tostring(err)
	local line <const> = {}
	if err.operation then
		line[#line + 1] = err.operation .. ": "
	end
	local message <const> = err.message or ""
	local kind <const> = KINDS[err.kind]
	if kind and message ~= kind then
		line[#line + 1] = kind .. ": "
	end
	if err.status and (err.kind == "api" or err.kind == "auth") then
		line[#line + 1] = err.status .. " "
	end
	line[#line + 1] = message
	if err.name or err.message_id then
		line[#line + 1] = (" (%s)"):format(err.name or err.message_id)
	end
	if err.sent == "maybe" and not READS[err.operation or false] then
		line[#line + 1] = "; the carrier may have acted"
	end
	return (table.concat(line):gsub("%c", " "))
end

local errors <const> = {}

--- The kinds of error a client returns, in an array.
---@type string[]
errors.kinds = core.error_kinds

--- Makes the table of fields itself an error object, and returns it.
---@param fields { kind: string, message: string }
---@return unom.error
function errors.new(fields)
	assert(type(fields.kind) == "string" and type(fields.message) == "string", "an error needs a kind and a message")
	return setmetatable(fields, metatable)
end

--- Is the value an error object?
---@return boolean
function errors.is(value)
	return getmetatable(value) == metatable
end

return errors
