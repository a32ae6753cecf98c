--- `lua5.4 spec/chaos/proposals.lua [--group NAME] [--seeds N] [--first SEED] [--rows N] [--blows N]`, in the tree's
-- root: the chaos of spec/chaos/run.lua with nobody who answers for unknown rows; at the end of each trial what
-- `bulk.evidence` proposes for them is held against the carrier's record, and somebody who knows nothing else settles
-- them by it. Ends with 0 when no proof was wrong, and no audit found anything.
--
-- Invariant: each wrong proposal is printed with its seed.

local BUILD <const> = os.getenv("UNOM_BUILD") or "build"
package.path = "lua/?.lua;lua/?/init.lua;spec/?.lua;" .. package.path
package.cpath = BUILD .. "/?.so;" .. package.cpath

local judgement <const> = require "chaos.judgement"
local profiles <const> = require "chaos.profiles"
local trial <const> = require "chaos.trial"

local options <const> = { group = "world", seeds = 8, first = 1, rows = 48, blows = 10 }
for index = 1, #arg, 2 do
	local name <const> = arg[index]:match("^%-%-(%w+)$")
	local value <const> = name == "group" and profiles.has(arg[index + 1]) and arg[index + 1]
		or name ~= "group" and math.tointeger(tonumber(arg[index + 1]))
	if not options[name] or not value then
		io.stderr:write("usage: proposals.lua [--group plain|world|many] [--seeds N] [--first SEED] [--rows N] [--blows N]\n")
		os.exit(2)
	end
	options[name] = value
end
options.people = 0

local sum <const>, wrong_proofs, violations, left, answers = {}, 0, 0, 0, 0
for seed = options.first, options.first + options.seeds - 1 do
	local found = { counts = {}, wrong = {}, left = 0, answers = 0 }
	options.before_audit = function(of) found = judgement.settle(of) end
	local result <const> = trial.run(seed, options)
	for name, number in pairs(found.counts) do
		sum[name] = (sum[name] or 0) + number
	end
	left, answers, violations = left + found.left, answers + found.answers, violations + #result.violations
	print(("seed %d: %s: %d proofs, %d right; %d likely, %d right; %d without; left unknown: %d"):format(seed,
		result.profile.name, found.counts.proof or 0, found.counts["proof right"] or 0, found.counts.likelihood or 0,
		found.counts["likelihood right"] or 0, found.counts.none or 0, found.left))
	for _, text in ipairs(found.wrong) do
		wrong_proofs = wrong_proofs + (text:find "^proof" and 1 or 0)
		print(("  wrong, seed %d: %s"):format(seed, text))
	end
	for _, violation in ipairs(result.violations) do
		print(("VIOLATION, seed %d: %s"):format(seed, violation))
	end
	io.stdout:flush()
end

local names <const> = {}
for name in pairs(sum) do
	names[#names + 1] = name
end
table.sort(names)
for _, name in ipairs(names) do
	print(("%s: %d"):format(name, sum[name]))
end
print(("%d answers taken, %d rows left unknown, %d proofs wrong, %d violations"):format(answers, left, wrong_proofs,
	violations))
os.exit(wrong_proofs == 0 and violations == 0 and 0 or 1)
