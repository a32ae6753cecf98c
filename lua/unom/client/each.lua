--- One operation for each of many items, several at once: an iterator over the items with their replies, as these come.
--
-- Invariants: a result is in the client until the loop has it: neither an end of the loop nor an error loses one of an
-- operation that acts. Results of calls that the loop did not start stay in the client.

local checks <const> = require "unom.client.checks"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local listing <const> = require "unom.client.listing"
local operations <const> = require "unom.operations"
local question <const> = require "unom.client.question"

local KNOWN <const> = {
	concurrency = { test = checks.is_count, expected = "a whole number above 0" },
	arguments = { test = checks.is_function, expected = "a function" },
}

-- How often in a row a wait may return nothing: at each signal it does so once.
local MOST_EMPTY <const> = 100

local each_methods <const> = {}
local each_mt <const> = { __name = "unom.each", __index = each_methods }

--- Is it called for the next item?
local function is_source(value)
	return type(value) == "function" or not listing.is(value) and type((getmetatable(value) or {}).__call) == "function"
end

--- An array has numbers for keys: a whole reply would pass for an empty one.
local function is_items(value)
	return is_source(value) or listing.is(value)
		or type(value) == "table" and (value[1] ~= nil or next(value) == nil)
end

--- The arguments where nobody says how they are made of an item.
local function as_they_are(item)
	return type(item) == "string" and { lineNo = item } or item
end

-- What an entry of a listing is called by.
local ID_FIELDS <const> = { "lineNo", "orderId", "reserveId" }

--- The arguments that an operation takes of an entry of a listing: its ids, and the listing's contract.
local function ids_of(operation, of)
	local taken <const> = {}
	for _, field in ipairs(operation.fields) do
		taken[field.name] = true
	end
	return function(entry)
		local arguments <const> = { contractId = of.contract_id }
		for _, name in ipairs(ID_FIELDS) do
			arguments[name] = taken[name] and entry[name] or nil
		end
		return arguments
	end
end

--- Checks the arguments of an item as the client will. A mistake is raised at `level`.
local function check(self, arguments, level)
	if type(arguments) ~= "table" then
		errors.refuse("each", "arguments", ("a table expected of it, got %s"):format(type(arguments)), level + 1)
	end
	checks.blame(level + 1, core.request, self.operation, arguments, self.client:contract_id())
end

--- A copy, and of the tables in it.
local function copy(value)
	if type(value) ~= "table" then
		return value
	end
	local made <const> = {}
	for key, member in next, value do
		made[key] = copy(member)
	end
	return made
end

--- A function that returns the next item and its arguments. Those of an array are all checked before the first is sent.
local function source_of(self, items, level)
	if is_source(items) then
		return function()
			local item <const> = items()
			return item, item ~= nil and self.make_arguments(item) or nil
		end
	end
	local list <const> = listing.is(items) and items.entries or items
	-- The loop may change the list, and what makes the arguments may fill one table again and again.
	local kept <const>, arguments <const>, at = {}, {}, 0
	for index, item in ipairs(list) do
		local made <const> = self.make_arguments(item)
		check(self, made, level + 1)
		kept[index], arguments[index] = item, copy(made)
	end
	for key in pairs(list) do
		if math.type(key) == "integer" and not arguments[key] then
			errors.refuse("each", 2, ("an array has no holes, and there is no item %d"):format(#arguments + 1), level + 1)
		end
	end
	return function()
		at = at + 1
		return kept[at], arguments[at]
	end
end

--- @param client the client
-- @param name of the operation
-- @param items an array, a listing, or a function that returns the next item or nil
-- @param options {concurrency=|nil, arguments=function(item)|nil}, or nil
-- @return the iterator, which can be called and closed
local function new(client, name, items, options, level)
	local operation <const> = type(name) == "string" and operations[name]
	if not operation then
		errors.refuse("each", 1, ("the name of an operation expected, got %s"):format(
			type(name) == "string" and ("%q"):format(name) or type(name)), level + 1)
	end
	checks.argument("each", 2, items, is_items, "an array of items, or a function that returns the next one", level + 1)
	local given <const> = checks.options("each", 3, options, KNOWN, level + 1)
	local self <const> = setmetatable({
		client = client,
		operation = name,
		acts = operation.changes,
		concurrency = given.concurrency or client:allow_connections(1),
		make_arguments = given.arguments or listing.is(items) and ids_of(operation, items) or as_they_are,
		ids = {}, -- of the calls in flight -> their items
		in_flight = 0,
		mistake = nil, -- what the arguments of an item raised
		ended = false, -- there is nothing more to start
		signals = 0, -- how many came while results were awaited
	}, each_mt)
	self.next_item = source_of(self, items, level + 1)
	return self
end

--- Starts calls, as many as may be in flight. Once a signal came, the client sends none of them and says so of each.
local function start_calls(self)
	while not self.ended and self.in_flight < self.concurrency do
		local item <const>, arguments <const> = self.next_item()
		if item == nil then
			self.ended = true
		else
			local started <const>, id <const> = pcall(self.client.start, self.client, self.operation, arguments)
			if started then
				self.ids[id] = item
				self.in_flight = self.in_flight + 1
			elseif checks.is_mistake(id) then -- it is raised after the results of what is in flight
				self.mistake, self.ended = id, true
			else
				error(id, 0)
			end
		end
	end
end

--- After a signal, aborts what is in flight where it only reads; after another, orders too.
local function obey_signal(self)
	if core.interrupt_pending() and (not self.acts or self.signals > 1) then
		for id in pairs(self.ids) do
			self.client:abort(id)
		end
	end
end

--- The next result of a call in flight: {id=, reply=, err=}.
local function next_result(self)
	for _ = 1, MOST_EMPTY do
		obey_signal(self)
		local result <const> = self.client:wait(math.huge, self.ids, 1)[1]
		if result then
			return result
		end
		self.signals = self.signals + (core.interrupt_pending() and 1 or 0) -- a wait returns once for each
	end
	errors.raise_usage({ message = "another wait of the client, without ids, has taken the results of client:each",
		func = "each" }, 3)
end

--- The next item with its reply, or nil and its error.
function each_mt:__call()
	start_calls(self)
	if self.in_flight > 0 then
		local result <const> = next_result(self)
		local item <const> = self.ids[result.id]
		self.ids[result.id] = nil
		self.in_flight = self.in_flight - 1
		return item, result.reply, result.err
	elseif self.mistake then
		local mistake <const> = self.mistake
		self.mistake = nil
		checks.blame(2, error, mistake, 0)
	end
	return nil
end

--- Ends it. Calls in flight that only read are aborted, and nobody gets their results; those that act go on, and
-- client:wait returns their results.
function each_methods:close()
	local ids <const> = self.ids
	self.ids, self.in_flight, self.ended = {}, 0, true
	if next(ids) and not self.acts then
		question.drop(self.client, ids)
	end
end

each_mt.__close = each_methods.close

return { new = new }
