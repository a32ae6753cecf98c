--- Runs or resumes a job and kills itself where its plan says so: `lua5.4 spec/chaos/worker.lua PLAN.json`.
--
-- It writes the outcome of bulk.run or bulk.resume to standard output as one line of JSON. The engine's clock runs
-- `speed` times faster than real time; requests are real.
--
-- The plan: base_url, ledger, list, result, seed (of the engine's random source), speed, timeout (of the client),
-- deadline (or none), allow_others (a person's word), and strikes = { {point=, count=, signal=}... }: at the count-th pass of that point the process
-- sends itself that signal. The points are those of the engine (see engine.new, `at`), and "in_flight": the bytes of a
-- submission have left.
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

-- What happened in the engine's turn: is a row being sent, was a response received?
local turn <const> = { chosen = false, in_flight = false, answered = false }

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
	answered = "answered", taken = "answered",
}
local passes <const> = { chosen = 0, synced = 0, sent = 0, in_flight = 0, answered = 0, taken = 0 }

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

--- A client whose waits are in the engine's time.
local function hastened(client)
	local submissions <const> = {}
	local wrapped <const> = {}
	function wrapped.start(_, operation, arguments, ...)
		local id <const> = client:start(operation, arguments, ...)
		submissions[id] = operations[operation].changes
		turn.in_flight = turn.in_flight or submissions[id]
		return id
	end
	function wrapped.in_flight() return client:in_flight() end
	function wrapped.wait(_, seconds)
		local finished = turn.in_flight and client:wait(math.min(0.002, seconds / plan.speed)) or {}
		at("in_flight")
		if #finished == 0 then
			finished = client:wait(seconds / plan.speed)
		end
		for _, result in ipairs(finished) do
			turn.answered = turn.answered or submissions[result.id] or false
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
	client = hastened(client), ledger = plan.ledger, result = plan.result, watch = watch, deadline = plan.deadline,
	clock = function() return core.monotonic() * plan.speed end,
	sleep = function(seconds) core.sleep(seconds / plan.speed) end,
	max_failures = { rows = 1000000 }, at = at, allow_others = plan.allow_others,
}

local outcome, err
if #assert(bulk.jobs { ledger = plan.ledger }) == 0 then
	options.path, options.agree, options.allow_duplicates = plan.list, true, true
	outcome, err = bulk.run(options)
else
	options.job = 1
	outcome, err = bulk.resume(options)
end
print(cjson.encode {
	exit_code = outcome and outcome.exit_code,
	deadline = outcome and outcome.deadline,
	interrupted = outcome and outcome.interrupted,
	result_error = outcome and outcome.result_error and tostring(outcome.result_error),
	err = err and { kind = err.kind, message = tostring(err) },
})
