-- Adds a data volume to each line that is restricted for the month. A volume costs money: a line that was given one
-- within a day is left out, however often this runs. What a killed run had ordered is followed to its end first; what
-- it had not yet ordered is dropped, as all lines are asked anew. A line that shares its volume is named, no more.
--
--     lua5.4 top-up.lua yes
--
-- "yes" is the consent to the carrier's terms.

local bulk <const>, unom <const> = require "unom.bulk", require "unom"
local settings <const>, job <const> = assert(unom.settings())
settings.retries = 3
local client <close> = unom.client(settings)

for _, earlier in ipairs(assert(bulk.jobs { ledger = job.ledger })) do
	if earlier.open and earlier.list:find "^top%-up" then
		assert(bulk.cancel { client = client, ledger = job.ledger, job = earlier.job, states = { "pending" },
			deadline = 3600 })
	end
end
local rows <const>, lines <const>, unknown = {}, assert(client:lines()), 0
for line, traffic, err in client:each("get_traffic", lines) do
	local state <const> = traffic and unom.traffic_state(traffic)
	if state == "monthly" or state == "monthly_and_recent" then
		rows[#rows + 1] = { lineNo = line.lineNo, agreement = arg[1] }
	elseif err then
		unknown = unknown + 1
		io.stderr:write(line.lineNo .. ": " .. err .. "\n")
	end
end
print(("%d lines are restricted for the month; of %d others it is not known"):format(#rows, unknown))
io.stderr:write(lines.truncated and "the carrier lists no more lines than these: there may be others\n" or "")
if #rows > 0 then
	job.client, job.rows, job.name = client, rows, "top-up-" .. unom.date()
	job.operation, job.skip_ordered, job.deadline = "add_data_volume", true, 3600
	job.on_row = function(row)
		print(row.target, row.state, row.error or "")
	end
	os.exit(assert(bulk.run(job)).exit_code, true)
end
