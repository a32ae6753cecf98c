--- An event of the ledger, for people and for programs.
--
-- Invariant: the ledger has codes and values; the words are made here, and an event that has none is shown as it is.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local reason <const> = require "unom.reason"

local event <const> = {}

local KEYS <const> = { "time", "row", "what", "words", "detail" }

-- The messages of events whose values are no reason.
local WORDS <const> = {
	created = "event_created", listing = "event_listing", baseline = "event_baseline", submitting = "event_submitting",
	accepted = "event_accepted", adopted = "event_adopted", status = "event_status", succeeded = "event_succeeded",
	rejected = "event_rejected", failed = "event_failed", cancelled = "event_cancelled",
	poll_recovered = "event_poll_recovered", others = "event_others",
}

local function in_japan(time)
	return moments.japan("%Y-%m-%dT%H:%M:%S+09:00", moments.read(time))
end

--- The values by name, sorted, as one line.
local function values_in_words(detail)
	local names <const>, parts <const> = {}, {}
	for name in pairs(detail) do
		names[#names + 1] = name
	end
	table.sort(names)
	for index, name in ipairs(names) do
		local value <const> = detail[name]
		parts[index] = ("%s=%s"):format(name, type(value) == "table" and reason.words(value) or tostring(value))
	end
	return table.concat(parts, " ")
end

--- What happened, in words.
function event.words(given)
	local detail <const> = given.detail or {}
	if detail.code then
		return reason.words(detail)
	end
	local known <const>, words <const> = pcall(messages.say, WORDS[given.what], detail)
	return known and words or values_in_words(detail)
end

--- One line: when, which row, what happened.
function event.line(given)
	return ("%s %s %s  %s"):format(in_japan(given.time), given.row and ("%6d"):format(given.row) or "      ",
		("%-14s"):format(given.what), event.words(given))
end

--- The event for JSON.
function event.as_json(given)
	return json.ordered({ time = in_japan(given.time), row = given.row, what = given.what, words = event.words(given),
		detail = given.detail }, KEYS)
end

return event
