--- What becomes of a row after its request was answered, or was not: one table, read top down.
--
-- Invariant: a request is sent again only when the carrier cannot have acted on it.
--
-- A verdict is {action=, ...}:
--   accepted      order_id or reserve_id is known: follow it
--   succeeded     done at once
--   rejected      the carrier refused it for good
--   again         nothing was done: send again after a backoff
--   wait          nothing was done, the carrier asks for time: send again after `retry_after` or a long backoff
--   full          nothing was done, too many orders are under way: send again when one of them has ended
--   unauthorised  nothing was done, and nothing will be with these credentials
--   unclear       the carrier may have acted

local VERDICTS <const> = {
	{ action = "unauthorised", when = { kind = "auth" } },
	{ action = "full", when = { sent = "no", name = "too_many_orders" } },
	{ action = "wait", when = { sent = "no", status = 429 } },
	{ action = "wait", when = { sent = "no", status = 503 } },
	{ action = "again", when = { sent = "no" } },
	{ action = "rejected", when = { sent = "yes" } },
	{ action = "unclear", when = {} },
}

local function matches(err, when)
	for key, value in pairs(when) do
		if err[key] ~= value then
			return false
		end
	end
	return true
end

--- The verdict on an error.
local function of_error(err)
	for _, verdict in ipairs(VERDICTS) do
		if matches(err, verdict.when) then
			return verdict.action
		end
	end
end

--- The verdict on what came of a submission.
-- @param operation its entry in the catalogue
-- @param reply what the client returned, or nil and
-- @param err its error
-- @return an action from the list above
local function of(operation, reply, err)
	if not reply then
		return of_error(err)
	elseif operation.tracked_by then
		return "accepted"
	end
	return "succeeded"
end

return { of = of }
