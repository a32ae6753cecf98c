--- The draft of a change list: a row for each line, order or reservation that the carrier lists now, with its present
-- state in `#` columns, which no run reads.
--
-- Invariants: only the carrier's lists are asked. What is filled in has passed the rule of its field, so a draft whose
-- required cells are all filled passes the check of change lists. There is no secret in a draft.

local contract_view <const> = require "unom.bulk.carrier.contract_view"
local data_share <const> = require "unom.bulk.carrier.data_share"
local entries <const> = require "unom.bulk.carrier.entries"
local errors <const> = require "unom.error"
local filling <const> = require "unom.bulk.jobs.comparing.filling"
local inquiry <const> = require "unom.bulk.jobs.inquiry"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local status <const> = require "unom.bulk.carrier.status"

local draft <const> = {}

local CONTRACT <const> = "contractId"

local SHARE <const> = data_share.OPERATION
local LINES <const> = "list_lines"

-- Which list has what an operation acts on, by the field that names it; and the status that an entry must have there.
local LISTS <const> = {
	lineNo = { operation = LINES },
	orderId = { operation = "list_accepting_orders",
		serves = function(entry) return not status.state(entry.orderStatus, "completion") end },
	reserveId = { operation = SHARE, key = "reserveId",
		serves = function(entry) return entry.status == "01" or entry.status == "03" end },
}

-- Only a line that is registered in the group can leave it, only one outside can join it.
local LISTS_OF <const> = {
	remove_data_share_line = { operation = SHARE, key = "lineNo",
		serves = function(entry) return entry.status == "02" end },
	add_data_share_lines = { operation = LINES, without = SHARE },
}

local function refuse(kind, code, values)
	return nil, errors.new { kind = kind, message = messages.say(code, values) }
end

local function list_of(operation)
	local target <const> = operation.ordered_before and operation.ordered_before.target
	local field <const> = target and operation.fields[target] and target
	return LISTS_OF[operation.name] or LISTS[field or false], field
end

--- The keys of a list's entries, in the order of the specification.
local function keys_of(operation)
	local keys <const> = {}
	for _, part in ipairs(operations[operation].reply) do
		local inside <const> = part:match "%[%]{(.*)}$"
		for key in (inside or ""):gsub("%w+{[^}]*}", ""):gmatch "%w+" do
			keys[#keys + 1] = key
		end
	end
	return keys
end

--- What an entry has under a key, as texts.
local function values_of(entry, key)
	local value <const> = entry[key]
	if type(value) == "table" then
		local texts <const> = {}
		for index, one in ipairs(value) do
			texts[index] = tostring(one)
		end
		return texts
	end
	return { value ~= nil and tostring(value) or nil }
end

--- Does the entry have all that is asked for? A key that holds several values has each of them.
local function fits(entry, where)
	for key, wanted in pairs(where) do
		local texts <const> = values_of(entry, key)
		local has <const> = { [""] = #texts == 0 or nil }
		for _, text in ipairs(texts) do
			has[text] = true
		end
		for _, one in ipairs(type(wanted) == "table" and wanted or { wanted }) do
			if not has[one] then
				return false
			end
		end
	end
	return true
end

--- Are the keys those of the list? Returns true, or nil and an error.
local function check_where(where, keys, operation)
	local known <const> = {}
	for _, key in ipairs(keys) do
		known[key] = true
	end
	for key in pairs(where) do
		if not known[key] then
			return refuse("usage", "draft_unknown_key", { key = key, operation = operation, keys = table.concat(keys, ", "),
				suggestion = filling.suggestion(key, keys) })
		end
	end
	return true
end

--- Reads a list: {entries={...}, whole=bool, listed=how many}; nil where the answer is no list of the contract.
local function read(operation, answer, contract)
	if operation == SHARE then
		local list <const> = data_share.list(answer.reply, answer.err, contract)
		return list and { entries = list.entries, whole = list.whole, listed = #list.entries }
	end
	local catalogued <const> = operations[operation]
	local found <const>, total <const> = entries.of(answer.reply, catalogued.list, contract, catalogued.entry_key)
	return found and { entries = found, listed = #found,
		whole = #found == total and total < (catalogued.list_limit or math.huge) }
end

--- Why a list could not be had. An operation that is refused for good is one that the carrier does not offer.
local function not_had(operation, err)
	if not err then
		return refuse("protocol", "no_list")
	elseif contract_view.is_not_offered(err) then
		return refuse("not_offered", "draft_not_offered", { operation = operation, reason = tostring(err) })
	end
	return nil, err
end

--- Asks for the lists. Returns the one with what the operation acts on, the set of the targets that another one rules
-- out, and what the first one shows as a view; or nil and an error.
local function lists(from, options)
	local questions <const> = {}
	for _, operation in ipairs { from.operation, from.without } do
		questions[#questions + 1] = { operation = operation, arguments = { [CONTRACT] = options.contract_id } }
	end
	local answers <const>, refused = inquiry.ask(questions, options)
	if not answers then
		return nil, refused
	end
	local had <const> = {}
	for index, question in ipairs(questions) do
		had[index] = read(question.operation, answers[index], options.contract_id)
		if not had[index] then
			return not_had(question.operation, answers[index].err)
		end
	end
	local without <const> = {}
	for _, entry in ipairs(had[2] and had[2].entries or {}) do
		without[entry[operations[from.without].entry_key]] = true
	end
	return had[1], without, contract_view.read(options.contract_id, { [from.operation] = answers[1] })
end

-- Fields of which an empty cell is an order by itself, to switch off: they begin with what the line has now.
local OFF_WHERE_EMPTY <const> = { "roamingCode" }

--- One row: the cells of the operation's columns, and the present state.
local function row_of(operation, entry, target, set, keys, view)
	local row <const> = { operation = operation.name, [CONTRACT] = view.contract, [target] = entry[target] }
	for _, name in ipairs(OFF_WHERE_EMPTY) do
		local line <const> = operation.fields[name] and view:line(entry.lineNo)
		row[name] = line and line[name] or nil
	end
	for name, value in pairs(set) do
		row[name] = value
	end
	for _, key in ipairs(keys) do
		row["#" .. key] = table.concat(values_of(entry, key), " ")
	end
	return row
end

--- @param options {client=, operation=, contract_id=, where={key=value, or values that it has all of}, set={field=
--   value}, clock=, random=, sleep=, watch=, wall_clock=}
-- @return {operation=, contract=, columns={names}, rows={ {[column]=cell} }, listed=how many entries there were,
--   left_out=how many of them the operation cannot serve, whole=bool: the list showed all there is}; or nil and an
--   error of kind "usage" or "not_offered", or that of a call which the carrier did not answer
function draft.make(options)
	local operation <const>, near = operations.find(options.operation)
	if not operation then
		return refuse("usage", "unknown_operation", { operation = options.operation,
			suggestion = near and messages.say("suggestion", { nearest = near }) or "" })
	end
	local from <const>, target <const> = list_of(operation)
	if not from then
		return refuse("usage", operation.changes and "draft_no_target" or "template_of_a_read",
			{ operation = operation.name })
	end
	local keys <const> = keys_of(from.operation)
	local fine <const>, wrong = check_where(options.where or {}, keys, from.operation)
	if not fine then
		return nil, wrong
	end
	local today <const> = moments.japan("%Y%m%d", (options.wall_clock or os.time)())
	local set <const> = {}
	for name, value in pairs(options.set or {}) do
		if name == target or name == CONTRACT then
			return refuse("usage", "draft_set_by_list", { field = name })
		end
		set[name], wrong = filling.value(operation, name, value, today)
		if not set[name] then
			return nil, wrong
		end
	end
	local list <const>, without, view = lists(from, options)
	if not list then
		return nil, without
	end
	local columns <const>, shown <const> = operations.columns(operation.name), {}
	for _, key in ipairs(keys) do
		if key ~= target then
			shown[#shown + 1] = key
			columns[#columns + 1] = "#" .. key
		end
	end
	local drafted <const> = { operation = operation.name, contract = options.contract_id, columns = columns, rows = {},
		listed = list.listed, left_out = 0, whole = list.whole }
	for _, entry in ipairs(list.entries) do
		local id <const> = entries.filled(entry[target])
		if not fits(entry, options.where or {}) then
			goto continue
		elseif not id or without[id] or from.serves and not from.serves(entry) then
			drafted.left_out = drafted.left_out + 1
		else
			drafted.rows[#drafted.rows + 1] = row_of(operation, entry, target, set, shown, view)
		end
		::continue::
	end
	return drafted
end

return draft
