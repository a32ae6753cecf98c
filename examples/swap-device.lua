-- Gives a line another device: the IMEI that it may be used with. Waits until the carrier has processed the order. This
-- is a job of one row: started again, it orders nothing that it has ordered.
--
--     lua5.4 swap-device.lua LINE IMEI yes
--
-- "yes" is the consent to the carrier's terms.

local bulk <const>, unom <const> = require "unom.bulk", require "unom"

local settings <const>, job <const> = assert(unom.settings())
local client <close> = unom.client(settings)
local change <const> = { contractId = client:contract_id(), lineNo = arg[1], imei = arg[2], imeiOption = "2",
	agreement = arg[3] }

local right <const>, found <const> = unom.check("change_imei", change)
if not right or #found > 0 then -- that a digit was typed wrong is advice alone: there are IMEIs without a check digit
	io.stderr:write(tostring(found), "\n")
	os.exit(2, true)
end

job.client, job.rows, job.name, job.operation = client, { change }, "imei-" .. arg[1], "change_imei"
job.skip_ordered = true -- where the last order of this line wanted the same
job.deadline = 3600 -- without one it waits for as long as the carrier cannot be reached
job.on_row = function(row)
	print(row.target, row.state, row.orderId or "", row.error or "")
end
local outcome <const> = assert(bulk.run(job))
if outcome.resume then
	io.stderr:write(tostring(outcome.unauthorised or outcome.permanent or outcome.waiting or "no end yet"), "\n")
	print("to go on: " .. outcome.resume)
end
os.exit(outcome.exit_code, true)
