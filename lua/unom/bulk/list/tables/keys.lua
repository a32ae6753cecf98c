--- The keys of rows that are tables: which field each names.
--
-- Invariant: a key gives the operation's name, gives one field of the API, is one that is not to be read, or is a
-- problem; none is passed over in silence. No hint leads to a field that holds a secret.

local header <const> = require "unom.bulk.list.header"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"

local keys <const> = {}

local methods <const> = {}
methods.__index = methods

--- A reader of the keys of one list.
-- @param options {ignore=, map=} as change_list.open takes them
-- @return the reader; or nil and what is wrong, in words, where `map` names no field
function keys.reader(options)
	local of_all <const>, wrong <const> = header.reader(operations, { ignore = options.ignore, map = options.map })
	if not of_all then
		return nil, wrong
	end
	return setmetatable({ options = options, readers = { [""] = of_all }, meanings = {} }, methods)
end

--- What a key means where the row's operation is known by that name; "": it is not.
-- @return as header.meaning; "bad" of what cannot be a key
function methods:meaning(key, operation)
	if type(key) ~= "string" or not utf8.len(key) then
		return "bad"
	end
	local known = self.meanings[operation]
	if not known then
		self.readers[operation] = self.readers[operation] or header.reader(operations,
			{ operation = operation, ignore = self.options.ignore, map = self.options.map })
		known = {}
		self.meanings[operation] = known
	end
	if not known[key] then
		known[key] = table.pack(header.meaning(self.readers[operation], key))
	end
	return table.unpack(known[key], 1, 2)
end

--- The name of the operation under the key that gives it, or nil.
function methods:operation_key(row)
	if row.operation ~= nil then
		return "operation"
	end
	for key in next, row do
		local kind <const>, field <const> = self:meaning(key, "")
		if kind == "field" and field == "operation" then
			return key
		end
	end
	return nil
end

--- The code and the message for a key that gives no field.
function keys.problem(kind, detail)
	if kind == "bad" then
		return "unknown_column", messages.say("rows_bad_key")
	elseif kind == "several" then
		return "ambiguous_column", messages.say("rows_ambiguous_key", { fields = table.concat(detail, " or ") })
	elseif detail then
		return "unknown_column", messages.say("rows_unknown_key", { nearest = detail })
	end
	return "unknown_column", messages.say("rows_unknown_key_far")
end

return keys
