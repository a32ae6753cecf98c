--- Does one of the bulk functions and strikes itself where its plan says so: `lua5.4 spec/chaos/worker.lua PLAN.json`.
--
-- It writes the outcome to standard output as one line of JSON. The engine's clock runs `speed` times faster than real
-- time; requests are real.
--
-- The plan: base_url, seed (of the engine's random source), speed, timeout (of the client), call = the name of the
-- function ("run", "resume", "retry", "cancel"), options = those of it that JSON can hold, and strikes =
-- { {point=, count=, signal=}... }: at the count-th pass of that point the process sends itself that signal. The points
-- are those of the engine (see engine.new, `at`), "in_flight": the bytes of a submission have left, and "quiet": the
-- loop waits, and no submission is without its answer.
--
-- Invariant: "chosen", "synced" and "sent" count only in a turn in which a row was chosen, "in_flight" once for what
-- was sent together, "answered" and "taken" only in a turn in which a submission got its response: every strike hits
-- the submission protocol.

local bulk <const> = require "unom.bulk"
local cjson <const> = require "cjson"
local core <const> = require "unom.core"
local ledgers <const> = require "unom.bulk.ledger"
local operations <const> = require "unom.operations"
local unom <const> = require "unom"

local file <const> = assert(io.open(arg[1], "rb"))
local plan <const> = cjson.decode(file:read("a"))
file:close()

math.randomseed(plan.seed)
io.stderr:write(("process %d\n"):format(core.process_id()))

-- What happened in the engine's turn: is a row being sent, was a response received?
local turn <const> = { chosen = false, in_flight = false, answered = false, quiet = true }

local function count_transitions(ledger)
	local transition <const> = ledger.transition
	function ledger.transition(self, row, changes, what, detail)
		turn.chosen = turn.chosen or what == "submitting"
		return transition(self, row, changes, what, detail)
	end
end

local open <const> = ledgers.open
function ledgers.open(...)
	local ledger <const>, err = open(...)
	if ledger then
		count_transitions(ledger)
	end
	return ledger, err
end

local CONCERNED <const> = {
	chosen = "chosen", synced = "chosen", sent = "chosen", in_flight = "in_flight",
	answered = "answered", taken = "answered", quiet = "quiet",
}
local passes <const> = { chosen = 0, synced = 0, sent = 0, in_flight = 0, answered = 0, taken = 0, quiet = 0 }

local function at(point)
	if turn[CONCERNED[point]] then
		passes[point] = passes[point] + 1
		for _, strike in ipairs(plan.strikes) do
			if strike.point == point and strike.count == passes[point] then
				io.stderr:write(("struck %s at %s\n"):format(strike.signal, point))
				os.execute(("kill -%s %d"):format(strike.signal, core.process_id()))
			end
		end
	end
	if point == "sent" then
		turn.chosen = false
	elseif point == "in_flight" then
		turn.in_flight = false
	elseif point == "taken" then
		turn.answered = false
	end
end

--- A client whose waits, and whose time to leave, are in the engine's time.
local function hastened(client)
	local submissions <const> = {} -- those without their answer, by id
	local wrapped <const> = {}
	function wrapped.start(_, operation, arguments, options)
		local leave_within <const> = options and options.leave_within
		local id <const> = client:start(operation, arguments,
			leave_within and { leave_within = leave_within / plan.speed } or options)
		submissions[id] = operations[operation].changes or nil
		turn.in_flight = turn.in_flight or operations[operation].changes
		return id
	end
	function wrapped.in_flight() return client:in_flight() end
	function wrapped.wait(_, seconds)
		local finished = turn.in_flight and client:wait(math.min(0.002, seconds / plan.speed)) or {}
		at("in_flight")
		turn.quiet = next(submissions) == nil
		at("quiet")
		if #finished == 0 then
			finished = client:wait(seconds / plan.speed)
		end
		for _, result in ipairs(finished) do
			turn.answered = turn.answered or submissions[result.id] or false
			submissions[result.id] = nil
		end
		return finished
	end
	return wrapped
end

local client <close> = unom.client {
	base_url = plan.base_url, client_id = "chaos", client_secret = "chaos", timeout = plan.timeout,
}
local watch <close> = core.interrupt_watch()
local options <const> = {
	client = hastened(client), watch = watch, at = at, max_failures = { rows = 1000000 },
	clock = function() return core.monotonic() * plan.speed end,
	sleep = function(seconds) core.sleep(seconds / plan.speed) end,
}
for name, value in pairs(plan.options) do
	options[name] = math.tointeger(value) or value
end

--- The ids of orders, or nil.
local function ids_of(orders)
	local ids <const> = {}
	for index, order in ipairs(orders or {}) do
		ids[index] = order.orderId
	end
	return orders and ids
end

--- The codes of problems, each once, or nil.
local function codes_of(problems)
	local codes <const>, seen <const> = {}, {}
	for _, problem in ipairs(problems or {}) do
		codes[#codes + 1] = not seen[problem.code] and problem.code or nil
		seen[problem.code] = true
	end
	return problems and codes
end

local outcome <const>, err <const> = bulk[plan.call](options)
print(cjson.encode {
	job = outcome and outcome.job,
	exit_code = outcome and outcome.exit_code,
	deadline = outcome and outcome.deadline,
	held = outcome and outcome.held ~= nil,
	interrupted = outcome and outcome.interrupted,
	halted_by = outcome and outcome.halted_by,
	result_error = outcome and outcome.result_error and tostring(outcome.result_error),
	err = err and {
		kind = err.kind, message = tostring(err), orders = ids_of(err.orders), codes = codes_of(err.problems),
	},
})
