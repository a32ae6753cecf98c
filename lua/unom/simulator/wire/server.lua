--- The simulator on the wire: takes requests from unom.httpd, answers each when it is due.
--
-- Invariant: answers leave in the order in which they are due, and none before.
local httpd <const> = require "unom.httpd"

local options <const> = require "unom.simulator.options"
local simulator <const> = require "unom.simulator"

local server = {}

local LONGEST_WAIT <const> = 0.25 -- seconds, after which `is_over` is asked again

--- A binary heap of answers by when they are due.
local function push(heap, answer)
	local at = #heap + 1
	heap[at] = answer
	while at > 1 and heap[at // 2].due > answer.due do
		heap[at], heap[at // 2] = heap[at // 2], answer
		at = at // 2
	end
end

local function pop(heap)
	local top <const> = heap[1]
	local moved <const> = table.remove(heap)
	if #heap == 0 then
		return top
	end
	local at = 1
	while true do
		local child = 2 * at
		if heap[child + 1] and heap[child + 1].due < heap[child].due then
			child = child + 1
		end
		if not heap[child] or heap[child].due >= moved.due then
			break
		end
		heap[at] = heap[child]
		at = child
	end
	heap[at] = moved
	return top
end

local function send(answer)
	local request <const>, wire <const> = answer.request, answer.wire
	if not answer.status then
		request:drop()
	elseif wire.truncate then
		request:truncate(answer.status, answer.headers, answer.body, wire.truncate)
	else
		request:reply(answer.status, answer.headers, answer.body)
	end
end

--- Serves on `listener` (of `listen`) until is_over(is_told) says so; asked a few times a second, and with true at
-- once when `control` can be read.
function server.serve(listener, carrier, is_over)
	local heap <const> = {}
	local is_told
	while not is_over(is_told) do
		local wait <const> = heap[1] and heap[1].due - carrier.clock() or LONGEST_WAIT
		local requests
		requests, is_told = assert(listener:wait(math.min(math.max(wait, 0), LONGEST_WAIT)))
		for _, request in ipairs(requests) do
			local came <const> = carrier.clock()
			local status <const>, headers <const>, body <const>, wire <const> = carrier:handle(request)
			push(heap, {
				due = came + wire.delay, request = request,
				status = status, headers = headers, body = body, wire = wire,
			})
		end
		while heap[1] and heap[1].due <= carrier.clock() do
			local answer <const> = pop(heap)
			answer.wire.entry.answeredAt = carrier.clock()
			send(answer)
		end
	end
end

--- A listener for `serve`. given: address (127.0.0.1), port (0: any), idle_close (after how many seconds an idle
-- connection is closed; nil: never). control: a file descriptor, or nil. -> listener | nil, message
function server.listen(given, control)
	return httpd.listen { address = given.address, port = given.port, idle_close = given.idle_close, control = control }
end

--- Where the listener can be reached that was opened with these options.
function server.url(given, listener)
	local address <const> = given.address or "127.0.0.1"
	return ("http://%s:%d"):format(address:find(":", 1, true) and "[" .. address .. "]" or address, listener:port())
end

--- A carrier with these options (options.lua has them) whose clock starts at 0 now.
function server.new_carrier(given)
	local taken <const>, start <const> = options.of_carrier(given), httpd.now()
	function taken.clock()
		return httpd.now() - start
	end
	return simulator.new(taken)
end

return server
