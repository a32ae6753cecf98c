--- A server of its own process that plays a script on the wire, over plain TCP or TLS, for what no good server does:
-- late, cut, doubled and early replies, and every way to close. scripted.c is the process.
--
-- A script is an array: what is played when the 1st, 2nd ... request has come, counted over all connections; the last
-- one again and again. Each is an array of steps; a string is sent as it is:
--
--     "drip", text   a byte at a time            "gate"     waits until the spec calls `go`
--     "wait", ms     lets that time pass         "idle", ms goes on only if nothing comes within that time
--     "close"        with a close-notify in TLS  "fin"      without one
--     "notify"       a close-notify alone        "reset"    a RST
--     "ticket"       a session ticket, of TLS = "late"      "early" (the first step): the body is not read before
--
-- Its events, a line each: `open C`, `head C N METHOD PATH` and `request C N` (the body too), `played C N` when the
-- steps are done and the client's kernel has all that they sent, `end C`. C is the number of the connection, N that of
-- the request.
--
-- Invariant: what reached the server is counted there, and nothing is waited for but its events.

local cjson <const> = require "cjson"
local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local shell <const> = require "support.shell"

local scripted <const> = {}

local VERBS <const> = { drip = true, wait = true, gate = true, idle = true, close = true, fin = true, notify = true,
	reset = true, ticket = true, early = true }

--- A response of HTTP. `body` may be a table; `headers` are lines, each with its line end.
function scripted.reply(status, body, headers)
	local text <const> = type(body) == "table" and cjson.encode(body) or body or ""
	return ("HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s")
		:format(status, #text, headers or "", text)
end

--- A good response to every operation: an order reads the id in it as its orderId, get_contract as a name.
function scripted.accepted(id, headers)
	return scripted.reply(200, { contractId = "N123456789", contractCustomerName = id, orderId = id, resultCode = "0001" },
		headers)
end

local function hex(text)
	return (text:gsub(".", function(byte) return ("%02x"):format(byte:byte()) end))
end

--- The script as the process reads it.
local function script_text(script)
	local lines <const> = {}
	for _, steps in ipairs(script) do
		lines[#lines + 1] = "request"
		local index = 1
		while index <= #steps do
			local verb = steps[index]
			if not VERBS[verb] then
				verb = "send " .. hex(verb)
			elseif verb == "drip" then
				index = index + 1
				verb = "drip " .. hex(steps[index])
			elseif verb == "wait" or verb == "idle" then
				index = index + 1
				verb = ("%s %d"):format(verb, steps[index])
			end
			lines[#lines + 1] = verb
			index = index + 1
		end
	end
	lines[#lines + 1] = "end\n"
	return table.concat(lines, "\n")
end

local methods <const> = {}
local mt <const> = { __name = "scripted", __index = methods }

--- Starts a server.
-- @param tls nil: plain; "tls12", "tls13" or "late", see scripted.c
-- @param certificate {pem=, key=}, paths; for TLS
-- @return a server, closable: `base_url`, `port`, `pem`, and `events`, the lines that it wrote so far
function scripted.start(script, tls, certificate)
	local build <const> = os.getenv("UNOM_BUILD") or "build"
	assert(lfs.attributes(build .. "/spec/scripted"), "not built: make spec-servers")
	local fifo <const> = os.tmpname()
	assert(os.remove(fifo))
	local words = { tls or "plain" }
	if tls then
		words = { tls, shell.quoted(certificate.pem), shell.quoted(certificate.key) }
	end
	local pipe <const> = assert(io.popen(("mkfifo %s && echo $$ && exec %s/spec/scripted %s <%s")
		:format(fifo, build, table.concat(words, " "), fifo)))
	local pid <const> = assert(pipe:read("l"), "no fifo")
	local input <const> = assert(io.open(fifo, "w"))
	os.remove(fifo)
	input:setvbuf("no")
	local self <const> = setmetatable({ pipe = pipe, pid = pid, input = input, events = {} }, mt)
	input:write(script_text(script))
	self.port = math.tointeger(self:expect("^listening (%d+)$"))
	self.base_url = ("%s:%d"):format(tls and "https://localhost" or "http://127.0.0.1", self.port)
	self.pem = tls and certificate.pem
	return self
end

--- A client of the server, to which it speaks with a token of the spec's. An option `false` takes a default away.
function methods:client(options)
	local all <const> = { base_url = self.base_url, ca_file = self.pem or nil, contract_id = "N123456789",
		access_token = "token", timeout = 10 }
	for name, value in pairs(options or {}) do
		all[name] = value or nil
	end
	return core.client(all)
end

--- Waits for an event, one that has come too. Returns what the pattern captures, or the event.
function methods:expect(pattern)
	for _, event in ipairs(self.events) do
		if event:find(pattern) then
			return event:match(pattern)
		end
	end
	for event in self.pipe:lines() do
		table.insert(self.events, event)
		if event:find(pattern) then
			return event:match(pattern)
		end
	end
	error(("the server ended without the event %s; there were:\n%s"):format(pattern, table.concat(self.events, "\n")), 2)
end

--- Opens a gate, the one at which a connection waits or the next that comes.
function methods:go()
	self.input:write("go\n")
end

--- Waits until every connection has ended, for which the clients must be closed before, and ends the server.
-- @return {connections = how many there were, requests = {"METHOD PATH", ...}}, in the order of arrival
function methods:stop()
	self.input:write("stop\n")
	self:expect("^stopped$")
	self.stopped = true
	local sum <const> = { connections = 0, requests = {} }
	for _, event in ipairs(self.events) do
		sum.connections = sum.connections + (event:find("^open ") and 1 or 0)
		table.insert(sum.requests, (event:match("^head %d+ %d+ (.*)$")))
	end
	return sum
end

--- Ends the server and waits for it.
function methods:close()
	if self.pipe then
		if not self.stopped then
			os.execute("kill " .. self.pid)
		end
		self.input:close()
		self.pipe:close()
		self.pipe = nil
	end
end

mt.__close = methods.close
mt.__gc = methods.close

return scripted
