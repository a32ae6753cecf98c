--- What a code of the carrier means: the walker over the tables of codes.
--
-- A meaning is { ja = the specification's words, en = the same in English }; as a text it is both.
--
-- Invariant: nothing is guessed: a code that is in no table has no meaning.

local acting <const> = require "unom.catalogue.acting"
local codes <const> = require "unom.catalogue.codes"
local messages <const> = require "unom.messages"
local restrictions <const> = require "unom.catalogue.restrictions"

local meaning <const> = {}

local meaning_mt <const> = { __name = "unom.meaning" }

function meaning_mt:__tostring()
	return self.ja == self.en and self.ja or ("%s (%s)"):format(self.ja, self.en)
end

function meaning_mt.__concat(left, right)
	return tostring(left) .. tostring(right)
end

--- A meaning of these words.
function meaning.new(ja, en)
	return setmetatable({ ja = ja, en = en }, meaning_mt)
end

-- Every code with its meaning: entries by field, in the order of the tables. An entry is { field =, code =, meaning =,
-- operations = { name = true } | nil: every one that has the field }.
local all <const>, by_field <const> = {}, {}

local function set_of(names)
	local set <const> = {}
	for _, name in ipairs(names or {}) do
		set[name] = true
	end
	return names and set
end

for _, group in ipairs(codes) do
	for _, field in ipairs(group.fields) do
		by_field[field] = by_field[field] or {}
		for _, row in ipairs(group.codes) do
			local entry <const> = { field = field, code = row[1], meaning = meaning.new(row[2], row[3]),
				operations = set_of(group.operations), names = group.operations }
			all[#all + 1] = entry
			table.insert(by_field[field], entry)
		end
	end
end

--- Every entry, in the order of the tables.
meaning.all = all

--- The entries of a field in an operation, or of the field wherever it is; empty where it has no codes.
function meaning.codes(field, operation)
	local found <const> = {}
	for _, entry in ipairs(by_field[field] or {}) do
		if not (operation and entry.operations) or entry.operations[operation] then
			found[#found + 1] = entry
		end
	end
	return found
end

--- Several meanings of one code as one, each with the operations that it is from.
local function joined(entries)
	local ja <const>, en <const> = {}, {}
	for index, entry in ipairs(entries) do
		local where <const> = table.concat(entry.names or {}, ", ")
		ja[index] = ("%s（%s）"):format(entry.meaning.ja, where)
		en[index] = ("%s (%s)"):format(entry.meaning.en, where)
	end
	return meaning.new(table.concat(ja, "、"), table.concat(en, "; "))
end

--- What the code of a field means: { ja =, en = }, which prints as both; nil where no table has it.
-- @param operation a name: the resultCode of an order is not that of a session. Where it is nil and the tables of
--   several operations have the code, the meaning names each.
function meaning.of(field, code, operation)
	local found <const> = {}
	for _, entry in ipairs(meaning.codes(field, operation)) do
		if entry.code == code then
			found[#found + 1] = entry
		end
	end
	return #found > 1 and joined(found) or found[1] and found[1].meaning
end

--- What each status of an order means, by its code.
meaning.order_status = {}
for _, entry in ipairs(by_field.orderStatus) do
	meaning.order_status[entry.code] = entry.meaning
end

local SHARED <const> = "list_data_share_lines"

--- What the status that a row of the operation was last seen at means: an orderStatus, or the status of a line in
-- operation 10; nil for a code that has no meaning.
-- @param code may be nil
function meaning.of_row(operation, code)
	local row <const> = acting[operation]
	if row and row.shown_by == SHARED then
		return meaning.of("status", code, SHARED)
	end
	return meaning.of("orderStatus", code)
end

--- A code with what it means in brackets, as a table or a sentence has it; the code alone where that is not known, or
-- where it is a word by itself.
-- @param found a meaning, or nil
function meaning.told(code, found)
	if not found or found.ja == code or found.en == code then
		return code
	end
	return messages.say("code_with_meaning", { code = code, meaning = found.en })
end

local function without_null(status)
	return (status == nil or status == "" or status == "NULL") and "0" or tostring(status)
end

--- What the limits of a line's traffic are, by the table of restrictions.
-- @param reply of get_traffic or get_data_share_traffic
-- @return "none" | "recent" | "monthly" | "monthly_and_recent", { ja =, en = }; nil for a pair that the table lacks,
--   and where the limitStatus2 that it looks at is absent
function meaning.traffic_state(reply)
	if type(reply) ~= "table" then
		require("unom.error").refuse("traffic_state", 1, ("a reply expected, got %s"):format(type(reply)), 2)
	end
	local first <const>, second <const> = without_null(reply.limitStatus1), tostring(reply.limitStatus2)
	for _, row in ipairs(restrictions) do
		if row[2] == first and (row[3] == nil or row[3] == second) then
			return row[1], meaning.new(row[4], row[5])
		end
	end
	return nil
end

return meaning
