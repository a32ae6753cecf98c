--- Whether a line is connected, and the logs of authentications and connections.
--
-- Every line authenticated and connected once, in the day before the simulator began; cutting a
-- session adds to the log of connections, and so does a line that connects again.
--
-- Invariant: a log reaches back 30 days and shows at most 1000 entries, in order of time.
local calendar <const> = require "unom.simulator.calendar"

local sessions = {}

sessions.LIST_LIMIT = 1000

local DAY <const> = 24 * 3600
local REACH <const> = 30 * DAY

local sessions_meth = {}
local sessions_mt <const> = { __name = "simulator.sessions", __index = sessions_meth }

--- `began`: seconds since 1970. `stays`: an accepted cut cuts nothing. The specification says only that a
-- request to cut is accepted; whether the line is cut, `get_session` tells. `returns`: after how many seconds a line
-- that was cut connects again; nil: never.
function sessions.new(began, stays, returns)
	return setmetatable({ began = began, stays = stays, returns = returns or math.huge, cuts = {} }, sessions_mt)
end

local function connected_at(self, line)
	return self.began - 1 - line.number * 7 % DAY
end

--- Is the line connected at `time` (now, in seconds since 1970)?
function sessions_meth:is_connected(line, time)
	return line.connected or line.cut_at ~= nil and line.cut_at + self.returns <= time
end

--- Disconnects the line; a line that is not connected stays so.
function sessions_meth:cut(contract, line, time)
	if self:is_connected(line, time) and not self.stays then
		line.connected, line.cut_at = false, time
		self.cuts[contract.id] = self.cuts[contract.id] or {}
		table.insert(self.cuts[contract.id], { line = line, time = time })
	end
end

local function entry(line, time, name, value)
	return { lineNo = line.lineNo, saessionType = "0", sessionTime = calendar.moment(time), [name] = value }
end

--- Does the search of list_authentications or list_sessions mean this line?
local function is_meant(search, contract, line)
	if search.lineNoSearchKey then
		return search.lineNoSearchKey == line.lineNo
	elseif search.authSearchKey then
		return search.authSearchKey == line.authenticationId .. "@" .. contract.domain
	end
	return true
end

local function searched(entries, search, time)
	local oldest <const> = calendar.moment(time - REACH)
	local place <const> = {} -- of what happened in the same second
	for i, each in ipairs(entries) do
		place[each] = i
	end
	table.sort(entries, function(a, b)
		if a.sessionTime ~= b.sessionTime then
			return a.sessionTime < b.sessionTime
		end
		return a.lineNo < b.lineNo or a.lineNo == b.lineNo and place[a] < place[b]
	end)
	local result <const> = {}
	for _, each in ipairs(entries) do
		local at <const> = each.sessionTime
		if at >= search.startTime and at <= search.endTime and at >= oldest
			and #result < sessions.LIST_LIMIT then
			result[#result + 1] = each
		end
	end
	return result
end

--- resultList of list_authentications. search: its arguments; time: now, in seconds since 1970.
-- Keys are spelt as in the carrier's examples.
function sessions_meth:authentications(contract, search, time)
	local entries <const> = {}
	for _, line in ipairs(contract.order) do
		if is_meant(search, contract, line) then
			entries[#entries + 1] = entry(line, connected_at(self, line) - 1, "authenticationResult", "01")
		end
	end
	return searched(entries, search, time)
end

--- searchList of list_sessions.
function sessions_meth:connections(contract, search, time)
	local entries <const> = {}
	for _, line in ipairs(contract.order) do
		if is_meant(search, contract, line) then
			entries[#entries + 1] = entry(line, connected_at(self, line), "eventType ", "01")
		end
	end
	for _, cut in ipairs(self.cuts[contract.id] or {}) do
		if is_meant(search, contract, cut.line) then
			entries[#entries + 1] = entry(cut.line, cut.time, "eventType ", "02")
			if cut.time + self.returns <= time then
				entries[#entries + 1] = entry(cut.line, cut.time + self.returns, "eventType ", "01")
			end
		end
	end
	return searched(entries, search, time)
end

return sessions
