--- Servers for the specs, on 127.0.0.1: the simulator as a process of its own, and a
-- server in this process whose handler the spec writes.
--
-- Invariant: nothing started here outlives its `close` (both are closable with <close>), nor, for
-- the simulator, this process.
local cjson <const> = require "cjson"
local httpd <const> = require "unom.httpd"
local shell <const> = require "support.shell"

local loopback <const> = {}
local quoted <const> = shell.quoted

local function read_file(path)
	local file <close> = assert(io.open(path, "rb"))
	return file:read("a")
end

-- ---- the simulator, a process ----

local simulator_meth = {}
local simulator_mt <const> = { __name = "loopback.simulator", __index = simulator_meth }

-- The shell prints its pid and becomes the simulator. A second process ends the simulator once the
-- process that runs the specs is gone, even if it was killed.
local COMMAND <const> = [[
  export LUA_PATH='lua/?.lua;lua/?/init.lua;;' LUA_CPATH=%s
  parent=$PPID self=$$
  (while kill -0 $parent && kill -0 $self; do sleep 1; done
   kill -0 $parent || kill $self) </dev/null >/dev/null 2>&1 &
  echo $$
  exec lua5.4 bin/unom simulate --port 0 %s 2>%s </dev/null]]

--- Starts a simulator and waits until it listens. options: those of `unom simulate` by name, with _ for -, true for
-- a flag; faults = { [kind] = rate }, without = { an operation, ... }. Raises, with what the simulator wrote, when it
-- does not start.
function loopback.simulator(options)
	options = options or {}
	local arguments = {}
	for name, value in pairs(options) do
		local flag <const> = "--" .. name:gsub("_", "-")
		if type(value) ~= "table" then
			table.insert(arguments, value == true and flag or flag .. " " .. quoted(value))
		end
	end
	for kind, rate in pairs(options.faults or {}) do
		table.insert(arguments, "--fault " .. quoted(kind .. "=" .. rate))
	end
	for _, operation in ipairs(options.without or {}) do
		table.insert(arguments, "--without " .. operation)
	end
	local cpath <const> = (os.getenv("UNOM_BUILD") or "build") .. "/?.so;;"
	local log <const> = os.tmpname()
	local pipe <const> = assert(io.popen(
		COMMAND:format(quoted(cpath), table.concat(arguments, " "), quoted(log))))
	local self <const> = setmetatable({ pipe = pipe, log = log }, simulator_mt)
	self.pid = pipe:read("l")
	self.base_url = (pipe:read("l") or ""):match("^listening on (http://%S+)$")
	if not self.base_url then
		local words <const> = read_file(log)
		self:close()
		error("the simulator did not start: " .. words, 2)
	end
	self.port = math.tointeger(self.base_url:match(":(%d+)$"))
	return self
end

--- Asks for a path of the simulator's and decodes the reply; `curl`: more arguments of its, quoted for the shell.
-- What is preloaded into this process (a sanitizer) is not for curl.
function simulator_meth:get(path, curl)
	local pipe <const> = assert(io.popen(("LD_PRELOAD=$FOREIGN_PRELOAD curl -sS --max-time 20 %s %s")
		:format(curl or "", quoted(self.base_url .. path))))
	local text <const> = pipe:read("a")
	assert(pipe:close(), "no response from " .. path)
	return cjson.decode(text)
end

--- Makes `day` (YYYYMMDD, not before its today) the simulator's today.
function simulator_meth:set_today(day)
	assert(self:get("/_simulator/today", "-X PUT --data " .. quoted(day)).today == day, "no day to go on to: " .. day)
end

--- Its today, YYYYMMDD.
function simulator_meth:today()
	return self:get("/_simulator/today").today
end

--- Every order that the simulator ever accepted, in order of acceptance.
function simulator_meth:orders()
	return self:get("/_simulator/orders").orders
end

--- Every request that it responded to or dropped, in order of arrival.
function simulator_meth:requests()
	return self:get("/_simulator/requests").requests
end

--- Every line of every contract as it is now.
function simulator_meth:lines()
	return self:get("/_simulator/lines").lines
end

--- Ends the simulator and waits for it. What a simulator that failed wrote goes to stderr.
function simulator_meth:close()
	if not self.pipe then
		return
	end
	os.execute("kill " .. self.pid .. " 2>/dev/null")
	local _, how <const>, code <const> = self.pipe:close()
	self.pipe = nil
	if self.base_url and how == "exit" and code ~= 0 then
		io.stderr:write(read_file(self.log))
	end
	os.remove(self.log)
end

simulator_mt.__close = simulator_meth.close
simulator_mt.__gc = simulator_meth.close

-- ---- a server in this process ----

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
