-- Adds a data volume to each line that is restricted for the month. A volume costs money: a line that was given one
-- within a day is left out, however often this runs, and what a killed run left open is carried on first.
--
--     lua5.4 top-up.lua yes
--
-- "yes" is the consent to the carrier's terms.

local bulk <const>, unom <const> = require "unom.bulk", require "unom"
local settings <const>, job <const> = assert(unom.settings())
settings.retries = 3
local client <close> = unom.client(settings)

for _, earlier in ipairs(bulk.jobs { ledger = job.ledger }) do
	if earlier.open and earlier.list:find "^top%-up" then
		assert(bulk.resume { client = client, ledger = job.ledger, job = earlier.job })
	end
end
local rows <const> = {}
for line, traffic, err in client:each("get_traffic", assert(client:lines())) do
	local state <const> = traffic and unom.traffic_state(traffic)
	if state == "monthly" or state == "monthly_and_recent" then
		rows[#rows + 1] = { lineNo = line.lineNo, agreement = arg[1] }
	elseif err then
		io.stderr:write(line.lineNo .. ": " .. err .. "\n")
	end
end
if #rows == 0 then
	print "no line is restricted for the month"
	return
end
job.client, job.rows, job.name = client, rows, "top-up-" .. unom.date()
job.operation, job.skip_ordered = "add_data_volume", true
job.on_row = function(row)
	print(row.target, row.state, row.error or "")
end
os.exit(assert(bulk.run(job)).exit_code, true)
