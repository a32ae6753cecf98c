-- Gives a line another device: the IMEI that it may be used with. Waits until the carrier has processed the order.
--
--     lua5.4 swap-device.lua LINE IMEI yes
--
-- "yes" is the consent to the carrier's terms.

local unom <const> = require "unom"

local client <close> = unom.client(assert(unom.settings()))
local change <const> = { contractId = client:contract_id(), lineNo = arg[1], imei = arg[2], imeiOption = "2",
	agreement = arg[3] }

local right <const>, found <const> = unom.check("change_imei", change)
if not right or #found > 0 then -- that a digit was typed wrong is advice alone: there are IMEIs without a check digit
	io.stderr:write(tostring(found), "\n")
	os.exit(2, true)
end

local _ <close> = unom.signals() -- from here on Ctrl-C ends what waits, and loses nothing that has come
local order <const> = assert(client:change_imei(change))
print("accepted", order.orderId)
local state <const>, status <const> = client:await(order, { timeout = 3600 })
print(assert(state, status), unom.order_status[status])
os.exit(state == "succeeded", true)
