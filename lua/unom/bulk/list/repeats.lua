--- What a row of a list has that an earlier one has too: the same order, an IMEI or address of another line, a line
-- that an earlier row terminates.
--
-- Invariant: values are compared as they are sent, whatever the cells look like; one with a problem is not compared.

local operations <const> = require "unom.operations"

local repeats <const> = {
	-- The fields of what an operation acts on; it has one of them, or none.
	TARGETS = { lineNo = true, orderId = true, reserveId = true },
}

local CONTRACT <const>, LINE <const> = "contractId", "lineNo"
local TERMINATION <const> = "terminate_line"

-- What only one line should have.
-- {name=in the set of what was seen, fields=, when=, is=: only where that field has that value, code=, message=,
--   is_advice=bool}
local IMEI <const> = { name = "imei", fields = { "imei" }, when = "imeiOption", is = "2", code = "imei_twice",
	message = "list_imei_twice" }
local ADDRESSES <const> = {}
for index, field in ipairs { "actIpAddress", "sbyIpAddress", "roamingIpAddress" } do
	ADDRESSES[index] = { name = "address", fields = { CONTRACT, field }, code = "address_twice",
		message = "list_address_twice", is_advice = true }
end

--- Does the operation have all these fields?
local function has(operation, mark)
	for _, field in ipairs(mark.fields) do
		if not operation.fields[field] then
			return false
		end
	end
	return not mark.when or operation.fields[mark.when] ~= nil
end

--- The marks of an operation's rows.
local function marks_of(operation, allow_duplicates)
	local marks <const> = {}
	marks[1] = not allow_duplicates and has(operation, IMEI) and IMEI or nil
	for _, mark in ipairs(ADDRESSES) do
		marks[#marks + 1] = has(operation, mark) and mark or nil
	end
	return marks
end

-- The operations that give a line what only one should have.
local MARKING <const> = {}
for _, operation in ipairs(operations) do
	if operation.kind == "order" and operation.fields[LINE] and #marks_of(operation, false) > 0 then
		MARKING[#MARKING + 1] = operation.name
	end
end

--- Adds to a layout (see row.lua) what is compared:
-- target=the field of the target|nil, key={the fields whose values, all alike, make two rows the same order}|nil where
-- none can be, may_repeat=bool, after=the operation that no row with this key may come after|nil, marks=
function repeats.add_to(layout, operation, allow_duplicates)
	for _, field in ipairs(operation.fields) do
		if repeats.TARGETS[field.name] then
			layout.target = field.name
			layout.key = { CONTRACT, field.name }
		end
	end
	layout.may_repeat = allow_duplicates or false
	layout.after = layout.target == LINE and operation.name ~= TERMINATION and TERMINATION or nil
	layout.marks = marks_of(operation, allow_duplicates)
end

--- The values of these fields, or nil where one is absent or has a problem.
local function values_of(fields, arguments, wrong)
	local values <const> = {}
	for index, name in ipairs(fields) do
		if not arguments[name] or wrong[name] then
			return nil
		end
		values[index] = arguments[name]
	end
	return values
end

--- Is the row at `first` of the same line? Then it is the first of its operation for this line.
local function is_same_line(seen, arguments, first)
	local names_line <const> = type(arguments[CONTRACT]) == "string" and type(arguments[LINE]) == "string"
	for _, name in ipairs(names_line and MARKING or {}) do
		if seen:find(name, arguments[CONTRACT], arguments[LINE]) == first then
			return true
		end
	end
	return false
end

--- Adds what the row has that another line was given.
local function find_marks(seen, layout, arguments, line, wrong, found)
	for _, mark in ipairs(layout.marks) do
		local values <const> = (not mark.when or arguments[mark.when] == mark.is) and values_of(mark.fields, arguments, wrong)
		if values then
			values[#values + 1] = line
			local first <const> = seen:first(mark.name, table.unpack(values))
			-- Its own line: the fast check has kept it, and then handed the row back.
			if first and first ~= line and not is_same_line(seen, arguments, first) then
				found[#found + 1] = { code = mark.code, message = mark.message, field = mark.fields[#mark.fields],
					is_advice = mark.is_advice, values = { line = first } }
			end
		end
	end
end

--- What earlier rows have too.
-- @param seen the core's seen_set of the list
-- @param line that of the row
-- @param wrong the fields whose values have a problem
-- @return an array of {code=, message=its code, values=for the message, field=, is_advice=true|nil}
function repeats.find(seen, layout, arguments, line, wrong)
	local found <const> = {}
	find_marks(seen, layout, arguments, line, wrong, found)
	local key <const> = layout.key and values_of(layout.key, arguments, wrong)
	if not key then
		return found
	end
	local terminated <const> = layout.after and seen:find(layout.after, table.unpack(key))
	if terminated then
		found[#found + 1] = { code = "after_termination", message = "list_after_termination", field = layout.target,
			is_advice = true, values = { operation = layout.operation, line = terminated } }
	end
	key[#key + 1] = line
	local first <const> = seen:first(layout.operation, table.unpack(key))
	if first and not layout.may_repeat then
		found[#found + 1] = { code = "duplicate_row", message = "list_duplicate_row", field = layout.target,
			values = { operation = layout.operation, target = arguments[layout.target], line = first } }
	end
	return found
end

return repeats
