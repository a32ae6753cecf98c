--- A log in parts: every entry of the period once, whatever of its ends the carrier counts.
--
-- Entries that look the same are events of their own, so that their number is what counts: each trial has some, also at
-- the moments where the period is parted.

local errors <const> = require "unom.error"
local logs <const> = require "unom.client.logs"

local LIMIT <const> = 10 -- of the carrier here: as good as 1000
local START <const> = 1767193200 -- 2026-01-01 00:00:00, and the zone does not matter

local function text_of(seconds)
	return os.date("!%Y%m%d%H%M%S", seconds)
end

-- Which of the ends of a period belong to it.
local READINGS <const> = {
	both = function(time, from, to) return from <= time and time <= to end,
	["the first"] = function(time, from, to) return from <= time and time < to end,
	["the last"] = function(time, from, to) return from < time and time <= to end,
	neither = function(time, from, to) return from < time and time < to end,
}

--- A carrier whose log is `times`, offsets to START with the line's number beside each.
-- @param belongs one of READINGS
local function carrier_of(events, belongs)
	local carrier <const> = { calls = 0, shortest = math.huge }
	function carrier.all(from, to)
		local found <const> = {}
		for _, event in ipairs(events) do
			local time <const> = text_of(START + event[1])
			if belongs(time, from, to) then
				found[#found + 1] = { lineNo = event[2], sessionTime = time, eventType = "01" }
			end
		end
		return found
	end
	function carrier:call(name, arguments)
		assert.equal("list_sessions", name)
		assert.equal("id@example", arguments.authSearchKey)
		assert.matches("^%d+$", arguments.startTime .. arguments.endTime)
		assert.equal(28, #(arguments.startTime .. arguments.endTime))
		assert.is_true(arguments.startTime <= arguments.endTime)
		self.calls = self.calls + 1
		local found <const> = self.all(arguments.startTime, arguments.endTime)
		table.sort(found, function(a, b) return a.sessionTime < b.sessionTime end)
		local cut <const> = table.move(found, 1, math.min(#found, LIMIT), 1, {})
		return { searchList = cut, truncated = #cut >= LIMIT or nil }
	end
	return carrier
end

--- How often each entry is there.
local function counted(entries)
	local counts <const> = {}
	for _, entry in ipairs(entries) do
		local key <const> = entry.sessionTime .. " " .. entry.lineNo
		counts[key] = (counts[key] or 0) + 1
	end
	return counts
end

local function read(carrier, length)
	function carrier.contract_id() return "N123456789" end
	return assert(logs.read(carrier, "list_sessions", { startTime = text_of(START), endTime = text_of(START + length),
		authSearchKey = "id@example" }))
end

--- Events at chance moments, some of them many times the same. None of the moments has `most` or more.
local function chance_events(seed, length, most)
	math.randomseed(seed)
	local events <const>, at <const> = {}, {}
	for _ = 1, math.random(5, 150) do
		local moment <const> = math.random(0, 3) == 0 and length // 2 or math.random(0, length)
		local line <const> = "0901000000" .. math.random(0, 2)
		for _ = 1, math.random(1, 3) do
			if (at[moment] or 0) < most - 1 then
				at[moment] = (at[moment] or 0) + 1
				events[#events + 1] = { moment, line }
			end
		end
	end
	return events
end

describe("a log in parts #unit", function()
	for name, belongs in pairs(READINGS) do
		it(("has every entry once where %s of a period's ends belong to it"):format(name), function()
			for seed = 1, 12 do
				local length <const> = ({ 7, 60, 1000, 2592000 })[seed % 4 + 1]
				-- two moments that are neighbours fit into one reply, which some readings need
				local carrier <const> = carrier_of(chance_events(seed, length, LIMIT // 2), belongs)
				local found <const> = read(carrier, length)
				assert.same(counted(carrier.all(text_of(START), text_of(START + length))), counted(found.entries), seed)
				assert.is_nil(found.truncated, seed)
			end
		end)

		it(("says so where a moment has too much and %s of the ends belong"):format(name), function()
			for seed = 1, 6 do
				local events <const> = chance_events(seed, 100, 4)
				for _ = 1, LIMIT + 2 do
					events[#events + 1] = { 37, "09010000000" }
				end
				local carrier <const> = carrier_of(events, belongs)
				local found <const> = read(carrier, 100)
				assert.is_true(found.truncated, seed)
				local there <const> = counted(carrier.all(text_of(START), text_of(START + 100)))
				for key, count in pairs(counted(found.entries)) do
					assert.is_true(count <= there[key], key)
					there[key] = key:find(text_of(START + 37), 1, true) and 0 or there[key] - count
				end
				for key, missing in pairs(there) do
					local near <const> = math.abs(tonumber(key:match "%d%d ") - 37) <= 1
					assert.is_true(missing == 0 or near, key)
				end
			end
		end)
	end

	it("is in the order of its times, those of a moment as they came", function()
		local carrier <const> = { call = function()
			return { searchList = { { lineNo = "3", sessionTime = "20260101000002" }, { lineNo = "1" },
				{ lineNo = "2", sessionTime = "20260101000001" }, { lineNo = "4", sessionTime = "20260101000002" } } }
		end }
		local lines <const> = {}
		for entry in read(carrier, 5) do
			lines[#lines + 1] = entry.lineNo
		end
		assert.equal("1234", table.concat(lines))
	end)

	it("asks once where one reply shows all, and gives on what it left out", function()
		local carrier <const> = carrier_of({ { 1, "09010000000" } }, READINGS.both)
		local found <const> = read(carrier, 100)
		assert.same({ 1, "N123456789" }, { #found.entries, found.contract_id })
		assert.equal(1, carrier.calls)
		local cut <const> = { call = function() return { searchList = {}, incomplete_entries = 2 } end }
		assert.equal(2, read(cut, 100).incomplete_entries)
	end)

	it("keeps what was shown where the carrier takes no period of one moment", function()
		local refused <const> = errors.new { kind = "api", sent = "yes", status = 400, message = "no" }
		local carrier <const> = carrier_of({}, READINGS.both)
		for moment = 1, LIMIT do
			carrier.all = function() return { table.unpack(carrier.entries) } end
			carrier.entries = carrier.entries or {}
			carrier.entries[moment] = { lineNo = tostring(moment), sessionTime = text_of(START) }
		end
		local call <const> = carrier.call
		function carrier:call(name, arguments)
			if arguments.startTime == arguments.endTime then
				return nil, refused
			end
			return call(self, name, arguments)
		end
		local found <const> = read(carrier, 4)
		assert.equal(LIMIT, #found.entries)
		assert.is_true(found.truncated)
	end)

	it("goes on past a moment in the middle that has too much, before which there is nothing", function()
		local events <const> = { { 70, "09010000001" }, { 99, "09010000002" } }
		for _ = 1, LIMIT + 2 do
			events[#events + 1] = { 50, "09010000000" }
		end
		local found <const> = read(carrier_of(events, READINGS.both), 100)
		assert.is_true(found.truncated)
		local entries <const> = found.entries
		assert.same({ "09010000001", "09010000002" }, { entries[#entries - 1].lineNo, entries[#entries].lineNo })
	end)

	it("does not ask for ever where shorter periods show the same", function()
		local by_day <const> = function(time, from, to)
			return from:sub(1, 8) <= time:sub(1, 8) and time:sub(1, 8) <= to:sub(1, 8)
		end
		local events <const> = {}
		for number = 1, LIMIT * 2 do
			events[number] = { 86400 + number, "09010000000" }
		end
		events[#events + 1] = { 10 * 86400, "09010000001" }
		local carrier <const> = carrier_of(events, by_day)
		local found <const> = read(carrier, 30 * 86400)
		assert.is_true(found.truncated)
		assert.equal(LIMIT + 1, #found.entries)
		assert.is_true(carrier.calls < 100, carrier.calls)
	end)

	it("is no listing when a part cannot be read", function()
		local failure <const> = errors.new { kind = "network", message = "gone" }
		local carrier <const> = carrier_of(chance_events(1, 1000, 5), READINGS.both)
		local call <const> = carrier.call
		function carrier:call(...)
			if self.calls == 2 then
				return nil, failure
			end
			return call(self, ...)
		end
		local found <const>, err <const> = logs.read(carrier, "list_sessions",
			{ startTime = text_of(START), endTime = text_of(START + 1000), authSearchKey = "id@example" })
		assert.is_nil(found)
		assert.equal(failure, err)
	end)
end)
