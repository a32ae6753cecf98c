--- The parts of an engine, made and tied to one another.
--
-- Invariant: a part knows of the others only what it is given here.

local calls <const> = require "unom.bulk.engine.calls"
local conclusions <const> = require "unom.bulk.engine.reconciling.conclusions"
local first_look <const> = require "unom.bulk.engine.reconciling.first_look"
local lane <const> = require "unom.bulk.engine.lane"
local limits <const> = require "unom.bulk.engine.limits"
local messages <const> = require "unom.messages"
local notices <const> = require "unom.bulk.engine.reconciling.notices"
local polling <const> = require "unom.bulk.engine.following.polling"
local queries <const> = require "unom.bulk.engine.reconciling.queries"
local reachability <const> = require "unom.bulk.engine.reachability"
local readings <const> = require "unom.bulk.engine.following.readings"
local reconciliation <const> = require "unom.bulk.engine.reconciling.reconciliation"
local record <const> = require "unom.bulk.engine.record"
local states <const> = require "unom.bulk.ledger.states"
local strangers <const> = require "unom.bulk.engine.reconciling.strangers"
local submission <const> = require "unom.bulk.engine.submission"

local parts <const> = {}

-- One for the order, one for a poll; a client usually has some for a few contracts anyway.
local CONNECTIONS_PER_CONTRACT <const> = 2

local function no_action() end

--- How many contracts may still send?
local function count_senders(self)
	local number = 0
	for _, contract in ipairs(self.contracts) do
		number = number + (self.lanes[contract]:has_rows() and 1 or 0)
	end
	return number
end

--- Makes the parts of the engine `self`.
-- @param options those of the engine
function parts.make(self, options)
	self.record = record.new {
		ledger = self.ledger,
		job = self.job,
		on_ended = options.on_ended or no_action,
		on_displaced = function(err) self:fail(err) end,
		on_moved = options.events and function(row) options.events:row(row) end or no_action,
	}
	self.total = states.count_all(self.record.states)
	self.calls = calls.new(options.client, {
		clock = self.clock,
		on_answer = function(contract, reply, err, started)
			if err and err.kind == "interrupted" and err.sent == "no" then -- a watch of the script's has counted a signal
				self:stop("interrupted")
			end
			self.reachability:take(contract, reply, err, started)
		end,
	})
	self.reachability = reachability.new {
		clock = self.clock,
		contracts = options.contracts,
		wake_at = function(time) self:wake_at(time) end,
		read = function(contract) self.calls:read_any(contract) end,
		on_permanent = function(err) self:stop("permanent", err) end,
	}
	for _, contract in ipairs(options.contracts) do
		self.lanes[contract] = lane.new(self.ledger, self.job, contract, options.max_outstanding or limits.MOST_OUTSTANDING)
	end
	self.calls:allow_connections(CONNECTIONS_PER_CONTRACT * #options.contracts)
	submission.set_limits(self, options)
	self.queries = queries.new {
		calls = self.calls,
		timers = self.timers,
		clock = self.clock,
		random = self.random,
		reachability = self.reachability,
		on_unauthorised = function(err) self:stop("unauthorised", err) end,
	}
	self.first_look = first_look.new { job = self.job, ledger = self.ledger, calls = self.calls, timers = self.timers,
		clock = self.clock,
		on_unseen = function(contract)
			self.reports:add_notice(messages.say("notice_unseen", { contract = contract }))
		end }
	self.reconciliation = reconciliation.new {
		job = self.job,
		ledger = self.ledger,
		queries = self.queries,
		timers = self.timers,
		clock = self.clock,
		listed_within = options.listed_within,
		adopts = not options.shared_contract,
		is_under_way = function(contract) return self.lanes[contract]:has_orders() end,
		on_answers = function(...) self.first_look:take_all(...) end,
		on_prepared = function(contract, listing)
			for _, words in ipairs(notices.of_lists(self.ledger, self.job, contract, listing, options.listed_within)) do
				self.reports:add_notice(words)
			end
		end,
		on_doubted = function(row, ids) conclusions.doubt(self, row, ids) end,
		on_concluded = function(row, conclusion)
			conclusions.take(self, row, conclusion)
			if self.sends and self.lanes[row.contract]:needs_baseline() then
				self:prepare(self.lanes[row.contract])
			end
		end,
		on_held_back = function(row, why) conclusions.hold_back(self, row, why) end,
		on_orders = function(contract, listing, ...)
			self.strangers:judge(contract, listing, ...)
			if listing.began then -- it was read while orders were under way
				self.polling:take_listing(contract, listing)
			end
		end,
	}
	self.strangers = strangers.new {
		ledger = self.ledger,
		job = self.job,
		clock = self.clock,
		wake_at = function(time) self:wake_at(time) end,
		allowed = options.allow_others,
		shared = options.shared_contract,
		on_others = options.on_others,
		on_refused = function(err) self:fail(err) end,
		on_unchecked = function(contract) self.unchecked[contract] = true end,
		on_older = function(contract, number) self.older_orders[contract] = number end,
		on_halted = function(others)
			self.others = self.others or others
			self.limits:halt "others_ordered"
		end,
	}
	self.polling = polling.new {
		calls = self.calls,
		timers = self.timers,
		clock = self.clock,
		random = self.random,
		reachability = self.reachability,
		on_moved = function(row, order_status) readings.take_moved(self, row, order_status) end,
		plan = function(contract, time) self.reconciliation.listings:plan(contract, "following", time) end,
		held_back = function(contract) return self.lanes[contract]:waits_for_room() end,
		senders = function() return count_senders(self) end,
		on_reading = function(...) return readings.take(self, ...) end,
		on_failure = function(...) readings.fail(self, ...) end,
	}
end

return parts
