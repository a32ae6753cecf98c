-- Lists the lines of a contract as a table.
--
--     lua5.4 list-lines.lua
--
-- The settings are those of the command: UNOM_REGION, UNOM_CONTRACT_ID, UNOM_CLIENT_ID and UNOM_CLIENT_SECRET in the
-- environment, or a profile. So in all scripts here.

local unom <const> = require "unom"

local client <close> = unom.client(assert(unom.settings()))
local FORMAT <const> = "%-11s  %-8s  %-4s  %-15s  %s"
local ACCESS <const> = { ["1"] = "3G", ["2"] = "LTE" }

local lines <const> = assert(client:lines())
print(FORMAT:format("line", "plan", "type", "SIM", "IMEI"))
for line in lines do
	print(FORMAT:format(line.lineNo, line.planCode or "", ACCESS[line.accessCode] or "", line.simNumber or "",
		line.imei or ""))
end
if lines.incomplete_entries then
	io.stderr:write(("%d more could not be read\n"):format(lines.incomplete_entries))
end
if lines.truncated then
	io.stderr:write("the carrier lists no more lines than these: there may be others\n")
end
