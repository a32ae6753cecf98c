--- Debian's nginx as a process of the spec's own, with a configuration of its own: a gateway like the ones that stand
-- before a carrier. Never the service: its port is free, its files are in a directory that goes with it.
--
-- Invariant: it ends with this process at the latest, and every request that it answered is in what `stop` returns.

local core <const> = require "unom.core"
local httpd <const> = require "unom.httpd"
local scratch <const> = require "support.scratch"

local nginx <const> = {}

-- One process: nobody else is left behind when it is killed.
local CONFIGURATION <const> = [[
daemon off;
master_process off;
pid @directory@/pid;
error_log @directory@/error.log notice;
worker_rlimit_nofile 1024;
events { worker_connections 512; }
http {
  log_format calls '$connection $status $ssl_protocol $request_method $request_uri';
  access_log @directory@/access.log calls;
  client_body_temp_path @directory@/body;
  proxy_temp_path @directory@/proxy;
  fastcgi_temp_path @directory@/fastcgi;
  uwsgi_temp_path @directory@/uwsgi;
  scgi_temp_path @directory@/scgi;
  keepalive_timeout @keepalive@;
  keepalive_requests 1000000;
  proxy_http_version 1.1;
  default_type application/json;
  server {
    listen 127.0.0.1:@port@@ssl@;
    server_name localhost;
    @certificate@
    location / { @location@ }
  }
}
]]

local CERTIFICATE <const> = "ssl_certificate %s; ssl_certificate_key %s; ssl_protocols %s;"

-- Another process may take the port that was free a moment ago; nginx then tries for 2.5 s and gives up.
local ATTEMPTS <const> = 4

local methods <const> = {}
local mt <const> = { __name = "nginx", __index = methods }

local function free_port()
	local listener <close> = assert(httpd.listen { address = "127.0.0.1", port = 0 })
	return listener:port()
end

--- Starts a process on a port that is free. Returns what its error log says once it listens, or has given up.
local function start(self, options)
	self.port = free_port()
	local values <const> = {
		directory = self.directory, port = self.port, keepalive = options.keepalive or "75s", location = options.location,
		ssl = options.certificate and " ssl" or "",
		certificate = options.certificate and CERTIFICATE:format(options.certificate.pem, options.certificate.key,
			options.protocols or "TLSv1.2 TLSv1.3") or "",
	}
	scratch.file(self.directory .. "/nginx.conf", (CONFIGURATION:gsub("@(%l+)@", values)))
	local log <const> = scratch.file(self.directory .. "/error.log", "")
	self.pipe = assert(io.popen(("echo $$ && LD_PRELOAD=$FOREIGN_PRELOAD PATH=$PATH:/usr/sbin "
		.. "exec setpriv --pdeathsig KILL nginx -e %s -c %s/nginx.conf 2>&1"):format(log, self.directory)))
	self.pid = self.pipe:read("l")
	for _ = 1, 2000 do
		local words <const> = scratch.read(log)
		if words:find("using the", 1, true) then
			return true
		elseif words:find("[emerg]", 1, true) or not os.execute("kill -0 " .. self.pid .. " 2>/dev/null") then
			return false, words .. self.pipe:read("a")
		end
		core.sleep(0.005)
	end
	return false, "it does not listen"
end

--- Starts nginx and waits until it listens.
-- @param options {location=what it does with a request, such as "proxy_pass http://127.0.0.1:1;", keepalive=how long a
--   connection may be idle, such as "250ms", certificate={pem=, key=}: TLS|nil, protocols="TLSv1.3"|nil}
-- @return it, closable: `port`, `base_url`
function nginx.start(options)
	local self <const> = setmetatable({ directory = scratch.directory() }, mt)
	local listens, words
	for _ = 1, ATTEMPTS do
		listens, words = start(self, options)
		if listens or not words:find("Address already in use", 1, true) then
			break
		end
		self.pipe:close()
		self.pipe = nil
	end
	if not listens then
		self:close()
		error("nginx did not start: " .. words, 2)
	end
	self.base_url = options.certificate and "https://localhost:" .. self.port or "http://127.0.0.1:" .. self.port
	return self
end

--- Ends nginx and waits for it.
-- @return {requests = { {connection=, status=, protocol=, method=, path=} ... } in the order of their ends,
--   connections = how many brought them}
function methods:stop()
	os.execute("kill -QUIT " .. self.pid)
	self.pipe:close()
	self.pipe = nil
	local sum <const>, seen <const> = { requests = {}, connections = 0 }, {}
	for line in io.lines(self.directory .. "/access.log") do
		local request <const> = {}
		request.connection, request.status, request.protocol, request.method, request.path =
			line:match("^(%d+) (%d+) (%S+) (%S+) (.*)$")
		table.insert(sum.requests, request)
		sum.connections = sum.connections + (seen[request.connection] and 0 or 1)
		seen[request.connection] = true
	end
	self:close()
	return sum
end

--- Ends nginx and removes its files.
function methods:close()
	if self.pipe then
		os.execute("kill " .. self.pid .. " 2>/dev/null")
		self.pipe:close()
		self.pipe = nil
	end
	if self.directory then
		scratch.remove(self.directory)
		self.directory = nil
	end
end

mt.__close = methods.close
mt.__gc = methods.close

return nginx
