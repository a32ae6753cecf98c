-- 200 calls in a loop of cqueues, beside a coroutine of one's own that ticks every 10 ms.

local cqueues <const> = require "cqueues"
local unom <const> = require "unom"

local client <close> = unom.client(assert(unom.settings()))
local loop <const> = cqueues.new()
local good, bad, ticks, is_over = 0, 0, 0, false

loop:wrap(function()
	for _ = 1, 200 do
		client:start("get_contract")
	end
	while true do
		local fds <const>, seconds <const> = client:fds()
		if not seconds then -- nothing is in flight
			break
		end
		cqueues.poll(fds[1] and { pollfd = fds[1].fd, events = "r" }, seconds)
		for _, result in ipairs(client:wait(0)) do -- which does not wait
			good, bad = good + (result.reply and 1 or 0), bad + (result.err and 1 or 0)
		end
	end
	is_over = true
end)

loop:wrap(function()
	while not is_over do
		cqueues.sleep(0.01)
		ticks = ticks + 1
	end
end)

assert(loop:loop())
print(("%d replies, %d errors, the coroutine went on %d times meanwhile"):format(good, bad, ticks))
