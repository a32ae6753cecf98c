-- Changes the plan of one line from the first of next month on, and waits until the carrier has processed the order.
--
--     lua5.4 change-plan.lua LINE PLAN yes
--
-- "yes" is the consent to the carrier's terms.

local unom <const> = require "unom"

local client <close> = unom.client(assert(unom.settings()))
local _ <close> = unom.signals() -- Ctrl-C ends what waits, and loses nothing that has come
local order <const>, err <const> = client:change_course {
	lineNo = arg[1], planCode = arg[2], requestDate = unom.first_of_next_month(), agreement = arg[3],
}
if not order then
	io.stderr:write(tostring(err), "\n")
	if err.sent == "maybe" then
		io.stderr:write("the carrier may have taken the order: these are under way\n")
		for accepted in assert(client:orders()) do
			io.stderr:write(accepted.orderId, " ", accepted.serviceDateApply or "", "\n")
		end
	end
	os.exit(1, true)
end
print("accepted", order.orderId)

local state <const>, status <const> = client:await(order, {
	on_status = function(seen)
		print("status", seen, unom.order_status[seen])
	end,
})
print(assert(state, status), unom.order_status[status])
os.exit(state == "succeeded", true)
