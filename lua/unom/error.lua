--- unom.error: the error objects that every part of unom returns beside nil.
--
-- Invariant: an error is one line: the operation, what went wrong, and a warning if the carrier may have acted. That of
-- a list goes on with a line for each of its problems.

local core <const> = require "unom.core"
local meaning <const> = require "unom.catalogue.meaning"
local printable <const> = require "unom.printable"

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

-- What libcurl says of a certificate that nobody it trusts has signed.
local UNTRUSTED <const> = { "^SSL certificate .*: self.signed", "^SSL certificate .*: unable to get" }

--- Is it a certificate that nobody whom the client trusts has signed?
local function is_untrusted(err)
	local message <const> = err.kind == "network" and type(err.message) == "string" and err.message or ""
	return message:find(UNTRUSTED[1]) ~= nil or message:find(UNTRUSTED[2]) ~= nil
end

--- The message, in which a resultCode has its meaning.
local function message_of(err)
	local message <const> = err.message or ""
	local code <const> = type(message) == "string" and message:match("resultCode (%w+)$")
	local found <const> = code and (meaning.of("resultCode", code, err.operation) or meaning.of("resultCode", code))
	return found and ("%s (%s)"):format(message, found.en) or message
end

local function concat(left, right)
	return tostring(left) .. tostring(right)
end

-- A problem, or a piece of advice, of `unom.check`.
local finding_mt <const> = core.finding_metatable
finding_mt.__name, finding_mt.__concat = "unom.finding", concat

function finding_mt:__tostring()
	return printable.line(self.field and ("%s: %s"):format(self.field, self.message) or self.message)
end

-- An array of problems or of advice.
local findings_mt <const> = core.findings_metatable
findings_mt.__name, findings_mt.__concat = "unom.findings", concat

--- A line for each entry.
function findings_mt:__tostring()
	local lines <const> = {}
	for index, entry in ipairs(self) do
		lines[index] = printable.line(tostring(entry))
	end
	return table.concat(lines, "\n")
end

--- One line of text that a terminal does not obey; after it a line for each problem of a list, where there are some.
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
	line[#line + 1] = message_of(err)
	if err.name or err.message_id then
		line[#line + 1] = (" (%s)"):format(err.name or err.message_id)
	end
	if is_untrusted(err) then
		line[#line + 1] = "; the option ca_file names the certificates to trust"
	end
	if err.sent == "maybe" and not READS[err.operation or false] then
		line[#line + 1] = "; the carrier may have acted"
	end
	local words <const> = printable.line(table.concat(line))
	return err.problems and words .. "\n" .. findings_mt.__tostring(err.problems) or words
end

metatable.__concat = concat

local errors <const> = {}

errors.is_untrusted = is_untrusted

--- Lets an array of problems or of advice be printed, raised and joined as text, a line an entry. Returns it.
---@generic T
---@param array T
---@return T
function errors.findings(array)
	return setmetatable(array, findings_mt)
end

--- What a caller's mistake raises, before anything is sent. As a text it is the caller's place and the message.
---@class unom.usage_error
---@field kind "usage"
---@field message string such as "bad argument 'requestDate' to 'change_course' (not a calendar day ...)"
---@field position? string the caller's place, such as "script.lua:12"
---@field operation? string whose arguments they are
---@field field? string the operation's field, such as `requestDate` or `linesList[2].lineNo`
---@field func? string the function that was called, such as `client` or `bulk.run`, where it is no operation
---@field option? string the function's option
---@field code? string of the problem with the field; of the first one where there are several
---@field problems? unom.finding[] all problems with the arguments, where there are several

--- Makes the table of fields (message, func, option ...) a usage error and raises it. The level is that of `error`.
---@type fun(fields: table, level: integer)
errors.raise_usage = core.raise_usage

--- Raises that an argument of a function is wrong, or with a name instead of a number an option.
-- @param func the name of the function that was called
-- @param which the argument's number, or the option's name
-- @param why what is wrong with it
-- @param level of the line that called, as `error` takes it, counted from who calls this
function errors.refuse(func, which, why, level)
	local is_argument <const> = math.type(which) == "integer"
	local form <const> = is_argument and "bad argument #%d to '%s' (%s)" or "bad option '%s' to '%s' (%s)"
	errors.raise_usage({
		message = printable.line(form:format(which, func, why)),
		func = func, option = not is_argument and tostring(which) or nil,
	}, level + 1)
end

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
