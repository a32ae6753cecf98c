-- Writes the traffic of every line of a contract to standard output, as CSV: lua5.4 export-traffic.lua > traffic.csv

local unom <const> = require "unom"
local settings <const> = assert(unom.settings())
settings.retries = 3
local client <close> = unom.client(settings)

-- The traffic of a line that shares its volume is read by another operation. A contract may have no such lines.
local sharing <const>, err <const> = client:list_data_share_lines()
if err and err.name ~= "line_group_not_found" then
	io.stderr:write("which lines share their volume is not known: " .. err .. "\n")
end
local shares <const>, numbers <const> = {}, { get_traffic = {}, get_data_share_traffic = {} }
for _, line in ipairs(sharing and sharing.linesList or {}) do
	shares[line.lineNo] = true
end
local lines <const> = assert(client:lines())
for line in lines do
	table.insert(numbers[shares[line.lineNo] and "get_data_share_traffic" or "get_traffic"], line.lineNo)
end

local COLUMNS <const> = { "lineNo", "trafficThisMonth", "traffic1monthAgo", "traffic2monthAgo", "trafficToday" }
local whole = not (lines.truncated or lines.incomplete_entries)
print(table.concat(COLUMNS, ","))
for operation, asked in pairs(numbers) do
	for number, traffic, reason in client:each(operation, asked) do
		for index, column in ipairs(traffic and COLUMNS or {}) do
			io.write(index > 1 and "," or "", traffic[column] or "", index == #COLUMNS and "\n" or "")
		end
		if reason then
			io.stderr:write(number .. ": " .. reason .. "\n")
			whole = false
		end
	end
end
io.stderr:write(whole and "" or "these are not all lines\n")
os.exit(whole, true)
