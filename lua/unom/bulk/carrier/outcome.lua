--- What the carrier's answer to a submission means for its row: one table, read top down.
--
-- Invariant: a request is sent again only when the carrier cannot have acted on it.
--
-- The outcomes:
--   accepted      the carrier has taken it, and the reply holds the id of the order where it has one: follow it
--   rejected      the carrier refused it for good
--   again         nothing was done: send again after a backoff
--   wait          nothing was done, the carrier asks for time: send again after `retry_after` or a long backoff
--   full          nothing was done, too many orders are under way: send again when one of them has ended
--   unauthorised  nothing was done, and nothing will be with these credentials
--   in_doubt      the carrier may have acted

local OUTCOMES <const> = {
	{ outcome = "unauthorised", when = { kind = "auth" } },
	{ outcome = "full", when = { sent = "no", name = "too_many_orders" } },
	{ outcome = "wait", when = { sent = "no", status = 429 } },
	{ outcome = "wait", when = { sent = "no", status = 503 } },
	{ outcome = "again", when = { sent = "no" } },
	{ outcome = "rejected", when = { sent = "yes" } },
	{ outcome = "in_doubt", when = {} },
}

local function matches(err, when)
	for key, value in pairs(when) do
		if err[key] ~= value then
			return false
		end
	end
	return true
end

local function of_error(err)
	for _, row in ipairs(OUTCOMES) do
		if matches(err, row.when) then
			return row.outcome
		end
	end
end

--- The outcome of a submission.
-- @param reply what the client returned, or nil and
-- @param err its error
-- @return one of the names above
local function of(reply, err)
	return reply and "accepted" or of_error(err)
end

return { of = of }
