-- Orders a line for each IP address, with its SIM, and one spare device, all to be sent to one address.
--
--     NOTIFICATION_PASSWORD=... lua5.4 onboard.lua yes 10.20.30.1 10.20.30.2
--
-- "yes" is the consent to the carrier's terms. Which plans and devices there are: unom call list_products.

local bulk <const> = require "unom.bulk"
local unom <const> = require "unom"

if #arg < 2 then
	io.stderr:write "usage: lua5.4 onboard.lua yes ADDRESS...\n"
	os.exit(2)
end
local settings <const>, job <const> = assert(unom.settings())
local client <close> = unom.client(settings)

--- An order with what all of them have in common.
local function order(row)
	row.agreement, row.requestDate = arg[1], unom.first_of_next_month()
	row.deliveryPostalCode, row.deliveryPref, row.deliveryCity = "1000001", "東京都", "千代田区"
	row.deliveryAddress1, row.deliveryAddress2 = "ー", "１丁目" -- ー: the address has no such part
	row.deliveryCompanyName, row.deliveryPersonName = "見本商会", "見本花子"
	row.notificationMailAddress, row.notificationPassword = "orders@example.com", os.getenv "NOTIFICATION_PASSWORD"
	return row
end

local rows <const> = { order { operation = "purchase_device", deviceCode = "T2000556" } }
for _, address in ipairs(table.move(arg, 2, #arg, 1, {})) do
	rows[#rows + 1] = order { operation = "add_line", planCode = "T3001328", deviceCode = "T2000537", accessCode = "2",
		actIpAddress = address, authenticationId = address }
end

job.client, job.rows, job.name, job.wait_until = client, rows, "onboard-" .. unom.datetime(), "complete"
job.on_row = function(row)
	print(row.operation, row.target or "", row.state, row.orderId or row.error)
end
os.exit(assert(bulk.run(job)).exit_code, true)
