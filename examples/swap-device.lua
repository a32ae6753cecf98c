-- Gives a line another device: the IMEI that it may be used with. Waits until the carrier has processed the order.
--
--     lua5.4 swap-device.lua LINE IMEI yes
--
-- "yes" is the consent to the carrier's terms.

local unom <const> = require "unom"

local client <close> = unom.client(assert(unom.settings()))
local change <const> = { lineNo = arg[1], imei = arg[2], imeiOption = "2", agreement = arg[3] }

local fine <const>, advice <const> = unom.check("change_imei", { contractId = client:contract_id(), lineNo = arg[1],
	imei = arg[2], imeiOption = "2", agreement = arg[3] })
if not fine or #advice > 0 then -- a digit that was typed wrong is advice: IMEIs without the check digit are about
	io.stderr:write(tostring(advice), "\n")
	os.exit(2, true)
end

local order <const> = assert(client:change_imei(change))
local state <const>, status <const> = client:await(order, { timeout = 3600 })
print(assert(state, status), unom.order_status[status])
os.exit(state == "succeeded", true)
