--- The simulator on the wire: takes requests from unom.httpd, answers each when it is due.
--
-- Invariant: answers leave in the order in which they are due, and none before.
local httpd <const> = require "unom.httpd"

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

--- Serves on `listener` (of httpd.listen) until is_over() says so; asked a few times a second.
function server.serve(listener, carrier, is_over)
	local heap <const> = {}
	while not is_over() do
		local wait <const> = heap[1] and heap[1].due - carrier.clock() or LONGEST_WAIT
		for _, request in ipairs(assert(listener:wait(math.min(math.max(wait, 0), LONGEST_WAIT)))) do
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

--- A listener for `serve`. idle_close: after how many seconds an idle connection is closed; nil: never.
-- -> listener | nil, message
function server.listen(address, port, idle_close)
	return httpd.listen { address = address, port = port, idle_close = idle_close }
end

--- A carrier (see simulator.new for the options) whose clock starts at 0 now.
function server.new_carrier(options)
	local start <const> = httpd.now()
	local with_clock <const> = { clock = function() return httpd.now() - start end }
	for name, value in pairs(options) do
		with_clock[name] = value
	end
	return simulator.new(with_clock)
end

return server
