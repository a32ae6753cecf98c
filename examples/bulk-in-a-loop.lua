-- A bulk job in luv's loop, beside a timer that ticks every 10 ms. Ctrl-C stops the job in good order.
--
--     lua5.4 bulk-in-a-loop.lua plans.csv

local bulk <const>, unom <const>, uv <const> = require "unom.bulk", require "unom", require "luv"

local settings <const>, options <const> = assert(unom.settings())
local client <close> = unom.client(settings)
local signals <close> = unom.signals()
options.client, options.watch = client, signals
options.path = assert(arg[1], "the change list is missing")
local job <close> = bulk.start(options)

local ticking <const>, ticks = uv.new_timer(), 0
ticking:start(10, 10, function() ticks = ticks + 1 end)

local alarm <const>, polls <const> = uv.new_timer(), {}
local function go_on()
	if job:step(0) then -- which does not wait
		return uv.stop()
	end
	local fds <const>, seconds <const> = job:fds()
	alarm:start(math.ceil(seconds * 1000), 0, go_on)
	for _, wanted in ipairs(fds) do
		if not polls[wanted.fd] then
			polls[wanted.fd] = uv.new_poll(wanted.fd)
			polls[wanted.fd]:start("r", go_on)
		end
	end
end
go_on()
uv.run()

local outcome <const> = assert(job:result())
local good <const>, total <const> = outcome.states.succeeded, outcome.total
print(("%d of %d rows succeeded, the timer fired %d times meanwhile"):format(good, total, ticks))
io.write(outcome.resume and "to go on: " .. outcome.resume .. "\n" or "")
os.exit(outcome.exit_code, true)
