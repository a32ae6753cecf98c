--- One question of a helper's to the carrier, and the pauses between questions, on a client that others use as well.
--
-- Invariant: what ends the question early leaves nothing of it in the client; results of others stay there.

local core <const> = require "unom.core"

local question <const> = {}

-- Seconds: how long a sleep may be before a hook of the caller's has its turn, such as Lua's own at Ctrl-C, and before
-- calls of others in flight go on.
local SLICE <const> = 0.2

local NONE <const> = {}

--- Aborts calls, and drops their results. A closed client has none.
-- @param ids a table whose keys are those of the calls
function question.drop(client, ids)
	if not pcall(client.in_flight, client) then
		return
	end
	for id in pairs(ids) do
		client:abort(id)
	end
	local ok <const>, raised <const> = pcall(client.wait, client, 0, ids)
	if not ok then -- a trace function or a hook: the results are kept
		client:wait(0, ids)
		error(raised, 0)
	end
end

local flight_mt <const> = {}

--- Aborts the question where it has no result yet.
function flight_mt:__close()
	if self.id and not self.ended then
		question.drop(self.client, { [self.id] = true })
	end
end

--- Asks, and waits for the answer.
-- @param seconds to wait at most
-- @return the reply, or nil and the error; and in the end, without an answer, "interrupted" or "timeout"
function question.ask(client, operation, arguments, seconds)
	if core.interrupt_pending() then
		return nil, nil, "interrupted"
	end
	local until_time <const> = core.monotonic() + seconds
	local flight <close> = setmetatable({ client = client }, flight_mt)
	flight.id = client:start(operation, arguments)
	repeat
		local result <const> = client:wait(math.max(0, until_time - core.monotonic()), { [flight.id] = true })[1]
		if result then
			flight.ended = true
			return result.reply, result.err
		elseif core.interrupt_pending() then
			return nil, nil, "interrupted"
		end
	until core.monotonic() >= until_time
	return nil, nil, "timeout"
end

--- A sleep during which calls of others on the client go on. Returns false where a signal ended it.
function question.sleeper(client)
	return function(seconds)
		local until_time <const> = core.monotonic() + seconds
		repeat
			if not core.sleep(math.max(0, math.min(SLICE, until_time - core.monotonic()))) then
				return false
			elseif client:in_flight() > 0 then
				client:wait(0, NONE)
			end
		until core.monotonic() >= until_time
		return true
	end
end

return question
