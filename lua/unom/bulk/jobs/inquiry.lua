--- Questions to the carrier outside of a run: asked one after the other or side by side, some of them again, and
-- waited for.
--
-- Invariant: only what reads is asked here.

local calls <const> = require "unom.bulk.engine.calls"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local queries <const> = require "unom.bulk.engine.reconciling.queries"
local timers <const> = require "unom.bulk.engine.timers"

local inquiry <const> = {}

-- How often a question is asked that gets no answer.
local MOST_TRIES <const> = 4
-- Seconds: the longest wait of one turn.
local LONGEST_WAIT <const> = 3600

--- Asks several sets of questions side by side, those of a set one after the other, and waits for every answer.
-- @param sets an array of {operation=, arguments=}..., none of them empty
-- @param options {client=, clock=, random=, sleep=, watch=}, all but the first as for bulk.run
-- @return for each set, for each of its questions {reply=} or {err=}; or nil and an error of kind "auth" or
--   "interrupted"
function inquiry.ask_all(sets, options)
	local clock <const>, sleep <const> = options.clock or core.monotonic, options.sleep or core.sleep
	local asked <close>, waiting <const> = calls.new(options.client), timers.new()
	local answers <const> = {}
	local left, refused = #sets, nil
	local query <const> = queries.new {
		calls = asked, timers = waiting, clock = clock, random = options.random or math.random,
		on_unauthorised = function(err) refused = err end,
	}
	for index, questions in ipairs(sets) do
		query:ask(questions, function(given)
			answers[index] = given
			left = left - 1
		end, MOST_TRIES)
	end
	while left > 0 and not refused do
		if options.watch and options.watch:count() > 0 then
			return nil, errors.new { kind = "interrupted", message = "interrupted" }
		end
		waiting:run(clock())
		local seconds <const> = math.min(LONGEST_WAIT, math.max(0, (waiting:next_time() or math.huge) - clock()))
		if asked:any() then
			asked:deliver(asked:wait(seconds))
		else
			sleep(seconds)
		end
	end
	return not refused and answers or nil, refused
end

--- Asks one set of questions, as `ask_all` does.
-- @return for each question {reply=} or {err=}; or nil and an error
function inquiry.ask(questions, options)
	local answers <const>, refused <const> = inquiry.ask_all({ questions }, options)
	return answers and answers[1], refused
end

return inquiry
