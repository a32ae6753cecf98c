--- The messages of the Lua modules to people, by code, so that a language is one table.
--
-- What can be done about something is told in flags to a person at the command, in options to a script's author: see
-- unom.messages.audience.
--
-- Invariant: an unknown code, or a placeholder without a value, raises: no message is shown incomplete.

local audience <const> = require "unom.messages.audience"
local en <const> = require "unom.messages.en"

local messages <const> = {}

--- The message `code` with its placeholders filled in.
-- `{name}` becomes the value of that name; `{count|row|rows}` becomes "row" when the value of `count` is 1,
-- else "rows".
-- @param values the placeholders' values by name; nil if the message has none
function messages.say(code, values)
	local message <const> = en[code]
	if not message then
		error(("no message has the code '%s'"):format(tostring(code)), 2)
	end
	return (audience.words(message):gsub("{([%w_]+)|?([^{}|]*)|?([^{}|]*)}", function(name, one, many)
		local value <const> = values and values[name]
		if value == nil then
			error(("message '%s' lacks its '%s'"):format(code, name), 3)
		end
		if many == "" then
			return tostring(value)
		end
		return value == 1 and one or many
	end))
end

return messages
