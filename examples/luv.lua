-- 200 calls in luv's loop, beside work of the loop's own: here a timer that ticks every 10 ms.
--
-- The client brings a descriptor and a time. Once the one is readable or the other is over, wait(0) does what there is
-- to do, without waiting. The descriptor stays the same for as long as the client is open.

local unom <const> = require "unom"
local uv <const> = require "luv"

local client <close> = unom.client(assert(unom.settings()))
local alarm <const>, ticking <const> = uv.new_timer(), uv.new_timer()
local watched -- the descriptor's handle
local good, bad, ticks = 0, 0, 0

local function go_on()
	for _, result in ipairs(client:wait(0)) do
		good, bad = good + (result.reply and 1 or 0), bad + (result.err and 1 or 0)
	end
	local fds <const>, seconds <const> = client:fds()
	if not seconds then -- nothing is in flight; without handles the loop ends
		for _, handle in ipairs { alarm, ticking, watched } do
			handle:close()
		end
		return
	end
	alarm:start(math.ceil(seconds * 1000), 0, go_on)
	if fds[1] and not watched then
		watched = uv.new_poll(fds[1].fd)
		watched:start("r", go_on)
	end
end

ticking:start(10, 10, function() ticks = ticks + 1 end)
for _ = 1, 200 do
	client:start("get_contract")
end
go_on()
uv.run()
print(("%d replies, %d errors, the timer fired %d times meanwhile"):format(good, bad, ticks))
