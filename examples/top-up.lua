-- Adds a data volume to each line that is restricted for the month. A volume costs money: a line that was given one
-- within a day is left out, however often this runs.
--
--     lua5.4 top-up.lua yes
--
-- "yes" is the consent to the carrier's terms.

local bulk <const> = require "unom.bulk"
local unom <const> = require "unom"

local settings <const>, job <const> = assert(unom.settings())
settings.retries = 3
local client <close> = unom.client(settings)

local rows <const> = {}
for line, traffic, err in client:each("get_traffic", assert(client:lines())) do
	local state <const> = traffic and unom.traffic_state(traffic)
	if state == "monthly" or state == "monthly_and_recent" then
		rows[#rows + 1] = { lineNo = line.lineNo, agreement = arg[1] }
	elseif err then
		io.stderr:write(line.lineNo, ": ", tostring(err), "\n")
	end
end
if #rows == 0 then
	print("no line is restricted for the month")
	return
end

job.client, job.rows, job.name = client, rows, "top-up-" .. unom.date()
job.operation, job.skip_ordered = "add_data_volume", true
job.on_row = function(row)
	print(row.target, row.state, row.error or "")
end
local outcome <const> = assert(bulk.run(job))
os.exit(outcome.exit_code, true)
