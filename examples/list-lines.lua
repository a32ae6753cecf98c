-- Lists the lines of a contract as a table.
--
--     UNOM_REGION=jp UNOM_CONTRACT_ID=N123456789 UNOM_CLIENT_ID=... UNOM_CLIENT_SECRET=... lua5.4 list-lines.lua

local unom <const> = require "unom"

local client <close> = unom.client {
	region = os.getenv "UNOM_REGION",
	base_url = os.getenv "UNOM_BASE_URL",
	contract_id = os.getenv "UNOM_CONTRACT_ID",
	client_id = os.getenv "UNOM_CLIENT_ID",
	client_secret = os.getenv "UNOM_CLIENT_SECRET",
	access_token = os.getenv "UNOM_ACCESS_TOKEN",
}

local FORMAT <const> = "%-11s  %-8s  %-4s  %-15s  %s"
local ACCESS <const> = { ["1"] = "3G", ["2"] = "LTE" }

local lines <const> = assert(client:list_lines())
print(FORMAT:format("line", "plan", "type", "SIM", "IMEI"))
for _, line in ipairs(lines.linesList) do
	print(FORMAT:format(line.lineNo, line.planCode or "", ACCESS[line.accessCode] or "", line.simNumber or "",
		line.imei or ""))
end
if lines.incomplete_entries then
	io.stderr:write(("%d more could not be read\n"):format(lines.incomplete_entries))
end
if lines.truncated then
	io.stderr:write("the carrier lists no more lines than these: there may be others\n")
end
