--- Which polls failed: of the rows, and of the ids that the carrier refuses to speak of.
--
-- Invariants: a row's failure is over when none of the polls about it fails any more. An id is given up only when the
-- carrier has refused to speak of it for long, and has answered for another of its contract since it refused last.

local failures_methods <const> = {}
local failures_mt <const> = { __name = "unom.failures", __index = failures_methods }

-- Seconds for which the carrier may refuse to speak of one id, and until it is asked again where it remains to be seen
-- whether it answers for another.
local DENIAL <const>, SOON <const> = 600, 2

--- @param options {clock=, last_answer(contract)=when a request of it was last answered, and not by a refusal,
--   ask(contract)=begins a read of it}
local function new(options)
	return setmetatable({
		clock = options.clock,
		last_answer = options.last_answer,
		ask = options.ask,
		contracts = {}, -- contract -> row -> how many of its targets failed at their last poll
	}, failures_mt)
end

--- Notes whether the last poll about a row by one of its targets failed.
-- @param followed {row=, failed=bool}
-- @return has a poll about the row worked, after one had failed, and does none fail now?
function failures_methods:set(followed, failed)
	if followed.failed == failed then
		return false
	end
	followed.failed = failed
	local row <const> = followed.row
	local rows <const> = self.contracts[row.contract] or {}
	self.contracts[row.contract] = rows
	local number <const> = (rows[row] or 0) + (failed and 1 or -1)
	rows[row] = number > 0 and number or nil
	return number == 0
end

--- The rows of a contract of which a poll failed last, in order.
function failures_methods:of_contract(contract)
	local found <const> = {}
	for row in pairs(self.contracts[contract] or {}) do
		found[#found + 1] = row
	end
	table.sort(found, function(a, b) return a.job < b.job or a.job == b.job and a.row < b.row end)
	return found
end

--- The row is followed no longer.
function failures_methods:forget(row)
	local rows <const> = self.contracts[row.contract]
	if rows then
		rows[row] = nil
	end
end

--- The carrier has spoken of the target's id.
function failures_methods.end_denial(target)
	target.denied, target.denied_since = nil, nil
end

local function is_denial(err)
	return err.kind == "api" and err.sent == "yes" and (err.status == 400 or err.status == 404)
end

--- Takes the error of a poll about one id.
-- @return is the id given up? And seconds after which it should be asked about again at the latest, or nil
function failures_methods:deny(target, err)
	if not is_denial(err) then
		self.end_denial(target)
		return false
	end
	local now <const>, before <const> = self.clock(), target.denied
	target.denied, target.denied_since = now, target.denied_since or now
	if now - target.denied_since < DENIAL then
		return false
	elseif self.last_answer(target.contract.name) <= before then
		self.ask(target.contract.name)
		return false, SOON
	end
	return true
end

return { new = new }
