--- Questions to the carrier outside of a run: asked one after the other, some of them again, and waited for.
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

--- Asks, and waits for every answer.
-- @param questions {operation=, arguments=}...
-- @param options {client=, clock=, random=, sleep=, watch=}, all but the first as for bulk.run
-- @return for each question {reply=} or {err=}; or nil and an error of kind "auth" or "interrupted"
function inquiry.ask(questions, options)
	local clock <const>, sleep <const> = options.clock or core.monotonic, options.sleep or core.sleep
	local asked <const>, waiting <const> = calls.new(options.client), timers.new()
	local answers, refused
	queries.new {
		calls = asked, timers = waiting, clock = clock, random = options.random or math.random,
		on_unauthorised = function(err) refused = err end,
	}:ask(questions, function(given) answers = given end, MOST_TRIES)
	while not (answers or refused) do
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

return inquiry
