--- unom.error: the error objects that every part of unom returns beside nil.
--
-- Invariant: an error says in one line what was asked for, what went wrong and, where the carrier may have acted, that.

local core <const> = require "unom.core"

--- What a failure of the world is told with. The kinds of a client's errors: `api` the carrier refused, `auth`,
-- `http` another status, `network`, `timeout`, `protocol` an unreadable reply, `interrupted`; other parts of unom
-- have kinds of their own.
---@class unom.error
---@field kind string
---@field message string what went wrong, in words
---@field operation? string the operation that was asked for
---@field status? integer the HTTP status that came back
---@field code? string the carrier's code: of its error body, or the resultCode
---@field name? string the row of the carrier's table of errors, such as `line_not_found`
---@field message_id? string the messageId of checkErrorInfo or referenceErrorInfo
---@field retry_after? integer seconds the carrier asks to wait
---@field sent? "no"|"yes"|"maybe" `no`: nothing was done; `yes`: the carrier answered; `maybe`: it may have acted

local metatable <const> = core.error_metatable

-- Operations that only read: whatever became of their request, nothing was changed.
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

--- One line: no control character of a message reaches a terminal.
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

--- Makes an error object of the fields, which it takes over.
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
