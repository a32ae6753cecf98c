--- What runs in the process that process.lua starts: the simulator on the wire. Its parent asks, a line at a time on
-- standard input, what /_simulator/... tells; each answer is a line.
--
-- Invariant: it ends once its standard input does.
local server <const> = require "unom.simulator.wire.server"

local child = {}

local function say(line)
	io.stdout:write(line, "\n")
	io.stdout:flush()
end

--- Answers "METHOD PATH BODY" with "STATUS BODY".
local function answer(carrier, line)
	local method <const>, path <const>, body <const> = line:match("^(%S+) (%S+) (.*)$")
	local status <const>, _, text <const> = carrier:handle { method = method, path = path, body = body, headers = {} }
	say(status .. " " .. text)
end

--- Serves until standard input ends. The first line says "listening URL", or else why not.
-- options: those of options.lua, checked
function child.run(options)
	local listener <close>, problem <const> = server.listen(options, 0)
	if not listener then
		return say(problem)
	end
	local carrier <const> = server.new_carrier(options)
	say("listening " .. server.url(options, listener))
	server.serve(listener, carrier, function(is_told)
		local line <const> = is_told and io.stdin:read("l")
		if line then
			answer(carrier, line)
		end
		return is_told and not line
	end)
end

return child
