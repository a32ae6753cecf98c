--- What the carrier shows for rows of which nothing is proved: its lists and its lines, read once a contract, and
-- each order that could be a row's, by its id.
--
-- Invariants: only what reads is asked. What lists of orders showed is written, so that later listings are held against
-- it; on the disk after the ledger's next sync.

local contract_view <const> = require "unom.bulk.carrier.contract_view"
local evidence <const> = require "unom.bulk.carrier.evidence"
local inquiry <const> = require "unom.bulk.jobs.inquiry"
local lines <const> = require "unom.bulk.jobs.resolving.lines"
local orders <const> = require "unom.bulk.carrier.orders"
local status <const> = require "unom.bulk.carrier.status"

local reading_methods <const> = {}
local reading_mt <const> = { __name = "unom.reading", __index = reading_methods }

local reading <const> = {}

--- What serves all rows of a contract has one name; what names a line has one for each row.
local function name_of(row, kind)
	if kind.lists_orders then
		return row.contract .. " orders"
	elseif kind.needs_baseline then
		return row.contract .. " " .. kind.name
	end
	return ("%s %d %d"):format(row.contract, row.job, row.row)
end

--- The first error among answers, or nil.
local function failure_of(answers)
	for _, answer in ipairs(answers) do
		if answer.err then
			return answer.err
		end
	end
end

--- The questions about the lines of each contract: how they stand now.
local function add_lines(self, groups, rows)
	local by_contract <const> = {}
	for _, row in ipairs(rows) do
		by_contract[row.contract] = by_contract[row.contract] or {}
		table.insert(by_contract[row.contract], row)
	end
	for contract, those in pairs(by_contract) do
		local names <const>, questions <const> = {}, {}
		for name in pairs(lines.operations(those)) do
			names[#names + 1] = name
			questions[#questions + 1] = { operation = name, arguments = { contractId = contract } }
		end
		groups[#groups + 1] = { questions = questions, take = function(answers)
			local by_operation <const> = {}
			for index, name in ipairs(names) do
				by_operation[name] = answers[index]
			end
			self.views[contract] = contract_view.read(contract, by_operation)
		end }
	end
end

--- Asks groups of questions, each {questions=, take=function(answers)}, in one go.
-- @return true; or nil and an error of kind "auth" or "interrupted"
local function ask(ledger, groups, options)
	local all <const> = {}
	for _, group in ipairs(groups) do
		table.move(group.questions, 1, #group.questions, #all + 1, all)
	end
	if #all == 0 then
		return true
	end
	ledger:sync() -- nobody waits for the ledger meanwhile
	local answers <const>, stopped = inquiry.ask(all, options)
	if not answers then
		return nil, stopped
	end
	local from = 1
	for _, group in ipairs(groups) do
		group.take(table.move(answers, from, from + #group.questions - 1, 1, {}))
		from = from + #group.questions
	end
	return true
end

--- Reads what shows what became of the rows.
-- @param rows of the ledger, unknown
-- @param options {client=, clock=, random=, sleep=, watch=}
-- @return the reading; or nil and an error of kind "auth" or "interrupted"
function reading.of(ledger, rows, options)
	local self <const> = setmetatable({ ledger = ledger, options = options, listings = {}, views = {}, orders = {} },
		reading_mt)
	local groups <const>, planned <const> = {}, {}
	for _, row in ipairs(rows) do
		local kind <const> = evidence.kind(row.operation)
		local name <const> = name_of(row, kind)
		if not planned[name] then
			planned[name] = true
			groups[#groups + 1] = { questions = kind.questions(row, ledger:now()), take = function(answers)
				local listing <const> = kind.listing(answers, row.contract)
				listing.failure = failure_of(answers)
				listing.event = kind.lists_orders and ledger:record_listing(row.job, row.contract, listing) or nil
				self.listings[name] = listing
			end }
		end
	end
	add_lines(self, groups, rows)
	local asked <const>, stopped = ask(ledger, groups, options)
	if not asked then
		return nil, stopped
	end
	return self
end

--- The contract as the carrier shows its lines, see carrier/contract_view.lua.
function reading_methods:view(contract)
	return self.views[contract]
end

--- The listing that shows the row, as `evidence.kind(row.operation)` makes it, with `failure`, the error of a question
-- that got no answer, and of orders `event`, with which it was written.
function reading_methods:listing(row)
	return self.listings[name_of(row, evidence.kind(row.operation))]
end

--- The listing of a contract's orders; nil where none was read.
function reading_methods:of_contract(contract)
	return self.listings[contract .. " orders"]
end

--- What the answer about one order says: {entries=how many it has, order_status=, state=the final state it is in}, or
-- {err=}.
local function order_of(answer, id)
	if not answer.reply then
		return { err = answer.err }
	end
	local found <const> = orders.read_status(answer.reply, { order_id = id })
	return { entries = orders.number_of_entries(answer.reply), order_status = found.order_status,
		state = status.state(found.order_status, "order") }
end

--- Asks about orders by their ids, each once.
-- @return true; or nil and an error of kind "auth" or "interrupted"
function reading_methods:ask_orders(contract, ids)
	local of_contract <const> = self.orders[contract] or {}
	self.orders[contract] = of_contract
	local groups <const> = {}
	for _, id in ipairs(ids) do
		if not of_contract[id] then
			groups[#groups + 1] = {
				questions = { { operation = "get_order_status", arguments = { contractId = contract, orderId = id } } },
				take = function(answers) of_contract[id] = order_of(answers[1], id) end,
			}
		end
	end
	return ask(self.ledger, groups, self.options)
end

--- What the carrier said of an order that was asked about, as `order_of`; else nil.
function reading_methods:order(contract, id)
	return (self.orders[contract] or {})[id]
end

return reading
