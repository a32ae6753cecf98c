--- `lua5.4 spec/chaos/run.lua [--group NAME] [--seeds N] [--kills N] [--first SEED] [--rows N] [--blows N]
-- [--people N]`, in the tree's root: trials of seeds from SEED on, until there were N of them and as many kills as
-- asked for. The group is one of profiles.lua: plain, world or many; people are in plain alone. Ends with 0 when no
-- audit found anything.
--
-- Invariant: a violation is printed with its seed, and that seed alone (`--first SEED --seeds 1`) makes it again as far
-- as processes let it.

local BUILD <const> = os.getenv("UNOM_BUILD") or "build"
package.path = "lua/?.lua;lua/?/init.lua;spec/?.lua;" .. package.path
package.cpath = BUILD .. "/?.so;" .. package.cpath

local core <const> = require "unom.core"
local figures <const> = require "chaos.figures"
local profiles <const> = require "chaos.profiles"
local trial <const> = require "chaos.trial"

local options <const> = { group = "plain", seeds = 10, kills = 0, first = 1, rows = 48, blows = 10, people = 12 }
for index = 1, #arg, 2 do
	local name <const> = arg[index]:match("^%-%-(%w+)$")
	local value <const> = name == "group" and profiles.has(arg[index + 1]) and arg[index + 1]
		or name ~= "group" and math.tointeger(tonumber(arg[index + 1]))
	if not options[name] or not value then
		io.stderr:write("usage: run.lua [--group plain|world|many] [--seeds N] [--kills N] [--first SEED] [--rows N] ",
			"[--blows N] [--people N]\n")
		os.exit(2)
	end
	options[name] = value
end
options.people = options.group == "plain" and options.people or 0

local sum <const> = figures.new()
local start <const> = core.monotonic()
local seed = options.first
while sum.seeds < options.seeds or sum.kills < options.kills do
	local began <const> = core.monotonic()
	local result <const> = trial.run(seed, options)
	figures.add(sum, result)
	print(("seed %d: %s, %d kills in %d starts, %d rows, %d orders, %.1f s"):format(seed, result.profile.name,
		result.kills, result.starts, result.rows, result.orders, core.monotonic() - began))
	for _, deed in ipairs(#result.violations > 0 and result.story or {}) do
		print(("  seed %d: %s"):format(seed, deed))
	end
	for _, taking in ipairs(result.takings) do
		print(("taken, seed %d: %s"):format(seed, taking))
	end
	for _, violation in ipairs(result.violations) do
		print(("VIOLATION, seed %d: %s"):format(seed, violation))
	end
	io.stdout:flush()
	seed = seed + 1
end
print(figures.text(sum, core.monotonic() - start))
os.exit(sum.violations == 0 and 0 or 1)
