--- What people asked for by word, as numbers of orders: the audit holds the orders at the carrier against it.
--
-- A row of a list that is run asks for one order, however often the same person runs the list, unless a word says that
-- one more is meant.
--
-- Invariant: nothing here is read from a ledger's rows: words are counted as they are given.

local words_methods <const> = {}
local words_mt <const> = { __name = "chaos.words", __index = words_methods }

local function new()
	return setmetatable({
		asked = {}, -- by person, by key
		meant = {}, -- by key: one more was said to be meant
		untold = {}, -- by key: one more that nobody can be told of, see people.lua
	}, words_mt)
end

local function add(counts, key, number)
	counts[key] = (counts[key] or 0) + (number or 1)
end

--- A person asks for the rows of a list: {[key]=how often it is in the list}.
function words_methods:ask(person, counts)
	local asked <const> = self.asked[person] or {}
	self.asked[person] = asked
	for key, number in pairs(counts) do
		asked[key] = math.max(asked[key] or 0, number)
	end
end

--- Has the person asked for it?
function words_methods:has_asked(person, key)
	return (self.asked[person] or {})[key] ~= nil
end

--- A person says that one more is meant.
function words_methods:mean_more(key, number)
	add(self.meant, key, number)
end

--- One more may be ordered, and neither the ledger nor the carrier can tell.
function words_methods:cannot_tell(key)
	add(self.untold, key)
end

--- How many orders people asked for.
function words_methods:number(key)
	local number = self:number_more(key)
	for _, asked in pairs(self.asked) do
		number = number + (asked[key] or 0)
	end
	return number
end

--- How many of them are beyond those of the lists' rows.
function words_methods:number_more(key)
	return (self.meant[key] or 0) + (self.untold[key] or 0)
end

--- How many could not be told, all in all.
function words_methods:number_untold()
	local number = 0
	for _, of_key in pairs(self.untold) do
		number = number + of_key
	end
	return number
end

return { new = new }
