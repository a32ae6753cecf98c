--- A value that a person wants in every row of a list that is written for them.
--
-- Invariant: what comes out passes the rule of its field and the check of change lists, and is no secret.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local nearest <const> = require "unom.nearest"
local operations <const> = require "unom.operations"

local filling <const> = {}

local DAY <const> = "requestDate"

--- As `nil, err` of kind "usage".
local function refuse(code, values)
	return nil, errors.new { kind = "usage", message = messages.say(code, values) }
end

--- ", did you mean": the known name nearest to one that is not known.
function filling.suggestion(name, known)
	local near <const> = nearest(name, known)
	return near and messages.say("suggestion", { nearest = near }) or ""
end

--- What the value becomes in its column: as a cell of a change list is read.
-- @param operation of the catalogue
-- @param name of the field
-- @param today the day in Japan, YYYYMMDD
-- @return the value; or nil and an error of kind "usage"
function filling.value(operation, name, value, today)
	local field <const> = operation.fields[name]
	if not field or field.automatic then
		return refuse("draft_unknown_field", { field = name, operation = operation.name,
			suggestion = filling.suggestion(name, operations.columns(operation.name)) })
	elseif field.secret then
		return refuse("draft_secret", { field = name })
	end
	local read <const>, refused = core.read_cell(operation.name, name, value)
	if read == nil and refused then
		return refuse("draft_bad_value", { field = name, message = refused.message })
	end
	local given <const> = read or value
	local fine <const>, problems <const> = core.check(operation.name, { [name] = given })
	for _, problem in ipairs(not fine and problems or {}) do
		if problem.field == name then
			return refuse("draft_bad_value", { field = name, message = problem.message })
		end
	end
	if name == DAY and given < today then
		return refuse("draft_bad_value", { field = name,
			message = messages.say("list_date_passed", { day = given, today = today }) })
	end
	return given
end

return filling
