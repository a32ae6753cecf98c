--- Questions to the carrier that need all their answers: asked one after the other, again where no answer came.
--
-- Invariant: a question is asked only when the one before is answered; `on_answers` is called at most once for a set
-- of questions, and only with an answer to each.

local schedule <const> = require "unom.bulk.engine.timers"

local inquiries_methods <const> = {}
local inquiries_mt <const> = { __name = "unom.inquiries", __index = inquiries_methods }

-- Seconds: the first and the longest wait before a question is asked again.
local FIRST_PAUSE <const>, LONGEST_PAUSE <const> = 0.5, 30

--- @param options {client=, schedule=, clock=, random=, on_unauthorised(err)=}
local function new(options)
	return setmetatable({
		client = options.client,
		schedule = options.schedule,
		clock = options.clock,
		random = options.random,
		on_unauthorised = options.on_unauthorised,
		in_flight = {}, -- the client's id -> inquiry
	}, inquiries_mt)
end

local function start(self, inquiry)
	local question <const> = inquiry.questions[#inquiry.answers + 1]
	self.in_flight[self.client:start(question.operation, question.arguments)] = inquiry
end

--- Asks `questions`, each {operation=, arguments=}.
-- @param on_answers function(answers): for each question {reply=} or, where the carrier refused it or it was asked
--   in vain `most_tries` times, {err=}
-- @param most_tries how often to ask; nil: until there is an answer
function inquiries_methods:ask(questions, on_answers, most_tries)
	start(self, { questions = questions, answers = {}, tries = 1, on_answers = on_answers,
		most_tries = most_tries or math.huge })
end

local function ask_again(self, inquiry, err)
	local pause <const> = err.retry_after or schedule.backoff(inquiry.tries, FIRST_PAUSE, LONGEST_PAUSE, self.random)
	inquiry.tries = inquiry.tries + 1
	self.schedule:at(self.clock() + pause, function()
		start(self, inquiry)
	end)
end

--- Takes an answer of the client.
-- @return was it the answer to a question asked here?
function inquiries_methods:finished(id, reply, err)
	local inquiry <const> = self.in_flight[id]
	if not inquiry then
		return false
	end
	self.in_flight[id] = nil
	if err and err.kind == "auth" then
		self.on_unauthorised(err)
	end
	if err and err.sent ~= "yes" and inquiry.tries < inquiry.most_tries then
		ask_again(self, inquiry, err)
		return true
	end
	inquiry.tries = 1
	inquiry.answers[#inquiry.answers + 1] = { reply = reply, err = err }
	if #inquiry.answers == #inquiry.questions then
		inquiry.on_answers(inquiry.answers)
	else
		start(self, inquiry)
	end
	return true
end

return { new = new }
