--- What stands between a client and its carrier: a proxy, tinyproxy, as a process of its own, and a host behind it that
-- speaks TLS, `openssl s_server`.
--
-- A client uses no proxy for a loopback host. The host's address is therefore 0.0.0.0, which to unom is not loopback
-- and which Linux connects to the machine itself, wherever that is: it needs no network, no name and no other address.
--
-- Invariant: nothing started here outlives its `close` (both are closable with <close>).

local core <const> = require "unom.core"
local httpd <const> = require "unom.httpd"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local proxied <const> = { HOST = "0.0.0.0", USER = "corp", PASSWORD = "hush-hush" }

local process_meth = {}
local process_mt <const> = { __index = process_meth }

--- Starts a process, which a sanitizer preloaded into this one is not for. `words` is a command and its arguments.
local function start(words)
	local pipe <const> = assert(io.popen("echo $$; exec env LD_PRELOAD=$FOREIGN_PRELOAD " .. words))
	return setmetatable({ pipe = pipe, pid = pipe:read("l") }, process_mt)
end

--- Ends the process and waits for it.
function process_meth:close()
	if self.pipe then
		os.execute("kill " .. self.pid .. " 2>/dev/null")
		self.pipe:close()
		self.pipe = nil
	end
end

process_mt.__close = process_meth.close

--- A port on which nothing listens.
function proxied.free_port()
	local listener <const> = assert(httpd.listen { address = "127.0.0.1", port = 0 })
	local port <const> = listener:port()
	listener:close()
	return port
end

--- Waits up to 5 s until the file has a line that fits the pattern. Returns what it captures, or nil.
local function wait_for(path, pattern)
	for _ = 1, 250 do
		local found <const> = scratch.read(path):match(pattern)
		if found then
			return found
		end
		core.sleep(0.02)
	end
end

local CONFIGURATION <const> = [[
Port %d
Listen 127.0.0.1
Timeout 60
LogLevel Info
LogFile "%s"
BasicAuth %s %s
]]

--- Starts a proxy that asks for USER and PASSWORD. Fields: port, address, url (with user and password).
function proxied.proxy(directory)
	local log <const> = directory .. "/proxy.log"
	for _ = 1, 5 do -- another process may take the port in between
		local port <const> = proxied.free_port()
		local file <const> = scratch.file(directory .. "/proxy.conf",
			CONFIGURATION:format(port, log, proxied.USER, proxied.PASSWORD))
		scratch.file(log, "")
		local self <const> = start(("tinyproxy -d -c %s >%s/proxy.out 2>&1"):format(file, directory))
		if wait_for(log, "Accepting connections") then
			self.log, self.port, self.address = log, port, "127.0.0.1:" .. port
			self.url = ("http://%s:%s@%s"):format(proxied.USER, proxied.PASSWORD, self.address)
			return self
		end
		self:close()
	end
	error("tinyproxy did not start: " .. scratch.read(directory .. "/proxy.out"), 2)
end

--- Starts a proxy that speaks TLS, tls_proxy.c. Fields: port, url.
function proxied.tls_proxy(pem, key)
	local program <const> = (os.getenv("UNOM_BUILD") or "build") .. "/spec/tls_proxy"
	assert(lfs.attributes(program), "not built: make spec-servers")
	local self <const> = start(("%s %s %s"):format(program, shell.quoted(pem), shell.quoted(key)))
	self.port = self.pipe:read("n")
	self.url = "https://127.0.0.1:" .. self.port
	return self
end

--- Forgets what the proxy has done so far.
function process_meth:clear()
	scratch.file(self.log, "")
end

--- How many tunnels the proxy was asked for, and how many it made.
function process_meth:tunnels()
	local text <const> = scratch.read(self.log)
	return select(2, text:gsub("%): CONNECT ", "")), select(2, text:gsub("Established connection to host", ""))
end

local REPLY <const> = '{"contractId":"N123456789"}'

--- Starts a host that speaks TLS. Fields: port, base_url.
-- @param options {pem=, key=: paths; scripted=true: it sends what `reply` says and shows what came as `received()`,
--   otherwise it replies to get_contract of N123456789 and closes}
function proxied.host(directory, options)
	local out <const> = os.tmpname():gsub("^.*/", directory .. "/")
	local folder = directory
	for part in ("v2/unom/contracts"):gmatch "[^/]+" do
		folder = folder .. "/" .. part
		lfs.mkdir(folder)
	end
	scratch.file(folder .. "/N123456789", REPLY)
	local input = "/dev/null"
	if options.scripted then
		input = out .. ".in"
		assert(os.execute("mkfifo " .. input))
	end
	scratch.file(out, "")
	local words <const> = "sh -c 'cd %s && exec openssl s_server %s -accept 127.0.0.1:0 -cert %s -key %s' <%s%s >%s 2>&1"
	local self <const> = start(words:format(directory, options.scripted and "" or "-WWW", options.pem, options.key,
		options.scripted and ">" or "", input, out))
	self.out, self.input = out, options.scripted and assert(io.open(input, "wb"))
	self.port = assert(wait_for(out, "ACCEPT [%d.]+:(%d+)\n"), "openssl s_server did not start")
	self.base_url = ("https://%s:%s"):format(proxied.HOST, self.port)
	return self
end

--- What a scripted host has received so far, among what openssl says.
function process_meth:received()
	return scratch.read(self.out)
end

--- Lets a scripted host send a reply of status 200 with that JSON.
function process_meth:reply(json)
	assert(self.input:write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"):format(
		#json, json)))
	assert(self.input:flush())
end

return proxied
