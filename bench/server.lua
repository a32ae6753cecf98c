--- A carrier that answers every request at once with an accepted order: a server for the benchmarks, run as a process.
--
-- Prints its port and serves until it is killed, or no request has come for IDLE seconds.

local httpd <const> = require "unom.httpd"

local IDLE <const> = 60

local REPLY <const> = [[{"contractId":"N123456789","resultCode":"0001","orderId":"AGU2612010000001",]]
	.. [["checkErrorInfo":null}]]
local HEADERS <const> = { ["Content-Type"] = "application/json;charset=UTF-8" }

local server <close> = assert(httpd.listen { port = 0 })
print(server:port())
io.stdout:flush()
repeat
	local requests <const> = assert(server:wait(IDLE))
	for _, request in ipairs(requests) do
		request:reply(200, HEADERS, REPLY)
	end
until #requests == 0
