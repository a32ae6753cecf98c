--- A server for the specs, on 127.0.0.1, in this process, whose handler the spec writes.
--
-- Invariant: nothing started here outlives its `close` (it is closable with <close>).
local httpd <const> = require "unom.httpd"

local loopback <const> = {}

local server_meth = {}
local server_mt <const> = { __name = "loopback.server", __index = server_meth }

--- A server that hands every request to handler(request), which responds (reply, drop, truncate) or
-- keeps the request to respond later. It works only in `step`. Fields: port, base_url, requests (all
-- that came, in order).
function loopback.serve(handler)
	local listener <const> = assert(httpd.listen { address = "127.0.0.1", port = 0 })
	local port <const> = listener:port()
	return setmetatable({
		listener = listener, handler = handler, port = port,
		base_url = "http://127.0.0.1:" .. port, requests = {},
	}, server_mt)
end

--- Serves for at most `seconds`, or until a request comes.
function server_meth:step(seconds)
	for _, request in ipairs(assert(self.listener:wait(seconds))) do
		table.insert(self.requests, request)
		self.handler(request)
	end
end

function server_meth:close()
	self.listener:close()
end

server_mt.__close = server_meth.close

local PATIENCE <const> = 5000 -- rounds of about 2 ms

--- Calls one operation of `client` on a server of this process: both take turns. Returns reply, err.
function loopback.call(client, server, operation, arguments)
	local id <const> = client:start(operation, arguments)
	for _ = 1, PATIENCE do
		server:step(0)
		for _, finished in ipairs(client:wait(0.002)) do
			if finished.id == id then
				return finished.reply, finished.err
			end
		end
	end
	error("no end to " .. operation, 2)
end

return loopback
