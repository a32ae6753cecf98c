-- Moves every line of one plan to another from the first of next month on, as a job that can be resumed.
--
--     lua5.4 move-plans.lua FROM TO yes
--
-- "yes" is the consent to the carrier's terms.

local bulk <const>, unom <const> = require "unom.bulk", require "unom"

if #arg < 3 then
	io.stderr:write "usage: lua5.4 move-plans.lua FROM TO yes\n"
	os.exit(2)
end
local settings <const>, job <const> = assert(unom.settings())
local client <close> = unom.client(settings)
local from <const>, to <const> = arg[1], arg[2]
local draft <const> = assert(bulk.draft {
	client = client, operation = "change_course", where = { planCode = from },
	set = { planCode = to, requestDate = unom.first_of_next_month(), agreement = arg[3] },
})
if #draft.rows == 0 then
	print("no line has the plan " .. from)
	return
end

job.client, job.rows, job.name = client, draft.rows, ("%s-to-%s"):format(from, to)
job.operation, job.skip_ordered = draft.operation, true -- lines that an earlier run moved are left out
job.canary, job.max_failures = 1, { rows = 3 }
job.on_row = function(row)
	print(row.target, row.state, row.error or "")
end
local outcome <const> = assert(bulk.run(job))
print(("%d of %d moved, see %s"):format(outcome.states.succeeded, outcome.total, outcome.result))
if not draft.whole then
	print "the carrier listed no more lines than these: there may be others"
end
if outcome.resume then
	print("to go on: " .. outcome.resume)
end
os.exit(outcome.exit_code, true)
