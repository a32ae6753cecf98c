--- What is known of each contract whose rows are followed: how many there are, how long its orders take, what its lists
-- tell, and when these are read next.
--
-- Invariant: a contract's lists are planned to be read as long as rows are followed in them.

local listed <const> = require "unom.bulk.engine.following.listed"
local pace <const> = require "unom.bulk.engine.following.pace"
local tracking <const> = require "unom.bulk.carrier.tracking"
local watching <const> = require "unom.bulk.engine.following.watching"

local contracts_methods <const> = {}
local contracts_mt <const> = { __name = "unom.contracts", __index = contracts_methods }

-- How orders are followed.
local BY_ORDER <const> = tracking.way "change_course"

-- Contracts that began together are not asked about together for ever: each has its own part of this share more between
-- its polls, the golden section apart.
local SPREAD <const>, GOLDEN <const> = 0.1, 0.618034

--- @param options {clock=, plan(contract, time)=has its lists of orders read at that time, or as soon as can be; nil:
--   no more, held_back(contract)=do rows wait for orders to be processed?}
local function new(options)
	return setmetatable({
		clock = options.clock,
		plan_reading = options.plan,
		held_back = options.held_back,
		by_name = {},
		made = 0, -- how many of these
		number = 0, -- contracts with rows that are followed
	}, contracts_mt)
end

--- How long the orders take that are followed by that operation.
function contracts_methods.pace_of(contract, operation)
	contract.paces[operation] = contract.paces[operation] or pace.new()
	return contract.paces[operation]
end

--- How long the orders take that the lists tell of.
function contracts_methods.order_pace(contract)
	return contracts_methods.pace_of(contract, BY_ORDER.operation)
end

--- The contract: {name=, listed=, watching=, paces={operation = pace}, rows=how many are followed, next_doubt=when one
-- of the orders that its lists show under way may be asked about, spread=by how much longer its waits are}.
function contracts_methods:of(name)
	local contract = self.by_name[name]
	if not contract then
		contract = { name = name, paces = {}, rows = 0, next_doubt = -math.huge, watching = watching.new(self.clock),
			spread = 1 + SPREAD * (self.made * GOLDEN % 1) }
		self.made = self.made + 1
		contract.listed = listed.new {
			clock = self.clock,
			pace = contracts_methods.order_pace(contract),
			spread = contract.spread,
			held_back = function() return self.held_back(name) end,
		}
		self.by_name[name] = contract
	end
	return contract
end

--- The contract, if rows of it have been followed.
function contracts_methods:find(name)
	return self.by_name[name]
end

--- Counts a row that is followed from now on (1) or no longer (-1).
function contracts_methods:count_row(name, change)
	local contract <const> = self:of(name)
	local before <const> = contract.rows
	contract.rows = before + change
	self.number = self.number + (contract.rows > 0 and 1 or 0) - (before > 0 and 1 or 0)
end

--- Plans the next reading of the contract's lists.
function contracts_methods:plan(contract)
	local time <const> = math.min(contract.listed:next_time() or math.huge, contract.watching:next_time() or math.huge)
	local planned <const> = time < math.huge and time or nil
	if planned ~= contract.listed.planned then
		contract.listed.planned = planned
		self.plan_reading(contract.name, planned)
	end
end

--- Something of the contract's orders has changed: rows may wait for them now, or wait no longer.
function contracts_methods:notice(contract)
	if contract.listed:has_turned() then
		self:plan(contract)
	end
end

return { new = new }
