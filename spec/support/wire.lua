--- What the specs of the client share: clients of a server in this process, its responses, and how both take turns.

local cjson <const> = require "cjson"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"

local wire <const> = {}

wire.CONTRACT, wire.LINE = "N123456789", "09012345678"
wire.TOKEN_PATH = "/v1/oauth/accesstokens"

local DEFAULTS <const> = { contract_id = wire.CONTRACT, access_token = "static-token" }

--- A client of the server. An option `false` takes a default away.
function wire.client(server, options)
	local all <const> = { base_url = server.base_url }
	for name, value in pairs(DEFAULTS) do
		all[name] = value
	end
	for name, value in pairs(options or {}) do
		all[name] = value or nil
	end
	return core.client(all)
end

--- The options of a client that fetches its tokens.
function wire.credentials(options)
	local all <const> = { access_token = false, client_id = "the-client-id", client_secret = "the-client-secret" }
	for name, value in pairs(options or {}) do
		all[name] = value
	end
	return all
end

--- A table as JSON. The encoder writes {} for every empty table: here a list stays one.
local function encoded(body)
	return (cjson.encode(body):gsub('("%a+List"):{}', "%1:[]"))
end

--- A response: a function that replies to a request. `body` may be a table.
function wire.reply(status, body, headers)
	local text <const> = type(body) == "table" and encoded(body) or body or ""
	return function(request) request:reply(status, headers or { ["content-type"] = "application/json" }, text) end
end

--- The response that grants a token.
function wire.grant(token, seconds)
	return wire.reply(200, { accessToken = token, tokenType = "BearerToken", expiresIn = seconds or "3599" })
end

--- The carrier's own error body.
function wire.refusal(status, message, headers)
	return wire.reply(status, { responseHeader = { errorCode = tostring(status), errorMessage = message } }, headers)
end

function wire.drop(request)
	request:drop()
end

--- A handler that gives the responses in turn, and the last one again and again.
function wire.script(...)
	local responses <const>, turn = { ... }, 0
	return function(request)
		turn = math.min(turn + 1, #responses)
		responses[turn](request)
	end
end

--- A handler that gives requests for a token to one handler and the others to another.
function wire.split(on_token, on_operation)
	return function(request)
		local handler <const> = request.path == wire.TOKEN_PATH and on_token or on_operation
		handler(request)
	end
end

local PATIENCE <const> = 5000 -- rounds of about 2 ms

--- Client and server take turns until `done()`, or until nothing is in flight. Returns the results by id.
function wire.take_turns(client, server, done)
	local results <const> = {}
	for _ = 1, PATIENCE do
		if done and done() or not done and client:in_flight() == 0 then
			return results
		end
		server:step(0)
		for _, finished in ipairs(client:wait(0.002)) do
			results[finished.id] = finished
		end
	end
	error("no end after 10 s", 2)
end

--- Sends one operation to a server with that handler; returns reply, err and the requests the server saw.
function wire.once(handler, operation, arguments, options)
	local server <close> = loopback.serve(handler)
	local client <close> = wire.client(server, options)
	local reply <const>, err <const> = loopback.call(client, server, operation, arguments)
	return reply, err, server.requests
end

--- How many of the requests had that method.
function wire.count(requests, method)
	local count = 0
	for _, request in ipairs(requests) do
		count = count + (request.method == method and 1 or 0)
	end
	return count
end

return wire
