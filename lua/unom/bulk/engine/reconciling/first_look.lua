--- The first look at a contract: what it looks like before a job's first send on it is kept in the ledger.
--
-- The lines (operation 02) are asked for here, beside the baseline; the lines that share their data are among what the
-- baseline asks for.
--
-- Invariants: nothing depends on it: where the carrier does not answer, or not in time, the job is sent without it, and
-- a person is told. What comes after the first send is not kept.

local acting <const> = require "unom.catalogue.acting"
local contract_view <const> = require "unom.bulk.carrier.contract_view"
local data_share <const> = require "unom.bulk.carrier.data_share"
local standing <const> = require "unom.bulk.carrier.standing"

local first_look_methods <const> = {}
local first_look_mt <const> = { __name = "unom.first_look", __index = first_look_methods }

-- Seconds for which a contract whose baseline is known waits for its lines, how often they are asked for meanwhile, and
-- the seconds in between.
local PATIENCE <const>, MOST_TRIES <const>, BETWEEN <const> = 10, 3, 1

-- The operations whose replies are kept.
local LINES <const> = "list_lines"
local KEPT <const> = { [LINES] = true, [data_share.OPERATION] = true }

--- @param options {job=, ledger=, calls=, timers=, clock=, on_unseen=function(contract): its lines could not be had}
local function new(options)
	return setmetatable({
		job = options.job,
		ledger = options.ledger,
		calls = options.calls,
		timers = options.timers,
		clock = options.clock,
		on_unseen = options.on_unseen,
		is_cancel = options.ledger:job(options.job).purpose == "cancel", -- it changes nothing that is told of later
		-- contract -> {answers={operation={reply=, err=}}, missing={operation=true}, tries=how often its lines were asked
		-- for, has_failed=bool: no answer, and they are to be asked for again, on_ended=|nil}
		looks = {},
	}, first_look_mt)
end

--- Writes what was seen. What comes later is not taken.
local function finish(self, contract, look)
	self.looks[contract] = nil
	local view <const> = contract_view.read(contract, look.answers)
	local seen <const> = standing.seen(view)
	if seen then
		self.ledger:record_seen(self.job, contract, seen)
	end
	if look.tries > 0 and not view.lines then
		self.on_unseen(contract)
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

--- Could an error of the question for the lines be gone the next time?
local function may_pass(err)
	return err ~= nil and err.kind ~= "auth" and err.kind ~= "usage" and not err.permanent
		and not contract_view.is_not_offered(err)
end

--- Asks for the lines of a contract. What fails is asked for again once the baseline is known.
local function ask_lines(self, contract, look)
	look.tries, look.has_failed = look.tries + 1, false
	self.calls:start_aside(LINES, { contractId = contract }, function(reply, err)
		if self.looks[contract] ~= look then
			return
		elseif not may_pass(err) or look.tries == MOST_TRIES then
			take(self, contract, LINES, { reply = reply, err = err })
		elseif look.on_ended then
			self.timers:at(self.clock() + BETWEEN, function()
				if self.looks[contract] == look then
					ask_lines(self, contract, look)
				end
			end)
		else
			look.has_failed = true
		end
	end)
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
	local look <const> = { answers = {}, missing = missing, tries = 0, has_failed = false }
	self.looks[contract] = look
	if missing[LINES] then
		ask_lines(self, contract, look)
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
	if look.has_failed then
		ask_lines(self, contract, look)
	end
end

return { new = new }
