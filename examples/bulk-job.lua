-- Runs a change list as a job, after a person has agreed to the carrier's terms in it (the column agreement).
--
--     lua5.4 bulk-job.lua plans.csv

local bulk <const> = require "unom.bulk"
local unom <const> = require "unom"

local settings <const>, job <const> = assert(unom.settings())
local client <close> = unom.client(settings)

job.client, job.path = client, assert(arg[1], "the change list is missing")
job.canary = 1 -- the first row of each operation and contract, then the others
job.max_failures = { rows = 3 }
job.on_row = function(row)
	print(row.line, row.target, row.state, row.error or "")
end

local outcome <const> = assert(bulk.run(job)) -- what is wrong with the list is said row by row
print(("job %d: %d of %d rows succeeded, see %s"):format(outcome.job, outcome.states.succeeded, outcome.total,
	outcome.result))
if outcome.resume then
	print("to go on: " .. outcome.resume)
end
os.exit(outcome.exit_code, true)
