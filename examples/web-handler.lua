-- A web server, by lua5.4 web-handler.lua 8000: GET /lines/09010000001 tells whether the line is connected. One loop
-- of cqueues serves all who ask.
local condition <const>, cqueues <const> = require "cqueues.condition", require "cqueues"
local promise <const>, socket <const> = require "cqueues.promise", require "cqueues.socket"
local unom <const> = require "unom"
local client <close> = unom.client(assert(unom.settings()))
local loop <const>, started <const>, asked <const> = cqueues.new(), condition.new(), {}

loop:wrap(function()
	while true do
		for _, result in ipairs(client:wait(0)) do
			asked[result.id]:set(true, result) -- who asked goes on
			asked[result.id] = nil
		end
		local fds <const>, seconds <const> = client:fds()
		cqueues.poll(started, fds[1] and { pollfd = fds[1].fd, events = "r" } or started, seconds or math.huge)
	end
end)
local function respond(number)
	local answer <const> = promise.new()
	asked[client:start("get_session", { lineNo = number })] = answer -- a mistake raises
	started:signal()
	local result <const> = answer:get()
	return result.reply and "200 OK" or "502 Bad Gateway", result.err or result.reply.sessionStatus
end
local server <const> = assert(socket.listen("127.0.0.1", tonumber(arg[1])))
io.stderr:write("listening on port ", select(3, server:localname()), "\n")
loop:wrap(function()
	for connection in server:clients() do
		connection:onerror(function(_, _, why) return why end) -- who hangs up ends no more than the connection
		loop:wrap(function()
			local line <const> = (connection:read "*l" or ""):match "^GET /lines/(%w*)"
			local right <const>, status <const>, body <const> = pcall(respond, line)
			connection:write(("HTTP/1.0 %s\n\n%s\n"):format(right and status or "400 Bad Request", body or status.message))
			connection:close()
		end)
	end
end)
assert(loop:loop())
