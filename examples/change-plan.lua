-- Changes the plan of one line from the first of next month on, and waits until the carrier has processed the order.
--
--     lua5.4 change-plan.lua LINE PLAN yes
--
-- "yes" is the consent to the carrier's terms. Started twice, it orders twice: swap-device.lua shows what does not.

local bulk <const>, unom <const> = require "unom.bulk", require "unom"

local settings <const>, job <const> = assert(unom.settings())
local client <close> = unom.client(settings)
local _ <close> = unom.signals() -- Ctrl-C ends what waits, and loses nothing that has come
local order <const>, err <const> = client:change_course {
	lineNo = arg[1], planCode = arg[2], requestDate = unom.first_of_next_month(), agreement = arg[3],
}
if not order then
	io.stderr:write(tostring(err), "\n")
	if err.sent == "maybe" then
		io.stderr:write("the carrier may have taken the order; it lists these:\n")
		for accepted in assert(client:orders()) do
			io.stderr:write(accepted.orderId, " ", accepted.serviceDateApply or "", "\n")
		end
	end
	os.exit(1, true)
end
print("accepted", order.orderId)
bulk.note_orders { ledger = job.ledger, contract_id = client:contract_id(), ids = { order.orderId } } -- for later jobs

local state <const>, status <const> = client:await(order, {
	on_status = function(seen)
		print("status", seen, unom.order_status[seen])
	end,
})
print(assert(state, status), unom.order_status[status])
os.exit(state == "succeeded", true)
