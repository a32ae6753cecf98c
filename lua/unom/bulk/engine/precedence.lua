--- Which rows of a contract may pass which, where one has to wait.
--
-- A row keeps order when it carries an IP address, names no line, or is of data share: what it needs may be what an
-- earlier row gives free, and its arguments do not show that.
--
-- Invariants: no row passes an earlier one for the same line; no row that keeps order passes an earlier one that does,
-- nor an earlier termination.

local operations <const> = require "unom.operations"

local precedence <const> = {}

-- By operation: {share=bool: is it of data share?, addresses={names of its fields that are IP addresses}}.
local facts <const> = {}
for _, operation in ipairs(operations) do
	local addresses <const> = {}
	for _, field in ipairs(operation.fields) do
		addresses[#addresses + 1] = field.rule == "ipv4" and field.name or nil
	end
	facts[operation.name] = { share = operation.identity == "reserveId", addresses = addresses }
end

local function carries_address(row)
	for _, name in ipairs(facts[row.operation].addresses) do
		if row.arguments[name] then
			return true
		end
	end
	return false
end

--- What matters of a row here.
-- @return {row=its number, line=its lineNo|nil, keeps_order=bool, terminates=bool}
function precedence.of(row)
	local line <const> = row.arguments.lineNo
	return {
		row = row.row,
		line = line,
		keeps_order = not line or facts[row.operation].share or carries_address(row),
		terminates = row.operation == "terminate_line",
	}
end

local left_behind_methods <const> = {}
local left_behind_mt <const> = { __name = "unom.left_behind", __index = left_behind_methods }

--- Rows that have to wait, as far as it matters to the rows after them; none yet.
function precedence.left_behind()
	return setmetatable({ lines = {}, order = false }, left_behind_mt)
end

--- Adds a row.
-- @param entry as `precedence.of` gives it
function left_behind_methods:add(entry)
	self.order = self.order or entry.keeps_order or entry.terminates
	if entry.line then
		self.lines[entry.line] = true
	end
end

--- Must a row that comes after these in the list wait for one of them?
function left_behind_methods:stops(entry)
	return self.lines[entry.line or false] or entry.keeps_order and self.order or false
end

--- Is one of these for that line?
function left_behind_methods:has_line(line)
	return self.lines[line] == true
end

return precedence
