--- The worker as a process: started, struck, stopped, continued, waited for.
--
-- Invariants: a worker that was started ends, at the latest by the time-out; what its blow is is drawn from the seed.

local cjson <const> = require "cjson"
local core <const> = require "unom.core"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local process <const> = {}

local PATIENCE <const> = 240 -- seconds for one start of the worker, which takes two at most, and a minute for 3000 rows
local PAUSE <const> = 0.002 -- seconds between two looks at a process

-- What is preloaded into this process (a sanitizer) is for Lua alone.
local COMMAND <const> = [[(LUA_PATH=%s LUA_CPATH=%s LD_PRELOAD= timeout --foreground --preserve-status -s %s %.3f \
	env LD_PRELOAD="$LD_PRELOAD" lua5.4 spec/chaos/worker.lua %s.json >%s.out 2>%s.err
	echo status $? >%s.status) </dev/null &]]

local POINTS <const> = { "chosen", "synced", "sent", "in_flight", "answered", "taken" }
-- Those at which the worker has no transaction open: stopped in one it would keep everybody from the ledger.
local STOPS <const> = { "synced", "sent", "in_flight", "answered" }

--- Draws how a start of the worker is struck: {kind=, strikes=, after=seconds|nil, signal=}.
-- @param points of the engine at which it may be; nil for every one, and for blows by time
-- @param rows of the list, or nil: with many more than usual, it is struck later
function process.draw_blow(draw, points, rows)
	local chance <const> = points and 0 or draw:number()
	local later <const> = math.max(1, (rows or 0) // 100)
	local count <const> = draw:integer(5) * later
	points = points or POINTS
	local point <const> = points[draw:integer(#points)]
	local signal <const> = draw:number() < 0.5 and "INT" or "TERM"
	local seconds <const> = 0.02 + 0.6 * later * draw:number() ^ 2
	if chance < 0.6 then
		return { kind = "KILL at " .. point, strikes = { { point = point, count = count, signal = "KILL" } } }
	elseif chance < 0.85 then
		return { kind = "KILL by time", after = seconds, signal = "KILL", strikes = {} }
	elseif chance < 0.90 then
		return { kind = signal .. " twice", strikes = { { point = point, count = count, signal = signal },
			{ point = point, count = count + 1, signal = signal } } }
	elseif chance < 0.95 then
		return { kind = signal .. " by time", after = seconds, signal = signal, strikes = {} }
	end
	return { kind = signal .. " at " .. point, strikes = { { point = point, count = count, signal = signal } } }
end

--- Draws a blow that stops the worker.
-- @param point nil: any at which it has no transaction open
function process.draw_stop(draw, point)
	local drawn <const> = STOPS[draw:integer(#STOPS)]
	return { kind = "STOP", strikes = { { point = point or drawn, count = draw:integer(6), signal = "STOP" } } }
end

--- Starts the worker.
-- @param stem of the names of its files
-- @param plan see worker.lua
-- @param blow nil: it is not struck
function process.start(stem, plan, blow)
	plan.strikes = blow and blow.strikes or {}
	scratch.file(stem .. ".json", cjson.encode(plan))
	os.execute(COMMAND:format(shell.quoted(package.path), shell.quoted(package.cpath), blow and blow.signal or "KILL",
		blow and blow.after or PATIENCE, stem, stem, stem, stem))
	return { stem = stem, blow = blow }
end

--- What is in the file; "" where there is none, or it goes while it is read, as what /proc has of a process that ends.
local function read(path)
	local handle <close> = io.open(path, "rb")
	return handle and handle:read("a") or ""
end

local function status_of(started)
	return math.tointeger(tonumber(read(started.stem .. ".status"):match "^status (%d+)\n$"))
end

--- Waits until the worker has stopped itself. Returns whether it did: it may end before.
function process.wait_stopped(started)
	while not status_of(started) do
		started.pid = started.pid or read(started.stem .. ".err"):match "^process (%d+)\n"
		local state <const> = started.pid and read(("/proc/%s/stat"):format(started.pid)):match "^%d+ %b() (%a)"
		if state == "T" then
			return true
		end
		core.sleep(PAUSE)
	end
	return false
end

--- Sends a stopped worker a signal, CONT by default.
function process.signal(started, signal)
	os.execute(("kill -%s %s"):format(signal or "CONT", started.pid))
end

--- Waits for the worker's end: its outcome (nil where it wrote none), its exit status, what it said to stderr.
function process.wait(started)
	local status = status_of(started)
	while not status do
		core.sleep(PAUSE)
		status = status_of(started)
	end
	local line <const> = read(started.stem .. ".out"):match "^({[^\n]*})\n"
	return line and cjson.decode(line), status, read(started.stem .. ".err"):gsub("^process %d+\n", "")
end

--- Was the worker struck? A signal that comes before the worker watches for it ends it as it ends any process.
function process.has_struck(blow, outcome, status, words)
	return words:find("struck ", 1, true) ~= nil or blow.after ~= nil
		and (status == 137 or status == 143 or words:find("interrupted!", 1, true) ~= nil
			or outcome ~= nil and outcome.interrupted == true)
end

return process
