--- The lines of three contracts changed and changed back on a simulated carrier that fails, as an operator does it:
-- spec/support/there_and_back.lua, at full size. What each step came to, and what it took.
--
-- The carrier is a process, in real time; the engine's waits pass faster. It fails where a step does.
--
--     lua5.4 bench/there_and_back.lua

local core <const> = require "unom.core"
local homes <const> = require "support.homes"
local operator <const> = require "support.operator"
local there_and_back <const> = require "support.there_and_back"

-- With more rows of roaming, which are complete at once, the carrier's list of complete orders would be at its limit of
-- 1000 before all is undone; what became of a lost request nobody could tell from there on.
local SIZE <const> = { lines = 800, roaming = 180, already_so = 30, unknown = 10, wrong = 5 }

local FAULTS <const> = { ["lost-reply"] = 0.02, ["lost-request"] = 0.01, ["http-503"] = 0.02, ["gateway-503"] = 0.01,
	["http-500"] = 0.01, ng = 0.01 }

-- How many times faster than real time the engine's waits pass.
local SPEED <const> = 10

local home <close> = homes.open()
home:simulate(there_and_back.simulator(SIZE.lines, FAULTS, 2))
local client <close> = home:client()

print(("There and back: 3 contracts of %d lines; the list has %d rows that are already so, %d lines and %d codes that "
	.. "there are not"):format(SIZE.lines, SIZE.already_so, SIZE.unknown, SIZE.wrong))
local began = core.monotonic()
there_and_back.lead(operator.new(home, client, SPEED), SIZE, function(words, ...)
	local now <const> = core.monotonic()
	print(("%6.1f s  %s"):format(now - began, words:format(...)))
	io.stdout:flush()
	began = now
end)
print(("%d requests reached the carrier"):format(#home.simulator:requests()))
