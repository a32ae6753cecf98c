--- The shape of a reply, read from the catalogue's notation: `linesList[]{lineNo,optionCodeList[]}`.
--
-- Invariant: a shape gives order and nesting only; keys of a reply that it does not name are shown too.

local json <const> = require "unom.cli.view.json"

local shape <const> = {}

--- Reads members from `notation` at `position` up to its end or the closing brace.
-- Returns the array of members {name=, list=bool, members={...}|nil} and the position after them.
local function read_members(notation, position)
	local members <const> = {}
	while position <= #notation do
		local name <const>, brackets <const>, after <const> = notation:match("^([^,%[%]{}]+)(%[?%]?)()", position)
		if not name then
			break
		end
		local member <const> = { name = name, list = brackets == "[]" }
		position = after
		if notation:sub(position, position) == "{" then
			member.members, position = read_members(notation, position + 1)
			position = position + 1
		end
		members[#members + 1] = member
		if notation:sub(position, position) ~= "," then
			break
		end
		position = position + 1
	end
	return members, position
end

--- The shape of an operation's reply: an array of {name=, list=, members=}.
function shape.of(operation)
	return (read_members(table.concat(operation.reply, ","), 1))
end

--- The names of a shape's members, in order.
function shape.names(members)
	local names <const> = {}
	for index, member in ipairs(members or {}) do
		names[index] = member.name
	end
	return names
end

--- Marks a reply so that its JSON has the shape's order, and its lists are lists even when empty. Returns it.
function shape.mark(reply, members)
	if type(reply) ~= "table" then
		return reply
	elseif #reply > 0 then
		for _, entry in ipairs(reply) do
			shape.mark(entry, members)
		end
		return json.array(reply)
	end
	json.ordered(reply, shape.names(members))
	for _, member in ipairs(members or {}) do
		local value <const> = reply[member.name]
		if type(value) == "table" then
			shape.mark(value, member.members)
			if member.list then
				json.array(value)
			end
		end
	end
	return reply
end

--- The reply's list: its entries, their shape and its name; nil if it has none.
function shape.list(reply, members)
	for _, member in ipairs(members) do
		if member.list and type(reply[member.name]) == "table" then
			return reply[member.name], member.members, member.name
		end
	end
	return nil
end

return shape
