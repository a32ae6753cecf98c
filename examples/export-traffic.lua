-- Writes the traffic of every line of a contract to standard output, as CSV.
--
--     UNOM_REGION=jp UNOM_CONTRACT_ID=N123456789 UNOM_ACCESS_TOKEN=... lua5.4 export-traffic.lua > traffic.csv

local unom <const> = require "unom"

local client <close> = unom.client {
	region = os.getenv "UNOM_REGION",
	base_url = os.getenv "UNOM_BASE_URL",
	contract_id = os.getenv "UNOM_CONTRACT_ID",
	client_id = os.getenv "UNOM_CLIENT_ID",
	client_secret = os.getenv "UNOM_CLIENT_SECRET",
	access_token = os.getenv "UNOM_ACCESS_TOKEN",
}

local COLUMNS <const> = { "lineNo", "trafficThisMonth", "traffic1monthAgo", "traffic2monthAgo", "trafficToday" }
local AT_ONCE <const> = 8

--- Ends the script where a list lacks entries, which no file should pass for whole.
local function whole(reply)
	assert(not reply.incomplete_entries, "a list has entries that cannot be read")
	return reply.linesList
end

-- The traffic of a line that shares its volume is read by another operation. A contract may have no such lines, and the
-- reply no list; without one each line is asked as one that does not share, and those that do are failures below.
local sharing <const>, err <const> = client:list_data_share_lines()
if err and err.kind == "protocol" then
	io.stderr:write(("which lines share their volume is not known: %s\n"):format(err))
elseif err and err.name ~= "line_group_not_found" then
	error(err)
end
local shared <const> = {}
for _, line in ipairs(sharing and whole(sharing) or {}) do
	shared[line.lineNo] = true
end

local listed <const> = assert(client:list_lines())
local lines <const> = whole(listed)
local asked <const> = {} -- the line of each request in flight, by the id that start returned
local next_line = 1
local failures = 0

print(table.concat(COLUMNS, ","))
while next_line <= #lines or client:in_flight() > 0 do
	while next_line <= #lines and client:in_flight() < AT_ONCE do
		local number <const> = lines[next_line].lineNo
		local operation <const> = shared[number] and "get_data_share_traffic" or "get_traffic"
		asked[client:start(operation, { lineNo = number })] = number
		next_line = next_line + 1
	end
	for _, finished in ipairs(client:wait(60)) do
		if finished.reply then
			local cells <const> = {}
			for index, column in ipairs(COLUMNS) do
				cells[index] = finished.reply[column] or ""
			end
			print(table.concat(cells, ","))
		else
			failures = failures + 1
			io.stderr:write(("%s: %s\n"):format(asked[finished.id], finished.err))
		end
	end
end
assert(failures == 0, "some lines could not be asked")
assert(not listed.truncated, "the carrier lists no more lines than these: there may be others")
