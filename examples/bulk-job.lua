-- Runs a change list as a job from Lua, after a person has agreed to the carrier's terms.
--
--     lua5.4 bulk-job.lua plans.csv
--
-- Settings are taken from the environment, as in list-lines.lua; UNOM_LEDGER tells where the job is kept.

local bulk <const> = require "unom.bulk"
local unom <const> = require "unom"

local path <const> = assert(arg[1], "the change list is missing")
local contract_id <const> = os.getenv "UNOM_CONTRACT_ID"

local client <close> = unom.client {
	region = os.getenv "UNOM_REGION",
	base_url = os.getenv "UNOM_BASE_URL",
	contract_id = contract_id,
	client_id = os.getenv "UNOM_CLIENT_ID",
	client_secret = os.getenv "UNOM_CLIENT_SECRET",
	access_token = os.getenv "UNOM_ACCESS_TOKEN",
}

local summary <const>, problems <const> = bulk.check(path, { contract_id = contract_id })
if not summary then
	for _, problem in ipairs(problems) do
		io.stderr:write(tostring(problem), "\n")
	end
	os.exit(2, true)
end

local said -- the line that was written last: a report comes each second, whether or not anything has moved

local outcome <const> = assert(bulk.run {
	client = client,
	path = path,
	contract_id = contract_id,
	canary = 1, -- the first row of each operation and contract, then the others
	max_failures = { rows = 3 },
	on_progress = function(progress)
		local line <const> = ("%d of %d rows succeeded; %s\n"):format(progress.states.succeeded, progress.total,
			progress.waiting or "nothing is waited for")
		if line ~= said then
			io.stderr:write(line)
			said = line
		end
	end,
})
print(("job %d: %d of %d rows succeeded, see %s"):format(outcome.job, outcome.states.succeeded, outcome.total,
	outcome.result))
if outcome.resume then
	print("to go on: " .. outcome.resume)
end
os.exit(outcome.exit_code, true)
