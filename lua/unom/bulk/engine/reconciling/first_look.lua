--- The first look at a contract: what it looks like before a job's first send on it is kept in the ledger.
--
-- The lines (operation 02) are asked for here, beside the baseline; the lines that share their data are among what the
-- baseline asks for.
--
-- Invariants: nothing depends on it: where the carrier does not answer, or not in time, the job is sent without it.
-- What comes after the first send is not kept.

local acting <const> = require "unom.catalogue.acting"
local contract_view <const> = require "unom.bulk.carrier.contract_view"
local data_share <const> = require "unom.bulk.carrier.data_share"
local standing <const> = require "unom.bulk.carrier.standing"

local first_look_methods <const> = {}
local first_look_mt <const> = { __name = "unom.first_look", __index = first_look_methods }

-- Seconds for which a contract whose baseline is known waits for its lines.
local PATIENCE <const> = 10

-- The operations whose replies are kept.
local LINES <const> = "list_lines"
local KEPT <const> = { [LINES] = true, [data_share.OPERATION] = true }

--- @param options {job=, ledger=, calls=, timers=, clock=}
local function new(options)
	return setmetatable({
		job = options.job,
		ledger = options.ledger,
		calls = options.calls,
		timers = options.timers,
		clock = options.clock,
		is_cancel = options.ledger:job(options.job).purpose == "cancel", -- it changes nothing that is told of later
		looks = {}, -- contract -> {answers={operation={reply=, err=}}, missing={operation=true}, on_ended=|nil}
	}, first_look_mt)
end

--- Writes what was seen. What comes later is not taken.
local function finish(self, contract, look)
	self.looks[contract] = nil
	local seen <const> = standing.seen(contract_view.read(contract, look.answers))
	if seen then
		self.ledger:record_seen(self.job, contract, seen)
	end
	if look.on_ended then
		look.on_ended()
	end
end

local function take(self, contract, operation, answer)
	local look <const> = self.looks[contract]
	if not (look and look.missing[operation]) then
		return
	end
	look.missing[operation] = nil
	look.answers[operation] = answer
	if not next(look.missing) then
		finish(self, contract, look)
	end
end

--- Of the operations of a contract's pending rows, those that change what is kept.
local function kept_operations(self, contract)
	local names <const> = {}
	for _, name in ipairs(not self.is_cancel and self.ledger:pending_operations(self.job, contract) or {}) do
		names[#names + 1] = KEPT[acting[name].shown_by or false] and name or nil
	end
	return names
end

--- Begins to look at a contract, where its pending rows change something that is kept, and nobody has looked yet.
function first_look_methods:begin(contract)
	local names <const>, missing <const> = kept_operations(self, contract), {}
	for _, question in ipairs(contract_view.questions(contract, names)) do
		missing[question.operation] = KEPT[question.operation]
	end
	if not next(missing) or not self.ledger:lacks_seen(self.job, contract) then
		return
	end
	self.looks[contract] = { answers = {}, missing = missing }
	if missing[LINES] then
		self.calls:start_aside(LINES, { contractId = contract }, function(reply, err)
			take(self, contract, LINES, { reply = reply, err = err })
		end)
	end
end

--- Takes what the baseline asked for.
function first_look_methods:take_all(contract, questions, answers)
	for index, question in ipairs(questions) do
		take(self, contract, question.operation, answers[index])
	end
end

--- Calls `on_ended` once the look is over: at once where there is none.
function first_look_methods:await(contract, on_ended)
	local look <const> = self.looks[contract]
	if not look then
		return on_ended()
	end
	look.on_ended = on_ended
	self.timers:at(self.clock() + PATIENCE, function()
		if self.looks[contract] == look then
			finish(self, contract, look)
		end
	end)
end

return { new = new }
