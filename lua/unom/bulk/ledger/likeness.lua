--- When two rows are the same order: what each acts on, and what it asks for.
--
-- The catalogue says of every operation which field names what it acts on, which operations act on the same thing (its
-- group), and which fields make two orders different (table 6a of the design; `ordered_before` of an operation).
--
-- Invariant: no secret is in what this returns.

local operations <const> = require "unom.operations"

local likeness <const> = {}

-- What tells nothing of whether an order is the same: its day, a consent, a running number.
local NEVER_COMPARED <const> = { requestDate = true, agreement = true, number = true, contractId = true }

local function text_of(operation, arguments, names)
	local lines <const> = { operation }
	for _, name in ipairs(names) do
		lines[#lines + 1] = name .. "=" .. (arguments[name] or "")
	end
	return table.concat(lines, "\n")
end

--- Every field of the operation but those that are never compared and secrets.
local function all_compared(operation)
	local names <const> = {}
	for _, field in ipairs(operation.fields) do
		if not NEVER_COMPARED[field.name] and not field.secret then
			names[#names + 1] = field.name
		end
	end
	return names
end

--- @param operation its name
-- @param arguments of a checked row
-- @return order_key: the same for rows of a contract that act on the same thing, in the same group; where a row names
--   nothing that it acts on, the same for rows whose cells are the same
-- @return compared: the same for rows of one order_key that ask for the same
function likeness.of(operation, arguments)
	local catalogued <const> = operations[operation]
	local same <const> = catalogued.ordered_before
	local target <const> = same.target and arguments[same.target] or ""
	if target ~= "" then
		return same.group .. ":" .. target, text_of(operation, arguments, same.compared)
	end
	local cells <const> = text_of(operation, arguments, all_compared(catalogued))
	return same.group .. "=" .. cells, cells
end

-- The groups of the operations that act on a line, and of those that act on something else, by the field that names it.
local GROUPS <const> = {}
for _, operation in ipairs(operations) do
	local same <const> = operation.ordered_before
	if same and same.target then
		GROUPS[same.target] = GROUPS[same.target] or {}
		table.insert(GROUPS[same.target], same.group)
	end
end

--- The order_keys of all rows that act on a target.
-- @param field that names it, such as lineNo
function likeness.keys(field, target)
	local keys <const>, has <const> = {}, {}
	for _, group in ipairs(GROUPS[field] or {}) do
		local key <const> = group .. ":" .. target
		keys[#keys + 1] = not has[key] and key or nil
		has[key] = true
	end
	return keys
end

--- Does the row name what it acts on? Given the order_key that `of` returned.
function likeness.has_target(order_key)
	return order_key:find("^[%w_]+:") ~= nil
end

return likeness
