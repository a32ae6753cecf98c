--- The logs of authentications and of connections as listings. A reply holds 1000 entries at most, and the next ones
-- cannot be asked for: where there may be more, the period is halved.
--
-- The specification does not say whether the moments at the ends of a period belong to it. So two halves overlap by a
-- second, and what they show is joined so that an entry is there as often as the half has it that shows it more often:
-- what both show does not count twice, and nothing is lost that either shows. Entries that look the same are events of
-- their own: one half has all that lie in it.
--
-- Invariant: what a reply showed is in the listing; `truncated` is true where a reply was full and no shorter period
-- shows what it may have left out.

local listing <const> = require "unom.client.listing"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"

local logs <const> = {}

--- Seconds, for the calculation alone: both ends of a period are Japan's.
local function seconds_of(text)
	return moments.read((tostring(text):gsub("^(%d%d%d%d)(%d%d)(%d%d)(%d%d)(%d%d)(%d%d)$", "%1-%2-%3T%4:%5:%6Z")))
end

local function text_of(seconds)
	return os.date("!%Y%m%d%H%M%S", seconds)
end

-- All that an entry says, as one text.
local words_of <const> = setmetatable({}, { __mode = "k", __index = function(known, entry)
	local words <const> = {}
	for name, value in pairs(entry) do
		words[#words + 1] = ("%q=%q"):format(name, tostring(value))
	end
	table.sort(words)
	known[entry] = table.concat(words, ",")
	return known[entry]
end })

--- Joins what two replies, or two parts of a period, show: a new array.
-- @return and how many entries the second part added to the first
local function join(one, other)
	local joined <const>, left <const> = table.move(one, 1, #one, 1, {}), {}
	for _, entry in ipairs(one) do
		local words <const> = words_of[entry]
		left[words] = (left[words] or 0) + 1
	end
	for _, entry in ipairs(other) do
		local words <const> = words_of[entry]
		local has <const> = left[words] or 0
		left[words] = has - 1
		joined[#joined + 1] = has <= 0 and entry or nil
	end
	return joined, #joined - #one
end

--- Asks for a part of the period, its ends in seconds. Returns the reply; nil and an error.
local function ask(log, from, to)
	local arguments <const> = {}
	for name, value in pairs(log.arguments) do
		arguments[name] = value
	end
	arguments.startTime, arguments.endTime = text_of(from), text_of(to)
	local reply <const>, err <const> = log.client:call(log.operation.name, arguments)
	if not reply and from == to and err.kind == "api" and err.sent == "yes" then
		-- That the carrier takes no period of one moment is no failure: the longer one showed what there is to have.
		return { [log.operation.list] = {}, truncated = true }
	end
	return reply, err
end

--- Are all entries of the moments that both parts of a period have?
local function are_of_both(entries, parts)
	local from <const>, to <const> = text_of(parts[2][1]), text_of(parts[1][2])
	for _, entry in ipairs(entries) do
		local time <const> = entry.sessionTime or ""
		if time < from or time > to then
			return false
		end
	end
	return true
end

--- Do full replies to both parts of a period show what the reply to the whole of it shows? Then it does not matter to
-- the carrier how short the period is.
local function is_stuck(log, parts, replies, shown)
	for _, reply in ipairs(replies) do
		local entries <const> = reply[log.operation.list]
		local _ <const>, added <const> = join(shown, entries)
		if not reply.truncated or #entries ~= #shown or added > 0 then
			return false
		end
	end
	return #shown == 0 or not are_of_both(shown, parts)
end

local read_parts

--- Reads a part of the period of which there is a reply.
-- @return the entries; or nil and an error; and: are these all?
local function read(log, from, to, reply)
	local entries <const> = reply[log.operation.list]
	if reply.truncated and from < to then
		return read_parts(log, from, to, entries)
	end
	log.incomplete = log.incomplete + (reply.incomplete_entries or 0)
	return entries, nil, not reply.truncated
end

--- Reads two parts of a period of which the carrier may have more than its reply shows.
-- @param shown the entries of that reply
function read_parts(log, from, to, shown)
	local length <const>, middle <const> = to - from, from + (to - from) // 2
	local first <const> = { from, length > 2 and middle + 1 or middle }
	local second <const> = { length > 1 and middle or to, to } -- at last each moment is asked about alone
	local parts <const>, replies <const> = { first, second }, {}
	for index, part in ipairs(parts) do
		local reply <const>, err <const> = ask(log, part[1], part[2])
		if not reply then
			return nil, err
		end
		replies[index] = reply
	end
	if is_stuck(log, parts, replies, shown) then
		log.incomplete = log.incomplete + (replies[1].incomplete_entries or 0)
		return shown, nil, false
	end
	local entries, is_whole = {}, true
	for index, part in ipairs(parts) do
		local found <const>, failure <const>, are_all <const> = read(log, part[1], part[2], replies[index])
		if not found then
			return nil, failure
		end
		entries, is_whole = join(entries, found), is_whole and are_all
	end
	local all <const>, added <const> = join(entries, shown)
	return all, nil, is_whole and added == 0
end

--- Sorts entries by their times; those of one moment keep their order.
local function sort(entries)
	local places <const> = {}
	for place, entry in ipairs(entries) do
		places[entry] = place
	end
	table.sort(entries, function(a, b)
		local one <const>, other <const> = a.sessionTime or "", b.sessionTime or ""
		return one < other or one == other and places[a] < places[b]
	end)
end

--- Reads a log.
-- @param name "list_authentications" or "list_sessions"
-- @param arguments those of the operation
-- @return a listing, in the order of the entries' times; nil and an error
function logs.read(client, name, arguments)
	local log <const> = { client = client, operation = operations[name], arguments = arguments, incomplete = 0 }
	local reply <const>, err <const> = client:call(name, arguments)
	if not reply then
		return nil, err
	end
	local from <const>, to <const> = seconds_of(arguments.startTime), seconds_of(arguments.endTime)
	local entries <const>, failure <const>, is_whole <const> = read(log, from, to, reply)
	if not entries then
		return nil, failure
	end
	sort(entries)
	return listing.new(entries, {
		contract_id = listing.contract_of(client, arguments),
		truncated = not is_whole or nil, incomplete_entries = log.incomplete > 0 and log.incomplete or nil,
	})
end

return logs
