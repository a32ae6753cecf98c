--- Questions to the carrier that need all their answers: asked one after the other, again where no answer came.
--
-- Invariant: a question is asked only when the one before is answered; `on_answers` is called at most once for a set
-- of questions, and only with an answer to each.

local timers <const> = require "unom.bulk.engine.timers"

local queries_methods <const> = {}
local queries_mt <const> = { __name = "unom.queries", __index = queries_methods }

-- Seconds: the first and the longest wait before a question is asked again.
local FIRST_PAUSE <const>, LONGEST_PAUSE <const> = 0.5, 30

-- Where nobody counts how requests end, each may go out at once.
local ALWAYS <const> = { admit = function() return true end, is_down = function() return false end }

--- @param options {calls=, timers=, clock=, random=, reachability=|nil, on_unauthorised(err)=}
local function new(options)
	return setmetatable({
		calls = options.calls,
		timers = options.timers,
		clock = options.clock,
		random = options.random,
		reachability = options.reachability or ALWAYS,
		on_unauthorised = options.on_unauthorised,
		waiting = {}, -- queries whose next question may not go out yet, in order
	}, queries_mt)
end

local take_answer

--- Asks the query's next question, if a read of its contract may begin now.
-- @return did it go out?
local function try(self, query)
	local question <const> = query.questions[#query.answers + 1]
	if not self.reachability:admit(question.arguments.contractId) then
		return false
	end
	query.probes = self.reachability:is_down()
	local started <const>, reason = self.calls:start(question.operation, question.arguments, function(reply, err)
		take_answer(self, query, reply, err)
	end)
	if not started then
		error(reason, 0)
	end
	return true
end

local function ask(self, query)
	if not try(self, query) then
		self.waiting[#self.waiting + 1] = query
	end
end

--- Asks `questions`, each {operation=, arguments=}.
-- @param on_answers function(answers): for each question {reply=} or, where the carrier refused it or gave no answer
--   `most_tries` times, {err=}. A question that found out only that the carrier cannot be reached counts as none.
-- @param most_tries how often to ask; nil: until there is an answer
function queries_methods:ask(questions, on_answers, most_tries)
	ask(self, { questions = questions, answers = {}, tries = 1, on_answers = on_answers,
		most_tries = most_tries or math.huge })
end

--- Asks what waits for its turn.
function queries_methods:start()
	local waiting <const> = self.waiting
	if #waiting == 0 then
		return
	end
	self.waiting = {}
	for _, query in ipairs(waiting) do
		ask(self, query)
	end
end

local function ask_again(self, query, err)
	local pause <const> = err.retry_after or timers.backoff(query.tries, FIRST_PAUSE, LONGEST_PAUSE, self.random)
	query.tries = query.tries + 1
	self.timers:at(self.clock() + pause, function()
		ask(self, query)
	end)
end

function take_answer(self, query, reply, err)
	if err and err.kind == "auth" then
		self.on_unauthorised(err)
	end
	if err and err.sent ~= "yes" and query.probes and self.reachability:is_down() then
		self.waiting[#self.waiting + 1] = query
		return
	elseif err and err.sent ~= "yes" and query.tries < query.most_tries then
		return ask_again(self, query, err)
	end
	query.tries = 1
	query.answers[#query.answers + 1] = { reply = reply, err = err }
	if #query.answers == #query.questions then
		query.on_answers(query.answers)
	else
		ask(self, query)
	end
end

return { new = new }
