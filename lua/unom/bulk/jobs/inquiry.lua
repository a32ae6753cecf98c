--- Questions to the carrier outside of a run: asked one after the other, some of them again, and waited for.
--
-- Invariant: only what reads is asked here.

local calls <const> = require "unom.bulk.engine.calls"
local core <const> = require "unom.core"
local queries <const> = require "unom.bulk.engine.queries"
local timers <const> = require "unom.bulk.engine.timers"

local inquiry <const> = {}

-- How often a question is asked that gets no answer.
local MOST_TRIES <const> = 4

--- Asks, and waits for every answer.
-- @param questions {operation=, arguments=}...
-- @param options {client=, clock=, random=, sleep=}, the last three as for bulk.run
-- @return for each question {reply=} or {err=}
function inquiry.ask(questions, options)
	local clock <const>, sleep <const> = options.clock or core.monotonic, options.sleep or core.sleep
	local asked <const>, waiting <const> = calls.new(options.client), timers.new()
	local answers
	queries.new {
		calls = asked, timers = waiting, clock = clock, random = options.random or math.random,
		on_unauthorised = function() end, -- the answer says so
	}:ask(questions, function(given) answers = given end, MOST_TRIES)
	while not answers do
		waiting:run(clock())
		local seconds <const> = math.max(0, (waiting:next_time() or math.huge) - clock())
		if asked:any() then
			asked:deliver(asked:wait(math.min(seconds, 3600)))
		elseif not answers then
			sleep(math.min(seconds, 3600))
		end
	end
	return answers
end

return inquiry
