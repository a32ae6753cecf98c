--- An event loop that is not the client's own, luv's, as a spec needs it.

local uv <const> = require "luv"

local event_loop <const> = {}

--- Is the descriptor readable within the time?
function event_loop.readable(fd, seconds)
	local poll <const>, timer <const> = assert(uv.new_poll(fd)), uv.new_timer()
	local found, over = false, false
	poll:start("r", function() found = true end)
	local milliseconds <const> = math.max(math.ceil(seconds * 1000), 1)
	timer:start(milliseconds, milliseconds, function() over = true end) -- again and again: "once" may miss the first
	repeat
		uv.run(seconds > 0 and "once" or "nowait")
	until found or over or seconds == 0
	poll:close()
	timer:close()
	uv.run("nowait") -- which ends both
	return found
end

--- Does what an event loop does with a client, until nothing is in flight: waits for what fds() says, and no longer,
-- then calls wait(0). Returns the results by id, and how often it woke up.
function event_loop.drive(client)
	local results <const>, wakes = {}, 0
	while true do
		local fds <const>, seconds <const> = client:fds()
		if not seconds then
			return results, wakes
		end
		if seconds > 0 then
			event_loop.readable(fds[1].fd, seconds)
		end
		wakes = wakes + 1
		for _, result in ipairs(client:wait(0)) do
			results[result.id] = result
		end
	end
end

return event_loop
