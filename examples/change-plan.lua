-- Changes the plan of one line and waits until the carrier has processed the order.
--
--     lua5.4 change-plan.lua LINE PLAN DATE yes
--
-- "yes" is the consent to the carrier's terms. Settings are taken from the environment, as in list-lines.lua.

local unom <const> = require "unom"

local client <close> = unom.client {
	region = os.getenv "UNOM_REGION",
	base_url = os.getenv "UNOM_BASE_URL",
	contract_id = os.getenv "UNOM_CONTRACT_ID",
	client_id = os.getenv "UNOM_CLIENT_ID",
	client_secret = os.getenv "UNOM_CLIENT_SECRET",
	access_token = os.getenv "UNOM_ACCESS_TOKEN",
}

local FINAL <const> = {
	["03"] = "done", ["60"] = "done", ["04"] = "refused by the carrier", ["05"] = "failed in the carrier's system",
	["11"] = "cancelled",
}

local order <const>, err <const> = client:change_course {
	lineNo = arg[1], planCode = arg[2], requestDate = arg[3], agreement = arg[4],
}
if not order then
	if err.sent == "maybe" then
		error(("%s\nThe carrier may have taken the order: look at client:list_accepting_orders() first."):format(err), 0)
	end
	error(err, 0)
end
print("accepted", order.orderId)

local pause = 1
while true do
	local reply <const>, reason <const> = client:get_order_status { orderId = order.orderId }
	local status <const> = reply and reply.orderList[1] and reply.orderList[1].orderStatus
	if FINAL[status] then
		print(FINAL[status], status)
		os.exit(FINAL[status] == "done", true)
	end
	print(status or reason or "no status yet") -- a poll that failed is not an order that failed
	os.execute("sleep " .. pause)
	pause = math.min(pause * 2, 60)
end
