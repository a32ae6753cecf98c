--- Waits for what was ordered: asks the carrier, at growing intervals, until it says how that ended.
--
-- What an answer means is what it means to bulk jobs: bulk/carrier tells, and of cancels and cut sessions
-- engine/following, which need more than one kind of answer.
--
-- Invariants: nothing ends but on the carrier's own word; a question that failed says nothing of the order. Only the
-- results of its own questions are taken from the client.

local checks <const> = require "unom.client.checks"
local core <const> = require "unom.core"
local cutting <const> = require "unom.bulk.engine.following.cutting"
local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local question <const> = require "unom.client.question"
local reason <const> = require "unom.reason"
local shared <const> = require "unom.client.shared"
local subject <const> = require "unom.client.subject"
local taking_back <const> = require "unom.bulk.engine.following.taking_back"
local tracking <const> = require "unom.bulk.carrier.tracking"

-- Seconds: the first pause, the longest one, and for how long an id may be refused that the carrier itself gave.
local FIRST_PAUSE <const>, LONGEST_PAUSE <const>, DENIAL <const> = 1, 60, 600
local GROWTH <const> = 1.5
local LAST_QUESTION <const> = 1 -- seconds before the timeout, so that its answer can come

local KNOWN <const> = {
	timeout = { test = checks.is_positive, expected = "seconds, above 0," },
	on_status = { test = checks.is_function, expected = "a function" },
	clock = { test = checks.is_function, expected = "a function" },
	sleep = { test = checks.is_function, expected = "a function" },
	reserved = { test = shared.is_entry, expected = "an entry of list_data_share_lines with its reserveId" },
}
local KNOWN_OF_ID <const> = {
	operation = { test = checks.is_text, expected = "the name of an operation" },
	contract_id = { test = checks.is_text, expected = "a contractId" },
	lineNo = { test = checks.is_text, expected = "a text" },
	orderId = { test = checks.is_text, expected = "a text" },
}
for name, rule in pairs(KNOWN) do
	KNOWN_OF_ID[name] = rule
end

--- What was seen of it last, in words.
local function seen_of(self)
	local seen = reason.words(self.seen) or self.status and messages.say("await_status", { status = self.status })
		or messages.say "await_nothing_seen"
	if self.failure then
		seen = messages.say("await_question_failed", { seen = seen, error = self.failure })
	end
	return seen
end

--- The error in which waiting ends without an end.
local function gives_up(self, kind, message)
	return errors.new { kind = kind, operation = self.rows[1].operation, message = message }
end

local function timed_out(self)
	return gives_up(self, "timeout", messages.say("await_timeout",
		{ seconds = ("%g"):format(self.timeout), seen = seen_of(self) }))
end

local function interrupted(self)
	return gives_up(self, "interrupted", seen_of(self))
end

--- Takes the status that an answer shows, and tells of a new one.
local function take_status(self, row, status)
	row.order_status = status or row.order_status
	if status and status ~= self.status then
		self.status = status
		if self.on_status then
			self.on_status(status)
		end
	end
end

--- What a reading means for the row. Returns its final reading, or nil; the ways to follow it on by are taken.
local function take_reading(self, row, reading, opened)
	if reading.list then
		reading = shared.read(self, row, reading.list)
	end
	local ways <const> = taking_back.ways(row, reading, self.clock)
		or cutting.ways(row, reading, self.clock, function() return moments.write(os.time()) end)
	self.seen = reading.seen
	take_status(self, row, reading.order_status or opened.sessionStatus)
	if ways then
		self.ways, self.pause = ways, FIRST_PAUSE
	end
	return not ways and reading.state and reading or nil
end

--- Reads an answer for every row. Returns the final reading of all, the worst of them, or nil.
local function read_answer(self, way, opened)
	local last, number = nil, 0
	for _, row in ipairs(self.rows) do
		local reading <const> = take_reading(self, row, way.read(opened, row), opened)
		if reading then
			number = number + 1
			last = last and last.state ~= "succeeded" and last or reading
		end
	end
	return number == #self.rows and last or nil
end

--- Does the failure of a question end the waiting? A list that is asked beside the id says nothing of it.
local function is_final_failure(self, err, is_beside)
	if err.permanent or err.kind == "auth" then
		return true
	elseif is_beside then
		return false
	elseif err.kind ~= "api" or err.sent ~= "yes" then
		self.denied_since = nil
		return false
	end
	self.denied_since = self.denied_since or self.clock()
	return self.by_id or self.clock() - self.denied_since >= DENIAL
end

--- Asks by each way, in turn.
-- @return the final reading, or nil; and the error in which the waiting ends, or nil
local function ask(self)
	local asked <const> = self.ways
	for _, way in ipairs(asked) do
		local reply <const>, err <const>, why <const> = question.ask(self.client, way.operation,
			way.arguments(self.rows[1]), self.deadline and self.deadline - self.clock() or math.huge)
		if why then
			return nil, why == "interrupted" and interrupted(self) or timed_out(self)
		end
		local opened <const> = way.open(reply, err, self.rows[1].contract)
		self.failure = not opened and err or nil
		if opened then
			self.denied_since = nil
			local reading <const> = read_answer(self, way, opened)
			if reading or self.ways ~= asked then
				return reading
			end
		elseif err then
			self.least_pause = math.max(self.least_pause, err.retry_after or 0)
			if is_final_failure(self, err, #asked > 1 and way.operation:find "^list_") then
				return nil, err
			end
		end
	end
end

--- Pauses before the next questions. Returns the error in which the waiting ends, or nil.
local function pause(self)
	local seconds = math.max(self.pause, self.least_pause)
	self.pause, self.least_pause = math.min(LONGEST_PAUSE, self.pause * GROWTH), 0
	local left <const> = self.deadline and self.deadline - self.clock() or math.huge
	local is_last <const> = left <= LAST_QUESTION
	seconds = is_last and math.max(0, left) or math.min(seconds, left - LAST_QUESTION)
	if core.interrupt_pending() or self.sleep(seconds) == false then
		return interrupted(self)
	end
	return is_last and timed_out(self) or nil
end

--- Does a final reading leave open what became of it? Of a line nobody says when its session was cut: that it is
-- connected minutes later is no proof that it was not.
local function is_open(self, reading)
	return reading.state == "unknown"
		or reading.state == "failed" and self.by_id and self.rows[1].operation == "disconnect_session"
end

--- @return the state, the status and what the carrier said: {message_id=, message=, why=words}; or nil and an error
local function wait_for_end(self)
	while true do
		local reading <const>, ended = ask(self)
		if reading and is_open(self, reading) then
			ended = gives_up(self, "unknown", messages.say("await_unknown",
				{ seen = reason.words(reading.reason) or seen_of(self) }))
		elseif reading then
			return reading.state, self.status, { message_id = reading.message_id, message = reading.message,
				why = reason.words(reading.reason) }
		end
		ended = ended or pause(self)
		if ended then
			return nil, ended
		end
	end
end

--- @param what a reply, or an id
-- @return as `wait_for_end`
local function await(client, what, options, level)
	local origin <const> = type(what) == "table" and getmetatable(what)
	local by_id <const> = type(what) == "string"
	if not by_id and not (origin and origin.__name == "unom.reply") then
		errors.refuse("await", 1, ("the reply of an operation that acts, or an id, expected, got %s"):format(
			type(what) == "table" and "a table without its origin" or type(what)), level + 1)
	end
	local given <const> = checks.options("await", 2, options, by_id and KNOWN_OF_ID or KNOWN, level + 1)
	local clock <const> = given.clock or core.monotonic
	local self <const> = {
		client = client,
		rows = nil,
		by_id = by_id,
		clock = clock,
		sleep = given.sleep or question.sleeper(client),
		on_status = given.on_status,
		timeout = given.timeout,
		deadline = given.timeout and clock() + given.timeout,
		ways = nil, -- what is asked, in turn
		pause = FIRST_PAUSE, least_pause = 0,
		status = nil, -- the last one that was seen
		seen = nil, -- what a list showed, as a reason
		failure = nil, -- the error of the last question
		denied_since = nil, -- the carrier refuses to speak of it
	}
	local why
	if by_id then
		self.rows = subject.of_id(what, given, client, level + 1)
	else
		self.rows, why = subject.of_reply(what, origin)
	end
	if why then
		return nil, errors.new { kind = "unknown", operation = origin.operation,
			message = messages.say("await_unaskable", { why = tostring(why) }) }
	end
	if given.reserved and given.reserved.reserveId ~= self.rows[1].arguments.reserveId then
		errors.refuse("await", "reserved", "not the reservation that is taken back", level + 1)
	elseif given.reserved then
		shared.remember(client, self.rows[1].contract, given.reserved)
	end
	self.ways = { tracking.way(self.rows[1].operation) }
	return wait_for_end(self)
end

return await
